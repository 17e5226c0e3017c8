/// Looks at a state directory without disturbing the process that may be working there.
///
/// Never takes the lock. What vanishes while it is looked at (a trimmed segment, a removed checkpoint) is left out.
package struct StateInspector: Sendable {
    /// The state directory.
    package let path: String
    /// Whose state it is.
    package let identity: JobIdentity

    /// Looks at the directory `path`. Throws `notFound` when it holds no job's state.
    package init(path: String) throws(StoreError) {
        guard let identity = try StateDirectory.readIdentity(path) else {
            throw .notFound("\(path) holds no state: there is no job.json")
        }
        guard identity.format <= StateDirectory.formatVersion else {
            throw .unsupportedVersion(
                what: path, found: identity.format, newestKnown: StateDirectory.formatVersion)
        }
        self.path = path
        self.identity = identity
    }

    /// All checkpoints, newest first; `.contents` reads and verifies every byte of them.
    package func checkpoints(_ depth: VerificationDepth = .sizes) throws(StoreError) -> [CheckpointReport] {
        let directory = path + "/checkpoints"
        guard try Files.status(directory) != nil else { return [] }
        var result: [CheckpointReport] = []
        for found in try CheckpointName.list(directory) {
            if let report = try report(found.path, depth) { result.append(report) }
        }
        return result
    }

    /// Nil when the checkpoint is removed meanwhile.
    private func report(_ directory: String, _ depth: VerificationDepth) throws(StoreError) -> CheckpointReport? {
        do throws(StoreError) {
            let report = try CheckpointReport(directory: directory, jobUUID: identity.uuid, depth: depth)
            if report.problems.isEmpty { return report }
            return try Files.status(directory) == nil ? nil : report
        } catch {
            if try Files.status(directory) == nil { return nil }
            throw error
        }
    }

    /// The boundaries in the journal after `epoch`, oldest first.
    package func boundaries(after epoch: Epoch = Epoch(-1)) throws(StoreError) -> [BoundaryRecord] {
        var result: [BoundaryRecord] = []
        for record in try journal(after: epoch) {
            result.append(try BoundaryRecord(decoding: record.payload))
        }
        return result
    }

    /// The records of the journal after `epoch` as bytes, oldest first.
    package func journal(after epoch: Epoch = Epoch(-1)) throws(StoreError) -> [JournalRecord] {
        guard try Files.status(path + "/journal") != nil else { return [] }
        return try Journal.records(in: path + "/journal", after: epoch)
    }

    /// Opens the newest usable checkpoint; nil when there is none.
    package func openNewest(merger: (any ValueMerger)? = nil) throws(StoreError) -> InspectedState? {
        // A running job may remove the one just listed, so look again.
        for _ in 0..<5 {
            var vanished = false
            for report in try checkpoints() where report.isUsable {
                do throws(StoreError) {
                    return try open(report, merger: merger)
                } catch {
                    if try Files.status(report.path) != nil { throw error }
                    vanished = true
                    break
                }
            }
            if !vanished { return nil }
        }
        throw .notFound("checkpoints vanish faster than they can be opened")
    }

    /// Opens one checkpoint, through links in a scratch directory that is removed with the result.
    ///
    /// `merger` nil: values come out as their operands one after another, which is enough for counts and sizes.
    package func open(
        _ report: CheckpointReport, merger: (any ValueMerger)? = nil
    ) throws(StoreError) -> InspectedState {
        guard report.isUsable, let manifest = report.manifest else {
            throw .corruption("checkpoint \(report.epoch): \(report.problems.map(\.description))")
        }
        let scratch = try ScratchDirectory(preferred: path + "/live")
        let target = scratch.path + "/checkpoint"
        try Checkpoints.link(manifest, from: report.path, into: target)
        let merger = merger ?? ConcatenatingMerger()
        let store = try StateStore(
            readOnly: target, options: StoreOptions(memoryBytes: 32 << 20), merger: merger)
        return InspectedState(store: store, manifest: manifest, scratch: scratch, merger: merger)
    }
}

/// A directory that is removed with this object.
final class ScratchDirectory: Sendable {
    let path: String

    /// Makes the directory in `preferred`, where files can be linked, else where temporary files belong.
    init(preferred: String) throws(StoreError) {
        let name = "inspect-" + String(UInt64.random(in: .min ... .max), radix: 36)
        do throws(StoreError) {
            try Files.makeDirectory(preferred + "/" + name)
            path = preferred + "/" + name
        } catch {
            let other = Files.temporaryDirectory + "/millrace-" + name
            try Files.makeDirectory(other)
            path = other
        }
    }

    deinit { try? Files.removeTree(path) }
}

/// Puts operands one after another: for looking at state whose meaning is not known.
struct ConcatenatingMerger: ValueMerger {
    let name = "millrace.concatenate"

    func merge(
        key: UnsafeRawBufferPointer, existing: UnsafeRawBufferPointer?, operands: MergeOperands,
        into result: inout ByteBuffer
    ) -> Bool {
        if let existing { result.append(existing) }
        for index in 0..<operands.count { result.append(operands[index]) }
        return true
    }
}
