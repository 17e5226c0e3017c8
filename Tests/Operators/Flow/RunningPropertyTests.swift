import Testing

@testable import Operators

/// Running totals over random windows against a model that computes every frame anew.
@Suite struct RunningPropertyTests {
    @Test(arguments: UInt64(0)..<12)
    func `running totals are what the naive model gives`(seed: UInt64) throws {
        try RunningStory(seed: seed).run()
    }

    @Test func `a total of values that do not fit its type is left out and counted`() throws {
        let call = RunningCall(
            function: .sum, argument: 3, argumentType: .integer, partition: [0], order: 1, descending: false,
            resultType: .bigint)
        let running = try RunningOperator(
            calls: [call], inputTypes: [.text, .timestamptz, .timestamptz, .bigint], keyCount: 1, metadata: [])
        var shown: [String] = []
        for (end, value) in [(Int64(10), Int64.max), (20, 1), (30, -5)] {
            let row: [Scalar] = [.text("a"), .int64(end - 10), .int64(end), .int64(value)]
            running.take(
                .final,
                OutputBatch(
                    operation: .append,
                    batch: Batch(
                        count: 1,
                        columns: zip(running.inputTypes, row).map { Column(type: $0, scalars: [$1]) })))
            try running.finish(
                EmitOrder(
                    watermarkMicros: end, endOfInput: false, wantsFinal: true, wantsChanges: false,
                    tracksChanges: false, wantsAll: false, clockMicros: 0)
            ) { _, output in shown += output.batch.scalars.map { show($0[4]) } }
        }
        #expect(shown == ["\(Int64.max)", "\(Int64.max - 4)"])
        #expect(running.takeFailures().count == 1)
    }

    @Test func `descending order and differing partitions are refused`() {
        let types: [DataType] = [.text, .timestamptz, .timestamptz, .bigint]
        func call(_ partition: [Int], descending: Bool) -> RunningCall {
            RunningCall(
                function: .sum, argument: 3, argumentType: .bigint, partition: partition, order: 1,
                descending: descending, resultType: .numeric)
        }
        #expect(throws: OperatorError.self) {
            try RunningOperator(
                calls: [call([0], descending: true)], inputTypes: types, keyCount: 1, metadata: [])
        }
        #expect(throws: OperatorError.self) {
            try RunningOperator(
                calls: [call([0], descending: false), call([], descending: false)], inputTypes: types, keyCount: 1,
                metadata: [])
        }
    }
}

/// One random life of a job with running totals.
private final class RunningStory {
    private var random: SeededNumbers
    private let simulation: Simulation
    private var model: NaiveModel
    private let seed: UInt64
    private let wantsFinal: Bool
    private var watermark: Int64 = 0
    private var final: [String: String] = [:]
    private var changes: [String: String] = [:]
    private var all: [String: String] = [:]

    private static let inner: [AggregateCall] = [
        Sample.call(.sum, 4, .bigint), Sample.call(.countRows, nil, .bigint), Sample.call(.sum, 7, .double),
        Sample.call(.max, 8, .text), Sample.call(.sum, 12, .interval), Sample.call(.min, 6, .numeric),
        Sample.call(.sum, 13, .real), Sample.call(.boolAnd, 9, .boolean),
    ]

    /// Output columns: 2 keys, the window's start and end, then `inner` from 4 on.
    private static func calls(partition: [Int], order: Int) -> [RunningCall] {
        let wanted: [(AggregateCall.Function, Int?, DataType)] = [
            (.sum, 4, .numeric), (.sum, 5, .numeric), (.sum, 6, .double), (.max, 7, .text), (.sum, 8, .interval),
            (.min, 9, .numeric), (.sum, 10, .real), (.countRows, nil, .bigint), (.count, 7, .bigint),
            (.avg, 4, .numeric), (.avg, 6, .double), (.avg, 8, .interval), (.boolAnd, 11, .boolean),
            (.min, 7, .text),
        ]
        return wanted.map { function, argument, result in
            RunningCall(
                function: function, argument: argument, argumentType: argument.map { inner[$0 - 4].resultType },
                partition: partition, order: order, descending: false, resultType: result)
        }
    }

    init(seed: UInt64) throws {
        var random = SeededNumbers(seed &+ 7000)
        let partition = [[0], [1], [], [1, 0]][random.below(4)]
        let spec = AggregateSpec(
            keys: [0, 1], window: WindowColumns(start: 2, end: 3), calls: RunningStory.inner, distribution: partition,
            stateTTLMicros: nil)
        var settings = Simulation.Settings(
            spec: spec, running: RunningStory.calls(partition: partition, order: 2 + random.below(2)),
            memoryBytesMax: [1 << 30, 20_000, 1][random.below(3)], keepsClosedWindows: random.chance(50),
            tracksChanges: random.chance(75))
        if random.chance(50) {
            settings.having = { row in
                if case .int64(let rows) = row[5] { rows % 3 != 1 } else { false }
            }
        }
        wantsFinal = random.chance(70)
        simulation = try Simulation(settings, laneCount: 1 + random.below(3))
        model = NaiveModel(spec: spec)
        self.seed = seed
        self.random = random
    }

    private var expected: [String: String] {
        let rows = model.running(simulation.settings.running, having: simulation.settings.having)
        return Dictionary(uniqueKeysWithValues: rows.map { (show(Array($0[..<4])), show($0)) })
    }

    func run() throws {
        for epoch in 0..<10 {
            for _ in 0..<random.below(3) {
                let rows = (0..<random.below(14)).map { _ in
                    let start = (watermark / 10 + Int64(random.below(3))) * 10
                    return Sample.row(start: start, end: start + 10, keys: 3, &random)
                }
                model.rows += rows
                simulation.process(rows, lane: random.below(4))
            }
            try endEpoch(isLast: epoch == 9)
        }
        if wantsFinal { #expect(difference(final, expected) == [], "seed \(seed)") }
    }

    private func endEpoch(isLast: Bool) throws {
        let seals = random.chance(40)
        watermark += Int64(random.below(14))
        let order = EmitOrder(
            watermarkMicros: watermark, endOfInput: isLast, wantsFinal: wantsFinal,
            wantsChanges: isLast || seals || random.chance(50), tracksChanges: simulation.settings.tracksChanges,
            wantsAll: random.chance(40), clockMicros: 0)
        all = [:]
        try simulation.endEpoch(order) { _, channel, output in self.take(channel, output) }
        if order.wantsChanges && order.tracksChanges { #expect(difference(changes, expected) == [], "seed \(seed)") }
        if order.wantsAll && simulation.settings.keepsClosedWindows {
            #expect(difference(all, expected) == [], "seed \(seed)")
        }
        for total in simulation.totals { #expect(total.takeFailures().isEmpty) }
        guard seals else { return }
        try simulation.seal()
        if random.chance(60) { try simulation.restart(laneCount: 1 + random.below(3)) }
    }

    private func take(_ channel: EmitChannel, _ output: OutputBatch) {
        for values in output.batch.scalars {
            let key = show(Array(values[..<4]))
            switch (channel, output.operation) {
            case (.final, .append):
                #expect(final[key] == nil, "twice: \(key) (seed \(seed))")
                final[key] = show(values)
            case (.changes, .upsert): changes[key] = show(values)
            case (.changes, .delete): changes[key] = nil
            case (.all, .replaceAll): all[key] = show(values)
            default: Issue.record("\(output.operation) on \(channel)")
            }
        }
    }
}
