/// One aggregate of a query, bound: what is folded, over which argument, for which rows.
package struct AggregateCall: Hashable, Sendable {
    package enum Function: String, Hashable, Sendable {
        /// `count(*)`: rows.
        case countRows
        /// `count(x)`: values that are not NULL.
        case count
        case sum
        case avg
        case min
        case max
        case boolAnd
        case boolOr
    }

    package let function: Function
    /// Column of the aggregate's input batch that is folded; `nil` for `count(*)`.
    package let argument: Int?
    /// The argument's type; `nil` for `count(*)`.
    package let argumentType: DataType?
    /// Boolean column of the input batch: only rows where it is true are folded (`FILTER (WHERE ...)`).
    package let filter: Int?
    /// PostgreSQL's result type for this function and argument type.
    package let resultType: DataType

    package init(function: Function, argument: Int?, argumentType: DataType?, filter: Int?, resultType: DataType) {
        self.function = function
        self.argument = argument
        self.argumentType = argumentType
        self.filter = filter
        self.resultType = resultType
    }
}
