import Operators

/// What is decided once a pruned plan is whole: how overlapping windows are kept, how far ranks go, which keys
/// spread groups over lanes, and where sessions that are over are kept.
func finishPlan(_ plan: inout LogicalPlan) {
    keepPanes(&plan)
    limitRanks(&plan)
    colocate(&plan)
    keepSessions(&plan)
}

// MARK: Panes

/// Rows of overlapping windows go into panes where nothing but aggregates sees the window's bounds; elsewhere each row
/// is copied for each of its windows.
private func keepPanes(_ plan: inout LogicalPlan) {
    for index in plan.nodes.indices {
        guard case .window(let input, var spec) = plan.nodes[index].kind, spec.slide != nil else { continue }
        let width = plan.nodes[input.index].output.count
        guard hidesWindows(plan, index, starts: [width], ends: [width + 1]) else { continue }
        spec.overlap = .panes
        plan.nodes[index].kind = .window(input, spec)
    }
}

/// Whether all that reads a node only passes the columns of window bounds on, up to aggregates that group by them.
private func hidesWindows(_ plan: LogicalPlan, _ node: Int, starts: Set<Int>, ends: Set<Int>) -> Bool {
    let bounds = starts.union(ends)
    if plan.sinks.contains(where: { $0.input.index == node }) { return false }
    for reader in plan.nodes where reader.inputs.contains(where: { $0.index == node }) {
        switch reader.kind {
        case .filter(_, let condition):
            guard columns(of: condition).isDisjoint(with: bounds),
                hidesWindows(plan, reader.id.index, starts: starts, ends: ends)
            else { return false }
        case .project(_, let values):
            var positions: (starts: Set<Int>, ends: Set<Int>) = ([], [])
            for (position, value) in values.enumerated() {
                if case .column(let column) = value.node, bounds.contains(column) {
                    if starts.contains(column) { positions.starts.insert(position) }
                    if ends.contains(column) { positions.ends.insert(position) }
                } else if !columns(of: value).isDisjoint(with: bounds) {
                    return false
                }
            }
            guard hidesWindows(plan, reader.id.index, starts: positions.starts, ends: positions.ends) else {
                return false
            }
        case .aggregate(_, let spec):
            guard let window = spec.window, starts.contains(window.start), ends.contains(window.end) else {
                return false
            }
            let used = spec.keys + spec.calls.flatMap { [$0.argument, $0.filter].compactMap { $0 } }
            guard bounds.isDisjoint(with: used) else { return false }
        case .lookup(_, let spec):
            guard spec.leftKeys.allSatisfy({ columns(of: $0).isDisjoint(with: bounds) }),
                hidesWindows(plan, reader.id.index, starts: starts, ends: ends)
            else { return false }
        case .unnest:
            guard hidesWindows(plan, reader.id.index, starts: starts, ends: ends) else { return false }
        case .source, .window, .running, .union, .sessions, .rank, .pack, .unpack, .sides, .join: return false
        }
    }
    return true
}

// MARK: Ranks

/// `WHERE rank <= 10` above a rank: rows beyond are not kept while a window's rows come.
private func limitRanks(_ plan: inout LogicalPlan) {
    for index in plan.nodes.indices {
        switch plan.nodes[index].kind {
        case .rank(let input, var spec):
            spec.limit = largest(plan, index, column: plan.nodes[input.index].output.count)
            plan.nodes[index].kind = .rank(input, spec)
        case .unpack(let groups, let packed, form: .numbered, let types):
            let limit = largest(plan, index, column: plan.nodes[index].output.count - 1) ?? RowNumber.limitMax
            let count = Int(max(1, limit))
            plan.nodes[index].kind = .unpack(groups, packed: packed, form: .numbered(limit: count), types: types)
            keepRows(&plan, groups, count)
        default: continue
        }
    }
}

/// Makes an aggregate keep so many of a key's smallest rows.
private func keepRows(_ plan: inout LogicalPlan, _ node: NodeID, _ count: Int) {
    guard case .aggregate(let input, var spec) = plan.nodes[node.index].kind else { return }
    spec.calls = spec.calls.map { call in
        guard call.function == .smallest else { return call }
        return AggregateCall(
            function: count == 1 ? .min : .smallest, argument: call.argument, argumentType: call.argumentType,
            filter: call.filter, parameter: count == 1 ? nil : .count(count), resultType: call.resultType)
    }
    plan.nodes[node.index].kind = .aggregate(input, spec)
}

/// The largest value of a column that some reader lets through; nil when one lets all through.
private func largest(_ plan: LogicalPlan, _ node: Int, column: Int) -> Int64? {
    if plan.sinks.contains(where: { $0.input.index == node }) { return nil }
    var result: Int64?
    for reader in plan.nodes where reader.inputs.contains(where: { $0.index == node }) {
        var limit: Int64?
        switch reader.kind {
        case .filter(_, let condition):
            limit = upperBound(condition, column) ?? largest(plan, reader.id.index, column: column)
        case .project(_, let values):
            let positions = values.indices.filter {
                if case .column(column) = values[$0].node { true } else { false }
            }
            limit = positions.lazy.compactMap { largest(plan, reader.id.index, column: $0) }.first
        default: break
        }
        guard let limit else { return nil }
        result = max(result ?? limit, limit)
    }
    return result
}

/// n of `column <= n`, `column < n + 1` or `column = n`, alone or among conditions joined by AND.
func upperBound(_ condition: Expression, _ column: Int) -> Int64? {
    if case .and(let parts) = condition.node { return parts.compactMap { upperBound($0, column) }.min() }
    guard case .call(let function, let arguments) = condition.node, arguments.count == 2 else { return nil }
    func isColumn(_ value: Expression) -> Bool {
        switch value.node {
        case .column(let index): index == column
        case .cast(let inner): inner.type.isInteger && value.type.isInteger && isColumn(inner)
        default: false
        }
    }
    func number(_ value: Expression) -> Int64? {
        switch value.node {
        case .literal(.int64(let number)) where value.type.isInteger: number
        case .cast(let inner) where inner.type.isInteger && value.type.isInteger: number(inner)
        default: nil
        }
    }
    let isLeft = isColumn(arguments[0])
    guard isLeft || isColumn(arguments[1]), let bound = number(arguments[isLeft ? 1 : 0]) else { return nil }
    switch (function.name, isLeft) {
    case ("<=", true), (">=", false), ("=", _): return bound
    case ("<", true), (">", false): return bound - 1
    default: return nil
    }
}

extension DataType {
    fileprivate var isInteger: Bool { self == .smallint || self == .integer || self == .bigint }
}

// MARK: Lanes

/// An operator above an aggregate takes its rows on the lane where they are: both spread their groups by the same key,
/// which the upper one passes on. Without such a key all groups are on one lane.
private func colocate(_ plan: inout LogicalPlan) {
    var isStable = false
    while !isStable {
        isStable = true
        for node in plan.nodes.indices {
            if alignJoin(&plan, node) { isStable = false }
            for root in roots(plan, below: node) where plan.nodes[node].takesFinalRows {
                if align(&plan, root, with: node) { isStable = false }
            }
        }
    }
}

/// Makes an aggregate's spread fit an operator above it; true when something changed.
private func align(_ plan: inout LogicalPlan, _ root: Int, with node: Int) -> Bool {
    guard case .aggregate(let input, let spec) = plan.nodes[root].kind else { return false }
    let shared: [(key: Int, column: Int)] = spec.distribution.compactMap { key in
        plan.trace(key, from: root, to: plan.nodes[node].inputs).map { (key, $0) }
    }
    var kept: [Int] = []
    switch plan.nodes[node].kind {
    case .rank(_, let rank): kept = shared.filter { rank.partition.contains($0.column) }.map(\.key)
    case .aggregate(let above, let upper):
        let usable = shared.filter { pair in upper.distribution.contains { upper.keys[$0] == pair.column } }
        kept = usable.map(\.key)
        // Spread by one key there is one order of keys: the hash is the same on both sides.
        if kept.count > 1 { kept = [kept[0]] }
        let column = usable.first { kept.contains($0.key) }?.column
        let position = upper.distribution.first { column != nil && upper.keys[$0] == column }
        let wanted = position.map { [$0] } ?? []
        if upper.distribution != wanted {
            plan.nodes[node].kind = .aggregate(above, upper.spread(by: wanted))
            if kept != spec.distribution { plan.nodes[root].kind = .aggregate(input, spec.spread(by: kept)) }
            return true
        }
    default: return false
    }
    guard kept != spec.distribution else { return false }
    plan.nodes[root].kind = .aggregate(input, spec.spread(by: kept))
    return true
}

/// Makes the aggregates below both sides of a join spread their groups by one pair of keys that are equal in it.
private func alignJoin(_ plan: inout LogicalPlan, _ node: Int) -> Bool {
    guard case .join(let left, let right, let spec) = plan.nodes[node].kind else { return false }
    var chosen: [Int: Int]?
    for pair in spec.leftKeys.indices where chosen == nil {
        chosen = plan.spreadKeys([(left, spec.leftKeys[pair]), (right, spec.rightKeys[pair])])
    }
    var isChanged = false
    for root in nearest(plan, left.index).union(nearest(plan, right.index)) {
        guard case .aggregate(let input, let below) = plan.nodes[root].kind else { continue }
        let wanted = chosen?[root].map { [$0] } ?? []
        if below.distribution == wanted { continue }
        plan.nodes[root].kind = .aggregate(input, below.spread(by: wanted))
        isChanged = true
    }
    return isChanged
}

/// The nearest aggregates at or below a node.
private func nearest(_ plan: LogicalPlan, _ node: Int) -> Set<Int> {
    if case .aggregate = plan.nodes[node].kind { return [node] }
    return roots(plan, below: node)
}

/// The nearest aggregates below a node.
private func roots(_ plan: LogicalPlan, below node: Int) -> Set<Int> {
    plan.nodes[node].inputs.reduce(into: []) { found, input in
        if case .aggregate = plan.nodes[input.index].kind {
            found.insert(input.index)
        } else {
            found.formUnion(roots(plan, below: input.index))
        }
    }
}

extension LogicalPlan {
    /// For each aggregate below the inputs, the key that comes out as the input's column; nil when one has none.
    fileprivate func spreadKeys(_ sides: [(input: NodeID, column: Int)]) -> [Int: Int]? {
        let types = sides.map { nodes[$0.input.index].output.fields[$0.column].type.unmodified }
        guard types.allSatisfy({ $0 == types[0] }) else { return nil }
        var found: [Int: Int] = [:]
        for side in sides {
            for root in nearest(self, side.input.index) {
                guard case .aggregate(_, let spec) = nodes[root].kind,
                    let key = spec.distribution.first(where: { trace($0, from: root, to: [side.input]) == side.column }
                    ),
                    found[root] == nil || found[root] == key
                else { return nil }
                found[root] = key
            }
        }
        return found
    }

    /// Where a key of an aggregate comes out, unchanged, in the rows that some inputs give; nil when it does not.
    func trace(_ key: Int, from root: Int, to inputs: [NodeID]) -> Int? {
        var found: Int?
        for input in inputs {
            guard reaches(root, from: input.index) else { continue }
            guard let column = column(of: key, root, in: input.index), found == nil || found == column else {
                return nil
            }
            found = column
        }
        return found
    }

    private func column(of key: Int, _ root: Int, in node: Int) -> Int? {
        if node == root { return key }
        switch nodes[node].kind {
        case .filter(let input, _), .running(let input, _), .rank(let input, _), .unnest(let input, _),
            .lookup(let input, _), .window(let input, _):
            return column(of: key, root, in: input.index)
        case .project(let input, let values):
            guard let below = column(of: key, root, in: input.index) else { return nil }
            return values.firstIndex { if case .column(below) = $0.node { true } else { false } }
        case .sessions(let open, _): return column(of: key, root, in: open.index)
        case .union(let inputs): return trace(key, from: root, to: inputs)
        case .join(let left, let right, let spec):
            // Where a side is NULL its rows are on the other side's lanes.
            if reaches(root, from: left.index) {
                return spec.kind.keepsRight ? nil : column(of: key, root, in: left.index)
            }
            if spec.kind.keepsLeft { return nil }
            return column(of: key, root, in: right.index).map { $0 + nodes[left.index].output.count }
        case .unpack(let input, let packed, let form, _):
            guard let below = column(of: key, root, in: input.index), below != packed, below != form.count else {
                return nil
            }
            return below - [packed, form.count ?? Int.max].filter { $0 < below }.count
        case .sides(let left, let right, let spec):
            let found = [(left, spec.leftKeys), (right, spec.rightKeys)].filter { reaches(root, from: $0.0.index) }
                .map { side, keys in column(of: key, root, in: side.index).flatMap { keys.firstIndex(of: $0) } }
            return found.allSatisfy { $0 == found[0] } ? found[0] : nil
        case .pack(let input, let keys, _, _):
            return column(of: key, root, in: input.index).flatMap { keys.firstIndex(of: $0) }
        case .source, .aggregate: return nil
        }
    }
}

extension AggregateSpec {
    /// The same groups, spread over lanes by other keys.
    func spread(by distribution: [Int]) -> AggregateSpec {
        var spec = self
        spec.distribution = distribution
        return spec
    }
}
