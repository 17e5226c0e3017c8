/// Upper and lower case, character by character as PostgreSQL does in a UTF-8 locale: only mappings of one character to
/// one character count, so the German sharp s stays.
enum CaseMapping {
    enum Target {
        case lower, upper
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
