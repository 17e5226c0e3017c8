import Operators
import StateStore

/// Position of a lane among the job's lanes.
package struct LaneIndex: Hashable, Sendable {
    package let rawValue: Int

    package init(_ rawValue: Int) {
        self.rawValue = rawValue
    }
}

/// One partition that a lane takes over.
struct PartitionStart: Sendable {
    let partition: SourcePartition
    /// The first offset to read.
    let position: Int64
    /// The job has caught up with this partition at this offset; nil when nobody asks.
    let goal: Int64?
}

/// What the driver tells a lane.
enum LaneCommand: Sendable {
    case add([PartitionStart])
    /// Consume; up to these positions and then stop by itself, or freely.
    case run(to: [SourcePartition: Int64]?)
    /// Stop after the batch at hand and report.
    case stop
    case advance(LaneOrder)
    /// Rows from here on are joined with these tables; comes between an epoch's end and the next run.
    case lookUp(in: LookupTables)
    /// Partials of an aggregate's groups that this lane owns, of the epoch that is being made.
    case absorb(aggregate: Int, PartialBlock)
    /// Go on after a checkpoint: what follows is a `run`.
    case quit
}

/// Another lane, as the one that has partials for it sees it.
struct LanePeer: Sendable {
    let inbox: Mailbox<LaneCommand>
    /// What is on its way to it.
    let load = ExchangeLoad()
}

/// The end of an epoch as a lane sees it.
struct LaneOrder: Sendable {
    let order: EpochOrder
    /// For each source, after this boundary.
    let watermarks: [Int64?]
    /// For each source how far its rows' times went when the end of the input closed windows.
    let ends: [Int64?]
    /// The boundary's clock, for state that expires; microseconds since 2000-01-01.
    let clockMicros: Int64
    /// For each aggregate node, the partials of the groups that this lane owns.
    let blocks: [[PartialBlock]]
    /// Output up to here is in every sink already: rows are computed and dropped.
    let isSuppressed: Bool
}

/// What a lane tells the driver.
enum LaneReport: Sendable {
    /// The first record since the last boundary came.
    case news
    /// The lane holds as much as it may; `isOfGroups`: of groups, which can be written while it goes on.
    case pressure(isOfGroups: Bool)
    /// The lane's groups take so much memory now.
    case grown(bytes: Int)
    /// All of the lane's partitions have reached their goals, or their ends for finite sources.
    case caughtUp(LaneIndex)
    /// A partition stands still; for people.
    case stalled(String)
    case stopped(LaneIndex, LaneStop)
    case advanced(LaneIndex, LaneOutput)
    /// The boundary's work that cannot wait is done; `finished` follows, while the lane consumes.
    case ready(LaneIndex)
    case finished(LaneIndex, LaneOutput)
    /// What the boundary said of the state is written; what that took of the lane's time.
    case sealed(LaneIndex, [OpenRun], micros: Int64)
    case failed(JobError)
}

/// What a lane saw of one partition in the epoch.
struct PartitionReport: Sendable {
    let partition: SourcePartition
    let position: Int64
    /// Records of this epoch.
    let records: Int
    /// Largest event time of this epoch's accepted records.
    let maxEventTime: Int64?
    /// Largest Kafka timestamp of this epoch's records.
    let maxRecordTime: Int64?
    let isAtEnd: Bool
    /// Nothing can follow: a file that does not grow was read to its end.
    let hasEnded: Bool
    let lag: Int64?
    /// The last record before the position, when this epoch had any.
    let mark: RecordMark?
}

/// What a lane gives when it stops at a boundary.
struct LaneStop: Sendable {
    let partitions: [PartitionReport]
    let ledger: LedgerCounts
    /// For each aggregate node and each owning lane.
    let blocks: [[PartialBlock]]
}

/// What a lane gives after the boundary's work.
struct LaneOutput: Sendable {
    /// For each sink.
    var rows: [EncodedRows]
    var deadLetters: [DeadLetter]
    /// For each stateful node, what its next life needs besides the store; empty unless the order said seal.
    var metadata: [[UInt8]]
    /// Memory of all groups.
    var stateBytes: Int
    /// Bad records by reason since the start.
    var rejects: [String: Int64]
    /// Late records of the epoch, dead-lettered or not.
    var lateRecords: Int64
    /// Result rows of the epoch that could not be computed.
    var failedRows: Int64
}

/// Records by what became of them; every consumed record is counted once.
package struct LedgerCounts: Hashable, Sendable {
    package var consumed: Int64 = 0
    package var late: Int64 = 0
    package var invalid: Int64 = 0
    package var deadLettered: Int64 = 0

    package init() {}

    /// Records whose rows were used in every query.
    package var accepted: Int64 { consumed - late - invalid - deadLettered }

    package static func += (left: inout LedgerCounts, right: LedgerCounts) {
        left.consumed += right.consumed
        left.late += right.late
        left.invalid += right.invalid
        left.deadLettered += right.deadLettered
    }
}
