@testable import Operators

/// A part of a record, by a scan that takes anything: the bytes may be no JSON at all.
struct RecordToken {
    enum Kind {
        case key, text, number, word, mark, blank
    }

    let kind: Kind
    let range: Range<Int>

    /// Cuts a record into parts that follow each other without gaps.
    static func scan(_ bytes: [UInt8]) -> [RecordToken] {
        var tokens: [RecordToken] = []
        tokens.reserveCapacity(bytes.count / 4 + 1)
        var at = 0
        while at < bytes.count {
            let start = at
            var kind = Kind.mark
            switch bytes[at] {
            case UInt8(ascii: "\""):
                kind = .text
                at += 1
                while at < bytes.count, bytes[at] != UInt8(ascii: "\"") {
                    at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1
                }
                at += 1
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                kind = .number
                while at < bytes.count, isNumeral(bytes[at]) { at += 1 }
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
                kind = .word
                while at < bytes.count, bytes[at] | 0x20 &- 97 < 26 { at += 1 }
                at = max(at, start + 1)
            case 9, 10, 13, 32:
                kind = .blank
                while at < bytes.count, bytes[at] <= 32 { at += 1 }
            default: at += 1
            }
            at = min(at, bytes.count)
            tokens.append(RecordToken(kind: kind, range: start..<at))
        }
        markKeys(&tokens, bytes)
        return tokens
    }

    private static func isNumeral(_ byte: UInt8) -> Bool {
        byte &- 48 <= 9 || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: ".")
            || byte | 0x20 == UInt8(ascii: "e")
    }

    /// A text before a colon is a key.
    private static func markKeys(_ tokens: inout [RecordToken], _ bytes: [UInt8]) {
        var next: UInt8 = 0
        for index in tokens.indices.reversed() where tokens[index].kind != .blank {
            let token = tokens[index]
            if token.kind == .text, next == UInt8(ascii: ":") {
                tokens[index] = RecordToken(kind: .key, range: token.range)
            }
            next = bytes[token.range.lowerBound]
        }
    }
}
