/// What `${...}` in a value came to.
struct ExpandedText {
    var text: String
    /// What is wrong: a variable that is not set, a brace that never closes.
    var problems: [(message: String, hint: String?)] = []
}

/// Puts variables into a text: `${VAR}`, `${VAR:-default}` (when unset or empty), `${VAR:?message}` (an error then).
///
/// Values are put in as they are: a `${` inside a value or a default stays text.
func expandVariables(_ text: String, _ environment: [String: String]) -> ExpandedText {
    var result = ExpandedText(text: "")
    var rest = Substring(text)
    while let start = rest.firstDollarBrace {
        result.text += rest[..<start]
        let inside = rest[start...].dropFirst(2)
        guard let end = inside.firstIndex(of: "}") else {
            result.problems.append(("\"${\" has no closing brace", nil))
            result.text += rest[start...]
            return result
        }
        expand(inside[..<end], environment, &result)
        rest = inside[end...].dropFirst()
    }
    result.text += rest
    return result
}

private func expand(_ inside: Substring, _ environment: [String: String], _ result: inout ExpandedText) {
    let name = String(inside.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") })
    let operation = inside.dropFirst(name.count)
    guard !name.isEmpty, name.first?.isNumber == false else {
        result.problems.append(("\"${\(inside)}\" names no variable", "write ${NAME} or ${NAME:-default}"))
        return
    }
    let value = environment[name]
    if operation.isEmpty {
        guard let value else {
            result.problems.append(
                ("the environment variable \(name) is not set", "set it, or write ${\(name):-default}"))
            return
        }
        result.text += value
    } else if operation.hasPrefix(":-") {
        result.text += value.flatMap { $0.isEmpty ? nil : $0 } ?? String(operation.dropFirst(2))
    } else if operation.hasPrefix(":?") {
        guard let value, !value.isEmpty else {
            let message = operation.dropFirst(2)
            result.problems.append(
                ("the environment variable \(name) is not set\(message.isEmpty ? "" : ": \(message)")", nil))
            return
        }
        result.text += value
    } else {
        result.problems.append(
            ("\"${\(inside)}\" cannot be read", "write ${\(name)}, ${\(name):-default} or ${\(name):?message}"))
    }
}

extension Substring {
    /// Where the next `${` starts.
    fileprivate var firstDollarBrace: Index? {
        var at = startIndex
        while let dollar = self[at...].firstIndex(of: "$") {
            let next = index(after: dollar)
            if next < endIndex, self[next] == "{" { return dollar }
            at = next
        }
        return nil
    }
}
