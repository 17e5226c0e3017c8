import Operators

/// Prints one sink's rows in one form; remembers what its heading looks like.
struct RowPrinter {
    let table: SinkTable
    let format: ConsoleFormat
    /// With `changes` a first column says what happened to the row.
    private let showsOperation: Bool
    private let fields: [(name: String, type: DataType)]
    private var drawing: TableDrawing
    private var hasHeading = false

    init(_ table: SinkTable, settings: ConsoleSettings) {
        self.table = table
        format = settings.format
        showsOperation = table.emit == .changes
        fields = (showsOperation ? [("op", .text)] : []) + table.columns.fields.map { ($0.name, $0.type) }
        drawing = TableDrawing(fields, terminalWidth: nil)
    }

    /// The next heading is printed whatever stands above: another sink's rows do.
    mutating func interrupt() { hasHeading = false }

    /// Appends the rows, under a heading where one is due. `terminalWidth`: `nil` where nothing is cut.
    mutating func print(_ rows: [ConsoleRow], isWhole: Bool, terminalWidth: Int?, to out: inout [UInt8]) {
        let names = fields.map { Array($0.name.utf8)[...] as ArraySlice<UInt8>? }
        switch format {
        case .table: printTable(rows, isWhole: isWhole, terminalWidth, to: &out)
        case .json: for row in rows { printJSON(row, to: &out) }
        case .csv:
            if !hasHeading { CSVWriter.append(line: names, to: &out) }
            for row in rows { CSVWriter.append(line: cells(row), to: &out) }
        case .markdown:
            if isWhole && hasHeading { out.append(0x0A) }
            if !hasHeading || isWhole {
                printMarkdown(names, to: &out)
                out += ("|" + fields.map { TableDrawing.isNumber($0.type) ? "---:|" : "---|" }.joined() + "\n").utf8
            }
            for row in rows { printMarkdown(cells(row), to: &out) }
        }
        hasHeading = true
    }

    private func cells(_ row: ConsoleRow) -> [ArraySlice<UInt8>?] {
        guard showsOperation else { return row.cells }
        return [Array((row.operation == .delete ? "delete" : "upsert").utf8)[...]] + row.cells
    }

    private mutating func printTable(
        _ rows: [ConsoleRow], isWhole: Bool, _ terminalWidth: Int?, to out: inout [UInt8]
    ) {
        let texts = rows.map { row in
            cells(row).map { $0.map { TableDrawing.printable(String(decoding: $0, as: UTF8.self)) } ?? "" }
        }
        let isNew = isWhole || terminalWidth != drawing.terminalWidth
        if isNew { drawing = TableDrawing(fields, terminalWidth: terminalWidth) }
        if drawing.widen(for: texts) || !hasHeading || isNew { out += drawing.heading.utf8 }
        for text in texts { out += drawing.row(text).utf8 }
        if isWhole { out += "(\(rows.count) row\(rows.count == 1 ? "" : "s"))\n\n".utf8 }
    }

    private func printJSON(_ row: ConsoleRow, to out: inout [UInt8]) {
        out.append(UInt8(ascii: "{"))
        for (index, cell) in cells(row).enumerated() {
            if index > 0 { out.append(UInt8(ascii: ",")) }
            JSONText.append(fields[index].name.utf8, to: &out)
            out.append(UInt8(ascii: ":"))
            JSONText.append(value: cell, fields[index].type, to: &out)
        }
        out += "}\n".utf8
    }

    private func printMarkdown(_ cells: [ArraySlice<UInt8>?], to out: inout [UInt8]) {
        out.append(UInt8(ascii: "|"))
        for cell in cells {
            let text = TableDrawing.printable(String(decoding: cell ?? [], as: UTF8.self))
            out.append(UInt8(ascii: " "))
            for byte in text.utf8 { out += byte == UInt8(ascii: "|") ? [UInt8(ascii: "\\"), byte] : [byte] }
            out += " |".utf8
        }
        out.append(0x0A)
    }
}
