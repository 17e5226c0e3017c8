import Operators

extension Binder {
    /// The one item of FROM as a scope.
    func scope(_ select: Select, _ common: CommonTables?, at offset: Int) throws(BindFailure) -> Scope {
        guard let first = select.from.first else {
            throw .notSupported("a query without FROM", at: offset)
        }
        var scope = try self.scope(first, common, filtered: select.condition)
        for next in select.from.dropFirst() {
            if let call = try unnestCall(next) {
                scope = try unnested(scope, call, next.alias, keepsEmpty: false)
            } else if let table = try lookupTable(next, common) {
                scope = try lookedUp(scope, table, next, select.condition)
            } else {
                scope = try streamJoined(scope, next, select.condition, common)
            }
        }
        return scope
    }

    /// A join or one item as a scope; `condition` is what WHERE asks of its rows.
    func scope(
        _ first: FromItem, _ common: CommonTables?, filtered condition: Expr? = nil
    ) throws(BindFailure) -> Scope {
        guard case .join(let join) = first.kind, first.alias == nil else {
            return Scope(items: [try item(first, common)])
        }
        if let table = try lookupTable(join.right, common) {
            return try lookedUp(try scope(join.left, common), table, join, at: first.offset)
        }
        guard let call = try unnestCall(join.right) else {
            return try joined(join, common, filtered: condition, at: first.offset)
        }
        return try unnested(
            try scope(join.left, common), call, join.right.alias,
            keepsEmpty: try keepsEmpty(join, at: first.offset))
    }

    func item(_ item: FromItem, _ common: CommonTables?) throws(BindFailure) -> Scope.Item {
        if item.isLateral {
            throw .notSupported(
                "LATERAL with a subquery", at: item.offset,
                help: ["Compute its columns in a subquery of their own: FROM (SELECT *, a * b AS c FROM t) t."])
        }
        var name: String?
        var relation: Relation
        switch item.kind {
        case .table(let table):
            relation = try self.relation(named: table, common)
            name = table.last.text
        case .subquery(let query):
            relation = try self.query(query, common)
        case .function(let call, let withOrdinality):
            if withOrdinality { throw .notSupported("WITH ORDINALITY", at: item.offset) }
            (name, relation) = try windowFunction(call, common)
        case .join:
            throw .notSupported("a join", at: item.offset)
        }
        // What ORDER BY said of a sink's rows is nothing to those who read them here.
        relation.order = []
        relation.isLimited = false
        if let alias = item.alias {
            name = alias.name.text
            try rename(&relation, alias.columnNames, of: alias.name.text)
        }
        return Scope.Item(name: name, relation: relation)
    }

    /// `tumble(...)`, `hop(...)` and `session(...)`; other functions of FROM are refused.
    private func windowFunction(
        _ call: FunctionCall, _ common: CommonTables?
    ) throws(BindFailure) -> (name: String?, relation: Relation) {
        let name = call.name.last.text
        guard windowTableFunctions.contains(name) else {
            if unnestFunctions.contains(name) {
                throw .notSupported(
                    "\(name) without a table before it in FROM", at: call.offset,
                    help: ["Write FROM table, \(name)(column) AS element."])
            }
            if UnsupportedFunctions.inFrom.contains(name) { throw .notSupported("\(name) in FROM", at: call.offset) }
            throw BindFailure(
                .unknownFunction, "function \(name) does not exist in FROM", at: call.offset,
                hint: didYouMean(name, among: windowTableFunctions.sorted()))
        }
        let arguments = try windowArguments(call, name)
        let (tableName, input) = try windowInput(arguments.table, name, common)
        let time = try timeColumn(arguments.time, input, tableName)
        let spec = try windowSpec(arguments, time, input)
        var relation = windowed(input, spec)
        if let by = arguments.by {
            let scope = Scope(items: [.init(name: tableName, relation: input)])
            guard case .column(let column) = by.kind, case (let found, let fields) = try scope.find(column),
                fields.isEmpty
            else { throw .notSupported("a session by something else than one column", at: by.offset) }
            relation.sessionKey = (found.index, by.offset)
        }
        return (tableName, relation)
    }

    /// The input with window_start and window_end behind its columns.
    func windowed(_ input: Relation, _ spec: WindowSpec) -> Relation {
        var relation = input
        var spec = spec
        let time = input.columns.first { $0.role == .eventTime && ($0.instant ?? $0.index) == spec.timeColumn }
        spec.lagMicros = time?.lagMicros ?? 0
        let base = plan.output(input.node)
        let fields =
            base.fields + [
                .init(name: "window_start", type: .timestamptz, nullable: false),
                .init(name: "window_end", type: .timestamptz, nullable: false),
            ]
        relation.node = plan.add(.window(input.node, spec), output: Schema(fields))
        relation.window = spec
        for (index, name) in ["window_start", "window_end"].enumerated() {
            relation.columns.append(
                RelationColumn(
                    name: name, type: .timestamptz, isNullable: false, index: base.count + index,
                    role: index == 0 ? .windowStart : .windowEnd))
        }
        return relation
    }

    private func windowInput(
        _ expr: Expr, _ function: String, _ common: CommonTables?
    ) throws(BindFailure) -> (String?, Relation) {
        var name: String?
        let relation: Relation
        switch expr.kind {
        case .column(let table):
            name = table.last.text
            relation = try self.relation(named: table, common)
        case .subquery(let query): relation = try self.query(query, common)
        default:
            throw BindFailure(
                .badWindow, "the first argument of \(function) is a table, a view or a subquery", at: expr.offset)
        }
        if relation.grouping != nil || relation.finalWindow != nil {
            throw .notSupported("a window over grouped rows", at: expr.offset)
        }
        if relation.isFinalOnly, !relation.columns.contains(where: { $0.role == .eventTime }) {
            throw .notSupported(
                "a window over joined rows without an event time", at: expr.offset,
                help: [
                    "Joined rows have one where ON bounds how far the event times of both sides are apart: that of a "
                        + "side that is never NULL.",
                    "Or group them without a window: SET state_ttl forgets groups that nothing comes for.",
                ])
        }
        if relation.window != nil {
            throw .notSupported("a window over windows", at: expr.offset)
        }
        return (name, relation)
    }

    /// The source's event time, which is what watermarks are made of.
    private func timeColumn(_ expr: Expr, _ input: Relation, _ table: String?) throws(BindFailure) -> RelationColumn {
        guard case .column(let name) = expr.kind else {
            throw BindFailure(
                .badWindow, "windows are over a column, the event time of the source", at: expr.offset,
                help: ["An event time that is computed is a column GENERATED ALWAYS AS (...) STORED of the source."])
        }
        let scope = Scope(items: [.init(name: table, relation: input)])
        let column = try scope.find(name).column
        if column.role == .eventTime { return column }
        guard let source = input.source, !input.isFinalOnly else {
            throw BindFailure(
                .badWindow, "\"\(column.name)\" is not an event time of the joined rows", at: expr.offset,
                help: [
                    "An event time by which ON bounds how far both sides are apart is one, if its side is never NULL."
                ])
        }
        let times = sourceTimes[source]
        let sourceName = plan.sources[source].name
        guard let declared = times.column else {
            throw BindFailure(
                .missingEventTime, "\(sourceName) has no event time, so it has no windows", at: expr.offset,
                hint: "add event_time = '\(column.name)' to its WITH clause",
                labels: [.init("declared here", at: times.offset)])
        }
        throw BindFailure(
            .badWindow, "\"\(column.name)\" is not the event time of \(sourceName)", at: expr.offset,
            hint: column.name == declared
                ? "it was computed anew on the way from \(sourceName)" : "its event time is \"\(declared)\"",
            labels: [.init("declared here", at: times.offset)])
    }
}
