/// JSON as a tree, for what can't be done on the text: normal form, containment, joining.
indirect enum JSONBValue {
    case null
    case boolean(Bool)
    /// Its digits in PostgreSQL's form, without exponent.
    case number([UInt8])
    case string([UInt8])
    case array([JSONBValue])
    /// By key length, then bytes; no key twice.
    case object([(key: [UInt8], value: JSONBValue)])

    /// Reads a whole text; `nil` when it is no JSON that jsonb can hold.
    init?(_ bytes: UnsafeBufferPointer<UInt8>) {
        var scanner = JSONBScanner(bytes)
        scanner.skipBlanks()
        guard let value = JSONBValue.read(&scanner, 0) else { return nil }
        scanner.skipBlanks()
        guard scanner.atEnd else { return nil }
        self = value
    }

    private static func read(_ scanner: inout JSONBScanner, _ depth: Int) -> JSONBValue? {
        guard depth < JSONBScanner.depthMax else { return nil }
        switch JSONBKind(first: scanner.peek) {
        case .string: return string(&scanner).map { .string($0) }
        case .object: return object(&scanner, depth)
        case .array: return array(&scanner, depth)
        case .boolean:
            if scanner.take(word: "true") { return .boolean(true) }
            return scanner.take(word: "false") ? .boolean(false) : nil
        case .null: return scanner.take(word: "null") ? .null : nil
        case .number:
            let start = scanner.at
            guard scanner.skipNumber() else { return nil }
            return JSONBNumber.plain(scanner.bytes[start..<scanner.at]).map { .number($0) }
        }
    }

    private static func string(_ scanner: inout JSONBScanner) -> [UInt8]? {
        guard let found = scanner.skipString() else { return nil }
        return JSONBString.unescaped(scanner.bytes, found.range)
    }

    private static func object(_ scanner: inout JSONBScanner, _ depth: Int) -> JSONBValue? {
        scanner.at += 1
        var members: [(key: [UInt8], value: JSONBValue)] = []
        scanner.skipBlanks()
        if scanner.take(UInt8(ascii: "}")) { return .object([]) }
        while true {
            scanner.skipBlanks()
            guard let key = string(&scanner) else { return nil }
            scanner.skipBlanks()
            guard scanner.take(UInt8(ascii: ":")) else { return nil }
            scanner.skipBlanks()
            guard let value = read(&scanner, depth + 1) else { return nil }
            members.append((key, value))
            scanner.skipBlanks()
            if scanner.take(UInt8(ascii: "}")) { return .object(unique(members)) }
            guard scanner.take(UInt8(ascii: ",")) else { return nil }
        }
    }

    /// In jsonb's order; of equal keys the last one stays.
    static func unique(_ members: [(key: [UInt8], value: JSONBValue)]) -> [(key: [UInt8], value: JSONBValue)] {
        var sorted: [(key: [UInt8], value: JSONBValue)] = []
        for member in members.enumerated().sorted(by: {
            isBefore(($0.element.key, $0.offset), ($1.element.key, $1.offset))
        }) {
            if sorted.last?.key == member.element.key { sorted.removeLast() }
            sorted.append(member.element)
        }
        return sorted
    }

    private static func isBefore(_ a: ([UInt8], Int), _ b: ([UInt8], Int)) -> Bool {
        if a.0.count != b.0.count { return a.0.count < b.0.count }
        return a.0 == b.0 ? a.1 < b.1 : a.0.lexicographicallyPrecedes(b.0)
    }

    private static func array(_ scanner: inout JSONBScanner, _ depth: Int) -> JSONBValue? {
        scanner.at += 1
        var elements: [JSONBValue] = []
        scanner.skipBlanks()
        if scanner.take(UInt8(ascii: "]")) { return .array([]) }
        while true {
            scanner.skipBlanks()
            guard let value = read(&scanner, depth + 1) else { return nil }
            elements.append(value)
            scanner.skipBlanks()
            if scanner.take(UInt8(ascii: "]")) { return .array(elements) }
            guard scanner.take(UInt8(ascii: ",")) else { return nil }
        }
    }
}

extension JSONBValue {
    /// PostgreSQL's text of jsonb: a blank after each colon and comma. With `isKey`, numbers that are equal look equal.
    func append(to out: inout [UInt8], isKey: Bool = false) {
        switch self {
        case .null: out += Array("null".utf8)
        case .boolean(let value): out += Array((value ? "true" : "false").utf8)
        case .number(let digits): out += isKey ? JSONBNumber.trimmed(digits) : digits
        case .string(let text): JSONBString.appendQuoted(text, to: &out)
        case .array(let elements):
            out.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { out += [UInt8(ascii: ","), 0x20] }
                element.append(to: &out, isKey: isKey)
            }
            out.append(UInt8(ascii: "]"))
        case .object(let members):
            out.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { out += [UInt8(ascii: ","), 0x20] }
                JSONBString.appendQuoted(member.key, to: &out)
                out += [UInt8(ascii: ":"), 0x20]
                member.value.append(to: &out, isKey: isKey)
            }
            out.append(UInt8(ascii: "}"))
        }
    }

    /// Without the members of objects, at any depth, that are null.
    var withoutNullMembers: JSONBValue {
        switch self {
        case .array(let elements): return .array(elements.map(\.withoutNullMembers))
        case .object(let members):
            return .object(
                members.compactMap { key, value in
                    if case .null = value { return nil }
                    return (key, value.withoutNullMembers)
                })
        default: return self
        }
    }

    /// Bytes that are the same for equal values only.
    var key: [UInt8] {
        var out: [UInt8] = []
        append(to: &out, isKey: true)
        return out
    }
}

/// Numbers of JSON as PostgreSQL's numeric writes them: no exponent, no sign on zero, all digits of the fraction.
enum JSONBNumber {
    /// Whether the text is in PostgreSQL's form already.
    static func isPlain(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        !text.contains { $0 | 0x20 == UInt8(ascii: "e") } && text.first != UInt8(ascii: "-")
    }

    /// `nil` when the exponent is beyond what numeric holds.
    static func plain(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> [UInt8]? {
        var digits: [UInt8] = []
        var scale = 0
        var at = text.startIndex
        let isNegative = text[at] == UInt8(ascii: "-")
        if isNegative { at += 1 }
        var seenPoint = false
        while at < text.endIndex, text[at] | 0x20 != UInt8(ascii: "e") {
            if text[at] == UInt8(ascii: ".") {
                seenPoint = true
            } else {
                digits.append(text[at])
                scale += seenPoint ? 1 : 0
            }
            at += 1
        }
        if at < text.endIndex {
            guard let exponent = Int(String(decoding: text[(at + 1)...], as: UTF8.self)), abs(exponent) < 16000 else {
                return nil
            }
            scale -= exponent
        }
        return placed(isNegative, digits, scale)
    }

    private static func placed(_ isNegative: Bool, _ digits: [UInt8], _ scale: Int) -> [UInt8] {
        var digits = digits
        if scale < 0 { digits += [UInt8](repeating: 48, count: -scale) }
        let shown = max(scale, 0)
        if digits.count <= shown { digits = [UInt8](repeating: 48, count: shown + 1 - digits.count) + digits }
        let split = digits.count - shown
        let whole = digits[..<split].drop { $0 == 48 }
        let isZero = digits.allSatisfy { $0 == 48 }
        var out: [UInt8] = isNegative && !isZero ? [UInt8(ascii: "-")] : []
        out += whole.isEmpty ? [48] : Array(whole)
        if shown > 0 { out += [UInt8(ascii: ".")] + digits[split...] }
        return out
    }

    /// Without the zeros at the end of the fraction.
    static func trimmed(_ digits: [UInt8]) -> [UInt8] {
        guard digits.contains(UInt8(ascii: ".")) else { return digits }
        var out = digits
        while out.last == 48 { out.removeLast() }
        if out.last == UInt8(ascii: ".") { out.removeLast() }
        return out
    }
}
