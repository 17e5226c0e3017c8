/// A plain JSON reader to compare with: recursive, allocating, written from RFC 8259 without a look at the decoder.
indirect enum ReferenceJSON: Equatable {
    case null
    case boolean(Bool)
    case number(String)
    case text([UInt8])
    case array([ReferenceJSON])
    case object([(key: [UInt8], value: ReferenceJSON)])

    static func == (a: ReferenceJSON, b: ReferenceJSON) -> Bool { "\(a)" == "\(b)" }

    /// `nil` for what is not JSON.
    static func read(_ bytes: [UInt8]) -> ReferenceJSON? {
        guard String(validating: bytes, as: UTF8.self) != nil else { return nil }
        var reader = Reader(bytes: bytes)
        reader.space()
        guard let value = reader.value(0), reader.at == bytes.count || reader.space() else { return nil }
        return reader.at == bytes.count ? value : nil
    }

    struct Reader {
        let bytes: [UInt8]
        var at = 0

        var next: Character? { at < bytes.count ? Character(Unicode.Scalar(bytes[at])) : nil }

        @discardableResult
        mutating func space() -> Bool {
            while at < bytes.count, [32, 9, 10, 13].contains(bytes[at]) { at += 1 }
            return true
        }

        mutating func take(_ text: String) -> Bool {
            let wanted = Array(text.utf8)
            guard bytes[at...].starts(with: wanted) else { return false }
            at += wanted.count
            return true
        }

        mutating func value(_ depth: Int) -> ReferenceJSON? {
            switch next {
            case "n": return take("null") ? .null : nil
            case "t": return take("true") ? .boolean(true) : nil
            case "f": return take("false") ? .boolean(false) : nil
            case "\"": return string().map { .text($0) }
            case "[": return depth < 128 ? array(depth + 1) : nil
            case "{": return depth < 128 ? object(depth + 1) : nil
            default: return number().map { .number($0) }
            }
        }

        private mutating func array(_ depth: Int) -> ReferenceJSON? {
            at += 1
            var values: [ReferenceJSON] = []
            space()
            if take("]") { return .array([]) }
            while true {
                space()
                guard let value = value(depth) else { return nil }
                values.append(value)
                space()
                if take("]") { return .array(values) }
                guard take(",") else { return nil }
            }
        }

        private mutating func object(_ depth: Int) -> ReferenceJSON? {
            at += 1
            var members: [(key: [UInt8], value: ReferenceJSON)] = []
            space()
            if take("}") { return .object([]) }
            while true {
                space()
                guard next == "\"", let key = string() else { return nil }
                space()
                guard take(":") else { return nil }
                space()
                guard let value = value(depth) else { return nil }
                members.append((key, value))
                space()
                if take("}") { return .object(members) }
                guard take(",") else { return nil }
            }
        }

        private mutating func number() -> String? {
            let start = at
            _ = take("-")
            if !take("0"), !digits() { return nil }
            if take("."), !digits() { return nil }
            if take("e") || take("E") {
                if !take("+") { _ = take("-") }
                guard digits() else { return nil }
            }
            return at > start ? String(decoding: bytes[start..<at], as: UTF8.self) : nil
        }

        private mutating func digits() -> Bool {
            let start = at
            while let next, "0123456789".contains(next), next.isASCII { at += 1 }
            return at > start
        }

        private mutating func string() -> [UInt8]? {
            at += 1
            var units: [UInt16] = []
            var plain: [UInt8] = []
            while at < bytes.count {
                let byte = bytes[at]
                at += 1
                if byte == 34 || byte == 92 || !plain.isEmpty && byte < 128 {
                    units += String(decoding: plain, as: UTF8.self).utf16
                    plain = []
                }
                if byte == 34 { return encode(units) }
                if byte == 92 {
                    guard let unit = escape() else { return nil }
                    units.append(unit)
                } else if byte < 32 {
                    return nil
                } else {
                    plain.append(byte)
                }
            }
            return nil
        }

        private mutating func escape() -> UInt16? {
            guard let letter = next else { return nil }
            at += 1
            if letter == "u" {
                guard at + 4 <= bytes.count else { return nil }
                let text = String(decoding: bytes[at..<at + 4], as: UTF8.self)
                guard text.allSatisfy({ $0.isASCII && $0.isHexDigit }) else { return nil }
                at += 4
                return UInt16(text, radix: 16)
            }
            let plain: [Character: UInt16] = [
                "\"": 34, "\\": 92, "/": 47, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9,
            ]
            return plain[letter]
        }

        /// `nil` for surrogates without their other half.
        private func encode(_ units: [UInt16]) -> [UInt8]? {
            String(validating: units, as: UTF16.self).map { Array($0.utf8) }
        }
    }
}
