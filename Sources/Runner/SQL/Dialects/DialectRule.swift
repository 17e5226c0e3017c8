/// One spelling of another stream processor and what to write in its place.
struct DialectRule: Sendable {
    /// Tokens in a row: words in small letters, `$x` for one token and `$*x` for all up to the next comma or closing
    /// parenthesis, `$'x` for a text and `$'#x` for one that is a number; `^` first ties the rule to the statement's
    /// start, `;` last to its end.
    let elements: [String]
    /// The statement must start with the pattern.
    let isAnchored: Bool
    /// Whose spelling it is.
    let system: String
    /// The spelling as its message names it.
    let spelling: String
    /// What to write, `{x}` standing for what was captured.
    let here: String
    /// PostgreSQL's grammar takes the words too, to another end.
    let alsoParses: Bool

    init(_ pattern: String, _ system: String, _ spelling: String, _ here: String, alsoParses: Bool = false) {
        let words = pattern.split(separator: " ").map(String.init)
        isAnchored = words.first == "^"
        elements = isAnchored ? Array(words.dropFirst()) : words
        self.system = system
        self.spelling = spelling
        self.here = here
        self.alsoParses = alsoParses
    }
}

extension DialectRule {
    /// Whether all fixed words of the rule are in a statement at all: a quick no for nearly every rule.
    fileprivate func mayMatch(_ words: Set<String>, hasBacktick: Bool) -> Bool {
        elements.allSatisfy { element in
            element.isCapture || element == ";" || words.contains(element) || element == "`" && hasBacktick
        }
    }
}

/// A spelling of another stream processor that was found in a statement.
struct ForeignSpelling {
    var diagnostic: Diagnostic
    var alsoParses: Bool
}

/// The foreign spellings of one statement in its order, each rule at most once, none inside another.
func foreignSpellings(_ statement: ArraySlice<SourceToken>) -> [ForeignSpelling] {
    var taken: [Range<Int>] = []
    var found: [ForeignSpelling] = []
    let words = Set(statement.map(\.text))
    let hasBacktick = words.contains { $0.contains("`") }
    for rule in dialectRules {
        guard rule.mayMatch(words, hasBacktick: hasBacktick) else { continue }
        guard let match = firstMatch(of: rule, in: statement, outside: taken) else { continue }
        taken.append(match.tokens)
        // A comma that a rule starts with is only there to find the place.
        let comma = statement[match.tokens.lowerBound].says(",") ? 1 : 0
        let first = statement[match.tokens.lowerBound + comma]
        let last = statement[match.tokens.upperBound - 1]
        var here = rule.here
        for (name, text) in match.captures { here = here.replacing("{\(name)}", with: text) }
        found.append(
            ForeignSpelling(
                diagnostic: Diagnostic(
                    .error, .foreignDialect, "\(rule.spelling) is \(rule.system)'s spelling", at: first.start,
                    length: last.end - first.start, help: [here]),
                alsoParses: rule.alsoParses))
    }
    found += foreignOptionQuotes(statement)
    return found.sorted { $0.diagnostic.range.offset < $1.diagnostic.range.offset }
}

// MARK: Matching

private struct DialectMatch {
    var tokens: Range<Int>
    var captures: [(String, String)]
}

private func firstMatch(
    of rule: DialectRule, in statement: ArraySlice<SourceToken>, outside taken: [Range<Int>]
) -> DialectMatch? {
    for start in rule.isAnchored ? statement.indices.prefix(1) : statement.indices {
        guard !taken.contains(where: { $0.contains(start) }) else { continue }
        if let match = match(rule.elements, in: statement, at: start) { return match }
    }
    return nil
}

private func match(_ elements: [String], in statement: ArraySlice<SourceToken>, at start: Int) -> DialectMatch? {
    var at = start
    var captures: [(String, String)] = []
    for element in elements {
        if element == ";" {
            guard at == statement.endIndex else { return nil }
            continue
        }
        guard at < statement.endIndex else { return nil }
        if element.hasPrefix("$*") {
            let end = endOfItem(in: statement, from: at)
            guard end > at else { return nil }
            captures.append((String(element.dropFirst(2)), joined(statement[at..<end])))
            at = end
        } else if element.hasPrefix("$'") {
            guard statement[at].kind == .string else { return nil }
            let text = statement[at].text
            let inside = String(text.dropFirst().dropLast())
            let isNumber = element.hasPrefix("$'#")
            if isNumber, !inside.allSatisfy({ $0.isASCII && $0.isNumber || $0 == "." }) { return nil }
            let name = String(element.dropFirst(isNumber ? 3 : 2))
            captures.append((name, text))
            captures.append((name + ".inside", inside))
            at += 1
        } else if element.hasPrefix("$#") {
            guard statement[at].kind == .number else { return nil }
            captures.append((String(element.dropFirst(2)), statement[at].text))
            at += 1
        } else if element.isCapture {
            guard statement[at].kind != .symbol else { return nil }
            captures.append((String(element.dropFirst()), statement[at].spelled))
            at += 1
        } else {
            // Signs may run together: a back-tick after an equals sign is one token.
            let isBacktick = element == "`" && statement[at].kind == .symbol && statement[at].text.contains("`")
            guard isBacktick || statement[at].says(element) else { return nil }
            at += 1
        }
    }
    return DialectMatch(tokens: start..<at, captures: captures)
}

/// Index of the comma or closing parenthesis that ends the item at an index.
private func endOfItem(in statement: ArraySlice<SourceToken>, from start: Int) -> Int {
    var depth = 0
    var at = start
    while at < statement.endIndex {
        let token = statement[at]
        if token.says("(") { depth += 1 }
        if token.says(")") {
            if depth == 0 { return at }
            depth -= 1
        }
        if token.says(","), depth == 0 { return at }
        at += 1
    }
    return at
}

/// Tokens as text: blanks between words, none around parentheses. `INTERVAL '5' MINUTES`, which no grammar but the
/// others' takes, becomes `interval '5 minutes'`.
private func joined(_ tokens: ArraySlice<SourceToken>) -> String {
    var text = ""
    for (index, token) in zip(tokens.indices, tokens) {
        if let (number, unit) = loudInterval(tokens, endingAt: index) {
            text.removeLast(tokens[index - 1].spelled.count)
            text += "'\(number) \(unit)'"
            continue
        }
        let isTight = token.says(")") || token.says(",") || token.says("(") || token.says(".")
        if !text.isEmpty, !isTight, !text.hasSuffix("("), !text.hasSuffix(".") { text += " " }
        text += token.spelled
    }
    return text
}

/// The number and the unit of an interval whose unit, in the plural or after a bare number, stands outside quotes.
private func loudInterval(
    _ tokens: ArraySlice<SourceToken>, endingAt index: Int
) -> (number: String, unit: String)? {
    guard index >= tokens.startIndex + 2, tokens[index - 2].says("interval"), tokens[index].kind == .word else {
        return nil
    }
    let (number, unit) = (tokens[index - 1], tokens[index].text)
    if number.kind == .number { return (number.text, unit) }
    guard number.kind == .string, unit.hasSuffix("s") else { return nil }
    return (String(number.text.dropFirst().dropLast()), unit)
}

extension String {
    /// `$x`: not the sign alone, which some names of others begin with.
    fileprivate var isCapture: Bool { hasPrefix("$") && count > 1 }
}

extension SourceToken {
    /// The token as it is written here: a quoted name with its quotes.
    fileprivate var spelled: String {
        kind == .quotedName ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
    }
}
