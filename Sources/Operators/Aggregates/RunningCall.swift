/// `function(x) OVER (PARTITION BY partition ORDER BY window_start)`: a running aggregate over windows.
///
/// The frame is PostgreSQL's default, from the first window to the current one with its peers.
package struct RunningCall: Hashable, Sendable {
    package let function: AggregateCall.Function
    /// Input column folded; `nil` for `count(*)`.
    package let argument: Int?
    package let argumentType: DataType?
    /// Input columns; a subset of the aggregate's keys.
    package let partition: [Int]
    /// Input column that orders: window_start or window_end.
    package let order: Int
    package let descending: Bool
    package let resultType: DataType

    package init(
        function: AggregateCall.Function, argument: Int?, argumentType: DataType?, partition: [Int], order: Int,
        descending: Bool, resultType: DataType
    ) {
        self.function = function
        self.argument = argument
        self.argumentType = argumentType
        self.partition = partition
        self.order = order
        self.descending = descending
        self.resultType = resultType
    }
}
