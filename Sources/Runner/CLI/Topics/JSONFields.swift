import FoundationEssentials

/// Finds fields in the text of a JSON object that was validated before; text is compared as it is written.
enum JSONFields {
    /// Where the value of a top-level field stands, quotes included; the last one wins when a name comes twice.
    static func value(of name: String, in bytes: [UInt8]) -> Range<Int>? {
        let wanted = Array(name.utf8)
        var found: Range<Int>?
        var at = 1
        while true {
            skipSpace(bytes, &at)
            guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else { return found }
            let key = text(bytes, &at)
            skipSpace(bytes, &at)
            at += 1
            skipSpace(bytes, &at)
            let value = self.value(bytes, &at)
            if bytes[key].elementsEqual(wanted) { found = value }
            skipSpace(bytes, &at)
            guard at < bytes.count, bytes[at] == UInt8(ascii: ",") else { return found }
            at += 1
        }
    }

    /// A value as text: of a string what it says, of anything else how it is written.
    static func text(of value: ArraySlice<UInt8>) -> [UInt8] {
        guard value.first == UInt8(ascii: "\""), value.count >= 2 else { return Array(value) }
        if value.contains(UInt8(ascii: "\\")),
            let decoded = try? FoundationEssentials.JSONDecoder().decode(String.self, from: Data(value))
        {
            return Array(decoded.utf8)
        }
        return Array(value.dropFirst().dropLast())
    }

    private static func skipSpace(_ bytes: [UInt8], _ at: inout Int) {
        while at < bytes.count, bytes[at] == 32 || (9...13).contains(bytes[at]) { at += 1 }
    }

    /// The text between two quotes; `at` ends behind the second.
    private static func text(_ bytes: [UInt8], _ at: inout Int) -> Range<Int> {
        let start = at + 1
        at = start
        while at < bytes.count, bytes[at] != UInt8(ascii: "\"") { at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1 }
        let end = min(at, bytes.count)
        at = end + 1
        return start..<end
    }

    /// One value of any kind; `at` ends behind it.
    private static func value(_ bytes: [UInt8], _ at: inout Int) -> Range<Int> {
        let start = at
        var depth = 0
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: "\""):
                _ = text(bytes, &at)
                if depth == 0 { return start..<at }
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return start..<at }
                depth -= 1
                if depth == 0 {
                    at += 1
                    return start..<at
                }
            case UInt8(ascii: ","), 32, 9, 10, 13:
                if depth == 0 { return start..<at }
            default: break
            }
            at += 1
        }
        return start..<at
    }
}
