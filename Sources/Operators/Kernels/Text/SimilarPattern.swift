/// SQL's SIMILAR TO patterns as regular expressions, as PostgreSQL's `similar_escape` rewrites them.
enum SimilarPattern {
    /// The regular expression; the escape character is the backslash.
    static func regular(_ pattern: String) throws(RowFailure) -> String {
        var out = "^("
        var isEscaped = false
        var isInBrackets = false
        for character in pattern {
            if isEscaped {
                if character == "\"", !isInBrackets {
                    throw RowFailure(
                        code: "22019", message: "escape-double-quote separators have no meaning in SIMILAR TO here")
                }
                out += "\\\(character)"
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if isInBrackets {
                out.append(character)
                if character == "]" { isInBrackets = false }
            } else {
                switch character {
                case "[":
                    out.append(character)
                    isInBrackets = true
                case "%": out += ".*"
                case "_": out.append(".")
                case ".", "^", "$": out += "\\\(character)"
                default: out.append(character)
                }
            }
        }
        return out + ")$"
    }
}
