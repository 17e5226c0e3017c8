import Operators

/// Where the rows of one query go.
package struct SinkPlan: Sendable {
    package var name: String
    /// Where the statement stands in the job's text, in bytes.
    package var sourceOffset: Int
    package var input: NodeID
    /// Columns of the target, in the order of the input's columns.
    package var columns: Schema
    /// Positions in `columns`; empty makes an append sink.
    package var primaryKey: [Int]
    /// The key was derived from GROUP BY (NULLs allowed, `UNIQUE NULLS NOT DISTINCT`) and not declared.
    package var keyIsDerived: Bool
    /// The target holds one row at most: aggregates without GROUP BY. `primaryKey` is empty then.
    package var singleRow: Bool
    package var emit: EmitMode
    package var emitIntervalMicros: Int64
    package var connector: SinkConnector
    /// A bare SELECT: somebody looks at rows, and nothing is kept of it.
    package var isPreview = false
    /// For a preview: rows in this order within what is printed at once.
    package var order: [RankSpec.Order]
    /// For a preview: stop after so many rows.
    package var limit: Int?

    package init(name: String, sourceOffset: Int, input: NodeID, columns: Schema, connector: SinkConnector) {
        self.name = name
        self.sourceOffset = sourceOffset
        self.input = input
        self.columns = columns
        self.connector = connector
        primaryKey = []
        keyIsDerived = false
        singleRow = false
        emit = .final
        emitIntervalMicros = 0
        order = []
        limit = nil
    }
}
