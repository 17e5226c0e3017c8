import Operators

extension ExpressionBinder {
    /// A function, an aggregate or a window function.
    func call(_ call: FunctionCall, at offset: Int) throws(BindFailure) -> Expression {
        let name = try objectName(function: call.name)
        if windowTableFunctions.contains(name) {
            throw BindFailure(
                .badType, "\(name)(...) stands in FROM", at: offset,
                help: ["SELECT ... FROM \(name)(table, time_column, interval '5 minutes') GROUP BY window_start"])
        }
        if unnestFunctions.contains(name) {
            throw .notSupported(
                "\(name) outside FROM", at: offset, help: ["Write FROM table, \(name)(column) AS element."])
        }
        if let over = call.over { return try running(call, name, over) }
        if AggregateResolution.windowFunctions.contains(name) {
            throw BindFailure(.badType, "window function \(name) requires an OVER clause", at: offset)
        }
        if AggregateResolution.isAggregate(name) { return try aggregate(call, name) }
        // Before the arguments: DATEADD(day, ...) has a word that is no column.
        if let help = ForeignFunctions.instead[name], !functions.catalogue.functionNames.contains(name) {
            throw BindFailure(.unknownFunction, "function \(name) does not exist", at: offset, help: [help])
        }
        if call.isStar || call.isDistinct || call.filter != nil || !call.orderBy.isEmpty {
            if let failure = functions.unknown(name, at: offset) { throw failure }
            let what = call.isStar ? "*" : call.isDistinct ? "DISTINCT" : call.filter != nil ? "FILTER" : "ORDER BY"
            throw BindFailure(
                .badType, "\(what) specified, but \(name) is not an aggregate function", at: offset)
        }
        var arguments = try bindAll(try positional(call, name))
        if name == "time_bucket", arguments.count == 3 { arguments[2] = try zoneOrOrigin(arguments) }
        return try functions.call(name, arguments, at: offset)
    }

    /// What stands last in `time_bucket(width, ts, 'text')`: where no zone has that name, it is the origin.
    private func zoneOrOrigin(_ arguments: [Expression]) throws(BindFailure) -> Expression {
        let last = arguments[2]
        guard last.type == .unknown, case .literal(.bytes(let bytes)) = last.node,
            (try? TimeZoneRules.load(String(decoding: bytes, as: UTF8.self), posixOffsets: true)) == nil
        else { return last }
        return try functions.coerce(last, to: arguments[1].type, .explicit)
    }

    /// Names of parameters, for calls that name them; those left out before the last one named are 0.
    private static let parameters: [String: [String]] = [
        "make_interval": ["years", "months", "weeks", "days", "hours", "mins", "secs"],
        "make_date": ["year", "month", "day"], "time_bucket": ["bucket_width", "ts", "origin"],
        "make_timestamp": ["year", "month", "mday", "hour", "min", "sec"],
        "make_timestamptz": ["year", "month", "mday", "hour", "min", "sec", "timezone"],
    ]

    /// The arguments in the order of the parameters: `make_interval(hours => 2)`.
    private func positional(_ call: FunctionCall, _ name: String) throws(BindFailure) -> [Expr] {
        guard call.arguments.contains(where: { $0.name != nil }) else { return call.arguments.map(\.value) }
        let parameters = Self.parameters[name] ?? []
        var values: [Expr?] = []
        for argument in call.arguments {
            guard let named = argument.name else {
                values.append(argument.value)
                continue
            }
            let meant = name == "time_bucket" && named.text == "timezone" ? "origin" : named.text
            guard let place = parameters.firstIndex(of: meant) else {
                if UnsupportedFunctions.scalar.contains(name), !functions.catalogue.functionNames.contains(name) {
                    throw .notSupported(
                        "function \(name)", at: call.offset,
                        help: UnsupportedFunctions.instead[name].map { [$0] } ?? [])
                }
                throw BindFailure(
                    .badType, "function \(name) has no argument named \"\(named.text)\"", at: named.offset,
                    hint: didYouMean(named.text, among: parameters))
            }
            while values.count <= place { values.append(nil) }
            guard values[place] == nil else {
                throw BindFailure(.badType, "argument \"\(named.text)\" is given twice", at: named.offset)
            }
            values[place] = argument.value
        }
        guard name == "make_interval" || !values.contains(where: { $0 == nil }) else {
            throw BindFailure(.badType, "function \(name) needs all its arguments", at: call.offset)
        }
        return values.map { $0 ?? Expr(.integer(0), at: call.offset) }
    }

    private func objectName(function name: QualifiedName) throws(BindFailure) -> String {
        guard name.parts.count > 1, name.parts[0].text != "pg_catalog" else { return name.last.text }
        throw BindFailure(
            .unknownFunction, "schema \"\(name.parts[0].text)\" does not exist", at: name.offset)
    }

    // MARK: Aggregates

    private func aggregate(_ call: FunctionCall, _ name: String) throws(BindFailure) -> Expression {
        guard clause.allowsAggregates else {
            throw BindFailure(
                .badAggregate, "aggregate functions are not allowed in \(clause.rawValue)", at: call.offset,
                help: clause == .condition ? ["A condition on an aggregate stands in HAVING."] : [])
        }
        guard !isInsideAggregate else {
            throw BindFailure(.badAggregate, "aggregate function calls cannot be nested", at: call.offset)
        }
        try refuse(call, name)
        isInsideAggregate = true
        defer { isInsideAggregate = false }
        let filter = try call.filter.map { (filter) throws(BindFailure) in
            let outside = clause
            clause = .filter
            defer { clause = outside }
            return try condition(filter, of: "FILTER")
        }
        var bound = try boundAggregate(call, name)
        let extreme = arrayExtreme(bound)
        if let filter {
            bound.argument = bound.argument.map { guarded($0, by: filter) }
            bound.order = bound.order.map { key in
                var key = key
                key.value = guarded(key.value, by: filter)
                return key
            }
        }
        bound.filter = filter
        let value = uses.add(bound, at: call.offset)
        guard let extreme else { return value }
        let none = Expression(.literal(.null), type: extreme, sourceOffset: call.offset)
        return try functions.call("array of order", [value, none], at: call.offset)
    }

    /// The type of the arrays whose least or greatest is looked for, by their order as bytes.
    private func arrayExtreme(_ bound: AggregateUses.Aggregate) -> DataType? {
        guard bound.function == .min || bound.function == .max, bound.resultType == .bytea,
            case .call(_, let arguments)? = bound.argument?.node
        else { return nil }
        return arguments.first?.type
    }

    /// The value, evaluated only for rows that the filter takes: `sum(a / b) FILTER (WHERE b <> 0)` fails for no row.
    private func guarded(_ value: Expression, by filter: Expression) -> Expression {
        switch value.node {
        case .column, .literal: return value
        default:
            let branch = Expression.Branch(condition: filter, value: value)
            return Expression(
                .conditional(branches: [branch], otherwise: nil), type: value.type, sourceOffset: value.sourceOffset)
        }
    }

    // MARK: Window functions

    /// `sum(sum(x)) OVER (PARTITION BY keys ORDER BY window_start)`: a running total over windows.
    private func running(
        _ call: FunctionCall, _ name: String, _ over: WindowReference
    ) throws(BindFailure) -> Expression {
        guard clause == .select || clause == .orderBy else {
            throw BindFailure(
                .badAggregate, "window functions are not allowed in \(clause.rawValue)", at: call.offset)
        }
        guard !isInsideAggregate else {
            throw BindFailure(
                .badAggregate, "aggregate function calls cannot contain window function calls", at: call.offset)
        }
        guard !isInsideWindowFunction else {
            throw BindFailure(.badAggregate, "window function calls cannot be nested", at: call.offset)
        }
        if let function = RankSpec.Function(rawValue: name) { return try rank(call, function, over) }
        guard AggregateResolution.runningNames.contains(name) else {
            if AggregateResolution.windowFunctions.contains(name) || AggregateResolution.isAggregate(name) {
                throw .notSupported(
                    "\(name)() OVER", at: call.offset,
                    help: ["Running totals work: sum(sum(x)) OVER (PARTITION BY key ORDER BY window_start)."])
            }
            if let failure = functions.unknown(name, at: call.offset) { throw failure }
            throw BindFailure(
                .badType, "OVER specified, but \(name) is not a window function nor an aggregate function",
                at: call.offset)
        }
        if call.filter != nil { throw .notSupported("FILTER before OVER", at: call.offset) }
        try refuse(call, name)
        if call.isDistinct, !["min", "max", "bool_and", "bool_or", "every"].contains(name) {
            throw BindFailure(.notSupported, "DISTINCT is not implemented for window functions", at: call.offset)
        }
        isInsideWindowFunction = true
        defer { isInsideWindowFunction = false }
        let window = try definition(over, at: call.offset)
        var failures = FailureCollector()
        let resolved = failures.attempt { () throws(BindFailure) in try resolve(call, name) }
        let partition = failures.attempt { () throws(BindFailure) in try bindAll(window.partitionBy) }
        let order = failures.attempt { () throws(BindFailure) in try orderKey(window) }
        try failures.finish()
        guard let resolved, let partition, let order else { throw .alreadyReported }
        if case .array = resolved.1?.type { throw .notSupported("a running \(name) of arrays", at: call.offset) }
        return uses.add(
            .init(
                function: resolved.0, argument: resolved.1, partition: partition, order: order.0,
                descending: order.1, resultType: resolved.2, offset: call.offset))
    }

    /// `row_number() OVER (PARTITION BY window_start ORDER BY x DESC)`.
    private func rank(
        _ call: FunctionCall, _ function: RankSpec.Function, _ over: WindowReference
    ) throws(BindFailure) -> Expression {
        guard call.arguments.isEmpty, !call.isStar, !call.isDistinct, call.filter == nil, call.orderBy.isEmpty else {
            throw BindFailure(.badType, "\(function.rawValue)() takes no arguments", at: call.offset)
        }
        isInsideWindowFunction = true
        defer { isInsideWindowFunction = false }
        let window = try definition(over, at: call.offset)
        guard !window.orderBy.isEmpty else {
            throw .notSupported("\(function.rawValue)() without ORDER BY", at: window.offset)
        }
        let partition = try bindAll(window.partitionBy)
        let order = try window.orderBy.map { (item) throws(BindFailure) in
            let value = try functions.settled(try bind(item.expr))
            return (
                try functions.ordered(value), item.isDescending, item.nulls.map { $0 == .first } ?? item.isDescending
            )
        }
        return uses.add(
            AggregateUses.Rank(function: function, partition: partition, order: order, offset: call.offset))
    }

    private func orderKey(_ window: WindowDefinition) throws(BindFailure) -> (Expression, Bool) {
        guard let first = window.orderBy.first else {
            throw .notSupported(
                "a window function without ORDER BY", at: window.offset,
                help: ["A running total is sum(sum(x)) OVER (PARTITION BY key ORDER BY window_start)."])
        }
        guard window.orderBy.count == 1 else {
            throw .notSupported("more than one ORDER BY key in OVER", at: window.orderBy[1].expr.offset)
        }
        return (try bind(first.expr), first.isDescending)
    }

    private func definition(_ over: WindowReference, at offset: Int) throws(BindFailure) -> WindowDefinition {
        var window: WindowDefinition
        switch over {
        case .inline(let definition): window = definition
        case .named(let name):
            guard let found = uses.windows.first(where: { $0.name.text == name.text }) else {
                throw BindFailure(
                    .unknownColumn, "window \"\(name.text)\" does not exist", at: name.offset,
                    hint: didYouMean(name.text, among: uses.windows.map(\.name.text)))
            }
            window = found.definition
            window.offset = name.offset
        }
        if let base = window.base {
            guard let found = uses.windows.first(where: { $0.name.text == base.text }) else {
                throw BindFailure(.unknownColumn, "window \"\(base.text)\" does not exist", at: base.offset)
            }
            if window.partitionBy.isEmpty { window.partitionBy = found.definition.partitionBy }
            if window.orderBy.isEmpty { window.orderBy = found.definition.orderBy }
        }
        if let frame = window.frame, !isDefault(frame) {
            throw .notSupported(
                "a frame other than from the start to the current row", at: window.offset,
                help: ["Leave the frame out: a running total has the default frame."])
        }
        return window
    }

    /// From the first row to the current one with its peers; ROWS leaves the peers out.
    private func isDefault(_ frame: WindowFrame) -> Bool {
        guard frame.mode != .rows, case .unboundedPreceding = frame.start, case .currentRow = frame.end else {
            return false
        }
        return true
    }
}

/// Functions of FROM that give each row its windows.
let windowTableFunctions: Set<String> = ["tumble", "hop", "session"]
