/// Who reads whom in a plan, and by whose watermarks each node's windows close.
///
/// ```
///  bids ── window ── aggregate 1 ──┐
///                                  ├─ union ── aggregate 2 ── sink      aggregate 1 closes by both watermarks:
///  asks ── window ── aggregate 3 ──┘                                   2 has all of a window in one epoch
/// ```
struct PlanShape: Sendable {
    let sinksOf: [[Int]]
    let readersOf: [[Int]]
    /// For each node the nearest aggregates at or below it.
    let roots: [Set<Int>]
    /// Aggregates whose final rows another operator takes.
    let feeders: Set<Int>
    /// Aggregates of sessions whose final rows are kept for readers of all.
    let keptSessions: Set<Int>
    /// Aggregates that keep the rows of a join's sides: the keys that got a row are due in every epoch.
    let meetings: Set<Int>
    /// Those of them whose rows come out without a partner when their time is over.
    let partings: Set<Int>
    /// For each node the sources that its rows come from.
    let sourcesOf: [Set<Int>]
    /// For each node the sources whose least watermark closes its windows.
    let clocks: [[Int]]
    /// For each node by how much later than by the watermark its windows close, microseconds: where rows of joins come.
    let delays: [Int64]

    init(_ plan: LogicalPlan) {
        sinksOf = plan.nodes.indices.map { node in plan.sinks.indices.filter { plan.sinks[$0].input.index == node } }
        var readers = plan.nodes.map { _ in [Int]() }
        var roots: [Set<Int>] = []
        var sources: [Set<Int>] = []
        var feeders: Set<Int> = []
        var keptSessions: Set<Int> = []
        var groups = NodeGroups(count: plan.nodes.count)
        for (index, node) in plan.nodes.enumerated() {
            let inputs = node.inputs.map(\.index)
            for input in inputs {
                // A join of a node with itself takes its rows on both sides at once; a union takes them twice.
                if node.takesBothSides, readers[input].last == index { continue }
                readers[input].append(index)
            }
            let below = inputs.reduce(into: Set<Int>()) { $0.formUnion(roots[$1]) }
            if case .source(let number) = node.kind {
                sources.append([number])
            } else {
                sources.append(inputs.reduce(into: []) { $0.formUnion(sources[$1]) })
            }
            switch node.kind {
            case .aggregate:
                roots.append([index])
                for input in inputs { groups.join(index, withWindowsBelow: input, plan) }
            default: roots.append(below)
            }
            guard node.takesFinalRows, !below.isEmpty else { continue }
            for root in below { groups.join(index, root) }
            if case .aggregate(_, let spec) = node.kind, spec.keepsFinalRows {
                keptSessions.formUnion(below)
            } else {
                feeders.formUnion(below)
            }
        }
        meetings = Set(
            plan.nodes.filter { node in
                guard case .aggregate(let input, _) = node.kind, case .sides = plan.nodes[input.index].kind else {
                    return false
                }
                return true
            }.map(\.id.index))
        partings = Set(
            plan.nodes.compactMap { node in
                guard case .unpack(let input, _, let form, _) = node.kind, form.pairs?.alone != nil else { return nil }
                return input.index
            })
        delays = WindowDelays(plan, roots, meetings).micros
        readersOf = readers
        self.roots = roots
        self.feeders = feeders
        self.keptSessions = keptSessions
        sourcesOf = sources
        var clocks: [Int: Set<Int>] = [:]
        for index in plan.nodes.indices { clocks[groups.leader(of: index), default: []].formUnion(sources[index]) }
        self.clocks = plan.nodes.indices.map { (clocks[groups.leader(of: $0)] ?? []).sorted() }
    }
}

extension LogicalPlan {
    /// Whether rows of files go as they come into a table in which the last one of a key stays.
    var replacesRowsOfFiles: Bool {
        let shape = PlanShape(self)
        return sinks.contains { sink in
            guard !sink.primaryKey.isEmpty, shape.roots[sink.input.index].isEmpty else { return false }
            return shape.sourcesOf[sink.input.index].contains {
                if case .file = sources[$0].connector { true } else { false }
            }
        }
    }
}

extension PlanShape {
    /// The sources by whose watermarks any window closes.
    func windowClocks(_ plan: LogicalPlan) -> Set<Int> {
        plan.nodes.reduce(into: []) { found, node in
            switch node.kind {
            case .window: found.formUnion(clocks[node.id.index])
            case .sides(_, _, let spec) where spec.times != nil: found.formUnion(clocks[node.id.index])
            default: break
            }
        }
    }

    /// Whether rows of windows that close may reach their sinks after the next epoch has begun: nothing but filters and
    /// projections lies between, and no sink gets rows as records come. Lookup tables are read between two epochs.
    func canDeferRows(_ plan: LogicalPlan) -> Bool {
        for node in plan.nodes {
            if case .lookup = node.kind { return false }
            guard !roots[node.id.index].isEmpty else { continue }
            switch node.kind {
            case .aggregate(let input, _):
                if !roots[input.index].isEmpty { return false }
            case .filter, .project: break
            default: return false
            }
        }
        return plan.sinks.allSatisfy { !roots[$0.input.index].isEmpty && $0.emit == .final }
    }
}

/// Sets of nodes whose windows close together.
private struct NodeGroups {
    private var parents: [Int]

    init(count: Int) {
        parents = Array(0..<count)
    }

    func leader(of node: Int) -> Int {
        var node = node
        while parents[node] != node { node = parents[node] }
        return node
    }

    mutating func join(_ a: Int, _ b: Int) { parents[leader(of: a)] = leader(of: b) }

    /// An aggregate and the nodes that give its rows their windows.
    mutating func join(_ aggregate: Int, withWindowsBelow node: Int, _ plan: LogicalPlan) {
        switch plan.nodes[node].kind {
        case .window: join(aggregate, node)
        case .sides(_, _, let spec) where spec.times != nil: join(aggregate, node)
        case .aggregate: return
        default: for input in plan.nodes[node].inputs { join(aggregate, withWindowsBelow: input.index, plan) }
        }
    }
}

/// By how much later than by the watermark windows close.
///
/// ```
///  join ── window, lag 1 h ── aggregate 1 ──┐
///                                           ├─ join of windows       aggregate 2 waits for 1: all rows of a window
///  asks ── window ─────────── aggregate 2 ──┘                        come in one epoch
/// ```
private struct WindowDelays {
    private(set) var micros: [Int64]
    private let plan: LogicalPlan
    private let meetings: Set<Int>

    init(_ plan: LogicalPlan, _ roots: [Set<Int>], _ meetings: Set<Int>) {
        self.plan = plan
        self.meetings = meetings
        micros = plan.nodes.map { _ in 0 }
        var isStable = false
        while !isStable {
            isStable = true
            for (index, node) in plan.nodes.enumerated() {
                switch node.kind {
                case .window, .sides: raise(index, to: below(node.id), &isStable)
                case .aggregate(let input, _): raise(index, to: below(input), &isStable)
                case .join, .rank:
                    let roots = roots[index].subtracting(meetings)
                    let most = roots.map { micros[$0] }.max() ?? 0
                    for root in roots { raise(root, to: most, &isStable) }
                default: continue
                }
            }
        }
    }

    private mutating func raise(_ node: Int, to delay: Int64, _ isStable: inout Bool) {
        guard delay > micros[node] else { return }
        micros[node] = delay
        isStable = false
    }

    /// The delay of the windows that a node's rows are in.
    private func below(_ node: NodeID) -> Int64 {
        switch plan.nodes[node.index].kind {
        case .window(_, let spec): spec.lagMicros
        case .sides(_, _, let spec): spec.times?.lagMicros ?? 0
        case .aggregate: meetings.contains(node.index) ? 0 : micros[node.index]
        default: plan.nodes[node.index].inputs.map { below($0) }.max() ?? 0
        }
    }
}
