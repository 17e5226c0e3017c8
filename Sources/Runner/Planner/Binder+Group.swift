import Operators

extension Binder {
    /// The keys of GROUP BY, each once: names of columns, then of outputs, numbers of outputs, expressions.
    func groupKeys(
        _ items: [Expr], _ written: [Target], _ targets: [BoundTarget]?, _ scope: Scope
    ) throws(BindFailure) -> [Expression] {
        var failures = FailureCollector()
        var keys: [Expression] = []
        var known: Set<String> = []
        for item in items {
            let key = failures.attempt { () throws(BindFailure) in try groupKey(item, written, targets, scope) }
            if let key, known.insert(expressionText(key) { "$\($0)" }).inserted { keys.append(key) }
        }
        try failures.finish()
        return keys
    }

    private func groupKey(
        _ item: Expr, _ written: [Target], _ targets: [BoundTarget]?, _ scope: Scope
    ) throws(BindFailure) -> Expression {
        let binder = expressions(scope, .groupBy)
        switch item.kind {
        case .integer(let position):
            guard let targets else { throw .alreadyReported }
            guard position >= 1, position <= targets.count else {
                throw BindFailure(
                    .badGrouping, "GROUP BY position \(position) is not in select list", at: item.offset)
            }
            return try plainKey(targets[position - 1].value, at: item.offset)
        case .null, .boolean, .numeric, .string:
            throw BindFailure(.badGrouping, "non-integer constant in GROUP BY", at: item.offset)
        case .column(let name) where name.parts.count == 1:
            let isColumn = scope.items.contains { item in
                item.relation.columns.contains { $0.name == name.last.text }
            }
            guard !isColumn else { break }
            let matches = written.filter { $0.alias?.text == name.last.text }
            guard let match = matches.first else { break }
            return try functions.settled(try binder.bind(match.expr))
        default: break
        }
        return try functions.settled(try binder.bind(item))
    }

    /// `GROUP BY date_trunc('minute', ts)` is right, but only a window is ever forgotten.
    private func warnAboutTruncatedTime(_ keys: [Expression]) {
        for key in keys {
            guard case .call(let function, _) = key.node, ["date_trunc", "date_bin"].contains(function.name) else {
                continue
            }
            warn(
                .endlessState, "grouped by \(function.name)(...), every group is kept for ever", at: key.sourceOffset,
                help: ["FROM tumble(table, time, size) GROUP BY window_start closes windows and forgets them."])
        }
    }

    private func plainKey(_ value: Expression, at offset: Int) throws(BindFailure) -> Expression {
        guard columns(of: value).allSatisfy({ $0 < AggregateUses.base }) else {
            throw BindFailure(.badAggregate, "aggregate functions are not allowed in GROUP BY", at: offset)
        }
        return value
    }

    /// A grouped query: project what is folded, fold, then HAVING, running totals and the select list above.
    func grouped(
        _ scope: Scope, _ targets: [BoundTarget], _ keys: [Expression], _ having: Expression?, _ uses: AggregateUses,
        at offset: Int
    ) throws(BindFailure) -> Relation {
        let input = scope.items[0].relation
        if input.grouping != nil { throw .notSupported("an aggregate over an aggregate", at: offset) }
        if having != nil, let running = uses.runnings.first {
            throw .notSupported("HAVING together with a window function", at: running.offset)
        }
        guard keys.count <= AggregateResolution.keysMax, uses.aggregates.count <= AggregateResolution.callsMax else {
            throw BindFailure(
                .tooLarge,
                "a query groups by at most \(AggregateResolution.keysMax) keys and has at most "
                    + "\(AggregateResolution.callsMax) aggregates", at: offset)
        }
        if input.window == nil { warnAboutTruncatedTime(keys) }
        var builder = GroupBuilder(binder: self, input: input, keys: keys, uses: uses)
        try builder.checkWindow(scope, at: offset)
        var node = builder.aggregate(ttl: settings.stateTTLMicros)
        if let having { node = filter(node, try builder.rewritten(having, scope)) }
        node = try builder.running(node, scope)
        var failures = FailureCollector()
        var values: [Expression] = []
        for target in targets {
            let value = failures.attempt { () throws(BindFailure) in try builder.rewritten(target.value, scope) }
            if let value { values.append(value) }
        }
        try failures.finish()
        let bound = zip(targets, values).map {
            BoundTarget(name: $0.name, value: $1, record: nil, unknownLiteral: $0.unknownLiteral)
        }
        var relation = Relation(node: node, columns: builder.outputColumns, source: input.source)
        relation.columns = outputColumns(bound, relation)
        for (index, target) in targets.enumerated() { relation.columns[index].record = target.record }
        relation.node = project(node, values, names: targets.map(\.name), nullable: relation.columns)
        relation.grouping = builder.grouping(values, window: input.window)
        return relation
    }
}
