/// Upper and lower case, character by character as PostgreSQL does in a UTF-8 locale: only mappings of one character to
/// one character count, so the German sharp s stays.
enum CaseMapping {
    enum Target {
        case lower, upper
    }

    /// Only ASCII, which most text is: one pass without characters. `nil` when there is more in it.
    static func mappedASCII(_ text: StringView, _ target: Target, _ arena: Arena) -> StringView? {
        text.withUTF8Bytes { bytes in
            guard let base = bytes.baseAddress else { return StringView() }
            var all: UInt8 = 0
            for byte in bytes { all |= byte }
            guard all < 0x80 else { return nil }
            let first: UInt8 = target == .lower ? 65 : 97
            if bytes.count <= StringView.inlineMax {
                return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 16) { buffer in
                    guard let out = buffer.baseAddress else { return nil }
                    flip(base, bytes.count, first, out)
                    return StringView(out, count: bytes.count)
                }
            }
            let out = arena.bytes(bytes.count)
            flip(base, bytes.count, first, out)
            return StringView(out, count: bytes.count)
        }
    }

    /// Letters from `first` on change their case.
    @inline(__always)
    private static func flip(
        _ bytes: UnsafePointer<UInt8>, _ count: Int, _ first: UInt8, _ out: UnsafeMutablePointer<UInt8>
    ) {
        for index in 0..<count {
            let byte = bytes[index]
            out[index] = byte ^ (byte &- first < 26 ? 0x20 : 0)
        }
    }

    static func mapped(_ bytes: UnsafeBufferPointer<UInt8>, _ target: Target) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        var at = 0
        while at < bytes.count {
            let byte = bytes[at]
            if byte < 0x80 {
                out.append(target == .lower ? lower(byte) : upper(byte))
                at += 1
            } else {
                append(bytes, &at, target, &out)
            }
        }
        return out
    }

    /// First letter of each word upper, the rest lower; a word is a run of letters and digits.
    static func initialCapitals(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var out: [UInt8] = []
        var at = 0
        var inWord = false
        while at < bytes.count {
            if bytes[at] < 0x80 {
                out.append(inWord ? lower(bytes[at]) : upper(bytes[at]))
                let letter = (bytes[at] | 0x20) &- 97 < 26 || bytes[at] &- 48 <= 9
                inWord = letter
                at += 1
            } else {
                let (scalar, _) = Characters.decode(bytes, at: at)
                append(bytes, &at, inWord ? .lower : .upper, &out)
                let properties = Unicode.Scalar(scalar)?.properties
                inWord = properties?.isAlphabetic == true || properties?.numericType != nil
            }
        }
        return out
    }

    @inline(__always)
    static func lower(_ byte: UInt8) -> UInt8 { byte &- 65 < 26 ? byte | 0x20 : byte }

    @inline(__always)
    static func upper(_ byte: UInt8) -> UInt8 { byte &- 97 < 26 ? byte & 0xDF : byte }

    private static func append(
        _ bytes: UnsafeBufferPointer<UInt8>, _ at: inout Int, _ target: Target, _ out: inout [UInt8]
    ) {
        let (value, length) = Characters.decode(bytes, at: at)
        defer { at += length }
        guard let scalar = Unicode.Scalar(value) else {
            out.append(contentsOf: bytes[at..<(at + length)])
            return
        }
        let text = target == .lower ? scalar.properties.lowercaseMapping : scalar.properties.uppercaseMapping
        if text.unicodeScalars.count == 1 {
            out.append(contentsOf: text.utf8)
        } else {
            out.append(contentsOf: bytes[at..<(at + length)])
        }
    }
}
