import CPGQuery

extension Converter {
    func fromItem(_ node: PGNode) throws(Diagnostic) -> FromItem {
        switch node.pointee.node_case {
        case PG_QUERY__NODE__NODE_RANGE_VAR:
            return try tableItem(node.pointee.range_var.pointee)
        case PG_QUERY__NODE__NODE_RANGE_FUNCTION:
            return try functionItem(node.pointee.range_function.pointee)
        case PG_QUERY__NODE__NODE_RANGE_SUBSELECT:
            return try subqueryItem(node.pointee.range_subselect.pointee)
        case PG_QUERY__NODE__NODE_JOIN_EXPR:
            return try deeper(range.offset) { () throws(Diagnostic) in
                try joinItem(node.pointee.join_expr.pointee)
            }
        case PG_QUERY__NODE__NODE_RANGE_TABLE_SAMPLE:
            let at = offset(node.pointee.range_table_sample.pointee.location)
            throw notSupported("TABLESAMPLE", at: tokens.offset(of: "tablesample", before: at) ?? at)
        default:
            throw notSupported("this form in FROM", at: range.offset)
        }
    }

    private func tableItem(_ relation: PgQuery__RangeVar) throws(Diagnostic) -> FromItem {
        let name = try relationName(relation)
        if relation.inh == 0 { throw notSupported("ONLY", at: name.offset) }
        let after = tokens.index(at: name.last.offset) + 1
        return FromItem(kind: .table(name), alias: alias(relation.alias, after: after), at: name.offset)
    }

    private func functionItem(_ item: PgQuery__RangeFunction) throws(Diagnostic) -> FromItem {
        guard item.is_rowsfrom == 0, let first = item.functions?[0],
            first.pointee.node_case == PG_QUERY__NODE__NODE_LIST,
            let node = nodes(first.pointee.list.pointee.n_items, first.pointee.list.pointee.items).first
        else { throw notSupported("ROWS FROM", at: range.offset) }
        guard node.pointee.node_case == PG_QUERY__NODE__NODE_FUNC_CALL else {
            throw notSupported("this expression in FROM", at: location(of: node) ?? range.offset)
        }
        let call = try functionCall(node.pointee.func_call.pointee)
        if item.n_coldeflist > 0 { throw notSupported("a column definition list", at: call.offset) }
        let open = tokens.index(at: call.name.last.offset) + 1
        return FromItem(
            kind: .function(call, withOrdinality: item.ordinality != 0),
            alias: alias(item.alias, after: (tokens.closing(open) ?? open) + 1), isLateral: item.lateral != 0,
            at: call.offset)
    }

    private func subqueryItem(_ item: PgQuery__RangeSubselect) throws(Diagnostic) -> FromItem {
        let inner = try query(node: item.subquery)
        let open = tokens.index(at: tokens.offset(of: "(", before: inner.offset) ?? inner.offset)
        return FromItem(
            kind: .subquery(inner), alias: alias(item.alias, after: (tokens.closing(open) ?? open) + 1),
            isLateral: item.lateral != 0, at: inner.offset)
    }

    private func joinItem(_ join: PgQuery__JoinExpr) throws(Diagnostic) -> FromItem {
        guard let leftNode = join.larg, let rightNode = join.rarg else {
            throw notSupported("this join", at: range.offset)
        }
        let left = try fromItem(leftNode)
        let right = try fromItem(rightNode)
        let start = tokens.offset(of: "join", before: right.offset) ?? left.offset
        if join.is_natural != 0 {
            throw notSupported(
                "NATURAL JOIN", at: start, help: ["Write USING (columns): a new column then changes nothing."])
        }
        if join.alias != nil || join.join_using_alias != nil { throw notSupported("an alias of a join", at: start) }
        let condition: Join.Condition
        if let quals = join.quals {
            condition = .on(try expr(quals))
        } else if join.n_using_clause > 0 {
            let using = tokens.offset(ofName: "using", from: right.offset)
            condition = .using(names(join.n_using_clause, join.using_clause, from: using + 1))
        } else {
            condition = .always
        }
        return FromItem(
            kind: .join(Join(kind: joinKind(join.jointype), left: left, right: right, condition: condition)),
            at: start)
    }

    private func joinKind(_ kind: PgQuery__JoinType) -> Join.Kind {
        switch kind {
        case PG_QUERY__JOIN_TYPE__JOIN_LEFT: .left
        case PG_QUERY__JOIN_TYPE__JOIN_RIGHT: .right
        case PG_QUERY__JOIN_TYPE__JOIN_FULL: .full
        default: .inner
        }
    }

    /// The alias whose tokens follow an item; a word of another system taken for an alias is warned about.
    private func alias(_ alias: UnsafeMutablePointer<PgQuery__Alias>?, after index: Int) -> TableAlias? {
        guard let alias else { return nil }
        let text = string(alias.pointee.aliasname)
        let from = tokens.token(index)?.start ?? range.end
        let at = tokens.offset(ofName: text, from: from)
        let token = tokens.token(tokens.index(at: at))
        if let token, token.kind == .word, suspiciousAliases.contains(text), at == from {
            warn(
                Diagnostic(
                    .warning, .suspiciousAlias, "\(text.uppercased()) is read as an alias of the table", at: at,
                    hint: "write AS \(text) if that is meant"))
        }
        return TableAlias(
            name: Name(text, at: at),
            columnNames: names(alias.pointee.n_colnames, alias.pointee.colnames, from: at + 1))
    }
}

/// Words that begin a clause elsewhere and silently become an alias in PostgreSQL's grammar.
private let suspiciousAliases: Set<String> = [
    "emit", "changes", "final", "watermark", "tumbling", "hopping", "session", "qualify", "append", "stream",
    "partitioned", "within", "grace", "sink", "match_recognize",
]
