/// Writes rows of a batch as lines of CSV by RFC 4180, with line feeds: NULL is nothing, an empty text is two quotes.
///
/// Values are PostgreSQL's text, but for booleans, which are `true` and `false`.
package struct CSVWriter: Sendable {
    private let text: ValueText

    /// - Parameter zone: on whose wall clock a timestamptz is shown, with its offset.
    package init(zone: TimeZoneRules = .utc) {
        text = ValueText(zone: zone, hasArrayLiterals: true)
    }

    /// Appends one row with its line feed.
    package func append(_ batch: Batch, row: Int, to out: inout [UInt8]) {
        for (index, column) in batch.columns.enumerated() {
            if index > 0 { out.append(UInt8(ascii: ",")) }
            append(column, row: row, to: &out)
        }
        out.append(0x0A)
    }

    private func append(_ column: Column, row: Int, to out: inout [UInt8]) {
        guard column.validity.isValid(row) else { return }
        switch column.values {
        case .boolean(let values): out += (values[row] != 0 ? "true" : "false").utf8
        case .bytes:
            var value: [UInt8] = []
            _ = text.append(column, row: row, to: &value)
            CSVWriter.append(field: value, to: &out)
        // None of these has a comma, a quote or a line break.
        case .int64, .double, .decimal, .interval: _ = text.append(column, row: row, to: &out)
        }
    }

    /// Appends a line of names.
    package static func append(names: [String], to out: inout [UInt8]) {
        append(line: names.map { Array($0.utf8)[...] }, to: &out)
    }

    /// Appends a line of values; nil is nothing.
    package static func append(line fields: [ArraySlice<UInt8>?], to out: inout [UInt8]) {
        for (index, field) in fields.enumerated() {
            if index > 0 { out.append(UInt8(ascii: ",")) }
            if let field { append(field: field, to: &out) }
        }
        out.append(0x0A)
    }

    /// Appends a value, in quotes when it would be read as something else without them.
    package static func append(field: some Collection<UInt8>, to out: inout [UInt8]) {
        let quote = UInt8(ascii: "\"")
        let isPlain =
            !field.isEmpty && !field.contains { $0 == quote || $0 == UInt8(ascii: ",") || $0 == 0x0A || $0 == 0x0D }
        if isPlain {
            out += field
            return
        }
        out.append(quote)
        for byte in field {
            if byte == quote { out.append(quote) }
            out.append(byte)
        }
        out.append(quote)
    }
}
