import Operators

/// The catalogue as the binder uses it: resolved calls with their casts written out, errors with their place.
struct Functions {
    let catalogue = Catalogue.standard
    let folder: ConstantFolder

    /// `a op b`, or `op a` with one operand.
    func operatorCall(_ symbol: String, _ operands: [Expression], at offset: Int) throws(BindFailure) -> Expression {
        if let arrays = try arrays(symbol, operands) {
            return try operatorCall(
                symbol, try arrays.map { (array) throws(BindFailure) in try ordered(array) }, at: offset)
        }
        let left = operands.count == 2 ? operands[0].type : nil
        switch catalogue.resolveOperator(symbol, left: left, right: operands[operands.count - 1].type) {
        case .success(let function): return try apply(function, operands, at: offset)
        case .failure(let error): throw failure(error, at: offset)
        }
    }

    /// `name(arguments)`.
    func call(_ name: String, _ arguments: [Expression], at offset: Int) throws(BindFailure) -> Expression {
        switch catalogue.resolveFunction(name, arguments: arguments.map(\.type)) {
        case .success(let function): return try apply(function, arguments, at: offset)
        case .failure(let error): throw failure(error, at: offset)
        }
    }

    /// What a value is compared and sorted by: an array by bytes that have PostgreSQL's order of arrays.
    func ordered(_ value: Expression) throws(BindFailure) -> Expression {
        guard case .array = value.type else { return value }
        return try call("array key", [value], at: value.sourceOffset)
    }

    /// A value of jsonb as an array of a type.
    static func array(ofJSON value: Expression, _ type: DataType) -> Expression {
        let function = FunctionReference(
            name: "array of jsonb", isOperator: false, arguments: [.jsonb, type], result: type)
        let none = Expression(.literal(.null), type: type, sourceOffset: value.sourceOffset)
        return Expression(.call(function, [value, none]), type: type, sourceOffset: value.sourceOffset)
    }

    private static let comparisons: Set<String> = ["=", "<>", "!=", "<", "<=", ">", ">="]

    /// The operands of a comparison as arrays of one type; nil when they are none.
    private func arrays(_ symbol: String, _ operands: [Expression]) throws(BindFailure) -> [Expression]? {
        guard operands.count == 2, Functions.comparisons.contains(symbol) else { return nil }
        let types = operands.map(\.type.unmodified)
        guard let type = types.first(where: { $0 != .unknown }), case .array(let element) = type,
            ArrayOrder.hasOrder(element), types.allSatisfy({ $0 == type || $0 == .unknown })
        else { return nil }
        return try operands.map { (value) throws(BindFailure) in try coerce(value, to: type, .implicit) }
    }

    private func apply(
        _ function: FunctionReference, _ arguments: [Expression], at offset: Int
    ) throws(BindFailure) -> Expression {
        var cast: [Expression] = []
        for (argument, type) in zip(arguments, function.arguments) {
            // The catalogue has decided: `text || integer` takes the integer's text, which no implicit cast gives.
            cast.append(try coerce(argument, to: type, .explicit))
        }
        return try folder.folded(Expression(.call(function, cast), type: function.result, sourceOffset: offset))
    }

    /// Says that no function has this name, and which one may be meant; nil for one that is known.
    func unknown(_ name: String, at offset: Int) -> BindFailure? {
        guard !catalogue.functionNames.contains(name),
            case .failure(.noSuchFunction) = catalogue.resolveFunction(name, arguments: [])
        else { return nil }
        return unknown(name, "function \(name) does not exist", at: offset)
    }

    private func unknown(_ name: String, _ message: String, at offset: Int) -> BindFailure {
        if UnsupportedFunctions.scalar.contains(name), !catalogue.functionNames.contains(name) {
            return .notSupported(
                "function \(name)", at: offset, help: UnsupportedFunctions.instead[name].map { [$0] } ?? [])
        }
        let known = catalogue.functionNames + AggregateResolution.names + RankSpec.Function.allCases.map(\.rawValue)
        // A name that is known lacks a form for these types; names with blanks can't be written.
        let hint = known.contains(name) ? nil : didYouMean(name, among: known.filter { !$0.contains(" ") })
        return BindFailure(.unknownFunction, message, at: offset, hint: hint)
    }

    private func failure(_ error: ResolutionError, at offset: Int) -> BindFailure {
        switch error {
        case .noSuchFunction(let name, _): return unknown(name, "\(error)", at: offset)
        case .noMatchingFunction("to_char", let arguments, _) where arguments.first == .interval:
            return .notSupported("to_char of an interval", at: offset)
        case .noMatchingFunction(_, _, let offered):
            return BindFailure(
                .unknownFunction, "\(error)", at: offset,
                help: ["There is " + offered.prefix(6).map(\.description).joined(separator: ", ") + "."])
        case .noSuchOperator(let symbol, _)
        where !catalogue.operatorSymbols.contains(symbol) && symbol != "==":
            return .notSupported("operator \(symbol)", at: offset)
        case .noSuchOperator(let symbol, let operands) where Functions.isOfJSON(symbol, operands):
            let types = operands.map { $0 == .unknown ? "text" : $0.description }
            return .notSupported("operator \(types.joined(separator: " \(symbol) "))", at: offset)
        case .noSuchOperator(let symbol, let operands):
            return BindFailure(
                .typeMismatch, "\(error)", at: offset, hint: operatorHint(symbol, operands))
        case .ambiguous: return BindFailure(.typeMismatch, "\(error)", at: offset)
        case .refused: return BindFailure(.notSupported, "\(error)", at: offset)
        }
    }

    /// Whether PostgreSQL has the operator of jsonb.
    private static func isOfJSON(_ symbol: String, _ operands: [DataType]) -> Bool {
        guard operands.count == 2 else { return false }
        if symbol == "-" {
            return operands[0] == .jsonb
                && [.smallint, .integer, .text, .unknown, .array(.text)].contains(operands[1])
        }
        return comparisons.contains(symbol) && operands.contains(.jsonb)
            && operands.allSatisfy { $0 == .jsonb || $0 == .unknown }
    }

    private func operatorHint(_ symbol: String, _ operands: [DataType]) -> String? {
        if symbol == "+", operands.contains(.text) { return "text is joined with ||" }
        if symbol == "[]", operands.first == .jsonb { return "a field is taken out by -> 'name', an element by -> 0" }
        if symbol == "==" { return "equality is written =" }
        let areArrays = operands.contains { if case .array = $0 { true } else { false } }
        if areArrays, ["@>", "<@", "&&"].contains(symbol) { return "a value is looked for by 'x' = ANY (array)" }
        if !areArrays, symbol == "&&" { return "write AND" }
        let isTime = operands.contains { [.timestamptz, .timestamp].contains($0) }
        if symbol == "+" || symbol == "-", isTime { return "an interval is added: \(symbol) interval '1 day'" }
        if Set(operands).count > 1 { return "you might need to add explicit type casts" }
        return nil
    }

    // MARK: Casts

    /// The value as another type; no cast is written where none is needed.
    func coerce(_ value: Expression, to type: DataType, _ context: CastContext) throws(BindFailure) -> Expression {
        if value.type == type { return value }
        if value.type != .unknown, value.type.unmodified == type { return value }
        guard TypeRules.canCast(from: value.type, to: type, in: context) else {
            throw BindFailure(.typeMismatch, "cannot cast type \(value.type) to \(type)", at: value.sourceOffset)
        }
        if case .literal(.null) = value.node {
            return Expression(.literal(.null), type: type, sourceOffset: value.sourceOffset)
        }
        if case .literal = value.node, value.type == .unknown, type == .text {
            return Expression(value.node, type: .text, sourceOffset: value.sourceOffset)
        }
        // A quoted literal is read as text.
        let input =
            value.type == .unknown ? Expression(value.node, type: .text, sourceOffset: value.sourceOffset) : value
        let node: Expression.Node = context == .assignment ? .assign(input) : .cast(input)
        return try folder.folded(Expression(node, type: type, sourceOffset: value.sourceOffset))
    }

    /// The value with a real type: a literal that nothing decides is text.
    func settled(_ value: Expression) throws(BindFailure) -> Expression {
        value.type == .unknown ? try coerce(value, to: .text, .implicit) : value
    }

    /// Both values as the types that an operator between them takes.
    func comparable(
        _ left: Expression, _ right: Expression, operator symbol: String, at offset: Int
    ) throws(BindFailure) -> (Expression, Expression) {
        if let arrays = try arrays(symbol, [left, right]) { return (arrays[0], arrays[1]) }
        switch catalogue.resolveOperator(symbol, left: left.type, right: right.type) {
        case .success(let function):
            return (
                try coerce(left, to: function.arguments[0], .implicit),
                try coerce(right, to: function.arguments[1], .implicit)
            )
        case .failure(let error): throw failure(error, at: offset)
        }
    }

    /// The type of CASE, COALESCE and their like over these types; nil when they do not fit together.
    func commonType(_ types: [DataType]) -> DataType? { TypeRules.commonType(types) }

    /// Two of the values that have no common type, for the message.
    func mismatch(_ values: [Expression]) -> (Expression, Expression) {
        for (index, value) in values.enumerated() {
            for earlier in values[..<index] where commonType([earlier.type, value.type]) == nil {
                return (earlier, value)
            }
        }
        return (values[0], values[values.count - 1])
    }
}
