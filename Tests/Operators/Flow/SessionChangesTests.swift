import StateStore
import Testing

@testable import Operators

/// What sinks have of sessions that grow, merge and are hidden by HAVING, against rows that are chained one by one:
/// with lanes, spills, checkpoints and lives that end between checkpoints.
@Suite struct SessionChangesTests {
    @Test(arguments: UInt64(0)..<24, [false, true])
    func `a sink with changes has the sessions of all rows so far`(seed: UInt64, isByOne: Bool) throws {
        try Story(seed: seed, isByOne: isByOne).run()
    }

    @Test func `all groups of a session move with it`() throws {
        let spec = Self.spec(calls: [Sample.call(.sum, 4, .bigint)], sessionKeys: [1])
        var settings = Simulation.Settings(spec: spec.withTimes, tracksChanges: true)
        settings.windows = SessionPropertyTests.windows(10)
        let simulation = try Simulation(settings, laneCount: 1)
        var random = SeededNumbers(1)
        var said: [String] = []
        func epoch(_ list: [(page: String, time: Int64)], watermark: Int64) throws {
            let rows = list.map { page, time in
                [.text(page), .int64(1)] + Sample.row(start: time, end: (time / 10 + 1) * 10, keys: 1, &random)[2...]
            }
            simulation.process(rows, lane: 0)
            said = []
            try simulation.endEpoch(Self.order(watermark: watermark)) { _, channel, output in
                for values in output.batch.scalars { said.append("\(output.operation) \(show(Array(values[..<4])))") }
            }
            said.sort()
        }
        try epoch([("a", 3), ("b", 7), ("a", 25)], watermark: 0)
        #expect(
            said == ["upsert 'a' | 1 | 25 | 35", "upsert 'a' | 1 | 3 | 17", "upsert 'b' | 1 | 3 | 17"])
        try epoch([("c", 16)], watermark: 0)
        #expect(
            said == [
                "delete 'a' | 1 | 25 | 35", "delete 'a' | 1 | 3 | 17", "delete 'b' | 1 | 3 | 17",
                "upsert 'a' | 1 | 3 | 35", "upsert 'b' | 1 | 3 | 35", "upsert 'c' | 1 | 3 | 35",
            ])
        // Carried on from pane to pane, and what does not change is not told.
        try epoch([("b", 26)], watermark: 20)
        #expect(
            said == [
                "delete 'a' | 1 | 3 | 35", "delete 'b' | 1 | 3 | 35", "delete 'c' | 1 | 3 | 35",
                "upsert 'a' | 1 | 3 | 36", "upsert 'b' | 1 | 3 | 36", "upsert 'c' | 1 | 3 | 36",
            ])
        try epoch([("b", 22)], watermark: 22)
        #expect(said == ["upsert 'b' | 1 | 3 | 36"])
        try epoch([], watermark: 40)
        #expect(said == [] && simulation.lanes[0].windowCount == 0)
    }

    @Test func `a session that merges two takes both away and is written once`() throws {
        let spec = Self.spec(calls: [Sample.call(.sum, 4, .bigint)])
        var settings = Simulation.Settings(spec: spec.withTimes, tracksChanges: true)
        settings.windows = SessionPropertyTests.windows(10)
        let simulation = try Simulation(settings, laneCount: 1)
        var random = SeededNumbers(1)
        var said: [String] = []
        func epoch(_ times: [Int64]) throws {
            let rows = times.map { time in
                [.null, .int64(1)] + Sample.row(start: time, end: (time / 10 + 1) * 10, keys: 1, &random)[2...]
            }
            simulation.process(rows, lane: 0)
            said = []
            try simulation.endEpoch(Self.order(watermark: nil)) { _, channel, output in
                #expect(channel == .changes)
                for values in output.batch.scalars { said.append("\(output.operation) \(show(Array(values[2..<4])))") }
            }
        }
        try epoch([3, 7, 25, 28])
        #expect(said == ["upsert 3 | 17", "upsert 25 | 38"])
        try epoch([16])
        #expect(said == ["delete 3 | 17", "delete 25 | 38", "upsert 3 | 38"])
        try epoch([20])
        #expect(said == ["upsert 3 | 38"])
        try epoch([])
        #expect(said == [])
        try epoch([40, 1])
        #expect(said.sorted() == ["delete 3 | 38", "upsert 1 | 38", "upsert 40 | 50"])
    }

    @Test func `a value with and without the bounds that sinks have is read in both layouts`() throws {
        let calls = [Sample.call(.sum, 4, .bigint), Sample.call(.max, 8, .text)]
        let plain = try StateLayout(keyTypes: [.bigint], calls: calls, ttlMicros: nil)
        let shown = try StateLayout(keyTypes: [.bigint], calls: calls, ttlMicros: nil, keepsShownBounds: true)
        #expect(shown.fields.count == 4 && shown.fieldBytes == plain.fieldBytes + 16)
        func again(_ bytes: [UInt8], _ layout: StateLayout) throws -> (seen: UInt64, bytes: [UInt8]) {
            let row = GroupRow.allocate(byteCount: layout.stride, alignment: 16)
            defer { row.deallocate() }
            row.initializeMemory(as: UInt8.self, repeating: 0, count: layout.stride)
            return try bytes.withUnsafeBytes { value in
                _ = try RowCodec(layout: layout).decode(value, into: row)
                var out = ByteBuffer(capacity: 64)
                RowCodec(layout: layout).encode(row, windowStart: 5, into: &out)
                return (row.seen, out.array)
            }
        }
        let text = Array("a text that is longer than what lies in a view".utf8)
        let row = GroupRow.allocate(byteCount: shown.stride, alignment: 16)
        defer { row.deallocate() }
        row.initializeMemory(as: UInt8.self, repeating: 0, count: shown.stride)
        row.seen = 0b1111
        let bytes = text.withUnsafeBytes { list in
            (row + shown.fields[1].offset).view = StringView(
                list.baseAddress ?? UnsafeRawPointer(row), count: list.count)
            (row + shown.fields[2].offset).storeBytes(of: 3, as: Int64.self)
            var out = ByteBuffer(capacity: 64)
            RowCodec(layout: shown).encode(row, windowStart: 5, into: &out)
            return out.array
        }
        // What lies in the place of a text is where it lay in memory.
        #expect(bytes[0] == 3)
        let own = try again(bytes, shown)
        #expect(own.seen == 0b1111 && own.bytes.count == bytes.count && own.bytes.suffix(text.count) == text[...])
        let old = try again(bytes, plain)
        #expect(old.seen == 0b11 && old.bytes[0] == 1 && old.bytes.count < bytes.count)
        #expect(old.bytes.suffix(text.count) == text[...])
        let back = try again(old.bytes, shown)
        #expect(back.seen == 0b11 && back.bytes[0] == 3 && back.bytes.count == bytes.count)
        #expect(back.bytes.suffix(text.count) == text[...])
    }

    static func spec(calls: [AggregateCall], sessionKeys: [Int]? = nil) -> AggregateSpec {
        AggregateSpec(
            keys: [0, 1], window: WindowColumns(start: 2, end: 3), calls: calls,
            distribution: sessionKeys ?? [0, 1], stateTTLMicros: nil, sessionKeys: sessionKeys)
    }

    static func order(watermark: Int64?, isLast: Bool = false, isDue: Bool = true, isFinal: Bool = false) -> EmitOrder {
        EmitOrder(
            watermarkMicros: watermark, endOfInput: isLast, wantsFinal: isFinal, wantsChanges: isDue,
            tracksChanges: true, wantsAll: false, clockMicros: 0)
    }
}

/// One random life of a job over sessions and of the sink behind a condition.
private final class Story {
    private struct Epoch {
        let rows: [[Scalar]]
        let order: EmitOrder
    }

    private static let gap: Int64 = 10
    private let seed: UInt64
    private var random: SeededNumbers
    private let spec: AggregateSpec
    private let simulation: Simulation
    private var rows: [[Scalar]] = []
    /// By keys and bounds.
    private var sink: [String: String] = [:]
    /// Since the last checkpoint.
    private var epochs: [Epoch] = []
    private var rowsAtSeal: [[Scalar]] = []
    private let modulus: Int64

    init(seed: UInt64, isByOne: Bool) throws {
        var random = SeededNumbers(seed &+ 900)
        self.seed = seed
        spec = SessionChangesTests.spec(calls: Sample.calls, sessionKeys: isByOne ? [1] : nil)
        modulus = [1, 2, 3][random.below(3)]
        var settings = Simulation.Settings(
            spec: spec.withTimes, memoryBytesMax: [1 << 30, 60_000, 1][random.below(3)], tracksChanges: true)
        settings.windows = SessionPropertyTests.windows(Story.gap)
        simulation = try Simulation(settings, laneCount: 1 + random.below(3))
        self.random = random
    }

    func run() throws {
        let keys = [1, 2, 5][random.below(3)]
        var watermark: Int64 = 0
        for number in 0..<30 {
            var batch: [[Scalar]] = []
            for _ in 0..<random.below(12) {
                // Not before the watermark: what is late is another matter.
                let time = watermark + Int64(random.below(60))
                let end = (time / Story.gap + 1) * Story.gap
                batch.append(Sample.row(start: time, end: end, keys: keys, &random))
            }
            watermark += Int64(random.below(15))
            let isSealing = random.chance(40)
            let isLast = number == 29
            let order = SessionChangesTests.order(
                watermark: random.chance(10) ? nil : watermark, isLast: isLast, isDue: isSealing || random.chance(50))
            let epoch = Epoch(rows: batch, order: order)
            try end(epoch)
            epochs.append(epoch)
            if order.wantsChanges || isLast {
                #expect(difference(sink, expected()) == [], "epoch \(number), seed \(seed)")
            }
            if isSealing {
                try simulation.seal()
                epochs = []
                rowsAtSeal = rows
            }
            if random.chance(25) { try die() }
        }
    }

    /// Dies after the sink has got all, and comes back: what was done since the checkpoint is done again, as it was.
    private func die() throws {
        try simulation.restart(laneCount: 1 + random.below(3))
        rows = rowsAtSeal
        for epoch in epochs { try end(epoch) }
    }

    private func end(_ epoch: Epoch) throws {
        rows += epoch.rows
        simulation.process(epoch.rows, lane: random.below(3))
        try simulation.endEpoch(epoch.order) { lane, channel, output in
            #expect(channel == .changes)
            let values = output.batch.scalars
            let keys = values.map { show(Array($0[..<4])) }
            if output.operation == .delete {
                for key in keys { self.sink[key] = nil }
                return
            }
            let refused = values.indices.filter { !self.passes(values[$0]) }
            for row in values.indices where !refused.contains(row) { self.sink[keys[row]] = show(values[row]) }
            for row in self.simulation.lanes[lane].hide(refused) { self.sink[keys[row]] = nil }
        }
    }

    /// A condition that a session meets and does not meet any more.
    private func passes(_ values: [Scalar]) -> Bool {
        guard case .int64(let count) = values[4] else { return true }
        return modulus == 1 || count % modulus != 0
    }

    private func expected() -> [String: String] {
        SessionPropertyTests.model(rows, Story.gap, spec) { self.passes($0) }
    }
}
