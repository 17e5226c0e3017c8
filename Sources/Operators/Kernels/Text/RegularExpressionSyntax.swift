/// PostgreSQL's advanced regular expressions rewritten for the C library.
enum RegularExpressionSyntax {
    /// The pattern as bytes to be searched for, when it holds no character with a meaning.
    static func literal(_ pattern: String) -> [UInt8]? {
        let special = Array("\\^$.[]|()*+?{}".utf8)
        let bytes = Array(pattern.utf8)
        return bytes.contains(where: special.contains) || bytes.isEmpty ? nil : bytes
    }

    static func translate(_ pattern: String) throws(RowFailure) -> String {
        var out = ""
        let characters = Array(pattern)
        var at = 0
        var inBrackets = false
        while at < characters.count {
            let character = characters[at]
            let next = at + 1 < characters.count ? characters[at + 1] : nil
            if inBrackets {
                at += try bracketPart(characters, at, &out, &inBrackets)
            } else if character == "\\" {
                guard let next else { throw invalid("invalid escape \\ sequence") }
                out += try escape(next)
                at += 2
            } else if character == "[" {
                inBrackets = true
                out.append(character)
                at += 1
                // A closing bracket that comes first is itself.
                if at < characters.count, characters[at] == "^" {
                    out.append("^")
                    at += 1
                }
                if at < characters.count, characters[at] == "]" {
                    out.append("]")
                    at += 1
                }
            } else if character == "(", next == "?" {
                let kind = at + 2 < characters.count ? characters[at + 2] : " "
                throw unsupported("(?\(kind)")
            } else if "*+?}".contains(character), next == "?" {
                throw unsupported("the non-greedy \(character)?")
            } else {
                out.append(character)
                at += 1
            }
        }
        if inBrackets { throw invalid("brackets [] not balanced") }
        return out
    }

    /// One step inside `[...]`; returns how many characters it took.
    private static func bracketPart(
        _ characters: [Character], _ at: Int, _ out: inout String, _ inBrackets: inout Bool
    ) throws(RowFailure) -> Int {
        let character = characters[at]
        let next = at + 1 < characters.count ? characters[at + 1] : nil
        if character == "[", let next, ":.=".contains(next) {
            var end = at + 2
            while end + 1 < characters.count, !(characters[end] == next && characters[end + 1] == "]") { end += 1 }
            guard end + 1 < characters.count else { throw invalid("brackets [] not balanced") }
            out += String(characters[at...(end + 1)])
            return end + 2 - at
        }
        if character == "\\" {
            guard let next else { throw invalid("brackets [] not balanced") }
            out += try escapeInBrackets(next)
            return 2
        }
        if character == "]" { inBrackets = false }
        out.append(character)
        return 1
    }

    private static func escape(_ character: Character) throws(RowFailure) -> String {
        switch character {
        case "d": return "[[:digit:]]"
        case "D": return "[^[:digit:]]"
        case "s": return "[[:space:]]"
        case "S": return "[^[:space:]]"
        case "w": return "[[:alnum:]_]"
        case "W": return "[^[:alnum:]_]"
        case "m": return "\\<"
        case "M": return "\\>"
        case "y": return "\\b"
        case "Y": return "\\B"
        case "n": return "\n"
        case "t": return "\t"
        case "r": return "\r"
        case "1"..."9": return "\\\(character)"
        default:
            if character.isLetter || character.isNumber { throw unsupported("\\\(character)") }
            return "\\\(character)"
        }
    }

    private static func escapeInBrackets(_ character: Character) throws(RowFailure) -> String {
        switch character {
        case "d": return "[:digit:]"
        case "s": return "[:space:]"
        case "w": return "[:alnum:]_"
        case "n": return "\n"
        case "t": return "\t"
        case "r": return "\r"
        case "\\": return "\\"
        case "]", "-", "[", "^": throw unsupported("\\\(character) in brackets; write it first or last")
        default:
            if character.isLetter || character.isNumber { throw unsupported("\\\(character) in brackets") }
            return String(character)
        }
    }

    private static func invalid(_ reason: String) -> RowFailure {
        RowFailure(code: "2201B", message: "invalid regular expression: \(reason)")
    }

    private static func unsupported(_ what: String) -> RowFailure {
        RowFailure(code: "0A000", message: "\(what) is not supported in regular expressions here")
    }
}
