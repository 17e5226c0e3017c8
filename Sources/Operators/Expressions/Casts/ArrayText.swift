/// PostgreSQL's array literals, `{a,"b c",NULL}`, which lie as JSON text in memory.
enum ArrayText {
    static func read(_ text: StringView, _ arena: Arena) throws(RowFailure) -> StringView {
        let failure = RowFailure(
            code: "22P02", message: "malformed array literal: \"\(RowFailure.shortened(text.string))\"")
        let parsed: [UInt8]? = text.withUTF8Bytes { bytes in
            var at = 0
            guard let value = array(bytes, &at, 0) else { return nil }
            while at < bytes.count, isBlank(bytes[at]) { at += 1 }
            return at == bytes.count ? value : nil
        }
        guard let parsed else { throw failure }
        return parsed.withUnsafeBytes { arena.view(of: $0) }
    }

    private static func array(_ bytes: UnsafeBufferPointer<UInt8>, _ at: inout Int, _ depth: Int) -> [UInt8]? {
        skip(bytes, &at)
        guard at < bytes.count, bytes[at] == UInt8(ascii: "{"), depth < 6 else { return nil }
        at += 1
        var out: [UInt8] = [UInt8(ascii: "[")]
        skip(bytes, &at)
        if at < bytes.count, bytes[at] == UInt8(ascii: "}") {
            at += 1
            return out + [UInt8(ascii: "]")]
        }
        while at < bytes.count {
            guard let element = element(bytes, &at, depth) else { return nil }
            out += element
            skip(bytes, &at)
            guard at < bytes.count else { return nil }
            let mark = bytes[at]
            at += 1
            if mark == UInt8(ascii: "}") { return out + [UInt8(ascii: "]")] }
            guard mark == UInt8(ascii: ",") else { return nil }
            out.append(mark)
        }
        return nil
    }

    private static func skip(_ bytes: UnsafeBufferPointer<UInt8>, _ at: inout Int) {
        while at < bytes.count, isBlank(bytes[at]) { at += 1 }
    }

    private static func element(_ bytes: UnsafeBufferPointer<UInt8>, _ at: inout Int, _ depth: Int) -> [UInt8]? {
        skip(bytes, &at)
        guard at < bytes.count else { return nil }
        if bytes[at] == UInt8(ascii: "{") { return array(bytes, &at, depth + 1) }
        let isQuoted = bytes[at] == UInt8(ascii: "\"")
        if isQuoted { at += 1 }
        var text: [UInt8] = []
        var blanks = 0
        while at < bytes.count {
            var byte = bytes[at]
            if isQuoted ? byte == UInt8(ascii: "\"") : byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") { break }
            if !isQuoted, byte == UInt8(ascii: "{") || byte == UInt8(ascii: "\"") { return nil }
            blanks = isBlank(byte) ? blanks + 1 : 0
            if byte == UInt8(ascii: "\\") {
                at += 1
                guard at < bytes.count else { return nil }
                byte = bytes[at]
            }
            text.append(byte)
            at += 1
        }
        guard at < bytes.count else { return nil }
        if isQuoted { at += 1 } else { text.removeLast(blanks) }
        var out: [UInt8] = []
        if !isQuoted {
            if text.isEmpty { return nil }
            if String(decoding: text, as: UTF8.self).uppercased() == "NULL" { return Array("null".utf8) }
        }
        JSONBString.appendQuoted(text, to: &out)
        return out
    }
}
