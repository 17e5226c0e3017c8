/// Reads PostgreSQL's advanced regular expressions ("Regular Expression Details" of its manual).
///
/// What is not here is refused: back references, look-around, quantifiers that prefer less.
struct RegularParser {
    /// How the text is matched.
    struct Mode {
        var ignoresCase = false
        /// `.` and `[^...]` take no newline.
        var stopsAtNewline = false
        /// `^` and `$` match at lines.
        var seesLines = false
    }

    private let text: [Unicode.Scalar]
    private var at = 0
    private var mode: Mode
    private(set) var groupCount = 0
    private var depth = 0

    /// Of PostgreSQL's `DUPMAX`.
    private static let countMax = 255
    private static let depthMax = 200

    static func parse(
        _ pattern: String, _ mode: Mode
    ) throws(RowFailure) -> (tree: RegularTree, groupCount: Int) {
        var parser = RegularParser(text: Array(pattern.unicodeScalars), mode: mode)
        try parser.takeOptions()
        let tree = try parser.choice()
        guard parser.at == parser.text.count else { throw invalid("parentheses () not balanced") }
        return (tree, parser.groupCount)
    }

    private init(text: [Unicode.Scalar], mode: Mode) {
        self.text = text
        self.mode = mode
    }

    static func invalid(_ reason: String) -> RowFailure {
        RowFailure(code: "2201B", message: "invalid regular expression: \(reason)")
    }

    private static func unsupported(_ what: String) -> RowFailure {
        RowFailure(code: "0A000", message: "\(what) is not supported in regular expressions here")
    }

    private func peek(_ ahead: Int = 0) -> Unicode.Scalar? { at + ahead < text.count ? text[at + ahead] : nil }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard peek() == scalar else { return false }
        at += 1
        return true
    }

    /// `(?i)` and its like, at the very start.
    private mutating func takeOptions() throws(RowFailure) {
        if text.starts(with: "***".unicodeScalars) { throw RegularParser.unsupported("***") }
        guard peek() == "(", peek(1) == "?", let first = peek(2), first.properties.isAlphabetic else { return }
        at += 2
        while let letter = peek(), letter != ")" {
            guard mode.take(Character(letter)) else { throw RegularParser.invalid("invalid embedded option") }
            at += 1
        }
        guard take(")") else { throw RegularParser.invalid("invalid embedded option") }
    }

    private mutating func choice() throws(RowFailure) -> RegularTree {
        depth += 1
        defer { depth -= 1 }
        guard depth < Self.depthMax else { throw RegularParser.invalid("regular expression is too complex") }
        var branches = [try sequence()]
        while take("|") { branches.append(try sequence()) }
        return branches.count == 1 ? branches[0] : .choice(branches)
    }

    private mutating func sequence() throws(RowFailure) -> RegularTree {
        var parts: [RegularTree] = []
        while let next = peek(), next != "|", next != ")" || depth == 1 {
            // Outside all groups a closing parenthesis has nothing to close.
            if next == ")" { throw RegularParser.invalid("parentheses () not balanced") }
            parts.append(try quantified())
        }
        return parts.isEmpty ? .empty : parts.count == 1 ? parts[0] : .sequence(parts)
    }

    private mutating func quantified() throws(RowFailure) -> RegularTree {
        let atom = try atom()
        guard let bounds = try bounds() else { return atom }
        if case .assertion = atom { throw RegularParser.invalid("quantifier operand invalid") }
        if peek() == "?" { throw RegularParser.unsupported("a quantifier that prefers less (\(text[at - 1])?)") }
        guard try self.bounds() == nil else { throw RegularParser.invalid("quantifier operand invalid") }
        return .repeated(atom, min: bounds.min, max: bounds.max)
    }

    /// A quantifier, if one stands here.
    private mutating func bounds() throws(RowFailure) -> (min: Int, max: Int?)? {
        if take("*") { return (0, nil) }
        if take("+") { return (1, nil) }
        if take("?") { return (0, 1) }
        guard peek() == "{", let digit = peek(1), "0"..."9" ~= digit else { return nil }
        at += 1
        let least = try count()
        var most: Int? = least
        if take(",") {
            most = nil
            if let digit = peek(), "0"..."9" ~= digit { most = try count() }
        }
        guard take("}") else { throw RegularParser.invalid("braces {} not balanced") }
        if let most, most < least { throw RegularParser.invalid("invalid repetition count(s)") }
        return (least, most)
    }

    private mutating func count() throws(RowFailure) -> Int {
        var value = 0
        while let digit = peek(), "0"..."9" ~= digit {
            value = value * 10 + Int(digit.value - 48)
            guard value <= Self.countMax else { throw RegularParser.invalid("invalid repetition count(s)") }
            at += 1
        }
        return value
    }

    private mutating func atom() throws(RowFailure) -> RegularTree {
        guard let next = peek() else { return .empty }
        at += 1
        switch next {
        case "(": return try group()
        case "[": return try brackets()
        case ".": return .character(RegularSet([], isNegated: true, excludesNewline: mode.stopsAtNewline))
        case "^": return .assertion(mode.seesLines ? .lineBegin : .textBegin)
        case "$": return .assertion(mode.seesLines ? .lineEnd : .textEnd)
        case "*", "+", "?": throw RegularParser.invalid("quantifier operand invalid")
        case "{" where peek().map { "0"..."9" ~= $0 } == true:
            throw RegularParser.invalid("quantifier operand invalid")
        case "\\": return try escape()
        default: return literal(next)
        }
    }

    private func literal(_ scalar: Unicode.Scalar) -> RegularTree {
        .character(RegularSet([scalar.value...scalar.value], ignoresCase: mode.ignoresCase))
    }

    private mutating func group() throws(RowFailure) -> RegularTree {
        var number: Int?
        if take("?") {
            guard take(":") else { throw RegularParser.unsupported("(?\(peek().map(String.init) ?? "")") }
        } else {
            groupCount += 1
            number = groupCount
        }
        let inner = try choice()
        guard take(")") else { throw RegularParser.invalid("parentheses () not balanced") }
        // An assertion in parentheses may be repeated, as a part.
        return number.map { .group($0, inner) } ?? .sequence([inner])
    }

    // MARK: Escapes

    private mutating func escape() throws(RowFailure) -> RegularTree {
        guard let letter = peek() else { throw RegularParser.invalid("invalid escape \\ sequence") }
        if let assertion = Self.assertions[letter] {
            at += 1
            return .assertion(assertion)
        }
        if let (name, isNegated) = Self.classes[letter] {
            at += 1
            return .character(RegularSet([], classes: [(name, isNegated)], ignoresCase: false))
        }
        if "1"..."9" ~= letter, !(peek(1).map { "0"..."7" ~= $0 } ?? false) || groupCount >= 10 {
            throw RegularParser.unsupported("the back reference \\\(letter)")
        }
        return literal(try escapedCharacter())
    }

    private static let assertions: [Unicode.Scalar: RegularAssertion] = [
        "A": .textBegin, "Z": .textEnd, "m": .wordBegin, "M": .wordEnd, "y": .wordBound, "Y": .noWordBound,
    ]

    private static let classes: [Unicode.Scalar: (RegularSet.Class, Bool)] = [
        "d": (.digit, false), "D": (.digit, true), "s": (.space, false), "S": (.space, true), "w": (.word, false),
        "W": (.word, true),
    ]

    /// The character that the letters behind a backslash stand for.
    private mutating func escapedCharacter() throws(RowFailure) -> Unicode.Scalar {
        guard let letter = peek() else { throw RegularParser.invalid("invalid escape \\ sequence") }
        at += 1
        switch letter {
        case "a": return "\u{07}"
        case "b": return "\u{08}"
        case "B": return "\\"
        case "e": return "\u{1B}"
        case "f": return "\u{0C}"
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "v": return "\u{0B}"
        case "c":
            guard let control = peek(), let made = Unicode.Scalar(control.value & 31) else { break }
            at += 1
            return made
        case "u": return try hexadecimal(4...4)
        case "U": return try hexadecimal(8...8)
        case "x": return try hexadecimal(1...255)
        case "0"..."7":
            at -= 1
            var value: UInt32 = 0
            var taken = 0
            while taken < 3, let digit = peek(), "0"..."7" ~= digit {
                value = value * 8 + (digit.value - 48)
                at += 1
                taken += 1
            }
            if let made = Unicode.Scalar(value) { return made }
        default:
            let isWord = letter.isASCII && (letter.properties.isAlphabetic || "0"..."9" ~= letter)
            if !isWord { return letter }
        }
        throw RegularParser.invalid("invalid escape \\ sequence")
    }

    private mutating func hexadecimal(_ lengths: ClosedRange<Int>) throws(RowFailure) -> Unicode.Scalar {
        var value: UInt32 = 0
        var taken = 0
        while taken < lengths.upperBound, value < 1 << 27, let digit = peek(), digit.isASCII,
            let amount = Character(digit).hexDigitValue
        {
            value = value * 16 + UInt32(amount)
            at += 1
            taken += 1
        }
        guard taken >= lengths.lowerBound, let made = Unicode.Scalar(value) else {
            throw RegularParser.invalid("invalid escape \\ sequence")
        }
        return made
    }

    // MARK: Brackets

    /// One part of `[...]`.
    private enum BracketPart {
        case character(Unicode.Scalar)
        case set(RegularSet.Class)
        case equivalents(Unicode.Scalar)
    }

    private mutating func brackets() throws(RowFailure) -> RegularTree {
        for (name, assertion) in [("[:<:]]", RegularAssertion.wordBegin), ("[:>:]]", .wordEnd)]
        where text[at...].starts(with: name.unicodeScalars) {
            at += name.unicodeScalars.count
            return .assertion(assertion)
        }
        let isNegated = take("^")
        var ranges: [ClosedRange<UInt32>] = []
        var classes: [(class: RegularSet.Class, isNegated: Bool)] = []
        var isFirst = true
        while true {
            guard let next = peek() else { throw RegularParser.invalid("brackets [] not balanced") }
            if next == "]" && !isFirst { break }
            let isDash = next == "-"
            let part = try bracketPart()
            // A dash is itself at either end, and the end of a range.
            if isDash && !isFirst && peek() != "]" { throw RegularParser.invalid("invalid character range") }
            isFirst = false
            switch part {
            case .set(let name):
                if peek() == "-", peek(1) != "]" { throw RegularParser.invalid("invalid character range") }
                let isCase = mode.ignoresCase && (name == .lower || name == .upper)
                classes.append((isCase ? .alpha : name, false))
            case .equivalents(let scalar): ranges.append(scalar.value...scalar.value)
            case .character(let low):
                guard peek() == "-", let behind = peek(1), behind != "]" else {
                    ranges.append(low.value...low.value)
                    continue
                }
                at += 1
                guard case .character(let high) = try bracketPart(), low.value <= high.value else {
                    throw RegularParser.invalid("invalid character range")
                }
                ranges.append(low.value...high.value)
            }
        }
        at += 1
        return .character(
            RegularSet(
                ranges, classes: classes, isNegated: isNegated, excludesNewline: isNegated && mode.stopsAtNewline,
                ignoresCase: mode.ignoresCase))
    }

    private mutating func bracketPart() throws(RowFailure) -> BracketPart {
        guard let next = peek() else { throw RegularParser.invalid("brackets [] not balanced") }
        at += 1
        if next == "\\" {
            if let letter = peek(), let (name, isNegated) = Self.classes[letter] {
                guard !isNegated else { throw RegularParser.invalid("invalid escape \\ sequence") }
                at += 1
                return .set(name)
            }
            return .character(try escapedCharacter())
        }
        guard next == "[", let kind = peek(), kind == ":" || kind == "." || kind == "=" else { return .character(next) }
        at += 1
        var name = ""
        while !(peek() == kind && peek(1) == "]") {
            guard let letter = peek() else { throw RegularParser.invalid("brackets [] not balanced") }
            name.unicodeScalars.append(letter)
            at += 1
        }
        at += 2
        if kind == ":" {
            guard let named = RegularSet.Class(rawValue: name) else {
                throw RegularParser.invalid("invalid character class")
            }
            return .set(named)
        }
        guard name.unicodeScalars.count == 1, let scalar = name.unicodeScalars.first else {
            throw RegularParser.invalid("invalid collating element")
        }
        return kind == "." ? .character(scalar) : .equivalents(scalar)
    }
}

extension RegularParser.Mode {
    /// Takes one of PostgreSQL's letters for options; false for one that is not known here.
    mutating func take(_ letter: Character) -> Bool {
        switch letter {
        case "i": ignoresCase = true
        case "c": ignoresCase = false
        case "s": (stopsAtNewline, seesLines) = (false, false)
        case "n", "m": (stopsAtNewline, seesLines) = (true, true)
        case "p": (stopsAtNewline, seesLines) = (true, false)
        case "w": (stopsAtNewline, seesLines) = (false, true)
        case "t": break
        default: return false
        }
        return true
    }
}
