/// `row_number() OVER (PARTITION BY partition ORDER BY order)` over the final rows of windows, or over groups that
/// change.
package struct RankSpec: Hashable, Sendable {
    package enum Function: String, CaseIterable, Hashable, Sendable {
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

    /// What must be known of rows that change.
    package struct Changes: Hashable, Sendable {
        /// Columns of the input by which a row is found again.
        package let keys: [Int]
        /// Column of the input with the end of the window; nil where there is none.
        package let windowEnd: Int?

        package init(keys: [Int], windowEnd: Int?) {
            self.keys = keys
            self.windowEnd = windowEnd
        }

        package var columns: [Int] { keys + [windowEnd].compactMap { $0 } }
    }

    package let function: Function
    /// Columns of the input.
    package let partition: [Int]
    package let order: [Order]
    /// Rows with a larger number are asked for by nobody; nil when all are.
    package var limit: Int64?
    /// Nil where nobody reads changes, or where a row is not known by columns of its own.
    package var changes: Changes?

    /// Every column of the input that is read.
    package var columns: [Int] { partition + order.map(\.column) + (changes?.columns ?? []) }

    package init(
        function: Function, partition: [Int], order: [Order], limit: Int64? = nil, changes: Changes? = nil
    ) {
        self.function = function
        self.partition = partition
        self.order = order
        self.limit = limit
        self.changes = changes
    }
}
