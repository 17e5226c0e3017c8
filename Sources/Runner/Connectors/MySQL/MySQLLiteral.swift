import Operators
import StateStore

// Values in our statements, for a session with NO_BACKSLASH_ESCAPES: in a text only the quote is doubled. What MySQL
// has no value for is written as a text that it refuses in a column of that type: the sink's policy decides on the row.

private let hexDigits = Array("0123456789abcdef".utf8)

/// A text as a literal.
func literal(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
}

extension Array where Element == UInt8 {
    /// Appends text between quotes.
    mutating func appendQuoted(_ bytes: some Sequence<UInt8>) {
        let quote = UInt8(ascii: "'")
        append(quote)
        for byte in bytes {
            if byte == quote { append(quote) }
            append(byte)
        }
        append(quote)
    }

    /// Appends bytes as `x'0a0b'`.
    mutating func appendHex(_ bytes: some Sequence<UInt8>) {
        append(UInt8(ascii: "x"))
        append(UInt8(ascii: "'"))
        for byte in bytes {
            append(hexDigits[Int(byte >> 4)])
            append(hexDigits[Int(byte & 15)])
        }
        append(UInt8(ascii: "'"))
    }
}

extension EncodedField {
    /// Appends a value in its wire form as a literal.
    func appendLiteral(_ value: UnsafeRawBufferPointer, to out: inout [UInt8]) {
        switch (wire, value.count) {
        case (.bool, 1): out.append(UInt8(ascii: value[0] != 0 ? "1" : "0"))
        case (.int2, _), (.int4, _), (.int8, _): out += String(integer(value)).utf8
        case (.float4, 4):
            let bits = UInt32(bigEndian: value.loadUnaligned(as: UInt32.self))
            appendDouble(Double(Float(bitPattern: bits)), to: &out)
        case (.float8, 8):
            let bits = UInt64(bigEndian: value.loadUnaligned(as: UInt64.self))
            appendDouble(Double(bitPattern: bits), to: &out)
        case (.numeric, _): out += text(value)
        case (.date, _), (.timestamp, _), (.timestamptz, _): appendTime(value, to: &out)
        case (.jsonb, 1...): out.appendQuoted(value.dropFirst())
        case (.bytea, _): out.appendHex(value)
        default: out.appendQuoted(text(value))
        }
    }

    private func integer(_ value: UnsafeRawBufferPointer) -> Int64 {
        switch value.count {
        case 2: Int64(Int16(bigEndian: value.loadUnaligned(as: Int16.self)))
        case 4: Int64(Int32(bigEndian: value.loadUnaligned(as: Int32.self)))
        default: Int64(bigEndian: value.loadUnaligned(as: Int64.self))
        }
    }

    /// With an exponent a number is read as the double that it is.
    private func appendDouble(_ value: Double, to out: inout [UInt8]) {
        guard value.isFinite else {
            out.appendQuoted("\(value)".utf8)
            return
        }
        let digits = "\(value)"
        out += digits.utf8
        if !digits.utf8.contains(UInt8(ascii: "e")) { out += "e0".utf8 }
    }

    /// Days and instants of the years 1 to 9999, which is what MySQL has.
    private func appendTime(_ value: UnsafeRawBufferPointer, to out: inout [UInt8]) {
        let number = integer(value)
        let days = -730_119..<Int64(2_921_940)
        let isPlain =
            wire == .date
            ? days.contains(number)
            : (days.lowerBound * TimeLimits.microsPerDay..<days.upperBound * TimeLimits.microsPerDay).contains(number)
        out.append(UInt8(ascii: "'"))
        if !isPlain { out += "out of range: ".utf8 }
        let plainType: DataType = type == .timestamptz ? .timestamp : type
        if wire == .date && value.count == 4 && !isPlain {
            out += text(value)
        } else {
            ValueText().appendInteger(number, plainType, to: &out)
        }
        out.append(UInt8(ascii: "'"))
    }
}
