/// Functions over the matches of a regular expression.
enum RegularKernels {
    /// The first match, or all, replaced; `\1`...`\9` and `\&` in the replacement stand for groups.
    static func replaced(
        _ text: StringView, _ expression: RegularExpression, _ replacement: StringView, all: Bool, _ arena: Arena
    ) -> StringView? {
        text.withUTF8Bytes { bytes in
            var out: [UInt8] = []
            var copied = 0
            var search = 0
            while search <= bytes.count, let match = expression.firstMatch(in: bytes, from: search) {
                let whole = match.whole
                out.append(contentsOf: bytes[copied..<whole.lowerBound])
                append(replacement, match, bytes, &out)
                copied = whole.upperBound
                if !all { break }
                // After an empty match the search goes on behind the next character.
                search = whole.isEmpty ? next(bytes, whole.upperBound) : whole.upperBound
                if whole.isEmpty && whole.upperBound >= bytes.count { break }
            }
            out.append(contentsOf: bytes[min(copied, bytes.count)...])
            return out.withUnsafeBytes { arena.view(of: $0) }
        }
    }

    private static func next(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int) -> Int {
        at < bytes.count ? at + Characters.length(bytes[at]) : at + 1
    }

    private static func append(
        _ replacement: StringView, _ match: RegularExpression.Match, _ bytes: UnsafeBufferPointer<UInt8>,
        _ out: inout [UInt8]
    ) {
        replacement.withUTF8Bytes { pattern in
            var at = 0
            while at < pattern.count {
                guard pattern[at] == UInt8(ascii: "\\"), at + 1 < pattern.count else {
                    out.append(pattern[at])
                    at += 1
                    continue
                }
                let mark = pattern[at + 1]
                at += 2
                if mark &- 49 < 9 {
                    let group = Int(mark - 48)
                    if group < match.ranges.count, let range = match.ranges[group] {
                        out.append(contentsOf: bytes[range])
                    }
                } else if mark == UInt8(ascii: "&") {
                    out.append(contentsOf: bytes[match.whole])
                } else if mark == UInt8(ascii: "\\") {
                    out.append(mark)
                } else {
                    out += [UInt8(ascii: "\\"), mark]
                }
            }
        }
    }

    static func count(_ text: StringView, _ expression: RegularExpression) -> Int64 {
        text.withUTF8Bytes { bytes in
            var count: Int64 = 0
            var search = 0
            while search <= bytes.count, let match = expression.firstMatch(in: bytes, from: search) {
                count += 1
                search = match.whole.isEmpty ? next(bytes, match.whole.upperBound) : match.whole.upperBound
            }
            return count
        }
    }

    /// A group of the first match.
    static func first(_ text: StringView, _ expression: RegularExpression, group: Int) -> StringView? {
        text.withUTF8Bytes { bytes in
            guard let match = expression.firstMatch(in: bytes, from: 0), let range = match.ranges[group] else {
                return nil
            }
            return text.slice(range.lowerBound, range.upperBound)
        }
    }

    /// The groups of the first match, or the whole match, as an array's JSON text.
    static func groups(_ text: StringView, _ expression: RegularExpression, _ arena: Arena) -> StringView? {
        text.withUTF8Bytes { bytes in
            guard let match = expression.firstMatch(in: bytes, from: 0) else { return nil }
            var out: [UInt8] = [UInt8(ascii: "[")]
            let ranges = match.ranges.count > 1 ? match.ranges.dropFirst() : match.ranges[...]
            for (index, range) in ranges.enumerated() {
                if index > 0 { out.append(UInt8(ascii: ",")) }
                if let range { JSONBString.appendQuoted(bytes[range], to: &out) } else { out += Array("null".utf8) }
            }
            out.append(UInt8(ascii: "]"))
            return out.withUnsafeBytes { arena.view(of: $0) }
        }
    }

    /// Where the first match begins, in characters from 1; 0 without one.
    static func position(_ text: StringView, _ expression: RegularExpression) -> Int64 {
        text.withUTF8Bytes { bytes in
            guard let match = expression.firstMatch(in: bytes, from: 0) else { return 0 }
            return Int64(bytes[..<match.whole.lowerBound].count { $0 & 0xC0 != 0x80 }) + 1
        }
    }

    /// What stands between the matches, as an array's JSON text.
    ///
    /// As PostgreSQL, an empty match at the start, at the end or right behind a match splits nothing.
    static func split(_ text: StringView, _ expression: RegularExpression, _ arena: Arena) -> StringView? {
        text.withUTF8Bytes { bytes in
            var out: [UInt8] = [UInt8(ascii: "[")]
            var start = 0
            var search = 0
            while search < bytes.count, let match = expression.firstMatch(in: bytes, from: search) {
                let whole = match.whole
                if whole.isEmpty {
                    search = next(bytes, whole.upperBound)
                    if whole.lowerBound == start || whole.lowerBound >= bytes.count { continue }
                } else {
                    search = whole.upperBound
                }
                JSONBString.appendQuoted(bytes[start..<whole.lowerBound], to: &out)
                out.append(UInt8(ascii: ","))
                start = whole.upperBound
            }
            JSONBString.appendQuoted(bytes[start...], to: &out)
            out.append(UInt8(ascii: "]"))
            return out.withUnsafeBytes { arena.view(of: $0) }
        }
    }

    /// A pattern with another escape character rewritten to use the backslash.
    static func likeEscaped(
        _ pattern: StringView, _ escape: StringView, _ arena: Arena
    ) throws(RowFailure) -> StringView {
        let mark = escape.withUTF8Bytes { Array($0) }
        guard mark.isEmpty || Characters.length(mark[0]) >= mark.count else {
            throw RowFailure(code: "22025", message: "invalid escape string")
        }
        let backslash = UInt8(ascii: "\\")
        if mark == [backslash] { return pattern }
        var out: [UInt8] = []
        pattern.withUTF8Bytes { bytes in
            var at = 0
            var afterEscape = false
            while at < bytes.count {
                if !mark.isEmpty, !afterEscape, bytes[at...].starts(with: mark) {
                    out.append(backslash)
                    at += mark.count
                    afterEscape = true
                    continue
                }
                if bytes[at] == backslash && !afterEscape { out.append(backslash) }
                let end = min(bytes.count, at + Characters.length(bytes[at]))
                out.append(contentsOf: bytes[at..<end])
                at = end
                afterEscape = false
            }
        }
        return out.withUnsafeBytes { arena.view(of: $0) }
    }
}
