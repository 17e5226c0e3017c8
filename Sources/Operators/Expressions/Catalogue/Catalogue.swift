/// Every function and operator that a job may call, and PostgreSQL's rules for choosing among those of one name.
package struct Catalogue: Sendable {
    /// The one catalogue.
    package static let standard = Catalogue(overloads: FunctionTables.all, polymorphic: FunctionTables.polymorphic)

    private let functions: [String: [Overload]]
    private let operators: [String: [Overload]]
    private let polymorphic: [String: PolymorphicFunction]
    private let byReference: [FunctionReference: Overload]

    init(overloads: [Overload], polymorphic: [PolymorphicFunction]) {
        functions = Dictionary(grouping: overloads.filter { !$0.reference.isOperator }) { $0.reference.name }
        operators = Dictionary(grouping: overloads.filter { $0.reference.isOperator }) { $0.reference.name }
        self.polymorphic = Dictionary(polymorphic.map { ($0.name, $0) }) { first, _ in first }
        byReference = Dictionary(overloads.map { ($0.reference, $0) }) { first, _ in first }
    }

    /// Names of all functions, sorted, for spelling help.
    package var functionNames: [String] {
        (Array(functions.keys) + polymorphic.values.filter { !$0.isOperator }.map(\.name)).sorted()
    }

    /// Symbols of all operators, sorted.
    package var operatorSymbols: [String] {
        Set(operators.keys).union(polymorphic.values.filter(\.isOperator).map(\.name)).sorted()
    }

    /// Chooses the function `name` (lower case) for arguments of these types; `unknown` stands for NULL and quoted
    /// literals. The caller casts each argument to `arguments` of the answer.
    package func resolveFunction(
        _ name: String, arguments: [DataType]
    ) -> Result<FunctionReference, ResolutionError> {
        if let refusal = Refusals.functions[name] { return .failure(.refused(name: name, reason: refusal)) }
        // With one time it counts from today.
        if name == "age", arguments.count == 1 {
            return .failure(.refused(name: "age(time)", reason: Refusals.clock))
        }
        let types = arguments.map(\.unmodified)
        if let special = polymorphic[name] { return special.resolve(types) }
        guard let candidates = functions[name] else { return .failure(.noSuchFunction(name: name, arguments: types)) }
        switch OverloadChoice.choose(candidates, for: types) {
        case .one(let overload): return .success(overload.reference)
        case .none:
            return .failure(.noMatchingFunction(name: name, arguments: types, offered: candidates.map(\.reference)))
        case .several(let found):
            return .failure(.ambiguous(name: name, arguments: types, offered: found.map(\.reference)))
        }
    }

    /// Chooses the operator `symbol`; `left` is `nil` for a prefix operator.
    ///
    /// LIKE is `~~`, ILIKE `~~*`, their negations `!~~` and `!~~*`; `!=` is `<>`.
    package func resolveOperator(
        _ symbol: String, left: DataType?, right: DataType
    ) -> Result<FunctionReference, ResolutionError> {
        let symbol = symbol == "!=" ? "<>" : symbol
        let types = ([left].compactMap(\.self) + [right]).map(\.unmodified)
        let hasArray = types.contains { if case .array = $0 { true } else { false } }
        if hasArray, let special = polymorphic[symbol], special.isOperator { return special.resolve(types) }
        let candidates = (operators[symbol] ?? []).filter { $0.arguments.count == types.count }
        guard !candidates.isEmpty else { return .failure(.noSuchOperator(symbol: symbol, operands: types)) }
        if symbol == "||", let joined = concatenation(types, candidates) { return .success(joined) }
        if types.count == 2, let exact = OverloadChoice.exactOperator(candidates, types) {
            return .success(exact.reference)
        }
        switch OverloadChoice.choose(candidates, for: types) {
        case .one(let overload): return .success(overload.reference)
        case .none: return .failure(.noSuchOperator(symbol: symbol, operands: types))
        case .several(let found):
            return .failure(.ambiguous(name: symbol, arguments: types, offered: found.map(\.reference)))
        }
    }

    /// `text || anything` and `anything || text` join the other side's text.
    private func concatenation(_ types: [DataType], _ candidates: [Overload]) -> FunctionReference? {
        let own: Set<DataType> = [.text, .unknown]
        let texts = types.filter(own.contains).count
        guard texts == 1, let other = types.first(where: { !own.contains($0) }) else { return nil }
        if types.contains(.unknown) && (other == .jsonb || other == .bytea) { return nil }
        return candidates.first { $0.result == .text }?.reference
    }

    /// The entry behind a reference that this catalogue gave out.
    func overload(_ reference: FunctionReference) -> Overload? {
        if let found = byReference[reference] { return found }
        return polymorphic[reference.name]?.overload(reference)
    }
}

/// A function whose arguments may be of any types: `greatest`, `concat`, `nullif`; or an operator of arrays.
struct PolymorphicFunction: Sendable {
    let name: String
    var isOperator = false
    let canFail: Bool
    /// Argument types (`unknown` among them) to a reference with the types wanted.
    let resolve: @Sendable ([DataType]) -> Result<FunctionReference, ResolutionError>
    let prepare: @Sendable (CallSite) -> Kernel

    func overload(_ reference: FunctionReference) -> Overload {
        Overload(reference: reference, canFail: canFail, prepare: prepare)
    }
}
