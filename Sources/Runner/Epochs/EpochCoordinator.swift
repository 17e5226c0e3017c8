import StateStore

/// Decides what happens when in the life of a job's epochs: a value that takes events and returns actions. It does no
/// I/O and reads no clock, so a test reads like the protocol itself.
///
/// ```
///            time or pressure          all lanes stopped               all lanes advanced
///  running ───────────────────► stopping ───────────────► advancing ────────────────────► running
///     ▲                                     journal(e)        └── all lanes ready ──► running, journal(e) when all
///     │                                                                               have finished
///     └── at most so many epochs as the sinks can write at once (one, for most) wait for their commit, and at most one
///         checkpoint to be written and linked while lanes run; the next boundary is not drawn before that
/// ```
///
/// A restarted job first replays the boundaries in its journal (`replay`), with the sinks' own epochs suppressed, and
/// draws new ones only after the last of them.
package struct EpochCoordinator: Sendable {
    /// How often what happens; microseconds of the driver's monotonic clock.
    package struct Pace: Sendable {
        package var commitMicros: Int64
        package var checkpointMicros: Int64

        package init(commitMicros: Int64, checkpointMicros: Int64) {
            self.commitMicros = commitMicros
            self.checkpointMicros = checkpointMicros
        }
    }

    enum Phase: Equatable, Sendable {
        case running
        case stopping(left: Int)
        case advancing(left: Int)
        /// The last epoch is being committed and checkpointed.
        case draining
        case finished
    }

    let laneCount: Int
    let pace: Pace
    /// Most epochs that are drawn and not committed.
    let inFlightMax: Int
    /// Which sinks are written by signal, and how often.
    let emits: EmitSchedule

    var phase: Phase = .running
    /// The last epoch whose boundary was drawn.
    package internal(set) var epoch: Epoch
    /// Boundaries still to be replayed, oldest first.
    var replay: [EpochOrder]
    var epochStartMicros: Int64
    var lastCheckpointMicros: Int64
    /// CPU time of each lane since the start, now and at the last checkpoint.
    var workMicros: Int64 = 0
    var workAtCheckpointMicros: Int64 = 0
    /// How long the last checkpoint kept the lanes from their work; before the first, how long it would by the memory
    /// of the groups.
    var sealCostMicros: Int64 = 0
    var hasSealed = false
    var lastEmitMicros: [Int64]
    var nowMicros: Int64
    /// The order of the epoch that is being made.
    var current: EpochOrder?
    /// Drawn and not yet committed.
    var uncommitted: Int = 0
    var stopRequested = false
    /// The input has ended; and whether that closes every window.
    var ended = false
    var endClosesWindows = false
    /// A lane asked for an early boundary; and because groups take too much memory.
    var pressure = false
    var memoryShort = false
    /// Lanes that give out rows of the last boundary while they run; and its order, once all lanes run.
    var unfinished = 0
    var finishing: EpochOrder?
    /// Something was consumed, or the watermark may have moved, since the last boundary.
    var hasNews = false
    /// Somebody asked for a checkpoint now; and the epoch of the last one.
    var wantsCheckpoint = false
    var sealedEpoch: Epoch
    /// A checkpoint was begun, and is not yet finished.
    var isCheckpointing = false
    /// Lanes write it, or groups that leave memory, while they consume, or its files are not linked yet: no boundary
    /// may be drawn.
    var isSealing = false
    /// Sinks with changed rows that were not written yet.
    var unwritten: UInt64 = 0
    /// A restarted job that has drawn no boundary of its own yet: its first epoch is short, so that the sink goes on
    /// right after an outage.
    var isRecovering: Bool

    /// - Parameters:
    ///   - lastEpoch: the epoch of the checkpoint that was restored; 0 for a new job.
    ///   - replay: what the journal holds after it, oldest first.
    ///   - inFlightMax: most epochs that are drawn and not committed. With more than one, every sink must remember
    ///     which epoch it has: one that does not may have shown the last of them or none.
    package init(
        laneCount: Int, pace: Pace, emits: EmitSchedule, lastEpoch: Epoch, replay: [EpochOrder], nowMicros: Int64,
        inFlightMax: Int = 1
    ) {
        self.laneCount = laneCount
        self.pace = pace
        self.inFlightMax = inFlightMax
        self.emits = emits
        epoch = lastEpoch
        sealedEpoch = lastEpoch
        self.replay = replay
        epochStartMicros = nowMicros
        // Who had to replay makes a checkpoint with its first own epoch: else lives that are shorter than the interval
        // would replay more each time.
        lastCheckpointMicros = replay.isEmpty ? nowMicros : nowMicros - pace.checkpointMicros
        lastEmitMicros = emits.intervalsMicros.map { _ in nowMicros }
        self.nowMicros = nowMicros
        isRecovering = lastEpoch > .none || !replay.isEmpty
    }

    /// How long the epoch that is being made shall be.
    var epochMicros: Int64 {
        isRecovering ? min(pace.commitMicros, Limits.recoveryEpochMicrosMax) : pace.commitMicros
    }

    /// True while boundaries come from the journal.
    package var isReplaying: Bool { !replay.isEmpty || (current?.isReplay ?? false) }
}

/// Sinks that are written at intervals, not row by row.
package struct EmitSchedule: Equatable, Sendable {
    /// For each sink its `emit_interval`; nil when it needs no signal.
    package var intervalsMicros: [Int64?]
    /// Bit i: sink i shows changes, which a checkpoint does not remember: they are written before one is made.
    package var changes: UInt64

    package init(intervalsMicros: [Int64?], changes: UInt64) {
        self.intervalsMicros = intervalsMicros
        self.changes = changes
    }

    /// Bit i for every sink with an interval.
    package var all: UInt64 {
        intervalsMicros.indices.reduce(0) { $0 | (intervalsMicros[$1] == nil ? 0 : 1 << UInt64($1)) }
    }
}

/// What is done at the end of one epoch, once its boundary is known.
package struct EpochOrder: Equatable, Sendable {
    package var epoch: Epoch
    /// The journaled boundary when this is a replay; nil when lanes stop where they are.
    package var boundary: BoundaryRecord?
    /// Bit i: sink i writes its changed rows (or its whole table).
    package var emit: UInt64
    /// Finite sources have ended: every window closes.
    package var endOfInput: Bool
    package var writes: StateWrite
    /// Nothing follows: the job stops after this epoch.
    package var isLast: Bool

    package init(
        epoch: Epoch, boundary: BoundaryRecord? = nil, emit: UInt64, endOfInput: Bool, writes: StateWrite,
        isLast: Bool = false
    ) {
        self.isLast = isLast
        self.epoch = epoch
        self.boundary = boundary
        self.emit = emit
        self.endOfInput = endOfInput
        self.writes = writes
    }

    package var isReplay: Bool { boundary != nil }
}

/// What the driver tells the coordinator.
package enum EpochEvent: Equatable, Sendable {
    case tick(nowMicros: Int64)
    /// A lane holds as much as it may until the epoch ends.
    case pressure
    /// The same because of its groups: they are written while lanes run.
    case memoryShort
    /// A lane consumed records since the last boundary, or a partition became idle.
    case news
    case laneStopped
    /// The boundary's work is done.
    case laneAdvanced
    /// The same but for rows that the lane gives out while it runs; `laneFinished` follows.
    case laneReady
    case laneFinished
    /// The runs are in the store, and a checkpoint's files are linked: boundaries may be drawn again.
    case sealed
    /// The checkpoint that was begun last is finished, or there is none for want of room.
    case checkpointed
    case committed(Epoch)
    /// Every finite source has ended, or the job was told to stop once it has caught up and it has.
    case inputEnded(closesWindows: Bool)
    case stopRequested
    /// A checkpoint is wanted as soon as may be, if there is anything that the last one does not hold.
    case checkpointRequested
    /// CPU time that the process has used since its start, for each lane.
    case worked(micros: Int64)
    /// How long the checkpoint that is being made keeps the lanes from their work.
    case sealCost(micros: Int64)
    /// The groups of a lane take so much memory.
    case grown(bytes: Int)
}

/// What the driver must do.
package enum EpochAction: Equatable, Sendable {
    /// Lanes consume freely (until a later `stopLanes`), or up to a journaled boundary and stop there by themselves.
    case runLanes(to: BoundaryRecord?)
    case stopLanes
    /// All lanes stand: draw the boundary (or take the journaled one), then let lanes close, emit and seal.
    case advance(EpochOrder)
    /// Lanes have given their rows: journal the boundary, then hand the epoch to the committer.
    case commit(EpochOrder)
    /// Lanes write the state at the boundary while they run: when all have, link the checkpoint's files and report
    /// `sealed`, then finish it and report `checkpointed`.
    case checkpoint(Epoch)
    /// Lanes write groups that leave memory while they run: when all have, take them into the store and report
    /// `sealed`.
    case takeGroups
    /// The last epoch is committed and checkpointed.
    case finish
}
