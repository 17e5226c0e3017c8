import Operators

extension Binder {
    /// Whether two sides are joined as their rows come: both have rows that never change, and not both are in windows.
    func comesAsRows(_ left: Relation, _ right: Relation) -> Bool {
        guard left.window == nil, right.window == nil else { return false }
        return left.finalWindow == nil || right.finalWindow == nil
    }

    /// `a JOIN b ON ...` of rows as they come: both sides are kept by what is equal, and each pair comes out once.
    func streamJoined(
        _ left: Scope, _ right: Scope.Item, _ join: Join, at offset: Int
    ) throws(BindFailure) -> Scope {
        guard join.kind == .inner else {
            throw .notSupported(
                "LEFT JOIN of rows as they come", at: offset,
                help: [
                    "Whether a row stays without a partner is known only when its window closes: join rows of "
                        + "tumble(...) with equal windows, or leave LEFT out."
                ])
        }
        let width = plan.output(left.items[0].relation.node).count
        let names = try names(left, right, width, at: join.right.offset)
        var pairs: [(left: Expression, right: Expression)] = []
        var rest: [Expression] = []
        for condition in try conditions(join.condition, names, at: offset) {
            if let pair = equality(condition, width) { pairs.append(pair) } else { rest.append(condition) }
        }
        var scope = try streamJoined(left, right, pairs, rest, at: offset)
        if case .using(let columns) = join.condition { hide(columns, in: &scope) }
        return scope
    }

    /// `FROM a, b WHERE a.x = b.y`: the equalities that WHERE has between both.
    func streamJoined(
        _ left: Scope, _ item: FromItem, _ condition: Expr?, _ common: CommonTables?
    ) throws(BindFailure) -> Scope {
        let right = try self.item(item, common)
        guard comesAsRows(left.items[0].relation, right.relation) else {
            throw .notSupported(
                "rows in windows as a second item in FROM", at: item.offset, help: ["Write a JOIN b ON ..."])
        }
        let width = plan.output(left.items[0].relation.node).count
        let names = try names(left, right, width, at: item.offset)
        var pairs: [(left: Expression, right: Expression)] = []
        for part in conjuncts(condition) {
            guard case .binary("=", _, _) = part.kind else { continue }
            do throws(BindFailure) {
                let value = try expressions(names, .condition).condition(part, of: "WHERE")
                if let pair = equality(value, width) { pairs.append(pair) }
            } catch {
                // It names a later item of FROM, or is wrong: then it fails where WHERE is bound.
                continue
            }
        }
        return try streamJoined(left, right, pairs, [], at: item.offset)
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

    /// - Parameters:
    ///   - pairs: what is equal; each side over its own columns.
    ///   - rest: other conditions, over the left's columns and then the right's.
    private func streamJoined(
        _ left: Scope, _ right: Scope.Item, _ pairs: [(left: Expression, right: Expression)], _ rest: [Expression],
        at offset: Int
    ) throws(BindFailure) -> Scope {
        let inputs = [left.items[0].relation, right.relation]
        for input in inputs where input.grouping != nil && input.finalWindow == nil {
            throw .notSupported(
                "a join of groups that have no window", at: offset,
                help: ["Their rows change for ever. Rows as they come, and groups by window_start, can be joined."])
        }
        guard !pairs.isEmpty else {
            throw .notSupported(
                "a join without an equality of both sides", at: offset,
                help: ["Rows are kept by what is equal: ON a.id = b.a_id, and whatever else with AND."])
        }
        if settings.stateTTLMicros == nil {
            warn(
                .endlessState, "the rows of both sides are kept for ever, as a partner may always come", at: offset,
                help: ["SET state_ttl = '1 day' forgets keys that nothing came for in a day."])
        }
        let widths = inputs.map { plan.output($0.node).count }
        var keys: [(left: Expression, right: Expression)] = []
        for pair in pairs {
            guard let type = functions.commonType([pair.left.type, pair.right.type]) else { throw .alreadyReported }
            keys.append(
                (
                    try functions.coerce(pair.left, to: type.unmodified, .implicit),
                    try functions.coerce(pair.right, to: type.unmodified, .implicit)
                ))
        }
        let sides = [keyed(inputs[0], keys.map(\.left)), keyed(inputs[1], keys.map(\.right))]
        let spec = SidesSpec(
            leftKeys: sides[0].keys, rightKeys: sides[1].keys, leftColumns: Array(0..<widths[0]),
            rightColumns: Array(0..<widths[1]))
        let node = pairsNode(sides.map(\.node), spec, keys.map(\.left.type))
        let places = [
            places(keys.map(\.left), widths[0], behind: keys.count),
            places(keys.map(\.right), widths[1], behind: keys.count + widths[0]),
        ]
        var known = left.known.map { moved($0, places[0]) }
        known.append(moved(right, places[1]))
        var relation = Relation(node: node, columns: known.flatMap(\.relation.columns))
        relation.isFinalOnly = true
        for condition in rest {
            let value = mapColumns(condition) { index in
                let place = index < widths[0] ? places[0][index] : places[1][index - widths[0]]
                return Expression(.column(place), type: condition.type)
            }
            relation.node = filter(relation.node, value)
        }
        return Scope(items: [.init(name: nil, relation: relation)], named: known)
    }

    /// Rows with their keys in columns, without those whose keys are NULL, which are equal to nothing.
    private func keyed(_ input: Relation, _ keys: [Expression]) -> (node: NodeID, keys: [Int]) {
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
        for position in positions where shapes[position].isNullable {
            let column = Expression(.column(position), type: shapes[position].type)
            node = filter(node, Expression(.not(Expression(.isNull(column), type: .boolean)), type: .boolean))
        }
        return (node, positions)
    }

    /// The nodes: rows of both sides as bytes, kept by their key, and the pairs.
    private func pairsNode(_ sides: [NodeID], _ spec: SidesSpec, _ types: [DataType]) -> NodeID {
        let left = plan.output(sides[0]).fields
        let right = plan.output(sides[1]).fields
        let front = spec.leftKeys.enumerated().map { index, column in
            Schema.Field(name: left[column].name, type: types[index], nullable: false)
        }
        let row = Schema.Field(name: "row", type: .bytea, nullable: true)
        let rows = plan.add(.sides(sides[0], sides[1], spec), output: Schema(front + [row]))
        let all = AggregateCall(
            function: .smallest, argument: front.count, argumentType: .bytea, filter: nil, parameter: .count(0),
            resultType: .bytea)
        let kept = AggregateSpec(
            keys: Array(front.indices), window: nil, calls: [all], distribution: Array(front.indices),
            stateTTLMicros: settings.stateTTLMicros)
        let groups = plan.add(.aggregate(rows, kept), output: Schema(front + [row]))
        let columns = spec.leftColumns.map { left[$0] } + spec.rightColumns.map { right[$0] }
        return plan.add(
            .unpack(
                groups, packed: front.count, form: .pairs(left: spec.leftColumns.count), types: columns.map(\.type)),
            output: Schema(front + columns))
    }

    /// Where a side's columns stand in the pairs: a key is the pair's own key, so that what is grouped by it above
    /// stays on its lane.
    private func places(_ keys: [Expression], _ width: Int, behind front: Int) -> [Int] {
        var places = (0..<width).map { front + $0 }
        for (position, key) in keys.enumerated() {
            // Equal numbers may look different: 1.0 and 1.00, 0.0 and -0.0.
            switch key.type {
            case .numeric, .real, .double: continue
            default: if case .column(let index) = key.node { places[index] = position }
            }
        }
        return places
    }

    private func moved(_ item: Scope.Item, _ places: [Int]) -> Scope.Item {
        var item = item
        item.relation.source = nil
        for index in item.relation.columns.indices {
            item.relation.columns[index].index = places[item.relation.columns[index].index]
            item.relation.columns[index].instant = nil
            item.relation.columns[index].role = .plain
            if let record = item.relation.columns[index].record {
                item.relation.columns[index].record = RecordColumn(
                    type: record.type, fields: record.fields.mapValues { places[$0] })
            }
        }
        return item
    }
}
