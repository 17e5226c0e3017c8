import Operators
import StateStore

/// One lane: a thread's worth of partitions, operators and key groups. Everything in it belongs to its thread.
///
/// ```
///  standing ── run ──► consuming ── stop / target reached ──► standing ── advance ──► standing ── run ──► ...
/// ```
final class Lane {
    enum Activity {
        case standing
        case consuming
        /// Full: stands until the boundary is drawn.
        case full
    }

    let index: LaneIndex
    let inbox: Mailbox<LaneCommand>
    let driver: Mailbox<DriverMessage>
    let inputs: [any LaneInput]
    let pipeline: LanePipeline
    /// All lanes, this one too.
    let peers: [LanePeer]
    var activity = Activity.standing
    /// Positions to stop at, in a replay.
    var targets: [SourcePartition: Int64]?
    var partitions: [[LanePartition]]
    /// A replay's batch that reaches over its boundary, kept for the next epoch.
    var held: [HeldBatch] = []
    var saidNews = false
    var saidCaughtUp = false
    var lastStallLookMilliseconds: Int64 = 0
    var hasQuit = false
    /// Time spent on the checkpoint in the making.
    var sealMicros: Int64 = 0
    /// Memory of groups at which the driver is told of it again.
    private var growthToTell = 8 << 20

    init(
        index: LaneIndex, inbox: Mailbox<LaneCommand>, driver: Mailbox<DriverMessage>, inputs: [any LaneInput],
        pipeline: LanePipeline, peers: [LanePeer]
    ) {
        self.index = index
        self.inbox = inbox
        self.driver = driver
        self.inputs = inputs
        self.pipeline = pipeline
        self.peers = peers
        partitions = inputs.map { _ in [] }
    }

    /// The thread's whole life.
    func run() {
        do throws(JobError) {
            while !hasQuit {
                for command in inbox.take() { try obey(command) }
                switch activity {
                case .standing, .full:
                    if pipeline.hasSlices {
                        try workSlice()
                    } else if !hasQuit {
                        inbox.signal.wait(timeoutMilliseconds: 1000)
                    }
                case .consuming:
                    try consume()
                }
            }
        } catch {
            driver.send(.lane(.failed(error)))
        }
    }

    /// Goes on with what the last boundary has left to do, between two batches: first rows, then the state.
    func workSlice() throws(JobError) {
        guard pipeline.isFinishing else { return try sealSlice() }
        if let output = try pipeline.finishSlice() { driver.send(.lane(.finished(index, output))) }
    }

    private func sealSlice() throws(JobError) {
        let started = monotonicMicros()
        let runs = try pipeline.sealSlice()
        sealMicros += monotonicMicros() - started
        guard let runs else { return }
        driver.send(.lane(.sealed(index, runs, micros: sealMicros)))
        sealMicros = 0
    }

    private func obey(_ command: LaneCommand) throws(JobError) {
        switch command {
        case .add(let starts): try add(starts)
        case .run(let targets):
            self.targets = targets
            activity = .consuming
            try startRun()
        case .stop: stop()
        case .advance(let order):
            let output = try pipeline.advance(order)
            driver.send(.lane(output.map { .advanced(index, $0) } ?? .ready(index)))
        case .lookUp(let tables): pipeline.replace(tables)
        case .absorb(let aggregate, let block):
            try pipeline.absorb(block, aggregate: aggregate)
            pauseWhenFull()
        case .quit: hasQuit = true
        }
    }

    /// Asks for the epoch's end when this lane holds as much as it may, and what the last one left to do will not give
    /// room. A replay's boundaries are drawn already.
    func pauseWhenFull() {
        guard activity == .consuming, targets == nil, pipeline.isFull, !pipeline.hasSlices else { return }
        activity = .full
        driver.send(.lane(.pressure(isOfGroups: pipeline.hasTooManyGroups)))
    }

    /// Tells the driver each time that the groups have grown twofold.
    func tellGrowth() {
        let bytes = pipeline.groupBytes
        guard bytes >= growthToTell else { return }
        growthToTell = 2 * bytes
        driver.send(.lane(.grown(bytes: bytes)))
    }

    private func add(_ starts: [PartitionStart]) throws(JobError) {
        for start in starts {
            let source = start.partition.source
            do throws(SourceError) {
                let slot = try inputs[source].add(start.partition, position: start.position)
                precondition(slot == partitions[source].count, "a lane's slots are counted from 0")
            } catch {
                throw JobError(error, of: pipeline.plan.sources[source])
            }
            partitions[source].append(LanePartition(start))
        }
        saidCaughtUp = false
    }

    /// Reports where the lane stands. The epoch's records are what was processed since the last stop.
    func stop() {
        guard activity != .standing else { return }
        activity = .standing
        var reports: [PartitionReport] = []
        for source in inputs.indices {
            for slot in partitions[source].indices {
                #if MUTANTS
                    if Mutant.dropLastAtStop.isOn && Mutant.isStopping.load(ordering: .relaxed) {
                        partitions[source][slot].position += 1
                    }
                #endif
                reports.append(partitions[source][slot].takeReport(inputs[source], slot: slot))
            }
        }
        saidNews = false
        let (ledger, blocks) = pipeline.takeEpoch()
        driver.send(.lane(.stopped(index, LaneStop(partitions: reports, ledger: ledger, blocks: blocks))))
    }
}

/// What a lane keeps for each of its partitions.
struct LanePartition {
    let partition: SourcePartition
    let goal: Int64?
    /// The next offset to process.
    var position: Int64
    var records = 0
    var maxEventTime: Int64?
    var maxRecordTime: Int64?
    var mark: RecordMark?
    var isHeld = false
    var stall = StallWatch()

    /// Whoever runs until it has caught up takes what lay there at the start for all there is.
    private var hasReachedGoal: Bool { goal.map { position >= $0 } ?? false }

    init(_ start: PartitionStart) {
        partition = start.partition
        goal = start.goal
        position = start.position
    }

    mutating func takeReport(_ input: any LaneInput, slot: Int) -> PartitionReport {
        let report = PartitionReport(
            partition: partition, position: position, records: records, maxEventTime: maxEventTime,
            maxRecordTime: maxRecordTime, isAtEnd: !isHeld && (input.isAtEnd(slot: slot) || hasReachedGoal),
            hasEnded: !isHeld && input.hasEnded(slot: slot), lag: input.lag(slot: slot),
            mark: mark)
        records = 0
        maxEventTime = nil
        maxRecordTime = nil
        mark = nil
        return report
    }
}

/// A record batch that waits, with how many of its records are processed already.
final class HeldBatch {
    let source: Int
    var batch: RecordBatch
    var done: Int

    init(source: Int, batch: consuming RecordBatch, done: Int) {
        self.source = source
        self.batch = batch
        self.done = done
    }
}
