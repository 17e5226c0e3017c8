import Operators

/// What is known of a number that row_number() gives to the rows of a key as they come.
struct RowNumber: Hashable {
    /// The largest number that some WHERE above lets through; nil while none does.
    var limit: Int64?
    /// Where row_number() stands.
    let offset: Int

    /// Most rows that are kept for a key.
    static let limitMax: Int64 = 10_000
}

extension Binder {
    /// True when ranks are over all rows of a key, from the first to the last: over more than one window.
    func isOverAllRows(_ uses: AggregateUses, _ input: Relation) -> Bool {
        guard input.window == nil, !isChanging(input), let rank = uses.ranks.first else { return false }
        return !rank.partition.contains { hasWindowBound($0, input) || isShownWindow($0, input) }
    }

    /// Whether a value is the window's start or end.
    private func hasWindowBound(_ value: Expression, _ input: Relation) -> Bool {
        guard case .column(let index) = value.node else { return false }
        let role = input.columns.first { $0.index == index }?.role
        return role == .windowStart || role == .windowEnd
    }

    /// Whether a value is the window in another form: the truncated time without a zone that groups are grouped by.
    private func isShownWindow(_ value: Expression, _ input: Relation) -> Bool {
        guard case .column(let index) = value.node, input.finalWindow != nil, let grouping = input.grouping else {
            return false
        }
        return grouping.keys.contains { $0.isWindow && $0.columns.contains(index) }
    }

    /// The rank over groups of windows with the window's start in PARTITION BY where it stands there in another form.
    func withWindowStart(_ rank: AggregateUses.Rank, _ input: Relation) -> AggregateUses.Rank {
        guard !rank.partition.contains(where: { hasWindowBound($0, input) }),
            let shown = rank.partition.first(where: { isShownWindow($0, input) }),
            let start = input.columns.first(where: { $0.role == .windowStart })
        else { return rank }
        var rank = rank
        rank.partition.append(Expression(.column(start.index), type: start.type, sourceOffset: shown.sourceOffset))
        return rank
    }

    /// `row_number() OVER (PARTITION BY keys ORDER BY order)` over rows as they come: for each key the smallest rows as
    /// bytes, which begin with what ORDER BY says. How many is known when WHERE above is bound.
    func topRows(
        _ scope: Scope, _ targets: [BoundTarget], _ uses: AggregateUses
    ) throws(BindFailure) -> (scope: Scope, targets: [BoundTarget]) {
        let rank = uses.ranks[0]
        let input = scope.items[0].relation
        try checkTopRows(rank, uses, input)
        var front: [Expression] = []
        for key in rank.partition where !front.contains(where: { sameText($0, key) }) { front.append(key) }
        let used = targets.reduce(into: Set<Int>()) { $0.formUnion(columns(of: $1.value)) }
        let packed = used.filter { $0 < AggregateUses.base }.sorted()
        let fields = plan.output(input.node).fields
        let values =
            front + packed.map { Expression(.column($0), type: fields[$0].type) } + rank.order.map(\.value)
        var node = numbered(input, values, keys: front.count, packed: packed.count, rank)
        let sources = front.map { key -> Int? in
            guard case .column(let column) = key.node else { return nil }
            return packed.firstIndex(of: column).map { front.count + $0 }
        }
        node = withForms(node, ofKeys: sources)
        let number = front.count + packed.count
        var relation = Relation(node: node, columns: [], source: input.source)
        relation.columns = plan.output(node).fields.enumerated().map { index, field in
            var column = RelationColumn(name: field.name, type: field.type, isNullable: field.nullable, index: index)
            column.isInternal = true
            let old = index >= front.count && index < number ? packed[index - front.count] : nil
            column.record = input.columns.first { $0.index == old }?.record.map {
                RecordColumn(type: $0.type, fields: [:])
            }
            return column
        }
        var keys = front.enumerated().map { index, key in
            let name = expressionText(key) { index in input.columns.first { $0.index == index }?.name ?? "key" }
            var found = GroupKey(name: name, offset: key.sourceOffset, columns: [index])
            if let source = sources[index] { found.columns.append(source) }
            return found
        }
        keys.append(
            GroupKey(
                name: "row_number()", offset: rank.offset, number: RowNumber(offset: rank.offset), columns: [number]))
        relation.grouping = Grouping(window: nil, keys: keys)
        var scope = scope
        scope.items[0].relation = relation
        let moved = targets.map { target in
            var target = target
            target.value = overTopRows(target.value, front, packed)
            return target
        }
        return (scope, moved)
    }

    private func checkTopRows(
        _ rank: AggregateUses.Rank, _ uses: AggregateUses, _ input: Relation
    ) throws(BindFailure) {
        if input.grouping != nil, input.finalWindow == nil {
            throw .notSupported(
                "\(rank.function.rawValue)() over groups that have no window", at: rank.offset,
                help: ["Their rows change for ever. Above groups by window_start it works: their rows are final."])
        }
        guard rank.function == .rowNumber else {
            throw .notSupported(
                "\(rank.function.rawValue)() over more than one window", at: rank.offset,
                help: [
                    "Put window_start into PARTITION BY, or write row_number(): it keeps the first rows of a key, "
                        + "and tells rows that are equal in ORDER BY apart."
                ])
        }
        guard uses.ranks.count == 1 else {
            throw .notSupported("a second row_number() over rows without windows", at: uses.ranks[1].offset)
        }
        for value in rank.partition + rank.order.map(\.value) where value.type == .jsonb {
            throw .notSupported("a jsonb value in OVER", at: value.sourceOffset)
        }
        for value in rank.partition { try refuseForms(of: value, "PARTITION BY") }
        guard rank.partition.count < AggregateResolution.keysMax else {
            throw BindFailure(
                .tooLarge, "PARTITION BY has at most \(AggregateResolution.keysMax) keys", at: rank.offset)
        }
    }

    /// The nodes: rows as bytes, the smallest of each key, rows again with their numbers.
    private func numbered(
        _ input: Relation, _ values: [Expression], keys: Int, packed: Int, _ rank: AggregateUses.Rank
    ) -> NodeID {
        let below = plan.output(input.node).fields
        let nullable = values.map { value in
            var column = RelationColumn(name: "", type: value.type, isNullable: true, index: 0)
            if case .column(let index) = value.node { column.isNullable = below[index].nullable }
            return column
        }
        let names = values.enumerated().map { index, value in
            if case .column(let column) = value.node { return below[column].name }
            return index < keys ? "key \(index + 1)" : "order"
        }
        let rows = project(input.node, values, names: names, nullable: nullable)
        let fields = plan.output(rows).fields
        let order = rank.order.enumerated().map { index, item in
            RankSpec.Order(
                column: keys + packed + index, descending: item.descending, nullsFirst: item.nullsFirst)
        }
        let row = Schema.Field(name: "row", type: .bytea, nullable: true)
        let front = Array(fields.prefix(keys))
        let pack = plan.add(
            .pack(rows, keys: Array(0..<keys), columns: Array(keys..<(keys + packed)), order: order),
            output: Schema(front + [row]))
        let smallest = AggregateCall(
            function: .smallest, argument: keys, argumentType: .bytea, filter: nil, parameter: .count(0),
            resultType: .bytea)
        let spec = AggregateSpec(
            keys: Array(0..<keys), window: nil, calls: [smallest], distribution: Array(0..<keys),
            stateTTLMicros: settings.stateTTLMicros)
        let groups = plan.add(.aggregate(pack, spec), output: Schema(front + [row]))
        let kept = fields[keys..<(keys + packed)]
        let number = Schema.Field(name: "row_number", type: .bigint, nullable: false)
        return plan.add(
            .unpack(groups, packed: keys, form: .numbered(limit: 0), types: kept.map(\.type)),
            output: Schema(front + kept + [number]))
    }

    /// A key is known by its value; how that was written, 1.5 or 1.50, only the kept row says.
    private func withForms(_ node: NodeID, ofKeys sources: [Int?]) -> NodeID {
        let fields = plan.output(node).fields
        var values = fields.indices.map { Expression(.column($0), type: fields[$0].type) }
        let plain = values
        var isChanged = false
        for (index, source) in sources.enumerated() {
            guard let source, [.interval, .numeric, .real, .double].contains(fields[index].type) else { continue }
            values[index] = Expression(.coalesce([plain[source], plain[index]]), type: fields[index].type)
            isChanged = true
        }
        guard isChanged else { return node }
        return plan.add(.project(node, values), output: Schema(fields))
    }

    /// An expression over the rows below as one over the kept rows.
    private func overTopRows(_ value: Expression, _ front: [Expression], _ packed: [Int]) -> Expression {
        func moved(_ index: Int) -> Expression {
            Expression(.column(index), type: value.type, sourceOffset: value.sourceOffset)
        }
        // A key comes from the group, not from the kept row: a row that is taken away has nothing else.
        if let key = front.firstIndex(where: { sameText($0, value) }) { return moved(key) }
        if case .column(let index) = value.node {
            if index >= AggregateUses.rankBase { return moved(front.count + packed.count) }
            return moved(front.count + (packed.firstIndex(of: index) ?? 0))
        }
        return replacingParts(value) { overTopRows($0, front, packed) }
    }

    private func sameText(_ a: Expression, _ b: Expression) -> Bool {
        expressionText(a) { "$\($0)" } == expressionText(b) { "$\($0)" }
    }

    // MARK: WHERE above

    /// Notes how many rows of a key a condition lets through; with one row a key, the number is none.
    func limitRows(_ relation: inout Relation, _ condition: Expression) throws(BindFailure) {
        guard let index = relation.grouping?.keys.firstIndex(where: { $0.number != nil && $0.number?.limit == nil }),
            let key = relation.grouping?.keys[index],
            let limit = key.columns.compactMap({ upperBound(condition, $0) }).min()
        else { return }
        guard limit <= RowNumber.limitMax else {
            throw BindFailure(
                .tooLarge, "at most \(RowNumber.limitMax) rows are kept for a key, not \(limit)", at: key.offset)
        }
        relation.grouping?.keys[index].number?.limit = limit
        if limit <= 1 { relation.grouping?.keys.remove(at: index) }
    }

    /// Refuses rows that are numbered without end.
    func checkNumbers(_ rows: EmittedRows) throws(BindFailure) {
        for case let number? in rows.grouping?.keys.map(\.number) ?? [] where number.limit == nil {
            throw .notSupported(
                "row_number() over all rows of a key without a limit", at: number.offset,
                help: ["Put it into a subquery and write WHERE rn <= 10 above: so many rows are kept for each key."])
        }
    }
}
