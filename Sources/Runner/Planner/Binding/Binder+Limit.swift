import Operators

extension Binder {
    /// `ORDER BY ... LIMIT n` of rows in windows: of each window the first n rows, when it closes.
    func limit(
        _ body: inout BoundBody, _ limit: Expr, _ order: [SortItem], isDistinctOn: Bool
    ) throws(BindFailure) {
        let input = body.relation
        guard input.finalWindow != nil, let window = input.columns.first(where: { $0.role == .windowStart }) else {
            throw .notSupported(
                "LIMIT of rows that are not grouped by window_start", at: limit.offset,
                help: [
                    "Of each window: row_number() OVER (PARTITION BY window_start ORDER BY ...) AS n in a subquery.",
                    "The first rows of all: row_number() OVER (ORDER BY ...) AS n in a subquery, and WHERE n <= 10.",
                ])
        }
        guard !isDistinctOn, !order.isEmpty else {
            throw .notSupported(
                isDistinctOn ? "LIMIT together with DISTINCT ON" : "LIMIT without ORDER BY", at: limit.offset,
                help: isDistinctOn ? ["Put one of the two into a subquery in FROM."] : ["Say which rows come first."])
        }
        guard let count = try self.limit(limit) else { return }
        let visible = input.visible
        let keys = try order.map { (item) throws(BindFailure) in
            let key = try sortKey(item, body)
            let column = visible[key.column]
            guard column.type != .jsonb else { throw .notSupported("ORDER BY a jsonb value", at: item.expr.offset) }
            let value = Expression(.column(column.index), type: column.type, sourceOffset: item.expr.offset)
            return (
                value: try functions.ordered(value),
                descending: key.descending, nullsFirst: key.nullsFirst
            )
        }
        let bound = Expression(.column(window.index), type: .timestamptz, sourceOffset: limit.offset)
        var builder = RankBuilder(
            binder: self, node: input.node, columns: wholeColumns(input), changes: rankChanges(input))
        try builder.add(
            AggregateUses.Rank(function: .rowNumber, partition: [bound], order: keys, offset: limit.offset))
        let number = Expression(.column(builder.ranks[0]), type: .bigint, sourceOffset: limit.offset)
        let most = Expression(.literal(.int64(Int64(count))), type: .bigint, sourceOffset: limit.offset)
        body.relation.node = filter(
            builder.node, try functions.operatorCall("<=", [number, most], at: limit.offset))
        body.relation.isFinalOnly = !builder.canChange
        body.relation.isLimited = true
    }

    func warnAboutOrder(_ item: SortItem) {
        warn(.uselessClause, "ORDER BY has no effect here: the rows of a stream have no order", at: item.expr.offset)
    }

    /// The order of rows that are written together to a console or a file; a table in a database has none.
    func setOrder(_ sink: inout SinkPlan, _ relation: Relation, positions: [Int?]) throws(BindFailure) {
        guard let first = relation.order.first else { return }
        switch sink.connector {
        case .console, .file:
            for (result, _) in relation.order {
                let key = try result.get()
                guard let column = positions.firstIndex(of: key.column) else { continue }
                sink.order.append(
                    RankSpec.Order(column: column, descending: key.descending, nullsFirst: key.nullsFirst))
            }
        default: if !relation.isLimited { warnAboutOrder(first.item) }
        }
    }
}
