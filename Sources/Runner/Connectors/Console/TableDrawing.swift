import Operators

/// Draws rows as psql does: a centred heading, a line, numbers at the right.
///
/// On a terminal columns give way until a line fits: first wide texts, which are cut; then times, of what all rows have
/// alike; then headings. Numbers and times are never cut, as they would be others: rather a line is too long.
struct TableDrawing {
    /// Texts wider than this are cut on a terminal.
    static let cellWidthMax = 60
    /// No narrower is a column made.
    private static let widthMin = 8

    private struct Column {
        let heading: String
        let isNumber: Bool
        let isText: Bool
        /// The widest cell so far; of times it is the clock's.
        var cellWidth = 0
        var clock: ClockRoom?
        var form = ClockRoom.Form.full

        /// What the cells need.
        var room: Int { clock?.width(form) ?? cellWidth }
        var width: Int { max(TableDrawing.width(heading), room) }
    }

    /// `nil`: nothing is cut.
    let terminalWidth: Int?
    private var columns: [Column]
    private var widths: [Int]

    init(_ fields: [(name: String, type: DataType)], terminalWidth: Int?) {
        columns = fields.map { name, type in
            Column(
                heading: TableDrawing.printable(name), isNumber: TableDrawing.isNumber(type),
                isText: TableDrawing.isText(type),
                clock: [.timestamptz, .timestamp].contains(type) ? ClockRoom() : nil)
        }
        self.terminalWidth = terminalWidth
        widths = columns.map(\.width)
    }

    /// Whether a part of a value still says something true.
    private static func isText(_ type: DataType) -> Bool {
        switch type {
        case .timestamptz, .timestamp, .date, .interval: false
        default: !isNumber(type)
        }
    }

    static func isNumber(_ type: DataType) -> Bool {
        switch type {
        case .smallint, .integer, .bigint, .numeric, .real, .double: true
        default: false
        }
    }

    /// Makes the columns wide enough for the rows; true when that changed how rows are drawn.
    mutating func widen(for rows: [[String]]) -> Bool {
        let before = (widths, columns.map(\.form))
        for row in rows {
            for (index, cell) in row.enumerated() {
                if columns[index].clock?.see(cell) == nil {
                    columns[index].cellWidth = max(columns[index].cellWidth, TableDrawing.width(cell))
                }
            }
        }
        for index in columns.indices { columns[index].form = .full }
        widths = columns.map(\.width)
        if let terminalWidth { fit(terminalWidth) }
        return before != (widths, columns.map(\.form))
    }

    private mutating func fit(_ terminalWidth: Int) {
        for index in columns.indices where columns[index].isText {
            widths[index] = min(widths[index], TableDrawing.cellWidthMax)
        }
        narrow(terminalWidth) { $0.isText ? TableDrawing.widthMin : .max }
        for form in [ClockRoom.Form.minutes, .zoneless] {
            guard excess(terminalWidth) > 0 else { return }
            for index in columns.indices where columns[index].clock != nil {
                columns[index].form = form
                widths[index] = columns[index].width
            }
        }
        narrow(terminalWidth) { max(TableDrawing.widthMin, $0.isText ? 0 : $0.room) }
    }

    /// By how much a line is too long.
    private func excess(_ terminalWidth: Int) -> Int { widths.reduce(0) { $0 + $1 + 3 } - 1 - terminalWidth }

    /// The widest columns give way, each down to its least width, until a line fits.
    private mutating func narrow(_ terminalWidth: Int, _ least: (Column) -> Int) {
        var excess = excess(terminalWidth)
        while excess > 0,
            let widest = widths.indices.filter({ widths[$0] > least(columns[$0]) }).max(by: { widths[$0] < widths[$1] })
        {
            widths[widest] -= 1
            excess -= 1
        }
    }

    var heading: String {
        let names = columns.indices.map { index in
            let name = cut(columns[index].heading, widths[index])
            let left = (widths[index] - TableDrawing.width(name)) / 2
            return pad(String(repeating: " ", count: left) + name, widths[index], right: false)
        }
        return line(names) + widths.map { String(repeating: "-", count: $0 + 2) }.joined(separator: "+") + "\n"
    }

    func row(_ cells: [String]) -> String {
        line(
            cells.indices.map { index in
                let column = columns[index]
                let cell = column.clock?.shown(cells[index], column.form) ?? cells[index]
                return pad(cut(cell, widths[index]), widths[index], right: column.isNumber)
            })
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
