/// Strings inside JSON text.
enum JSONBString {
    /// The string's bytes with its escapes resolved; `nil` for a bad escape or `\u0000`, which no text can hold.
    static func unescaped(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> [UInt8]? {
        var out: [UInt8] = []
        out.reserveCapacity(range.count)
        var at = range.lowerBound
        while at < range.upperBound {
            let byte = bytes[at]
            at += 1
            guard byte == UInt8(ascii: "\\") else {
                out.append(byte)
                continue
            }
            guard at < range.upperBound else { return nil }
            let mark = bytes[at]
            at += 1
            if mark == UInt8(ascii: "u") {
                guard let scalar = unicode(bytes, &at, range.upperBound) else { return nil }
                withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4) { buffer in
                    guard let base = buffer.baseAddress else { return }
                    out.append(contentsOf: buffer[..<Characters.encode(scalar, to: base)])
                }
            } else {
                guard let plain = simple(mark) else { return nil }
                out.append(plain)
            }
        }
        return out
    }

    private static func simple(_ mark: UInt8) -> UInt8? {
        switch mark {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): mark
        case UInt8(ascii: "b"): 8
        case UInt8(ascii: "f"): 12
        case UInt8(ascii: "n"): 10
        case UInt8(ascii: "r"): 13
        case UInt8(ascii: "t"): 9
        default: nil
        }
    }

    private static func unicode(_ bytes: UnsafeBufferPointer<UInt8>, _ at: inout Int, _ end: Int) -> UInt32? {
        guard let first = four(bytes, &at, end), first != 0, !(0xDC00...0xDFFF).contains(first) else { return nil }
        guard (0xD800...0xDBFF).contains(first) else { return first }
        guard at + 1 < end, bytes[at] == UInt8(ascii: "\\"), bytes[at + 1] == UInt8(ascii: "u") else { return nil }
        at += 2
        guard let second = four(bytes, &at, end), (0xDC00...0xDFFF).contains(second) else { return nil }
        return 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
    }

    private static func four(_ bytes: UnsafeBufferPointer<UInt8>, _ at: inout Int, _ end: Int) -> UInt32? {
        guard at + 4 <= end else { return nil }
        var value: UInt32 = 0
        for _ in 0..<4 {
            let byte = bytes[at]
            let letter = byte | 0x20
            if byte &- 48 <= 9 {
                value = value << 4 | UInt32(byte - 48)
            } else if letter >= 97 && letter <= 102 {
                value = value << 4 | UInt32(letter - 87)
            } else {
                return nil
            }
            at += 1
        }
        return value
    }

    /// Appends a string in quotes, escaped as PostgreSQL's `escape_json` does.
    static func appendQuoted(_ text: some Sequence<UInt8>, to out: inout [UInt8]) {
        out.append(UInt8(ascii: "\""))
        for byte in text {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): out += [UInt8(ascii: "\\"), byte]
            case 8: out += [UInt8(ascii: "\\"), UInt8(ascii: "b")]
            case 12: out += [UInt8(ascii: "\\"), UInt8(ascii: "f")]
            case 10: out += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
            case 13: out += [UInt8(ascii: "\\"), UInt8(ascii: "r")]
            case 9: out += [UInt8(ascii: "\\"), UInt8(ascii: "t")]
            case 0..<0x20:
                let hex = String(byte, radix: 16)
                out += Array("\\u00\(hex.count < 2 ? "0" : "")\(hex)".utf8)
            default: out.append(byte)
            }
        }
        out.append(UInt8(ascii: "\""))
    }
}
