import Glibc

/// Functions of single texts. Positions count characters from 1, as in SQL.
package enum TextKernels {
    static func join(_ a: StringView, _ b: StringView, _ arena: Arena) -> StringView {
        let count = a.count + b.count
        if count <= StringView.inlineMax {
            var bytes: (UInt64, UInt64) = (0, 0)
            return withUnsafeMutableBytes(of: &bytes) { buffer in
                guard let base = buffer.baseAddress else { return StringView() }
                a.copy(to: base)
                b.copy(to: base + a.count)
                return StringView(base, count: count)
            }
        }
        let target = arena.allocate(count)
        a.copy(to: target)
        b.copy(to: target + a.count)
        return StringView(target, count: count)
    }

    /// 0 when it is not there.
    static func position(of needle: StringView, in text: StringView) -> Int64 {
        text.withUTF8Bytes { bytes in
            needle.withUTF8Bytes { wanted in
                guard let at = TextSearch.find(wanted, in: bytes) else { return 0 }
                return Int64(Characters.count(UnsafeBufferPointer(rebasing: bytes[..<at]))) + 1
            }
        }
    }

    /// Characters from `start` up to but without `end`; positions before the text count as nothing.
    static func substring(_ text: StringView, _ start: Int64, endAfter end: Int64?) -> StringView {
        text.withUTF8Bytes { bytes in
            let first = max(start, 1)
            if let end, end <= first { return StringView() }
            let from = Characters.offset(of: Int(min(first - 1, Int64(bytes.count))), in: bytes)
            guard let end else { return text.slice(from, bytes.count) }
            let count = Int(min(end - first, Int64(bytes.count)))
            return text.slice(from, Characters.offset(of: count, in: bytes, from: from))
        }
    }

    static func left(_ text: StringView, _ count: Int64) -> StringView {
        text.withUTF8Bytes { bytes in
            let wanted = count >= 0 ? count : max(0, Int64(Characters.count(bytes)) + count)
            return text.slice(0, Characters.offset(of: Int(min(wanted, Int64(bytes.count))), in: bytes))
        }
    }

    static func right(_ text: StringView, _ count: Int64) -> StringView {
        text.withUTF8Bytes { bytes in
            let skipped = count >= 0 ? max(0, Int64(Characters.count(bytes)) - count) : -count
            return text.slice(Characters.offset(of: Int(min(skipped, Int64(bytes.count))), in: bytes), bytes.count)
        }
    }

    static func trimBlanks(_ text: StringView, _ left: Bool, _ right: Bool) -> StringView {
        text.withUTF8Bytes { bytes in
            var start = 0
            var end = bytes.count
            while left, start < end, bytes[start] == 0x20 { start += 1 }
            while right, end > start, bytes[end - 1] == 0x20 { end -= 1 }
            return text.slice(start, end)
        }
    }

    static func trimmed(_ text: StringView, of set: StringView, _ left: Bool, _ right: Bool) -> StringView {
        text.withUTF8Bytes { bytes in
            set.withUTF8Bytes { characters in
                var start = 0
                var end = bytes.count
                while left, start < end {
                    let length = min(Characters.length(bytes[start]), end - start)
                    guard holds(characters, bytes, start, length) else { break }
                    start += length
                }
                while right, end > start {
                    var first = end - 1
                    while first > start, bytes[first] & 0xC0 == 0x80 { first -= 1 }
                    guard holds(characters, bytes, first, end - first) else { break }
                    end = first
                }
                return text.slice(start, end)
            }
        }
    }

    private static func holds(
        _ set: UnsafeBufferPointer<UInt8>, _ bytes: UnsafeBufferPointer<UInt8>, _ at: Int, _ length: Int
    ) -> Bool {
        let character = UnsafeBufferPointer(rebasing: bytes[at..<(at + length)])
        return TextSearch.find(character, in: set) != nil
    }

    /// Field `number` between separators, from the end when negative; empty when there is none.
    static func part(_ text: StringView, _ separator: StringView, _ number: Int64) -> StringView {
        text.withUTF8Bytes { bytes in
            separator.withUTF8Bytes { mark in
                if mark.isEmpty { return number == 1 || number == -1 ? text : StringView() }
                return number > 0 ? partFromStart(text, bytes, mark, number) : partFromEnd(text, bytes, mark, -number)
            }
        }
    }

    private static func partFromStart(
        _ text: StringView, _ bytes: UnsafeBufferPointer<UInt8>, _ mark: UnsafeBufferPointer<UInt8>, _ number: Int64
    ) -> StringView {
        var start = 0
        var left = number
        while true {
            let next = TextSearch.find(mark, in: bytes, from: start)
            left -= 1
            if left == 0 { return text.slice(start, next ?? bytes.count) }
            guard let next else { return StringView() }
            start = next + mark.count
        }
    }

    /// Fields are told from the start, so overlapping separators fall as they do there.
    private static func partFromEnd(
        _ text: StringView, _ bytes: UnsafeBufferPointer<UInt8>, _ mark: UnsafeBufferPointer<UInt8>, _ number: Int64
    ) -> StringView {
        var count: Int64 = 1
        var start = 0
        while let next = TextSearch.find(mark, in: bytes, from: start) {
            count += 1
            start = next + mark.count
        }
        return number > count ? StringView() : partFromStart(text, bytes, mark, count - number + 1)
    }

    static func replaced(_ text: StringView, _ old: StringView, _ new: StringView, _ arena: Arena) -> StringView {
        text.withUTF8Bytes { bytes in
            old.withUTF8Bytes { wanted in
                guard !wanted.isEmpty, var at = TextSearch.find(wanted, in: bytes) else { return text }
                var out: [UInt8] = []
                var from = 0
                while true {
                    out.append(contentsOf: bytes[from..<at])
                    new.withUTF8Bytes { out.append(contentsOf: $0) }
                    from = at + wanted.count
                    guard let next = TextSearch.find(wanted, in: bytes, from: from) else { break }
                    at = next
                }
                out.append(contentsOf: bytes[from...])
                return out.withUnsafeBytes { arena.view(of: $0) }
            }
        }
    }
}
