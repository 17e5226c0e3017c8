/// Text forms of bytes: hex, base64 and PostgreSQL's escape.
enum Encodings {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    private static func unknown(_ format: String) -> RowFailure {
        .invalidParameter("unrecognized encoding: \"\(RowFailure.shortened(format))\"")
    }

    static func requireUTF8(_ name: StringView) throws(RowFailure) {
        let plain = name.string.lowercased().filter { $0.isLetter || $0.isNumber }
        guard plain == "utf8" || plain == "unicode" else {
            throw RowFailure(code: "0A000", message: "only the encoding UTF8 is supported, not \"\(name.string)\"")
        }
    }

    static func encoded(_ bytes: StringView, _ format: String, _ arena: Arena) throws(RowFailure) -> StringView {
        let out: [UInt8]
        switch format.lowercased() {
        case "hex": out = TextKernels.hexadecimal(bytes.withUTF8Bytes { Array($0) })
        case "base64": out = bytes.withUTF8Bytes { base64($0) }
        case "escape": out = bytes.withUTF8Bytes { escape($0) }
        default: throw unknown(format)
        }
        return out.withUnsafeBytes { arena.view(of: $0) }
    }

    /// Lines of 76 characters, as PostgreSQL breaks them.
    private static func base64(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var out: [UInt8] = []
        var column = 0
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let left = min(3, bytes.count - start)
            var group: UInt32 = 0
            for index in 0..<3 { group = group << 8 | (index < left ? UInt32(bytes[start + index]) : 0) }
            for index in 0..<4 {
                let place = Int(group >> UInt32(18 - 6 * index)) & 63
                out.append(index <= left ? alphabet[place] : UInt8(ascii: "="))
            }
            column += 4
            if column >= 76 {
                out.append(10)
                column = 0
            }
        }
        if out.last == 10, column == 0, bytes.count % 57 != 0 { out.removeLast() }
        return out
    }

    private static func escape(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var out: [UInt8] = []
        for byte in bytes {
            if byte == 0 || byte >= 0x80 {
                out += [UInt8(ascii: "\\"), 48 + (byte >> 6), 48 + (byte >> 3 & 7), 48 + (byte & 7)]
            } else if byte == UInt8(ascii: "\\") {
                out += [byte, byte]
            } else {
                out.append(byte)
            }
        }
        return out
    }

    static func decoded(_ text: StringView, _ format: String, _ arena: Arena) throws(RowFailure) -> StringView {
        let out: [UInt8]
        switch format.lowercased() {
        case "hex": out = try text.withUTF8Bytes { bytes throws(RowFailure) in try unhex(bytes) }
        case "base64": out = try text.withUTF8Bytes { bytes throws(RowFailure) in try unbase64(bytes) }
        case "escape": out = try text.withUTF8Bytes { bytes throws(RowFailure) in try unescape(bytes) }
        default: throw unknown(format)
        }
        return out.withUnsafeBytes { arena.view(of: $0) }
    }

    private static func unbase64(_ bytes: UnsafeBufferPointer<UInt8>) throws(RowFailure) -> [UInt8] {
        var out: [UInt8] = []
        var group: UInt32 = 0
        var count = 0
        var ends = 0
        for byte in bytes where byte != 0x20 && byte != 9 && byte != 10 && byte != 13 {
            if byte == UInt8(ascii: "=") {
                guard count >= 2 else { throw .invalidParameter("unexpected \"=\" while decoding base64 sequence") }
                ends += 1
                group <<= 6
            } else {
                guard ends == 0, let place = alphabet.firstIndex(of: byte) else {
                    throw .invalidParameter("invalid symbol found while decoding base64 sequence")
                }
                group = group << 6 | UInt32(place)
            }
            count += 1
            if count == 4 {
                for index in 0..<(3 - min(ends, 2)) {
                    out.append(UInt8(truncatingIfNeeded: group >> UInt32(16 - 8 * index)))
                }
                group = 0
                count = 0
            }
        }
        guard count == 0 else { throw .invalidParameter("invalid base64 end sequence") }
        return out
    }
}
