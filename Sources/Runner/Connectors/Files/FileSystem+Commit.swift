import Glibc
import Operators
import StateStore

extension FileSystem {
    package func commit(_ epoch: EpochCommit) throws(SinkError) -> CommitReport {
        guard let standing else { throw .transient("the files of \(target.table.name) are not open") }
        let number = epoch.boundary.epoch
        guard number > standing.epoch else { return CommitReport() }
        self.standing = nil
        let lanes = epoch.rows.first ?? []
        if lanes.contains(where: { $0.chunks.contains { $0.operation == .delete } }) {
            throw .refused("a row of \(target.table.name) is to be deleted, which a file can't")
        }
        let pieces = FilePart.decode(lanes)
        var next = standing
        next.epoch = number
        next.boundaries = (standing.boundaries + [epoch.boundary]).filter { $0.epoch > epoch.oldestCheckpoint }
        do throws(FileFailure) {
            if target.table.emit == .complete {
                if isDue(epoch.boundary) { try writeWhole(pieces, &next) }
            } else {
                try append(pieces, &next, endOfInput: epoch.boundary.endOfInput)
            }
            try append(epoch.deadLetters, of: number, &next)
            settings.onPhase(.before, number)
            try prepare(next)
        } catch {
            throw sinkError(error)
        }
        do throws(FileFailure) {
            try show(next) { settings.onPhase(.during, number) }
        } catch {
            throw .unknownOutcome(text(error))
        }
        settings.onPhase(.after, number)
        next.renames = []
        self.standing = next
        return CommitReport(rows: pieces.reduce(0) { $0 + $1.rows })
    }

    /// Files that wait for `roll_interval` get their names now: the job may not run again for long. The epoch stays.
    package func finish() throws(SinkError) {
        guard let standing, target.fileName == nil, !standing.open.isEmpty else { return }
        self.standing = nil
        var next = standing
        do throws(FileFailure) {
            try close(&next) { _ in true }
            try prepare(next)
        } catch {
            throw sinkError(error)
        }
        do throws(FileFailure) {
            try show(next)
        } catch {
            throw .unknownOutcome(text(error))
        }
        next.renames = []
        self.standing = next
    }

    /// Makes a prepared manifest the one that counts, and gives whole files their names.
    private func show(_ next: FileManifest, onCommit: () -> Void = {}) throws(FileFailure) {
        try files.rename(manifestPath + ".next", to: manifestPath)
        onCommit()
        try files.syncFolder(target.path(target.home))
        try finish(next.renames)
        removeStaged(next.renames)
    }

    /// Files that are over are to get their names.
    private func close(_ next: inout FileManifest, where isOver: (FileManifest.Open) -> Bool) throws(FileFailure) {
        next.renames = []
        for file in next.open where isOver(file) {
            next.renames.append(FileManifest.Rename(place: try whole(file), name: file.name))
        }
        next.open.removeAll(where: isOver)
    }

    /// Whether the whole result was asked for at this boundary; it may have no rows.
    private func isDue(_ boundary: BoundaryRecord) -> Bool {
        boundary.emit & (1 << UInt64(target.sink)) != 0
    }

    /// The one file anew.
    private func writeWhole(_ pieces: [FilePart], _ next: inout FileManifest) throws(FileFailure) {
        guard let name = target.fileName else { return }
        let place = "\(target.home)/\(digits(next.epoch))-0"
        if target.isStaged {
            try ParquetMaking(target, files).make(of: pieces.flatMap(\.bytes), to: target.path(place))
        } else {
            try files.write(head + pieces.flatMap(\.bytes), to: target.path(place), at: 0)
        }
        next.renames = [FileManifest.Rename(place: place, name: name)]
    }

    /// Adds the rows, and closes what is old enough.
    private func append(
        _ pieces: [FilePart], _ next: inout FileManifest, endOfInput: Bool
    ) throws(FileFailure) {
        var folders: [ExactName] = []
        var bytes: [ExactName: [UInt8]] = [:]
        for piece in pieces {
            if bytes[piece.folder] == nil { folders.append(piece.folder) }
            bytes[piece.folder, default: []] += piece.bytes
        }
        // A job that has ended without a row still leaves its one file.
        if endOfInput, target.fileName != nil, folders.isEmpty, next.open.isEmpty { folders = [ExactName("")] }
        if let name = target.fileName, next.open.isEmpty, !folders.isEmpty,
            try files.size(target.path(name)) != nil
        {
            throw FileFailure(call: "create", path: target.path(name), errno: EEXIST)
        }
        let now = settings.nowUnixMicros()
        for (number, folder) in folders.sorted().enumerated() {
            let index = next.open.firstIndex { isOf($0, folder) } ?? begin(folder.text, number, now, &next)
            var file = next.open[index]
            let added = (file.length == 0 ? head : []) + (bytes[folder] ?? [])
            let path = target.path(file.place)
            try files.write(added, to: path, at: file.length)
            file.length += Int64(added.count)
            file.tail = try tail(path, length: file.length)
            if let name = target.fileName, file.place != name {
                // The file is made whole, under its name only with the commit; from then on it grows in its place.
                next.renames = [FileManifest.Rename(place: file.place, name: name)]
                file.place = name
            }
            next.open[index] = file
        }
        guard target.fileName == nil else { return }
        try close(&next) { file in
            guard let roll = self.target.options.rollMicros, !endOfInput else { return true }
            return now - file.openedMicros >= roll || now < file.openedMicros
        }
    }

    /// Where a file that is over lies as a whole: staged rows become one beside them.
    private func whole(_ file: FileManifest.Open) throws(FileFailure) -> String {
        guard target.isStaged else { return file.place }
        let place = file.place + ".whole"
        try ParquetMaking(target, files)
            .make(from: target.path(file.place), length: file.length, to: target.path(place))
        return place
    }

    /// Staged rows are of no use when their file has its name. What can't be removed now, the next start removes.
    func removeStaged(_ renames: [FileManifest.Rename]) {
        for rename in renames where target.isStaged && rename.place.hasSuffix(".whole") {
            try? files.remove(target.path(String(rename.place.dropLast(6))))
        }
    }

    /// Whether a file of a folder sink lies in `folder`.
    private func isOf(_ file: FileManifest.Open, _ folder: ExactName) -> Bool {
        if target.fileName != nil { return true }
        let name = file.name
        guard let slash = name.utf8.lastIndex(of: UInt8(ascii: "/")) else { return folder.text.isEmpty }
        return ExactName(String(name[..<slash])) == folder
    }

    private func begin(_ folder: String, _ number: Int, _ now: Int64, _ next: inout FileManifest) -> Int {
        let part = "part-\(digits(next.epoch)).\(target.options.format.rawValue)"
        next.open.append(
            FileManifest.Open(
                name: target.fileName ?? (folder.isEmpty ? part : "\(folder)/\(part)"),
                place: "\(target.home)/\(digits(next.epoch))-\(number)", length: 0, tail: 0, openedMicros: now))
        return next.open.count - 1
    }

    private func digits(_ epoch: Epoch) -> String {
        let text = String(epoch.rawValue)
        return String(repeating: "0", count: max(0, 10 - text.count)) + text
    }
}
