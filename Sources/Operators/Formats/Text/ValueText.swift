/// Writes values as PostgreSQL's text output does: `t`, `12.50`, `2020-01-01 10:11:12.5+00`, `\x0a0b`.
package struct ValueText: Sendable {
    /// The zone that timestamptz is shown in.
    package var zone: TimeZoneRules
    /// Arrays as PostgreSQL's text output has them, `{1,NULL}`; else as the JSON that they are in memory.
    package var hasArrayLiterals: Bool

    package init(zone: TimeZoneRules = .utc, hasArrayLiterals: Bool = false) {
        self.zone = zone
        self.hasArrayLiterals = hasArrayLiterals
    }

    /// Appends the value of row `row`; false for NULL, which has no text.
    package func append(_ column: Column, row: Int, to out: inout [UInt8]) -> Bool {
        guard column.validity.isValid(row) else { return false }
        switch column.values {
        case .boolean(let values): out.append(UInt8(ascii: values[row] != 0 ? "t" : "f"))
        case .int64(let values): appendInteger(values[row], column.type, to: &out)
        case .double(let values): out += FloatingText.text(values[row], isReal: column.type == .real).utf8
        case .decimal(let vector): ValueText.append(vector[row], to: &out)
        case .interval(let values): appendTime(to: &out) { TimeText.write(interval: values[row], to: $0) }
        case .bytes(let vector):
            if hasArrayLiterals, case .array(let element) = column.type {
                return ArrayLiteral.append(vector.views[row], element, to: &out)
            }
            vector.views[row].withBytes { appendBytes($0, column.type, to: &out) }
        }
        return true
    }

    /// Appends a value that lies in a 64-bit integer: a number, a day or an instant, by its type.
    package func appendInteger(_ value: Int64, _ type: DataType, to out: inout [UInt8]) {
        switch type {
        case .date: appendTime(to: &out) { TimeText.write(date: value, to: $0) }
        case .timestamp: appendTime(to: &out) { TimeText.write(timestamp: value, to: $0) }
        case .timestamptz:
            let offset = TimeLimits.isTimestamp(value) ? zone.offset(at: value) : 0
            appendTime(to: &out) { TimeText.write(timestamptz: value, offset: offset, to: $0) }
        default: out += String(value).utf8
        }
    }

    /// Appends bytes by their type: text and JSON as they are, `bytea` and `uuid` in hexadecimal.
    package func appendBytes(_ bytes: UnsafeRawBufferPointer, _ type: DataType, to out: inout [UInt8]) {
        switch type {
        case .bytea:
            out += [UInt8(ascii: "\\"), UInt8(ascii: "x")]
            for byte in bytes { ValueText.appendHex(byte, to: &out) }
        case .uuid:
            for (index, byte) in bytes.enumerated() {
                if index == 4 || index == 6 || index == 8 || index == 10 { out.append(UInt8(ascii: "-")) }
                ValueText.appendHex(byte, to: &out)
            }
        default: out += bytes
        }
    }

    package static func append(_ value: Decimal, to out: inout [UInt8]) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Decimal.textBytesMax) { room in
            guard let start = room.baseAddress else { return }
            let count = value.write(to: start)
            out += UnsafeBufferPointer(start: start, count: count)
        }
    }

    private func appendTime(to out: inout [UInt8], _ write: (UnsafeMutableRawPointer) -> Int) {
        withUnsafeTemporaryAllocation(byteCount: TimeText.bytesMax, alignment: 1) { room in
            guard let start = room.baseAddress else { return }
            let count = write(start)
            out += UnsafeRawBufferPointer(start: start, count: count)
        }
    }

    private static func appendHex(_ byte: UInt8, to out: inout [UInt8]) {
        for nibble in [byte >> 4, byte & 15] { out.append(nibble < 10 ? 48 + nibble : 87 + nibble) }
    }
}
