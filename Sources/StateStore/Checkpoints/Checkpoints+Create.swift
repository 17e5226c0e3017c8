import Glibc

/// A checkpoint whose files are linked but which has no manifest and no name yet; dropping it removes it.
package struct PendingCheckpoint: ~Copyable, Sendable {
    let path: String
    let liveDirectory: String
    /// The epoch that it will hold.
    package let epoch: Epoch

    /// True once the directory has got its name.
    var isPublished = false

    init(path: String, liveDirectory: String, epoch: Epoch) {
        self.path = path
        self.liveDirectory = liveDirectory
        self.epoch = epoch
    }

    deinit {
        if !isPublished { try? Files.removeTree(path) }
    }
}

extension Checkpoints {
    /// Links all files of `store` as they are now: the short, blocking part.
    ///
    /// The caller sees to it that nothing is ingested or deleted meanwhile; afterwards the store may go on at once, and
    /// `finish` may run on another thread.
    package func begin(_ store: StateStore, epoch: Epoch) throws(StoreError) -> PendingCheckpoint {
        try store.checkHealth()
        let random = String(UInt64.random(in: .min ... .max), radix: 36)
        let path = "\(directory.checkpointsPath)/.building-\(epoch)-\(random)"
        try Files.makeDirectory(path)
        let pending = PendingCheckpoint(path: path, liveDirectory: store.liveDirectory, epoch: epoch)
        try store.database.checkpoint(to: path + "/engine")
        onPhase(.linked, epoch)
        return pending
    }

    /// Digests the new files, writes the manifest, gives the checkpoint its name, and removes the oldest ones.
    ///
    /// `boundary` must be of the epoch given to `begin`. When it throws, the checkpoint is gone and the older ones are
    /// as they were; nothing is synced twice.
    @discardableResult
    package func finish(
        _ pending: consuming PendingCheckpoint, boundary: BoundaryRecord, operatorMetadata: [UInt8] = []
    ) throws(StoreError) -> CheckpointManifest {
        guard boundary.epoch == pending.epoch else {
            throw .invalidArgument("a boundary of epoch \(boundary.epoch) for a checkpoint of \(pending.epoch)")
        }
        let files = try digestFiles(pending)
        onPhase(.digested, pending.epoch)
        let manifest = CheckpointManifest(
            jobUUID: directory.identity.uuid, boundary: boundary, operatorMetadata: operatorMetadata, files: files)
        try Files.writeDurably(manifest.encoded(), to: pending.path + "/" + CheckpointManifest.fileName)
        onPhase(.manifestWritten, pending.epoch)
        try publish(pending)
        onPhase(.durable, manifest.epoch)
        try collect()
        return manifest
    }

    private func publish(_ pending: consuming PendingCheckpoint) throws(StoreError) {
        var pending = pending
        let path = directory.checkpointsPath
        var generation = 0
        for found in try CheckpointName.list(path) where found.epoch == pending.epoch {
            generation = max(generation, found.generation + 1)
        }
        let epoch = pending.epoch
        let name = path + "/" + CheckpointName.make(epoch, generation: generation)
        try Files.rename(pending.path, to: name)
        pending.isPublished = true
        onPhase(.renamed, epoch)
        do throws(StoreError) {
            try Files.syncDirectory(path)
            try Files.syncDirectory(directory.path)
        } catch {
            try? Files.removeTree(name)
            throw error
        }
    }

    /// Moves the linked files up under their final names and digests those not known yet.
    private func digestFiles(_ pending: borrowing PendingCheckpoint) throws(StoreError) -> [CheckpointManifest.File] {
        let engine = pending.path + "/engine"
        var files: [CheckpointManifest.File] = []
        var known: [String: KnownDigest] = [:]
        for name in try Files.names(in: engine) {
            let path = engine + "/" + name
            let digest: FileDigest
            var finalName = name
            if name.hasSuffix(".sst") {
                let key = pending.liveDirectory + "/" + name
                let inode = try Files.status(path)?.inode ?? 0
                digest = try dataDigest(path, key: key, inode: inode)
                known[key] = KnownDigest(inode: inode, digest: digest)
                finalName = "\(digest.checksum).sst"
            } else {
                digest = try syncedDigest(path)
            }
            try Files.rename(path, to: pending.path + "/" + finalName)
            files.append(CheckpointManifest.File(name: finalName, engineName: name, digest: digest))
        }
        if rmdir(engine) != 0 { throw .system(call: "rmdir", path: engine, errno: errno) }
        let fresh = known
        digests.withLock { $0 = fresh }
        return files.sorted { ($0.name, $0.engineName) < ($1.name, $1.engineName) }
    }

    /// The digest of an immutable file, from memory when it was read before.
    private func dataDigest(_ path: String, key: String, inode: UInt64) throws(StoreError) -> FileDigest {
        if let found = digests.withLock({ $0[key] }), found.inode == inode { return found.digest }
        return try syncedDigest(path)
    }

    private func syncedDigest(_ path: String) throws(StoreError) -> FileDigest {
        try OpenFile(path, O_RDONLY).sync()
        return try Files.digest(path)
    }
}
