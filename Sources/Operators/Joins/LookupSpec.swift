/// A join of rows as they come with a table that lies in memory.
package struct LookupSpec: Sendable {
    /// Position of the table in the job's list.
    package let table: Int
    /// Rows without a partner stay, with NULLs (LEFT JOIN).
    package let keepsUnmatched: Bool
    /// Values over the input's columns, and for each over the table's columns what is equal to it.
    package let leftKeys: [Expression]
    package let rightKeys: [Expression]
    /// Columns of the table that stand behind the input's, in this order.
    package let columns: [Int]

    package init(
        table: Int, keepsUnmatched: Bool, leftKeys: [Expression], rightKeys: [Expression], columns: [Int]
    ) {
        self.table = table
        self.keepsUnmatched = keepsUnmatched
        self.leftKeys = leftKeys
        self.rightKeys = rightKeys
        self.columns = columns
    }

    /// The same with other values on the left and fewer columns.
    package func over(_ leftKeys: [Expression], keeping columns: [Int]) -> LookupSpec {
        LookupSpec(
            table: table, keepsUnmatched: keepsUnmatched, leftKeys: leftKeys, rightKeys: rightKeys, columns: columns)
    }
}
