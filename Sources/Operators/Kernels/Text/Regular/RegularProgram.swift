/// A regular expression as steps between characters (Thompson, "Regular Expression Search Algorithm", 1968).
struct RegularProgram {
    enum Step {
        /// Takes a character of the set and goes on behind.
        case character(RegularSet)
        case assertion(RegularAssertion)
        /// Goes on at both.
        case both(Int, Int)
        case jump(Int)
        case match
    }

    private(set) var steps: [Step] = []
    /// Whether a match can begin at the text's start alone.
    let isAnchored: Bool

    private static let stepsMax = 100_000

    init(_ tree: RegularTree) throws(RowFailure) {
        isAnchored = tree.isAnchored
        try add(tree)
        steps.append(.match)
    }

    private mutating func add(_ tree: RegularTree) throws(RowFailure) {
        guard steps.count < Self.stepsMax else {
            throw RegularParser.invalid("regular expression is too complex")
        }
        switch tree {
        case .empty: break
        case .character(let set): steps.append(.character(set))
        case .assertion(let assertion): steps.append(.assertion(assertion))
        case .sequence(let parts): for part in parts { try add(part) }
        case .group(_, let part): try add(part)
        case .choice(let parts): try add(choice: parts)
        case .repeated(let part, let min, let max):
            for _ in 0..<min { try add(part) }
            guard let max else {
                let fork = steps.count
                steps.append(.jump(0))
                try add(part)
                steps.append(.jump(fork))
                steps[fork] = .both(fork + 1, steps.count)
                return
            }
            var forks: [Int] = []
            for _ in min..<max {
                forks.append(steps.count)
                steps.append(.jump(0))
                try add(part)
            }
            for fork in forks { steps[fork] = .both(fork + 1, steps.count) }
        }
    }

    private mutating func add(choice parts: [RegularTree]) throws(RowFailure) {
        var ends: [Int] = []
        for part in parts.dropLast() {
            let fork = steps.count
            steps.append(.jump(0))
            try add(part)
            ends.append(steps.count)
            steps.append(.jump(0))
            steps[fork] = .both(fork + 1, steps.count)
        }
        if let last = parts.last { try add(last) }
        for end in ends { steps[end] = .jump(steps.count) }
    }
}
