import StateStore
import Testing

@testable import Operators

/// Changes behind conditions: what no sink has is not taken away, and what one has is.
@Suite struct ShownRowTests {
    @Test(arguments: UInt64(0)..<16)
    func `a sink is never told of rows that it has not got`(seed: UInt64) throws {
        try ShownRowStory(seed: seed, ttl: nil).run()
    }

    @Test(arguments: UInt64(0)..<12)
    func `with a time to live a hidden row is taken away once in its life`(seed: UInt64) throws {
        try ShownRowStory(seed: seed, ttl: 100).run()
    }

    @Test func `of groups that an earlier version wrote nobody knows`() throws {
        let story = try ShownRowStory(seed: 1, ttl: nil, memoryBytesMax: 1)
        try story.epoch([20])
        #expect(story.told == [])
        try story.epoch([20])
        #expect(story.told == [])
        let store = try #require(story.simulation.store)
        var entries: [(key: [UInt8], value: [UInt8])] = []
        _ = try store.scan(.all) { key, value in
            entries.append((Array(key), Array(value)))
            return true
        }
        #expect(entries.map { $0.value[1] } == [1])
        var run = try store.newRun()
        for (key, value) in entries {
            var value = value
            value[1] = 0
            try key.withUnsafeBytes { key in try value.withUnsafeBytes { try run.put(key: key, value: $0) } }
        }
        if let finished = try run.finish() { try store.ingest([finished]) }
        try story.epoch([20])
        try story.epoch([20])
        #expect(story.told == ["'x' | 1"])
    }

    @Test(arguments: [[UInt8(0), 0, 0], [1, 0, 1], [2, 0, 2], [0, 1, 1], [2, 1, 1], [1, 2, 2], [0, 2, 2]])
    func `the newest part that knows says what the sinks have`(parts: [UInt8]) throws {
        let layout = try StateLayout(
            keyTypes: [.bigint], calls: [Sample.call(.sum, 4, .bigint)], ttlMicros: nil)
        let row = GroupRow.allocate(byteCount: layout.stride, alignment: 16)
        defer { row.deallocate() }
        row.initializeMemory(as: UInt8.self, repeating: 0, count: layout.stride)
        let values = parts.prefix(2).map { part in
            row.head = [GroupFlag.isDelta, GroupFlag.isHidden, GroupFlag.wasEmitted][Int(part)]
            var bytes = ByteBuffer(capacity: 64)
            RowCodec(layout: layout).encode(row, windowStart: 0, into: &bytes)
            return bytes.array
        }
        #expect(values.map { $0[1] } == Array(parts.prefix(2)))
        let older = GroupRow.allocate(byteCount: layout.stride, alignment: 16)
        defer { older.deallocate() }
        older.initializeMemory(as: UInt8.self, repeating: 0, count: layout.stride)
        row.head = GroupFlag.isDelta
        _ = try values[1].withUnsafeBytes { try RowCodec(layout: layout).decode($0, into: row) }
        _ = try values[0].withUnsafeBytes { try RowCodec(layout: layout).decode($0, into: older) }
        layout.combine(into: row, older: older, arena: nil)
        var merged = ByteBuffer(capacity: 64)
        RowCodec(layout: layout).encode(row, windowStart: 0, into: &merged)
        #expect(merged.array[1] == parts[2])
    }

    /// What a layout reads of a value: whether it knows of windows, and the value written again.
    private func read(_ bytes: [UInt8], _ layout: StateLayout) throws -> (knows: Bool, again: [UInt8]) {
        let row = GroupRow.allocate(byteCount: layout.stride, alignment: 16)
        defer { row.deallocate() }
        row.initializeMemory(as: UInt8.self, repeating: 0, count: layout.stride)
        row.head = GroupFlag.isDelta
        _ = try bytes.withUnsafeBytes { try RowCodec(layout: layout).decode($0, into: row) }
        var again = ByteBuffer(capacity: 64)
        RowCodec(layout: layout).encode(row, windowStart: 5, into: &again)
        return (row.has(GroupFlag.knowsWindows), again.array)
    }

    @Test func `a pane's value is read with and without the windows that were shown`() throws {
        let calls = [Sample.call(.sum, 4, .bigint)]
        let plain = try StateLayout(keyTypes: [.bigint], calls: calls, ttlMicros: nil)
        let pane = try StateLayout(keyTypes: [.bigint], calls: calls, ttlMicros: nil, keepsShownWindows: true)
        let row = GroupRow.allocate(byteCount: pane.stride, alignment: 16)
        defer { row.deallocate() }
        row.initializeMemory(as: UInt8.self, repeating: 7, count: pane.stride)
        row.head = 0
        row.seen = 1
        row.shownWindows = 1 << 40 | 3
        var bytes = ByteBuffer(capacity: 64)
        RowCodec(layout: pane).encode(row, windowStart: 5, into: &bytes)
        let newer = bytes.array
        #expect(newer[0] == 2 && newer.count % 8 == 0)
        let own = try read(newer, pane)
        #expect(own.knows && own.again == newer)
        // A query that nobody reads changes of, and what it writes, as earlier versions did.
        let older = try read(newer, plain)
        #expect(!older.knows && older.again[0] == 1 && older.again.count == newer.count - 8)
        #expect(older.again[8..<24] == newer[8..<24] && older.again[24...] == newer[32...])
        let back = try read(older.again, pane)
        #expect(!back.knows && back.again == older.again)
        #expect(throws: OperatorError.self) { try read([3] + newer.dropFirst(), pane) }
        #expect(throws: OperatorError.self) { try read([], pane) }
    }
}

/// One random life of a job with two conditions on its sums, and of the sink behind them.
private final class ShownRowStory {
    private var random: SeededNumbers
    let simulation: Simulation
    private let seed: UInt64
    private let ttl: Int64?
    private var clock: Int64 = 0
    private var sums: [String: Int64] = [:]
    private var last: [String: Int64] = [:]
    private var sink: [String: Int64] = [:]
    private var expected: [String: Int64] = [:]
    /// Keys that were taken away and not there.
    private(set) var told: [String] = []
    /// Lives of keys that began.
    private var begun: [String: Int] = [:]

    init(seed: UInt64, ttl: Int64?, memoryBytesMax: Int? = nil) throws {
        var random = SeededNumbers(seed &+ 7_000)
        let spec = AggregateSpec(
            keys: [0, 1], window: nil, calls: [Sample.call(.sum, 4, .bigint)], distribution: [0, 1],
            stateTTLMicros: ttl)
        let memory = [1 << 30, 20_000, 1][random.below(3)]
        simulation = try Simulation(
            .init(spec: spec, memoryBytesMax: memoryBytesMax ?? memory, tracksChanges: true),
            laneCount: memoryBytesMax == nil ? 1 + random.below(3) : 1)
        self.seed = seed
        self.ttl = ttl
        self.random = random
    }

    func run() throws {
        for _ in 0..<60 {
            let start = clock
            if ttl != nil { clock += [0, 1, 30, 99, 100, 101, 250][random.below(7)] }
            for _ in 0..<random.below(3) {
                process(
                    (0..<random.below(6)).map { _ in (1 + Int64(random.below(5)), Int64(random.below(41)) - 20) }, start
                )
            }
            let isDue = random.chance(60)
            try endEpoch(isDue: isDue)
            // Changes that wait are given out with a checkpoint.
            guard isDue && random.chance(60) else { continue }
            try simulation.seal(clockMicros: clock)
            if random.chance(50) { try simulation.restart(laneCount: 1 + random.below(3)) }
        }
        if ttl == nil {
            #expect(told == [], "seed \(seed)")
        } else {
            for (key, times) in Dictionary(grouping: told, by: { $0 }) {
                #expect(times.count <= begun[key, default: 0], "seed \(seed), \(key)")
            }
        }
    }

    /// An epoch with values of one key.
    func epoch(_ values: [Int64]) throws {
        process(values.map { (1, $0) }, clock)
        try endEpoch(isDue: true)
    }

    private func process(_ values: [(key: Int64, value: Int64)], _ start: Int64) {
        let rows = values.map { key, value in
            var row = Sample.types.map { _ in Scalar.null }
            row[0] = .bytes(Array("x".utf8))
            row[1] = .int64(key)
            row[4] = .int64(value)
            return row
        }
        for row in rows {
            let key = show(Array(row[..<2]))
            if let ttl, let last = last[key], start - last >= ttl { sums[key] = nil }
            if sums[key] == nil { begun[key, default: 0] += 1 }
            if case .int64(let value) = row[4] { sums[key, default: 0] += value }
            last[key] = clock
        }
        simulation.process(rows, lane: random.below(3), clockMicros: start)
    }

    private static func passesFirst(_ sum: Int64) -> Bool { sum < 10 }
    private static func passesSecond(_ sum: Int64) -> Bool { sum > -10 }

    private func endEpoch(isDue: Bool) throws {
        for (key, sum) in sums where last[key] == clock || ttl == nil {
            expected[key] = ShownRowStory.passesFirst(sum) && ShownRowStory.passesSecond(sum) ? sum : nil
        }
        let order = EmitOrder(
            watermarkMicros: nil, endOfInput: false, wantsFinal: false, wantsChanges: isDue || ttl != nil,
            tracksChanges: true, wantsAll: false, clockMicros: clock)
        try simulation.endEpoch(order) { lane, _, output in
            let lane = simulation.lanes[lane]
            let rows = output.batch.scalars.map { (key: show(Array($0[..<2])), sum: sum($0[2])) }
            guard output.operation == .upsert else { return delete(rows.map(\.key)) }
            let refused = rows.indices.filter { !ShownRowStory.passesFirst(rows[$0].sum) }
            if !refused.isEmpty { delete(lane.hide(refused).map { rows[$0].key }) }
            // The second condition knows rows by their numbers behind the first.
            let passed = rows.indices.filter { !refused.contains($0) }
            lane.giving(passed) {
                let left = passed.map { rows[$0] }
                let refused = left.indices.filter { !ShownRowStory.passesSecond(left[$0].sum) }
                if !refused.isEmpty { delete(lane.hide(refused).map { left[$0].key }) }
                for index in left.indices where !refused.contains(index) { sink[left[index].key] = left[index].sum }
            }
        }
        if isDue || ttl != nil { #expect(sink == expected, "seed \(seed)") }
    }

    private func sum(_ value: Scalar) -> Int64 {
        guard case .int64(let sum) = value else { return 0 }
        return sum
    }

    private func delete(_ keys: [String]) {
        for key in keys where sink.removeValue(forKey: key) == nil { told.append(key) }
    }
}
