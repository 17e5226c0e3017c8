import Testing

@testable import StateStore

/// Adds integers; a block is the numbers of groups, each with its operand.
private struct BlockSumMerger: ValueMerger {
    let name = "test.sum"

    func merge(
        key: UnsafeRawBufferPointer, existing: UnsafeRawBufferPointer?, operands: MergeOperands,
        into result: inout ByteBuffer
    ) -> Bool { SumMerger().merge(key: key, existing: existing, operands: operands, into: &result) }

    func unpack(
        key: UnsafeRawBufferPointer, block: UnsafeRawBufferPointer,
        _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Void
    ) throws(StoreError) -> Bool {
        guard block.count % 16 == 0 else { throw .corruption("half a group") }
        var writer = KeyWriter()
        for start in stride(from: 0, to: block.count, by: 16) {
            writer.reset()
            writer.writeInt64(number(UnsafeRawBufferPointer(rebasing: block[start...])))
            body(writer.bytes, UnsafeRawBufferPointer(rebasing: block[(start + 8)..<(start + 16)]))
        }
        return true
    }
}

@Suite struct GroupCursorTests {
    /// Writes groups of one window as blocks of a run.
    private func addBlocks(_ store: StateStore, window: Int64, run number: UInt32, _ groups: [Int64: Int64]) throws {
        var byKeyGroup: [UInt8: [UInt8]] = [:]
        for (group, operand) in groups.sorted(by: { $0.key > $1.key }) {
            byKeyGroup[key(window: window, group)[10], default: []] += bytes(group) + bytes(operand)
        }
        var run = try store.newRun()
        var writer = KeyWriter()
        for (keyGroup, block) in byKeyGroup.sorted(by: { $0.key < $1.key }) {
            let prefix = StateKey.Prefix(table: TableID(1), windowEnd: window, group: KeyGroup(keyGroup))
            writer.reset(toBlock: prefix, run: number, part: 0)
            try block.withUnsafeBytes { try run.put(key: writer.bytes, value: $0) }
        }
        if let finished = try run.finish() { try store.ingest([finished]) }
    }

    private func groups(_ state: InspectedState, from lower: [UInt8]? = nil) throws -> [([UInt8], Int64)] {
        var cursor = try state.groups(.table(TableID(1)))
        lower?.withUnsafeBytes { cursor.seek($0) }
        var found: [([UInt8], Int64)] = []
        while let entry = try cursor.next() { found.append((Array(entry.key), number(entry.value))) }
        return found
    }

    private func state(_ scratch: Scratch, _ epoch: Int64) throws -> InspectedState {
        let inspector = try StateInspector(path: scratch("s"))
        let report = try #require(try inspector.checkpoints().first { $0.epoch == Epoch(epoch) })
        return try inspector.open(report, merger: BlockSumMerger())
    }

    @Test func `groups come in order wherever they lie, and all parts of one are combined`() throws {
        let scratch = Scratch()
        let job = try JobState(scratch("s"))
        var expected: [[UInt8]: Int64] = [:]
        func operands(_ window: Int64, _ groups: some Sequence<Int64>, _ operand: Int64) -> [Int64: Int64] {
            for group in groups { expected[key(window: window, group), default: 0] += operand }
            return Dictionary(uniqueKeysWithValues: groups.map { ($0, operand) })
        }
        // Window 1 has groups of every kind, window 2 blocks alone, window 3 keys alone.
        for (window, ordinary) in [(Int64(1), Int64(0)..<300), (3, 0..<50)] {
            let entries = operands(window, ordinary, 1)
            try job.store.add(Dictionary(uniqueKeysWithValues: entries.map { (key(window: window, $0), $1) }))
        }
        try addBlocks(job.store, window: 1, run: 0, operands(1, 250..<600, 10))
        try addBlocks(job.store, window: 1, run: 1, operands(1, stride(from: 0, to: 700, by: 7), 100))
        try addBlocks(job.store, window: 2, run: 0, operands(2, 5..<9, 1000))
        try job.checkpoint(1)
        let state = try state(scratch, 1)
        let found = try groups(state)
        let keys = expected.keys.sorted { $0.lexicographicallyPrecedes($1) }
        #expect(found.map(\.0) == keys)
        #expect(found.map(\.1) == keys.map { expected[$0] })
        let windows = try state.summarize()[0].windows
        #expect(windows.map(\.windowEnd) == [1, 2, 3])
        #expect(windows.map(\.keyCount) == [1, 2, 3].map { end in keys.count { StateKey.windowEnd(of: $0) == end } })
        // A jump to any group and to just behind it.
        for index in stride(from: 0, to: keys.count, by: 11) {
            #expect(try groups(state, from: keys[index]).map(\.0) == Array(keys[index...]))
            #expect(try groups(state, from: keys[index] + [0]).map(\.0) == Array(keys[(index + 1)...]))
        }
    }

    @Test func `a group is the same with a key of its own and in a block`() throws {
        let scratch = Scratch()
        let job = try JobState(scratch("s"))
        try job.store.add([key(window: 1, 1): 1, key(window: 1, 2): 2, key(window: 1, 3): 3])
        try job.checkpoint(1)
        try job.store.deleteRange(.all)
        try addBlocks(job.store, window: 1, run: 0, [1: 1, 2: 1, 4: 4])
        try addBlocks(job.store, window: 1, run: 1, [2: 1])
        try job.checkpoint(2)
        var found: [[UInt8]: KeyDifference] = [:]
        try state(scratch, 1).compare(with: state(scratch, 2)) { difference, key, _, _ in
            found[Array(key)] = difference
        }
        #expect(found == [key(window: 1, 3): .removed, key(window: 1, 4): .added])
    }

    @Test func `a block that is damaged is told, and one of which nothing is known is given as it is`() throws {
        let scratch = Scratch()
        let job = try JobState(scratch("s"))
        var run = try job.store.newRun()
        var writer = KeyWriter()
        writer.reset(
            toBlock: StateKey.Prefix(table: TableID(1), windowEnd: 1, group: KeyGroup(3)), run: 1, part: 2)
        try bytes(7).withUnsafeBytes { try run.put(key: writer.bytes, value: $0) }
        if let finished = try run.finish() { try job.store.ingest([finished]) }
        try job.checkpoint(1)
        #expect(throws: StoreError.self) { try groups(state(scratch, 1)) }
        let unknown = try #require(try StateInspector(path: scratch("s")).openNewest())
        #expect(try groups(unknown).map(\.1) == [7])
    }
}

extension StateKey {
    fileprivate static func windowEnd(of key: [UInt8]) -> Int64 { key.withUnsafeBytes { windowEnd(of: $0) } }
}
