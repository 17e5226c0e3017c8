/// One aggregate of a query, bound: what is folded, over which argument, for which rows.
package struct AggregateCall: Hashable, Sendable {
    package enum Function: String, Hashable, Sendable, CaseIterable {
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
        case bitAnd
        case bitOr
        case bitXor
        case stddevSamp
        case stddevPop
        case varSamp
        case varPop
        /// The value of the first or last row by `order`; NULLs are values.
        case firstValue
        case lastValue
        /// Every value, NULLs too, by `order`.
        case arrayAgg
        /// Values that are not NULL, by `order`, with the parameter's text between them.
        case stringAgg
        /// The parameter is the fraction, `order` names the argument once more for its direction.
        case percentileCont
        case percentileDisc
        case mode
        case approxCountDistinct
        /// The smallest values of type bytea, as many as the parameter says, equal ones too, in one piece: see
        /// `PackedRows`.
        case smallest
    }

    /// A constant that an aggregate takes beside its argument.
    package enum Parameter: Hashable, Sendable {
        /// From 0 to 1.
        case fraction(Double)
        case text([UInt8])
        /// How many values at most.
        case count(Int)
    }

    package let function: Function
    /// Column of the aggregate's input batch that is folded; `nil` for `count(*)`.
    package let argument: Int?
    /// The argument's type; `nil` for `count(*)`.
    package let argumentType: DataType?
    /// Boolean column of the input batch: only rows where it is true are folded (`FILTER (WHERE ...)`).
    package let filter: Int?
    /// `DISTINCT`: equal values count once.
    package let isDistinct: Bool
    /// `ORDER BY` inside the call, or of `WITHIN GROUP`.
    package let order: [AggregateOrder]
    package let parameter: Parameter?
    /// PostgreSQL's result type for this function and argument type.
    package let resultType: DataType

    package init(
        function: Function, argument: Int?, argumentType: DataType?, filter: Int?, isDistinct: Bool = false,
        order: [AggregateOrder] = [], parameter: Parameter? = nil, resultType: DataType
    ) {
        self.function = function
        self.argument = argument
        self.argumentType = argumentType
        self.filter = filter
        self.isDistinct = isDistinct
        self.order = order
        self.parameter = parameter
        self.resultType = resultType
    }

    /// The same over other columns: a plan's columns move.
    package func moved(_ column: (Int) -> Int) -> AggregateCall {
        AggregateCall(
            function: function, argument: argument.map(column), argumentType: argumentType, filter: filter.map(column),
            isDistinct: isDistinct, order: order.map { $0.moved(column) }, parameter: parameter,
            resultType: resultType)
    }

    /// True for the first rows of a key, which are numbered, as opposed to all of them.
    var numbersRows: Bool {
        guard function == .smallest, case .count(let limit)? = parameter else { return false }
        return limit > 0
    }

    /// Every column of the input batch that the call reads.
    package var columns: [Int] { [argument, filter].compactMap { $0 } + order.map(\.column) }
}

/// One key of an aggregate's `ORDER BY`.
package struct AggregateOrder: Hashable, Sendable {
    /// Column of the aggregate's input batch.
    package let column: Int
    package let type: DataType
    package let isDescending: Bool
    package let putsNullsFirst: Bool

    package init(column: Int, type: DataType, isDescending: Bool, putsNullsFirst: Bool) {
        self.column = column
        self.type = type
        self.isDescending = isDescending
        self.putsNullsFirst = putsNullsFirst
    }

    func moved(_ column: (Int) -> Int) -> AggregateOrder {
        AggregateOrder(
            column: column(self.column), type: type, isDescending: isDescending, putsNullsFirst: putsNullsFirst)
    }
}
