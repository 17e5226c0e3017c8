import Operators

// Sinks that show every session read the open ones from the aggregate and those that are over from a table of their
// own: there they stay apart from rows that come later within the gap, and those rows stay late.
//
//     aggregate ──────────────────────────── open ──┐
//         └ pack ── closed sessions ── unpack ──────┴─ sessions ── HAVING, SELECT ── sink, emit = 'complete'

/// Puts tables of sessions that are over below the sinks that show every session; what other sinks read stays as it is.
func keepSessions(_ plan: inout LogicalPlan) {
    var keeper = SessionKeeper(plan)
    for index in plan.sinks.indices where plan.sinks[index].emit == .complete {
        plan.sinks[index].input = keeper.all(plan.sinks[index].input)
    }
    guard keeper.nodes.count > plan.nodes.count else { return }
    plan.nodes = keeper.nodes
    plan.dropUnread()
}

private struct SessionKeeper {
    private let plan: LogicalPlan
    private(set) var nodes: [PlanNode]
    /// For nodes that were looked at, the one with all sessions.
    private var known: [NodeID: NodeID] = [:]

    init(_ plan: LogicalPlan) {
        self.plan = plan
        nodes = plan.nodes
    }

    /// The node that gives every session where the old one gives those of its channel.
    mutating func all(_ id: NodeID) -> NodeID {
        if let made = known[id] { return made }
        let node = nodes[id.index]
        var made = id
        if case .aggregate(let input, let spec) = node.kind {
            if plan.windows(below: input)?.overlap == .sessions { made = all(id, spec, node.output) }
        } else {
            let inputs = node.inputs.map { all($0) }
            if inputs != node.inputs { made = add(node.kind.over(inputs), node.output) }
        }
        known[id] = made
        return made
    }

    private mutating func all(_ open: NodeID, _ spec: AggregateSpec, _ output: Schema) -> NodeID {
        let width = spec.keys.count + 2
        let calls = Array(output.fields[width...])
        let front = Array(output.fields[..<width])
        let row = Schema.Field(name: "row", type: .bytea, nullable: false)
        let pack = add(
            .pack(open, keys: Array(0..<width), columns: Array(width..<output.count), order: []),
            Schema(front + [row]))
        let count = AggregateCall(
            function: .countRows, argument: nil, argumentType: nil, filter: nil, resultType: .bigint)
        // On the lanes of the sessions themselves.
        var kept = AggregateSpec(
            keys: Array(0...width), window: nil, calls: [count], distribution: spec.distribution, stateTTLMicros: nil)
        kept.keepsFinalRows = true
        let counted = Schema.Field(name: "count(*)", type: .bigint, nullable: false)
        let groups = add(.aggregate(pack, kept), Schema(front + [row, counted]))
        let closed = add(
            .unpack(groups, packed: width, form: .counted(width + 1), types: calls.map(\.type)), output)
        return add(.sessions(open, closed: closed), output)
    }

    private mutating func add(_ kind: PlanNode.Kind, _ output: Schema) -> NodeID {
        let id = NodeID(nodes.count)
        nodes.append(PlanNode(id: id, kind: kind, output: output))
        return id
    }
}

extension PlanNode.Kind {
    /// The same over other inputs, as many as it has.
    fileprivate func over(_ inputs: [NodeID]) -> PlanNode.Kind {
        switch self {
        case .source: self
        case .filter(_, let condition): .filter(inputs[0], condition)
        case .project(_, let values): .project(inputs[0], values)
        case .window(_, let spec): .window(inputs[0], spec)
        case .aggregate(_, let spec): .aggregate(inputs[0], spec)
        case .running(_, let calls): .running(inputs[0], calls)
        case .union: .union(inputs)
        case .sessions: .sessions(inputs[0], closed: inputs[1])
        case .rank(_, let spec): .rank(inputs[0], spec)
        case .pack(_, let keys, let columns, let order): .pack(inputs[0], keys: keys, columns: columns, order: order)
        case .unpack(_, let packed, let form, let types): .unpack(inputs[0], packed: packed, form: form, types: types)
        case .unnest(_, let spec): .unnest(inputs[0], spec)
        case .sides(_, _, let spec): .sides(inputs[0], inputs[1], spec)
        case .join(_, _, let spec): .join(inputs[0], inputs[1], spec)
        case .lookup(_, let spec): .lookup(inputs[0], spec)
        }
    }
}

extension LogicalPlan {
    /// Takes out nodes that no sink reads.
    fileprivate mutating func dropUnread() {
        var isRead = nodes.map { _ in false }
        for sink in sinks { isRead[sink.input.index] = true }
        for node in nodes.reversed() where isRead[node.id.index] {
            for input in node.inputs { isRead[input.index] = true }
        }
        var ids: [NodeID: NodeID] = [:]
        var kept: [PlanNode] = []
        for node in nodes where isRead[node.id.index] {
            let id = NodeID(kept.count)
            ids[node.id] = id
            kept.append(
                PlanNode(id: id, kind: node.kind.over(node.inputs.map { ids[$0] ?? $0 }), output: node.output))
        }
        nodes = kept
        for index in sinks.indices { sinks[index].input = ids[sinks[index].input] ?? sinks[index].input }
    }
}
