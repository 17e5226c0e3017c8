import Operators
import StateStore

/// A lane's operators, wired as the plan says: records in, partial aggregates and encoded rows out.
///
/// ```
///  record batch ─ decode ─ source columns ─ filter ─ project ─ window ─ aggregate │ epoch end │ running ─ project ─ sink
///                    │                        │         │         └ late          └ partials to their owners
///                    └ bad                    └ errors ─┘
/// ```
final class LanePipeline {
    let plan: LogicalPlan
    let sources: [SourceStage]
    let steps: [Step]
    let encoders: [any SinkEncoder]
    /// Positions of aggregate nodes in `steps`, in order: the index of an aggregate in blocks and metadata.
    let aggregates: [Int]
    /// Which sinks read each node.
    let sinksOf: [[Int]]
    let memoryBytesMax: Int
    var watermarks: [Int64?]
    var ledger = LedgerCounts()
    var deadLetters: [DeadLetter] = []
    var deadLetterBytes = 0
    var rejects: RejectLog

    /// One node, ready to run.
    enum Step {
        case source(Int)
        case filter(NodeID, FilterStep)
        case project(NodeID, ProjectStep)
        case window(NodeID, WindowAssign, source: Int)
        case aggregate(NodeID, AggregateOperator)
        case running(NodeID, RunningOperator)
    }

    init(_ blueprint: LaneBlueprint) throws(JobError) {
        plan = blueprint.plan
        sources = try blueprint.makeSources()
        steps = try blueprint.makeSteps()
        encoders = try blueprint.makeEncoders()
        aggregates = blueprint.plan.aggregateNodes
        sinksOf = blueprint.plan.sinksByNode
        memoryBytesMax = blueprint.memoryBytesMax
        watermarks = blueprint.watermarks
        rejects = RejectLog(blueprint.log)
    }

    /// True when the lane must not take more before the epoch ends.
    var isFull: Bool {
        var bytes = deadLetterBytes
        for encoder in encoders { bytes += encoder.byteCount }
        for index in aggregates {
            if case .aggregate(_, let aggregate) = steps[index] { bytes += aggregate.pendingBytes }
        }
        return bytes > memoryBytesMax
    }

    /// Ends the epoch's consumption: its counts, and for each aggregate the partials for each owning lane.
    func takeEpoch() throws(JobError) -> (LedgerCounts, [[PartialBlock]]) {
        var blocks: [[PartialBlock]] = []
        do throws(OperatorError) {
            for index in aggregates {
                guard case .aggregate(_, let aggregate) = steps[index] else { continue }
                blocks.append(try aggregate.takePartials())
            }
        } catch {
            throw JobError(error)
        }
        let counts = ledger
        ledger = LedgerCounts()
        return (counts, blocks)
    }
}
