import Operators

/// What a join of rows as they come is asked for.
private struct StreamJoin {
    let kind: Join.Kind
    /// What is equal; each side over its own columns.
    var pairs: [(left: Expression, right: Expression)] = []
    /// Other conditions, over the left's columns and then the right's.
    var rest: [Expression] = []
    var distance: TimeDistance?
    /// What else to say of a join that is refused or keeps its rows for ever.
    let help: [String]

    init(kind: Join.Kind, help: [String]) {
        self.kind = kind
        self.help = help
    }
}

extension Join.Kind {
    /// The join in SQL.
    var words: String {
        switch self {
        case .inner: "JOIN"
        case .left: "LEFT JOIN"
        case .right: "RIGHT JOIN"
        case .full: "FULL JOIN"
        }
    }

    /// What is kept for the join: once for each side whose rows come out without a partner, by the times of that side.
    fileprivate var arms: [(givesPairs: Bool, alone: PairSide?)] {
        switch self {
        case .inner: [(true, nil)]
        case .left: [(true, .left)]
        case .right: [(true, .right)]
        case .full: [(true, .left), (false, .right)]
        }
    }
}

extension Schema.Field {
    fileprivate func nullable(_ isNullable: Bool) -> Schema.Field {
        Schema.Field(name: name, type: type, nullable: nullable || isNullable)
    }
}

extension Binder {
    /// Whether two sides are joined as their rows come: both have rows that never change, and not both are in windows.
    func comesAsRows(_ left: Relation, _ right: Relation) -> Bool {
        guard left.window == nil, right.window == nil else { return false }
        return left.finalWindow == nil || right.finalWindow == nil
    }

    /// `a JOIN b ON ...` of rows as they come: both sides are kept by what is equal, and each pair comes out once.
    func streamJoined(
        _ left: Scope, _ right: Scope.Item, _ join: Join, filtered condition: Expr?, help: [String], at offset: Int
    ) throws(BindFailure) -> Scope {
        let width = plan.output(left.items[0].relation.node).count
        let names = try names(left, right, width, at: join.right.offset)
        var request = StreamJoin(kind: join.kind, help: help)
        let all = try conditions(join.condition, names, at: offset)
        for condition in all {
            if let pair = equality(condition, width) {
                request.pairs.append(pair)
            } else {
                request.rest.append(condition)
            }
        }
        let others = condition.map { comparisons($0, names) } ?? []
        request.distance = timeDistance(all + others, names, width)
        guard join.kind == .inner || request.distance != nil else {
            throw .notSupported(
                "\(join.kind.words) of rows as they come without a bound on their times", at: offset,
                help: help + [
                    "Whether a row stays without a partner is known when the watermark has passed all that it may be "
                        + "joined with: ON ... AND b.ts BETWEEN a.ts AND a.ts + interval '1 hour', of event times.",
                    "Or join rows of tumble(...) with equal windows.",
                ])
        }
        try checkUsing(join, at: offset)
        var scope = try streamJoined(left, right, request, names, at: offset)
        if case .using(let columns) = join.condition { hide(columns, in: &scope) }
        return scope
    }

    /// `FROM a, b WHERE a.x = b.y`: the equalities that WHERE has between both.
    func streamJoined(
        _ left: Scope, _ item: FromItem, _ condition: Expr?, _ common: CommonTables?
    ) throws(BindFailure) -> Scope {
        let right = try self.item(item, common)
        let help = lookupHelp(item, common)
        guard comesAsRows(left.items[0].relation, right.relation) else {
            throw .notSupported(
                "rows in windows as a second item in FROM", at: item.offset, help: help + ["Write a JOIN b ON ..."])
        }
        let width = plan.output(left.items[0].relation.node).count
        let names = try names(left, right, width, at: item.offset)
        var request = StreamJoin(kind: .inner, help: help)
        let all = condition.map { comparisons($0, names) } ?? []
        request.pairs = all.compactMap { equality($0, width) }
        request.distance = timeDistance(all, names, width)
        return try streamJoined(left, right, request, names, at: item.offset)
    }

    /// The comparisons among the conditions of WHERE that can be bound over these names; others name a later item of
    /// FROM, or fail where WHERE is bound.
    private func comparisons(_ condition: Expr, _ names: Scope) -> [Expression] {
        switch condition.kind {
        case .and(let parts): return parts.flatMap { comparisons($0, names) }
        case .between(_, _, _, isSymmetric: false, negated: false): break
        case .binary(let symbol, _, _) where ["=", "<", "<=", ">", ">="].contains(symbol): break
        default: return []
        }
        do throws(BindFailure) {
            return [try expressions(names, .condition).condition(condition, of: "WHERE")]
        } catch {
            return []
        }
    }

    /// The parts of a condition that AND joins.
    func conjuncts(_ condition: Expr?) -> [Expr] {
        guard let condition else { return [] }
        if case .and(let all) = condition.kind { return all }
        return [condition]
    }

    private func names(
        _ left: Scope, _ right: Scope.Item, _ width: Int, at offset: Int
    ) throws(BindFailure) -> Scope {
        if let name = right.name, left.known.contains(where: { $0.name == name }) {
            throw BindFailure(.duplicateName, "table name \"\(name)\" specified more than once", at: offset)
        }
        return Scope(items: left.known + [shifted(right, by: width)])
    }

    private func streamJoined(
        _ left: Scope, _ right: Scope.Item, _ request: StreamJoin, _ names: Scope, at offset: Int
    ) throws(BindFailure) -> Scope {
        let inputs = [left.items[0].relation, right.relation]
        try check(inputs, request, at: offset)
        let widths = inputs.map { plan.output($0.node).count }
        let keys = try coerced(request.pairs)
        let kind = request.kind
        let front = keys.count + (request.distance == nil ? 0 : 2)
        // Where a side is NULL its key is not that of the row.
        let places = [
            places(keys.map(\.left), widths[0], behind: front, ownKeys: kind == .right || kind == .full),
            places(keys.map(\.right), widths[1], behind: front + widths[0], ownKeys: kind == .left || kind == .full),
        ]
        let placed = request.rest.map { condition in
            mapColumns(condition) { index in
                let place = index < widths[0] ? places[0][index] : places[1][index - widths[0]]
                return Expression(.column(place), type: condition.type)
            }
        }
        let nodes = kind.arms.map { arm in
            let sides = [
                keyed(inputs[0], keys.map(\.left), keepsNulls: arm.alone == .left),
                keyed(inputs[1], keys.map(\.right), keepsNulls: arm.alone == .right),
            ]
            let spec = SidesSpec(
                leftKeys: sides[0].keys, rightKeys: sides[1].keys, leftColumns: Array(0..<widths[0]),
                rightColumns: Array(0..<widths[1]),
                times: request.distance.map {
                    $0.bound(
                        left: instant($0.left, names), right: instant($0.right, names) - widths[0],
                        home: arm.alone ?? .left, alone: arm.alone != nil)
                })
            let form = PairsForm(
                left: widths[0], givesPairs: arm.givesPairs, alone: arm.alone,
                condition: kind == .inner ? nil : conjunction(placed))
            return pairsNode(sides.map(\.node), spec, keys.map(\.left.type), form, kind)
        }
        let lags = request.distance?.lags(kind) ?? [:]
        var known = left.known.map { moved($0, places[0], lags, isNullable: kind == .right || kind == .full) }
        let others = Dictionary(uniqueKeysWithValues: lags.map { ($0.key - widths[0], $0.value) })
        known.append(moved(right, places[1], others, isNullable: kind == .left || kind == .full))
        let node = nodes.count == 1 ? nodes[0] : plan.add(.union(nodes), output: plan.output(nodes[0]))
        var relation = Relation(node: node, columns: known.flatMap(\.relation.columns))
        relation.isFinalOnly = true
        if request.distance != nil { relation.source = source(of: inputs) }
        if kind == .inner { for condition in placed { relation.node = filter(relation.node, condition) } }
        return Scope(items: [.init(name: nil, relation: relation)], named: known)
    }

    private func check(_ inputs: [Relation], _ request: StreamJoin, at offset: Int) throws(BindFailure) {
        for input in inputs where input.grouping != nil && input.finalWindow == nil {
            throw .notSupported(
                "a join of groups that have no window", at: offset,
                help: ["Their rows change for ever. Rows as they come, and groups by window_start, can be joined."])
        }
        guard !request.pairs.isEmpty else {
            throw .notSupported(
                "a join without an equality of both sides", at: offset,
                help: ["Rows are kept by what is equal: ON a.id = b.a_id, and whatever else with AND."])
        }
        guard settings.stateTTLMicros == nil, request.distance == nil else { return }
        warn(
            .endlessState, "the rows of both sides are kept for ever, as a partner may always come", at: offset,
            help: request.help + [
                "Bound the event times: ... AND b.ts BETWEEN a.ts AND a.ts + interval '1 hour' forgets rows by the "
                    + "watermark.",
                "SET state_ttl = '1 day' forgets keys that nothing came for in a day.",
            ])
    }

    /// Rows with their keys in columns; without those whose keys are NULL, which are equal to nothing, unless they come
    /// out without a partner.
    private func keyed(_ input: Relation, _ keys: [Expression], keepsNulls: Bool) -> (node: NodeID, keys: [Int]) {
        let fields = plan.output(input.node).fields
        var values = fields.enumerated().map { Expression(.column($0), type: $1.type) }
        var shapes = fields.enumerated().map {
            RelationColumn(name: $1.name, type: $1.type, isNullable: $1.nullable, index: $0)
        }
        var positions: [Int] = []
        for key in keys {
            if case .column(let index) = key.node, fields[index].type.unmodified == key.type {
                positions.append(index)
                continue
            }
            positions.append(values.count)
            shapes.append(RelationColumn(name: "key", type: key.type, index: values.count))
            values.append(key)
        }
        var node = input.node
        if values.count > fields.count { node = project(node, values, names: shapes.map(\.name), nullable: shapes) }
        for position in positions where shapes[position].isNullable && !keepsNulls {
            let column = Expression(.column(position), type: shapes[position].type)
            node = filter(node, Expression(.not(Expression(.isNull(column), type: .boolean)), type: .boolean))
        }
        return (node, positions)
    }

    /// The nodes: rows of both sides as bytes, kept by their key, and the pairs.
    private func pairsNode(
        _ sides: [NodeID], _ spec: SidesSpec, _ types: [DataType], _ form: PairsForm, _ kind: Join.Kind
    ) -> NodeID {
        let left = plan.output(sides[0]).fields
        let right = plan.output(sides[1]).fields
        var front = spec.leftKeys.enumerated().map { index, column in
            Schema.Field(name: left[column].name, type: types[index], nullable: kind != .inner)
        }
        let keys = Array(front.indices)
        if spec.times != nil {
            front += ["window_start", "window_end"].map { .init(name: $0, type: .timestamptz, nullable: false) }
        }
        let row = Schema.Field(name: "row", type: .bytea, nullable: true)
        let rows = plan.add(.sides(sides[0], sides[1], spec), output: Schema(front + [row]))
        let all = AggregateCall(
            function: .smallest, argument: front.count, argumentType: .bytea, filter: nil, parameter: .count(0),
            resultType: .bytea)
        let kept = AggregateSpec(
            keys: keys, window: spec.times == nil ? nil : .init(start: keys.count, end: keys.count + 1), calls: [all],
            distribution: keys, stateTTLMicros: spec.times == nil ? settings.stateTTLMicros : nil)
        let groups = plan.add(.aggregate(rows, kept), output: Schema(front + [row]))
        let columns =
            spec.leftColumns.map { left[$0].nullable(kind == .right || kind == .full) }
            + spec.rightColumns.map { right[$0].nullable(kind == .left || kind == .full) }
        return plan.add(
            .unpack(groups, packed: front.count, form: .pairs(form), types: columns.map(\.type)),
            output: Schema(front + columns))
    }

    /// Where a side's columns stand in the pairs: a key is the pair's own key, so that what is grouped by it above
    /// stays on its lane.
    private func places(_ keys: [Expression], _ width: Int, behind front: Int, ownKeys: Bool) -> [Int] {
        var places = (0..<width).map { front + $0 }
        if ownKeys { return places }
        for (position, key) in keys.enumerated() {
            // Equal numbers may look different: 1.0 and 1.00, 0.0 and -0.0.
            switch key.type {
            case .numeric, .real, .double: continue
            default: if case .column(let index) = key.node { places[index] = position }
            }
        }
        return places
    }

    /// The source whose time zone is that of the joined rows; nil when they have several.
    private func source(of inputs: [Relation]) -> Int? {
        let sources = inputs.compactMap(\.source)
        let zones = Set(sources.map { sourceTimes[$0].timezone })
        return sources.count == inputs.count && zones.count == 1 ? sources[0] : nil
    }

    /// - Parameter lags: the columns that are event times of the joined rows, too.
    private func moved(_ item: Scope.Item, _ places: [Int], _ lags: [Int: Int64], isNullable: Bool) -> Scope.Item {
        var item = item
        item.relation.source = nil
        for index in item.relation.columns.indices {
            var column = item.relation.columns[index]
            let lag = column.role == .eventTime ? lags[column.index] : nil
            column.isNullable = column.isNullable || isNullable
            column.index = places[column.index]
            column.instant = lag == nil ? nil : column.instant.map { places[$0] }
            column.role = lag == nil ? .plain : .eventTime
            column.lagMicros = lag ?? 0
            if let record = column.record {
                column.record = RecordColumn(type: record.type, fields: record.fields.mapValues { places[$0] })
            }
            item.relation.columns[index] = column
        }
        return item
    }
}
