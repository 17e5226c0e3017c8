/// Hexadecimal digits and escapes to bytes.
extension Encodings {
    static func hexValue(_ byte: UInt8) -> UInt8? {
        if byte &- 48 <= 9 { return byte - 48 }
        let letter = byte | 0x20
        return letter >= 97 && letter <= 102 ? letter - 87 : nil
    }

    /// Pairs of hexadecimal digits with blanks between pairs.
    static func unhex(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int = 0) throws(RowFailure) -> [UInt8] {
        var out: [UInt8] = []
        var at = start
        while at < bytes.count {
            if bytes[at] == 0x20 || bytes[at] == 9 || bytes[at] == 10 || bytes[at] == 13 {
                at += 1
                continue
            }
            guard let high = hexValue(bytes[at]) else { throw badDigit(bytes, at) }
            guard at + 1 < bytes.count else {
                throw .invalidParameter("invalid hexadecimal data: odd number of digits")
            }
            guard let low = hexValue(bytes[at + 1]) else { throw badDigit(bytes, at + 1) }
            out.append(high << 4 | low)
            at += 2
        }
        return out
    }

    private static func badDigit(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int) -> RowFailure {
        let end = min(bytes.count, at + Characters.length(bytes[at]))
        let digit = String(decoding: UnsafeBufferPointer(rebasing: bytes[at..<end]), as: UTF8.self)
        return .invalidParameter("invalid hexadecimal digit: \"\(digit)\"")
    }

    /// Plain bytes with `\\` and `\ooo`.
    static func unescape(_ bytes: UnsafeBufferPointer<UInt8>) throws(RowFailure) -> [UInt8] {
        var out: [UInt8] = []
        var at = 0
        while at < bytes.count {
            if bytes[at] != UInt8(ascii: "\\") {
                out.append(bytes[at])
                at += 1
            } else if at + 1 < bytes.count, bytes[at + 1] == UInt8(ascii: "\\") {
                out.append(bytes[at])
                at += 2
            } else if at + 3 < bytes.count, bytes[at + 1] &- 48 <= 3, bytes[at + 2] &- 48 <= 7,
                bytes[at + 3] &- 48 <= 7
            {
                out.append((bytes[at + 1] - 48) << 6 | (bytes[at + 2] - 48) << 3 | (bytes[at + 3] - 48))
                at += 4
            } else {
                throw RowFailure(code: "22P02", message: "invalid input syntax for type bytea")
            }
        }
        return out
    }
}
