/// Writes rows of a batch as JSON objects: for the console, files, topics and dead letters.
///
/// Values look as PostgreSQL's `row_to_json` shows them: numerics in full, `NaN` and infinities as text, timestamps in
/// RFC 3339, intervals and dates as PostgreSQL's text, bytes as `\x` and hexadecimal digits. A jsonb value is put in as
/// it is, without line breaks, so that a row is always one line.
package struct JSONWriter {
    /// Each column's name as a JSON string with a colon.
    private let keys: [[UInt8]]
    private let zone: TimeZoneRules

    /// - Parameters:
    ///   - names: one for each column of the batches.
    ///   - zone: on whose wall clock a timestamptz is shown, with its offset.
    package init(names: [String], zone: TimeZoneRules = .utc) {
        self.zone = zone
        keys = names.map { name in
            var key: [UInt8] = []
            Array(name.utf8).withUnsafeBytes { JSONWriter.append(string: $0, to: &key) }
            key.append(UInt8(ascii: ":"))
            return key
        }
    }

    /// Appends `{"name":value,...}` of one row, without a line break.
    package func append(_ batch: Batch, row: Int, to out: inout [UInt8]) {
        out.append(UInt8(ascii: "{"))
        for index in batch.columns.indices {
            if index > 0 { out.append(UInt8(ascii: ",")) }
            out.append(contentsOf: keys[index])
            append(batch.columns[index], row: row, to: &out)
        }
        out.append(UInt8(ascii: "}"))
    }

    /// Appends all rows, each with a line feed after it.
    package func append(_ batch: Batch, to out: inout [UInt8]) {
        for row in 0..<batch.count {
            append(batch, row: row, to: &out)
            out.append(10)
        }
    }

    /// Appends one value, `null` for NULL.
    package func append(_ column: Column, row: Int, to out: inout [UInt8]) {
        guard column.validity.isValid(row) else {
            out.append(contentsOf: "null".utf8)
            return
        }
        switch column.values {
        case .boolean(let buffer): out.append(contentsOf: (buffer[row] != 0 ? "true" : "false").utf8)
        case .int64(let buffer): append(buffer[row], column.type, to: &out)
        case .double(let buffer): append(buffer[row], isReal: column.type == .real, to: &out)
        case .decimal(let vector): JSONWriter.append(vector[row], to: &out)
        case .interval(let buffer): time(&out) { TimeText.write(interval: buffer[row], to: $0) }
        case .bytes(let vector): vector.views[row].withBytes { append($0, column.type, to: &out) }
        }
    }

    private func append(_ value: Int64, _ type: DataType, to out: inout [UInt8]) {
        switch type {
        case .timestamptz:
            time(&out) { TimeText.write(rfc3339: value, offset: zone.offset(at: value), to: $0) }
        case .timestamp:
            time(&out) { TimeText.write(isoTimestamp: value, to: $0) }
        case .date: time(&out) { TimeText.write(date: value, to: $0) }
        default: out.append(contentsOf: String(value).utf8)
        }
    }

    private func append(_ value: Double, isReal: Bool, to out: inout [UInt8]) {
        guard value.isFinite else {
            out.append(contentsOf: (value.isNaN ? "\"NaN\"" : value > 0 ? "\"Infinity\"" : "\"-Infinity\"").utf8)
            return
        }
        let text = isReal ? Float(value).description : value.description
        out.append(contentsOf: (text.hasSuffix(".0") ? text.dropLast(2) : text[...]).utf8)
    }

    private func append(_ bytes: UnsafeRawBufferPointer, _ type: DataType, to out: inout [UInt8]) {
        switch type {
        case .jsonb, .array, .record: JSONWriter.append(json: bytes, to: &out)
        case .bytea:
            out.append(contentsOf: "\"\\\\x".utf8)
            for byte in bytes { JSONWriter.append(hex: byte, to: &out) }
            out.append(UInt8(ascii: "\""))
        case .uuid where bytes.count == 16:
            out.append(UInt8(ascii: "\""))
            for (index, byte) in bytes.enumerated() {
                if index == 4 || index == 6 || index == 8 || index == 10 { out.append(UInt8(ascii: "-")) }
                JSONWriter.append(hex: byte, to: &out)
            }
            out.append(UInt8(ascii: "\""))
        default: JSONWriter.append(string: bytes, to: &out)
        }
    }

    private func time(_ out: inout [UInt8], _ write: (UnsafeMutableRawPointer) -> Int) {
        out.append(UInt8(ascii: "\""))
        withUnsafeTemporaryAllocation(byteCount: TimeText.bytesMax, alignment: 1) { buffer in
            guard let base = buffer.baseAddress else { return }
            out.append(contentsOf: UnsafeRawBufferPointer(start: base, count: write(base)))
        }
        out.append(UInt8(ascii: "\""))
    }
}

extension JSONWriter {
    /// Appends valid UTF-8 as a JSON string.
    package static func append(string bytes: UnsafeRawBufferPointer, to out: inout [UInt8]) {
        out.append(UInt8(ascii: "\""))
        var plain = 0
        for (index, byte) in bytes.enumerated()
        where byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
            out.append(contentsOf: bytes[plain..<index])
            plain = index + 1
            out.append(UInt8(ascii: "\\"))
            switch byte {
            case 8: out.append(UInt8(ascii: "b"))
            case 9: out.append(UInt8(ascii: "t"))
            case 10: out.append(UInt8(ascii: "n"))
            case 12: out.append(UInt8(ascii: "f"))
            case 13: out.append(UInt8(ascii: "r"))
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): out.append(byte)
            default:
                out.append(contentsOf: "u00".utf8)
                append(hex: byte, to: &out)
            }
        }
        out.append(contentsOf: bytes[plain...])
        out.append(UInt8(ascii: "\""))
    }

    /// Appends a decimal with all places of its scale.
    package static func append(_ decimal: Decimal, to out: inout [UInt8]) {
        let digits = String(decimal.coefficient.magnitude).utf8
        let scale = Int(decimal.scale)
        if decimal.coefficient < 0 { out.append(UInt8(ascii: "-")) }
        let whole = digits.count - scale
        if whole <= 0 {
            out.append(contentsOf: "0.".utf8)
            out.append(contentsOf: repeatElement(48, count: -whole))
            out.append(contentsOf: digits)
            return
        }
        out.append(contentsOf: digits.prefix(whole))
        if scale > 0 {
            out.append(UInt8(ascii: "."))
            out.append(contentsOf: digits.dropFirst(whole))
        }
    }

    /// Appends valid JSON text on one line: line breaks can only stand between tokens.
    private static func append(json bytes: UnsafeRawBufferPointer, to out: inout [UInt8]) {
        for byte in bytes where byte != 10 && byte != 13 { out.append(byte) }
    }

    private static func append(hex byte: UInt8, to out: inout [UInt8]) {
        for digit in [byte >> 4, byte & 15] { out.append(digit < 10 ? digit + 48 : digit + 87) }
    }
}
