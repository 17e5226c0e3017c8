import Testing

@testable import Operators

/// Overlapping windows over panes against a model that keeps each row once for each window that is open when it comes.
@Suite struct HopPropertyTests {
    @Test(arguments: UInt64(0)..<24)
    func `windows over panes give what the naive model gives`(seed: UInt64) throws {
        try HopStory(seed: seed).run()
    }

    @Test func `a time lies in every window that holds it and in no other`() throws {
        for (size, slide) in [(30, 10), (30, 20), (7, 5), (50, 50), (90, 13)] as [(Int64, Int64)] {
            let spec = HopStory.spec(size: size, slide: slide)
            let hop = try #require(try HopWindows(spec))
            for time in Int64(-120)...120 {
                let found = hop.windows(of: time).map { hop.bounds(of: $0) }
                let expected = (-200...200).map { WindowBounds(start: $0 * slide, end: $0 * slide + size) }
                #expect(found == expected.filter { $0.contains(time) }, "\(time) of \(size) each \(slide)")
                #expect(hop.lastEnd(of: time) == found.last?.end)
            }
        }
    }

    @Test func `sizes in different units and slides with gaps make no panes`() {
        #expect(HopWindows.shape(size: Interval(days: 1), slide: Interval(micros: 5)) == nil)
        #expect(HopWindows.shape(size: Interval(micros: 5), slide: Interval(micros: 6)) == nil)
        #expect(HopWindows.shape(size: Interval(months: 1, days: 1), slide: Interval(months: 1)) == nil)
        let shape = HopWindows.shape(size: Interval(months: 12), slide: Interval(months: 9))
        #expect(shape?.pane == Interval(months: 3) && shape?.panesPerSlide == 3 && shape?.panesPerWindow == 4)
    }

    @Test func `a row is late when its last window is closed, and copied for open windows only`() throws {
        var spec = HopStory.spec(size: 30, slide: 10)
        let times = Column(type: .timestamptz, scalars: [5, 25, 31].map { Scalar.int64($0) })
        let batch = Batch(count: 3, columns: [times])
        let copies = try WindowAssign(spec).process(batch, watermark: 40)
        #expect(copies.late == [0])
        let bounds = copies.batch.scalars.map { show(Array($0[1...])) }
        #expect(bounds == ["20 | 50", "10 | 40", "20 | 50", "30 | 60"].filter { $0 != "10 | 40" })
        spec.overlap = .panes
        let panes = try WindowAssign(spec).process(batch, watermark: 40)
        #expect(panes.late == [0])
        #expect(panes.batch.scalars.map { show(Array($0[1...])) } == ["20 | 30", "30 | 40"])
    }
}

/// One random life of a job with hopping windows.
private final class HopStory {
    private var random: SeededNumbers
    private let simulation: Simulation
    private var model: NaiveModel
    private let hop: HopWindows
    private let seed: UInt64
    private let keyRange: Int
    private let hasLatePanes: Bool
    private var watermark: Int64 = 0
    private var closedThrough: Int64 = .min
    private var final: [String: String] = [:]
    private var changes: [String: String] = [:]
    /// A condition on changes keeps some rows from the sink.
    private let hides: Bool
    private var everShown: Set<String> = []
    private var all: [String: String] = [:]

    static func spec(size: Int64, slide: Int64) -> WindowSpec {
        WindowSpec(
            timeColumn: 0, timeType: .timestamptz, size: Interval(micros: size), slide: Interval(micros: slide),
            originMicros: 0, timezone: "UTC")
    }

    init(seed: UInt64) throws {
        var random = SeededNumbers(seed)
        let shapes: [(Int64, Int64)] = [(30, 10), (20, 10), (30, 20), (50, 10), (90, 20), (160, 10)]
        let (size, slide) = shapes[random.below(shapes.count)]
        var windows = HopStory.spec(size: size, slide: slide)
        windows.overlap = .panes
        guard let hop = try HopWindows(windows) else { throw OperatorError.unsupported("no hop") }
        self.hop = hop
        let keys = [[0, 1], [0], [1], []][random.below(4)]
        let spec = AggregateSpec(
            keys: keys, window: WindowColumns(start: 2, end: 3), calls: Sample.calls,
            distribution: Array(keys.indices), stateTTLMicros: nil)
        var settings = Simulation.Settings(
            spec: spec, memoryBytesMax: [1 << 30, 60_000, 1][random.below(3)],
            keepsClosedWindows: random.chance(40), tracksChanges: random.chance(70))
        settings.windows = windows
        hasLatePanes = random.chance(50)
        hides = random.chance(60)
        keyRange = [2, 9, 30][random.below(3)]
        simulation = try Simulation(settings, laneCount: 1 + random.below(3))
        model = NaiveModel(spec: spec)
        self.seed = seed
        self.random = random
    }

    func run() throws {
        for epoch in 0..<14 {
            for _ in 0..<random.below(4) { process() }
            try endEpoch(isLast: epoch == 13)
        }
        #expect(difference(final, model.result()) == [], "seed \(seed)")
    }

    private func process() {
        var rows: [[Scalar]] = []
        for _ in 0..<random.below(50) {
            let first = hasLatePanes ? -3 : 1
            let start = (watermark / 10 + Int64(first + random.below(4))) * 10
            guard hop.lastEnd(of: start) > closedThrough else { continue }
            let row = Sample.row(start: start, end: start + 10, keys: keyRange, &random)
            rows.append(row)
            for number in hop.windows(of: start) {
                let window = hop.bounds(of: number)
                guard window.end > closedThrough else { continue }
                var copy = row
                copy[2] = .int64(window.start)
                copy[3] = .int64(window.end)
                model.rows.append(copy)
            }
        }
        simulation.process(rows, lane: random.below(4))
    }

    private func endEpoch(isLast: Bool) throws {
        let seals = random.chance(50)
        watermark += Int64(random.below(12))
        let order = EmitOrder(
            watermarkMicros: random.chance(10) ? nil : watermark, endOfInput: isLast, wantsFinal: true,
            wantsChanges: isLast || seals || random.chance(50), tracksChanges: simulation.settings.tracksChanges,
            wantsAll: random.chance(40), clockMicros: 0)
        all = [:]
        try simulation.endEpoch(order) { self.take(self.simulation.lanes[$0], $1, $2) }
        closedThrough = isLast ? .max : max(closedThrough, order.watermarkMicros ?? closedThrough)
        if order.wantsChanges && simulation.settings.tracksChanges {
            #expect(difference(changes, expectedChanges()) == [], "seed \(seed)")
        }
        if order.wantsAll && simulation.settings.keepsClosedWindows && !hasLatePanes {
            #expect(difference(all, model.result()) == [], "seed \(seed)")
        }
        guard seals else { return }
        try simulation.seal()
        if random.chance(40) { try simulation.restart(laneCount: 1 + random.below(3)) }
    }

    private func passes(_ values: [Scalar]) -> Bool {
        guard hides, case .int64(let count) = values[model.spec.keys.count + 2] else { return true }
        return count % 3 != 1
    }

    private func expectedChanges() -> [String: String] {
        let keyCount = model.spec.keys.count + 2
        let rows = model.groups().filter { passes($0) }
        return Dictionary(uniqueKeysWithValues: rows.map { (show(Array($0[..<keyCount])), show($0)) })
    }

    private func takeAway(_ key: String) {
        if changes.removeValue(forKey: key) == nil {
            #expect(everShown.contains(key), "never shown: \(key) (seed \(seed))")
        }
    }

    private func take(_ lane: AggregateOperator, _ channel: EmitChannel, _ output: OutputBatch) {
        if channel == .changes {
            let rows = output.batch.scalars
            let keys = rows.map { show(Array($0[..<(model.spec.keys.count + 2)])) }
            let refused = rows.indices.filter { !passes(rows[$0]) }
            if !refused.isEmpty { for row in lane.hide(refused) { takeAway(keys[row]) } }
            for row in rows.indices where !refused.contains(row) {
                changes[keys[row]] = show(rows[row])
                everShown.insert(keys[row])
            }
            return
        }
        let keyCount = model.spec.keys.count + 2
        for values in output.batch.scalars {
            let key = show(Array(values[..<keyCount]))
            switch channel {
            case .final:
                #expect(final[key] == nil, "twice: \(key) (seed \(seed))")
                final[key] = show(values)
            case .changes: Issue.record("changes among other rows")
            case .all:
                #expect(all[key] == nil, "twice: \(key) (seed \(seed))")
                all[key] = show(values)
            }
        }
    }
}
