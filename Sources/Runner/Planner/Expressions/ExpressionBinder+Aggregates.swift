import Operators

extension ExpressionBinder {
    /// The aggregate with its argument, its order and its constant bound and cast, without its filter.
    func boundAggregate(_ call: FunctionCall, _ name: String) throws(BindFailure) -> AggregateUses.Aggregate {
        let isOverSortedGroup = AggregateResolution.sortedGroupNames.contains(name)
        guard isOverSortedGroup == call.isWithinGroup else {
            throw BindFailure(
                .badAggregate,
                isOverSortedGroup
                    ? "WITHIN GROUP is required for ordered-set aggregate \(name)"
                    : "\(name) is not an ordered-set aggregate, so it cannot have WITHIN GROUP", at: call.offset,
                help: isOverSortedGroup ? ["\(name)(...) WITHIN GROUP (ORDER BY x)"] : [])
        }
        if isOverSortedGroup { return try sortedGroup(call, name) }
        var call = call
        var parameter: AggregateCall.Parameter?
        if name == "string_agg", call.arguments.count == 2 {
            parameter = .text(try separator(call.arguments.removeLast().value))
        }
        var (function, resolved, result) = try resolve(call, name, hasParameter: parameter != nil)
        let isDistinct = call.isDistinct && function != .countRows
        var argument = resolved
        let countsValues = function == .approxCountDistinct || function == .count && isDistinct
        if let json = resolved, json.type == .jsonb, countsValues {
            argument = try functions.call("jsonb form text", [json], at: json.sourceOffset)
        }
        if let array = resolved, case .array = array.type {
            if function == .min || function == .max {
                argument = try functions.call("array order", [array], at: array.sourceOffset)
                result = .bytea
            } else if countsValues {
                argument = try functions.ordered(array)
            }
        }
        var keys = try orderKeys(call.orderBy, takesArrays: true)
        if isDistinct { try checkDistinct(argument, keys, name) }
        if let argument, isDistinct || keepsValues(function) { try checkOrdered(argument, name, function) }
        switch function {
        case .firstValue, .lastValue, .arrayAgg, .stringAgg:
            if let argument, keys.isEmpty { keys = try usualOrder(function, argument, isDistinct, at: call.offset) }
        default: keys = []
        }
        return AggregateUses.Aggregate(
            function: function, argument: argument, filter: nil, isDistinct: isDistinct, order: keys,
            parameter: parameter, resultType: result)
    }

    private func keepsValues(_ function: AggregateCall.Function) -> Bool {
        switch function {
        case .firstValue, .lastValue, .arrayAgg, .stringAgg, .approxCountDistinct: true
        default: false
        }
    }

    /// The aggregate with its argument bound and cast.
    func resolve(
        _ call: FunctionCall, _ name: String, hasParameter: Bool = false
    ) throws(BindFailure) -> (AggregateCall.Function, Expression?, DataType) {
        if call.isStar {
            guard name == "count" else {
                throw BindFailure(.unknownFunction, "function \(name)() does not exist", at: call.offset)
            }
            return (.countRows, nil, .bigint)
        }
        let arguments = try bindAll(call.arguments.map(\.value))
        guard arguments.count == 1, (name == "string_agg") == hasParameter, let argument = arguments.first,
            let found = AggregateResolution.resolve(name, argument.type)
        else {
            let types = (arguments.map { "\($0.type.unmodified)" } + (hasParameter ? ["unknown"] : []))
                .joined(separator: ", ")
            throw BindFailure(
                .unknownFunction, "function \(name)(\(types)) does not exist", at: call.offset,
                hint: arguments.isEmpty && name == "count"
                    ? "write count(*)"
                    : name == "string_agg"
                        ? "string_agg takes text and a separator" : numberHint(name, arguments.map(\.type)))
        }
        return (found.function, try functions.coerce(argument, to: found.argument, .implicit), found.result)
    }

    /// Sums of what came as text.
    private func numberHint(_ name: String, _ types: [DataType]) -> String? {
        guard ["sum", "avg"].contains(name), types.count == 1, case .text = types[0] else { return nil }
        return "it takes numbers: declare the column as one, or cast it: \(name)(...::numeric)"
    }

    func refuse(_ call: FunctionCall, _ name: String) throws(BindFailure) {
        if AggregateResolution.later.contains(name) { throw .notSupported("\(name)", at: call.offset) }
        if let named = call.arguments.compactMap(\.name).first {
            throw BindFailure(.badType, "function \(name) has no argument named \"\(named.text)\"", at: named.offset)
        }
    }

    // MARK: Order

    private func orderKeys(
        _ items: [SortItem], takesArrays: Bool
    ) throws(BindFailure) -> [AggregateUses.OrderKey] {
        var keys: [AggregateUses.OrderKey] = []
        for item in items {
            let bound = try functions.settled(try bind(item.expr))
            let value = takesArrays ? try functions.ordered(bound) : bound
            guard AggregateResolution.hasOrder(value.type) else {
                throw .notSupported("ORDER BY a value of type \(value.type) in an aggregate", at: value.sourceOffset)
            }
            let first = item.nulls.map { $0 == .first } ?? item.isDescending
            keys.append(.init(value: value, isDescending: item.isDescending, putsNullsFirst: first))
        }
        return keys
    }

    private func checkOrdered(
        _ argument: Expression, _ name: String, _ function: AggregateCall.Function
    ) throws(BindFailure) {
        guard !AggregateResolution.hasOrder(argument.type) else { return }
        // The value of one row: nothing is compared but what stands in ORDER BY.
        if case .array = argument.type, function == .firstValue || function == .lastValue { return }
        throw .notSupported(
            "\(name) over values of type \(argument.type)", at: argument.sourceOffset,
            help: argument.type == .jsonb ? ["Take fields out with ->> 'name', or cast the value to text."] : [])
    }

    /// With DISTINCT the values themselves are sorted.
    private func checkDistinct(
        _ argument: Expression?, _ keys: [AggregateUses.OrderKey], _ name: String
    ) throws(BindFailure) {
        func text(_ value: Expression) -> String { expressionText(value) { "$\($0)" } }
        for key in keys where argument.map(text) != text(key.value) {
            throw BindFailure(
                .badAggregate,
                "in an aggregate with DISTINCT, ORDER BY expressions must appear in argument list",
                at: key.value.sourceOffset)
        }
    }

    /// Without ORDER BY: values by themselves with DISTINCT, else by the event time of their rows.
    private func usualOrder(
        _ function: AggregateCall.Function, _ argument: Expression, _ isDistinct: Bool, at offset: Int
    ) throws(BindFailure) -> [AggregateUses.OrderKey] {
        if isDistinct { return [.init(value: argument)] }
        let times = scope.items.flatMap { $0.relation.columns.filter { $0.role == .eventTime } }
        if times.count == 1, let time = times.first {
            return [.init(value: Expression(.column(time.index), type: time.type, sourceOffset: offset))]
        }
        if function == .arrayAgg || function == .stringAgg { return [.init(value: argument)] }
        throw BindFailure(
            .badAggregate, "\(function.sqlName) needs an order: these rows have no event time", at: offset,
            help: ["Write \(function.sqlName)(x ORDER BY y)."])
    }

    // MARK: WITHIN GROUP

    private func sortedGroup(_ call: FunctionCall, _ name: String) throws(BindFailure) -> AggregateUses.Aggregate {
        if call.isDistinct {
            throw BindFailure(.badAggregate, "cannot use DISTINCT with WITHIN GROUP", at: call.offset)
        }
        let keys = try orderKeys(call.orderBy, takesArrays: false)
        let parameter = try call.arguments.first.map { (argument) throws(BindFailure) in try fraction(argument.value) }
        guard keys.count == 1, call.arguments.count == (name == "mode" ? 0 : 1), let key = keys.first,
            let found = AggregateResolution.resolve(name, key.value.type)
        else {
            let types = keys.map { "\($0.value.type.unmodified)" }.joined(separator: ", ")
            throw BindFailure(
                .unknownFunction, "function \(name)(...) WITHIN GROUP (ORDER BY \(types)) does not exist",
                at: call.offset)
        }
        var sorted = key
        sorted.value = try functions.coerce(key.value, to: found.argument, .implicit)
        return AggregateUses.Aggregate(
            function: found.function, argument: sorted.value, filter: nil, order: [sorted], parameter: parameter,
            resultType: found.result)
    }

    private func fraction(_ expr: Expr) throws(BindFailure) -> AggregateCall.Parameter {
        if case .array = expr.kind { throw .notSupported("percentiles of several fractions", at: expr.offset) }
        let value = try bind(expr)
        guard TypeRules.canCast(from: value.type, to: .double, in: .implicit),
            case .literal(.double(let number)) = try functions.coerce(value, to: .double, .implicit).node
        else {
            throw .notSupported("a percentile that is no constant number", at: expr.offset)
        }
        guard number >= 0, number <= 1 else {
            throw BindFailure(.badLiteral, "percentile value \(number) is not between 0 and 1", at: expr.offset)
        }
        return .fraction(number)
    }

    private func separator(_ expr: Expr) throws(BindFailure) -> [UInt8] {
        let value = try functions.settled(try bind(expr))
        guard value.type.unmodified == .text else {
            throw BindFailure(.typeMismatch, "the separator of string_agg must be text", at: expr.offset)
        }
        switch value.node {
        case .literal(.bytes(let bytes)): return bytes
        case .literal(.null): return []
        default: throw .notSupported("a separator that is no constant", at: expr.offset)
        }
    }
}
