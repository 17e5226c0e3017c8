import Operators
import StateStore

/// What a lane's pipeline is built from, on the lane's own thread.
struct LaneBlueprint: Sendable {
    let plan: LogicalPlan
    let lane: LaneIndex
    let laneCount: Int
    let store: StateStore
    let tables: StateTables
    /// This lane's share of the job's memory.
    let memoryBytesMax: Int
    /// For each stateful node, in order, what all lanes of the earlier life said.
    let metadata: [[[UInt8]]]
    let isRestored: Bool
    let watermarks: [Int64?]
    let clockMicros: Int64
    let makeEncoders: @Sendable () throws(SinkError) -> [any SinkEncoder]
    let log: @Sendable (String) -> Void
    let phases: PhaseHook

    /// The plan's nodes as operators.
    func steps(_ shape: PlanShape) throws(JobError) -> [LanePipeline.Step] {
        var steps: [LanePipeline.Step] = []
        var stateful = 0
        let settings = try plan.evaluationSettings()
        for node in plan.nodes {
            do throws(OperatorError) {
                steps.append(try step(node, shape, settings, &stateful))
            } catch {
                throw JobError(error)
            }
        }
        return steps
    }

    private func step(
        _ node: PlanNode, _ shape: PlanShape, _ settings: EvaluationSettings, _ stateful: inout Int
    ) throws(OperatorError) -> LanePipeline.Step {
        switch node.kind {
        case .source(let index): return .source(index)
        case .filter(let input, let condition): return .filter(input, FilterStep(condition, settings))
        case .project(let input, let expressions): return .project(input, ProjectStep(expressions, settings))
        case .window(let input, let spec):
            return .window(input, try WindowAssign(spec), source: shape.sourceOf[node.id.index])
        case .aggregate(let input, let spec):
            let types = plan.nodes[input.index].output.fields
            let emits = plan.sinks.filter { shape.rootAggregate[$0.input.index] == node.id.index }.map(\.emit)
            let made = try AggregateOperator(
                spec: spec, keyTypes: spec.keys.map { types[$0].type },
                place: AggregateOperator.Place(
                    table: tables.id(of: node.id.index), lane: lane.rawValue, laneCount: laneCount, store: store,
                    memoryBytesMax: memoryBytesMax / max(1, plan.aggregateNodes.count)),
                keepsClosedWindows: emits.contains(.complete), tracksChanges: emits.contains(.changes),
                metadata: stateful < metadata.count ? metadata[stateful] : [])
            stateful += 1
            return .aggregate(input, made)
        case .running(let input, let calls):
            let fields = plan.nodes[input.index].output.fields
            guard let root = shape.rootAggregate[node.id.index],
                case .aggregate(_, let spec) = plan.nodes[root].kind
            else { throw .unsupported("a running total without GROUP BY below it") }
            let made = try RunningOperator(
                calls: calls, inputTypes: fields.map(\.type), keyCount: spec.keys.count,
                metadata: stateful < metadata.count ? metadata[stateful] : [])
            stateful += 1
            return .running(input, made)
        }
    }
}

extension LogicalPlan {
    /// What a session of the job would hold: its time zone.
    func evaluationSettings() throws(JobError) -> EvaluationSettings {
        do {
            return EvaluationSettings(timezone: try TimeZoneRules.load(timezone))
        } catch {
            throw JobError(.invalidJob, "\(error)")
        }
    }
}

/// Who reads whom in a plan.
struct PlanShape: Sendable {
    let sinksOf: [[Int]]
    let readersOf: [[Int]]
    /// For each node the aggregate at or below it.
    let rootAggregate: [Int?]
    /// For each node the source that its rows come from.
    let sourceOf: [Int]

    init(_ plan: LogicalPlan) {
        sinksOf = plan.sinksByNode
        var readers = plan.nodes.map { _ in [Int]() }
        var roots: [Int?] = []
        var sources: [Int] = []
        for (index, node) in plan.nodes.enumerated() {
            if let input = node.kind.input {
                readers[input.index].append(index)
                sources.append(sources[input.index])
                if case .aggregate = node.kind { roots.append(index) } else { roots.append(roots[input.index]) }
            } else {
                if case .source(let number) = node.kind { sources.append(number) } else { sources.append(0) }
                roots.append(nil)
            }
        }
        readersOf = readers
        rootAggregate = roots
        sourceOf = sources
    }

    /// The layouts of all aggregate tables, for the store's merge operator.
    static func layouts(_ plan: LogicalPlan, _ tables: StateTables) throws(JobError) -> [TableID: StateLayout] {
        var layouts: [TableID: StateLayout] = [:]
        for node in plan.nodes {
            guard case .aggregate(let input, let spec) = node.kind else { continue }
            let fields = plan.nodes[input.index].output.fields
            do throws(OperatorError) {
                layouts[tables.id(of: node.id.index)] = try StateLayout(
                    keyTypes: spec.keys.map { fields[$0].type }, calls: spec.calls, ttlMicros: spec.stateTTLMicros)
            } catch {
                throw JobError(error)
            }
        }
        return layouts
    }
}

extension PlanNode.Kind {
    /// The node that this one reads; nil for a source.
    var input: NodeID? {
        switch self {
        case .source: nil
        case .filter(let input, _), .project(let input, _), .window(let input, _), .aggregate(let input, _),
            .running(let input, _):
            input
        }
    }
}
