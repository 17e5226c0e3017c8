/// The members of a JSON object whose text `JSONValidator` has passed, in the order in which they are written.
package struct JSONMembers {
    private let bytes: UnsafeRawBufferPointer
    private var at: Int

    /// - Parameter object: from its opening brace on, no white space before it.
    package init(_ object: UnsafeRawBufferPointer) {
        bytes = object
        at = 1
    }

    /// A key, without quotes and as it is written, and the whole text of its value.
    package mutating func next() -> (key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer)? {
        skip { JSONMembers.isSpace($0) || $0 == UInt8(ascii: ",") }
        guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else { return nil }
        let key = string()
        skip { JSONMembers.isSpace($0) || $0 == UInt8(ascii: ":") }
        return (key, value())
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }

    private mutating func skip(_ isPassed: (UInt8) -> Bool) {
        while at < bytes.count, isPassed(bytes[at]) { at += 1 }
    }

    /// What stands between the quotes; `at` ends behind the second.
    private mutating func string() -> UnsafeRawBufferPointer {
        let start = at + 1
        at = start
        while at < bytes.count, bytes[at] != UInt8(ascii: "\"") { at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1 }
        let end = min(at, bytes.count)
        at = end + 1
        return UnsafeRawBufferPointer(rebasing: bytes[start..<end])
    }

    private mutating func value() -> UnsafeRawBufferPointer {
        let start = at
        var depth = 0
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: "\""):
                _ = string()
                if depth == 0 { return UnsafeRawBufferPointer(rebasing: bytes[start..<at]) }
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return UnsafeRawBufferPointer(rebasing: bytes[start..<at]) }
                depth -= 1
                if depth == 0 {
                    at += 1
                    return UnsafeRawBufferPointer(rebasing: bytes[start..<at])
                }
            case let byte where depth == 0 && (byte == UInt8(ascii: ",") || JSONMembers.isSpace(byte)):
                return UnsafeRawBufferPointer(rebasing: bytes[start..<at])
            default: break
            }
            at += 1
        }
        return UnsafeRawBufferPointer(rebasing: bytes[start..<at])
    }
}

extension JSONMembers {
    /// What a valid string says that stands so between its quotes: its escapes are read.
    package static func decoded(_ body: UnsafeRawBufferPointer) -> String {
        guard body.contains(UInt8(ascii: "\\")), let base = body.baseAddress else {
            return String(decoding: body, as: UTF8.self)
        }
        var string = TextToken(base.assumingMemoryBound(to: UInt8.self))
        string.count = body.count
        return String(unsafeUninitializedCapacity: body.count) { buffer in
            buffer.baseAddress.map { unescape(string, to: $0) } ?? 0
        }
    }

    /// A value as text: of a string what it says, of anything else how it is written.
    package static func text(of value: UnsafeRawBufferPointer) -> String {
        guard value.count >= 2, value.first == UInt8(ascii: "\"") else { return String(decoding: value, as: UTF8.self) }
        return decoded(UnsafeRawBufferPointer(rebasing: value.dropFirst().dropLast()))
    }

    /// Where the value of a top-level member stands, quotes included; the last one wins when a name comes twice.
    package static func range(of name: String, in object: UnsafeRawBufferPointer) -> Range<Int>? {
        var found: Range<Int>?
        var members = JSONMembers(object)
        while let member = members.next() {
            let isNamed =
                member.key.contains(UInt8(ascii: "\\"))
                ? decoded(member.key).utf8.elementsEqual(name.utf8) : member.key.elementsEqual(name.utf8)
            guard isNamed, let base = object.baseAddress, let start = member.value.baseAddress else { continue }
            found = start - base..<start - base + member.value.count
        }
        return found
    }
}
