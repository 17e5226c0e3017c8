import Operators
import StateStore

/// One lane's way into one sink: turns batches into bytes on the lane's own thread.
package protocol SinkEncoder: AnyObject {
    /// Encodes the rows; their memory is not needed afterwards.
    func append(_ batch: Batch, operation: RowOperation)

    /// What was encoded since the last call.
    func take() -> EncodedRows

    /// Bytes that `take` would give from memory, for the lane's bound on it.
    var byteCount: Int { get }
}

/// Encoded rows of one lane for one sink in one epoch. What the bytes mean is the sink's matter.
package struct EncodedRows: Sendable {
    /// In the order in which they came; each chunk holds rows of one operation.
    package struct Chunk: Sendable {
        package var operation: RowOperation
        package var rows: Int
        package var bytes: [UInt8]
        /// Where the bytes lie instead, once memory had no room for them; `loaded()` brings them back.
        package internal(set) var stored: StoredBytes?

        package init(operation: RowOperation, rows: Int, bytes: [UInt8]) {
            self.operation = operation
            self.rows = rows
            self.bytes = bytes
        }
    }

    package var chunks: [Chunk]

    package init(chunks: [Chunk] = []) {
        self.chunks = chunks
    }

    package var rows: Int { chunks.reduce(0) { $0 + $1.rows } }
}

/// A record or a result row that could not be used, as it is kept for people.
package struct DeadLetter: Sendable {
    /// Name of the source table, or of the result whose row it was.
    package var source: String
    /// Where the record lies; nil for a result row.
    package var topic: String?
    package var partition: Int32?
    package var offset: Int64?
    /// Stable word: `malformed`, `type_mismatch`, `late`, ...
    package var reason: String
    /// For people: which field, what was wrong.
    package var detail: String
    /// The record's value as it was; of a result row a JSON object of what is known of it.
    package var record: [UInt8]

    package init(
        source: String, topic: String? = nil, partition: Int32? = nil, offset: Int64? = nil, reason: String,
        detail: String, record: [UInt8]
    ) {
        self.source = source
        self.topic = topic
        self.partition = partition
        self.offset = offset
        self.reason = reason
        self.detail = detail
        self.record = record
    }
}

/// Everything that is committed together at the end of an epoch.
package struct EpochCommit: Sendable {
    package var boundary: BoundaryRecord
    /// For each of the job's sinks, one entry for each lane.
    package var rows: [[EncodedRows]]
    package var deadLetters: [DeadLetter]
    /// Epochs up to this one need not be remembered any longer: a checkpoint holds them.
    package var oldestCheckpoint: Epoch

    package init(boundary: BoundaryRecord, rows: [[EncodedRows]], deadLetters: [DeadLetter], oldestCheckpoint: Epoch) {
        self.boundary = boundary
        self.rows = rows
        self.deadLetters = deadLetters
        self.oldestCheckpoint = oldestCheckpoint
    }
}

/// Who commits: one job in one of its lives.
package struct SinkJob: Hashable, Sendable {
    package var name: String
    /// Lower-case, 36 characters.
    package var uuid: String
    /// Canonical text of what the state depends on, hashed.
    package var fingerprint: String

    package init(name: String, uuid: String, fingerprint: String) {
        self.name = name
        self.uuid = uuid
        self.fingerprint = fingerprint
    }
}

/// What a sink system remembers of the job.
package struct SinkPosition: Sendable {
    /// The last epoch it committed; `Epoch.none` for a new job.
    package var epoch: Epoch
    /// The job's identity there, which a new machine takes over.
    package var uuid: String
    package var fingerprint: String
    /// Boundaries of the epochs that no checkpoint may hold, oldest first.
    package var boundaries: [BoundaryRecord]
    /// Targets that are not there: what an earlier epoch wrote into one of them is lost with it.
    package var missing: [MissingTarget]

    package init(
        epoch: Epoch, uuid: String, fingerprint: String, boundaries: [BoundaryRecord], missing: [MissingTarget] = []
    ) {
        self.epoch = epoch
        self.uuid = uuid
        self.fingerprint = fingerprint
        self.boundaries = boundaries
        self.missing = missing
    }
}

/// A sink's table or folder that is not there.
package struct MissingTarget: Hashable, Sendable {
    package var sink: String
    /// `table public.daily`, for people.
    package var text: String

    package init(sink: String, text: String) {
        self.sink = sink
        self.text = text
    }
}

/// A system that takes a job's rows, with all of the job's sinks in it behind one transaction.
///
/// Used by one thread, the committer. `start` comes first and again after every error but a fatal one.
package protocol SinkSystem: AnyObject {
    /// Connects, checks the targets, takes the job over from any earlier life, and says where it stands. `nil` from a
    /// system that remembers nothing (console, blackhole).
    ///
    /// `objection` hears where the job stands before any earlier life is disturbed: with a reason the system throws
    /// `.refused` and everything stays as it was.
    func start(_ job: SinkJob, unless objection: (SinkPosition) -> String?) throws(SinkError) -> SinkPosition?

    /// Lets a system whose sinks are new to the job stand at the epoch where the job stands, without the epochs before:
    /// `start` has come, and the next commit is of the epoch after this one.
    func join(at epoch: Epoch) throws(SinkError)

    /// Whether the system can write rows of several epochs at once, which it commits one after the other all the same.
    var writesAhead: Bool { get }

    /// Gives a system that writes ahead what it asks, in the middle of a commit: which epochs are known to follow one,
    /// oldest first. They come to `commit` in their turn.
    func follow(_ upcoming: @escaping (Epoch) -> [EpochCommit])

    /// Looks at what a start would find, and changes nothing anywhere.
    func look(_ job: SinkJob) throws(SinkError) -> SinkOutlook

    /// Writes the rows of the epoch and the epoch itself, all or nothing. Afterwards they are durable.
    func commit(_ epoch: EpochCommit) throws(SinkError) -> CommitReport

    /// The job ends in good order, with every epoch committed: shows what was committed and waits to be shown.
    func finish() throws(SinkError)

    func close()
}

/// What a commit did beyond writing all rows.
package struct CommitReport: Sendable {
    package var rows: Int
    /// Result rows that the database refused and that the policy skipped or dead-lettered.
    package var rejectedRows: Int
    /// A few of them, for the log.
    package var samples: [RefusedSample]
    /// Every sink of the system has shown as many rows as its LIMIT asks for: a job whose systems all say so ends.
    package var hasReachedLimit: Bool

    package init(
        rows: Int = 0, rejectedRows: Int = 0, samples: [RefusedSample] = [], hasReachedLimit: Bool = false
    ) {
        self.rows = rows
        self.rejectedRows = rejectedRows
        self.samples = samples
        self.hasReachedLimit = hasReachedLimit
    }
}

/// A result row that a sink refused, in words.
package struct RefusedSample: Hashable, Sendable {
    /// The table or topic, as people know it.
    package var target: String
    /// Why, and which row.
    package var text: String

    package init(target: String, text: String) {
        self.target = target
        self.text = text
    }
}

extension [RefusedSample] {
    /// Keeps a sample unless there are enough of its target in this epoch.
    mutating func add(_ target: String, _ text: @autoclosure () -> String) {
        guard count(where: { $0.target == target }) < LoggedSamples.countMax else { return }
        append(RefusedSample(target: target, text: text()))
    }
}

/// Why a sink did not do what it was told, by what must happen next.
package enum SinkError: Error, Sendable {
    /// It may or may not have committed: go through `start` and look.
    case unknownOutcome(String)
    /// Nothing was committed; `start` again after a while.
    case transient(String)
    /// The database can't be reached or refuses us at the start.
    case unreachable(String)
    /// Another life of the job has taken over.
    case fenced(String)
    /// A row was refused and the policy is `fail`.
    case badData(String)
    /// The target is not what the job needs, or the system is not safe to write to.
    case refused(String)
    /// Who read the rows has gone away (`| head`), and nobody will ever read more.
    case closed(String)
}

extension SinkError {
    /// What a person must do when the server is there and refuses the connection's user, password or database: at a
    /// start, trying again would be in vain. Nil for a server that is away. Servers say it in English unless they
    /// were told otherwise; what is not understood counts as away.
    package var accessRemedy: String? {
        guard case .unreachable(let reason) = self else { return nil }
        func says(_ parts: String...) -> Bool { parts.allSatisfy { reason.contains($0) } }
        if says("password authentication failed") || says("Access denied for user") || says("no password supplied") {
            return "check the user and the password in the connection's URI"
        }
        if says("role \"", "does not exist") { return "make the role, or name another user in the connection's URI" }
        if says("database \"", "does not exist") || says("Unknown database") {
            return "make the database, or name another one in the connection's URI"
        }
        if says("no pg_hba.conf entry") { return "let the user in by the server's pg_hba.conf" }
        return nil
    }
}

extension SinkSystem {
    /// Takes the job over wherever it stands.
    package func start(_ job: SinkJob) throws(SinkError) -> SinkPosition? {
        try start(job) { _ in nil }
    }
}

/// What a start would find in a system that takes rows.
package struct SinkOutlook: Sendable {
    /// Something that would be refused.
    package struct Problem: Equatable, Sendable {
        /// Position among the system's own sinks; nil for what concerns all of them.
        package var sink: Int?
        /// One sentence: `table public.t does not fit sink s`.
        package var message: String
        /// What is here and what is there, a line each.
        package var differences: [String]

        package init(sink: Int?, message: String, differences: [String] = []) {
            self.sink = sink
            self.message = message
            self.differences = differences
        }
    }

    package var problems: [Problem]
    /// Where the job stands there; nil when the system does not know it.
    package var position: SinkPosition?
    /// Targets that are not there, of a system that does not know the job.
    package var missing: [MissingTarget]

    package init(problems: [Problem] = [], position: SinkPosition? = nil, missing: [MissingTarget] = []) {
        self.problems = problems
        self.position = position
        self.missing = missing
    }
}

extension SinkSystem {
    /// What is committed is there for everyone to see.
    package func finish() throws(SinkError) {}

    /// A system that remembers no epoch follows any.
    package func join(at epoch: Epoch) throws(SinkError) {}

    /// One epoch at a time.
    package var writesAhead: Bool { false }

    package func follow(_ upcoming: @escaping (Epoch) -> [EpochCommit]) {}

    /// A system that remembers nothing and takes everything.
    package func look(_ job: SinkJob) throws(SinkError) -> SinkOutlook { SinkOutlook() }
}
