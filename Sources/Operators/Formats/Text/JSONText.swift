/// JSON text of names and values.
package enum JSONText {
    /// Appends a string with its quotes. Everything that is not ASCII stays as it is.
    package static func append(_ text: some Sequence<UInt8>, to out: inout [UInt8]) {
        out.append(UInt8(ascii: "\""))
        for byte in text {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): out += [UInt8(ascii: "\\"), byte]
            case 0x0A: out += "\\n".utf8
            case 0x0D: out += "\\r".utf8
            case 0x09: out += "\\t".utf8
            case ..<0x20, 0x7F:
                out += "\\u00".utf8
                for nibble in [byte >> 4, byte & 15] { out.append(nibble < 10 ? 48 + nibble : 87 + nibble) }
            default: out.append(byte)
            }
        }
        out.append(UInt8(ascii: "\""))
    }

    /// Whether a value's text is JSON as it stands, so that it needs no quotes: numbers, JSON itself.
    package static func isBare(_ text: some Collection<UInt8>, _ type: DataType) -> Bool {
        switch type {
        case .smallint, .integer, .bigint, .numeric, .jsonb, .array, .record: true
        // NaN and Infinity are no numbers in JSON.
        case .real, .double: !text.contains { ($0 | 0x20) > UInt8(ascii: "e") }
        default: false
        }
    }

    /// Appends a value given as PostgreSQL's text, `nil` for NULL.
    package static func append(value text: (some Collection<UInt8>)?, _ type: DataType, to out: inout [UInt8]) {
        guard let text else {
            out += "null".utf8
            return
        }
        if type == .boolean {
            out += (text.first == UInt8(ascii: "t") ? "true" : "false").utf8
        } else if isBare(text, type) {
            out += text
        } else {
            append(text, to: &out)
        }
    }
}
