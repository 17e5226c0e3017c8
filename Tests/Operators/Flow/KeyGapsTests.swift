import StateStore
import Testing

@testable import Operators

/// Windows without rows of each key that was seen, with lanes, spills, checkpoints and restarts.
@Suite struct KeyGapsTests {
    private static let size: Int64 = 10

    private static func windows() -> WindowSpec {
        var spec = WindowSpec(
            timeColumn: 0, timeType: .timestamptz, size: Interval(micros: size), originMicros: 0, timezone: "UTC")
        spec.fillsGaps = true
        return spec
    }

    private static func spec(_ fillMicros: Int64) -> AggregateSpec {
        var spec = AggregateSpec(
            keys: [0, 1], window: WindowColumns(start: 2, end: 3),
            calls: [Sample.call(.countRows, nil, .bigint), Sample.call(.sum, 4, .bigint)], distribution: [0, 1],
            stateTTLMicros: nil)
        spec.fillMicros = fillMicros
        return spec
    }

    @Test(arguments: UInt64(0)..<24, [false, true])
    func `each key has its windows from the first one to the watermark`(seed: UInt64, isChanging: Bool) throws {
        var random = SeededNumbers(seed &+ 70)
        let fill: Int64 = [.max, 35][random.below(2)]
        let spec = Self.spec(fill)
        var settings = Simulation.Settings(
            spec: spec.withLastWindow, memoryBytesMax: [1 << 30, 60_000, 1][random.below(3)])
        settings.windows = Self.windows()
        settings.tracksChanges = isChanging
        let simulation = try Simulation(settings, laneCount: 1 + random.below(3))
        let keys = [1, 2, 5][random.below(3)]
        var rows: [[Scalar]] = []
        var sink: [String: String] = [:]
        var watermark: Int64 = 0
        for epoch in 0..<25 {
            var batch: [[Scalar]] = []
            for _ in 0..<random.below(4) {
                let start = (watermark + Int64(random.below(40))) / Self.size * Self.size
                batch.append(Sample.row(start: start, end: start + Self.size, keys: keys, &random))
            }
            rows += batch
            simulation.process(batch, lane: random.below(3))
            watermark += [0, 3, 9, 31, 120][random.below(5)]
            let isLast = epoch == 24
            let isDue = random.chance(50)
            try simulation.endEpoch(
                EmitOrder(
                    watermarkMicros: watermark, endOfInput: isLast, wantsFinal: !isChanging, wantsChanges: isDue,
                    tracksChanges: isChanging, wantsAll: false, clockMicros: 0)
            ) { _, channel, output in
                #expect(channel == (isChanging ? .changes : .final) && output.operation != .delete)
                for values in output.batch.scalars {
                    let key = show(Array(values[..<4]))
                    #expect(isChanging || sink[key] == nil, "twice: \(key) (seed \(seed))")
                    sink[key] = show(values)
                }
            }
            let expected = Self.model(rows, watermark, fill, isWhole: isChanging || isLast)
            if !isChanging || isDue || isLast {
                #expect(difference(sink, expected) == [], "epoch \(epoch), seed \(seed)")
            }
            guard isDue && random.chance(50) else { continue }
            try simulation.seal()
            if random.chance(50) { try simulation.restart(laneCount: 1 + random.below(3)) }
        }
        #expect(simulation.lanes.allSatisfy { $0.windowCount == 0 })
    }

    @Test func `groups that wait for their window's end are seen by nobody`() throws {
        var settings = Simulation.Settings(spec: Self.spec(.max).withLastWindow)
        settings.windows = Self.windows()
        settings.tracksChanges = true
        settings.keepsClosedWindows = true
        let simulation = try Simulation(settings, laneCount: 1)
        var random = SeededNumbers(3)
        simulation.process([Sample.row(start: 0, end: 10, keys: 1, &random)], lane: 0)
        var all: [String] = []
        func end(_ watermark: Int64) throws {
            all = []
            try simulation.endEpoch(
                EmitOrder(
                    watermarkMicros: watermark, endOfInput: false, wantsFinal: false, wantsChanges: true,
                    tracksChanges: true, wantsAll: true, clockMicros: 0)
            ) { _, channel, output in
                guard channel == .all else { return }
                all += output.batch.scalars.map { show(Array($0[2..<5])) }
            }
        }
        try end(19)
        #expect(all == ["0 | 10 | 1"])
        var open: [String] = []
        try simulation.lanes[0].emitOpen { _, output in open += output.batch.scalars.map { show($0) } }
        #expect(open == [])
        try end(20)
        #expect(all == ["0 | 10 | 1", "10 | 20 | 0"])
    }

    @Test func `a watermark far ahead makes no more windows than are filled`() throws {
        var settings = Simulation.Settings(spec: Self.spec(.max).withLastWindow)
        settings.windows = Self.windows()
        let simulation = try Simulation(settings, laneCount: 1)
        var random = SeededNumbers(3)
        simulation.process([Sample.row(start: 0, end: 10, keys: 1, &random)], lane: 0)
        var count = 0
        try simulation.endEpoch(
            EmitOrder(
                watermarkMicros: 100_000_000, endOfInput: false, wantsFinal: true, wantsChanges: false,
                tracksChanges: false, wantsAll: false, clockMicros: 0)
        ) { _, _, output in count += output.batch.count }
        #expect(count == 1 + Int(WindowGaps.emptyMax))
    }

    /// Groups with rows (those of windows that are not over only where `isWhole`), and the empty ones between.
    private static func model(
        _ rows: [[Scalar]], _ watermark: Int64, _ fill: Int64, isWhole: Bool
    ) -> [String: String] {
        func time(_ row: [Scalar], _ column: Int) -> Int64 {
            if case .int64(let time) = row[column] { time } else { 0 }
        }
        var model = NaiveModel(spec: spec(fill))
        model.rows = rows
        let groups = model.groups().filter { isWhole || time($0, 3) <= watermark }
        var result = Dictionary(uniqueKeysWithValues: groups.map { (show(model.key(of: $0)), show($0)) })
        for group in model.groups() where time(group, 3) <= watermark {
            var end = time(group, 3) + size
            while end <= watermark && end - time(group, 3) <= fill {
                let key = Array(group[..<2]) + [.int64(end - size), .int64(end)]
                if result[show(key)] == nil { result[show(key)] = show(key + [.int64(0), .null]) }
                end += size
            }
        }
        return result
    }
}
