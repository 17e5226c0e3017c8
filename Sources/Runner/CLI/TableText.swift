import Operators

/// Draws rows under headings, each column as wide as its widest cell.
package func drawTable(_ headings: [String], _ rows: [[String]]) -> String {
    var widths = headings.map(\.count)
    for row in rows { for (index, cell) in row.enumerated() { widths[index] = max(widths[index], cell.count) } }
    func line(_ cells: [String]) -> String {
        var text = ""
        for (index, cell) in cells.enumerated() {
            let isLast = index == cells.count - 1
            text += cell + (isLast ? "" : String(repeating: " ", count: widths[index] - cell.count + 2))
        }
        return text + "\n"
    }
    return line(headings) + rows.map(line).joined()
}

/// The same as a table of GitHub's Markdown.
func drawMarkdown(_ headings: [String], _ rows: [[String]]) -> String {
    func line(_ cells: [String]) -> String {
        let cells = cells.map { cell in
            cell.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|").drop { $0 == " " }
        }
        return "| " + cells.joined(separator: " | ") + " |\n"
    }
    return line(headings) + "|" + headings.map { _ in "---|" }.joined() + "\n" + rows.map(line).joined()
}

/// The same as CSV (RFC 4180, but with line feeds).
func drawCSV(_ headings: [String], _ rows: [[String]]) -> String {
    csvLine(headings) + rows.map(csvLine).joined()
}

/// One line of CSV; an empty cell is nothing.
func csvLine(_ cells: [String]) -> String {
    var line: [UInt8] = []
    CSVWriter.append(line: cells.map { $0.isEmpty ? nil : Array($0.utf8)[...] }, to: &line)
    return String(decoding: line, as: UTF8.self)
}

/// A text with its control characters as JSON writes them: a cell stays in its line, and no terminal obeys it.
func visibleText(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { return text }
    var shown = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\t": shown += "\\t"
        case "\n": shown += "\\n"
        case "\r": shown += "\\r"
        default:
            guard scalar.properties.generalCategory == .control else {
                shown.unicodeScalars.append(scalar)
                continue
            }
            let digits = String(scalar.value, radix: 16)
            shown += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
    }
    return shown
}
