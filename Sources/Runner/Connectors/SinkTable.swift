import Operators

/// What a connector knows of one of the job's sinks: the shape of its rows and what makes two rows the same.
package struct SinkTable: Sendable {
    /// The name in the job, for people.
    package var name: String
    /// Columns of the rows, in the order of the batches' columns.
    package var columns: Schema
    /// Positions in `columns` of the key. Empty for rows that are only appended, and for a table of one row.
    package var key: [Int]
    /// The key was derived from GROUP BY: NULLs may be in it and are the same as each other.
    package var keyIsDerived: Bool
    /// One row that is replaced again and again: an aggregate over everything, without a key.
    package var holdsOneRow: Bool
    package var emit: EmitMode
    /// What becomes of a row that the system refuses.
    package var onError: RecordPolicy
    /// For a preview: the order of the rows that are printed at once.
    package var order: [RankSpec.Order]
    /// For a preview: rows after so many are not shown.
    package var limit: Int?

    package init(
        name: String, columns: Schema, key: [Int] = [], keyIsDerived: Bool = false,
        holdsOneRow: Bool = false, emit: EmitMode = .final, onError: RecordPolicy = .fail, order: [RankSpec.Order] = [],
        limit: Int? = nil
    ) {
        self.name = name
        self.columns = columns
        self.key = key
        self.keyIsDerived = keyIsDerived
        self.holdsOneRow = holdsOneRow
        self.emit = emit
        self.onError = onError
        self.order = order
        self.limit = limit
    }
}

extension SinkTable {
    /// Without an ORDER BY rows are shown in the order of their key, or of all columns: not as lanes happened to make
    /// them.
    mutating func orderByKey() {
        guard order.isEmpty else { return }
        order = (key.isEmpty ? Array(columns.fields.indices) : key).map {
            RankSpec.Order(column: $0, descending: false, nullsFirst: false)
        }
    }
}
