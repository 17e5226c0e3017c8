import Glibc
import Testing

@testable import StateStore

@Suite struct StateInspectorTests {
    @Test func `a directory without a job is refused`() {
        let scratch = Scratch()
        #expect(throws: StoreError.self) { try StateInspector(path: scratch("nothing")) }
    }

    @Test func `a running job can be looked at`() throws {
        let scratch = Scratch()
        let job = try JobState(scratch("s"))
        var journal = try Journal(directory: job.directory.journalPath)
        for epoch in Int64(1)...3 {
            try journal.append(BoundaryRecord(epoch: Epoch(epoch), clockMicros: epoch * 10))
            try job.process(epoch)
            try job.checkpoint(epoch)
        }
        let inspector = try StateInspector(path: scratch("s"))
        #expect(inspector.identity == job.directory.identity)
        #expect(try inspector.checkpoints(.contents).map(\.epoch.rawValue) == [3, 2, 1])
        #expect(try inspector.boundaries(after: Epoch(1)).map(\.clockMicros) == [20, 30])
        do {
            let state = try #require(try inspector.openNewest(merger: SumMerger()))
            #expect(try state.store.dump() == JobState.expected(through: 3))
            for epoch in Int64(4)...8 {
                try job.process(epoch)
                try job.checkpoint(epoch)
            }
            #expect(try state.store.dump() == JobState.expected(through: 3), "the files went away under the reader")
            #expect(throws: StoreError.self) { try state.store.deleteRange(.all) }
        }
        let live = names(in: scratch("s") + "/live")
        #expect(live.count == 1, "a scratch directory was left behind: \(live)")
        #expect(try job.store.dump() == JobState.expected(through: 8))
    }

    @Test func `tables and windows are summed up`() throws {
        let scratch = Scratch()
        let job = try JobState(scratch("s"))
        try job.store.add([key(1, window: 5, 1): 1, key(1, window: 5, 2): 1, key(1, window: 9, 1): 1])
        try job.store.add([key(1, window: 5, 1): 1, key(7, window: 0, 1): 1])
        try job.checkpoint(1)
        let state = try #require(try StateInspector(path: scratch("s")).openNewest())
        let tables = try state.summarize()
        #expect(tables.map(\.table) == [TableID(1), TableID(7)])
        #expect(tables[0].windows.map(\.windowEnd) == [5, 9] && tables[0].windows.map(\.keyCount) == [2, 1])
        #expect(tables[0].keyCount == 3 && tables[1].keyCount == 1)
        #expect(tables[0].windows[0].keyBytes == 40)
        #expect(tables[0].windows[0].largestKey == key(1, window: 5, 1), "two operands make it the largest")
    }

    @Test func `shared files name the checkpoints that they belong to`() throws {
        let scratch = Scratch()
        let job = try JobState(scratch("s"))
        for epoch in Int64(1)...3 {
            try job.process(epoch)
            try job.checkpoint(epoch)
        }
        let shared = try StateInspector(path: scratch("s")).sharing()
        #expect(shared.map(\.epochs.count).sorted() == [1, 2, 3])
    }

    @Test func `two checkpoints can be compared`() throws {
        let scratch = Scratch()
        let job = try JobState(scratch("s"))
        try job.store.add([key(window: 1, 1): 1, key(window: 1, 2): 2, key(window: 2, 3): 3])
        try job.checkpoint(1)
        try job.store.add([key(window: 1, 2): 5, key(window: 1, 4): 4])
        try job.store.deleteRange(.window(TableID(1), end: 2))
        try job.checkpoint(2)
        let inspector = try StateInspector(path: scratch("s"))
        let states = try inspector.checkpoints().map { try inspector.open($0, merger: SumMerger()) }
        var found: [[UInt8]: KeyDifference] = [:]
        try states[1].compare(with: states[0]) { difference, key, _, _ in found[Array(key)] = difference }
        #expect(found == [key(window: 1, 2): .changed, key(window: 1, 4): .added, key(window: 2, 3): .removed])
    }

    @Test func `a damaged checkpoint is shown but not opened`() throws {
        let scratch = Scratch()
        do {
            let job = try JobState(scratch("s"))
            try job.process(1)
            try job.checkpoint(1)
        }
        unlink(scratch("s") + "/checkpoints/0000000000000000001/CURRENT")
        let inspector = try StateInspector(path: scratch("s"))
        let report = try #require(try inspector.checkpoints().first)
        #expect(report.problems == [.missing("CURRENT")])
        #expect(throws: StoreError.self) { try inspector.open(report) }
        let newest = try inspector.openNewest()
        #expect(newest == nil)
    }
}
