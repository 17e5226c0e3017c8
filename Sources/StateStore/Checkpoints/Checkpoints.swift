import Synchronization

/// The checkpoints of one job: make, verify, restore, retain.
///
/// A checkpoint is a directory of links to immutable files, copies of RocksDB's few small files, and a manifest written
/// last. Usable from several threads; one checkpoint is made at a time.
package final class Checkpoints: Sendable {
    let directory: StateDirectory
    /// How many are kept.
    package let retainedCount: Int
    /// Called in each phase, for tests that crash there.
    let onPhase: @Sendable (CheckpointPhase, Epoch) -> Void
    /// Digests of data files by working directory and name: a file is read once in its life.
    let digests = Mutex<[String: KnownDigest]>([:])

    /// The newest epoch that every sink has; -1 while nobody has said so.
    private let committedEpoch = Atomic<Int64>(-1)

    struct KnownDigest {
        let inode: UInt64
        let digest: FileDigest
    }

    /// The checkpoints in a state directory; keeps the newest `retainedCount`.
    package init(
        _ directory: StateDirectory, retainedCount: Int = 3,
        onPhase: @escaping @Sendable (CheckpointPhase, Epoch) -> Void = { _, _ in }
    ) {
        self.directory = directory
        self.retainedCount = max(retainedCount, 1)
        self.onPhase = onPhase
    }

    /// All checkpoints, newest first, looked at as thoroughly as asked.
    package func list(_ depth: VerificationDepth) throws(StoreError) -> [CheckpointReport] {
        var result: [CheckpointReport] = []
        for found in try CheckpointName.list(directory.checkpointsPath) {
            result.append(
                try CheckpointReport(directory: found.path, jobUUID: directory.identity.uuid, depth: depth))
        }
        return result
    }

    /// Takes a checkpoint of `store`, whose content must be exactly the effects of all epochs up to `boundary.epoch`.
    ///
    /// `begin` and `finish` in one. Throws without a trace on disk when it fails.
    @discardableResult
    package func create(
        _ store: StateStore, boundary: BoundaryRecord, operatorMetadata: [UInt8] = []
    ) throws(StoreError) -> CheckpointManifest {
        let pending = try begin(store, epoch: boundary.epoch)
        return try finish(pending, boundary: boundary, operatorMetadata: operatorMetadata)
    }

    /// Forgets all checkpoints after `epoch`: for a restart from an older point whose future will differ.
    package func discard(after epoch: Epoch) throws(StoreError) {
        for found in try CheckpointName.list(directory.checkpointsPath) where found.epoch > epoch {
            try remove(found.path, epoch: found.epoch)
        }
    }

    /// Says that every sink has committed `epoch`: the newest checkpoint at or before it is kept, however many newer
    /// ones there are, for a start needs one that no sink is behind.
    package func noteCommitted(_ epoch: Epoch) { committedEpoch.store(epoch.rawValue, ordering: .relaxed) }

    /// Removes all but the newest `retainedCount` usable checkpoints; safe to repeat after a crash anywhere in it.
    ///
    /// Returns the oldest epoch that is kept: the journal is needed from there on.
    @discardableResult
    package func collect() throws(StoreError) -> Epoch? {
        var kept: Epoch?
        var keptCount = 0
        let committed = committedEpoch.load(ordering: .relaxed)
        for report in try list(.sizes) {
            if keptCount == 0 && !report.isUsable { continue }
            let isNeeded = keptCount < retainedCount || (committed >= 0 && (kept?.rawValue ?? 0) > committed)
            if isNeeded && report.isUsable {
                keptCount += 1
                kept = report.epoch
            } else {
                try remove(report.path, epoch: report.epoch)
            }
        }
        onPhase(.collected, kept ?? .none)
        return kept
    }

    /// Takes the name away first, so that a crash leaves no half checkpoint behind a good name.
    private func remove(_ path: String, epoch: Epoch) throws(StoreError) {
        let hidden = directory.checkpointsPath + "/.removing-" + String(UInt64.random(in: .min ... .max), radix: 36)
        try Files.rename(path, to: hidden)
        try Files.syncDirectory(directory.checkpointsPath)
        onPhase(.removing, epoch)
        try Files.removeTree(hidden)
    }
}
