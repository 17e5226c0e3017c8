import Operators
import StateStore

/// Everything the driver can hear.
enum DriverMessage: Sendable {
    case lane(LaneReport)
    case committer(CommitterReport)
    case checkpointer(CheckpointerReport)
    /// Partitions that did not exist when the job started.
    case discovered([SourcePartition: Int64])
    /// SIGTERM or Ctrl-C.
    case stop
    /// SIGUSR1: `runner checkpoint`.
    case checkpoint
    /// A lookup table was read again.
    case reloaded(Int, LookupCopy)
}

/// What a job has to say for itself when it ends.
package struct JobSummary: Sendable {
    package var records: Int64 = 0
    package var rows: Int64 = 0
    package var late: Int64 = 0
    package var invalid: Int64 = 0
    /// Records, not result rows.
    package var deadLettered: Int64 = 0
    /// Result rows that could not be computed, or that a sink refused; skipped or dead-lettered.
    package var failedRows: Int64 = 0
    package var epoch: Epoch = .none
    /// The least over the sources; microseconds since 2000-01-01.
    package var watermarkMicros: Int64?
    package var seconds: Double = 0
    /// Records between the positions and the partitions' ends, where known.
    package var lagRecords: Int64?
    /// How long lanes stood at the ends of epochs.
    package var stalls = StallCounts()
    /// The most memory that the process had resident; nil while the job runs.
    package var peakResidentBytes: Int?
    /// There were records, epochs of an earlier run to finish, or rows of theirs that had not been written. What
    /// `emit = 'complete'` shows is written in any run.
    package var hadWork = false

    package init() {}
}

/// What of the state lanes are writing.
enum Sealing {
    /// Groups that leave memory.
    case groups
    case checkpoint(BoundaryRecord, metadata: [UInt8], startedMicros: Int64)
}

/// Performs what the coordinator decides: the only place where lanes, journal, checkpoints and committer meet.
/// Runs on the thread that started the job.
final class EpochDriver {
    let inbox: Mailbox<DriverMessage>
    let lanes: [Mailbox<LaneCommand>]
    let committer: Mailbox<CommitterCommand>
    let checkpointer: Mailbox<CheckpointerCommand>
    let parts: JobParts
    let observer: any JobObserver
    var coordinator: EpochCoordinator
    var tracker: WatermarkTracker
    var journal: Journal
    var lookups: LookupKeeper
    var summary = JobSummary()
    /// Where each partition stands, and who reads it.
    var positions: [SourcePartition: Int64] = [:]
    /// The last record before each position, where it is known.
    var marks: [SourcePartition: RecordMark]
    var laneOf: [SourcePartition: LaneIndex] = [:]
    var stops: [LaneStop?]
    var outputs: [LaneOutput?]
    /// What lanes are writing, and the lanes that have.
    var sealing: Sealing?
    var sealed: [(runs: [OpenRun], micros: Int64)?]
    /// The boundary of the epoch that is being made.
    var boundary: BoundaryRecord?
    var caughtUp: Set<LaneIndex> = []
    var ending = Ending.notYet
    /// New partitions that wait for the end of a replay, whose boundaries do not know them.
    var arrived: [SourcePartition: Int64] = [:]
    var oldestCheckpoint: Epoch
    var isFinished = false
    /// Since when the lanes stand.
    var standingSinceMicros: Int64?
    /// When the stop was asked for, and why the sink could not take the last epoch, if so.
    var stopMicros: Int64?
    var waitingReason: String?
    /// By target, how many refused rows were told.
    private var refusalsTold: [String: Int64] = [:]
    /// How long a stop waits for a sink that can't be reached.
    static let stopPatienceMicros: Int64 = 5_000_000

    init(
        parts: JobParts, inbox: Mailbox<DriverMessage>, lanes: [Mailbox<LaneCommand>],
        committer: Mailbox<CommitterCommand>, checkpointer: Mailbox<CheckpointerCommand>,
        start: consuming JobStart, lookups: LookupKeeper, observer: any JobObserver
    ) {
        self.parts = parts
        self.inbox = inbox
        self.lanes = lanes
        self.committer = committer
        self.checkpointer = checkpointer
        self.observer = observer
        self.lookups = lookups
        let now = monotonicMicros()
        tracker = start.tracker
        oldestCheckpoint = start.oldestCheckpoint
        // Until a boundary is drawn the job stands where it was restored.
        summary.epoch = start.epoch
        summary.watermarkMicros = tracker.leastWatermark
        coordinator = EpochCoordinator(
            laneCount: lanes.count, pace: parts.pace, emits: parts.emits, lastEpoch: start.epoch,
            replay: start.replay, nowMicros: now, inFlightMax: parts.epochsInFlightMax)
        stops = lanes.map { _ in nil }
        outputs = lanes.map { _ in nil }
        sealed = lanes.map { _ in nil }
        positions = start.positions
        marks = start.marks
        journal = start.journal
    }

    /// Runs the job until it is finished, stopped or broken.
    func run() throws(JobError) -> JobSummary {
        let started = monotonicMicros()
        assign(positions)
        try perform(coordinator.begin())
        // No row that could come would be shown.
        if parts.showsNothing { try perform(coordinator.handle(.stopRequested)) }
        while !isFinished {
            for message in inbox.wait(timeoutMilliseconds: 20) { try hear(message) }
            takeArrived()
            let now = monotonicMicros()
            try endWhenCaughtUp(now)
            if tracker.hasIdleNews(nowMicros: now) { try perform(coordinator.handle(.news)) }
            try endWithoutSink(now)
            try perform(coordinator.handle(.worked(micros: processMicros() / Int64(max(1, lanes.count)))))
            try perform(coordinator.handle(.tick(nowMicros: now)))
            observer.tick(nowMicros: now)
        }
        summary.seconds = Double(monotonicMicros() - started) / 1e6
        summary.peakResidentBytes = peakResidentBytes()
        return summary
    }

    /// A stop does not wait for a sink for ever: the epoch is journaled, and the next start commits it.
    private func endWithoutSink(_ now: Int64) throws(JobError) {
        guard let stopMicros, let waitingReason, now - stopMicros > Self.stopPatienceMicros else { return }
        throw JobError(
            .unavailable, "stopped before the last epoch was committed, the next start does it: \(waitingReason)")
    }

    private func hear(_ message: DriverMessage) throws(JobError) {
        switch message {
        case .stop:
            #if MUTANTS
                Mutant.isStopping.store(true, ordering: .relaxed)
            #endif
            stopMicros = stopMicros ?? monotonicMicros()
            observer.stopping()
            try perform(coordinator.handle(.stopRequested))
        case .checkpoint: try perform(coordinator.handle(.checkpointRequested))
        case .discovered(let found):
            arrived.merge(found) { old, _ in old }
            takeArrived()
        case .reloaded(let table, let copy):
            // A boundary soon: rows that come from now on meet the new table.
            if try lookups.offer(copy, table) { try perform(coordinator.handle(.pressure)) }
        case .lane(let report): try hear(report)
        case .committer(let report): try hear(report)
        case .checkpointer(let report): try hear(report)
        }
    }

    private func hear(_ report: LaneReport) throws(JobError) {
        switch report {
        case .news: try perform(coordinator.handle(.news))
        case .pressure(let isOfGroups): try perform(coordinator.handle(isOfGroups ? .memoryShort : .pressure))
        case .grown(let bytes): try perform(coordinator.handle(.grown(bytes: bytes)))
        case .stalled(let text): observer.stalled(text)
        case .caughtUp(let lane):
            caughtUp.insert(lane)
            guard caughtUp.count == lanes.count, parts.endsWhenCaughtUp else { return }
            if ending == .notYet { ending = .caughtUp }
        case .stopped(let lane, let stop):
            standingSinceMicros = standingSinceMicros ?? monotonicMicros()
            stops[lane.rawValue] = stop
            try perform(coordinator.handle(.laneStopped))
        case .advanced(let lane, let output):
            outputs[lane.rawValue] = output
            try perform(coordinator.handle(.laneAdvanced))
        case .ready: try perform(coordinator.handle(.laneReady))
        case .finished(let lane, let output):
            outputs[lane.rawValue] = output
            try perform(coordinator.handle(.laneFinished))
        case .sealed(let lane, let runs, let micros):
            sealed[lane.rawValue] = (runs, micros)
            endSealing()
        case .failed(let error): throw error
        }
    }

    private func hear(_ report: CommitterReport) throws(JobError) {
        switch report {
        case .committed(let epoch, let done):
            waitingReason = nil
            summary.rows += Int64(done.rows)
            summary.failedRows += Int64(done.rejectedRows)
            for sample in done.samples { tell(sample) }
            parts.checkpoints.noteCommitted(epoch)
            checkpointer.send(.committed(epoch))
            observer.committed(epoch, done)
            try perform(coordinator.handle(.committed(epoch)))
            // Nothing that could come would be shown.
            if done.hasReachedLimit { try perform(coordinator.handle(.stopRequested)) }
        case .waiting(let reason):
            waitingReason = reason
            observer.waiting(reason)
        case .failed(let error): throw error
        case .finished(let error): if let error { throw error }
        }
    }

    /// Says a few of the rows that a sink refused.
    private func tell(_ sample: RefusedSample) {
        refusalsTold[sample.target, default: 0] += 1
        guard let last = LoggedSamples.ending(refusalsTold[sample.target, default: 0]) else { return }
        observer.refused(sample.text + last)
    }

    private func takeArrived() {
        guard !arrived.isEmpty, !coordinator.isReplaying else { return }
        let new = arrived.filter { positions[$0.key] == nil }
        arrived = [:]
        assign(new)
    }

    /// Spreads partitions over the lanes, each to the one with the fewest.
    private func assign(_ found: [SourcePartition: Int64]) {
        var starts = lanes.map { _ in [PartitionStart]() }
        var load = lanes.indices.map { lane in laneOf.values.count { $0.rawValue == lane } }
        let now = monotonicMicros()
        for partition in found.keys.sorted() {
            guard let position = found[partition] else { continue }
            var lane = 0
            for other in load.indices where load[other] < load[lane] { lane = other }
            load[lane] += 1
            laneOf[partition] = LaneIndex(lane)
            positions[partition] = position
            starts[lane].append(
                PartitionStart(partition: partition, position: position, goal: parts.goals[partition]))
            if tracker.partitions[partition] == nil { tracker.add(partition, nowMicros: now) }
        }
        for (lane, list) in starts.enumerated() where !list.isEmpty { lanes[lane].send(.add(list)) }
    }
}
