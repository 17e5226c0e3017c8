import Testing

@testable import StateStore

@Suite struct DeleteRangeTests {
    @Test func `the upper bound of a range delete is not deleted, wherever its file lies`() throws {
        let scratch = Scratch()
        let store = try StateStore.sums(scratch("live"))
        for name in [UInt8(1), 2, 3] { try store.add([[name]: 1]) }
        let long = [UInt8](repeating: 7, count: 11)
        try store.add([long: 1])
        try store.deleteRange(KeyRange(lower: [1], upper: long))
        #expect(try store.dump() == [long: 1])
    }

    @Test func `random range deletes between random runs agree with a plain dictionary`() throws {
        let scratch = Scratch()
        let store = try StateStore.sums(scratch("live"))
        var random = SeededRandom(31)
        var model: [[UInt8]: Int64] = [:]
        for round in 0..<60 {
            var entries: [[UInt8]: Int64] = [:]
            for _ in 0..<30 {
                entries[key(window: .random(in: 0...9, using: &random), .random(in: 0...20, using: &random))] = 1
            }
            try store.add(entries)
            model.merge(entries) { $0 + $1 }
            let end = Int64.random(in: 0...9, using: &random)
            let range: KeyRange =
                switch round % 4 {
                case 0: .window(TableID(1), end: end)
                case 1: .windows(TableID(1), through: end / 2)
                case 2: .groups(TableID(1), windowEnd: end, groups: 10..<64)
                default: .windows(TableID(1), ends: end..<(end + 2))
                }
            try store.deleteRange(range)
            model = model.filter { !range.contains($0.key) }
            if round % 7 == 0 { store.compact() }
            #expect(try store.dump() == model, "round \(round)")
        }
    }

    @Test func `closed windows give their room back`() throws {
        let scratch = Scratch()
        let job = try JobState(scratch("s"), retained: 1)
        var largest = 0
        for epoch in Int64(1)...120 {
            // Five windows are open; each epoch writes to all of them and closes the oldest.
            var entries: [[UInt8]: Int64] = [:]
            for window in epoch..<(epoch + 5) {
                for number in Int64(0)..<400 { entries[key(window: window, number &* 7919)] = number }
            }
            try job.store.add(entries)
            try job.store.deleteRange(.windows(TableID(1), through: epoch))
            if epoch % 10 == 0 { try job.checkpoint(epoch) }
            largest = max(largest, job.store.statistics().fileBytes)
        }
        let written = 120 * 2000 * 20
        #expect(largest < written / 8, "\(largest) bytes of files while five of 120 windows are open")
        try job.store.deleteRange(.table(TableID(1)))
        job.store.compact()
        try job.checkpoint(121)
        #expect(try job.store.dump().isEmpty)
        #expect(job.store.statistics().fileBytes == 0)
        #expect(treeBytes(job.directory.checkpointsPath) < 32 << 10)
        #expect(treeBytes(scratch("s")) < 512 << 10)
    }
}
