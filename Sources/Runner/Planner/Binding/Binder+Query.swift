import Operators

extension Binder {
    /// A query: of a view, of INSERT, inside another one. What ORDER BY says is noted for
    /// `isWritten` queries, whose rows go to a sink; elsewhere it decides which rows LIMIT keeps, and no more.
    func query(_ query: Query, _ common: CommonTables?, isWritten: Bool = false) throws(BindFailure) -> Relation {
        var isDistinctOn = false
        if case .select(let select) = query.body, case .on = select.distinct { isDistinctOn = true }
        if let skip = query.skip { throw .notSupported("OFFSET", at: skip.offset, help: [offsetHelp]) }
        if let first = query.orderBy.first, query.limit == nil, !isWritten, !isDistinctOn { warnAboutOrder(first) }
        var body = try body(query, common)
        if let limit = query.limit { try self.limit(&body, limit, query.orderBy, isDistinctOn: isDistinctOn) }
        if isWritten, !isDistinctOn {
            body.relation.order = query.orderBy.map { item in
                (Result { () throws(BindFailure) in try sortKey(item, body) }, item)
            }
        }
        return body.relation
    }

    /// A bound SELECT with what ORDER BY needs to find its columns.
    struct BoundBody {
        var relation: Relation
        /// The output columns as texts over the rows below.
        var texts: [String]
        /// The text that an ORDER BY expression would have; throws when it cannot be bound.
        var text: (Expr) throws(BindFailure) -> String
    }

    func body(_ query: Query, _ outer: CommonTables?) throws(BindFailure) -> BoundBody {
        let common = commonTables(query.with, outer)
        switch query.body {
        case .select(let select):
            if case .on(let keys) = select.distinct { return try distinctOn(select, keys, query, common) }
            return try self.select(select, common, at: query.offset)
        case .unionAll(let arms): return try union(arms, common, at: query.offset)
        case .values:
            throw .notSupported(
                "VALUES as rows", at: query.offset,
                help: [
                    "A short list is a CASE; a longer one a file with a PRIMARY KEY, which is joined as a lookup table."
                ])
        }
    }

    /// The entries of WITH; each may use those before it.
    private func commonTables(_ entries: [CommonTable], _ outer: CommonTables?) -> CommonTables? {
        var level = outer
        for entry in entries {
            let view = DeclaredView(
                name: entry.name, columnNames: entry.columnNames, query: entry.query, commonTables: level)
            level = CommonTables(views: [entry.name.text: view], outer: level)
        }
        return level
    }

    private func select(_ select: Select, _ common: CommonTables?, at offset: Int) throws(BindFailure) -> BoundBody {
        var scope = try scope(select, common, at: offset)
        var failures = FailureCollector()
        let uses = AggregateUses(windows: select.windows)
        let names = Set(select.targets.compactMap { $0.alias?.text })
        let condition = select.condition.flatMap { expr in
            failures.attempt { () throws(BindFailure) in
                let binder = expressions(scope, .condition, uses)
                binder.resultNames = names
                return try binder.condition(expr, of: "WHERE")
            }
        }
        let targets = failures.attempt { () throws(BindFailure) in try self.targets(select.targets, scope, uses) }
        let keys = failures.attempt { () throws(BindFailure) in
            try groupKeys(select.groupBy, select.targets, targets, scope)
        }
        let having = select.having.flatMap { expr in
            failures.attempt { () throws(BindFailure) in
                let binder = expressions(scope, .having, uses)
                binder.resultNames = names
                return try binder.condition(expr, of: "HAVING")
            }
        }
        try failures.finish()
        guard let targets, var keys else { throw .alreadyReported }
        try checkSessions(scope.items[0].relation, condition, uses)
        if let condition {
            try limitRows(&scope.items[0].relation, condition)
            scope.items[0].relation.node = filter(scope.items[0].relation.node, condition)
        }
        if select.distinct != nil { keys = try distinctKeys(select, targets, uses, at: offset) }
        let isGrouped = select.distinct != nil || !select.groupBy.isEmpty || !uses.aggregates.isEmpty || having != nil
        let order = expressions(scope, .orderBy, uses)
        let text = { (expr: Expr) throws(BindFailure) -> String in
            expressionText(try order.bind(expr)) { "$\($0)" }
        }
        let texts = targets.map { expressionText($0.value) { "$\($0)" } }
        let relation =
            isGrouped
            ? try grouped(
                scope, GroupedQuery(targets: targets, keys: keys, having: having), uses,
                at: select.groupBy.first?.offset ?? uses.firstOffset ?? offset)
            : try projected(scope, targets, uses)
        return BoundBody(relation: relation, texts: texts, text: text)
    }

    /// A session's bounds are known when it is over: rows can't be chosen or folded by them.
    private func checkSessions(
        _ input: Relation, _ condition: Expression?, _ uses: AggregateUses
    ) throws(BindFailure) {
        guard input.window?.overlap == .sessions else { return }
        let bounds = Set(input.columns.filter { $0.role == .windowStart || $0.role == .windowEnd }.map(\.index))
        let used =
            [condition].compactMap { $0 } + uses.aggregates.flatMap { [$0.argument, $0.filter].compactMap { $0 } }
        for value in used where !columns(of: value).isDisjoint(with: bounds) {
            throw .notSupported(
                "the bounds of a session below its GROUP BY", at: value.sourceOffset,
                help: ["HAVING and the select list may use them."])
        }
    }

    /// SELECT DISTINCT is GROUP BY everything.
    private func distinctKeys(
        _ select: Select, _ targets: [BoundTarget], _ uses: AggregateUses, at offset: Int
    ) throws(BindFailure) -> [Expression] {
        guard select.groupBy.isEmpty, select.having == nil, uses.aggregates.isEmpty, uses.runnings.isEmpty else {
            throw .notSupported("SELECT DISTINCT over groups", at: offset)
        }
        var known: Set<String> = []
        return targets.map(\.value).filter { known.insert(expressionText($0) { "$\($0)" }).inserted }
    }

    // MARK: The select list

    struct BoundTarget {
        var name: String
        var value: Expression
        var record: RecordColumn?
        /// A literal before it was taken for text.
        var unknownLiteral: Expression?
    }

    func targets(
        _ targets: [Target], _ scope: Scope, _ uses: AggregateUses
    ) throws(BindFailure) -> [BoundTarget] {
        var failures = FailureCollector()
        var bound: [BoundTarget] = []
        for target in targets {
            let values = failures.attempt { () throws(BindFailure) in
                try self.target(target, scope, expressions(scope, .select, uses))
            }
            bound += values ?? []
        }
        try failures.finish()
        if bound.isEmpty, let first = targets.first {
            throw BindFailure(.badQuery, "the query has no columns", at: first.expr.offset)
        }
        if bound.count > Limits.columnsMax {
            throw BindFailure(
                .tooLarge, "a query has at most \(Limits.columnsMax) columns", at: targets[0].expr.offset)
        }
        return bound
    }

    private func target(
        _ target: Target, _ scope: Scope, _ binder: ExpressionBinder
    ) throws(BindFailure) -> [BoundTarget] {
        if case .star(let qualifier) = target.expr.kind {
            return try scope.star(qualifier, at: target.expr.offset).map { column in
                let value = Expression(
                    .column(column.index), type: column.type, sourceOffset: target.expr.offset)
                return BoundTarget(name: column.name, value: value, record: column.record)
            }
        }
        if case .fieldStar(let record) = target.expr.kind { return try fields(record, binder) }
        let raw = try binder.bind(target.expr)
        let value = try functions.settled(raw)
        let name = target.alias?.text ?? outputName(target.expr)
        var record: RecordColumn?
        if case .column(let index) = value.node, index < AggregateUses.base {
            record = scope.items[0].relation.columns.first { $0.index == index }?.record
        }
        return [
            BoundTarget(
                name: name, value: value, record: record, unknownLiteral: raw.type == .unknown ? raw : nil)
        ]
    }

    /// `(context).*`: every field of the record.
    private func fields(_ record: Expr, _ binder: ExpressionBinder) throws(BindFailure) -> [BoundTarget] {
        guard case .column(let name) = record.kind, case (let column, let path) = try binder.scope.find(name),
            path.isEmpty, let type = column.record?.type
        else { throw .notSupported("(record).* of this expression", at: record.offset) }
        return try type.fields.map { (field) throws(BindFailure) in
            let value = try binder.bind(Expr(.field(record, Name(field.name, at: record.offset)), at: record.offset))
            return BoundTarget(name: field.name, value: value, record: nil)
        }
    }

    // MARK: Rows that are not grouped

    private func projected(
        _ scope: Scope, _ targets: [BoundTarget], _ uses: AggregateUses
    ) throws(BindFailure) -> Relation {
        if let running = uses.runnings.first {
            throw .notSupported(
                "a window function over rows that are not grouped", at: running.offset,
                help: ["Running totals work: sum(sum(x)) OVER (PARTITION BY key ORDER BY window_start)."])
        }
        if scope.items[0].relation.window?.overlap == .sessions {
            throw .notSupported(
                "rows of sessions that are not grouped", at: targets.first?.value.sourceOffset ?? 0,
                help: ["Write GROUP BY window_start, window_end and the keys of the session in the same SELECT."])
        }
        var (scope, targets) = (scope, targets)
        if !uses.ranks.isEmpty { (scope, targets) = try ranked(scope, targets, uses) }
        let input = scope.items[0].relation
        var relation = input
        let shown = targets.count
        targets += keptColumns(targets.map(\.value), input)
        relation.columns = outputColumns(targets, input)
        for index in shown..<targets.count { relation.columns[index].isInternal = true }
        relation.node = project(
            input.node, targets.map(\.value), names: targets.map(\.name), nullable: relation.columns)
        if var grouping = input.grouping {
            for index in grouping.keys.indices {
                let old = grouping.keys[index]
                grouping.keys[index].columns = targets.indices.filter {
                    isColumn(targets[$0].value, among: old.columns)
                }
                grouping.keys[index].derived = targets.indices.filter { position in
                    let used = columns(of: targets[position].value)
                    return !used.isEmpty && used.allSatisfy((old.columns + old.derived).contains)
                        && !grouping.keys[index].columns.contains(position)
                }
            }
            relation.grouping = grouping
        }
        return relation
    }

    /// Columns that go along unseen: the window's other end, which a GROUP BY above needs, and the instant of an event
    /// time without zone; the fields of records, so that one that is all that a query above wants is read alone.
    func keptColumns(_ used: [Expression], _ input: Relation) -> [BoundTarget] {
        func isUsed(_ index: Int) -> Bool { used.contains { isColumn($0, among: [index]) } }
        var kept: [Int] = []
        if input.window != nil || input.finalWindow != nil {
            kept += input.columns.filter { $0.role == .windowStart || $0.role == .windowEnd }.map(\.index)
        }
        for column in input.columns where isUsed(column.index) {
            if let instant = column.instant { kept.append(instant) }
            kept += (column.record?.fields ?? [:]).values.sorted()
        }
        return kept.filter { !isUsed($0) }.compactMap { index in
            guard let column = input.columns.first(where: { $0.index == index }) else { return nil }
            return BoundTarget(
                name: column.name, value: Expression(.column(index), type: column.type), record: nil)
        }
    }

    /// The columns of a projection with what is known of those that are taken as they are.
    func outputColumns(_ targets: [BoundTarget], _ input: Relation) -> [RelationColumn] {
        targets.enumerated().map { index, target in
            var column = RelationColumn(name: target.name, type: target.value.type, index: index)
            column.offset = target.value.sourceOffset
            column.unknownLiteral = target.unknownLiteral
            column.isConstant = columns(of: target.value).isEmpty
            if case .column(let from) = target.value.node, let old = input.columns.first(where: { $0.index == from }) {
                column.role = old.role
                column.lagMicros = old.lagMicros
                column.isNullable = old.isNullable
                column.record = old.record.map { record in
                    let fields = record.fields.compactMapValues { field in
                        targets.firstIndex { isColumn($0.value, among: [field]) }
                    }
                    return RecordColumn(type: record.type, fields: fields)
                }
                column.instant = old.instant.flatMap { instant in
                    targets.firstIndex { isColumn($0.value, among: [instant]) }
                }
            } else if case .literal(let value) = target.value.node {
                if case .null = value {} else { column.isNullable = false }
            }
            return column
        }
    }

    private func isColumn(_ value: Expression, among columns: [Int]) -> Bool {
        if case .column(let index) = value.node { return columns.contains(index) }
        return false
    }
}

/// The name that PostgreSQL gives an output column without an alias.
func outputName(_ expr: Expr) -> String {
    switch expr.kind {
    case .column(let name): name.last.text
    case .field(_, let name): name.text
    case .call(let call): call.name.last.text
    case .cast(let inner, let type):
        switch outputName(inner) {
        case "?column?": type.name
        case let name: name
        }
    case .cases(_, _, let otherwise):
        switch otherwise.map(outputName) {
        case nil, "?column?": "case"
        case let name?: name
        }
    case .coalesce: "coalesce"
    case .nullIf: "nullif"
    case .greatest: "greatest"
    case .least: "least"
    case .extract: "extract"
    case .atTimeZone: "timezone"
    case .boolean: "bool"
    default: "?column?"
    }
}

/// Why rows are not left out by their number.
let offsetHelp = "A stream has no first rows: what is to be left out is a condition in WHERE."
