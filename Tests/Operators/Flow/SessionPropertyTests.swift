import Testing

@testable import Operators

/// Sessions over panes, with lanes, spills, checkpoints and restarts, against rows that are chained one by one.
@Suite struct SessionPropertyTests {
    @Test(arguments: UInt64(0)..<14, [false, true])
    func `sessions are those of the rows in order of their times, open and over`(seed: UInt64, isByOne: Bool) throws {
        var random = SeededNumbers(seed)
        let gap: Int64 = 10
        let spec = AggregateSpec(
            keys: [0, 1], window: WindowColumns(start: 2, end: 3), calls: Sample.calls,
            distribution: isByOne ? [1] : [0, 1], stateTTLMicros: nil, sessionKeys: isByOne ? [1] : nil)
        var settings = Simulation.Settings(
            spec: spec.withTimes, memoryBytesMax: [1 << 30, 60_000, 1][random.below(3)])
        settings.windows = SessionPropertyTests.windows(gap)
        let keyRange = [2, 3, 9][random.below(3)]
        let simulation = try Simulation(settings, laneCount: 1 + random.below(3))
        var rows: [[Scalar]] = []
        var watermark: Int64 = 0
        var final: [String: String] = [:]
        for epoch in 0..<20 {
            var batch: [[Scalar]] = []
            for _ in 0..<random.below(25) {
                // Not before the watermark: what is late is another matter.
                let time = watermark + Int64(random.below(35))
                let row = Sample.row(start: time, end: (time / gap + 1) * gap, keys: keyRange, &random)
                batch.append(row)
            }
            rows += batch
            simulation.process(batch, lane: random.below(3))
            let isLast = epoch == 19
            watermark += Int64(random.below(12))
            let wantsAll = random.chance(50)
            var open: [String: String] = [:]
            try simulation.endEpoch(
                EmitOrder(
                    watermarkMicros: random.chance(10) ? nil : watermark, endOfInput: isLast, wantsFinal: true,
                    wantsChanges: false, tracksChanges: false, wantsAll: wantsAll, clockMicros: 0)
            ) { _, channel, output in
                for values in output.batch.scalars {
                    let key = show(Array(values[..<4]))
                    #expect(final[key] == nil && open[key] == nil, "twice: \(key) (seed \(seed))")
                    if channel == .final { final[key] = show(values) } else { open[key] = show(values) }
                }
            }
            if wantsAll {
                let all = final.merging(open) { $1 }
                #expect(difference(all, SessionPropertyTests.model(rows, gap, spec)) == [], "seed \(seed)")
            }
            guard random.chance(50) else { continue }
            try simulation.seal()
            if random.chance(50) { try simulation.restart(laneCount: 1 + random.below(3)) }
        }
        #expect(difference(final, SessionPropertyTests.model(rows, gap, spec)) == [], "seed \(seed)")
        #expect(simulation.lanes.allSatisfy { $0.windowCount == 0 })
    }

    @Test func `a row is late when a session of it alone would be over, and keeps its own time`() throws {
        let times = Column(type: .timestamptz, scalars: [5, 20, 21].map { Scalar.int64($0) })
        let assign = try WindowAssign(SessionPropertyTests.windows(10))
        let result = assign.process(Batch(count: 3, columns: [times]), watermark: 30)
        #expect(result.late == [0, 1])
        #expect(result.batch.scalars.map { show(Array($0[1...])) } == ["21 | 30"])
    }

    static func windows(_ gap: Int64) -> WindowSpec {
        WindowSpec(
            timeColumn: 0, timeType: .timestamptz, size: Interval(micros: gap), overlap: .sessions, originMicros: 0,
            timezone: "UTC")
    }

    /// Each key's rows in order of time; a row begins a session when the one before is a gap away or more.
    static func model(
        _ rows: [[Scalar]], _ gap: Int64, _ spec: AggregateSpec, having: ([Scalar]) -> Bool = { _ in true }
    ) -> [String: String] {
        let model = chained(rows, gap, spec)
        let shown = model.groups().filter(having)
        return Dictionary(uniqueKeysWithValues: shown.map { (show(model.key(of: $0)), show($0)) })
    }

    /// The same rows with the bounds of their sessions.
    static func chained(_ rows: [[Scalar]], _ gap: Int64, _ spec: AggregateSpec) -> NaiveModel {
        func time(_ row: [Scalar]) -> Int64 { if case .int64(let time) = row[2] { time } else { 0 } }
        var keyed: [String: [[Scalar]]] = [:]
        let keys = spec.sessionKeys?.map { spec.keys[$0] } ?? spec.keys
        for row in rows { keyed[show(keys.map { row[$0] }), default: []].append(row) }
        var model = NaiveModel(spec: spec)
        for list in keyed.values {
            var session: [[Scalar]] = []
            func close() {
                guard let first = session.first, let last = session.last else { return }
                for row in session {
                    var row = row
                    row[2] = .int64(time(first))
                    row[3] = .int64(time(last) + gap)
                    model.rows.append(row)
                }
                session = []
            }
            for row in list.sorted(by: { time($0) < time($1) }) {
                if let last = session.last, time(row) - time(last) >= gap { close() }
                session.append(row)
            }
            close()
        }
        return model
    }
}
