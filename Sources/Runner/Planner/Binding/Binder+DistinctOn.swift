import Operators

/// The parts of `SELECT DISTINCT ON (keys) targets ... ORDER BY keys, order`, bound over the rows below.
private struct DistinctQuery {
    var keys: [Expression]
    var order: [(value: Expression, descending: Bool, nullsFirst: Bool)]
    var targets: [Binder.BoundTarget]
}

extension Binder {
    /// For each key its first row in the order: the smallest of the rows' bytes, with the order's in front.
    func distinctOn(
        _ select: Select, _ keys: [Expr], _ query: Query, _ common: CommonTables?
    ) throws(BindFailure) -> BoundBody {
        let offset = keys.first?.offset ?? query.offset
        guard select.groupBy.isEmpty, select.having == nil else {
            throw .notSupported("DISTINCT ON together with GROUP BY", at: offset, help: [Self.subqueryHelp])
        }
        var scope = try scope(select, common, at: query.offset)
        let uses = AggregateUses(windows: select.windows)
        var failures = FailureCollector()
        let condition = select.condition.flatMap { expr in
            failures.attempt { () throws(BindFailure) in
                try expressions(scope, .condition, uses).condition(expr, of: "WHERE")
            }
        }
        let targets = failures.attempt { () throws(BindFailure) in try self.targets(select.targets, scope, uses) }
        let bound = failures.attempt { () throws(BindFailure) in
            try groupKeys(keys, select.targets, targets, scope)
        }
        try failures.finish()
        guard let targets, let bound else { throw .alreadyReported }
        guard uses.aggregates.isEmpty, uses.runnings.isEmpty, uses.ranks.isEmpty else {
            throw .notSupported("DISTINCT ON together with an aggregate", at: offset, help: [Self.subqueryHelp])
        }
        let order = try self.order(query.orderBy, bound, targets, select, scope, at: offset)
        if let condition { scope.items[0].relation.node = filter(scope.items[0].relation.node, condition) }
        let relation = try latest(
            scope, DistinctQuery(keys: bound, order: order, targets: targets), at: offset)
        return BoundBody(relation: relation, texts: []) { (expr) throws(BindFailure) in
            throw .notSupported("ORDER BY something that is not in the select list", at: expr.offset)
        }
    }

    private static var subqueryHelp: String { "Put one of the two into a subquery in FROM." }

    /// ORDER BY without the keys, which stand in front.
    private func order(
        _ items: [SortItem], _ keys: [Expression], _ targets: [BoundTarget], _ select: Select, _ scope: Scope,
        at offset: Int
    ) throws(BindFailure) -> [(value: Expression, descending: Bool, nullsFirst: Bool)] {
        var open = Set(keys.map { text($0) })
        let known = open
        var order: [(value: Expression, descending: Bool, nullsFirst: Bool)] = []
        for item in items {
            guard let value = try groupKeys([item.expr], select.targets, targets, scope).first else { continue }
            if order.isEmpty, known.contains(text(value)) {
                open.remove(text(value))
                continue
            }
            guard open.isEmpty else {
                throw BindFailure(
                    .badQuery, "SELECT DISTINCT ON expressions must match initial ORDER BY expressions", at: offset)
            }
            guard value.type != .jsonb else { throw .notSupported("ORDER BY a jsonb value", at: item.expr.offset) }
            order.append(
                (try functions.ordered(value), item.isDescending, item.nulls.map { $0 == .first } ?? item.isDescending))
        }
        return order
    }

    private func text(_ value: Expression) -> String { expressionText(value) { "$\($0)" } }

    private func latest(
        _ scope: Scope, _ query: DistinctQuery, at offset: Int
    ) throws(BindFailure) -> Relation {
        let input = scope.items[0].relation
        if input.grouping != nil, input.finalWindow == nil {
            throw .notSupported(
                "DISTINCT ON over groups that have no window", at: offset,
                help: ["Their rows change for ever. Above groups by window_start it works: their rows are final."])
        }
        if input.window?.overlap == .sessions { throw .notSupported("DISTINCT ON over sessions", at: offset) }
        try checkFilled(input, at: offset)
        if let key = query.keys.first(where: { $0.type == .jsonb }) {
            throw .notSupported("DISTINCT ON a jsonb value", at: key.sourceOffset)
        }
        for key in query.keys { try refuseForms(of: key, "DISTINCT ON") }
        let role = { (value: Expression) -> ColumnRole in
            guard case .column(let index) = value.node else { return .plain }
            return input.columns.first { $0.index == index }?.role ?? .plain
        }
        let isBound = { (value: Expression) in role(value) == .windowStart || role(value) == .windowEnd }
        let isWindowed = query.keys.contains(where: isBound)
        if input.window != nil, !isWindowed {
            throw BindFailure(
                .badGrouping, "DISTINCT ON over windows must contain window_start or window_end", at: offset)
        }
        let keys = query.keys.filter { !isBound($0) }
        guard keys.count < AggregateResolution.keysMax else {
            throw BindFailure(.tooLarge, "DISTINCT ON has at most \(AggregateResolution.keysMax) keys", at: offset)
        }
        var bounds: [Expression] = []
        if isWindowed {
            for role in [ColumnRole.windowStart, .windowEnd] {
                guard let column = input.columns.first(where: { $0.role == role }) else { throw .alreadyReported }
                bounds.append(Expression(.column(column.index), type: column.type))
            }
        }
        let front = keys + bounds
        let values = front + query.targets.map(\.value) + query.order.map(\.value)
        let nullable = values.map { value in
            var column = RelationColumn(name: "", type: value.type, isNullable: true, index: 0)
            if case .column(let index) = value.node {
                column.isNullable = input.columns.first { $0.index == index }?.isNullable ?? true
            }
            return column
        }
        let names =
            keys.indices.map { keyName($0, keys, query.targets, input) } + bounds.indices.map { Self.boundNames[$0] }
            + query.targets.map(\.name) + query.order.map { _ in "order" }
        let below = project(input.node, values, names: names, nullable: nullable)
        let node = kept(below, query, front: front.count, isWindowed: isWindowed)
        return shaped(input, query, keys: keys, isWindowed: isWindowed, node: node, nullable: nullable)
    }

    private static var boundNames: [String] { ["window_start", "window_end"] }

    /// What the state's table calls a key: as the result does, else as the rows below do.
    private func keyName(
        _ index: Int, _ keys: [Expression], _ targets: [BoundTarget], _ input: Relation
    ) -> String {
        let key = text(keys[index])
        if let target = targets.first(where: { text($0.value) == key }) { return target.name }
        if case .column(let column) = keys[index].node, let below = input.columns.first(where: { $0.index == column }) {
            return below.name
        }
        return "key \(index + 1)"
    }

    /// The nodes: rows as bytes, the smallest of each key, rows again.
    private func kept(_ below: NodeID, _ query: DistinctQuery, front: Int, isWindowed: Bool) -> NodeID {
        let fields = plan.output(below).fields
        let columns = Array(front..<(front + query.targets.count))
        var order = query.order.enumerated().map { index, item in
            RankSpec.Order(
                column: front + query.targets.count + index, descending: item.descending, nullsFirst: item.nullsFirst)
        }
        // Any row will do: the one with the least bytes, so that it does not depend on which came first.
        if order.isEmpty { order = [RankSpec.Order(column: 0, descending: false, nullsFirst: false)] }
        let row = Schema.Field(name: "row", type: .bytea, nullable: false)
        let pack = plan.add(
            .pack(below, keys: Array(0..<front), columns: columns, order: order),
            output: Schema(fields.prefix(front) + [row]))
        let keyCount = isWindowed ? front - 2 : front
        let first = AggregateCall(
            function: .min, argument: front, argumentType: .bytea, filter: nil, resultType: .bytea)
        let spec = AggregateSpec(
            keys: Array(0..<keyCount), window: isWindowed ? WindowColumns(start: keyCount, end: keyCount + 1) : nil,
            calls: [first], distribution: Array(0..<keyCount),
            stateTTLMicros: isWindowed ? nil : settings.stateTTLMicros)
        let groups = plan.add(.aggregate(pack, spec), output: Schema(fields.prefix(front) + [row]))
        let rows = columns.map { fields[$0] }
        return plan.add(
            .unpack(groups, packed: front, form: .first, types: rows.map(\.type)),
            output: Schema(fields.prefix(front) + rows))
    }

    /// What is known of the result's columns.
    private func shaped(
        _ input: Relation, _ query: DistinctQuery, keys: [Expression], isWindowed: Bool, node: NodeID,
        nullable: [RelationColumn]
    ) -> Relation {
        let front = keys.count + (isWindowed ? 2 : 0)
        var relation = Relation(node: node, columns: [], source: input.source)
        var values: [Expression] = []
        var grouping = Grouping(window: isWindowed ? input.window ?? input.finalWindow : nil, keys: [])
        for (index, key) in keys.enumerated() {
            grouping.keys.append(
                GroupKey(
                    name: expressionText(key) { index in input.columns.first { $0.index == index }?.name ?? "key" },
                    offset: key.sourceOffset))
            for (position, target) in query.targets.enumerated() {
                if text(target.value) == text(key) {
                    grouping.keys[index].columns.append(position)
                } else if case .column = key.node, columns(of: target.value) == columns(of: key) {
                    grouping.keys[index].derived.append(position)
                }
            }
        }
        if isWindowed { grouping.keys.append(GroupKey(name: "window_start", offset: 0, isWindow: true)) }
        for (position, target) in query.targets.enumerated() {
            var column = RelationColumn(
                name: target.name, type: target.value.type, isNullable: nullable[front + position].isNullable,
                index: position)
            column.offset = target.value.sourceOffset
            column.unknownLiteral = target.unknownLiteral
            column.record = target.record.map { RecordColumn(type: $0.type, fields: [:]) }
            var from = front + position
            if isWindowed, case .column(let index) = target.value.node,
                let role = input.columns.first(where: { $0.index == index })?.role,
                role == .windowStart || role == .windowEnd
            {
                column.role = role
                from = keys.count + (role == .windowStart ? 0 : 1)
                grouping.keys[grouping.keys.count - 1].columns.append(position)
            }
            values.append(Expression(.column(from), type: target.value.type, sourceOffset: target.value.sourceOffset))
            relation.columns.append(column)
        }
        if isWindowed {
            relation.finalWindow = grouping.window
            for (index, role) in [ColumnRole.windowStart, .windowEnd].enumerated() {
                var column = RelationColumn(
                    name: Self.boundNames[index], type: .timestamptz, isNullable: false, index: values.count)
                column.role = role
                column.isInternal = true
                values.append(Expression(.column(keys.count + index), type: .timestamptz))
                relation.columns.append(column)
            }
        }
        relation.grouping = grouping
        relation.node = project(node, values, names: relation.columns.map(\.name), nullable: relation.columns)
        return relation
    }
}
