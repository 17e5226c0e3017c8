import CPGQuery

extension Converter {
    /// One statement of a job.
    func statement(_ node: PGNode) throws(Diagnostic) -> Statement {
        Statement(kind: try statementKind(node), range: range)
    }

    private func statementKind(_ node: PGNode) throws(Diagnostic) -> StatementKind {
        let node = node.pointee
        switch node.node_case {
        case PG_QUERY__NODE__NODE_SELECT_STMT:
            return .select(try query(node.select_stmt.pointee))
        case PG_QUERY__NODE__NODE_VARIABLE_SET_STMT:
            return .set(try set(node.variable_set_stmt.pointee))
        case PG_QUERY__NODE__NODE_CREATE_STMT:
            return .createTable(try createTable(node.create_stmt.pointee))
        case PG_QUERY__NODE__NODE_COMPOSITE_TYPE_STMT:
            return .createType(try createType(node.composite_type_stmt.pointee))
        case PG_QUERY__NODE__NODE_VIEW_STMT:
            return .createView(try createView(node.view_stmt.pointee))
        case PG_QUERY__NODE__NODE_CREATE_TABLE_AS_STMT:
            return .createMaterializedView(try createMaterializedView(node.create_table_as_stmt.pointee))
        case PG_QUERY__NODE__NODE_INSERT_STMT:
            return .insert(try insert(node.insert_stmt.pointee))
        case PG_QUERY__NODE__NODE_COMMENT_STMT:
            return .comment(try comment(node.comment_stmt.pointee))
        default:
            throw strayStatement()
        }
    }

    private func strayStatement() -> Diagnostic {
        let first = tokens.index(at: range.offset)
        let verb = tokens.token(first)?.text.uppercased() ?? "this statement"
        let pairs: Set<String> = ["CREATE", "DROP", "ALTER"]
        let object = tokens.token(first + 1).flatMap { $0.isKeyword && pairs.contains(verb) ? $0.text : nil }
        let words = object.map { "\(verb) \($0.uppercased())" } ?? verb
        let help: String
        switch verb {
        case "UPDATE", "DELETE", "MERGE":
            help = "A stream job changes rows by itself: give the sink a PRIMARY KEY and emit = 'changes'."
        case "DROP", "ALTER":
            help = "A job declares all that it uses: change or remove the CREATE statement."
        default:
            help =
                "A job is made of SET, CREATE TABLE, CREATE TYPE, CREATE VIEW, CREATE MATERIALIZED VIEW, "
                + "INSERT INTO ... SELECT, SELECT and COMMENT ON."
        }
        return Diagnostic(
            .error, .notAJobStatement, "\(words) has no place in a job", at: range.offset, help: [help])
    }

    // MARK: SET

    private func set(_ set: PgQuery__VariableSetStmt) throws(Diagnostic) -> SetStatement {
        let text = string(set.name)
        let nameOffset = tokens.offset(ofName: text, from: range.offset + 3)
        guard set.kind == PG_QUERY__VARIABLE_SET_KIND__VAR_SET_VALUE, set.n_args == 1, let node = set.args[0] else {
            throw notSupported("SET in this form", at: range.offset, help: ["Write SET name = 'value'."])
        }
        guard node.pointee.node_case == PG_QUERY__NODE__NODE_A_CONST else {
            throw notSupported("a value of this form", at: range.offset, help: ["Write SET name = 'value'."])
        }
        let value = offset(node.pointee.a_const.pointee.location)
        return SetStatement(
            option: DeclaredOption(
                name: text, nameOffset: nameOffset, value: try declaredValue(at: value, node: node), valueOffset: value)
        )
    }

    // MARK: CREATE TYPE, CREATE VIEW, CREATE MATERIALIZED VIEW

    private func createType(_ type: PgQuery__CompositeTypeStmt) throws(Diagnostic) -> CreateType {
        let fields = try each(type.n_coldeflist, type.coldeflist) { (node) throws(Diagnostic) in
            try columnDefinition(node)
        }
        try refuseDuplicates(fields.map(\.name), of: "type")
        return CreateType(name: try relationName(type.typevar.pointee), fields: fields)
    }

    private func createView(_ view: PgQuery__ViewStmt) throws(Diagnostic) -> CreateView {
        let name = try relationName(view.view.pointee)
        try refuseTemporary(view.view.pointee, "VIEW")
        if view.n_options > 0 { throw notSupported("WITH on a view", at: name.offset) }
        if view.replace != 0 { warnUseless("OR REPLACE", after: range.offset) }
        return CreateView(
            name: name, columnNames: names(view.n_aliases, view.aliases, from: name.last.offset + 1),
            query: try query(node: view.query))
    }

    private func createMaterializedView(
        _ create: PgQuery__CreateTableAsStmt
    ) throws(Diagnostic) -> CreateMaterializedView {
        let into = create.into.pointee
        let name = try relationName(into.rel.pointee)
        guard create.objtype == PG_QUERY__OBJECT_TYPE__OBJECT_MATVIEW else {
            throw notSupported(
                "CREATE TABLE ... AS", at: range.offset,
                help: ["Write CREATE MATERIALIZED VIEW \(name.text) WITH (connector = ...) AS SELECT ...."])
        }
        if into.skip_data != 0 { throw notSupported("WITH NO DATA", at: range.offset) }
        if create.if_not_exists != 0 { warnUseless("IF NOT EXISTS", after: range.offset) }
        return CreateMaterializedView(
            name: name, columnNames: names(into.n_col_names, into.col_names, from: name.last.offset + 1),
            options: try declaredOptions(into.n_options, into.options, orAt: name.offset),
            query: try query(node: create.query))
    }

    /// Says that a clause changes nothing in a job, where everything is declared anew at each start.
    func warnUseless(_ clause: String, after offset: Int) {
        let word = foldedName(String(clause.split(separator: " ")[0]))
        warn(
            Diagnostic(
                .warning, .uselessClause, "\(clause) has no effect in a job",
                at: tokens.offset(ofName: word, from: offset)))
    }

    func refuseTemporary(_ relation: PgQuery__RangeVar, _ object: String) throws(Diagnostic) {
        guard string(relation.relpersistence) != "p" else { return }
        throw Diagnostic(
            .error, .notSupported, "CREATE TEMPORARY \(object) is not supported", at: range.offset,
            help: ["What a job declares lives as long as the job: write CREATE \(object)."])
    }

    // MARK: INSERT, COMMENT

    private func insert(_ insert: PgQuery__InsertStmt) throws(Diagnostic) -> InsertStatement {
        let target = try relationName(insert.relation.pointee)
        if let conflict = insert.on_conflict_clause {
            throw Diagnostic(
                .error, .notSupported, "ON CONFLICT is not supported", at: offset(conflict.pointee.location),
                help: ["A PRIMARY KEY on the sink already makes every write an upsert."])
        }
        if insert.n_returning_list > 0 { throw notSupported("RETURNING", at: target.offset) }
        guard insert.select_stmt != nil else { throw notSupported("DEFAULT VALUES", at: target.offset) }
        var columns: [Name] = []
        for node in nodes(insert.n_cols, insert.cols) {
            guard node.pointee.node_case == PG_QUERY__NODE__NODE_RES_TARGET else { continue }
            let column = node.pointee.res_target.pointee
            if column.n_indirection > 0 { throw notSupported("a part of a column", at: offset(column.location)) }
            columns.append(Name(string(column.name), at: offset(column.location)))
        }
        try refuseDuplicates(columns, of: "column list")
        var source = try query(node: insert.select_stmt)
        if let with = insert.with_clause { source.with = try commonTables(with.pointee) + source.with }
        return InsertStatement(target: target, columns: columns, query: source)
    }

    private func comment(_ comment: PgQuery__CommentStmt) throws(Diagnostic) -> CommentStatement {
        let targets: [UInt32: (CommentStatement.Target, String)] = [
            PG_QUERY__OBJECT_TYPE__OBJECT_TABLE.rawValue: (.table, "table"),
            PG_QUERY__OBJECT_TYPE__OBJECT_COLUMN.rawValue: (.column, "column"),
            PG_QUERY__OBJECT_TYPE__OBJECT_VIEW.rawValue: (.view, "view"),
            PG_QUERY__OBJECT_TYPE__OBJECT_MATVIEW.rawValue: (.materializedView, "view"),
            PG_QUERY__OBJECT_TYPE__OBJECT_TYPE.rawValue: (.type, "type"),
        ]
        guard let (target, word) = targets[comment.objtype.rawValue], let object = comment.object else {
            throw notSupported("a comment on this", at: range.offset)
        }
        let from = tokens.offset(ofName: word, from: range.offset) + 1
        let name: QualifiedName
        switch object.pointee.node_case {
        case PG_QUERY__NODE__NODE_LIST:
            name = qualifiedName(object.pointee.list.pointee.n_items, object.pointee.list.pointee.items, at: from)
        case PG_QUERY__NODE__NODE_TYPE_NAME:
            let type = object.pointee.type_name.pointee
            name = qualifiedName(type.n_names, type.names, at: offset(type.location))
        default:
            throw notSupported("a comment on this", at: range.offset)
        }
        let isNull = tokens.token(tokens.index(at: range.end) - 1)?.says("null") ?? false
        return CommentStatement(target: target, name: name, text: isNull ? nil : string(comment.comment))
    }
}
