import Operators

/// Puts row_number(), rank() and dense_rank() above rows of windows, or above groups that change.
struct RankBuilder {
    private let binder: Binder
    private(set) var node: NodeID
    /// All columns of the node.
    private(set) var columns: [RelationColumn]
    /// For each rank of the query the column with its number.
    private(set) var ranks: [Int] = []
    /// How a row that changes is found again; nil where rows are final.
    private let changes: RankSpec.Changes?

    init(binder: Binder, node: NodeID, columns: [RelationColumn], changes: RankSpec.Changes?) {
        self.binder = binder
        self.node = node
        self.columns = columns
        self.changes = binder.isGroups(node) ? changes : nil
    }

    /// Rows may be read as they change: there is one number, over the groups themselves.
    var canChange: Bool { changes != nil && ranks.count == 1 }

    /// The rows are groups without a window, which are known by their keys.
    var isOverGroups: Bool { changes != nil && changes?.windowEnd == nil }

    /// Adds one; its expressions are over the columns here.
    mutating func add(_ use: AggregateUses.Rank) throws(BindFailure) {
        let hasWindow = use.partition.contains { value in
            guard case .column(let index) = value.node else { return false }
            let role = columns.first { $0.index == index }?.role
            return role == .windowStart || role == .windowEnd
        }
        guard hasWindow || isOverGroups else {
            throw .notSupported(
                "\(use.function.rawValue)() over more than one window", at: use.offset,
                help: ["Put window_start into PARTITION BY: the numbers of a window are known when it closes."])
        }
        for value in use.partition + use.order.map(\.value) where value.type == .jsonb {
            throw .notSupported("a jsonb value in OVER", at: value.sourceOffset)
        }
        for value in use.partition { try binder.refuseForms(of: value, "PARTITION BY") }
        let partition = use.partition.map { column($0) }
        let order = use.order.map {
            RankSpec.Order(column: column($0.value), descending: $0.descending, nullsFirst: $0.nullsFirst)
        }
        let spec = RankSpec(function: use.function, partition: partition, order: order, changes: changes)
        ranks.append(columns.count)
        columns.append(
            RelationColumn(name: use.function.rawValue, type: .bigint, isNullable: false, index: columns.count))
        node = binder.plan.add(.rank(node, spec), output: schema)
    }

    private var schema: Schema {
        Schema(columns.map { .init(name: $0.name, type: $0.type, nullable: $0.isNullable) })
    }

    /// The column with a value, a new one when there is none.
    private mutating func column(_ value: Expression) -> Int {
        if case .column(let index) = value.node { return index }
        let all = columns.map { Expression(.column($0.index), type: $0.type) } + [value]
        let names = columns.map(\.name)
        columns.append(
            RelationColumn(name: expressionText(value) { names[$0] }, type: value.type, index: columns.count))
        node = binder.project(node, all, names: columns.map(\.name), nullable: columns)
        return columns.count - 1
    }
}

extension Binder {
    /// A query with ranks over rows that are not grouped: the scope with a column for each rank, and the select list
    /// over it.
    func ranked(
        _ scope: Scope, _ targets: [BoundTarget], _ uses: AggregateUses
    ) throws(BindFailure) -> (scope: Scope, targets: [BoundTarget]) {
        var scope = scope
        let offset = uses.ranks[0].offset
        let input = scope.items[0].relation
        if isOverAllRows(uses, input) { return try topRows(scope, targets, uses) }
        var moved: [Int: Int] = [:]
        try checkFilled(input, at: offset)
        if input.window != nil {
            var used = targets.reduce(into: Set<Int>()) { $0.formUnion(columns(of: $1.value)) }
            var keys: Set<Int> = []
            for rank in uses.ranks {
                for value in rank.partition + rank.order.map(\.value) { used.formUnion(columns(of: value)) }
                for case .column(let index) in rank.partition.map(\.node) { keys.insert(index) }
            }
            let kept = used.filter { $0 < AggregateUses.base }
            scope.items[0].relation = keepRows(input, columns: kept, keys: keys, &moved)
        } else if input.finalWindow == nil, !isChanging(input) {
            throw .notSupported(
                "\(uses.ranks[0].function.rawValue)() over rows without windows", at: offset,
                help: ["FROM tumble(table, time, size), with window_start in PARTITION BY, numbers a window's rows."])
        } else {
            scope.items[0].relation.columns = wholeColumns(input)
            for column in scope.items[0].relation.columns { moved[column.index] = column.index }
        }
        let change = { (value: Expression) in
            mapColumns(value) { Expression(.column(moved[$0] ?? $0), type: value.type) }
        }
        let isPlain = input.window == nil
        var builder = RankBuilder(
            binder: self, node: scope.items[0].relation.node, columns: scope.items[0].relation.columns,
            changes: isPlain ? rankChanges(input) : nil)
        if isPlain { try checkRanks(uses, over: input, builder) }
        for rank in uses.ranks {
            try builder.add((isPlain ? withWindowStart(rank, input) : rank).mapped(change))
        }
        scope.items[0].relation.node = builder.node
        scope.items[0].relation.columns = builder.columns
        scope.items[0].relation.isFinalOnly = !builder.canChange
        let result = targets.map { target in
            var target = target
            target.value = mapColumns(target.value) { index in
                let to = index >= AggregateUses.rankBase ? builder.ranks[index - AggregateUses.rankBase] : moved[index]
                return Expression(.column(to ?? index), type: .bigint)
            }
            return target
        }
        return (scope, result)
    }

    /// Whether rows are groups of no window: they change for ever.
    func isChanging(_ input: Relation) -> Bool {
        guard let grouping = input.grouping, input.finalWindow == nil, grouping.window == nil else { return false }
        return !grouping.keys.contains { $0.number != nil }
    }

    /// Whether a node gives an aggregate's rows, one for each group.
    func isGroups(_ node: NodeID) -> Bool {
        switch plan.nodes[node.index].kind {
        case .filter(let input, _), .project(let input, _): isGroups(input)
        case .aggregate: true
        default: false
        }
    }

    /// How the rows of a grouped relation are found again; nil when a key is not among its columns.
    func rankChanges(_ input: Relation) -> RankSpec.Changes? {
        guard let grouping = input.grouping else { return nil }
        func window(_ role: ColumnRole) -> Int? { input.columns.first { $0.role == role }?.index }
        var keys: [Int] = []
        for key in grouping.keys {
            guard let column = key.isWindow ? window(.windowStart) : key.columns.first else { return nil }
            keys.append(column)
        }
        guard grouping.window != nil else { return RankSpec.Changes(keys: keys, windowEnd: nil) }
        return window(.windowEnd).map { RankSpec.Changes(keys: keys, windowEnd: $0) }
    }

    /// Numbers over groups without a window are of rows that change: there is one, over rows that are known by keys.
    func checkRanks(_ uses: AggregateUses, over input: Relation, _ builder: RankBuilder) throws(BindFailure) {
        guard isChanging(input), let first = uses.ranks.first else { return }
        let name = "\(first.function.rawValue)()"
        if let second = uses.ranks.dropFirst().first {
            throw .notSupported(
                "a second \(second.function.rawValue)() over groups without a window", at: second.offset)
        }
        if settings.stateTTLMicros != nil {
            throw .notSupported(
                "\(name) over groups that state_ttl forgets", at: first.offset,
                help: ["Put window_start into GROUP BY, or leave state_ttl out: all groups are then kept in memory."])
        }
        guard builder.isOverGroups else {
            throw .notSupported(
                "\(name) over groups whose keys are not in its input", at: first.offset,
                help: ["Put all keys of GROUP BY into the select list below, and nothing but WHERE between."])
        }
    }

    /// What is known of each column of a relation's node, in the node's order.
    func wholeColumns(_ relation: Relation) -> [RelationColumn] {
        plan.output(relation.node).fields.enumerated().map { index, field in
            if let known = relation.columns.first(where: { $0.index == index }) { return known }
            var column = RelationColumn(name: field.name, type: field.type, isNullable: field.nullable, index: index)
            column.isInternal = true
            return column
        }
    }

    /// Rows in windows as rows that come when their window closes: see RowPacking.swift.
    ///
    /// - Parameters:
    ///   - keys: columns by which rows may be spread over lanes.
    ///   - moved: from positions in the input to positions in the result.
    func keepRows(_ input: Relation, columns: Set<Int>, keys: Set<Int>, _ moved: inout [Int: Int]) -> Relation {
        let window = [ColumnRole.windowStart, .windowEnd].compactMap { role in
            input.columns.first { $0.role == role }?.index
        }
        let fields = plan.output(input.node).fields
        let keys = keys.filter { !window.contains($0) && fields[$0].type != .jsonb && !hasForms(fields[$0].type) }
            .sorted()
        let packed = columns.filter { !window.contains($0) }.sorted()
        let front = (keys + window).map { fields[$0] }
        let row = Schema.Field(name: "row", type: .bytea, nullable: false)
        let pack = plan.add(
            .pack(input.node, keys: keys + window, columns: packed, order: []), output: Schema(front + [row]))
        let count = AggregateCall(
            function: .countRows, argument: nil, argumentType: nil, filter: nil, resultType: .bigint)
        let spec = AggregateSpec(
            keys: Array(keys.indices) + [keys.count + 2],
            window: WindowColumns(start: keys.count, end: keys.count + 1), calls: [count],
            distribution: Array(0...keys.count), stateTTLMicros: nil)
        let grouped = front.prefix(keys.count) + [row] + front.suffix(2)
        let counted = Schema.Field(name: "count(*)", type: .bigint, nullable: false)
        let groups = plan.add(.aggregate(pack, spec), output: Schema(grouped + [counted]))
        let rows = packed.map { fields[$0] }
        let node = plan.add(
            .unpack(groups, packed: keys.count, form: .counted(keys.count + 3), types: rows.map(\.type)),
            output: Schema(front + rows))
        // A key is told from others by its own column, not by the copy in the row.
        for (position, column) in packed.enumerated() { moved[column] = front.count + position }
        for (position, column) in (keys + window).enumerated() { moved[column] = position }
        var relation = input
        relation.node = node
        relation.window = nil
        relation.finalWindow = input.window
        relation.isFinalOnly = true
        let positions = Dictionary(uniqueKeysWithValues: moved.map { ($1, $0) })
        relation.columns = (front + rows).enumerated().map { index, field in
            let old = positions[index].flatMap { old in input.columns.first { $0.index == old } }
            var column = old ?? RelationColumn(name: field.name, type: field.type, index: index)
            column.isInternal = old == nil
            column.index = index
            column.instant = nil
            column.record = column.record.map { RecordColumn(type: $0.type, fields: [:]) }
            if column.role == .eventTime { column.role = .plain }
            return column
        }
        return relation
    }
}

extension AggregateUses.Rank {
    /// The same over other columns.
    func mapped(_ change: (Expression) -> Expression) -> AggregateUses.Rank {
        var rank = self
        rank.partition = partition.map(change)
        for index in rank.order.indices { rank.order[index].value = change(rank.order[index].value) }
        return rank
    }

    /// The same over other columns, where that may fail.
    func rewritten(
        _ change: (Expression) throws(BindFailure) -> Expression
    ) throws(BindFailure) -> AggregateUses.Rank {
        var rank = self
        rank.partition = []
        for value in partition { rank.partition.append(try change(value)) }
        for index in rank.order.indices { rank.order[index].value = try change(rank.order[index].value) }
        return rank
    }
}
