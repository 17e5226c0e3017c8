import Operators

/// A table that rows are joined with by its key; read as a whole when the job starts, and again as often as it says.
package struct LookupPlan: Sendable {
    /// Where its rows come from and what their columns are; it has no times and no positions.
    package var source: SourcePlan
    /// Positions of PRIMARY KEY in `source.columns`.
    package var key: [Int]
    /// Nil: read at the start alone.
    package var reloadMicros: Int64?

    package init(source: SourcePlan, key: [Int], reloadMicros: Int64? = nil) {
        self.source = source
        self.key = key
        self.reloadMicros = reloadMicros
    }
}
