import FoundationEssentials
import Glibc

// One directory per job:
//
//     lock            held by flock while a process works on the job
//     job.json        whose state this is
//     journal/        the boundaries
//     live/<random>/  the working RocksDB: scratch, removed by the next start
//     checkpoints/<epoch>/
//     lookups/        what rows were joined with, by the first epoch
//
// Names that start with a dot are unfinished work of a dead process and are removed by the next start.

/// Whose state a directory holds.
package struct JobIdentity: Codable, Equatable, Sendable {
    /// Name of the job in its job file.
    package var job: String
    /// Made once, when the directory was; the sinks know it too.
    package var uuid: String
    /// Version of everything in the directory.
    package var format: Int
}

/// The directory of one job, locked for as long as this object lives.
package final class StateDirectory: Sendable {
    /// The newest layout that this program knows.
    package static let formatVersion = 1
    /// The directory itself.
    package let path: String
    /// Whose state it holds.
    package let identity: JobIdentity
    /// True when this start made the directory.
    package let isNew: Bool
    private let lock: Int32

    /// Where the journal lies.
    package var journalPath: String { path + "/journal" }
    /// Where the checkpoints lie.
    package var checkpointsPath: String { path + "/checkpoints" }
    /// Where copies of lookup tables lie.
    package var lookupsPath: String { path + "/lookups" }
    private var livePath: String { path + "/live" }

    /// Locks `path`, makes it when missing, and clears away what a dead process left unfinished.
    ///
    /// `uuid`: the identity that the sinks know, nil to keep or make one. Throws `alreadyLocked` when another process
    /// works here, `otherJob` when the state is not this job's, `unsupportedVersion` when it is from a newer program.
    package init(path: String, job: String, uuid: String? = nil) throws(StoreError) {
        try Files.makeDirectory(path)
        if chmod(path, 0o700) != 0 { throw .system(call: "chmod", path: path, errno: errno) }
        let lock = try Self.takeLock(path)
        do throws(StoreError) {
            let found = try Self.readIdentity(path)
            try Self.check(found, path: path, job: job, uuid: uuid)
            if let found {
                identity = found
            } else {
                identity = try Self.makeIdentity(path, job: job, uuid: uuid)
            }
            self.path = path
            self.isNew = found == nil
            self.lock = lock
        } catch {
            close(lock)
            throw error
        }
        try prepare()
    }

    deinit { close(lock) }

    /// True when the directory has a checkpoint or a journaled boundary: its identity is then no mere name.
    package func holdsState() throws(StoreError) -> Bool {
        if try !CheckpointName.list(checkpointsPath).isEmpty { return true }
        guard try Files.status(journalPath) != nil else { return false }
        return try !Journal.records(in: journalPath).isEmpty
    }

    /// The same directory, still locked, under the identity that the sinks know; only for one without state: new, or
    /// left by a start that failed before it came to anything.
    ///
    /// The lock is the open file's, so it is never free in between.
    package func adopting(uuid: String) throws(StoreError) -> StateDirectory {
        guard try !holdsState() else { throw .otherJob(path: path, found: identity.uuid, wanted: uuid) }
        let copy = dup(lock)
        if copy < 0 { throw .system(call: "dup", path: path, errno: errno) }
        return StateDirectory(
            path: path, identity: try Self.makeIdentity(path, job: identity.job, uuid: uuid), isNew: isNew, lock: copy)
    }

    private init(path: String, identity: JobIdentity, isNew: Bool, lock: Int32) {
        self.path = path
        self.identity = identity
        self.isNew = isNew
        self.lock = lock
    }

    private static func takeLock(_ path: String) throws(StoreError) -> Int32 {
        let name = path + "/lock"
        let descriptor = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        if descriptor < 0 { throw .system(call: "open", path: name, errno: errno) }
        let code = Files.lock(descriptor)
        if code == 0 { return descriptor }
        close(descriptor)
        if code == EWOULDBLOCK { throw .alreadyLocked(path: path) }
        throw .system(call: "flock", path: name, errno: code)
    }

    /// The identity in a directory; nil when the directory is fresh.
    static func readIdentity(_ path: String) throws(StoreError) -> JobIdentity? {
        let name = path + "/job.json"
        guard try Files.status(name) != nil else {
            if try Files.status(path + "/checkpoints") != nil {
                throw .corruption("\(path) has checkpoints but no job.json")
            }
            return nil
        }
        let bytes = try Files.read(name)
        do {
            return try JSONDecoder().decode(JobIdentity.self, from: Data(bytes))
        } catch {
            throw .corruption("\(name) cannot be read: \(error)")
        }
    }

    private static func check(
        _ found: JobIdentity?, path: String, job: String, uuid: String?
    ) throws(StoreError) {
        guard let found else { return }
        if found.format > formatVersion || found.format < 1 {
            throw .unsupportedVersion(what: path, found: found.format, newestKnown: formatVersion)
        }
        if found.job != job { throw .otherJob(path: path, found: found.job, wanted: job) }
        if let uuid, uuid != found.uuid {
            throw .otherJob(path: path, found: "\(job) \(found.uuid)", wanted: "\(job) \(uuid)")
        }
    }

    private static func makeIdentity(
        _ path: String, job: String, uuid: String?
    ) throws(StoreError) -> JobIdentity {
        let identity = JobIdentity(
            job: job, uuid: uuid ?? UUID().uuidString.lowercased(), format: formatVersion)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        let bytes: [UInt8]
        do {
            bytes = [UInt8](try encoder.encode(identity)) + [0x0A]
        } catch {
            throw .invalidArgument("job name \(job): \(error)")
        }
        try Files.writeDurably(bytes, to: path + "/job.json")
        try Files.syncDirectory(Files.parent(of: path))
        return identity
    }

    private func prepare() throws(StoreError) {
        #if MUTANTS
            if !Mutant.reuseLiveDirectory.isOn { try Files.removeTree(livePath) }
        #else
            try Files.removeTree(livePath)
        #endif
        try Files.makeDirectory(livePath)
        try Files.makeDirectory(checkpointsPath)
        try Files.syncDirectory(path)
        for name in try Files.names(in: checkpointsPath) where name.hasPrefix(".") {
            try Files.removeTree(checkpointsPath + "/" + name)
        }
    }

    /// A path for a new working directory; never one that a dead process used.
    package func newLivePath() -> String {
        #if MUTANTS
            if Mutant.reuseLiveDirectory.isOn { return livePath + "/always" }
        #endif
        return livePath + "/" + String(UInt64.random(in: .min ... .max), radix: 36)
    }
}
