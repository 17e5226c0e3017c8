import CPGQuery

extension Converter {
    /// A WITH clause; without one, the place where a missing option is reported.
    func declaredOptions(
        _ count: Int, _ list: PGList?, orAt fallback: Int
    ) throws(Diagnostic) -> DeclaredOptions {
        var entries: [DeclaredOption] = []
        for node in nodes(count, list) {
            guard node.pointee.node_case == PG_QUERY__NODE__NODE_DEF_ELEM else { continue }
            entries.append(try declaredOption(node.pointee.def_elem.pointee))
        }
        let clause = entries.first.flatMap { tokens.offset(of: "with", before: $0.nameOffset) }
        return DeclaredOptions(entries: entries, at: clause ?? fallback)
    }

    private func declaredOption(_ element: PgQuery__DefElem) throws(Diagnostic) -> DeclaredOption {
        let start = offset(element.location)
        var index = tokens.index(at: start)
        var name = string(element.defname)
        let namespace = string(element.defnamespace)
        if !namespace.isEmpty {
            name = "\(namespace).\(name)"
            index += 2
        }
        guard tokens.token(index + 1)?.says("=") ?? false, let value = tokens.token(index + 2) else {
            return DeclaredOption(name: name, nameOffset: start, value: .absent, valueOffset: start)
        }
        return DeclaredOption(
            name: name, nameOffset: start, value: try declaredValue(at: value.start, node: element.arg),
            valueOffset: value.start)
    }

    /// The value whose first token starts at a byte; a quoted string's text comes from the parser's node or constant.
    func declaredValue(at start: Int, node: PGNode?) throws(Diagnostic) -> DeclaredValue {
        let index = tokens.index(at: start)
        guard let token = tokens.token(index) else { return .absent }
        switch token.kind {
        case .string:
            guard let node, let text = constantText(node) else {
                throw notSupported("a value of this form", at: start, help: ["Write it in single quotes."])
            }
            return .string(text)
        case .number:
            return .number(token.text)
        case .symbol:
            if token.text == "-" || token.text == "+", let digits = tokens.token(index + 1), digits.kind == .number {
                return .number((token.text == "-" ? "-" : "") + digits.text)
            }
            throw notSupported("a value of this form", at: start, help: ["Write it in single quotes."])
        case .quotedName:
            throw Diagnostic(
                .error, .badOptionValue, "a value stands in single quotes", at: start,
                hint: "write '\(token.text)'")
        case .word:
            if tokens.token(index + 1)?.says("(") ?? false {
                throw notSupported("a value of this form", at: start, help: ["Write it in single quotes."])
            }
            return .word(token.text)
        }
    }

    private func constantText(_ node: PGNode) -> String? {
        if let text = nameText(node) { return text }
        guard node.pointee.node_case == PG_QUERY__NODE__NODE_A_CONST else { return nil }
        let constant = node.pointee.a_const.pointee
        guard constant.val_case == PG_QUERY__A__CONST__VAL_SVAL else { return nil }
        return string(constant.sval.pointee.sval)
    }
}
