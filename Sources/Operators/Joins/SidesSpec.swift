/// A join of rows as they come: which columns of both sides are equal, and which are kept until the partners come.
package struct SidesSpec: Hashable, Sendable {
    /// Columns of the left input, and for each the column of the right one that is equal to it; types are the same.
    package let leftKeys: [Int]
    package let rightKeys: [Int]
    /// Columns that a pair is made of.
    package let leftColumns: [Int]
    package let rightColumns: [Int]

    package init(leftKeys: [Int], rightKeys: [Int], leftColumns: [Int], rightColumns: [Int]) {
        self.leftKeys = leftKeys
        self.rightKeys = rightKeys
        self.leftColumns = leftColumns
        self.rightColumns = rightColumns
    }
}
