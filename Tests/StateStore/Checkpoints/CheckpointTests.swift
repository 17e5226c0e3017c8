import Glibc
import Synchronization
import Testing

@testable import StateStore

@Suite struct CheckpointTests {
    @Test func `a restored state equals the one that was checkpointed`() throws {
        let scratch = Scratch()
        do {
            let job = try JobState(scratch("s"))
            #expect(job.restoredEpoch == 0)
            for epoch in Int64(1)...4 { try job.process(epoch) }
            let manifest = try job.checkpoint(4)
            #expect(manifest.operatorMetadata == Array("epoch 4".utf8))
            try job.process(5)
        }
        let job = try JobState(scratch("s"))
        #expect(job.restoredEpoch == 4 && job.skipped.isEmpty)
        #expect(try job.store.dump() == JobState.expected(through: 4))
    }

    @Test func `range deletes that were never flushed are part of a checkpoint`() throws {
        let scratch = Scratch()
        do {
            let job = try JobState(scratch("s"))
            for epoch in Int64(1)...3 { try job.process(epoch) }
            try job.store.deleteRange(.window(TableID(1), end: 1))
            try job.checkpoint(3)
        }
        let job = try JobState(scratch("s"))
        #expect(try job.store.dump().count == 400)
        #expect(try job.store.dump(.window(TableID(1), end: 1)).isEmpty)
    }

    @Test func `what is ingested while a checkpoint is finished does not belong to it`() throws {
        let scratch = Scratch()
        do {
            let job = try JobState(scratch("s"))
            try job.process(1)
            let pending = try job.checkpoints.begin(job.store, epoch: Epoch(1))
            for epoch in Int64(2)...9 { try job.process(epoch) }
            job.store.compact()
            try job.checkpoints.finish(pending, boundary: BoundaryRecord(epoch: Epoch(1)))
        }
        let job = try JobState(scratch("s"))
        #expect(try job.store.dump() == JobState.expected(through: 1))
    }

    @Test func `unchanged files are linked, not copied, and read once`() throws {
        let scratch = Scratch()
        let job = try JobState(scratch("s"))
        try job.process(1)
        let first = try job.checkpoint(1)
        try job.process(2)
        let second = try job.checkpoint(2)
        let shared = Set(first.files.filter(\.isData)).intersection(second.files)
        #expect(!shared.isEmpty && second.files.filter(\.isData).count == shared.count + 1)
        for file in shared {
            let path = job.directory.checkpointsPath + "/0000000000000000002/" + file.name
            #expect(try Files.status(path)?.linkCount ?? 0 >= 3)
        }
    }

    @Test func `three checkpoints are kept and nothing leaks`() throws {
        let scratch = Scratch()
        let job = try JobState(scratch("s"))
        for epoch in Int64(1)...20 {
            try job.process(epoch)
            try job.checkpoint(epoch)
        }
        #expect(try job.checkpoints.list(.contents).map(\.epoch.rawValue) == [20, 19, 18])
        #expect(try job.checkpoints.list(.contents).allSatisfy { $0.problems.isEmpty })
        #expect(names(in: job.directory.checkpointsPath).count == 3)
        #expect(try job.checkpoints.collect() == Epoch(18))
    }

    @Test func `the newest checkpoint that no sink is behind is kept`() throws {
        let scratch = Scratch()
        let job = try JobState(scratch("s"), retained: 2)
        for epoch in Int64(1)...4 {
            try job.process(epoch)
            try job.checkpoint(epoch)
        }
        job.checkpoints.noteCommitted(Epoch(4))
        for epoch in Int64(5)...9 {
            try job.process(epoch)
            try job.checkpoint(epoch)
        }
        #expect(try job.checkpoints.list(.sizes).map(\.epoch.rawValue) == [9, 8, 7, 6, 5, 4])
        job.checkpoints.noteCommitted(Epoch(8))
        #expect(try job.checkpoints.collect() == Epoch(8))
        #expect(try job.checkpoints.list(.sizes).map(\.epoch.rawValue) == [9, 8])
    }

    @Test func `the same epoch may be checkpointed again and the later one counts`() throws {
        let scratch = Scratch()
        do {
            let job = try JobState(scratch("s"))
            try job.process(1)
            try job.checkpoint(1)
            try job.checkpoint(1)
            #expect(names(in: job.directory.checkpointsPath) == ["0000000000000000001", "0000000000000000001.1"])
        }
        #expect(try JobState(scratch("s")).store.dump() == JobState.expected(through: 1))
    }

    @Test func `an older checkpoint can be restored and the newer ones forgotten`() throws {
        let scratch = Scratch()
        do {
            let job = try JobState(scratch("s"))
            for epoch in Int64(1)...3 {
                try job.process(epoch)
                try job.checkpoint(epoch)
            }
        }
        do {
            let job = try JobState(scratch("s"), through: 2)
            #expect(job.restoredEpoch == 2)
            #expect(try job.store.dump() == JobState.expected(through: 2))
            try job.checkpoints.discard(after: Epoch(2))
        }
        #expect(try JobState(scratch("s")).restoredEpoch == 2)
        #expect(try JobState(scratch("s"), through: 0).restoredEpoch == 0)
    }

    @Test func `a checkpoint carried to another directory with its links broken still restores`() throws {
        let scratch = Scratch()
        do {
            let job = try JobState(scratch("s"))
            for epoch in Int64(1)...3 {
                try job.process(epoch)
                try job.checkpoint(epoch)
            }
        }
        copyTree(scratch("s"), to: scratch("elsewhere"))
        removeTree(scratch("s"))
        let job = try JobState(scratch("elsewhere"))
        #expect(try job.store.dump() == JobState.expected(through: 3))
        try job.process(4)
        try job.checkpoint(4)
    }

    @Test func `a checkpoint of another job is never restored`() throws {
        let scratch = Scratch()
        do {
            let job = try JobState(scratch("other"), job: "orders")
            try job.process(1)
            try job.checkpoint(1)
        }
        do { _ = try JobState(scratch("s")) }
        let name = "/checkpoints/0000000000000000001"
        copyTree(scratch("other") + name, to: scratch("s") + name)
        let job = try JobState(scratch("s"))
        #expect(job.restoredEpoch == 0 && job.skipped.count == 1)
    }

    @Test func `a failing checkpoint leaves no trace and the next one succeeds`() throws {
        let scratch = Scratch()
        let job = try JobState(scratch("s"))
        try job.process(1)
        try job.checkpoint(1)
        try job.process(2)
        let pending = try job.checkpoints.begin(job.store, epoch: Epoch(2))
        do {
            try job.checkpoints.finish(pending, boundary: BoundaryRecord(epoch: Epoch(7)))
            Issue.record("a boundary of another epoch was accepted")
        } catch {
            #expect(error == .invalidArgument("a boundary of epoch 7 for a checkpoint of 2"))
        }
        #expect(names(in: job.directory.checkpointsPath) == ["0000000000000000001"])
        try job.checkpoint(2)
        #expect(try job.checkpoints.list(.contents).map(\.epoch.rawValue) == [2, 1])
    }
}
