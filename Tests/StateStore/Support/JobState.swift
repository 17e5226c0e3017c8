import Glibc

@testable import StateStore

/// One life of a job on a state directory: opens what the last life left, as the runner does.
final class JobState {
    let directory: StateDirectory
    let checkpoints: Checkpoints
    let store: StateStore
    /// The epoch that was restored; 0 when there was none.
    let restoredEpoch: Int64
    let skipped: [CheckpointReport]

    init(
        _ path: String, job: String = "clicks", through last: Int64 = .max, retained: Int = 3,
        onPhase: @escaping @Sendable (CheckpointPhase, Epoch) -> Void = { _, _ in }
    ) throws {
        directory = try StateDirectory(path: path, job: job)
        checkpoints = Checkpoints(directory, retainedCount: retained, onPhase: onPhase)
        switch try checkpoints.restoreNewest(through: Epoch(last)) {
        case .restored(let restored):
            store = try StateStore.sums(restored.liveDirectory)
            restoredEpoch = restored.manifest.epoch.rawValue
            skipped = restored.skipped
        case .none(let live, let skipped):
            store = try StateStore.sums(live)
            restoredEpoch = 0
            self.skipped = skipped
        }
    }

    static let keyCount: Int64 = 200

    /// Adds the effects of one epoch: every key gets the epoch's number.
    func process(_ epoch: Int64) throws {
        var entries: [[UInt8]: Int64] = [:]
        for number in 0..<Self.keyCount { entries[key(window: epoch % 3, number)] = epoch }
        try store.add(entries)
    }

    @discardableResult
    func checkpoint(_ epoch: Int64) throws -> CheckpointManifest {
        try checkpoints.create(
            store, boundary: BoundaryRecord(epoch: Epoch(epoch)), operatorMetadata: Array("epoch \(epoch)".utf8))
    }

    /// What the state must be after all epochs up to `epoch`.
    static func expected(through epoch: Int64) -> [[UInt8]: Int64] {
        var result: [[UInt8]: Int64] = [:]
        for past in stride(from: Int64(1), through: epoch, by: 1) {
            for number in 0..<keyCount { result[key(window: past % 3, number), default: 0] += past }
        }
        return result
    }
}

/// Copies a tree, breaking all links, as `cp -r` to another machine would.
func copyTree(_ from: String, to target: String) {
    var info = stat()
    guard lstat(from, &info) == 0 else { return }
    if info.st_mode & S_IFMT == S_IFDIR {
        mkdir(target, 0o700)
        for name in names(in: from) { copyTree(from + "/" + name, to: target + "/" + name) }
    } else {
        writeBytes(readBytes(from), to: target)
    }
}
