import Operators

/// The clauses of a grouped query, bound over the rows below.
struct GroupedQuery {
    var targets: [Binder.BoundTarget]
    var keys: [Expression]
    var having: Expression?
    /// What is shown of the window's start where GROUP BY has a truncated event time.
    var windowKey: Expression?
}

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

    /// What is no window is right all the same, but only a window is ever forgotten.
    private func warnAboutTruncatedTime(_ keys: [Expression], _ input: Relation) {
        let times = input.columns.filter { $0.role == .eventTime }.map(\.index)
        for key in keys {
            guard case .call(let function, _) = key.node,
                ["date_trunc", "date_bin", "time_bucket"].contains(function.name),
                !columns(of: key).isDisjoint(with: times)
            else {
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

    /// Puts a window below a query that is grouped by a truncated event time.
    private func apply(
        _ time: TruncatedTime, _ scope: inout Scope, _ query: inout GroupedQuery, _ uses: AggregateUses
    ) throws(BindFailure) {
        let start = Expression(.column(plan.output(scope.items[0].relation.node).count), type: .timestamptz)
        scope.items[0].relation = windowed(scope.items[0].relation, time.spec)
        query.keys = query.keys.map { time.replaced($0, with: start) }
        let shown = try time.shown(start, functions)
        query.windowKey = shown
        let change = { time.replaced($0, with: shown) }
        query.having = query.having.map(change)
        for index in query.targets.indices { query.targets[index].value = change(query.targets[index].value) }
        uses.mapRunnings(change)
    }

    /// Groups by jsonb are groups by the form that equal values share: the order of their keys and the zeros of their
    /// numbers do not count.
    private func foldJSON(_ query: inout GroupedQuery, _ uses: AggregateUses) throws(BindFailure) {
        for key in query.keys where key.type == .jsonb {
            let wanted = expressionText(key) { "$\($0)" }
            let form = try functions.call("jsonb form", [key], at: key.sourceOffset)
            func folded(_ value: Expression) -> Expression {
                if value.type == .jsonb, expressionText(value, { "$\($0)" }) == wanted { return form }
                return replacingParts(value) { folded($0) }
            }
            query.keys = query.keys.map(folded)
            query.having = query.having.map(folded)
            for index in query.targets.indices { query.targets[index].value = folded(query.targets[index].value) }
            uses.mapRunnings(folded)
        }
    }

    /// Above the groups a field of a record that is a key comes out of the key.
    private func findFields(_ query: inout GroupedQuery, _ input: Relation, _ uses: AggregateUses) throws(BindFailure) {
        let keys = Set(query.keys.compactMap { if case .column(let index) = $0.node { index } else { nil } })
        var found: [Int: Expression] = [:]
        for column in input.columns where keys.contains(column.index) {
            for (path, index) in column.record?.fields ?? [:] where !keys.contains(index) {
                guard let type = input.columns.first(where: { $0.index == index })?.type else { continue }
                let record = Expression(.column(column.index), type: .jsonb, sourceOffset: column.offset ?? 0)
                found[index] = try functions.field(path.map { Name($0, at: 0) }, of: record, type, at: 0)
            }
        }
        guard !found.isEmpty else { return }
        func replaced(_ value: Expression) -> Expression {
            if case .column(let index) = value.node, let field = found[index] { return field }
            return replacingParts(value) { replaced($0) }
        }
        query.having = query.having.map(replaced)
        for index in query.targets.indices { query.targets[index].value = replaced(query.targets[index].value) }
        uses.mapRunnings(replaced)
    }

    /// Refuses what does not go together.
    private func checkParts(
        _ input: Relation, _ uses: AggregateUses, at offset: Int
    ) throws(BindFailure) {
        if input.grouping != nil, input.finalWindow == nil {
            throw .notSupported(
                "an aggregate over groups that have no window", at: offset,
                help: ["Their rows change for ever. Above groups by window_start it works: their rows are final."])
        }
        if !uses.runnings.isEmpty, let rank = uses.ranks.first, input.window?.overlap != .sessions {
            throw .notSupported("a running total together with \(rank.function.rawValue)()", at: rank.offset)
        }
    }

    /// A grouped query: project what is folded, fold, then HAVING, running totals and the select list above.
    func grouped(
        _ scope: Scope, _ query: GroupedQuery, _ uses: AggregateUses, at offset: Int
    ) throws(BindFailure) -> Relation {
        var scope = scope
        var query = query
        let rows = scope.items[0].relation
        let localZone = rows.source.map { sourceTimes[$0].timezone } ?? settings.timezone
        if let time = TruncatedTime(query.keys, rows, timezone: settings.timezone, localZone: localZone) {
            try apply(time, &scope, &query, uses)
        }
        try findFields(&query, scope.items[0].relation, uses)
        try foldJSON(&query, uses)
        let (targets, keys, having) = (query.targets, query.keys, query.having)
        let input = scope.items[0].relation
        try checkParts(input, uses, at: offset)
        guard keys.count <= AggregateResolution.keysMax, uses.aggregates.count <= AggregateResolution.callsMax else {
            throw BindFailure(
                .tooLarge,
                "a query groups by at most \(AggregateResolution.keysMax) keys and has at most "
                    + "\(AggregateResolution.callsMax) aggregates", at: offset)
        }
        if input.window == nil, input.finalWindow == nil { warnAboutTruncatedTime(keys, input) }
        var builder = GroupBuilder(
            binder: self, input: input, keys: keys, windowKey: query.windowKey, uses: uses)
        try builder.checkWindow(scope, at: offset)
        try builder.checkSession(at: offset)
        var node = try builder.aggregate(ttl: settings.stateTTLMicros)
        if let having { node = filter(node, try builder.rewritten(having, scope)) }
        node = try builder.running(node, scope)
        node = try builder.ranked(node, scope)
        var failures = FailureCollector()
        var values: [Expression] = []
        for target in targets {
            let value = failures.attempt { () throws(BindFailure) in try builder.rewritten(target.value, scope) }
            if let value { values.append(value) }
        }
        try failures.finish()
        var relation = Relation(node: node, columns: builder.outputColumns, source: input.source)
        let isSession = input.window?.overlap == .sessions
        // Sessions of one key end at any time: there is no window that closes for what stands above them.
        if builder.isWindowed, !isSession { relation.finalWindow = input.window ?? input.finalWindow }
        relation.isFinalOnly = !uses.ranks.isEmpty && !builder.ranksChange
        // The bounds of the window go along unseen, for a query above.
        let kept = keptColumns(values, relation)
        let bound =
            zip(targets, values).map {
                BoundTarget(name: $0.name, value: $1, record: nil, unknownLiteral: $0.unknownLiteral)
            } + kept
        relation.columns = outputColumns(bound, relation)
        for (index, target) in targets.enumerated() {
            relation.columns[index].record = target.record.map { RecordColumn(type: $0.type, fields: [:]) }
        }
        for index in targets.count..<bound.count { relation.columns[index].isInternal = true }
        relation.node = project(node, bound.map(\.value), names: bound.map(\.name), nullable: relation.columns)
        relation.grouping = builder.grouping(values, window: input.window ?? input.finalWindow)
        return relation
    }
}
