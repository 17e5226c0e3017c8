import Operators

/// A table that rows are joined with by its key; read as a whole when the job starts.
package struct LookupPlan: Sendable {
    /// Where its rows come from and what their columns are; it has no times and no positions.
    package var source: SourcePlan
    /// Positions of PRIMARY KEY in `source.columns`.
    package var key: [Int]

    package init(source: SourcePlan, key: [Int]) {
        self.source = source
        self.key = key
    }
}
