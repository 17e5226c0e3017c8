import Synchronization
import Testing

@testable import StateStore

@Suite struct CheckpointCrashTests {
    /// Runs five checkpointed epochs and copies the state directory at every phase, as a crash there would leave it.
    @Test func `a crash in any phase leaves the old checkpoint or the new one, whole`() throws {
        let scratch = Scratch()
        let source = scratch("s")
        let images = Mutex<[(path: String, phase: CheckpointPhase, epoch: Int64)]>([])
        do {
            let job = try JobState(source, retained: 2) { phase, epoch in
                let name = images.withLock { images in
                    let name = source + ".\(images.count)"
                    images.append((name, phase, epoch.rawValue))
                    return name
                }
                copyTree(source, to: name)
            }
            for epoch in Int64(1)...5 {
                try job.process(epoch)
                if epoch == 3 { try job.store.deleteRange(.window(TableID(1), end: 7)) }
                try job.checkpoint(epoch)
            }
        }
        let taken = images.withLock { $0 }
        #expect(Set(taken.map(\.phase)) == Set(CheckpointPhase.allCases), "a phase was never reached")
        var epochAtCrash: Int64 = 0
        for image in taken {
            if image.phase == .linked { epochAtCrash = image.epoch }
            let job = try JobState(image.path, retained: 2)
            let isNew = [.renamed, .durable, .removing, .collected].contains(image.phase)
            #expect(job.restoredEpoch == (isNew ? epochAtCrash : epochAtCrash - 1), "\(image.phase) of \(epochAtCrash)")
            #expect(job.skipped.isEmpty)
            #expect(try job.store.dump() == JobState.expected(through: job.restoredEpoch))
            #expect(try job.checkpoints.list(.contents).allSatisfy { $0.problems.isEmpty })
            try job.process(job.restoredEpoch + 1)
            try job.checkpoint(job.restoredEpoch + 1)
            #expect(names(in: job.directory.checkpointsPath).count <= 2, "a crash leaked a checkpoint")
            removeTree(image.path)
        }
    }
}
