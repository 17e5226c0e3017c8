/// A regular expression, taken apart.
indirect enum RegularTree {
    case empty
    case character(RegularSet)
    case assertion(RegularAssertion)
    case sequence([RegularTree])
    case choice([RegularTree])
    /// - Parameter max: nil without bound.
    case repeated(RegularTree, min: Int, max: Int?)
    /// A capturing group, from 1.
    case group(Int, RegularTree)

    var hasGroups: Bool {
        switch self {
        case .empty, .character, .assertion: false
        case .sequence(let parts), .choice(let parts): parts.contains(where: \.hasGroups)
        case .repeated(let part, _, _): part.hasGroups
        case .group: true
        }
    }

    /// Whether a match can begin at the text's start alone.
    var isAnchored: Bool {
        switch self {
        case .assertion(let assertion): assertion == .textBegin
        case .sequence(let parts): parts.first?.isAnchored == true
        case .choice(let parts): parts.allSatisfy(\.isAnchored)
        case .group(_, let part): part.isAnchored
        case .empty, .character, .repeated: false
        }
    }
}

/// What a place between two characters can be asked.
enum RegularAssertion: Int32 {
    case textBegin, textEnd
    /// Also behind and before a newline.
    case lineBegin, lineEnd
    case wordBegin, wordEnd
    /// Either end of a word, and neither.
    case wordBound, noWordBound
}

/// The characters that one place of a regular expression takes.
final class RegularSet {
    /// Words of POSIX and of PostgreSQL between `[:` and `:]`.
    enum Class: String {
        case alnum, alpha, ascii, blank, cntrl, digit, graph, lower, print, punct, space, upper, xdigit, word
    }

    private let ranges: [ClosedRange<UInt32>]
    private let classes: [(class: Class, isNegated: Bool)]
    private let isNegated: Bool
    /// Neither `.` nor `[^...]` takes a newline in a mode that is sensitive to them.
    private let excludesNewline: Bool
    private let ignoresCase: Bool
    /// The answer for ASCII, by bit.
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    init(
        _ ranges: [ClosedRange<UInt32>], classes: [(class: Class, isNegated: Bool)] = [], isNegated: Bool = false,
        excludesNewline: Bool = false, ignoresCase: Bool = false
    ) {
        self.ranges = ranges
        self.classes = classes
        self.isNegated = isNegated
        self.excludesNewline = excludesNewline
        self.ignoresCase = ignoresCase
        for character in UInt32(0)..<64 {
            if decide(character) { low |= 1 << UInt64(character) }
            if decide(character + 64) { high |= 1 << UInt64(character) }
        }
    }

    @inline(__always)
    func contains(_ character: UInt32) -> Bool {
        if character < 64 { return low >> UInt64(character) & 1 != 0 }
        if character < 128 { return high >> UInt64(character - 64) & 1 != 0 }
        return decide(character)
    }

    private func decide(_ character: UInt32) -> Bool {
        if excludesNewline && character == 10 { return false }
        var isIn = holds(character)
        if !isIn && ignoresCase {
            isIn = holds(UnicodeClass.lower(character)) || holds(UnicodeClass.upper(character))
        }
        return isIn != isNegated
    }

    private func holds(_ character: UInt32) -> Bool {
        ranges.contains { $0.contains(character) }
            || classes.contains { UnicodeClass.holds(character, $0.class) != $0.isNegated }
    }
}
