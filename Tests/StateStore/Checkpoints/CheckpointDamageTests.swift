import Glibc
import Testing

@testable import StateStore

/// For every file of a checkpoint and every kind of damage: it is detected, and restore falls back to the one before.
@Suite struct CheckpointDamageTests {
    static func prepared(_ scratch: Scratch) throws -> (directory: String, newest: String, older: String) {
        let job = try JobState(scratch("s"))
        for epoch in Int64(1)...3 {
            try job.process(epoch)
            if epoch == 3 { job.store.compact() }
            try job.checkpoint(epoch)
        }
        let checkpoints = scratch("s") + "/checkpoints"
        return (checkpoints, checkpoints + "/0000000000000000003", checkpoints + "/0000000000000000002")
    }

    /// Checks that epoch 3 is found damaged and epoch 2 is restored instead.
    static func expectFallback(_ scratch: Scratch, _ what: String) throws {
        let job = try JobState(scratch("s"))
        #expect(job.restoredEpoch == 2, "\(what) went unseen")
        #expect(job.skipped.map(\.epoch.rawValue) == [3], "\(what)")
        #expect(job.skipped.first?.problems.contains { $0.isDamage } == true)
        #expect(try job.store.dump() == JobState.expected(through: 2), "\(what)")
    }

    @Test func `every damage to every file is detected and the checkpoint before is used`() throws {
        let scratch = Scratch()
        let (_, newest, older) = try Self.prepared(scratch)
        let files = names(in: newest)
        #expect(files.count >= 5)
        var random = SeededRandom(17)
        for file in files {
            let path = newest + "/" + file
            let whole = readBytes(path)
            #expect(!whole.isEmpty)
            func damage(_ what: String, _ bytes: [UInt8]?) throws {
                // A new inode: older checkpoints may share the data file.
                unlink(path)
                if let bytes { writeBytes(bytes, to: path) }
                try Self.expectFallback(scratch, "\(file): \(what)")
            }
            try damage("deleted", nil)
            try damage("emptied", [])
            try damage("one byte short", whole.dropLast())
            try damage("one byte long", whole + [0])
            for _ in 0..<20 {
                let bit = Int.random(in: 0..<(whole.count * 8), using: &random)
                var changed = whole
                changed[bit / 8] ^= 1 << UInt8(bit % 8)
                try damage("bit \(bit)", changed)
            }
            for other in names(in: older) {
                let bytes = readBytes(older + "/" + other)
                if bytes == whole { continue }
                try damage("replaced by \(other) of the older checkpoint", bytes)
            }
            unlink(path)
            writeBytes(whole, to: path)
        }
        #expect(try JobState(scratch("s")).restoredEpoch == 3, "the repaired checkpoint must be good again")
    }

    @Test func `a checkpoint under another epoch's name is refused`() throws {
        let scratch = Scratch()
        let (directory, newest, _) = try Self.prepared(scratch)
        rename(newest, directory + "/0000000000000000009")
        let job = try JobState(scratch("s"))
        #expect(job.restoredEpoch == 2 && job.skipped.map(\.epoch.rawValue) == [9])
    }

    @Test func `a checkpoint of a newer program is not passed over`() throws {
        let scratch = Scratch()
        let (_, newest, _) = try Self.prepared(scratch)
        var bytes = Array(readBytes(newest + "/manifest").dropLast(16))
        bytes[8] = 2
        let sum = bytes.withUnsafeBytes { ContentChecksum(of: $0) }
        bytes += withUnsafeBytes(of: sum.high.littleEndian) { Array($0) }
        bytes += withUnsafeBytes(of: sum.low.littleEndian) { Array($0) }
        writeBytes(bytes, to: newest + "/manifest")
        let error = StoreError.unsupportedVersion(what: newest + "/manifest", found: 2, newestKnown: 1)
        #expect(throws: error) { try JobState(scratch("s")) }
    }

    @Test func `an extra file is reported and ignored`() throws {
        let scratch = Scratch()
        let (_, newest, _) = try Self.prepared(scratch)
        writeBytes([1, 2, 3], to: newest + "/000999.sst")
        let job = try JobState(scratch("s"))
        #expect(job.restoredEpoch == 3)
        #expect(try job.checkpoints.list(.sizes).first?.problems == [.extra("000999.sst")])
        #expect(try job.store.dump() == JobState.expected(through: 3))
    }

    @Test func `with every checkpoint damaged nothing is restored and the reasons are given`() throws {
        let scratch = Scratch()
        let (directory, _, _) = try Self.prepared(scratch)
        for name in names(in: directory) { unlink(directory + "/" + name + "/CURRENT") }
        let job = try JobState(scratch("s"))
        #expect(job.restoredEpoch == 0 && job.skipped.count == 3)
        #expect(job.skipped.allSatisfy { $0.problems == [.missing("CURRENT")] })
    }

    @Test func `retention never counts a damaged checkpoint`() throws {
        let scratch = Scratch()
        let (_, newest, _) = try Self.prepared(scratch)
        unlink(newest + "/CURRENT")
        let job = try JobState(scratch("s"))
        #expect(try job.checkpoints.collect() == Epoch(1))
        #expect(names(in: scratch("s") + "/checkpoints").count == 3, "the damage may be one of the disk's moods")
        try job.process(3)
        for epoch in Int64(4)...5 {
            try job.process(epoch)
            try job.checkpoint(epoch)
        }
        #expect(try job.checkpoints.list(.contents).map(\.epoch.rawValue) == [5, 4, 2])
    }

    @Test func `manifest bytes from anywhere never trap`() throws {
        let scratch = Scratch()
        let (_, newest, _) = try Self.prepared(scratch)
        let whole = readBytes(newest + "/manifest")
        var random = SeededRandom(5)
        for _ in 0..<3000 {
            var changed = Array(whole.dropLast(16))
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                changed[Int.random(in: 10..<changed.count, using: &random)] = .random(in: 0...255, using: &random)
            }
            let sum = changed.withUnsafeBytes { ContentChecksum(of: $0) }
            changed += withUnsafeBytes(of: sum.high.littleEndian) { Array($0) }
            changed += withUnsafeBytes(of: sum.low.littleEndian) { Array($0) }
            _ = try? changed.withUnsafeBytes { try CheckpointManifest(decoding: $0, what: "m") }
        }
    }
}
