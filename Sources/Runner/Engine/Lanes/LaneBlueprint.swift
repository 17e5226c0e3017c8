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
    /// The epoch that state and positions are those of.
    let epoch: Epoch
    let watermarks: [Int64?]
    let ends: [Int64?]
    let clockMicros: Int64
    /// The lookup tables, shared by all lanes.
    let lookups: LookupTables
    /// Shared by all lanes.
    let foldedNames: FoldedNames
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
            return .window(input, try WindowAssign(spec))
        case .aggregate(let input, let spec):
            let types = plan.nodes[input.index].output.fields
            let emits = plan.sinks.filter { shape.roots[$0.input.index].contains(node.id.index) }.map(\.emit)
            let made = try AggregateOperator(
                spec: plan.kept(spec, below: input), keyTypes: spec.keys.map { types[$0].type },
                place: AggregateOperator.Place(
                    table: tables.id(of: node.id.index), lane: lane.rawValue, laneCount: laneCount, store: store,
                    memoryBytesMax: memoryBytesMax / max(1, plan.aggregateNodes.count)),
                windows: plan.windows(below: input), keepsClosedWindows: emits.contains(.complete),
                tracksChanges: shape.tracksChanges(of: node, plan),
                metadata: stateful < metadata.count ? metadata[stateful] : [])
            stateful += 1
            return .aggregate(input, made)
        case .running(let input, let calls):
            let fields = plan.nodes[input.index].output.fields
            guard let spec = plan.groups(belowRunning: node.id.index, shape) else {
                throw .unsupported("a running total without GROUP BY below it")
            }
            let made = try RunningOperator(
                calls: calls, inputTypes: fields.map(\.type), keyCount: spec.keys.count,
                metadata: stateful < metadata.count ? metadata[stateful] : [])
            stateful += 1
            return .running(input, made)
        case .union(let inputs): return .union(inputs)
        case .sessions(let open, let closed): return .sessions(open, closed)
        case .unnest(let input, let spec): return .expand(input, RowUnnester(spec, settings: settings))
        case .lookup(let input, let spec):
            guard let index = lookups.indices[node.id.index] else {
                throw .unsupported("a lookup table that was not read")
            }
            let rows = lookups.rows[spec.table]
            return .expand(input, LookupJoin(spec, rows: rows, index: index, settings: settings))
        case .join(let left, let right, let spec):
            let types = [left, right].map { plan.nodes[$0.index].output.fields.map(\.type) }
            return .join(left, right, WindowJoinOperator(spec, leftTypes: types[0], rightTypes: types[1]))
        case .sides(let left, let right, let spec): return .sides(left, right, SidesPacker(spec))
        case .rank(let input, let spec):
            return .rank(input, RankOperator(spec, types: plan.nodes[input.index].output.fields.map(\.type)))
        case .pack(let input, let keys, let columns, let order):
            return .pack(input, RowPacker(keys: keys, columns: columns, order: order))
        case .unpack(let input, let packed, let form, let types):
            let unpacker = RowUnpacker(packed: packed, form: form, types: types)
            guard case .aggregate(_, let spec) = plan.nodes[input.index].kind,
                let maker = PairMaker(
                    unpacker, keys: Array(plan.nodes[input.index].output.fields.prefix(spec.keys.count)),
                    settings: settings)
            else { return .unpack(input, unpacker) }
            return .pairs(input, maker)
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

extension LogicalPlan {
    /// The windows that an aggregate's rows come in; nil for rows without windows, and for final rows.
    func windows(below input: NodeID) -> WindowSpec? {
        switch nodes[input.index].kind {
        case .window(_, let spec): spec
        case .filter(let below, _), .project(let below, _), .pack(let below, _, _, _), .unnest(let below, _),
            .lookup(let below, _):
            windows(below: below)
        case .source, .aggregate, .running, .union, .sessions, .rank, .unpack, .sides, .join: nil
        }
    }

    /// The groups whose rows a running total takes: one aggregate's, of sessions those that are over too.
    fileprivate func groups(belowRunning node: Int, _ shape: PlanShape) -> AggregateSpec? {
        let specs = shape.roots[node].compactMap { root -> AggregateSpec? in
            guard case .aggregate(_, let spec) = nodes[root].kind, !spec.keepsFinalRows else { return nil }
            return spec
        }
        return specs.count == 1 ? specs[0] : nil
    }

    /// What an aggregate keeps: its own calls, and for sessions the times of their rows, for keys whose windows are
    /// filled the last one with rows.
    func kept(_ spec: AggregateSpec, below input: NodeID) -> AggregateSpec {
        if spec.fillMicros != nil { return spec.withLastWindow }
        return windows(below: input)?.overlap == .sessions ? spec.withTimes : spec
    }
}
