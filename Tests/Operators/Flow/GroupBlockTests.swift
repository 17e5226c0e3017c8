import StateStore
import Testing

@testable import Operators

/// Groups that leave memory as blocks, and come back when their window closes.
@Suite struct GroupBlockTests {
    private static let spec = AggregateSpec(
        keys: [0, 1], window: WindowColumns(start: 2, end: 3),
        calls: [
            Sample.call(.countRows, nil, .bigint), Sample.call(.sum, 4, .bigint), Sample.call(.min, 8, .text),
            AggregateCall(
                function: .count, argument: 8, argumentType: .text, filter: nil, isDistinct: true, resultType: .bigint),
        ], distribution: [0, 1], stateTTLMicros: nil)

    /// A job whose rows all lie in the window from 0 to 10, and the model that knows its results.
    private final class Life {
        let simulation: Simulation
        var model = NaiveModel(spec: GroupBlockTests.spec)
        var random: SeededNumbers
        private(set) var final: [String: String] = [:]

        init(seed: UInt64, memoryBytesMax: Int, laneCount: Int = 1) throws {
            random = SeededNumbers(seed)
            simulation = try Simulation(
                .init(spec: GroupBlockTests.spec, memoryBytesMax: memoryBytesMax), laneCount: laneCount)
        }

        /// An epoch of so many rows.
        func epoch(rows count: Int, keys: Int, writes: StateWrite = .nothing, closes: Bool = false) throws {
            let rows = (0..<count).map { _ in Sample.row(start: 0, end: 10, keys: keys, &random) }
            model.rows += rows
            for first in stride(from: 0, to: count, by: 500) {
                simulation.process(Array(rows[first..<min(count, first + 500)]), lane: first / 500)
            }
            let order = EmitOrder(
                watermarkMicros: closes ? 10 : 0, endOfInput: false, wantsFinal: true, wantsChanges: false,
                tracksChanges: false, wantsAll: false, clockMicros: 0)
            try simulation.endEpoch(order, slices: true, writes: writes) { _, _, output in self.take(output) }
            if writes == .checkpoint { try simulation.seal() }
            if writes == .groups { try simulation.writeGroups(sliceRows: 700) }
            try simulation.closeSlices(rows: 700, between: {}) { _, _, output in self.take(output) }
        }

        func take(_ output: OutputBatch) {
            for values in output.batch.scalars {
                let old = final.updateValue(show(values), forKey: show(model.key(of: values)))
                #expect(old == nil, "twice: \(values)")
            }
        }

        var wrong: [String] { difference(final, model.result()) }

        var blockRuns: [UInt32] { simulation.lanes.map { $0.own.first?.blockRuns ?? 0 } }

        /// Keys of blocks, and of groups.
        func keys() throws -> (blocks: Int, groups: Int) {
            var found = (blocks: 0, groups: 0)
            try simulation.store?.scan(.all) { key, _ in
                if StateKey.isBlock(key) { found.blocks += 1 } else { found.groups += 1 }
                return true
            }
            return found
        }
    }

    @Test(arguments: [1, 3], [StateWrite.nothing, .groups])
    func `groups that leave memory again and again are few keys`(laneCount: Int, writes: StateWrite) throws {
        let life = try Life(seed: 1, memoryBytesMax: 1, laneCount: laneCount)
        for _ in 0..<3 { try life.epoch(rows: 1500, keys: 900, writes: writes) }
        let keys = try life.keys()
        #expect(keys.groups == 0 && 1...(3 * KeyGroup.count) ~= keys.blocks && life.model.result().count > 2000)
        try life.epoch(rows: 200, keys: 900, closes: true)
        #expect(life.wrong == [])
        #expect(try life.keys() == (0, 0))
    }

    @Test func `a key group that memory has no room for is read a share at a time`() throws {
        let life = try Life(seed: 2, memoryBytesMax: 1)
        for _ in 0..<2 { try life.epoch(rows: 16_000, keys: 20_000) }
        #expect(life.model.result().count / KeyGroup.count > 64 * 3)
        try life.epoch(rows: 1_000, keys: 20_000, closes: true)
        #expect(life.wrong == [])
    }

    @Test func `blocks are added to what checkpoints wrote before and in between`() throws {
        let life = try Life(seed: 3, memoryBytesMax: 1 << 20)
        let (few, many) = (200, 14_000)
        try life.epoch(rows: few, keys: 300, writes: .checkpoint)
        let first = try life.keys()
        #expect(first.blocks == 0 && first.groups > 100)
        // Groups of which a checkpoint has the whole replace it.
        try life.epoch(rows: many, keys: 5_000, writes: .checkpoint)
        #expect(life.blockRuns == [0])
        #expect(try life.keys().groups > 5_000)
        // What comes now is added.
        try life.epoch(rows: few, keys: 300, writes: .checkpoint)
        try life.epoch(rows: many, keys: 5_000, writes: .checkpoint)
        #expect(life.blockRuns == [1])
        try life.epoch(rows: few, keys: 300, writes: .checkpoint)
        try life.simulation.restart(laneCount: 2)
        #expect(life.blockRuns == [1, 1])
        try life.epoch(rows: many * 2, keys: 5_000, writes: .checkpoint)
        #expect(life.blockRuns == [2, 2])
        try life.epoch(rows: few, keys: 300, writes: .checkpoint)
        try life.simulation.restart(laneCount: 3)
        #expect(try life.keys().blocks >= 2 * KeyGroup.count)
        try life.epoch(rows: few, keys: 300, closes: true)
        #expect(life.wrong == [])
    }

    @Test func `a window that stays open has no more than so many blocks of a group`() throws {
        let life = try Life(seed: 4, memoryBytesMax: 1)
        for _ in 0..<260 { try life.epoch(rows: 12, keys: 3) }
        #expect(life.blockRuns == [WindowGroups.blockRunsMax])
        #expect(try life.keys().groups > 0)
        try life.epoch(rows: 12, keys: 3, closes: true)
        #expect(life.wrong == [])
    }

    @Test func `where single groups are looked up from now on, blocks are taken apart`() throws {
        let life = try Life(seed: 5, memoryBytesMax: 1, laneCount: 2)
        for _ in 0..<3 { try life.epoch(rows: 900, keys: 40, writes: .checkpoint) }
        let metadata = life.simulation.lanes.map { $0.metadata() }
        #expect(metadata.allSatisfy { $0.first == 3 })
        let store = try #require(life.simulation.store)
        #expect(try life.keys().blocks > 0)
        for lane in 0..<3 {
            let aggregate = try AggregateOperator(
                spec: Self.spec, keyTypes: life.simulation.keyTypes,
                place: .init(table: TableID(7), lane: lane, laneCount: 3, store: store, memoryBytesMax: 1 << 30),
                keepsClosedWindows: false, tracksChanges: true, metadata: metadata)
            #expect(aggregate.metadata().first == 2)
            let order = EmitOrder(
                watermarkMicros: 10, endOfInput: false, wantsFinal: true, wantsChanges: true, tracksChanges: true,
                wantsAll: false, clockMicros: 0)
            try aggregate.advance(order) { channel, output in if channel == .final { life.take(output) } }
        }
        #expect(life.wrong == [])
        #expect(try life.keys() == (0, 0))
    }

    @Test func `a key of any bytes is no block's key`() {
        var writer = KeyWriter()
        let prefix = StateKey.Prefix(table: TableID(1), windowEnd: -1, group: KeyGroup(127))
        writer.reset(to: prefix)
        [UInt8](repeating: 0xFF, count: 40).withUnsafeBytes { writer.writeBytes($0) }
        #expect(!StateKey.isBlock(writer.bytes))
        writer.reset(to: prefix)
        writer.writeNull()
        #expect(!StateKey.isBlock(writer.bytes))
        writer.reset(toBlock: prefix, run: 0, part: 0)
        #expect(StateKey.isBlock(writer.bytes) && writer.bytes.count == StateKey.prefixSize + 9)
    }

    @Test func `bytes that are no block of this query are refused`() throws {
        let layout = try StateLayout(keyTypes: [.text], calls: Self.spec.calls, ttlMicros: nil)
        let table = GroupTable(layout: layout)
        let text = Array("a key that is longer than a view holds".utf8)
        var words: [UInt64] = [0, 0]
        let view = text.withUnsafeBytes { table.arena.view(of: $0) }
        words = [UInt64(view.length) | UInt64(view.prefix) << 32, view.rest]
        let row = table.findOrInsert(words, nulls: 0, hash: 1, spread: 0, newFlags: 0)
        var writer = GroupBlockWriter(layout)
        writer.append(row)
        let block = Array(writer.finish(windowStart: 5))
        var room = ByteBuffer()
        let found = try block.withUnsafeBytes { bytes throws(OperatorError) in
            try GroupBlock(bytes, layout, in: &room)
        }
        #expect(found.count == 1 && found.windowStart == 5)
        for count in 0..<block.count {
            _ = block[..<count].withUnsafeBytes { bytes in
                #expect(throws: OperatorError.self) { try GroupBlock(bytes, layout, in: &room) }
            }
        }
        // Another version, another row size, more rows, longer strings, a string beyond the end.
        for (offset, byte) in [(0, UInt8(2)), (4, 1), (8, 2), (16, 200), (32 + 24 + 8, 200)] {
            var other = block
            other[offset] = byte
            _ = other.withUnsafeBytes { bytes in
                #expect(throws: OperatorError.self, "byte \(offset)") { try GroupBlock(bytes, layout, in: &room) }
            }
        }
    }
}
