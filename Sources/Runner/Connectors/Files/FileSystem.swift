import Operators
import StateStore

/// One sink's files, exactly once.
///
/// ```
///  commit   bytes behind the recorded lengths · fsync · manifest (fsync, rename, fsync of the folder) · names
///                                                       └── the epoch is committed
///  start    names of the last manifest again · cut what lies behind the recorded lengths · remove the rest
/// ```
package final class FileSystem: SinkSystem {
    package struct Settings: Sendable {
        /// The wall clock that `roll_interval` goes by, µs since 1970.
        package var nowUnixMicros: @Sendable () -> Int64 = { 0 }
        /// Called around every epoch's commit, for tests that crash there.
        package var onPhase: @Sendable (CommitPhase, Epoch) -> Void = { _, _ in }
        /// Makes a system call fail, for tests: gets its name and path, gives its error or 0.
        package var onCall: @Sendable (String, String) -> Int32 = { _, _ in 0 }

        package init() {}
    }

    let target: FileTarget
    let settings: Settings
    let files: OutputFiles
    /// The head of every new file.
    let head: [UInt8]
    /// What is committed; nil before a start and after an error.
    var standing: FileManifest?
    private var lock: FileLock?

    package init(_ target: FileTarget, settings: Settings) {
        self.target = target
        self.settings = settings
        files = OutputFiles(onCall: settings.onCall)
        head = target.makeFormat().head
    }

    package func close() {
        standing = nil
        lock = nil
    }

    var manifestPath: String { target.path(target.home + "/manifest") }

    package func start(
        _ job: SinkJob, unless objection: (SinkPosition) -> String?
    ) throws(SinkError) -> SinkPosition? {
        standing = nil
        do throws(FileFailure) {
            try files.makeFolder(target.path(target.home))
            if lock == nil { lock = try FileLock.take(target.path(target.home + "/lock")) }
        } catch {
            throw sinkError(error)
        }
        guard lock != nil else {
            throw .fenced("another process writes \(target.options.path) (sink \(target.table.name))")
        }
        let found = try readManifest()
        if let problem = try problem(job, found) { throw .refused(problem) }
        let manifest = found ?? FileManifest(job: job, shape: target.shape, epoch: .none)
        if let reason = objection(position(found, job)) { throw .refused(reason) }
        if found != nil { try recover(manifest) }
        var next = manifest
        next.renames = []
        // A compatible change of the job goes on with the same files.
        next.fingerprint = job.fingerprint
        standing = next
        return manifest.position
    }

    package func join(at epoch: Epoch) throws(SinkError) {
        guard var next = standing else { throw .transient("the files of \(target.table.name) are not open") }
        next.epoch = epoch
        do throws(FileFailure) {
            try prepare(next)
            try files.rename(manifestPath + ".next", to: manifestPath)
            try files.syncFolder(target.path(target.home))
        } catch {
            throw sinkError(error)
        }
        standing = next
    }

    package func look(_ job: SinkJob) throws(SinkError) -> SinkOutlook {
        let found = try readManifest()
        var outlook = SinkOutlook()
        if let problem = try problem(job, found) { outlook.problems.append(.init(sink: 0, message: problem)) }
        outlook.position = found?.position
        if found == nil { outlook.missing = [missing] }
        return outlook
    }

    /// Where the files stand; nowhere without a manifest.
    private func position(_ found: FileManifest?, _ job: SinkJob) -> SinkPosition {
        if let found { return found.position }
        var position = FileManifest(job: job, shape: target.shape, epoch: .none).position
        position.missing = [missing]
        return position
    }

    private var missing: MissingTarget {
        let kind = target.options.isOneFile ? "file" : "folder"
        return MissingTarget(sink: target.table.name, text: "\(kind) \(target.options.path)")
    }

    private func readManifest() throws(SinkError) -> FileManifest? {
        let bytes: [UInt8]
        do throws(FileFailure) {
            guard let size = try files.size(manifestPath) else { return nil }
            bytes = try files.read(manifestPath, from: 0, to: size)
        } catch {
            throw sinkError(error)
        }
        do throws(StoreError) {
            let memory = Buffer<UInt8>(bytes)
            return try FileManifest(decoding: UnsafeRawBufferPointer(memory.prefix(bytes.count)))
        } catch {
            throw .refused("\(manifestPath) can't be read: \(error)")
        }
    }

    /// Writes a manifest beside the one that counts.
    func prepare(_ manifest: FileManifest) throws(FileFailure) {
        try files.write(manifest.encoded(), to: manifestPath + ".next", at: 0)
    }

    /// A call's error before anything was committed.
    func sinkError(_ failure: FileFailure) -> SinkError {
        failure.isTransient ? .transient(text(failure)) : .refused(text(failure))
    }

    /// The error for people.
    func text(_ failure: FileFailure) -> String { "sink \(target.table.name): \(failure.text)" }
}
