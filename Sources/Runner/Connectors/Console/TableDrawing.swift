import Operators

/// Draws rows as psql does: a centred heading, a line, numbers at the right.
struct TableDrawing {
    /// Cells wider than this are cut on a terminal.
    static let cellWidthMax = 60

    let headings: [String]
    let isNumber: [Bool]
    /// `nil`: nothing is cut.
    let terminalWidth: Int?
    /// Grows as wider values come.
    private(set) var widths: [Int]

    init(_ fields: [(name: String, type: DataType)], terminalWidth: Int?) {
        headings = fields.map { TableDrawing.printable($0.name) }
        isNumber = fields.map { TableDrawing.isNumber($0.type) }
        self.terminalWidth = terminalWidth
        widths = headings.map(TableDrawing.width)
    }

    static func isNumber(_ type: DataType) -> Bool {
        switch type {
        case .smallint, .integer, .bigint, .numeric, .real, .double: true
        default: false
        }
    }

    /// Makes the columns wide enough for the rows; true when that moved a column.
    mutating func widen(for rows: [[String]]) -> Bool {
        let before = widths
        for row in rows {
            for (index, cell) in row.enumerated() { widths[index] = max(widths[index], TableDrawing.width(cell)) }
        }
        if let terminalWidth {
            for index in widths.indices { widths[index] = min(widths[index], TableDrawing.cellWidthMax) }
            // The widest give way until the table fits, down to eight characters each.
            var excess = widths.reduce(0) { $0 + $1 + 3 } - 1 - terminalWidth
            while excess > 0, let widest = widths.indices.max(by: { widths[$0] < widths[$1] }), widths[widest] > 8 {
                widths[widest] -= 1
                excess -= 1
            }
        }
        return widths != before
    }

    var heading: String {
        let names = headings.indices.map { index in
            let name = cut(headings[index], widths[index])
            let left = (widths[index] - TableDrawing.width(name)) / 2
            return pad(String(repeating: " ", count: left) + name, widths[index], right: false)
        }
        return line(names) + widths.map { String(repeating: "-", count: $0 + 2) }.joined(separator: "+") + "\n"
    }

    func row(_ cells: [String]) -> String {
        line(cells.indices.map { pad(cut(cells[$0], widths[$0]), widths[$0], right: isNumber[$0]) })
    }

    private func line(_ cells: [String]) -> String {
        var text = " " + cells.joined(separator: " | ")
        while text.hasSuffix(" ") { text.removeLast() }
        return text + "\n"
    }

    private func cut(_ text: String, _ width: Int) -> String {
        guard TableDrawing.width(text) > width else { return text }
        var result = ""
        var used = 0
        for character in text {
            used += displayWidth(character)
            if used > width - 1 { break }
            result.append(character)
        }
        return result + "…"
    }

    private func pad(_ text: String, _ width: Int, right: Bool) -> String {
        let blanks = String(repeating: " ", count: max(0, width - TableDrawing.width(text)))
        return right ? blanks + text : text + blanks
    }

    static func width(_ text: String) -> Int { text.reduce(0) { $0 + displayWidth($1) } }

    /// Text that cannot move a cursor or colour a terminal: control characters are written as escapes.
    static func printable(_ text: String) -> String {
        let isControl = { (scalar: Unicode.Scalar) in scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) }
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            case _ where isControl(scalar):
                let digits = String(scalar.value, radix: 16)
                result += "\\x" + (digits.count < 2 ? "0" : "") + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
