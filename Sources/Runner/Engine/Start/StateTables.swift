import StateStore

/// Which table of the store each stateful node has: the one that it had in the job's earlier life, else a new one.
struct StateTables: Sendable {
    /// By the node's position in the plan.
    private let ids: [Int: TableID]
    /// The plan's stateful nodes, in its order: that of their metadata.
    let operators: [StateSchema.Operator]
    /// No table of this number or a higher one was ever used.
    let next: UInt16

    /// - Parameter old: what the restored checkpoint says; nil for a job without state.
    init(_ plan: LogicalPlan, old: StateSchema?) {
        let known = Dictionary((old?.operators ?? []).map { ($0.identity, $0.table) }) { first, _ in first }
        var ids: [Int: TableID] = [:]
        var operators: [StateSchema.Operator] = []
        var next = old?.nextTable ?? 0
        for node in plan.statefulNodes {
            let table = known[node.identity] ?? next
            if table == next { next += 1 }
            ids[node.node.index] = TableID(table)
            operators.append(StateSchema.Operator(identity: node.identity, table: table))
        }
        self.ids = ids
        self.operators = operators
        self.next = next
    }

    /// The table of the stateful node at a position of the plan.
    func id(of node: Int) -> TableID {
        guard let id = ids[node] else { preconditionFailure("node \(node) keeps no state") }
        return id
    }

    /// What lanes said of each stateful node of the old plan, for the nodes of this one; empty for new ones.
    func metadata(_ old: [[[UInt8]]], of schema: StateSchema?) -> [[[UInt8]]] {
        operators.map { own in
            guard let index = schema?.operators.firstIndex(where: { $0.identity == own.identity }), index < old.count
            else { return [] }
            return old[index]
        }
    }
}
