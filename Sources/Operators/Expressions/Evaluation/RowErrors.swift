/// A row that an expression could not be evaluated for.
package struct RowError: Hashable, Sendable {
    /// Row of the batch.
    package let row: Int
    package let failure: RowFailure
    /// Where the failing expression starts in the job's text, in bytes.
    package let sourceOffset: Int

    /// PostgreSQL's SQLSTATE, five characters.
    package var code: String { failure.code }
    package var message: String { failure.message }
}

/// The failed rows of a batch; the first failure of a row is kept.
package struct RowErrors: Sendable {
    /// In the order in which they were found, not by row.
    package private(set) var all: [RowError] = []
    private var rows: Set<Int> = []

    package init() {}

    package var isEmpty: Bool { all.isEmpty }
    package var count: Int { all.count }

    /// Whether the row failed.
    package func contains(row: Int) -> Bool { !rows.isEmpty && rows.contains(row) }

    /// Keeps the failure unless the row has one already.
    package mutating func record(row: Int, _ failure: RowFailure, sourceOffset: Int = 0) {
        guard rows.insert(row).inserted else { return }
        all.append(RowError(row: row, failure: failure, sourceOffset: sourceOffset))
    }
}

/// Where kernels report failed rows during one evaluation; turns rows of a gathered batch back into rows of the batch.
final class FailureLog {
    var errors: RowErrors
    /// The batch's row of each row being evaluated; `nil` when they are the same.
    var rows: RowList?
    /// Rows being evaluated.
    var count = 0
    var sourceOffset = 0
    /// Set while a call over one value stands for all rows.
    private var spreads = false

    init(_ errors: RowErrors, count: Int) {
        self.errors = errors
        self.count = count
    }

    func record(row: Int, _ failure: RowFailure) {
        if spreads {
            for index in 0..<count { recordOne(index, failure) }
        } else {
            recordOne(row, failure)
        }
    }

    /// Runs a call over one value; its failure is every row's failure.
    func spreading<R>(_ body: () -> R) -> R {
        spreads = true
        defer { spreads = false }
        return body()
    }

    private func recordOne(_ row: Int, _ failure: RowFailure) {
        let original = rows.map { Int($0.pointer[row]) } ?? row
        errors.record(row: original, failure, sourceOffset: sourceOffset)
    }
}
