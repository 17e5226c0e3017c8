/// A regular expression in PostgreSQL's advanced syntax: the leftmost match, and of those the longest.
///
/// One lane owns it: matching uses its memory.
final class RegularExpression {
    /// Finds where a match ends, wherever it begins.
    private let search: RegularAutomaton
    /// Finds how far a match reaches that begins at a place.
    private let extent: RegularAutomaton
    private let parts: RegularParts
    /// Capturing groups.
    let groupCount: Int
    /// The pattern itself, when no character in it means anything else.
    private let literal: [UInt8]?

    /// Byte ranges of a match: the whole, then each group, `nil` for a group that took no part.
    struct Match {
        var ranges: [Range<Int>?]
        var whole: Range<Int> { ranges[0] ?? 0..<0 }
    }

    /// - Parameter flags: PostgreSQL's letters; `g` is the caller's affair.
    init(_ pattern: String, flags: String = "", wantsGroups: Bool = true) throws(RowFailure) {
        var mode = RegularParser.Mode()
        for flag in flags where flag != "g" {
            guard mode.take(flag) else {
                throw .invalidParameter("invalid regular expression option: \"\(flag)\"")
            }
        }
        let (tree, count) = try RegularParser.parse(pattern, mode)
        let program = try RegularProgram(tree)
        search = RegularAutomaton(program, beginsAnywhere: true)
        extent = RegularAutomaton(program)
        parts = wantsGroups ? try RegularParts(tree) : .plain
        groupCount = wantsGroups ? count : 0
        literal = mode.ignoresCase ? nil : Self.literal(pattern)
    }

    /// The pattern as bytes to be searched for, when it holds no character with a meaning.
    private static func literal(_ pattern: String) -> [UInt8]? {
        let special = Array("\\^$.[]|()*+?{}".utf8)
        let bytes = Array(pattern.utf8)
        return bytes.contains(where: special.contains) || bytes.isEmpty ? nil : bytes
    }

    func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        if let literal { return literal.withUnsafeBufferPointer { TextSearch.find($0, in: text) } != nil }
        return search.firstEnd(in: text, from: 0) != nil
    }

    /// The first match that starts at or after a byte offset.
    func firstMatch(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Match? {
        // No match begins behind the first end; the first place where one begins is sought up to there.
        guard let end = search.firstEnd(in: text, from: start) else { return nil }
        var begin = start
        var found = extent.lastEnd(in: text, from: begin, to: text.count)
        while found == nil, begin < end {
            begin = min(end, begin + Characters.length(text[begin]))
            found = extent.lastEnd(in: text, from: begin, to: text.count)
        }
        guard let found else { return nil }
        let whole = begin..<found
        var ranges = [Range<Int>?](repeating: nil, count: groupCount + 1)
        ranges[0] = whole
        parts.take(text, whole, &ranges)
        return Match(ranges: ranges)
    }
}
