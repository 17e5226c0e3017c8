import CPGQuery

/// Turns libpg_query's tree of one statement into the syntax tree.
///
/// The parser sees one statement at a time, so its locations count from the statement's first byte; everything that
/// leaves the converter counts from the first byte of the file.
final class Converter {
    /// Tokens of the whole file: they give a position to what libpg_query gives none (aliases, option values).
    let tokens: SourceTokens
    let range: SourceRange
    var warnings: [Diagnostic] = []
    private var depth = 0

    init(tokens: SourceTokens, range: SourceRange) {
        self.tokens = tokens
        self.range = range
    }

    /// The byte of the file that a location of the parser means; the statement's start when it has none (-1).
    func offset(_ location: Int32) -> Int {
        location < 0 ? range.offset : min(range.offset + Int(location), range.end)
    }

    /// Runs a step one level deeper; the level is what keeps later walks over the tree within their stacks.
    func deeper<Value>(_ offset: Int, _ body: () throws(Diagnostic) -> Value) throws(Diagnostic) -> Value {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Limits.nestingMax else {
            throw Diagnostic(
                .error, .tooDeep, "nested more than \(Limits.nestingMax) levels deep", at: offset,
                help: [
                    "A long chain of operators nests once per operator: split it with parentheses in the middle, "
                        + "or use IN (...) or a function of a list."
                ])
        }
        return try body()
    }

    /// Converts each node of a list.
    func each<Value>(
        _ count: Int, _ list: PGList?, _ body: (PGNode) throws(Diagnostic) -> Value
    ) throws(Diagnostic) -> [Value] {
        var values: [Value] = []
        for node in nodes(count, list) { values.append(try body(node)) }
        return values
    }

    /// The names of a list of String nodes, each with the place of its token from a byte on.
    func names(_ count: Int, _ list: PGList?, from offset: Int) -> [Name] {
        var from = offset
        return nodes(count, list).compactMap { node in
            guard let text = nameText(node) else { return nil }
            let at = tokens.offset(ofName: text, from: from)
            from = at + 1
            return Name(text, at: at)
        }
    }

    /// A dotted name that starts at a byte.
    func qualifiedName(_ count: Int, _ list: PGList?, at offset: Int) -> QualifiedName {
        var parts = names(count, list, from: offset)
        if parts.count > 1, parts[0].text == "pg_catalog" { parts.removeFirst() }
        return QualifiedName(parts.isEmpty ? [Name("", at: offset)] : parts)
    }

    /// The name of a table as it stands in FROM, INTO or after CREATE.
    func relationName(_ relation: PgQuery__RangeVar) throws(Diagnostic) -> QualifiedName {
        let start = offset(relation.location)
        var parts: [Name] = []
        var from = start
        for pointer in [relation.catalogname, relation.schemaname, relation.relname] {
            let text = string(pointer)
            if text.isEmpty { continue }
            let at = tokens.offset(ofName: text, from: from)
            parts.append(Name(text, at: at))
            from = at + 1
        }
        return QualifiedName(parts.isEmpty ? [Name("", at: start)] : parts)
    }

    func warn(_ diagnostic: Diagnostic) {
        warnings.append(diagnostic)
    }
}

/// An error for what the grammar knows and the job language does not, yet.
func notSupported(_ what: String, at offset: Int, help: [String] = []) -> Diagnostic {
    Diagnostic(.error, .notSupported, "\(what) is not supported yet", at: offset, help: help)
}

/// A node's kind in SQL's words, from libpg_query's name: `AlterTableStmt` is `alter table`.
func nodeWords(_ node: PGNode) -> String {
    "this form of SQL (node \(node.pointee.node_case.rawValue))"
}
