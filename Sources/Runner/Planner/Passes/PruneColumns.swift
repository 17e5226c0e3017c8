import Operators

/// Takes out of a plan every node that no sink reads and every column that nothing above uses.
///
/// A source then decodes only what the queries need; its NOT NULL columns are decoded all the same, to be checked.
func pruneColumns(_ plan: inout LogicalPlan) {
    settleRanks(&plan)
    var pruner = ColumnPruner(plan)
    pruner.findNeeds()
    plan = pruner.rebuilt()
}

/// Ranks whose changes nobody reads need not find a row again.
private func settleRanks(_ plan: inout LogicalPlan) {
    var read: Set<Int> = []
    func visit(_ node: NodeID) {
        guard read.insert(node.index).inserted else { return }
        switch plan.nodes[node.index].kind {
        case .filter(let input, _), .project(let input, _), .rank(let input, _): visit(input)
        default: return
        }
    }
    for sink in plan.sinks where sink.emit == .changes { visit(sink.input) }
    for index in plan.nodes.indices where !read.contains(index) {
        guard case .rank(let input, var spec) = plan.nodes[index].kind else { continue }
        spec.changes = nil
        plan.nodes[index].kind = .rank(input, spec)
    }
}

private struct ColumnPruner {
    private let old: LogicalPlan
    /// Columns of each node's output that are used above; nil for nodes that nothing reads.
    private var needs: [Set<Int>?]
    private var new = LogicalPlan()
    /// Old output column to new one, for each old node.
    private var moved: [[Int: Int]]
    private var ids: [NodeID?]
    /// For each pack node which of its packed columns are used above.
    private var packs: [Int: Set<Int>] = [:]

    init(_ plan: LogicalPlan) {
        old = plan
        new.lookups = plan.lookups
        new.timezone = plan.timezone
        needs = Array(repeating: nil, count: plan.nodes.count)
        moved = Array(repeating: [:], count: plan.nodes.count)
        ids = Array(repeating: nil, count: plan.nodes.count)
    }

    // MARK: From the sinks down

    mutating func findNeeds() {
        for sink in old.sinks { need(sink.input, Set(0..<old.nodes[sink.input.index].output.count)) }
        for node in old.nodes.reversed() {
            guard let used = needs[node.id.index] else { continue }
            switch node.kind {
            case .source(let index): needs[node.id.index] = sourceNeeds(old.sources[index], used)
            case .filter(let input, let condition): need(input, used.union(columns(of: condition)))
            case .project(let input, let values):
                need(input, used.reduce(into: []) { $0.formUnion(columns(of: values[$1])) })
            case .window(let input, let spec):
                let width = old.nodes[input.index].output.count
                need(input, used.filter { $0 < width }.union([spec.timeColumn]))
            case .aggregate(let input, let spec): need(input, aggregateNeeds(spec, used))
            case .running(let input, let calls):
                let width = old.nodes[input.index].output.count
                // A row of a running total is told from others by all its keys.
                var below = used.filter { $0 < width }.union(0..<keyWidth(input))
                for (index, call) in calls.enumerated() where used.contains(width + index) {
                    below.formUnion(call.partition)
                    below.insert(call.order)
                    if let argument = call.argument { below.insert(argument) }
                }
                need(input, below)
            case .union, .sessions: for input in node.inputs { need(input, used) }
            case .join(let left, let right, let spec):
                let width = old.nodes[left.index].output.count
                need(left, used.filter { $0 < width }.union(spec.leftKeys))
                need(right, Set(used.filter { $0 >= width }.map { $0 - width }).union(spec.rightKeys))
            case .lookup(let input, let spec):
                let width = old.nodes[input.index].output.count
                need(input, spec.leftKeys.reduce(into: used.filter { $0 < width }) { $0.formUnion(columns(of: $1)) })
            case .unnest(let input, let spec):
                let width = old.nodes[input.index].output.count
                need(input, used.filter { $0 < width }.union([spec.column]))
            case .rank(let input, let spec):
                let width = old.nodes[input.index].output.count
                need(input, used.filter { $0 < width }.union(spec.columns))
            case .pack(let input, let keys, let packed, let order):
                let used = (packs[node.id.index] ?? []).map { packed[$0] }
                need(input, Set(keys).union(used).union(order.map(\.column)))
            case .sides(let left, let right, let spec):
                let used = packs[node.id.index] ?? []
                let width = spec.leftColumns.count
                let times = [spec.times?.leftTime, spec.times?.rightTime].map { Set([$0].compactMap { $0 }) }
                let kept = used.filter { $0 < width }.map { spec.leftColumns[$0] }
                need(left, times[0].union(spec.leftKeys).union(kept))
                let others = used.filter { $0 >= width }.map { spec.rightColumns[$0 - width] }
                need(right, times[1].union(spec.rightKeys).union(others))
            case .unpack(let input, _, let form, let types):
                let width = old.nodes[input.index].output.count
                let front = frontWidth(node, types)
                let asked = form.pairs?.condition.map { columns(of: $0) } ?? []
                let used = used.filter { $0 < front + types.count }.union(asked)
                if let pack = pack(below: input) {
                    packs[pack, default: []].formUnion(used.filter { $0 >= front }.map { $0 - front })
                }
                need(input, Set(0..<width))
            }
        }
    }

    /// The node whose bytes an aggregate over them keeps.
    private func pack(below node: NodeID) -> Int? {
        guard case .aggregate(let input, _) = old.nodes[node.index].kind else { return nil }
        switch old.nodes[input.index].kind {
        case .pack, .sides: return input.index
        default: return nil
        }
    }

    private mutating func need(_ node: NodeID, _ columns: Set<Int>) {
        needs[node.index, default: []].formUnion(columns)
    }

    /// How many columns of the aggregate at or below a node are its keys and its window.
    private func keyWidth(_ node: NodeID) -> Int {
        switch old.nodes[node.index].kind {
        case .aggregate(_, let spec): spec.keys.count + (spec.window == nil ? 0 : 2)
        case .filter(let input, _), .project(let input, _), .window(let input, _), .running(let input, _):
            keyWidth(input)
        case .source, .union, .sessions, .unnest, .rank, .pack, .unpack, .sides, .join, .lookup: 0
        }
    }

    private func aggregateNeeds(_ spec: AggregateSpec, _ used: Set<Int>) -> Set<Int> {
        var below = Set(spec.keys)
        if let window = spec.window { below.formUnion([window.start, window.end]) }
        for call in keptCalls(spec, used) {
            below.formUnion(spec.calls[call].columns)
        }
        return below
    }

    private func keptCalls(_ spec: AggregateSpec, _ used: Set<Int>) -> [Int] {
        let first = spec.keys.count + (spec.window == nil ? 0 : 2)
        return spec.calls.indices.filter { used.contains(first + $0) }
    }

    /// With the event time, and with what computed columns read.
    private func sourceNeeds(_ source: SourcePlan, _ used: Set<Int>) -> Set<Int> {
        var all = used
        if let time = source.eventTime { all.insert(time) }
        for index in source.columns.indices.reversed() where all.contains(index) {
            if case .computed(let value) = source.columns[index] { all.formUnion(columns(of: value)) }
        }
        return all
    }

    // MARK: From the sources up

    mutating func rebuilt() -> LogicalPlan {
        for node in old.nodes {
            guard let used = needs[node.id.index] else { continue }
            rebuild(node, used)
        }
        new.sinks = old.sinks.map { sink in
            var sink = sink
            sink.input = id(sink.input)
            return sink
        }
        return new
    }

    private func id(_ node: NodeID) -> NodeID {
        guard let id = ids[node.index] else { preconditionFailure("a node is read before it is built") }
        return id
    }

    private func shifted(_ expression: Expression, _ input: NodeID) -> Expression {
        mapColumns(expression) { Expression(.column(column($0, input)), type: expression.type) }
    }

    private func column(_ index: Int, _ input: NodeID) -> Int {
        guard let position = moved[input.index][index] else {
            preconditionFailure("column \(index) of node \(input.index) is used and not needed")
        }
        return position
    }

    /// Appends the node with the kept columns of its old output.
    private mutating func append(_ node: PlanNode, _ kind: PlanNode.Kind, keeping kept: [Int]) {
        let id = NodeID(new.nodes.count)
        ids[node.id.index] = id
        for (position, index) in kept.enumerated() { moved[node.id.index][index] = position }
        new.nodes.append(PlanNode(id: id, kind: kind, output: Schema(kept.map { node.output.fields[$0] })))
    }

    private mutating func rebuild(_ node: PlanNode, _ used: Set<Int>) {
        switch node.kind {
        case .source(let index):
            let (source, kept) = slimmed(old.sources[index], used)
            new.sources.append(source)
            append(node, .source(new.sources.count - 1), keeping: kept)
        case .filter(let input, let condition):
            append(node, .filter(id(input), shifted(condition, input)), keeping: keptBelow(input))
        case .project(let input, let values):
            let kept = used.sorted()
            append(node, .project(id(input), kept.map { shifted(values[$0], input) }), keeping: kept)
        case .window(let input, let spec):
            let width = old.nodes[input.index].output.count
            append(
                node, .window(id(input), spec.over(column(spec.timeColumn, input))),
                keeping: keptBelow(input) + [width, width + 1])
        case .aggregate(let input, let spec): rebuild(aggregate: node, id(input), input, spec, used)
        case .running(let input, let calls):
            let width = old.nodes[input.index].output.count
            let kept = calls.indices.filter { used.contains(width + $0) }
            let slim = kept.map { shifted(calls[$0], input) }
            append(node, .running(id(input), slim), keeping: keptBelow(input) + kept.map { width + $0 })
        case .union(let inputs):
            let kept = used.sorted()
            let arms = inputs.map { arm($0, kept) }
            append(node, .union(arms), keeping: kept)
        case .sessions: preconditionFailure("sessions that are over are kept in a plan that is pruned")
        case .join(let left, let right, let spec):
            let width = old.nodes[left.index].output.count
            let slim = JoinSpec(
                kind: spec.kind, leftKeys: spec.leftKeys.map { column($0, left) },
                rightKeys: spec.rightKeys.map { column($0, right) })
            let kept = keptBelow(left) + keptBelow(right).map { $0 + width }
            append(node, .join(id(left), id(right), slim), keeping: kept)
        case .lookup(let input, let spec): rebuild(lookup: node, input, spec, used)
        case .unnest(let input, let spec):
            let width = old.nodes[input.index].output.count
            let slim = spec.over(column(spec.column, input))
            append(node, .unnest(id(input), slim), keeping: keptBelow(input) + [width])
        case .rank(let input, let spec): rebuild(rank: node, input, spec)
        case .pack(let input, let keys, let packed, let order):
            let used = (packs[node.id.index] ?? []).sorted().map { column(packed[$0], input) }
            let slim = order.map {
                RankSpec.Order(
                    column: column($0.column, input), descending: $0.descending, nullsFirst: $0.nullsFirst)
            }
            let kind = PlanNode.Kind.pack(
                id(input), keys: keys.map { column($0, input) }, columns: used, order: slim)
            append(node, kind, keeping: Array(0...keys.count))
        case .sides(let left, let right, let spec): rebuild(sides: node, left, right, spec)
        case .unpack(let input, let packed, let form, let types): rebuild(unpack: node, input, packed, form, types)
        }
    }

    private mutating func rebuild(
        unpack node: PlanNode, _ input: NodeID, _ packed: Int, _ form: PackedForm, _ types: [DataType]
    ) {
        let used = (pack(below: input).flatMap { packs[$0] } ?? Set(types.indices)).sorted()
        let front = frontWidth(node, types)
        let number = form.isNumbered ? [node.output.count - 1] : []
        let condition = form.pairs?.condition.map { condition in
            mapColumns(condition) { index in
                let place = index < front ? index : front + (used.firstIndex(of: index - front) ?? 0)
                return Expression(.column(place), type: condition.type)
            }
        }
        let kind = PlanNode.Kind.unpack(
            id(input), packed: column(packed, input),
            form: form.moved(used, condition: condition) { column($0, input) }, types: used.map { types[$0] })
        append(node, kind, keeping: Array(0..<front) + used.map { front + $0 } + number)
    }

    private mutating func rebuild(lookup node: PlanNode, _ input: NodeID, _ spec: LookupSpec, _ used: Set<Int>) {
        let width = old.nodes[input.index].output.count
        let kept = spec.columns.indices.filter { used.contains(width + $0) }
        let slim = spec.over(spec.leftKeys.map { shifted($0, input) }, keeping: kept.map { spec.columns[$0] })
        append(node, .lookup(id(input), slim), keeping: keptBelow(input) + kept.map { width + $0 })
    }

    private mutating func rebuild(sides node: PlanNode, _ left: NodeID, _ right: NodeID, _ spec: SidesSpec) {
        let used = (packs[node.id.index] ?? []).sorted()
        let width = spec.leftColumns.count
        let slim = SidesSpec(
            leftKeys: spec.leftKeys.map { column($0, left) }, rightKeys: spec.rightKeys.map { column($0, right) },
            leftColumns: used.filter { $0 < width }.map { column(spec.leftColumns[$0], left) },
            rightColumns: used.filter { $0 >= width }.map { column(spec.rightColumns[$0 - width], right) },
            times: spec.times.map { $0.over(left: column($0.leftTime, left), right: column($0.rightTime, right)) })
        append(node, .sides(id(left), id(right), slim), keeping: Array(0..<node.output.count))
    }

    private mutating func rebuild(rank node: PlanNode, _ input: NodeID, _ spec: RankSpec) {
        let width = old.nodes[input.index].output.count
        let slim = RankSpec(
            function: spec.function, partition: spec.partition.map { column($0, input) },
            order: spec.order.map {
                .init(column: column($0.column, input), descending: $0.descending, nullsFirst: $0.nullsFirst)
            }, limit: spec.limit,
            changes: spec.changes.map { changes in
                RankSpec.Changes(
                    keys: changes.keys.map { column($0, input) }, windowEnd: changes.windowEnd.map { column($0, input) }
                )
            })
        append(node, .rank(id(input), slim), keeping: keptBelow(input) + [width])
    }

    /// Columns of an unpacking node that stand before those out of the bytes.
    private func frontWidth(_ node: PlanNode, _ types: [DataType]) -> Int {
        guard case .unpack(_, _, let form, _) = node.kind else { return 0 }
        return node.output.count - types.count - (form.isNumbered ? 1 : 0)
    }

    /// An input of a union with just the columns that all of them give.
    private mutating func arm(_ input: NodeID, _ kept: [Int]) -> NodeID {
        let below = id(input)
        let isSame = kept.enumerated().allSatisfy { column($1, input) == $0 }
        if isSame, new.nodes[below.index].output.count == kept.count { return below }
        let fields = kept.map { old.nodes[input.index].output.fields[$0] }
        let values = zip(kept, fields).map { Expression(.column(column($0, input)), type: $1.type) }
        let made = NodeID(new.nodes.count)
        new.nodes.append(PlanNode(id: made, kind: .project(below, values), output: Schema(fields)))
        return made
    }

    /// Old columns of an input that is passed on as it is, in their new order.
    private func keptBelow(_ input: NodeID) -> [Int] {
        moved[input.index].sorted { $0.value < $1.value }.map(\.key)
    }

    private func shifted(_ call: RunningCall, _ input: NodeID) -> RunningCall {
        RunningCall(
            function: call.function, argument: call.argument.map { column($0, input) },
            argumentType: call.argumentType, partition: call.partition.map { column($0, input) },
            order: column(call.order, input), descending: call.descending, resultType: call.resultType)
    }

    private mutating func rebuild(
        aggregate node: PlanNode, _ below: NodeID, _ input: NodeID, _ spec: AggregateSpec, _ used: Set<Int>
    ) {
        let keptCalls = keptCalls(spec, used)
        var slim = spec
        slim.keys = spec.keys.map { column($0, input) }
        slim.window = spec.window.map { WindowColumns(start: column($0.start, input), end: column($0.end, input)) }
        slim.calls = keptCalls.map { index in spec.calls[index].moved { column($0, input) } }
        let first = spec.keys.count + (spec.window == nil ? 0 : 2)
        append(node, .aggregate(below, slim), keeping: Array(0..<first) + keptCalls.map { first + $0 })
    }

    /// The source with only the columns that are used, and which ones those were.
    private func slimmed(_ source: SourcePlan, _ used: Set<Int>) -> (SourcePlan, [Int]) {
        var slim = source
        let kept = used.sorted()
        var position: [Int: Int] = [:]
        for (new, old) in kept.enumerated() { position[old] = new }
        slim.decoded = []
        slim.columns = []
        for index in kept {
            switch source.columns[index] {
            case .decoded(let field):
                slim.decoded.append(source.decoded[field])
                slim.columns.append(.decoded(slim.decoded.count - 1))
            case .system(let column): slim.columns.append(.system(column))
            case .computed(let value):
                slim.columns.append(
                    .computed(mapColumns(value) { Expression(.column(position[$0] ?? $0), type: value.type) }))
            }
        }
        slim.decoded += source.decoded.filter { $0.notNull && !slim.decoded.contains($0) }
        slim.schema = Schema(kept.map { source.schema.fields[$0] })
        slim.eventTime = source.eventTime.flatMap { position[$0] }
        return (slim, kept)
    }
}

extension Array {
    /// An optional element that counts as the default while it is nil.
    fileprivate subscript<Wrapped>(index: Int, default value: Wrapped) -> Wrapped where Element == Wrapped? {
        get { self[index] ?? value }
        set { self[index] = newValue }
    }
}
