import Glibc
import Synchronization

/// The keyed state of one job: sorted runs in one RocksDB, usable from several threads.
///
/// What it holds is durable only through checkpoints: `liveDirectory` is scratch, rebuilt on each start. A reader sees
/// whole runs, as of the moment when its scan began.
package final class StateStore: Sendable {
    /// Where RocksDB works; nothing else may be written there.
    package let liveDirectory: String
    /// Where runs lie until they are ingested: the place for files that live no longer than this object.
    package var runsDirectory: String { liveDirectory + "/runs" }
    let database: Database
    private let engineOptions: EngineOptions
    private let runCount = Atomic<Int>(0)
    /// Overlapping runs that may lie there from `keepSpilledRuns` on; 0 when that changes nothing.
    private let spilledRunsMax: Atomic<Int>
    private let damage = Mutex<StoreError?>(nil)

    /// Opens the state in `liveDirectory`, empty when the directory is new.
    ///
    /// `merger` combines the operands of all tables. Throws `StoreError` when the files cannot be opened.
    package init(
        liveDirectory: String, options: StoreOptions, merger: any ValueMerger
    ) throws(StoreError) {
        let engineOptions = try EngineOptions(options, merger: merger)
        let database = try Database(path: liveDirectory, options: engineOptions)
        self.liveDirectory = liveDirectory
        self.engineOptions = engineOptions
        self.database = database
        self.spilledRunsMax = Atomic(options.spilledRunsMax ?? 0)
        if mkdir(runsDirectory, 0o700) != 0 && errno != EEXIST {
            throw .system(call: "mkdir", path: runsDirectory, errno: errno)
        }
    }

    /// Opens the state in `path` only to read it; writing throws.
    init(readOnly path: String, options: StoreOptions, merger: any ValueMerger) throws(StoreError) {
        var options = options
        // All files are opened now, so that nobody can take them away later.
        options.openFilesMax = -1
        let engineOptions = try EngineOptions(options, merger: merger)
        self.liveDirectory = path
        self.engineOptions = engineOptions
        self.spilledRunsMax = Atomic(0)
        self.database = try Database(path: path, options: engineOptions, readOnly: true)
    }

    /// Starts a sorted run; give the finished one to `ingest`.
    package func newRun() throws(StoreError) -> RunBuilder {
        let number = runCount.wrappingAdd(1, ordering: .relaxed).newValue
        return try RunBuilder(path: "\(runsDirectory)/\(number).sst", options: engineOptions)
    }

    /// Makes finished runs visible, all at once; a later run of the list is newer than an earlier one.
    ///
    /// When it throws, the runs may or may not be part of the state, so the state must be rebuilt from a checkpoint,
    /// unless the error says that the disk is full: then nothing has changed and the same call may be tried again.
    package func ingest(_ runs: [Run]) throws(StoreError) {
        try checkHealth()
        do throws(StoreError) {
            try database.ingest(runs.map(\.path))
        } catch {
            if case .corruption = error { damage.withLock { $0 = error } }
            throw error
        }
    }

    /// Completes runs and makes them visible, as `ingest`; another thread than the one that wrote them may call it.
    package func ingest(finishing open: [OpenRun]) throws(StoreError) {
        var runs: [Run] = []
        do throws(StoreError) {
            for run in open { if let run = try run.finish() { runs.append(run) } }
            if !runs.isEmpty { try ingest(runs) }
        } catch {
            discard(runs)
            throw error
        }
    }

    /// Throws when the state in memory can't be trusted any more: after damage, or after a failure in the background.
    package func checkHealth() throws(StoreError) {
        if let error = damage.withLock({ $0 }) { throw .poisoned("state: \(error)") }
        let errors = database.property("rocksdb.background-errors")
        guard errors > 0 else { return }
        // RocksDB counts its errors in the background and keeps their reasons to itself. Combining runs writes up to
        // all of them once more, and what it wrote is gone again when it failed.
        if let free = Database.freeBytes(liveDirectory), free < statistics().fileBytes + (64 << 20) {
            throw .outOfSpace("\(errors) errors in the background, and \(free) bytes free in \(liveDirectory)")
        }
        throw .poisoned("state: \(errors) errors in the background")
    }

    /// Throws finished runs away.
    package func discard(_ runs: [Run]) {
        for run in runs { unlink(run.path) }
    }

    /// Groups leave memory: the runs to come hold, most of them, groups that no other run has. Combining such runs
    /// makes nothing smaller and writes every group several times over, so more of them may overlap from now on.
    package func keepSpilledRuns() throws(StoreError) {
        let most = spilledRunsMax.exchange(0, ordering: .relaxed)
        if most > 0 { try database.set("level0_file_num_compaction_trigger", "\(most)") }
    }

    /// Forgets all keys of the range; files that lie in it are dropped at once, the rest by compaction.
    ///
    /// Costs a fraction of a millisecond, whatever the range holds.
    package func deleteRange(_ range: KeyRange) throws(StoreError) {
        try checkHealth()
        let lower = range.lower.isEmpty ? [0] : range.lower
        let upper = range.upper ?? [UInt8](repeating: 0xFF, count: 64)
        try database.deleteRange(lower: lower, upper: upper)
        try database.deleteFiles(lower: lower, last: range.lastKeyBound)
    }

    /// Rewrites the files of a range now, so that deleted keys give their room back; blocks for as long as that takes.
    package func compact(_ range: KeyRange = .all) {
        database.compact(lower: range.lower.isEmpty ? nil : range.lower, upper: range.upper)
    }
}
