import Operators

/// Builds the graph of nodes. Equal nodes are one node: what two queries have in common is done once.
struct PlanBuilder {
    private(set) var sources: [SourcePlan] = []
    private(set) var lookups: [LookupPlan] = []
    private(set) var nodes: [PlanNode] = []
    private var known: [String: NodeID] = [:]

    /// The node of a new source.
    mutating func add(_ source: SourcePlan) -> (index: Int, node: NodeID) {
        sources.append(source)
        let index = sources.count - 1
        return (index, add(.source(index), output: source.schema))
    }

    /// The position of a new lookup table.
    mutating func add(_ lookup: LookupPlan) -> Int {
        lookups.append(lookup)
        return lookups.count - 1
    }

    /// The node that does this; a new one only when no equal one is known.
    mutating func add(_ kind: PlanNode.Kind, output: Schema) -> NodeID {
        let key = nodeText(kind) + " -> " + output.fields.map { "\($0.name) \($0.type)" }.joined(separator: ", ")
        if let node = known[key] { return node }
        let id = NodeID(nodes.count)
        nodes.append(PlanNode(id: id, kind: kind, output: output))
        known[key] = id
        return id
    }

    func output(_ node: NodeID) -> Schema { nodes[node.index].output }
}

/// All that a node does, with inputs and columns by number; equal text is equal work.
private func nodeText(_ kind: PlanNode.Kind) -> String {
    func text(_ expression: Expression) -> String { expressionText(expression) { "$\($0)" } }
    switch kind {
    case .source(let index): return "source \(index)"
    case .filter(let input, let condition): return "filter #\(input.index) \(text(condition))"
    case .project(let input, let expressions):
        return "project #\(input.index) \(expressions.map(text).joined(separator: ", "))"
    case .window(let input, let spec):
        let origin = spec.originMicros.map { "\($0)" } ?? "-"
        let slide = spec.slide.map(intervalText) ?? "-"
        let size = "\(intervalText(spec.size)) \(slide) \(spec.overlap) \(spec.fillsGaps) \(spec.lagMicros)"
        return "window #\(input.index) $\(spec.timeColumn) \(spec.timeType) \(size) \(origin) \(spec.timezone)"
    case .aggregate(let input, let spec):
        let calls = spec.calls.map(callText).joined(separator: ", ")
        let window = spec.window.map { "$\($0.start) $\($0.end)" } ?? "-"
        return "aggregate #\(input.index) \(spec.keys) \(window) \(calls) \(spec.distribution) "
            + "\(spec.stateTTLMicros ?? -1) \(spec.sessionKeys ?? []) \(spec.fillMicros ?? -1)"
    case .running(let input, let calls):
        return "running #\(input.index) "
            + calls.map { call in
                "\(call.function) \(call.argument ?? -1) \(call.partition) \(call.order) \(call.descending) "
                    + "\(call.resultType)"
            }.joined(separator: ", ")
    case .union(let inputs): return "union \(inputs.map { "#\($0.index)" })"
    case .sessions(let open, let closed): return "sessions #\(open.index) #\(closed.index)"
    case .sides(let left, let right, let spec): return "sides #\(left.index) #\(right.index) \(spec)"
    case .join(let left, let right, let spec): return "join #\(left.index) #\(right.index) \(spec)"
    case .lookup(let input, let spec):
        let keys = zip(spec.leftKeys, spec.rightKeys).map { "\(text($0)) = \(text($1))" }
        return "lookup #\(input.index) \(spec.table) \(spec.keepsUnmatched) \(keys) \(spec.columns)"
    case .unnest(let input, let spec): return "unnest #\(input.index) \(spec)"
    case .rank(let input, let spec): return "rank #\(input.index) \(spec)"
    case .pack(let input, let keys, let columns, let order):
        return "pack #\(input.index) \(keys) \(columns) \(order)"
    case .unpack(let input, let packed, let form, let types):
        guard let pairs = form.pairs else { return "unpack #\(input.index) \(packed) \(form) \(types)" }
        let condition = pairs.condition.map(text) ?? "-"
        let side = pairs.alone.map(\.rawValue) ?? "-"
        return "pairs #\(input.index) \(packed) \(pairs.left) \(pairs.givesPairs) \(side) \(condition) \(types)"
    }
}

private func callText(_ call: AggregateCall) -> String {
    let order = call.order.map { "\($0.column) \($0.isDescending) \($0.putsNullsFirst)" }.joined(separator: " ")
    let parameter = call.parameter.map { "\($0)" } ?? "-"
    return "\(call.function) \(call.isDistinct) \(call.argument ?? -1) [\(order)] \(parameter) \(call.filter ?? -1) "
        + "\(call.resultType)"
}
