import Operators

/// One side of a join: first as ON sees it, then as rows that come when their window closes.
private struct JoinSide {
    var item: Scope.Item
    /// Columns of the node that ON was bound over.
    let width: Int
    /// From those columns to the columns now.
    var moved: [Int: Int] = [:]

    func place(_ index: Int) -> Int { moved[index] ?? index }
}

extension Join.Kind {
    fileprivate var ofWindows: JoinSpec.Kind {
        switch self {
        case .inner: .inner
        case .left: .left
        case .right: .right
        case .full: .full
        }
    }
}

extension WindowSpec {
    /// What makes windows the same, whatever rows they are of.
    var alone: WindowSpec {
        var spec = over(0)
        spec.lagMicros = 0
        return spec
    }
}

extension Binder {
    /// `a JOIN b ON ...` of rows in windows: equal windows, and whatever else ON says.
    func joined(
        _ join: Join, _ common: CommonTables?, filtered condition: Expr?, at offset: Int
    ) throws(BindFailure) -> Scope {
        let condition = join.kind == .inner ? condition : nil
        let before = try scope(join.left, common, filtered: condition)
        if case .join = join.right.kind {
            throw .notSupported(
                "a join in parentheses on the right", at: join.right.offset, help: ["Put it into a subquery or a view."]
            )
        }
        let next = try item(join.right, common)
        let help = lookupHelp(join.right, common)
        if comesAsRows(before.items[0].relation, next.relation) {
            return try streamJoined(before, next, join, filtered: condition, help: help, at: offset)
        }
        var left = try side(before, at: join.left.offset)
        var right = JoinSide(item: next, width: plan.output(next.relation.node).count)
        if let name = left.item.name, name == right.item.name {
            throw BindFailure(
                .duplicateName, "table name \"\(name)\" specified more than once", at: join.right.offset)
        }
        let names = Scope(items: [left.item, shifted(right.item, by: left.width)])
        var pairs: [(left: Expression, right: Expression)] = []
        var rest: [Expression] = []
        for condition in try conditions(join.condition, names, at: offset) {
            if let pair = equality(condition, left.width) { pairs.append(pair) } else { rest.append(condition) }
        }
        try checkWindows(left.item.relation, right.item.relation, pairs, help: help, at: offset)
        if join.kind != .inner, let first = rest.first {
            throw .notSupported("a condition other than equality in ON of a \(join.kind.words)", at: first.sourceOffset)
        }
        try checkUsing(join, at: offset)
        pairs = try coerced(pairs)
        try settle(&left, pairs.map(\.left), at: join.left.offset)
        try settle(&right, pairs.map(\.right), at: join.right.offset)
        let spec = JoinSpec(
            kind: join.kind.ofWindows, leftKeys: pairs.map { key($0.left, &left) },
            rightKeys: pairs.map { key($0.right, &right) })
        var scope = combined(left.item, right.item, spec)
        if case .using(let columns) = join.condition { hide(columns, in: &scope) }
        let width = plan.output(left.item.relation.node).count
        for condition in rest {
            let moved = mapColumns(condition) { index in
                let to = index < left.width ? left.place(index) : width + right.place(index - left.width)
                return Expression(.column(to), type: condition.type)
            }
            scope.items[0].relation.node = filter(scope.items[0].relation.node, moved)
        }
        return scope
    }

    private func side(_ scope: Scope, at offset: Int) throws(BindFailure) -> JoinSide {
        guard scope.named == nil else {
            throw .notSupported(
                "a join of more than two in windows", at: offset,
                help: ["Put the first join into a subquery or a view."])
        }
        let item = scope.items[0]
        return JoinSide(item: item, width: plan.output(item.relation.node).count)
    }

    func shifted(_ item: Scope.Item, by width: Int) -> Scope.Item {
        var item = item
        for index in item.relation.columns.indices {
            item.relation.columns[index].index += width
            if let instant = item.relation.columns[index].instant {
                item.relation.columns[index].instant = instant + width
            }
            if let record = item.relation.columns[index].record {
                item.relation.columns[index].record = RecordColumn(
                    type: record.type, fields: record.fields.mapValues { $0 + width })
            }
        }
        return item
    }

    // MARK: ON

    /// The parts of ON that AND joins; an equality for each column of USING.
    func conditions(
        _ condition: Join.Condition, _ names: Scope, at offset: Int
    ) throws(BindFailure) -> [Expression] {
        switch condition {
        case .always:
            throw .notSupported(
                "CROSS JOIN", at: offset,
                help: ["Write JOIN ... ON a.key = b.key: a side is looked through by its key."]
            )
        case .on(let expr):
            let value = try expressions(names, .on).condition(expr, of: "JOIN/ON")
            if case .and(let parts) = value.node { return parts }
            return [value]
        case .using(let columns):
            return try columns.map { (name) throws(BindFailure) in
                let sides = try names.items.map { (item) throws(BindFailure) in
                    let column = try Scope(items: [item]).find(QualifiedName([name])).column
                    return Expression(.column(column.index), type: column.type, sourceOffset: name.offset)
                }
                return try functions.operatorCall("=", sides, at: name.offset)
            }
        }
    }

    /// An equality between one side and the other; the right side's value over its own columns.
    func equality(_ condition: Expression, _ width: Int) -> (left: Expression, right: Expression)? {
        guard case .call(let function, let arguments) = condition.node, function.isOperator, function.name == "=",
            arguments.count == 2
        else { return nil }
        let used = arguments.map { columns(of: $0) }
        guard !used[0].isEmpty, !used[1].isEmpty else { return nil }
        let isLeft = used.map { $0.allSatisfy { $0 < width } }
        let isRight = used.map { $0.allSatisfy { $0 >= width } }
        let (a, b) = isLeft[0] && isRight[1] ? (0, 1) : (1, 0)
        guard isLeft[a], isRight[b], arguments[a].type != .jsonb else { return nil }
        let right = mapColumns(arguments[b]) { Expression(.column($0 - width), type: .unknown) }
        return (arguments[a], right)
    }

    /// Both sides must be rows of the same windows, and ON must say that the windows are equal.
    private func checkWindows(
        _ left: Relation, _ right: Relation, _ pairs: [(left: Expression, right: Expression)], help: [String],
        at offset: Int
    ) throws(BindFailure) {
        let windows = [left, right].map { $0.window ?? $0.finalWindow }
        guard let window = windows[0], let other = windows[1], window.overlap != .sessions,
            other.overlap != .sessions
        else {
            throw .notSupported(
                "a join of rows in windows with rows as they come", at: offset,
                help: help + ["Join rows of the same windows, or join first and put no window below."])
        }
        guard window.alone == other.alone else {
            throw .notSupported("a join of different windows", at: offset)
        }
        func role(_ value: Expression, _ relation: Relation) -> ColumnRole? {
            guard case .column(let index) = value.node else { return nil }
            return relation.columns.first { $0.index == index }?.role
        }
        let isEqual = pairs.contains { pair in
            let role = role(pair.left, left)
            return (role == .windowStart || role == .windowEnd)
                && right.columns.contains { column in
                    if case .column(column.index) = pair.right.node { column.role == role } else { false }
                }
        }
        guard isEqual else {
            throw .notSupported(
                "a join over more than one window", at: offset,
                help: ["Add a.window_start = b.window_start to ON: a window's rows are joined when it closes."])
        }
    }

    // MARK: Rows

    /// Rows as they come are kept until their window closes.
    private func settle(_ side: inout JoinSide, _ keys: [Expression], at offset: Int) throws(BindFailure) {
        let relation = side.item.relation
        guard relation.window != nil else { return }
        try checkFilled(relation, at: offset)
        var used = Set(relation.columns.map(\.index))
        var plain: Set<Int> = []
        for key in keys {
            used.formUnion(columns(of: key))
            if case .column(let index) = key.node { plain.insert(index) }
        }
        side.item.relation = keepRows(relation, columns: used, keys: plain, &side.moved)
    }

    /// The column with a key, a new one when there is none.
    private func key(_ value: Expression, _ side: inout JoinSide) -> Int {
        if case .column(let index) = value.node { return side.place(index) }
        let moved = side.moved
        let value = mapColumns(value) { Expression(.column(moved[$0] ?? $0), type: value.type) }
        let fields = plan.output(side.item.relation.node).fields
        var values = fields.enumerated().map { Expression(.column($0), type: $1.type) }
        values.append(value)
        let names = fields.map(\.name) + ["key"]
        let shapes =
            fields.enumerated().map { RelationColumn(name: $1.name, type: $1.type, isNullable: $1.nullable, index: $0) }
            + [RelationColumn(name: "key", type: value.type, index: fields.count)]
        side.item.relation.node = project(side.item.relation.node, values, names: names, nullable: shapes)
        return fields.count
    }

    /// Both sides' columns under their own names, over the joined rows.
    private func combined(_ left: Scope.Item, _ right: Scope.Item, _ spec: JoinSpec) -> Scope {
        let width = plan.output(left.relation.node).count
        var (left, other) = (left, shifted(right, by: width))
        let bounds = [left, other].map { side in
            [ColumnRole.windowStart, .windowEnd].compactMap { role in
                side.relation.columns.first { $0.role == role }?.index
            }
        }
        if spec.kind.keepsLeft { makeNullable(&other.relation) }
        if spec.kind.keepsRight { makeNullable(&left.relation) }
        let fields = [(left, spec.kind.keepsRight), (right, spec.kind.keepsLeft)].flatMap { side, isNullable in
            plan.output(side.relation.node).fields.map {
                Schema.Field(name: $0.name, type: $0.type, nullable: $0.nullable || isNullable)
            }
        }
        var relation = left.relation
        relation.node = plan.add(.join(left.relation.node, right.relation.node, spec), output: Schema(fields))
        relation.columns = left.relation.columns + other.relation.columns
        if spec.kind == .full { addBounds(bounds[0], bounds[1], fields, &relation) }
        for index in relation.columns.indices {
            relation.columns[index].instant = nil
            if relation.columns[index].role == .eventTime { relation.columns[index].role = .plain }
        }
        relation.grouping = nil
        relation.isFinalOnly = true
        return Scope(items: [.init(name: nil, relation: relation)], named: [left, other])
    }

    private func makeNullable(_ relation: inout Relation) {
        for index in relation.columns.indices {
            relation.columns[index].isNullable = true
            relation.columns[index].role = .plain
        }
    }

    /// Of a FULL JOIN the window's bounds are those of either side.
    private func addBounds(_ left: [Int], _ right: [Int], _ fields: [Schema.Field], _ relation: inout Relation) {
        var values = fields.indices.map { Expression(.column($0), type: fields[$0].type) }
        var shapes = fields.enumerated().map {
            RelationColumn(name: $1.name, type: $1.type, isNullable: $1.nullable, index: $0)
        }
        for (position, pair) in zip(left, right).enumerated() {
            let either = [pair.0, pair.1].map { Expression(.column($0), type: .timestamptz) }
            var column = RelationColumn(
                name: position == 0 ? "window_start" : "window_end", type: .timestamptz, isNullable: false,
                index: values.count)
            shapes.append(column)
            column.role = position == 0 ? .windowStart : .windowEnd
            column.isInternal = true
            relation.columns.append(column)
            values.append(Expression(.coalesce(either), type: .timestamptz))
        }
        relation.node = project(relation.node, values, names: shapes.map(\.name), nullable: shapes)
    }

    /// Both sides' values of each pair in one type, so that equal values are equal as they lie in memory.
    func coerced(
        _ pairs: [(left: Expression, right: Expression)]
    ) throws(BindFailure) -> [(left: Expression, right: Expression)] {
        var keys: [(left: Expression, right: Expression)] = []
        for pair in pairs {
            guard let type = functions.commonType([pair.left.type, pair.right.type]) else { throw .alreadyReported }
            keys.append(
                (
                    try functions.coerce(pair.left, to: type.unmodified, .implicit),
                    try functions.coerce(pair.right, to: type.unmodified, .implicit)
                ))
        }
        return keys
    }

    /// The column of USING is that of the left side, which a row of the right one alone does not have.
    func checkUsing(_ join: Join, at offset: Int) throws(BindFailure) {
        guard case .using(let columns) = join.condition, join.kind == .right || join.kind == .full else { return }
        throw .notSupported(
            "USING in a \(join.kind.words)", at: columns.first?.offset ?? offset,
            help: ["Write ON a.x = b.x, and coalesce(a.x, b.x) where the value of either is wanted."])
    }

    /// The columns of USING are there once.
    func hide(_ names: [Name], in scope: inout Scope) {
        for name in names {
            guard let last = scope.named?.indices.last else { return }
            for index in scope.named?[last].relation.columns.indices ?? 0..<0
            where scope.named?[last].relation.columns[index].name == name.text {
                scope.named?[last].relation.columns[index].isInternal = true
            }
        }
    }
}
