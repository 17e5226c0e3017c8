/// PostgreSQL's text of arrays, which lie as JSON text in memory (`array_out`).
enum ArrayLiteral {
    /// PostgreSQL's text of an array: `{1,2,NULL,"a b"}`.
    static func text(_ json: StringView, _ element: DataType, _ arena: Arena) -> StringView? {
        var out: [UInt8] = []
        return append(json, element, to: &out) ? out.withUnsafeBytes { arena.view(of: $0) } : nil
    }

    /// Appends it; false for what is no array.
    static func append(_ json: StringView, _ element: DataType, to out: inout [UInt8]) -> Bool {
        guard case .array(let values)? = json.withUTF8Bytes({ JSONBValue($0) }) else { return false }
        append(values, element, &out)
        return true
    }

    private static func append(_ values: [JSONBValue], _ element: DataType, _ out: inout [UInt8]) {
        out.append(UInt8(ascii: "{"))
        for (index, value) in values.enumerated() {
            if index > 0 { out.append(UInt8(ascii: ",")) }
            if case .array(let inner) = value {
                append(inner, element, &out)
            } else if let text = text(of: value, element) {
                appendElement(text, &out)
            } else {
                out += Array("NULL".utf8)
            }
        }
        out.append(UInt8(ascii: "}"))
    }

    /// The text of one element, without quotes; nil for NULL.
    static func text(of value: JSONBValue, _ element: DataType) -> [UInt8]? {
        switch value {
        case .null: return nil
        case .boolean(let truth): return [truth ? UInt8(ascii: "t") : UInt8(ascii: "f")]
        case .string(let text): return text
        case .number(let digits) where element == .double || element == .real:
            let number = Double(String(decoding: digits, as: UTF8.self)) ?? .nan
            return Array(FloatingText.text(number, isReal: element == .real).utf8)
        default:
            var json: [UInt8] = []
            value.append(to: &json)
            return json
        }
    }

    /// Quoted where PostgreSQL quotes (`array_out`).
    private static func appendElement(_ text: [UInt8], _ out: inout [UInt8]) {
        let special = Array("\"\\{}, \t\n\r\u{b}\u{c}".utf8)
        let needsQuotes =
            text.isEmpty || String(decoding: text, as: UTF8.self).uppercased() == "NULL"
            || text.contains(where: special.contains)
        guard needsQuotes else {
            out += text
            return
        }
        out.append(UInt8(ascii: "\""))
        for byte in text {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { out.append(UInt8(ascii: "\\")) }
            out.append(byte)
        }
        out.append(UInt8(ascii: "\""))
    }
}
