/// Draws messages for people: what is wrong, where, the line itself and carets under the place.
///
/// ```
/// error[E0203]: column "pirce" does not exist in purchases
///   --> retail.sql:41:12
///    |
/// 41 |        sum(pirce * quantity) AS total_amount,
///    |            ^^^^^ did you mean "price"?
/// ```
package struct DiagnosticRenderer: Sendable {
    package var source: SourceText
    /// Colours as terminals understand them (ANSI).
    package var isColoured: Bool

    package init(source: SourceText, isColoured: Bool = false) {
        self.source = source
        self.isColoured = isColoured
    }

    /// All messages, a blank line between two, and a last line that counts what was left out.
    package func render(_ diagnostics: [Diagnostic]) -> String {
        let shown = diagnostics.prefix(Limits.diagnosticsShownMax)
        var text = shown.map(render).joined(separator: "\n")
        let rest = diagnostics.count - shown.count
        if rest > 0 { text += "\nand \(rest) more\n" }
        return text
    }

    /// One message as a part of a line, and how many others there are:
    /// `E0203 at 3:8: column "idd" does not exist in events; and 2 more errors`.
    package func sentence(_ diagnostic: Diagnostic, more: Int) -> String {
        let position = source.position(source.marked(diagnostic.range).offset)
        let rest = more == 0 ? "" : "; and \(more) more error\(more == 1 ? "" : "s")"
        return "\(diagnostic.code.rawValue) at \(position.line):\(position.column): "
            + printable(diagnostic.message) + rest
    }

    /// One message; ends with a line feed.
    package func render(_ diagnostic: Diagnostic) -> String {
        let range = source.marked(diagnostic.range)
        let position = source.position(range.offset)
        let labels = diagnostic.labels.map { ($0, source.position($0.range.offset).line) }
        let widest = labels.map(\.1).reduce(position.line, max)
        let gutter = String(repeating: " ", count: String(widest).count)
        let colour = diagnostic.severity == .error ? "1;31" : diagnostic.severity == .warning ? "1;33" : "1;36"

        var lines: [String] = []
        let head = paint("\(diagnostic.severity.rawValue)[\(diagnostic.code.rawValue)]", colour)
        lines.append(head + paint(": \(printable(diagnostic.message))", "1"))
        let arrow = paint("\(gutter)-->", "1;34")
        lines.append("\(arrow) \(source.name):\(position.line):\(position.column)")
        lines.append(paint("\(gutter) |", "1;34"))
        lines += excerpt(range, mark: "^", text: diagnostic.hint, gutter: gutter, colour: colour)
        var previous = position.line
        for (label, line) in labels {
            let marked = source.marked(label.range)
            let part = excerpt(marked, mark: "-", text: label.text, gutter: gutter, colour: "1;34")
            if line != previous {
                lines.append(paint("\(gutter) |", "1;34"))
                lines += part
            } else {
                lines += part.dropFirst()
            }
            previous = line
        }
        for help in diagnostic.help { lines.append("\(paint("\(gutter) =", "1;34")) help: \(printable(help))") }
        return lines.map(trimmedRight).joined(separator: "\n") + "\n"
    }

    /// The line of a range, and marks under the range with a few words after them.
    private func excerpt(
        _ range: SourceRange, mark: String, text: String?, gutter: String, colour: String
    ) -> [String] {
        let line = source.position(range.offset).line
        let bounds = source.lineRange(line)
        let end = min(max(range.end, range.offset), bounds.upperBound)
        let before = shown(bounds.lowerBound..<min(range.offset, bounds.upperBound))
        let marked = shown(min(range.offset, bounds.upperBound)..<end)
        let after = shown(end..<bounds.upperBound)
        let (excerpt, indent) = cropped(before: before, marked: marked, after: after)
        let width = max(1, min(columns(marked), excerptColumnsMax))
        let number = String(line)
        let pad = String(repeating: " ", count: max(0, gutter.count - number.count))
        let carets = String(repeating: mark, count: width) + (text.map { " \(printable($0))" } ?? "")
        return [
            paint("\(pad)\(number) |", "1;34") + " \(excerpt)",
            paint("\(gutter) |", "1;34") + " " + String(repeating: " ", count: indent) + paint(carets, colour),
        ]
    }

    /// A line that is too long for any terminal is cut around the place.
    private func cropped(before: String, marked: String, after: String) -> (String, Int) {
        var left = before
        if columns(before + marked + after) > excerptColumnsMax, columns(left) > excerptColumnsMax / 2 {
            var kept = 0
            let tail = left.reversed().prefix {
                kept += displayWidth($0)
                return kept <= excerptColumnsMax / 2
            }
            left = "..." + String(tail.reversed())
        }
        let line = left + marked + after
        guard columns(line) > excerptColumnsMax else { return (line, columns(left)) }
        var kept = 0
        let head = line.prefix {
            kept += displayWidth($0)
            return kept <= excerptColumnsMax
        }
        return (head + "...", columns(left))
    }

    /// Bytes as they are drawn: a tab as four blanks, other control characters as a replacement sign, and stars for
    /// each character of a password.
    private func shown(_ range: Range<Int>) -> String {
        guard !range.isEmpty else { return "" }
        let line = source.lineRange(source.position(range.lowerBound).line)
        var result = ""
        var from = range.lowerBound
        for secret in secretRanges(Array(source.bytes[line])) {
            let hidden = (secret.lowerBound + line.lowerBound..<secret.upperBound + line.lowerBound).clamped(to: range)
            if hidden.isEmpty || hidden.lowerBound < from { continue }
            result += printable(String(decoding: source.bytes[from..<hidden.lowerBound], as: UTF8.self))
            let text = String(decoding: source.bytes[hidden], as: UTF8.self)
            result += String(repeating: "*", count: columns(printable(text)))
            from = hidden.upperBound
        }
        return result + printable(String(decoding: source.bytes[from..<range.upperBound], as: UTF8.self))
    }

    private func paint(_ text: String, _ code: String) -> String {
        isColoured ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}

/// Widest excerpt of a source line, in columns.
private let excerptColumnsMax = 160

private func columns(_ text: String) -> Int {
    text.reduce(0) { $0 + displayWidth($1) }
}

/// Nothing that a job file holds may steer the terminal.
private func printable(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
        if scalar == "\t" {
            result += "    "
        } else if scalar.value < 32 || (0x7F...0x9F).contains(scalar.value) || (0x202A...0x202E).contains(scalar.value)
        {
            result += "\u{FFFD}"
        } else {
            result.unicodeScalars.append(scalar)
        }
    }
    return result
}

private func trimmedRight(_ line: String) -> String {
    var line = Substring(line)
    while line.last == " " { line.removeLast() }
    return String(line)
}
