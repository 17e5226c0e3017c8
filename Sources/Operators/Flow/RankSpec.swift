/// `row_number() OVER (PARTITION BY partition ORDER BY order)` over the final rows of windows.
package struct RankSpec: Hashable, Sendable {
    package enum Function: String, Hashable, Sendable {
        /// 1, 2, 3 ...; rows that are equal in the order are told apart by their other columns.
        case rowNumber = "row_number"
        /// 1, 1, 3 ...
        case rank
        /// 1, 1, 2 ...
        case denseRank = "dense_rank"
    }

    /// One key of the order.
    package struct Order: Hashable, Sendable {
        package let column: Int
        package let descending: Bool
        package let nullsFirst: Bool

        package init(column: Int, descending: Bool, nullsFirst: Bool) {
            self.column = column
            self.descending = descending
            self.nullsFirst = nullsFirst
        }
    }

    package let function: Function
    /// Columns of the input.
    package let partition: [Int]
    package let order: [Order]
    /// Rows with a larger number are asked for by nobody; nil when all are.
    package var limit: Int64?

    package init(function: Function, partition: [Int], order: [Order], limit: Int64? = nil) {
        self.function = function
        self.partition = partition
        self.order = order
        self.limit = limit
    }
}
