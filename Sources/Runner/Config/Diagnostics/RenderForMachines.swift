extension DiagnosticRenderer {
    /// The messages as one JSON array on one line; positions count from 1, ends are exclusive.
    package func json(_ diagnostics: [Diagnostic]) -> String {
        "[" + diagnostics.map(jsonObject).joined(separator: ",") + "]"
    }

    private func jsonObject(_ diagnostic: Diagnostic) -> String {
        var fields = [
            "\"severity\":\(quoted(diagnostic.severity.rawValue))",
            "\"code\":\(quoted(diagnostic.code.rawValue))",
            "\"message\":\(quoted(diagnostic.message))",
            "\"file\":\(quoted(source.name))",
        ]
        fields.append(placeFields(diagnostic.range))
        if let hint = diagnostic.hint { fields.append("\"hint\":\(quoted(hint))") }
        if !diagnostic.labels.isEmpty {
            let labels = diagnostic.labels.map { "{\(placeFields($0.range)),\"text\":\(quoted($0.text))}" }
            fields.append("\"labels\":[\(labels.joined(separator: ","))]")
        }
        if !diagnostic.help.isEmpty {
            fields.append("\"help\":[\(diagnostic.help.map(quoted).joined(separator: ","))]")
        }
        return "{\(fields.joined(separator: ","))}"
    }

    private func placeFields(_ range: SourceRange) -> String {
        let marked = source.marked(range)
        let start = source.position(marked.offset)
        let end = source.position(marked.end)
        return "\"line\":\(start.line),\"column\":\(start.column),"
            + "\"end_line\":\(end.line),\"end_column\":\(end.column)"
    }

    /// The messages as workflow commands of GitHub, one a line: they show up beside the lines of a pull request.
    package func githubAnnotations(_ diagnostics: [Diagnostic]) -> String {
        diagnostics.map { diagnostic in
            let marked = source.marked(diagnostic.range)
            let start = source.position(marked.offset)
            let end = source.position(marked.end)
            let command = diagnostic.severity == .hint ? "notice" : diagnostic.severity.rawValue
            let words = [diagnostic.message, diagnostic.hint].compactMap { $0 } + diagnostic.help
            return "::\(command) file=\(property(source.name)),line=\(start.line),col=\(start.column),"
                + "endLine=\(end.line),endColumn=\(end.column),title=\(diagnostic.code.rawValue)::"
                + escaped(words.joined(separator: "\n")) + "\n"
        }.joined()
    }
}

/// A JSON string.
private func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": result += "\\\""
        case "\\": result += "\\\\"
        case "\n": result += "\\n"
        case "\t": result += "\\t"
        case "\r": result += "\\r"
        default:
            if scalar.value < 0x20 {
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
    }
    return result + "\""
}

/// The message of a workflow command.
private func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "%": result += "%25"
        case "\r": result += "%0D"
        case "\n": result += "%0A"
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result
}

/// A property of a workflow command, where commas and colons end it.
private func property(_ text: String) -> String {
    var result = ""
    for scalar in escaped(text).unicodeScalars {
        switch scalar {
        case ",": result += "%2C"
        case ":": result += "%3A"
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result
}
