import StateStore
import Testing

@testable import Operators

/// Running totals over sessions that grow, merge and are hidden by HAVING, against rows that are chained one by one and
/// frames that are computed anew: with lanes, spills, checkpoints and lives that end between checkpoints.
@Suite struct SessionRunningTests {
    @Test(arguments: UInt64(0)..<24, [false, true])
    func `running totals follow the sessions of all rows so far`(seed: UInt64, isByOne: Bool) throws {
        try SessionRunningStory(seed: seed, isByOne: isByOne).run()
    }

    @Test func `sessions that have moved leave no window behind`() throws {
        let call = RunningCall(
            function: .countRows, argument: nil, argumentType: nil, partition: [], order: 2, descending: false,
            resultType: .bigint)
        let running = try RunningOperator(
            calls: [call], inputTypes: [.text, .timestamptz, .timestamptz], keyCount: 1, metadata: [])
        func tell(_ operation: RowOperation, end: Int64) {
            let row: [Scalar] = [.text("a"), .int64(0), .int64(end)]
            let columns = zip(running.inputTypes, row).map { Column(type: $0, scalars: [$1]) }
            running.take(.changes, OutputBatch(operation: operation, batch: Batch(count: 1, columns: columns)))
        }
        var said: [String] = []
        for end in Int64(10)...12 {
            if end > 10 { tell(.delete, end: end - 1) }
            tell(.upsert, end: end)
            said = []
            try running.finish(SessionChangesTests.order(watermark: nil)) { _, output in
                for row in output.batch.scalars { said.append("\(output.operation) \(show(row))") }
            }
        }
        #expect(said == ["delete 'a' | 0 | 11 | NULL", "upsert 'a' | 0 | 12 | 1"])
        #expect(running.partitions.values.map(\.windows.count) == [1])
    }
}

/// One random life of a job with running totals over sessions.
private final class SessionRunningStory {
    private struct Epoch {
        let rows: [[Scalar]]
        let order: EmitOrder
    }

    private static let gap: Int64 = 10
    private static let inner = [
        Sample.call(.sum, 4, .bigint), Sample.call(.countRows, nil, .bigint), Sample.call(.max, 8, .text),
    ]
    private let seed: UInt64
    private var random: SeededNumbers
    private let spec: AggregateSpec
    private let simulation: Simulation
    private var rows: [[Scalar]] = []
    private var rowsAtSeal: [[Scalar]] = []
    /// Since the last checkpoint.
    private var epochs: [Epoch] = []
    private var changes: [String: String] = [:]
    private var final: [String: String] = [:]
    /// The ends of final rows by partition: none comes before one that has come.
    private var lastEnds: [String: Int64] = [:]

    init(seed: UInt64, isByOne: Bool) throws {
        var random = SeededNumbers(seed &+ 4100)
        let partition = [[], [1], [0, 1], isByOne ? [1] : [0]][random.below(4)]
        let shared = isByOne ? partition.filter { $0 == 1 } : partition
        spec = AggregateSpec(
            keys: [0, 1], window: WindowColumns(start: 2, end: 3), calls: SessionRunningStory.inner,
            distribution: shared, stateTTLMicros: nil, sessionKeys: isByOne ? [1] : nil)
        let calls: [(AggregateCall.Function, Int?, DataType)] = [
            (.sum, 4, .numeric), (.countRows, nil, .bigint), (.max, 6, .text),
        ]
        var settings = Simulation.Settings(
            spec: spec.withTimes,
            running: calls.map { function, argument, type in
                RunningCall(
                    function: function, argument: argument,
                    argumentType: argument.map { SessionRunningStory.inner[$0 - 4].resultType },
                    partition: partition, order: 3, descending: false, resultType: type)
            }, memoryBytesMax: [1 << 30, 60_000, 1][random.below(3)], tracksChanges: random.chance(75))
        settings.windows = SessionPropertyTests.windows(SessionRunningStory.gap)
        if random.chance(50) {
            settings.having = { row in
                if case .int64(let count) = row[5] { count % 3 != 1 } else { false }
            }
        }
        simulation = try Simulation(settings, laneCount: 1 + random.below(3))
        self.seed = seed
        self.random = random
    }

    func run() throws {
        let keys = [1, 2, 4][random.below(3)]
        var watermark: Int64 = 0
        for number in 0..<25 {
            let batch = (0..<random.below(10)).map { _ in
                // Not before the watermark: what is late is another matter.
                let time = watermark + Int64(random.below(50))
                let end = (time / SessionRunningStory.gap + 1) * SessionRunningStory.gap
                return Sample.row(start: time, end: end, keys: keys, &random)
            }
            watermark += Int64(random.below(15))
            let isSealing = random.chance(40)
            let isLast = number == 24
            let order = EmitOrder(
                watermarkMicros: random.chance(10) ? nil : watermark, endOfInput: isLast, wantsFinal: true,
                wantsChanges: isLast || isSealing || random.chance(50),
                tracksChanges: simulation.settings.tracksChanges, wantsAll: false, clockMicros: 0)
            let epoch = Epoch(rows: batch, order: order)
            try end(epoch)
            epochs.append(epoch)
            if order.wantsChanges && order.tracksChanges {
                #expect(difference(changes, expected()) == [], "epoch \(number), seed \(seed)")
            }
            if isSealing {
                try simulation.seal()
                epochs = []
                rowsAtSeal = rows
            }
            if random.chance(25) { try die() }
        }
        #expect(difference(final, expected()) == [], "seed \(seed)")
    }

    /// Dies after the sinks have got all, and comes back: what was done since the checkpoint is done again, as it was.
    private func die() throws {
        try simulation.restart(laneCount: 1 + random.below(3))
        rows = rowsAtSeal
        lastEnds = [:]
        for epoch in epochs { try end(epoch) }
    }

    private func end(_ epoch: Epoch) throws {
        rows += epoch.rows
        simulation.process(epoch.rows, lane: random.below(3))
        try simulation.endEpoch(epoch.order) { _, channel, output in
            for values in output.batch.scalars { self.take(channel, output.operation, values) }
        }
    }

    private func take(_ channel: EmitChannel, _ operation: RowOperation, _ values: [Scalar]) {
        let key = show(Array(values[..<4]))
        switch (channel, operation) {
        case (.final, .append):
            #expect((final[key] ?? show(values)) == show(values), "another one: \(key) (seed \(seed))")
            final[key] = show(values)
            let partition = show(simulation.settings.running[0].partition.map { values[$0] })
            guard case .int64(let end) = values[3] else { return }
            #expect(lastEnds[partition] ?? .min <= end, "out of order (seed \(seed))")
            lastEnds[partition] = end
        case (.changes, .upsert): changes[key] = show(values)
        case (.changes, .delete): changes[key] = nil
        default: Issue.record("\(operation) on \(channel)")
        }
    }

    private func expected() -> [String: String] {
        let model = SessionPropertyTests.chained(rows, SessionRunningStory.gap, spec)
        let shown = model.running(simulation.settings.running, having: simulation.settings.having)
        return Dictionary(uniqueKeysWithValues: shown.map { (show(Array($0[..<4])), show($0)) })
    }
}
