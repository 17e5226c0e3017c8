extension TextReaders {
    /// `\x` and hexadecimal digits, or plain bytes with `\\` and `\ooo`.
    static func bytea(_ text: StringView, _ arena: Arena) throws(RowFailure) -> StringView {
        try text.withUTF8Bytes { bytes throws(RowFailure) in
            let out = arena.bytes(bytes.count)
            if bytes.count >= 2, bytes[0] == UInt8(ascii: "\\"), bytes[1] == UInt8(ascii: "x") {
                return StringView(out, count: try hex(bytes, from: 2, to: out))
            }
            return StringView(out, count: try escaped(bytes, to: out))
        }
    }

    /// Pairs of hexadecimal digits with blanks between pairs; returns the number of bytes written.
    static func hex(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, to out: UnsafeMutablePointer<UInt8>
    ) throws(RowFailure) -> Int {
        var at = start
        var count = 0
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
            out[count] = high << 4 | low
            count += 1
            at += 2
        }
        return count
    }

    private static func badDigit(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int) -> RowFailure {
        let end = min(bytes.count, at + Characters.length(bytes[at]))
        let digit = String(decoding: UnsafeBufferPointer(rebasing: bytes[at..<end]), as: UTF8.self)
        return .invalidParameter("invalid hexadecimal digit: \"\(digit)\"")
    }

    /// Plain bytes with `\\` and `\ooo`; returns the number of bytes written.
    static func escaped(
        _ bytes: UnsafeBufferPointer<UInt8>, to out: UnsafeMutablePointer<UInt8>
    ) throws(RowFailure) -> Int {
        var at = 0
        var count = 0
        while at < bytes.count {
            if bytes[at] != UInt8(ascii: "\\") {
                out[count] = bytes[at]
                at += 1
            } else if at + 1 < bytes.count, bytes[at + 1] == UInt8(ascii: "\\") {
                out[count] = bytes[at]
                at += 2
            } else if at + 3 < bytes.count, bytes[at + 1] &- 48 <= 3, bytes[at + 2] &- 48 <= 7, bytes[at + 3] &- 48 <= 7 {
                out[count] = (bytes[at + 1] - 48) << 6 | (bytes[at + 2] - 48) << 3 | (bytes[at + 3] - 48)
                at += 4
            } else {
                throw RowFailure(code: "22P02", message: "invalid input syntax for type bytea")
            }
            count += 1
        }
        return count
    }
}
