/// What may be meant where the grammar gives up: the words after the carets.
struct SyntaxHint {
    let tokens: SourceTokens
    /// The statement's first token and the one that does not fit.
    let first: Int
    let at: Int

    /// Nil when nothing is likely.
    var text: String? {
        guard let token = tokens.token(at) else { return nil }
        let before = at > first ? tokens.token(at - 1) : nil
        if token.says("with"), depth > 0 { return "is a ) missing before it?" }
        if token.says("as"), depth == 1, declaresTable, let before, before.kind != .symbol {
            return "a computed column is written \(before.text) type GENERATED ALWAYS AS (...) STORED"
        }
        if token.says(")") || token.says("from"), before?.says(",") ?? false {
            return "the comma before it is one too many"
        }
        if isTakenName(token, after: before) { return "is it a name? Then write \"\(token.text.lowercased())\"" }
        if let word = keyword(token) { return "did you mean \(word)?" }
        // `FROM t GRUOP BY name` goes wrong at BY: GRUOP was taken for a name.
        if let before, let word = keyword(before) { return "did you mean \(word) instead of \(before.text)?" }
        if depth > 0, startsItem(token), let before, endsItem(before) { return "is a comma missing before it?" }
        return nil
    }

    private var declaresTable: Bool {
        guard let start = tokens.token(first), let what = tokens.token(first + 1) else { return false }
        return start.says("create") && what.says("table")
    }

    /// Parentheses that are open there.
    private var depth: Int {
        (first..<at).reduce(0) { depth, index in
            guard let token = tokens.token(index) else { return depth }
            return token.says("(") ? depth + 1 : token.says(")") ? depth - 1 : depth
        }
    }

    /// The keyword that a free word is a slip of.
    private func keyword(_ token: SourceToken) -> String? {
        guard token.kind == .word, !token.isKeyword, token.text.count >= 4 else { return nil }
        return suggest(token.text.uppercased(), among: SyntaxHint.keywords)
    }

    private func startsItem(_ token: SourceToken) -> Bool {
        token.kind == .quotedName || (token.kind == .word && !token.isKeyword)
    }

    private func endsItem(_ token: SourceToken) -> Bool { token.kind != .symbol || token.says(")") }

    /// A word of SQL where a table or a column is named.
    private func isTakenName(_ token: SourceToken, after before: SourceToken?) -> Bool {
        guard token.isKeyword, SyntaxHint.likelyNames.contains(token.text.lowercased()), let before else {
            return false
        }
        // ORDER BY after a comma too many is no name.
        if tokens.token(at + 1)?.says("by") ?? false { return false }
        return ["from", "into", "table", "view", "join", "select", ",", "(", "."].contains { before.says($0) }
    }

    private static let likelyNames: Set<String> = [
        "order", "user", "group", "table", "column", "check", "default", "end", "limit", "offset", "desc", "asc", "all",
        "references", "window", "constraint", "primary", "grant", "to", "case", "when", "analyze", "placing",
    ]

    private static let keywords = [
        "SELECT", "FROM", "WHERE", "GROUP", "ORDER", "HAVING", "LIMIT", "CREATE", "TABLE", "VIEW", "MATERIALIZED",
        "INSERT", "INTO", "VALUES", "WITH", "JOIN", "UNION", "DISTINCT", "INTERVAL", "BETWEEN", "PRIMARY",
    ]
}
