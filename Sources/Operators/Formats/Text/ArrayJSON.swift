/// Elements of arrays in the form that arrays have in memory: JSON text in which everything but numbers, true, false
/// and NULL is PostgreSQL's text in quotes.
enum ArrayJSON {
    private static let values = ValueText()

    /// Appends the value of a row as an element.
    static func append(_ column: Column, row: Int, to out: inout [UInt8]) {
        guard column.validity.isValid(row) else {
            out += "null".utf8
            return
        }
        switch column.values {
        case .boolean(let flags): out += (flags.pointer[row] != 0 ? "true" : "false").utf8
        case .int64(let numbers) where isWhole(column.type): out += String(numbers.pointer[row]).utf8
        case .double(let numbers) where numbers.pointer[row].isFinite: _ = values.append(column, row: row, to: &out)
        case .decimal: _ = values.append(column, row: row, to: &out)
        case .bytes(let vector) where isPlainText(column.type):
            vector.views.pointer[row].withBytes { JSONBString.appendQuoted($0, to: &out) }
        default:
            var text: [UInt8] = []
            _ = values.append(column, row: row, to: &text)
            JSONBString.appendQuoted(text, to: &out)
        }
    }

    private static func isWhole(_ type: DataType) -> Bool {
        type == .smallint || type == .integer || type == .bigint
    }

    private static func isPlainText(_ type: DataType) -> Bool { if case .text = type { true } else { false } }
}
