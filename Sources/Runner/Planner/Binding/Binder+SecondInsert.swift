import Operators

extension Binder {
    /// The rows of a further INSERT into a table: behind those of the earlier ones, as UNION ALL puts them.
    func addRows(
        _ node: NodeID, _ relation: Relation, to table: DeclaredTable, _ statement: InsertStatement
    ) throws(BindFailure) {
        let name = table.name
        guard let index = sinks.firstIndex(where: { $0.name == name }), let first = firstInserts[name] else {
            throw .alreadyReported
        }
        try checkAppends(sinks[index], first, relation, table, statement)
        var arms = [sinks[index].input]
        if case .union(let earlier) = plan.nodes[arms[0].index].kind, insertUnions.contains(arms[0]) { arms = earlier }
        let union = plan.add(.union(arms + [node]), output: plan.output(arms[0]))
        insertUnions.insert(union)
        sinks[index].input = union
        // Groups of two queries have no key together.
        sinks[index].primaryKey = []
        sinks[index].keyIsDerived = false
    }

    /// Rows of several queries go into a table that only grows, and only when they come alike.
    private func checkAppends(
        _ sink: SinkPlan, _ first: Relation, _ next: Relation, _ table: DeclaredTable, _ statement: InsertStatement
    ) throws(BindFailure) {
        let name = table.name
        let label = Diagnostic.Label("the first is here", at: written[name] ?? statement.target.offset)
        func refusal(_ what: String, _ help: String) -> BindFailure {
            BindFailure(
                .notSupported, "a second INSERT into \"\(name)\" \(what) is not supported yet",
                at: statement.target.offset,
                labels: [label], help: [help])
        }
        let apart = "Write into a table of its own; a view in the database puts the two together by UNION ALL."
        let changes = [first, next].contains { $0.grouping != nil && $0.finalWindow == nil }
        if changes { throw refusal("of groups without windows", apart) }
        guard (first.finalWindow == nil) == (next.finalWindow == nil) else {
            throw refusal("of rows as they come beside rows of closed windows", apart)
        }
        guard first.window?.alone == next.window?.alone else {
            throw refusal("with rows of other windows", apart)
        }
        guard table.syntax.primaryKey.isEmpty, sink.emit == .final, sink.order.isEmpty, next.order.isEmpty else {
            let why = table.syntax.primaryKey.isEmpty ? "whose rows are sorted or changed" : "with a PRIMARY KEY"
            throw refusal(why, "Write one INSERT: INSERT INTO \(name) SELECT ... UNION ALL SELECT ...")
        }
    }
}
