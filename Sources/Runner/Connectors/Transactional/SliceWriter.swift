import Operators

/// Writes slices of an epoch's rows inside an open transaction, whatever the database.
///
/// The first attempt has no savepoints. Refused rows are found by a second, careful one: what fails is halved until one
/// row is left, which goes where the sink's policy says.
final class SliceWriter {
    let isCareful: Bool
    private let rowsMax: Int
    private let bytesMax: Int
    /// Runs a statement without an answer.
    private let execute: (String) throws(ServerError) -> Void
    private(set) var writtenRows = 0
    private(set) var rejectedRows = 0
    private(set) var samples: [RefusedSample] = []
    /// Positions of rows that were to replace others and were refused, since `takeRefused`.
    private var refused: [Int] = []
    /// Those of the policy `dead_letter`.
    private(set) var rejected: [RejectedRow] = []

    /// - Parameters:
    ///   - rowsMax: most rows of one statement.
    ///   - bytesMax: most bytes of one statement's rows, unless one row alone has more.
    init(
        isCareful: Bool, rowsMax: Int, bytesMax: Int, execute: @escaping (String) throws(ServerError) -> Void
    ) {
        self.isCareful = isCareful
        self.rowsMax = rowsMax
        self.bytesMax = bytesMax
        self.execute = execute
    }

    /// Bytes of an epoch's rows that are side by side in memory; the order of keys is made among them.
    static let memoryBytesMax = 4 << 20

    /// Calls `body` with the rows of these operations, a part that memory has room for after the other: what a later
    /// part says of a key is the last word.
    func inMemory(
        _ lanes: [EncodedRows], only operations: Set<RowOperation>, bytesMax: Int = SliceWriter.memoryBytesMax,
        _ body: (TupleRows) throws(CommitStop) -> Void
    ) throws(CommitStop) {
        try forEachSlice(of: lanes, only: operations, bytesMax: bytesMax, onError: { CommitStop.sink($0) }) {
            slice throws(CommitStop) in try body(TupleRows([slice], only: operations))
        }
    }

    /// Counts rows that were written without `inStatements`.
    func count(written rows: Int) { writtenRows += rows }

    /// Calls `attempt` for slices that are small enough for one statement.
    ///
    /// - Parameter rowsMax: a smaller bound for these statements.
    func inStatements(
        _ rows: TupleRows, _ positions: [Int], _ operation: RowOperation, _ target: any RowTarget,
        rowsMax: Int = .max, _ attempt: (ArraySlice<Int>) throws(ServerError) -> Void
    ) throws(CommitStop) {
        var begin = 0
        while begin < positions.count {
            var end = begin
            var bytes = 0
            while end < positions.count && end - begin < min(rowsMax, self.rowsMax) {
                bytes += rows.row(positions[end]).count
                if end > begin && bytes > bytesMax { break }
                end += 1
            }
            let part = positions[begin..<end]
            if isCareful {
                try bisect(rows, part, operation, target, attempt)
            } else {
                do throws(ServerError) {
                    try attempt(part)
                } catch {
                    throw .server(error)
                }
                writtenRows += part.count
            }
            begin = end
        }
    }

    /// Writes what can be written of a slice, and rejects the rest row by row.
    func bisect(
        _ rows: TupleRows, _ part: ArraySlice<Int>, _ operation: RowOperation, _ target: any RowTarget,
        _ attempt: (ArraySlice<Int>) throws(ServerError) -> Void
    ) throws(CommitStop) {
        guard let first = part.first else { return }
        guard let refusal = try inSavepoint({ () throws(ServerError) in try attempt(part) }) else {
            writtenRows += part.count
            return
        }
        if part.count == 1 {
            try reject(
                RejectedRow(target: target, operation: operation, tuple: Array(rows.row(first)), error: refusal))
            if operation == .upsert { refused.append(first) }
            return
        }
        let middle = part.startIndex + part.count / 2
        try bisect(rows, part[..<middle], operation, target, attempt)
        try bisect(rows, part[middle...], operation, target, attempt)
    }

    /// Takes away what a table still holds under the keys of rows that were to replace it and were refused since the
    /// last call: the earlier row is not the group's any more. A key that is refused as well was never there.
    func removeRefused(
        of target: any RowTarget, _ delete: (ArraySlice<Int>) throws(ServerError) -> Void
    ) throws(CommitStop) {
        let positions = refused
        refused = []
        guard target.table.emit == .changes else { return }
        for index in positions.indices {
            _ = try inSavepoint { () throws(ServerError) in try delete(positions[index...index]) }
        }
    }

    /// Does `body` or nothing; gives the error of a row that was refused.
    func inSavepoint(_ body: () throws(ServerError) -> Void) throws(CommitStop) -> ServerError? {
        do throws(ServerError) {
            try execute("SAVEPOINT millrace")
            do throws(ServerError) {
                try body()
                try execute("RELEASE SAVEPOINT millrace")
                return nil
            } catch {
                guard error.kind == .data, !error.connectionIsLost else { throw error }
                try execute("ROLLBACK TO SAVEPOINT millrace")
                try execute("RELEASE SAVEPOINT millrace")
                return error
            }
        } catch {
            throw .server(error)
        }
    }

    private func reject(_ row: RejectedRow) throws(CommitStop) {
        switch row.target.table.onError {
        case .skip: break
        case .deadLetter: rejected.append(row)
        case .fail:
            throw .sink(
                .badData("table \(row.target.text) refuses a row: \(row.error.text); the row: \(row.json)"))
        }
        rejectedRows += 1
        samples.add(
            row.target.text,
            "table \(row.target.text) refuses a row, which is left out: \(row.error.text); the row: \(row.shortJSON)")
    }
}
