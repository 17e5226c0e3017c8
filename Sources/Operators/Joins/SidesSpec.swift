/// A join of rows as they come: which columns of both sides are equal, and which are kept until the partners come.
package struct SidesSpec: Hashable, Sendable {
    /// Columns of the left input, and for each the column of the right one that is equal to it; types are the same.
    package let leftKeys: [Int]
    package let rightKeys: [Int]
    /// Columns that a pair is made of.
    package let leftColumns: [Int]
    package let rightColumns: [Int]
    /// How far apart in time the rows of a pair are; nil when they may be any.
    package let times: TimeBound?

    package init(
        leftKeys: [Int], rightKeys: [Int], leftColumns: [Int], rightColumns: [Int], times: TimeBound? = nil
    ) {
        self.leftKeys = leftKeys
        self.rightKeys = rightKeys
        self.leftColumns = leftColumns
        self.rightColumns = rightColumns
        self.times = times
    }
}

/// A side of a join.
package enum PairSide: String, Hashable, Sendable {
    case left
    case right
}
