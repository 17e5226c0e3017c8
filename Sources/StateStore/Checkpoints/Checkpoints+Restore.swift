/// A checkpoint brought back to life in a working directory.
package struct RestoredCheckpoint: Sendable {
    /// Where `StateStore` can be opened.
    package let liveDirectory: String
    /// What was restored.
    package let manifest: CheckpointManifest
    /// Newer checkpoints that were passed over, with the reasons.
    package let skipped: [CheckpointReport]
}

/// The outcome of looking for a checkpoint to start from.
package enum RestoreOutcome: Sendable {
    /// This one was restored.
    case restored(RestoredCheckpoint)
    /// There is none at or before the epoch asked for, but damaged ones may be; `liveDirectory` is empty.
    case none(liveDirectory: String, skipped: [CheckpointReport])
}

extension Checkpoints {
    /// Restores the newest checkpoint of epoch `last` or before whose every byte is verified; falls back to older ones.
    ///
    /// Files are linked into a fresh working directory, so this takes milliseconds but for reading the files once.
    /// Throws `unsupportedVersion` at a checkpoint of a newer program: falling back would silently undo what that one
    /// did.
    package func restoreNewest(through last: Epoch = Epoch(.max)) throws(StoreError) -> RestoreOutcome {
        var skipped: [CheckpointReport] = []
        for found in try CheckpointName.list(directory.checkpointsPath) where found.epoch <= last {
            let report = try CheckpointReport(
                directory: found.path, jobUUID: directory.identity.uuid, depth: .contents)
            guard report.isUsable, let manifest = report.manifest else {
                for case .newerFormat(let error) in report.problems { throw error }
                skipped.append(report)
                continue
            }
            let live = directory.newLivePath()
            #if MUTANTS
                var isReused = Mutant.reuseLiveDirectory.isOn
                if isReused { isReused = try Files.status(live) != nil }
                if !isReused { try Checkpoints.link(manifest, from: report.path, into: live) }
            #else
                try Checkpoints.link(manifest, from: report.path, into: live)
            #endif
            try remember(manifest, liveDirectory: live)
            return .restored(RestoredCheckpoint(liveDirectory: live, manifest: manifest, skipped: skipped))
        }
        return .none(liveDirectory: directory.newLivePath(), skipped: skipped)
    }

    /// Makes a working directory out of a checkpoint: data files linked, the others copied, as RocksDB may change them.
    static func link(
        _ manifest: CheckpointManifest, from directory: String, into target: String
    ) throws(StoreError) {
        try Files.makeDirectory(target)
        for file in manifest.files {
            let source = directory + "/" + file.name
            let name = target + "/" + file.engineName
            if file.isData {
                try Files.link(source, to: name)
            } else if try Files.copy(source, to: name) != file.digest {
                throw .corruption("\(source) changed while it was copied")
            }
        }
    }

    private func remember(_ manifest: CheckpointManifest, liveDirectory: String) throws(StoreError) {
        var known: [String: KnownDigest] = [:]
        for file in manifest.files where file.isData {
            let path = liveDirectory + "/" + file.engineName
            guard let inode = try Files.status(path)?.inode else { continue }
            known[path] = KnownDigest(inode: inode, digest: file.digest)
        }
        let fresh = known
        digests.withLock { $0 = fresh }
    }
}
