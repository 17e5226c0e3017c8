import StateStore

extension FileSystem {
    /// Why the files can't be written by this job; nil when they can.
    func problem(_ job: SinkJob, _ found: FileManifest?) throws(SinkError) -> String? {
        let name = target.options.path
        do throws(FileFailure) {
            guard let found else { return try foreignFiles() }
            guard found.job == job.name else {
                return "\(name) was written by job \(found.job), not by \(job.name); name another path"
            }
            if found.shape != target.shape && !(target.table.emit == .complete && target.options.isOneFile) {
                return "\(name) was begun as \(found.shape), and the job now writes \(target.shape); "
                    + "name another path, so that no file has rows of two kinds"
            }
            for file in found.open {
                if let problem = try problem(of: file, found) { return problem }
            }
            for rename in found.renames {
                if try files.size(target.path(rename.place)) != nil { continue }
                if try files.size(target.path(rename.name)) != nil { continue }
                return "\(target.path(rename.name)), which the job has committed, is gone; nothing was written"
            }
            return nil
        } catch {
            throw sinkError(error)
        }
    }

    /// A file that is to be added to must be the one that was written.
    private func problem(of file: FileManifest.Open, _ manifest: FileManifest) throws(FileFailure) -> String? {
        var path = target.path(file.place)
        // Its name may not have been given yet.
        if let rename = manifest.renames.first(where: { $0.name == file.place }),
            try files.size(target.path(rename.place)) != nil
        {
            path = target.path(rename.place)
        }
        guard let size = try files.size(path) else {
            return "\(path), which has \(file.length) bytes of committed rows, is gone; nothing was written. "
                + "Bring it back, or start the job afresh with another path"
        }
        guard size >= file.length else {
            return "\(path) has \(size) bytes, but \(file.length) bytes of committed rows were written: "
                + "it was cut or replaced; nothing was written"
        }
        guard try tail(path, length: file.length) == file.tail else {
            return "\(path) holds other bytes than the job has written: it was replaced; nothing was written"
        }
        return nil
    }

    /// Without a manifest nothing may be there that the first commit would overwrite or mix with.
    private func foreignFiles() throws(FileFailure) -> String? {
        if let name = target.fileName {
            guard let size = try files.size(target.path(name)) else { return nil }
            return "\(target.path(name)) exists (\(size) bytes) and was not written by this job: "
                + "move it away, or name another path"
        }
        let others = try files.names(in: target.root).filter { !$0.hasPrefix(".") }
        guard let first = others.first else { return nil }
        return "folder \(target.root) holds files that were not written by this job (\(first)"
            + "\(others.count > 1 ? ", ..." : "")): name an empty one"
    }

    /// Brings the files to what the manifest says.
    func recover(_ manifest: FileManifest) throws(SinkError) {
        do throws(FileFailure) {
            try finish(manifest.renames)
            for file in manifest.open {
                let path = target.path(file.place)
                if try files.size(path) ?? 0 > file.length { try files.cut(path, at: file.length) }
            }
            let letters = target.path(target.letters)
            if try files.size(letters) ?? 0 > manifest.letterBytes { try files.cut(letters, at: manifest.letterBytes) }
            let known = Set(manifest.open.map(\.place))
            for name in try files.names(in: target.path(target.home)) where isScratch(name) {
                let place = "\(target.home)/\(name)"
                if !known.contains(place) { try files.remove(target.path(place)) }
            }
        } catch {
            throw sinkError(error)
        }
    }

    /// Files in the sink's own folder that a commit makes: `0000000012-1`, and a manifest that was not finished.
    private func isScratch(_ name: String) -> Bool {
        name == "manifest.next" || name.utf8.first.map { (48...57).contains($0) } ?? false
    }

    /// Gives whole files their names. May be done again.
    func finish(_ renames: [FileManifest.Rename]) throws(FileFailure) {
        var folders: Set<ExactName> = []
        for rename in renames {
            let path = target.path(rename.name)
            guard try files.size(target.path(rename.place)) != nil else { continue }
            let folder = OutputFiles.parent(of: path)
            try files.makeFolder(folder)
            try files.rename(target.path(rename.place), to: path)
            folders.insert(ExactName(folder))
        }
        for folder in folders.sorted() { try files.syncFolder(folder.text) }
    }

    /// Hash of the bytes before `length` by which a file is known again.
    func tail(_ path: String, length: Int64) throws(FileFailure) -> UInt64 {
        let start = max(0, length - Int64(FileManifest.tailBytes))
        return try files.read(path, from: start, to: length).withUnsafeBytes { hashBytes($0) }
    }
}
