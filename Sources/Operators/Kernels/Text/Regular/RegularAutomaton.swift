/// Runs a program over texts, all its ways at once: a set of steps is a state, and where a character leads from a state
/// is found once and remembered. A byte of a known way takes a load; no way is ever gone back.
///
/// Texts are valid UTF-8; positions are bytes. One lane owns it: running it adds states.
final class RegularAutomaton {
    typealias Text = UnsafeBufferPointer<UInt8>

    /// What lies on one side of a place between characters, as far as assertions ask.
    private enum Neighbour: Int {
        case none, newline, word, other
    }

    /// Steps that wait for a character, assertions that wait to know it, and the match.
    private struct State: Hashable {
        var steps: [Int]
        /// The neighbour before; only where an assertion asks.
        var before: Int
    }

    private let program: RegularProgram
    /// A match may begin at every position that is reached, not only where the run does.
    private let beginsAnywhere: Bool

    private var states: [State] = []
    private var numbers: [State: Int32] = [:]
    /// For each state: bit n says that it is a match when neighbour n follows.
    private var matches: [UInt8] = []
    /// For each state the next one by ASCII character; -1 where it is not known yet.
    private var next: UnsafeMutablePointer<Int32>
    private var room = 16
    /// The same for other characters.
    private var nextBeyond: [UInt64: Int32] = [:]
    /// By the neighbour before the run's start.
    private var starts: [Int32] = [-1, -1, -1, -1]
    private var seen: [Bool]

    private static let statesMax = 2_000

    init(_ program: RegularProgram, beginsAnywhere: Bool = false) {
        self.program = program
        self.beginsAnywhere = beginsAnywhere && !program.isAnchored
        seen = [Bool](repeating: false, count: program.steps.count)
        next = .allocate(capacity: room << 7)
    }

    deinit { next.deallocate() }

    // MARK: Running

    /// Calls `body` with each place up to `limit` where a match ends, ascending, until it says to stop.
    @inline(__always)
    private func run(_ text: Text, from start: Int, to limit: Int, _ body: (Int) -> Bool) {
        var state = begin(text, start)
        var next = next
        var at = start
        while true {
            let accepts = matches[Int(state)]
            if accepts != 0, isMatch(accepts, text, at), !body(at) { return }
            guard at < limit, state != 0 else { return }
            let byte = text[at]
            if byte < 0x80 {
                var following = next[Int(state) << 7 | Int(byte)]
                if following < 0 {
                    following = advance(state, UInt32(byte))
                    next = self.next
                }
                state = following
                at += 1
            } else {
                let (character, length) = Characters.decode(text, at: at)
                state = advance(state, beyond: character)
                next = self.next
                at += length
            }
        }
    }

    /// Whether a state that is a match before these neighbours is one here.
    @inline(__always)
    private func isMatch(_ accepts: UInt8, _ text: Text, _ at: Int) -> Bool {
        if at == text.count { return accepts & 1 != 0 }
        // Mostly it does not matter which character follows.
        let inside = accepts & 0b1110
        if inside == 0 || inside == 0b1110 { return inside != 0 }
        return accepts >> UInt8(neighbour(text, at).rawValue) & 1 != 0
    }

    /// The first place where a match ends.
    func firstEnd(in text: Text, from start: Int) -> Int? {
        var end: Int?
        run(text, from: start, to: text.count) {
            end = $0
            return false
        }
        return end
    }

    /// The last place where a match ends that begins at `start`.
    func lastEnd(in text: Text, from start: Int, to limit: Int) -> Int? {
        var end: Int?
        run(text, from: start, to: limit) {
            end = $0
            return true
        }
        return end
    }

    /// Every place where a match ends that begins at `start`, ascending.
    func ends(in text: Text, from start: Int, to limit: Int) -> [Int] {
        var ends: [Int] = []
        run(text, from: start, to: limit) {
            ends.append($0)
            return true
        }
        return ends
    }

    // MARK: States

    private func begin(_ text: Text, _ at: Int) -> Int32 {
        let before = neighbour(text, before: at)
        let known = starts[before.rawValue]
        if known >= 0 { return known }
        if states.isEmpty { _ = number(State(steps: [], before: 0)) }
        var steps: [Int] = []
        reach(0, &steps)
        let made = number(finished(&steps, before))
        starts[before.rawValue] = made
        return made
    }

    /// Adds the steps that are reached from one without a character or an assertion.
    private func reach(_ step: Int, _ steps: inout [Int]) {
        var open = [step]
        while let step = open.popLast() {
            guard !seen[step] else { continue }
            seen[step] = true
            switch program.steps[step] {
            case .both(let first, let second): open += [second, first]
            case .jump(let target): open.append(target)
            case .character, .assertion, .match: steps.append(step)
            }
            // Steps that lead elsewhere are noted too, until the state is made.
            visited.append(step)
        }
    }

    private var visited: [Int] = []

    private func finished(_ steps: inout [Int], _ before: Neighbour) -> State {
        for step in visited { seen[step] = false }
        visited.removeAll(keepingCapacity: true)
        steps.sort()
        let asks = steps.contains { if case .assertion = program.steps[$0] { true } else { false } }
        return State(steps: steps, before: asks ? before.rawValue : 0)
    }

    private func number(_ state: State) -> Int32 {
        if let known = numbers[state] { return known }
        if states.count >= Self.statesMax { forget() }
        let made = Int32(states.count)
        if states.count == room {
            let larger = UnsafeMutablePointer<Int32>.allocate(capacity: room << 8)
            larger.update(from: next, count: room << 7)
            next.deallocate()
            next = larger
            room <<= 1
        }
        (next + Int(made) << 7).initialize(repeating: -1, count: 128)
        states.append(state)
        numbers[state] = made
        var accepts: UInt8 = 0
        for neighbour in 0..<4 {
            let all = resolved(state, Neighbour(rawValue: neighbour) ?? .none)
            if all.contains(where: { if case .match = program.steps[$0] { true } else { false } }) {
                accepts |= 1 << UInt8(neighbour)
            }
        }
        matches.append(accepts)
        return made
    }

    /// Too many states: all but the one that dies are made again when they are met.
    private func forget() {
        let dead = State(steps: [], before: 0)
        states = [dead]
        numbers = [dead: 0]
        matches = [0]
        nextBeyond = [:]
        starts = [-1, -1, -1, -1]
    }

    /// A state's steps when what follows is known: assertions that hold are gone through.
    private func resolved(_ state: State, _ after: Neighbour) -> [Int] {
        let before = Neighbour(rawValue: state.before) ?? .none
        var open = state.steps
        var steps: [Int] = []
        var done: Set<Int> = []
        while let step = open.popLast() {
            guard case .assertion(let assertion) = program.steps[step] else {
                steps.append(step)
                continue
            }
            guard done.insert(step).inserted, Self.holds(assertion, before, after) else { continue }
            var behind: [Int] = []
            reach(step + 1, &behind)
            for step in visited { seen[step] = false }
            visited.removeAll(keepingCapacity: true)
            open += behind
        }
        return steps
    }

    private func advance(_ state: Int32, _ character: UInt32) -> Int32 {
        let target = target(states[Int(state)], character)
        let before = states.count
        let made = number(target)
        // When all was forgotten, `state` is another one now.
        if states.count >= before { next[Int(state) << 7 | Int(character)] = made }
        return made
    }

    private func advance(_ state: Int32, beyond character: UInt32) -> Int32 {
        let key = UInt64(UInt32(bitPattern: state)) << 32 | UInt64(character)
        if let known = nextBeyond[key] { return known }
        let before = states.count
        let made = number(target(states[Int(state)], character))
        if states.count >= before { nextBeyond[key] = made }
        return made
    }

    private func target(_ state: State, _ character: UInt32) -> State {
        var steps: [Int] = []
        for step in resolved(state, Self.neighbour(character)) {
            if case .character(let set) = program.steps[step], set.contains(character) { reach(step + 1, &steps) }
        }
        if beginsAnywhere { reach(0, &steps) }
        return finished(&steps, Self.neighbour(character))
    }

    // MARK: Assertions

    private static func holds(_ assertion: RegularAssertion, _ before: Neighbour, _ after: Neighbour) -> Bool {
        switch assertion {
        case .textBegin: before == .none
        case .textEnd: after == .none
        case .lineBegin: before == .none || before == .newline
        case .lineEnd: after == .none || after == .newline
        case .wordBegin: before != .word && after == .word
        case .wordEnd: before == .word && after != .word
        case .wordBound: (before == .word) != (after == .word)
        case .noWordBound: (before == .word) == (after == .word)
        }
    }

    private static func neighbour(_ character: UInt32) -> Neighbour {
        character == 10 ? .newline : UnicodeClass.holds(character, .word) ? .word : .other
    }

    private func neighbour(_ text: Text, _ at: Int) -> Neighbour {
        at < text.count ? Self.neighbour(Characters.decode(text, at: at).scalar) : .none
    }

    private func neighbour(_ text: Text, before at: Int) -> Neighbour {
        guard at > 0 else { return .none }
        var begin = at - 1
        while begin > 0, text[begin] & 0xC0 == 0x80 { begin -= 1 }
        return neighbour(text, begin)
    }
}
