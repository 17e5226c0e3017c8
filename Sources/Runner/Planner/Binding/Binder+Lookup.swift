import Operators

/// A lookup table, bound.
struct LookupRelation {
    /// Position in the plan.
    var index: Int
    var columns: [RelationColumn]
    var schema: Schema
    /// Positions of the key in `columns`.
    var key: [Int]
}

extension DeclaredTable {
    /// What its WITH clause calls the connector, before anything else is read.
    private var connectorName: String? {
        guard let option = syntax.options.entries.first(where: { $0.name == "connector" }) else { return nil }
        return switch option.value {
        case .string(let text), .word(let text), .number(let text): text
        case .absent: nil
        }
    }

    /// Whether it is a table that streams are joined with: one of a database, or a file with a PRIMARY KEY.
    var isLookup: Bool {
        connectorName == "postgres" || connectorName == "file" && !syntax.primaryKey.isEmpty
    }

    /// Whether only its key is missing to make it a lookup table.
    fileprivate var isFileWithoutKey: Bool {
        connectorName == "file" && syntax.primaryKey.isEmpty && !syntax.options.entries.contains { $0.name == "follow" }
    }
}

extension Binder {
    /// The lookup table that an item of FROM names.
    func lookupTable(_ item: FromItem, _ common: CommonTables?) throws(BindFailure) -> DeclaredTable? {
        guard case .table(let name) = item.kind, !item.isLateral else { return nil }
        if name.parts.count == 1, common?.find(name.last.text) != nil { return nil }
        let plain = try objectName(name)
        guard objects.views[plain] == nil, let table = objects.tables[plain], written[plain] == nil, table.isLookup
        else { return nil }
        return table
    }

    /// What to say where a file is joined as a stream that may be meant as a lookup table; nothing of other items.
    func lookupHelp(_ item: FromItem, _ common: CommonTables?) -> [String] {
        guard case .table(let name) = item.kind, let plain = try? objectName(name), common?.find(plain) == nil,
            objects.views[plain] == nil, let table = objects.tables[plain], table.isFileWithoutKey
        else { return [] }
        return ["With a PRIMARY KEY \"\(plain)\" is a lookup table: each row of a stream finds its row by the key."]
    }

    /// A lookup table stands where only a stream can.
    func refuseAsStream(_ table: DeclaredTable, at offset: Int) throws(BindFailure) {
        guard table.isLookup else { return }
        sources[table.name] = .some(nil)
        var help = ["Write it behind the stream: FROM stream JOIN \(table.name) ON stream.column = \(table.name).key."]
        if table.syntax.options.entries.contains(where: { $0.value == .string("file") }) {
            help.append("Without its PRIMARY KEY a file is read as a stream.")
        }
        throw BindFailure(
            .badQuery, "\"\(table.name)\" is a lookup table: its rows are only joined with those of a stream",
            at: offset, help: help)
    }

    /// `stream JOIN table ON key = ...`: the table's columns behind those of each row.
    func lookedUp(
        _ scope: Scope, _ table: DeclaredTable, _ join: Join, at offset: Int
    ) throws(BindFailure) -> Scope {
        let lookup = try lookup(table)
        try refuse(join, scope.items[0].relation, table, at: offset)
        var relation = scope.items[0].relation
        let width = plan.output(relation.node).count
        var (item, names) = try side(scope, table, lookup, join.right, isOuter: join.kind == .left)
        var keys: [(left: Expression, right: Expression)] = []
        var rest: [Expression] = []
        for condition in try conditions(join.condition, scope, names, item, at: offset) {
            if let pair = try lookupPair(condition, width) { keys.append(pair) } else { rest.append(condition) }
        }
        try checkKey(lookup, keys, table, at: conditionOffset(join) ?? offset)
        let spec = LookupSpec(
            table: lookup.index, keepsUnmatched: join.kind == .left, leftKeys: keys.map(\.left),
            rightKeys: keys.map(\.right), columns: Array(lookup.columns.indices))
        let fields = lookup.schema.fields.map {
            Schema.Field(name: $0.name, type: $0.type, nullable: $0.nullable || join.kind == .left)
        }
        relation.node = plan.add(
            .lookup(relation.node, spec), output: Schema(plan.output(relation.node).fields + fields))
        relation.columns += item.relation.columns
        if join.kind == .left {
            relation.node = keepingPartners(relation.node, of: lookup, width, where: rest)
        } else {
            for condition in rest { relation.node = filter(relation.node, condition) }
        }
        if relation.finalWindow != nil {
            relation.grouping = nil
            relation.isFinalOnly = true
        }
        if case .using(let columns) = join.condition {
            for index in item.relation.columns.indices
            where columns.contains(where: { $0.text == item.relation.columns[index].name }) {
                item.relation.columns[index].isInternal = true
            }
        }
        return Scope(items: [.init(name: nil, relation: relation)], named: scope.known + [item])
    }

    /// The rows of a LEFT JOIN, in which a partner that does not meet the other conditions of ON is none: a row has one
    /// at most, so its columns become NULL. Conditions are asked of rows that have a partner alone.
    private func keepingPartners(
        _ node: NodeID, of lookup: LookupRelation, _ width: Int, where conditions: [Expression]
    ) -> NodeID {
        guard let condition = conjunction(conditions), let key = lookup.key.first else { return node }
        let fields = plan.output(node).fields
        func column(_ index: Int) -> Expression { Expression(.column(index), type: fields[index].type) }
        let hasNone = Expression(.isNull(column(width + key)), type: .boolean)
        let values = fields.indices.map { index -> Expression in
            guard index >= width else { return column(index) }
            let type = fields[index].type
            let kept = Expression(
                .conditional(branches: [.init(condition: condition, value: column(index))], otherwise: nil),
                type: type)
            let null = Expression(.literal(.null), type: type)
            return Expression(
                .conditional(branches: [.init(condition: hasNone, value: null)], otherwise: kept), type: type)
        }
        return plan.add(.project(node, values), output: Schema(fields))
    }

    /// `FROM stream, table WHERE key = ...`: the equalities that WHERE has between both.
    func lookedUp(
        _ scope: Scope, _ table: DeclaredTable, _ item: FromItem, _ condition: Expr?
    ) throws(BindFailure) -> Scope {
        let width = plan.output(scope.items[0].relation.node).count
        let (_, names) = try side(scope, table, try lookup(table), item, isOuter: false)
        var parts: [Expr] = []
        for part in conjuncts(condition) {
            guard case .binary("=", _, _) = part.kind else { continue }
            let value: Expression
            do throws(BindFailure) {
                value = try expressions(names, .condition).condition(part, of: "WHERE")
            } catch {
                // It names a later item of FROM, or is wrong: then it fails where WHERE is bound.
                continue
            }
            if try lookupPair(value, width) != nil { parts.append(part) }
        }
        guard let first = parts.first else {
            throw .notSupported(
                "\"\(table.name)\" in FROM without an equality with its key in WHERE", at: item.offset,
                help: ["Write WHERE stream.column = \(table.name).key, or JOIN \(table.name) ON ... before it."])
        }
        let whole = parts.count == 1 ? first : Expr(.and(parts), at: first.offset)
        return try lookedUp(
            scope, table, Join(kind: .inner, left: item, right: item, condition: .on(whole)), at: item.offset)
    }

    /// The table as an item of FROM behind the others, and all of them.
    private func side(
        _ scope: Scope, _ table: DeclaredTable, _ lookup: LookupRelation, _ item: FromItem, isOuter: Bool
    ) throws(BindFailure) -> (item: Scope.Item, names: Scope) {
        let name = item.alias?.name.text ?? table.name
        if scope.known.contains(where: { $0.name == name }) {
            throw BindFailure(.duplicateName, "table name \"\(name)\" specified more than once", at: item.offset)
        }
        let node = scope.items[0].relation.node
        let width = plan.output(node).count
        var side = Relation(node: node, columns: lookup.columns.map { shifted($0, by: width, isOuter: isOuter) })
        try rename(&side, item.alias?.columnNames ?? [], of: name)
        let made = Scope.Item(name: name, relation: side)
        return (made, Scope(items: scope.items, named: scope.known + [made]))
    }

    private func refuse(
        _ join: Join, _ input: Relation, _ table: DeclaredTable, at offset: Int
    ) throws(BindFailure) {
        guard join.kind == .inner || join.kind == .left else {
            throw .notSupported(
                "\(join.kind == .right ? "RIGHT" : "FULL") JOIN of a lookup table", at: offset,
                help: ["A stream never ends, so no row of \(table.name) is ever known to have no partner."])
        }
        if input.grouping != nil, input.finalWindow == nil {
            throw .notSupported(
                "a join of groups that have no window", at: offset,
                help: [
                    "Their rows change for ever. Join before grouping, or above groups by window_start."
                ])
        }
    }

    // MARK: ON

    private func conditionOffset(_ join: Join) -> Int? {
        switch join.condition {
        case .always: nil
        case .on(let expr): expr.offset
        case .using(let names): names.first?.offset
        }
    }

    private func conditions(
        _ condition: Join.Condition, _ scope: Scope, _ names: Scope, _ item: Scope.Item, at offset: Int
    ) throws(BindFailure) -> [Expression] {
        switch condition {
        case .always: throw .notSupported("CROSS JOIN", at: offset, help: ["Write JOIN ... ON with the table's key."])
        case .on(let expr):
            let value = try expressions(names, .on).condition(expr, of: "JOIN/ON")
            if case .and(let parts) = value.node { return parts }
            return [value]
        case .using(let columns):
            var found: [Expression] = []
            for name in columns {
                let sides = [scope, Scope(items: [item])]
                var values: [Expression] = []
                for side in sides {
                    let column = try side.find(QualifiedName([name])).column
                    values.append(Expression(.column(column.index), type: column.type, sourceOffset: name.offset))
                }
                found.append(try functions.operatorCall("=", values, at: name.offset))
            }
            return found
        }
    }

    /// An equality between a value of the stream and one of the table; the table's over its own columns.
    private func lookupPair(
        _ condition: Expression, _ width: Int
    ) throws(BindFailure) -> (left: Expression, right: Expression)? {
        guard let pair = equality(condition, width) else { return nil }
        guard keyFamily(pair.left.type) == keyFamily(pair.right.type) else {
            throw .notSupported(
                "a join key of \(pair.left.type) and \(pair.right.type)", at: condition.sourceOffset,
                help: ["Cast one of them to the other's type."])
        }
        return pair
    }

    /// Types whose values have the same bytes when they are equal.
    private func keyFamily(_ type: DataType) -> String {
        switch type {
        case .smallint, .integer, .bigint: "integer"
        case .text: "text"
        case .numeric: "numeric"
        default: "\(type)"
        }
    }

    /// ON must name the whole key: a row of the stream then has at most one partner.
    private func checkKey(
        _ lookup: LookupRelation, _ keys: [(left: Expression, right: Expression)], _ table: DeclaredTable,
        at offset: Int
    ) throws(BindFailure) {
        var compared: Set<Int> = []
        for pair in keys {
            switch pair.right.node {
            case .column(let index): compared.insert(index)
            case .cast(let inner):
                if case .column(let index) = inner.node { compared.insert(index) }
            case .call(let function, let arguments) where function.name == "array key":
                if case .column(let index)? = arguments.first?.node { compared.insert(index) }
            default: break
            }
        }
        let missing = lookup.key.filter { !compared.contains($0) }.map { lookup.columns[$0].name }
        guard missing.isEmpty else {
            let names = lookup.key.map { lookup.columns[$0].name }.joined(separator: ", ")
            throw .notSupported(
                "a join with \"\(table.name)\" that does not compare \(missing.joined(separator: ", ")) of its key",
                at: offset, help: ["ON has an equality for each column of PRIMARY KEY (\(names))."])
        }
    }

    private func shifted(_ column: RelationColumn, by width: Int, isOuter: Bool) -> RelationColumn {
        var column = column
        column.index += width
        column.isNullable = column.isNullable || isOuter
        if let record = column.record {
            column.record = RecordColumn(type: record.type, fields: record.fields.mapValues { $0 + width })
        }
        return column
    }

    // MARK: The table

    /// A declared table as a lookup table; bound once.
    private func lookup(_ table: DeclaredTable) throws(BindFailure) -> LookupRelation {
        if let known = lookups[table.name] {
            guard let known else { throw .alreadyReported }
            return known
        }
        lookups[table.name] = .some(nil)
        let made = try newLookup(table)
        lookups[table.name] = made
        return made
    }

    private func newLookup(_ table: DeclaredTable) throws(BindFailure) -> LookupRelation {
        let outcome = readSourceOptions(
            table.syntax.options, environment: environment, timezone: settings.timezone, table: table.name)
        diagnostics += outcome.diagnostics.filter { $0.severity != .error }
        guard let options = outcome.settings else {
            throw BindFailure(outcome.diagnostics.filter { $0.severity == .error })
        }
        try checkOptions(table, options)
        var source = SourcePlan(name: table.name, sourceOffset: table.range.offset, connector: options.connector)
        source.onError = .fail
        var builder = SourceBuilder(binder: self, table: table, plan: source, timestamps: options.timestamps)
        try builder.addColumns()
        var key: [Int] = []
        for name in table.syntax.primaryKey {
            guard let index = builder.columns.firstIndex(where: { $0.name == name.text && !$0.isInternal }) else {
                throw BindFailure(
                    .unknownColumn, "column \"\(name.text)\" named in key does not exist", at: name.offset,
                    hint: didYouMean(name.text, among: table.columns.map(\.name.text)))
            }
            key.append(index)
        }
        let index = plan.add(
            LookupPlan(source: builder.plan, key: key, reloadMicros: options.reloadInterval?.micros))
        return LookupRelation(index: index, columns: builder.columns, schema: builder.plan.schema, key: key)
    }

    private func checkOptions(_ table: DeclaredTable, _ options: SourceSettings) throws(BindFailure) {
        if table.syntax.primaryKey.isEmpty {
            throw BindFailure(
                .badQuery, "\"\(table.name)\" needs a PRIMARY KEY: a lookup table is joined by it", at: table.offset,
                help: ["Write PRIMARY KEY behind a column, or PRIMARY KEY (column, ...) behind the last one."])
        }
        let streamOptions = [
            "event_time", "watermark_delay", "idle_timeout", "max_future_skew", "on_error", "late", "follow",
            "start_from",
        ]
        for option in table.syntax.options.entries where streamOptions.contains(option.name) {
            throw BindFailure(
                .unknownOption, "a lookup table has no option \(option.name): it is read as a whole at the start",
                at: option.nameOffset)
        }
        if case .postgres = options.connector {
            for column in table.columns {
                switch column.type {
                case .array, .record:
                    throw .notSupported(
                        "a column of type \(column.type) of a PostgreSQL lookup table", at: column.name.offset,
                        help: ["Read it as jsonb or text through a view in the database."])
                default: break
                }
            }
        }
    }
}
