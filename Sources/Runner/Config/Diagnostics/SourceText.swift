/// A text that messages point into, with its lines.
package struct SourceText: Sendable {
    /// What to call it: the path as the person gave it.
    package let name: String
    package let bytes: [UInt8]
    /// Byte offset of each line's first byte.
    private let lineStarts: [Int]

    package init(name: String, text: String) {
        self.name = name
        bytes = Array(text.utf8)
        var starts = [0]
        for (index, byte) in bytes.enumerated() where byte == 10 { starts.append(index + 1) }
        lineStarts = starts
    }

    /// A place as people count: line and column from 1, the column in characters.
    package struct Position: Sendable, Equatable {
        package var line: Int
        package var column: Int
    }

    package func position(_ offset: Int) -> Position {
        let index = lineIndex(offset)
        let start = lineStarts[index]
        let before = String(decoding: bytes[start..<clamped(offset)], as: UTF8.self)
        return Position(line: index + 1, column: before.count + 1)
    }

    /// The bytes of a line counted from 1, without its end.
    func lineRange(_ line: Int) -> Range<Int> {
        let start = lineStarts[line - 1]
        var end = line < lineStarts.count ? lineStarts[line] - 1 : bytes.count
        if end > start, bytes[end - 1] == 13 { end -= 1 }
        return start..<end
    }

    /// A range with a length: one that has none covers the token that starts there.
    package func marked(_ range: SourceRange) -> SourceRange {
        let start = clamped(range.offset)
        if range.length > 0 { return SourceRange(offset: start, length: min(range.length, bytes.count - start)) }
        return SourceRange(offset: start, length: tokenLength(at: start))
    }

    private func clamped(_ offset: Int) -> Int { max(0, min(offset, bytes.count)) }

    private func lineIndex(_ offset: Int) -> Int {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return low
    }

    private func tokenLength(at start: Int) -> Int {
        guard start < bytes.count else { return 0 }
        let first = bytes[start]
        if first == UInt8(ascii: "'") || first == UInt8(ascii: "\"") {
            var at = start + 1
            while at < bytes.count, bytes[at] != first, bytes[at] != 10 { at += 1 }
            return min(at + 1, bytes.count) - start
        }
        let isSame = isWord(first) ? isWord : isOperator
        guard isSame(first) else { return 1 }
        var at = start
        while at < bytes.count, isSame(bytes[at]) { at += 1 }
        return at - start
    }

    private func isWord(_ byte: UInt8) -> Bool {
        byte >= 0x80 || byte == 95 || byte == 36 || (48...57).contains(byte) || (65...90).contains(byte)
            || (97...122).contains(byte)
    }

    private func isOperator(_ byte: UInt8) -> Bool {
        "+-*/<>=~!@#%^&|?:".utf8.contains(byte)
    }
}
