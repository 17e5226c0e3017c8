import StateStore
import Testing

@testable import Operators

/// Random rows, lanes, checkpoints, restarts, budgets and emissions against a model that keeps all rows.
@Suite struct AggregatePropertyTests {
    @Test(arguments: UInt64(0)..<16)
    func `windows give what the naive model gives`(seed: UInt64) throws {
        try Story(seed: seed, isWindowed: true).run()
    }

    /// Groups that leave memory lie in blocks where windows are only ever read as a whole.
    @Test(arguments: UInt64(300)..<332)
    func `windows whose groups lie in blocks give what the naive model gives`(seed: UInt64) throws {
        try Story(seed: seed, isWindowed: true, packs: true).run()
    }

    @Test(arguments: UInt64(100)..<110)
    func `groups without windows give what the naive model gives`(seed: UInt64) throws {
        try Story(seed: seed, isWindowed: false).run()
    }

    @Test(arguments: UInt64(200)..<203)
    func `a spilled and a never spilled life show every group in the same order`(seed: UInt64) throws {
        let spilled = try orderOfAll(seed, memoryBytesMax: 1)
        let kept = try orderOfAll(seed, memoryBytesMax: 1 << 30)
        #expect(spilled == kept)
        #expect(!kept.isEmpty)
    }

    /// After a restart groups begin as deltas; each of their seals writes only what came since the one before.
    @Test(arguments: [1, 3], [true, false])
    func `deltas that are sealed again and again are counted once`(laneCount: Int, tracksChanges: Bool) throws {
        var random = SeededNumbers(31)
        let spec = AggregateSpec(
            keys: [0, 1], window: WindowColumns(start: 2, end: 3), calls: Sample.calls, distribution: [0, 1],
            stateTTLMicros: nil)
        let simulation = try Simulation(.init(spec: spec, tracksChanges: tracksChanges), laneCount: laneCount)
        var model = NaiveModel(spec: spec)
        var final: [String: String] = [:]
        for epoch in 0..<7 {
            let rows = (0..<40).map { _ in Sample.row(start: 0, end: 10, keys: 4, &random) }
            model.rows += rows
            simulation.process(rows, lane: epoch)
            try simulation.endEpoch(
                EmitOrder(
                    watermarkMicros: epoch == 6 ? 10 : 0, endOfInput: false, wantsFinal: true, wantsChanges: epoch == 3,
                    tracksChanges: tracksChanges, wantsAll: false, clockMicros: 0)
            ) { _, channel, output in
                guard channel == .final else { return }
                for values in output.batch.scalars { final[show(model.key(of: values))] = show(values) }
            }
            try simulation.seal()
            if epoch == 0 { try simulation.restart(laneCount: laneCount) }
        }
        #expect(difference(final, model.result()) == [])
    }

    private func orderOfAll(_ seed: UInt64, memoryBytesMax: Int) throws -> [String] {
        var random = SeededNumbers(seed)
        let spec = AggregateSpec(
            keys: [0, 1], window: WindowColumns(start: 2, end: 3), calls: Sample.calls, distribution: [0, 1],
            stateTTLMicros: nil)
        let simulation = try Simulation(
            .init(spec: spec, memoryBytesMax: memoryBytesMax, keepsClosedWindows: true), laneCount: 1)
        var shown: [String] = []
        for epoch in 0..<5 {
            let rows = (0..<40).map { _ in
                let start = Int64(random.below(3)) * 10
                return Sample.row(start: start, end: start + 10, keys: 5, &random)
            }
            simulation.process(rows, lane: 0)
            shown = []
            try simulation.endEpoch(
                EmitOrder(
                    watermarkMicros: Int64(epoch * 5), endOfInput: false, wantsFinal: false, wantsChanges: false,
                    tracksChanges: false, wantsAll: true, clockMicros: 0)
            ) { _, channel, output in
                if channel == .all { shown += output.batch.scalars.map(show) }
            }
        }
        return shown
    }
}

/// One random life of a job.
private final class Story {
    private var random: SeededNumbers
    private let simulation: Simulation
    private var model: NaiveModel
    private let seed: UInt64
    private let isWindowed: Bool
    private let keyRange: Int
    private let wantsFinal: Bool
    private var watermark: Int64 = 0
    private var final: [String: String] = [:]
    private var changes: [String: String] = [:]
    private var all: [String: String] = [:]

    init(seed: UInt64, isWindowed: Bool, packs: Bool = false) throws {
        var random = SeededNumbers(seed)
        let keys = [[0, 1], [0, 1], [0], [1], []][random.below(packs ? 4 : 5)]
        let spec = AggregateSpec(
            keys: keys, window: isWindowed ? WindowColumns(start: 2, end: 3) : nil, calls: Sample.calls,
            distribution: random.chance(30) && !keys.isEmpty ? [keys.count - 1] : Array(keys.indices),
            stateTTLMicros: nil)
        let settings = Simulation.Settings(
            spec: spec, memoryBytesMax: packs ? [60_000, 1][random.below(2)] : [1 << 30, 60_000, 1][random.below(3)],
            keepsClosedWindows: !packs && random.chance(50), tracksChanges: !packs && random.chance(60))
        wantsFinal = isWindowed && (packs || random.chance(70))
        keyRange = [2, 9, 30][random.below(3)]
        simulation = try Simulation(settings, laneCount: 1 + random.below(4))
        model = NaiveModel(spec: spec)
        self.seed = seed
        self.isWindowed = isWindowed
        self.random = random
    }

    func run() throws {
        for epoch in 0..<14 {
            for _ in 0..<random.below(4) { process() }
            try endEpoch(isLast: epoch == 13)
        }
        if wantsFinal { #expect(difference(final, model.result()) == [], "seed \(seed)") }
    }

    private func process(rowsMax: Int = 60) {
        let rows = (0..<random.below(rowsMax)).map { _ in
            // Any window that the watermark has not passed.
            let start = (watermark / 10 + Int64(random.below(3))) * 10
            return Sample.row(
                start: isWindowed ? start : 0, end: isWindowed ? start + 10 : 0, keys: keyRange, &random)
        }
        model.rows += rows
        simulation.process(rows, lane: random.below(4))
    }

    private func endEpoch(isLast: Bool) throws {
        // The last boundary never only makes room.
        let writes: StateWrite = random.chance(50) ? .checkpoint : random.chance(40) && !isLast ? .groups : .nothing
        watermark += Int64(random.below(8))
        let order = EmitOrder(
            watermarkMicros: random.chance(10) ? nil : watermark, endOfInput: isLast, wantsFinal: wantsFinal,
            wantsChanges: isLast || writes == .checkpoint || random.chance(50),
            tracksChanges: simulation.settings.tracksChanges, wantsAll: random.chance(40), clockMicros: 0)
        all = [:]
        let slices = !isLast && random.chance(60)
        try simulation.endEpoch(order, slices: slices, writes: writes) { _, channel, output in
            self.take(channel, output)
        }
        if order.wantsChanges && simulation.settings.tracksChanges {
            #expect(difference(changes, model.result()) == [], "seed \(seed)")
        }
        if order.wantsAll && (simulation.settings.keepsClosedWindows || !isWindowed) {
            #expect(difference(all, model.result()) == [], "seed \(seed)")
        }
        for lane in simulation.lanes { #expect(lane.takeFailures().isEmpty) }
        guard writes == .checkpoint else {
            try closeSlices()
            guard writes == .groups else { return }
            return try simulation.writeGroups(sliceRows: 1 + random.below(7)) {
                if random.chance(30) { process(rowsMax: 8) }
            }
        }
        if isLast || random.chance(50) {
            try simulation.seal()
            // Its rows are not in the checkpoint any more, so they must not wait longer than it does.
            try simulation.closeSlices(rows: 3, between: {}) { _, channel, output in self.take(channel, output) }
            if random.chance(40) { try simulation.restart(laneCount: 1 + random.below(4)) }
            return
        }
        // Rows of the next epoch come while it is written: a restart begins without them and gets them again.
        let first = model.rows.count
        let sliceRows = 1 + random.below(7)
        try simulation.seal(sliceRows: sliceRows, begun: closeSlices) {
            if random.chance(30) { process(rowsMax: 8) }
        }
        guard random.chance(60) else { return }
        try simulation.restart(laneCount: 1 + random.below(4))
        simulation.process(Array(model.rows[first...]), lane: random.below(4))
    }

    /// Windows that are over give out their rows while the next epoch's come.
    private func closeSlices() throws {
        try simulation.closeSlices(
            rows: 1 + random.below(7), between: { if random.chance(30) { process(rowsMax: 8) } }
        ) { _, channel, output in self.take(channel, output) }
    }

    private func take(_ channel: EmitChannel, _ output: OutputBatch) {
        let keyCount = model.spec.keys.count + (isWindowed ? 2 : 0)
        for values in output.batch.scalars {
            let key = show(Array(values[..<keyCount]))
            switch channel {
            case .final:
                #expect(output.operation == .append)
                #expect(final[key] == nil, "twice: \(key) (seed \(seed))")
                final[key] = show(values)
            case .changes:
                #expect(output.operation == .upsert)
                changes[key] = show(values)
            case .all:
                #expect(output.operation == .replaceAll)
                #expect(all[key] == nil, "twice: \(key) (seed \(seed))")
                all[key] = show(values)
            }
        }
    }
}
