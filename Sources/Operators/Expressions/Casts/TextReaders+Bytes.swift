extension TextReaders {
    /// `\x` and hexadecimal digits, or plain bytes with `\\` and `\ooo`.
    static func bytea(_ text: StringView, _ arena: Arena) throws(RowFailure) -> StringView {
        let out = try text.withUTF8Bytes { bytes throws(RowFailure) in
            let isHex = bytes.count >= 2 && bytes[0] == UInt8(ascii: "\\") && bytes[1] == UInt8(ascii: "x")
            return isHex ? try Encodings.unhex(bytes, from: 2) : try Encodings.unescape(bytes)
        }
        return out.withUnsafeBytes { arena.view(of: $0) }
    }
}
