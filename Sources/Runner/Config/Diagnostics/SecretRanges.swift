/// Where passwords stand in a text, in bytes: `scheme://user:PASSWORD@host`, the same without a whole scheme, and
/// `password=PASSWORD`.
///
/// For whatever shows a text that a person wrote: it is better to hide too much than to show one password.
func secretRanges(_ bytes: [UInt8]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    for index in bytes.indices {
        if matches("://", bytes, index), let found = passwordOfAuthority(bytes, index + 3) { ranges.append(found) }
        if bytes[index] == UInt8(ascii: "@"), let found = password(before: index, bytes) { ranges.append(found) }
        for name in ["password", "passwd", "pwd", "secret", "token"] where matches(name, bytes, index) {
            if let found = assigned(bytes, index + name.utf8.count, mayBeSpaced: name != "token") {
                ranges.append(found)
            }
        }
    }
    return ranges.sorted { $0.lowerBound < $1.lowerBound }
}

/// The text with three stars for every password in it.
package func mask(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var from = 0
    for range in secretRanges(bytes) where range.lowerBound >= from {
        result += bytes[from..<range.lowerBound] + Array("***".utf8)
        from = range.upperBound
    }
    return String(decoding: result + bytes[from...], as: UTF8.self)
}

/// The password before the last `@` of an authority; one that was pasted unescaped may hold a slash.
private func passwordOfAuthority(_ bytes: [UInt8], _ start: Int) -> Range<Int>? {
    var end = start
    while end < bytes.count, !endsWord(bytes[end]) { end += 1 }
    let path = bytes[start..<end].firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? end
    let inAuthority = bytes[start..<path].lastIndex(of: UInt8(ascii: "@"))
    guard let at = inAuthority ?? bytes[start..<end].lastIndex(of: UInt8(ascii: "@")),
        let colon = bytes[start..<at].firstIndex(of: UInt8(ascii: ":")), colon + 1 < at
    else { return nil }
    return colon + 1..<at
}

/// The password of `user:PASSWORD@`, whatever stands before the user.
private func password(before at: Int, _ bytes: [UInt8]) -> Range<Int>? {
    let word = bytes[..<at].lastIndex { endsWord($0) || $0 == UInt8(ascii: "/") }.map { $0 + 1 } ?? 0
    guard let colon = bytes[word..<at].firstIndex(of: UInt8(ascii: ":")), colon > word, colon + 1 < at else {
        return nil
    }
    return colon + 1..<at
}

/// The value after a name and `=`.
private func assigned(_ bytes: [UInt8], _ start: Int, mayBeSpaced: Bool) -> Range<Int>? {
    var at = start
    func skipBlanks() { while mayBeSpaced, at < bytes.count, bytes[at] == 32 { at += 1 } }
    skipBlanks()
    guard at < bytes.count, bytes[at] == UInt8(ascii: "=") else { return nil }
    at += 1
    skipBlanks()
    guard at < bytes.count else { return nil }
    let quote = bytes[at]
    let isQuoted = quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"")
    if isQuoted { at += 1 }
    var end = at
    while end < bytes.count, isQuoted ? bytes[end] != quote && bytes[end] != 10 : !endsWord(bytes[end]) { end += 1 }
    return end > at ? at..<end : nil
}

private func endsWord(_ byte: UInt8) -> Bool {
    byte <= 32 || "'\",&".utf8.contains(byte)
}

private func matches(_ word: String, _ bytes: [UInt8], _ index: Int) -> Bool {
    guard index + word.utf8.count <= bytes.count else { return false }
    var at = index
    for letter in word.utf8 {
        if bytes[at] != letter, bytes[at] | 0x20 != letter || !(65...90).contains(bytes[at]) { return false }
        at += 1
    }
    return true
}
