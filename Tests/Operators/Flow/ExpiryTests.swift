import Testing

@testable import Operators

/// Groups with a time to live.
@Suite struct ExpiryTests {
    @Test(arguments: UInt64(0)..<12)
    func `groups live and expire as the naive model says`(seed: UInt64) throws {
        try ExpiryStory(seed: seed).run()
    }

    @Test(arguments: [1, 1 << 30])
    func `expired groups leave memory and disk`(memoryBytesMax: Int) throws {
        var random = SeededNumbers(3)
        let simulation = try Simulation(
            .init(spec: ExpiryStory.spec, memoryBytesMax: memoryBytesMax), laneCount: 1)
        var clock: Int64 = 0
        for _ in 0..<3 {
            let rows = (0..<200).map { _ in Sample.row(start: 0, end: 0, keys: 60, &random) }
            simulation.process(rows, lane: 0, clockMicros: clock)
            clock += 10
            try simulation.endEpoch(ExpiryStory.order(clock)) { _, _, _ in }
            try simulation.seal(clockMicros: clock)
        }
        #expect(try simulation.entryCount() > 100)
        for _ in 0..<3 {
            clock += ExpiryStory.ttl
            simulation.process([Sample.row(start: 0, end: 0, keys: 1, &random)], lane: 0, clockMicros: clock)
            try simulation.endEpoch(ExpiryStory.order(clock)) { _, _, _ in }
            try simulation.seal(clockMicros: clock)
        }
        #expect(try simulation.entryCount() <= 3)
        #expect(simulation.lanes[0].groupCount <= 3)
    }

    @Test func `groups of the first epoch, which has no clock before it, do not expire at once`() throws {
        var random = SeededNumbers(5)
        let simulation = try Simulation(.init(spec: ExpiryStory.spec, tracksChanges: true), laneCount: 1)
        let today: Int64 = 800_000_000_000_000
        var counts: [String] = []
        let row = Sample.row(start: 0, end: 0, keys: 1, &random)
        for clock in [0, today, today + 10] {
            simulation.process([row], lane: 0, clockMicros: clock)
            try simulation.endEpoch(ExpiryStory.order(max(clock, today))) { _, channel, output in
                if channel == .changes { counts = output.batch.scalars.map { show($0[2]) } }
            }
            try simulation.seal(clockMicros: max(clock, today))
        }
        #expect(counts == ["3"])
    }
}

/// One random life of a job whose groups expire.
private final class ExpiryStory {
    static let ttl: Int64 = 100
    static let spec = AggregateSpec(
        keys: [0, 1], window: nil, calls: Sample.calls, distribution: [0, 1], stateTTLMicros: ttl)

    static func order(_ clock: Int64) -> EmitOrder {
        EmitOrder(
            watermarkMicros: nil, endOfInput: false, wantsFinal: false, wantsChanges: true, tracksChanges: true,
            wantsAll: true, clockMicros: clock)
    }

    private var random: SeededNumbers
    private let simulation: Simulation
    private let seed: UInt64
    private var clock: Int64 = 0
    /// Rows of live groups, and when each group was last touched.
    private var rows: [String: [[Scalar]]] = [:]
    private var last: [String: Int64] = [:]
    private var sink: [String: String] = [:]
    private var expected: [String: String] = [:]

    init(seed: UInt64) throws {
        var random = SeededNumbers(seed &+ 900)
        simulation = try Simulation(
            .init(
                spec: ExpiryStory.spec, memoryBytesMax: [1 << 30, 60_000, 1][random.below(3)], tracksChanges: true),
            laneCount: 1 + random.below(3))
        self.seed = seed
        self.random = random
    }

    func run() throws {
        for _ in 0..<30 {
            let start = clock
            clock += [0, 1, 30, 99, 100, 101, 250][random.below(7)]
            for _ in 0..<random.below(3) { process(start) }
            try endEpoch()
        }
    }

    private func process(_ start: Int64) {
        let new = (0..<random.below(8)).map { _ in Sample.row(start: 0, end: 0, keys: 3, &random) }
        for row in new {
            let key = show(Array(row[..<2]))
            if let last = last[key], start - last >= ExpiryStory.ttl { rows[key] = [] }
            rows[key, default: []].append(row)
            last[key] = clock
        }
        simulation.process(new, lane: random.below(3), clockMicros: start)
    }

    private func endEpoch() throws {
        let model = NaiveModel(spec: ExpiryStory.spec, rows: rows.values.flatMap { $0 })
        let result = model.result()
        for (key, row) in result where last[key] == clock { expected[key] = row }
        var all: [String: String] = [:]
        try simulation.endEpoch(ExpiryStory.order(clock)) { _, channel, output in
            for values in output.batch.scalars {
                let key = show(Array(values[..<2]))
                if channel == .changes { self.sink[key] = show(values) } else { all[key] = show(values) }
            }
        }
        #expect(difference(sink, expected) == [], "seed \(seed)")
        #expect(all == result.filter { clock - (last[$0.key] ?? 0) < ExpiryStory.ttl }, "seed \(seed)")
        guard random.chance(50) else { return }
        try simulation.seal(clockMicros: clock)
        if random.chance(50) { try simulation.restart(laneCount: 1 + random.below(3)) }
    }
}
