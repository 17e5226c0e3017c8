/// What the groups of a match took.
///
/// A match is taken apart as PostgreSQL's `cdissect` does it: of parts that follow each other the first takes as much
/// as leaves the rest a match; of alternatives the first that fits stands; of a repetition only the last time is of
/// interest. Where there must be one, what comes before it is one part without groups (`parseqatom`).
indirect enum RegularParts {
    /// No group within.
    case plain
    case group(Int, RegularParts)
    case sequence(Side, Side)
    /// In order.
    case choice([Side])
    /// Once at least, as often as it takes.
    case iteration(Side, max: Int?)

    /// A part with what tells where it can end.
    struct Side {
        let automaton: RegularAutomaton
        let parts: RegularParts

        init(_ tree: RegularTree) throws(RowFailure) {
            automaton = RegularAutomaton(try RegularProgram(tree))
            parts = try RegularParts(tree)
        }

        func matches(_ text: RegularAutomaton.Text, _ range: Range<Int>) -> Bool {
            automaton.lastEnd(in: text, from: range.lowerBound, to: range.upperBound) == range.upperBound
        }
    }

    init(_ tree: RegularTree) throws(RowFailure) {
        guard tree.hasGroups else {
            self = .plain
            return
        }
        switch tree {
        case .empty, .character, .assertion: self = .plain
        case .group(let number, let inner): self = .group(number, try RegularParts(inner))
        case .choice(let branches): self = .choice(try branches.map { branch throws(RowFailure) in try Side(branch) })
        case .sequence(let parts):
            // Neighbours without groups are one part.
            let plain = parts.prefix { !$0.hasGroups }
            let rest = parts.dropFirst(max(1, plain.count))
            let first = plain.isEmpty ? parts[0] : .sequence(Array(plain))
            self = rest.isEmpty ? try RegularParts(first) : .sequence(try Side(first), try Side(.sequence(Array(rest))))
        case .repeated(_, _, 0): self = .plain
        case .repeated(let inner, 0, let max):
            self = .iteration(try Side(inner), max: max)
        case .repeated(let inner, 1, 1): self = try RegularParts(inner)
        case .repeated(let inner, let min, let max):
            let before = RegularTree.repeated(inner, min: min - 1, max: max.map { $0 - 1 })
            self = .sequence(try Side(before.withoutGroups), try Side(inner))
        }
    }

    /// Notes the ranges of the groups of a match of all of `range`.
    func take(_ text: RegularAutomaton.Text, _ range: Range<Int>, _ groups: inout [Range<Int>?]) {
        switch self {
        case .plain: return
        case .group(let number, let inner):
            groups[number] = range
            inner.take(text, range, &groups)
        case .choice(let branches):
            branches.first { $0.matches(text, range) }?.parts.take(text, range, &groups)
        case .sequence(let first, let rest):
            for middle in first.automaton.ends(in: text, from: range.lowerBound, to: range.upperBound).reversed()
            where rest.matches(text, middle..<range.upperBound) {
                first.parts.take(text, range.lowerBound..<middle, &groups)
                return rest.parts.take(text, middle..<range.upperBound, &groups)
            }
        case .iteration(let side, let max):
            guard let last = Self.lastIteration(of: side, max, text, range) else { return }
            side.parts.take(text, last, &groups)
        }
    }

    /// Where the last time of a repetition lies that takes all of `range`, each time as much as leaves the rest a match
    /// (`citerdissect`); nil when it takes nothing.
    private static func lastIteration(
        of side: Side, _ max: Int?, _ text: RegularAutomaton.Text, _ range: Range<Int>
    ) -> Range<Int>? {
        if range.isEmpty { return side.matches(text, range) ? range : nil }
        func ends(_ start: Int) -> [Int] { side.automaton.ends(in: text, from: start, to: range.upperBound) }
        // Times that have begun, each with the ends that are left to try, the furthest last.
        var begun = [(start: range.lowerBound, ends: ends(range.lowerBound))]
        var dead: Set<[Int]> = []
        while let present = begun.last {
            guard let end = begun[begun.count - 1].ends.popLast(), end > present.start else {
                dead.insert([present.start, max == nil ? 0 : begun.count])
                begun.removeLast()
                continue
            }
            if end == range.upperBound { return present.start..<end }
            if begun.count == max || dead.contains([end, max == nil ? 0 : begun.count + 1]) { continue }
            begun.append((end, ends(end)))
        }
        return nil
    }
}

extension RegularTree {
    fileprivate var withoutGroups: RegularTree {
        switch self {
        case .empty, .character, .assertion: self
        case .group(_, let inner): inner.withoutGroups
        case .sequence(let parts): .sequence(parts.map(\.withoutGroups))
        case .choice(let parts): .choice(parts.map(\.withoutGroups))
        case .repeated(let inner, let min, let max): .repeated(inner.withoutGroups, min: min, max: max)
        }
    }
}
