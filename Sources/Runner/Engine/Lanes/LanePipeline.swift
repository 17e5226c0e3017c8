import Operators
import StateStore

/// A lane's operators, wired as the plan says: records in, partial aggregates and encoded rows out.
///
/// ```
///  record batch ─ decode ─ columns ─ filter ─ project ─ window ─ aggregate │ epoch end │ running ─ project ─ sink
///                    │                        │         │         └ late          └ partials to their owners
///                    └ bad                    └ errors ─┘
/// ```
final class LanePipeline {
    let plan: LogicalPlan
    let sources: [SourceStage]
    let steps: [Step]
    let encoders: [any SinkEncoder]
    /// Positions of aggregate nodes in `steps`, in order: the index of an aggregate in blocks.
    let aggregates: [Int]
    /// Which sinks, and which later steps, read each step.
    let sinksOf: [[Int]]
    let readersOf: [[Int]]
    let shape: PlanShape
    let memoryBytesMax: Int
    let log: @Sendable (String) -> Void
    let phases: PhaseHook
    let foldedNames: FoldedNames
    var watermarks: [Int64?]
    /// For each step the watermark by which its rows are late because an end of the input closed their windows.
    var endFloors: [Int64?] = []
    var clockMicros: Int64
    /// The last epoch that ended.
    var lastEpoch: Epoch
    var flows: [Flow?]
    var outcomes = RecordOutcomes()
    var ledger = LedgerCounts()
    var deadLetters: [DeadLetter] = []
    var deadLetterBytes = 0
    /// Records of this epoch that were late, dead-lettered or not.
    var lateRecords: Int64 = 0
    var rejects: RejectLog
    let failedRows: FailedRows
    /// Windows that close may give out their rows while the next epoch's are consumed.
    let defersRows: Bool
    /// The epoch whose rows are not all given out yet, and what else it has for the driver.
    var unfinished: (order: LaneOrder, output: LaneOutput)?
    /// What the last boundary said of the state is not written yet; and what of it is.
    var isSealing = false
    var sealedRuns: [OpenRun] = []

    /// One node, ready to run.
    enum Step {
        case source(Int)
        case filter(NodeID, FilterStep)
        case project(NodeID, ProjectStep)
        case window(NodeID, WindowAssign)
        case aggregate(NodeID, AggregateOperator)
        case running(NodeID, RunningOperator)
        case union([NodeID])
        case sessions(NodeID, NodeID)
        case expand(NodeID, any RowExpander)
        case rank(NodeID, RankOperator)
        case pack(NodeID, RowPacker)
        case unpack(NodeID, RowUnpacker)
        case sides(NodeID, NodeID, SidesPacker)
        case pairs(NodeID, PairMaker)
        case join(NodeID, NodeID, WindowJoinOperator)
    }

    init(_ blueprint: LaneBlueprint) throws(JobError) {
        plan = blueprint.plan
        let shape = PlanShape(plan)
        sinksOf = shape.sinksOf
        readersOf = shape.readersOf
        self.shape = shape
        aggregates = plan.aggregateNodes
        defersRows = shape.canDeferRows(plan)
        var sources: [SourceStage] = []
        let settings = try plan.evaluationSettings()
        for source in plan.sources { sources.append(try SourceStage(source, settings)) }
        self.sources = sources
        steps = try blueprint.steps(shape)
        do throws(SinkError) {
            encoders = try blueprint.makeEncoders()
        } catch {
            throw JobError(error)
        }
        flows = steps.map { _ in nil }
        memoryBytesMax = blueprint.memoryBytesMax
        watermarks = blueprint.watermarks
        clockMicros = blueprint.clockMicros
        lastEpoch = blueprint.epoch
        log = blueprint.log
        phases = blueprint.phases
        foldedNames = blueprint.foldedNames
        rejects = RejectLog(blueprint.log)
        failedRows = FailedRows(plan, shape, blueprint.log)
        endFloors = floors(blueprint.ends)
        try prime(blueprint)
    }

    /// After a restart, running totals and ranks learn the rows of open windows from the aggregates below them.
    private func prime(_ blueprint: LaneBlueprint) throws(JobError) {
        guard blueprint.isRestored else { return }
        do throws(OperatorError) {
            for index in steps.indices {
                switch steps[index] {
                case .running(let input, let running):
                    // Who shows every session, and two aggregates' rows, needs to know none before.
                    guard shape.roots[index].count == 1 else { continue }
                    try prime(index, above: input) { running.take($0, $1) }
                    running.primed()
                case .rank(let input, let rank):
                    guard let changes = rank.changes else { continue }
                    try prime(index, above: input) { changes.take($1) }
                    changes.primed()
                default: continue
                }
            }
        } catch {
            throw JobError(error)
        }
    }

    private func prime(
        _ step: Int, above input: NodeID, _ take: (EmitChannel, OutputBatch) -> Void
    ) throws(OperatorError) {
        guard let root = shape.roots[step].first, case .aggregate(_, let aggregate) = steps[root] else { return }
        try aggregate.emitOpen { channel, output throws(OperatorError) in
            let batch = try self.primed(output.batch, from: root, to: input.index)
            take(channel, OutputBatch(operation: .upsert, batch: batch))
        }
        // What can't be computed was told when it was news.
        _ = aggregate.takeFailures()
    }

    /// What a batch of an aggregate becomes on its way to a running total or a rank; rows that can't be computed are
    /// left out.
    private func primed(_ batch: Batch, from root: Int, to node: Int) throws(OperatorError) -> Batch {
        if node == root { return batch }
        var errors = RowErrors()
        switch steps[node] {
        case .filter(let below, let filter):
            return filter.split(try primed(batch, from: root, to: below.index), &errors).pass
        case .project(let below, let project):
            let made = project.compute(try primed(batch, from: root, to: below.index), &errors)
            return errors.isEmpty ? made : made.split(without: errors.all.map(\.row)).rest
        default: throw .unsupported("a running total or a rank above this query")
        }
    }

    /// The watermark of a node's windows: the least of its sources, nil while one has none, less its delay.
    func watermark(of step: Int) -> Int64? {
        var least: Int64?
        for source in shape.clocks[step] {
            guard let watermark = watermarks[source] else { return nil }
            least = min(least ?? watermark, watermark)
        }
        return least.map { max($0, .min + shape.delays[step]) - shape.delays[step] }
    }

    /// True when the lane must not take more before the epoch ends.
    var isFull: Bool {
        var bytes = deadLetterBytes + groupBytes
        for encoder in encoders { bytes += encoder.byteCount }
        return bytes > memoryBytesMax
    }

    /// Memory of the groups of all aggregates.
    var groupBytes: Int {
        aggregates.reduce(0) { bytes, index in
            if case .aggregate(_, let aggregate) = steps[index] { bytes + aggregate.byteCount } else { bytes }
        }
    }

    /// Groups take more memory than they may keep, and could be written while the lane goes on.
    var hasTooManyGroups: Bool {
        defersRows
            && aggregates.contains {
                if case .aggregate(_, let aggregate) = steps[$0] { aggregate.hasTooManyGroups } else { false }
            }
    }

    /// The last boundary has left work to do.
    var hasSlices: Bool { unfinished != nil || isSealing }

    var isFinishing: Bool { unfinished != nil }

    /// Sends partials on their way to the lanes that own their groups, where waiting for the epoch's end wins nothing.
    func sendPartials(to peers: [LanePeer]) {
        let loadMax = memoryBytesMax / Limits.exchangeLoadShare
        for (number, index) in aggregates.enumerated() {
            guard case .aggregate(_, let aggregate) = steps[index] else { continue }
            let blocks = aggregate.takeFullPartials { peers[$0].load.byteCount < loadMax ? peers[$0].load : nil }
            for (lane, block) in blocks { peers[lane].inbox.send(.absorb(aggregate: number, block)) }
        }
    }

    /// Takes in what another lane has sent before the epoch's end.
    func absorb(_ block: PartialBlock, aggregate: Int) throws(JobError) {
        guard case .aggregate(_, let aggregate) = steps[aggregates[aggregate]] else { return }
        do throws(OperatorError) {
            try aggregate.absorb(block)
        } catch {
            throw JobError(error)
        }
    }

    /// Ends the epoch's consumption: its counts, and for each aggregate the partials for each owning lane.
    func takeEpoch() -> (LedgerCounts, [[PartialBlock]]) {
        var blocks: [[PartialBlock]] = []
        for index in aggregates {
            guard case .aggregate(_, let aggregate) = steps[index] else { continue }
            blocks.append(aggregate.takePartials())
        }
        let counts = ledger
        ledger = LedgerCounts()
        return (counts, blocks)
    }
}
