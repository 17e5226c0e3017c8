/// A compiled `to_char` template for times.
///
/// Patterns of PostgreSQL without the localized ones: `HH HH12 HH24 MI SS MS US FF1...FF6 SSSS SSSSS AM PM A.M. P.M.
/// Y,YYY YYYY YYY YY Y IYYY IYY IY I BC AD B.C. A.D. MONTH MON MM RM DAY DY DDD DD D IDDD ID W WW IW CC J Q TZ TZH TZM
/// OF`, the prefix FM, the suffixes TH and th, text in quotes, and a backslash before a quote.
struct TimeTemplate {
    enum Letters {
        case upper, capital, lower
    }

    enum Pattern {
        case number(TimeNumber)
        case month(Letters, isShort: Bool)
        case weekday(Letters, isShort: Bool)
        case roman(Letters)
        case halfDay(Letters, hasDots: Bool)
        case era(Letters, hasDots: Bool)
        case zoneName(Letters)
        case zoneHour, zoneMinute, offset
    }

    enum Node {
        case literal([UInt8])
        case pattern(Pattern, fills: Bool, ordinal: Letters?)
    }

    let nodes: [Node]

    init(_ template: String) throws(RowFailure) {
        var nodes: [Node] = []
        var literal = ""
        var rest = Substring(template)
        func flush() {
            if !literal.isEmpty { nodes.append(.literal(Array(literal.utf8))) }
            literal = ""
        }
        while let first = rest.first {
            if first == "\"" {
                rest.removeFirst()
                while let character = rest.first, character != "\"" {
                    if character == "\\", rest.count > 1 { rest.removeFirst() }
                    if let taken = rest.first { literal.append(taken) }
                    rest = rest.dropFirst()
                }
                rest = rest.dropFirst()
                continue
            }
            if first == "\\", rest.dropFirst().first == "\"" {
                literal.append("\"")
                rest = rest.dropFirst(2)
                continue
            }
            var ahead = rest
            let isFilled = !TimeTemplate.take("FM", &ahead)
            if let (pattern, after) = TimeTemplate.match(ahead) {
                flush()
                rest = after
                let ordinal = TimeTemplate.ordinal(pattern, &rest)
                nodes.append(.pattern(pattern, fills: isFilled, ordinal: ordinal))
            } else if !isFilled {
                rest = ahead
            } else {
                if TimeTemplate.isUnknown(rest) {
                    throw RowFailure(
                        code: "0A000", message: "the template \"\(template)\" has a part not supported here")
                }
                literal.append(first)
                rest.removeFirst()
            }
        }
        flush()
        self.nodes = nodes
    }

    /// What PostgreSQL gives a meaning that is not built here.
    private static func isUnknown(_ rest: Substring) -> Bool {
        ["TM", "FX", "SP"].contains { rest.hasPrefix($0) }
    }

    static func take(_ word: String, _ rest: inout Substring) -> Bool {
        guard rest.count >= word.count, rest.prefix(word.count).uppercased() == word else { return false }
        rest = rest.dropFirst(word.count)
        return true
    }

    private static func ordinal(_ pattern: Pattern, _ rest: inout Substring) -> Letters? {
        guard case .number = pattern else { return nil }
        if rest.hasPrefix("TH") {
            rest = rest.dropFirst(2)
            return .upper
        }
        if rest.hasPrefix("th") {
            rest = rest.dropFirst(2)
            return .lower
        }
        return nil
    }

    /// `MONTH`, `Month` and `month` by the letters written.
    private static func letters(_ text: Substring) -> Letters {
        guard let first = text.first, first.isUppercase else { return .lower }
        return text.dropFirst().first?.isUppercase == true ? .upper : .capital
    }

    private static func match(_ rest: Substring) -> (Pattern, Substring)? {
        for (word, made) in words {
            guard rest.count >= word.count, rest.prefix(word.count).uppercased() == word else { continue }
            return (made(letters(rest)), rest.dropFirst(word.count))
        }
        for (word, number) in TimeNumber.words {
            guard rest.count >= word.count, rest.prefix(word.count).uppercased() == word else { continue }
            return (.number(number), rest.dropFirst(word.count))
        }
        return nil
    }

    /// Longest first among those that begin alike.
    private static var words: [(String, (Letters) -> Pattern)] {
        [
            ("MONTH", { .month($0, isShort: false) }), ("MON", { .month($0, isShort: true) }),
            ("DAY", { .weekday($0, isShort: false) }), ("DY", { .weekday($0, isShort: true) }),
            ("RM", { .roman($0) }), ("A.M.", { .halfDay($0, hasDots: true) }),
            ("P.M.", { .halfDay($0, hasDots: true) }),
            ("AM", { .halfDay($0, hasDots: false) }), ("PM", { .halfDay($0, hasDots: false) }),
            ("A.D.", { .era($0, hasDots: true) }), ("B.C.", { .era($0, hasDots: true) }),
            ("AD", { .era($0, hasDots: false) }), ("BC", { .era($0, hasDots: false) }),
            ("TZH", { _ in .zoneHour }), ("TZM", { _ in .zoneMinute }), ("TZ", { .zoneName($0) }),
            ("OF", { _ in .offset }),
        ]
    }
}
