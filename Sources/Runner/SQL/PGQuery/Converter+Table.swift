import CPGQuery

extension Converter {
    func createTable(_ create: PgQuery__CreateStmt) throws(Diagnostic) -> CreateTable {
        let name = try relationName(create.relation.pointee)
        try refuseTemporary(create.relation.pointee, "TABLE")
        try refuseTableForms(create, name)
        if create.if_not_exists != 0 { warnUseless("IF NOT EXISTS", after: range.offset) }
        var columns: [ColumnDefinition] = []
        var primaryKey: [Name] = []
        for node in nodes(create.n_table_elts, create.table_elts) {
            switch node.pointee.node_case {
            case PG_QUERY__NODE__NODE_COLUMN_DEF:
                let column = try columnDefinition(node)
                if isPrimaryKey(node) { try addKey([column.name], to: &primaryKey) }
                columns.append(column)
            case PG_QUERY__NODE__NODE_CONSTRAINT:
                try addKey(try tableKey(node.pointee.constraint.pointee), to: &primaryKey)
            default:
                throw notSupported("LIKE in a table", at: name.offset, help: ["List the columns."])
            }
        }
        try refuseDuplicates(columns.map(\.name), of: "table")
        guard columns.count <= Limits.columnsMax else {
            throw Diagnostic(
                .error, .tooLarge, "a table has at most \(Limits.columnsMax) columns", at: name.offset)
        }
        try markKey(primaryKey, in: &columns, of: name)
        return CreateTable(
            name: name, columns: columns, primaryKey: primaryKey,
            options: try declaredOptions(create.n_options, create.options, orAt: name.offset))
    }

    private func refuseTableForms(_ create: PgQuery__CreateStmt, _ name: QualifiedName) throws(Diagnostic) {
        if create.partspec != nil || create.partbound != nil {
            let at = tokens.offset(ofName: "partition", from: range.offset)
            throw notSupported("PARTITION", at: at, help: ["Kafka's own partitions are read as they are."])
        }
        if create.n_inh_relations > 0 { throw notSupported("INHERITS", at: name.offset) }
        if create.of_typename != nil { throw notSupported("a table OF a type", at: name.offset) }
        if !string(create.access_method).isEmpty || !string(create.tablespacename).isEmpty {
            let at = tokens.offset(of: string(create.access_method).isEmpty ? "tablespace" : "using", before: range.end)
            throw notSupported("USING or TABLESPACE", at: at ?? name.offset, help: ["Leave it out."])
        }
        if create.oncommit.rawValue > PG_QUERY__ON_COMMIT_ACTION__ONCOMMIT_NOOP.rawValue {
            throw notSupported("ON COMMIT", at: name.offset)
        }
    }

    private func addKey(_ key: [Name], to primaryKey: inout [Name]) throws(Diagnostic) {
        guard primaryKey.isEmpty else {
            throw Diagnostic(
                .error, .duplicateName, "a table has one PRIMARY KEY", at: key.first?.offset ?? range.offset,
                labels: [.init("the first is here", at: primaryKey[0].offset)])
        }
        primaryKey = key
    }

    private func tableKey(_ constraint: PgQuery__Constraint) throws(Diagnostic) -> [Name] {
        let at = offset(constraint.location)
        guard constraint.contype == PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY else {
            throw refusedConstraint(constraint)
        }
        return names(constraint.n_keys, constraint.keys, from: at + 1)
    }

    private func markKey(
        _ key: [Name], in columns: inout [ColumnDefinition], of table: QualifiedName
    ) throws(Diagnostic) {
        try refuseDuplicates(key, of: "PRIMARY KEY")
        for part in key {
            guard let index = columns.firstIndex(where: { $0.name.text == part.text }) else {
                throw Diagnostic(
                    .error, .unknownColumn, "column \"\(part.text)\" does not exist in \(table.text)", at: part.offset,
                    hint: didYouMean(part.text, among: columns.map(\.name.text)))
            }
            columns[index].isNotNull = true
        }
    }

    func refuseDuplicates(_ names: [Name], of what: String) throws(Diagnostic) {
        var first: [String: Int] = [:]
        for name in names {
            if let earlier = first.updateValue(name.offset, forKey: name.text) {
                throw Diagnostic(
                    .error, .duplicateName, "\"\(name.text)\" is there twice in this \(what)", at: name.offset,
                    labels: [.init("the first is here", at: earlier)])
            }
        }
    }

    // MARK: Columns

    func columnDefinition(_ node: PGNode) throws(Diagnostic) -> ColumnDefinition {
        let column = node.pointee.column_def.pointee
        let start = offset(column.location)
        let name = Name(string(column.colname), at: start)
        guard let type = column.type_name else { throw notSupported("a column without a type", at: start) }
        if column.coll_clause != nil {
            throw Diagnostic(
                .error, .notSupported, "COLLATE is not supported", at: start,
                help: ["Text is compared by bytes, as under COLLATE \"C\"."])
        }
        var result = ColumnDefinition(name: name, type: try typeName(type.pointee))
        for constraint in nodes(column.n_constraints, column.constraints) {
            try apply(constraint.pointee.constraint.pointee, to: &result)
        }
        return result
    }

    private func apply(
        _ constraint: PgQuery__Constraint, to column: inout ColumnDefinition
    ) throws(Diagnostic) {
        switch constraint.contype {
        case PG_QUERY__CONSTR_TYPE__CONSTR_NOTNULL, PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY:
            column.isNotNull = true
        case PG_QUERY__CONSTR_TYPE__CONSTR_NULL:
            column.isNotNull = false
        case PG_QUERY__CONSTR_TYPE__CONSTR_GENERATED:
            column.generated = try expr(constraint.raw_expr)
        default:
            throw refusedConstraint(constraint)
        }
    }

    private func isPrimaryKey(_ node: PGNode) -> Bool {
        let column = node.pointee.column_def.pointee
        return nodes(column.n_constraints, column.constraints).contains {
            $0.pointee.constraint.pointee.contype == PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY
        }
    }

    private func refusedConstraint(_ constraint: PgQuery__Constraint) -> Diagnostic {
        let at = offset(constraint.location)
        switch constraint.contype {
        case PG_QUERY__CONSTR_TYPE__CONSTR_DEFAULT:
            return notSupported("DEFAULT", at: at, help: ["Write coalesce(column, value) in the query."])
        case PG_QUERY__CONSTR_TYPE__CONSTR_IDENTITY:
            return notSupported(
                "GENERATED AS IDENTITY", at: at, help: ["Let the database number its rows: leave the column out."])
        case PG_QUERY__CONSTR_TYPE__CONSTR_CHECK:
            return notSupported("CHECK", at: at, help: ["Write the condition as WHERE in the query."])
        case PG_QUERY__CONSTR_TYPE__CONSTR_UNIQUE:
            return notSupported("UNIQUE", at: at, help: ["A sink's key is its PRIMARY KEY."])
        case PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN:
            return notSupported("a foreign key", at: at)
        default:
            return notSupported("this constraint", at: at)
        }
    }
}
