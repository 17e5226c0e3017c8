import CPGQuery

extension Converter {
    /// A query from the node where the grammar allows any statement.
    func query(node: PGNode?) throws(Diagnostic) -> Query {
        guard let node, node.pointee.node_case == PG_QUERY__NODE__NODE_SELECT_STMT else {
            throw notSupported("anything but a SELECT here", at: range.offset)
        }
        return try query(node.pointee.select_stmt.pointee)
    }

    func query(_ select: PgQuery__SelectStmt) throws(Diagnostic) -> Query {
        let start = queryOffset(select)
        return try deeper(start) { () throws(Diagnostic) in
            try refuseQueryForms(select, start)
            var result = Query(body: try body(select), at: start)
            if let with = select.with_clause { result.with = try commonTables(with.pointee) }
            result.orderBy = try sortItems(select.n_sort_clause, select.sort_clause)
            result.limit = try limit(select.limit_count)
            result.skip = try limit(select.limit_offset)
            return result
        }
    }

    private func refuseQueryForms(_ select: PgQuery__SelectStmt, _ start: Int) throws(Diagnostic) {
        if select.into_clause != nil {
            throw notSupported(
                "SELECT INTO", at: tokens.offset(ofName: "into", from: start),
                help: ["Write INSERT INTO sink SELECT ...."])
        }
        if select.n_locking_clause > 0 {
            throw notSupported("FOR UPDATE", at: tokens.offset(ofName: "for", from: start))
        }
        if select.limit_option == PG_QUERY__LIMIT_OPTION__LIMIT_OPTION_WITH_TIES {
            throw notSupported("WITH TIES", at: tokens.offset(ofName: "ties", from: start))
        }
        if select.group_distinct != 0 {
            throw notSupported("GROUP BY DISTINCT", at: tokens.offset(ofName: "group", from: start))
        }
    }

    private func limit(_ node: PGNode?) throws(Diagnostic) -> Expr? {
        guard let node else { return nil }
        let value = try expr(node)
        if case .null = value.kind { return nil }  // LIMIT ALL
        return value
    }

    private func body(_ select: PgQuery__SelectStmt) throws(Diagnostic) -> QueryBody {
        switch select.op {
        case PG_QUERY__SET_OPERATION__SETOP_UNION:
            guard select.all != 0 else {
                throw notSupported(
                    "UNION without ALL", at: setOperator("union", select),
                    help: ["Write UNION ALL, and SELECT DISTINCT around it when rows may be there twice."])
            }
            return .unionAll(try arms(select.larg) + arms(select.rarg))
        case PG_QUERY__SET_OPERATION__SETOP_INTERSECT:
            throw notSupported(
                "INTERSECT", at: setOperator("intersect", select),
                help: ["Rows that both have are a join by all their columns."])
        case PG_QUERY__SET_OPERATION__SETOP_EXCEPT:
            throw notSupported(
                "EXCEPT", at: setOperator("except", select),
                help: ["Write the condition in WHERE; or of windows a LEFT JOIN, and WHERE the other's key IS NULL."])
        default:
            if select.n_values_lists > 0 { return .values(try rows(select)) }
            return .select(try selectBody(select))
        }
    }

    /// The arms of one side of UNION ALL; an arm without ORDER BY or LIMIT of its own joins its neighbours.
    private func arms(_ side: UnsafeMutablePointer<PgQuery__SelectStmt>?) throws(Diagnostic) -> [Query] {
        guard let side else { return [] }
        let arm = try query(side.pointee)
        if case .unionAll(let inner) = arm.body, arm.orderBy.isEmpty, arm.limit == nil, arm.skip == nil,
            arm.with.isEmpty
        {
            return inner
        }
        return [arm]
    }

    private func setOperator(_ word: String, _ select: PgQuery__SelectStmt) -> Int {
        guard let right = select.rarg else { return range.offset }
        let start = queryOffset(right.pointee)
        return tokens.offset(of: word, before: start) ?? start
    }

    private func rows(_ select: PgQuery__SelectStmt) throws(Diagnostic) -> [[Expr]] {
        let rows = try each(select.n_values_lists, select.values_lists) { (node) throws(Diagnostic) in
            try exprs(node.pointee.list.pointee.n_items, node.pointee.list.pointee.items)
        }
        if let odd = rows.first(where: { $0.count != rows[0].count }) {
            throw Diagnostic(
                .error, .syntax, "every row of VALUES has the same number of values",
                at: odd.first?.offset ?? queryOffset(select))
        }
        return rows
    }

    private func selectBody(_ select: PgQuery__SelectStmt) throws(Diagnostic) -> Select {
        var result = Select(
            targets: try each(select.n_target_list, select.target_list) { (node) throws(Diagnostic) in
                try target(node)
            })
        if select.n_distinct_clause > 0 {
            let keys = nodes(select.n_distinct_clause, select.distinct_clause)
            let isPlain = keys.isEmpty || keys[0].pointee.node_case == PG_QUERY__NODE__NODE__NOT_SET
            result.distinct =
                isPlain ? .rows : .on(try exprs(select.n_distinct_clause, select.distinct_clause))
        }
        result.from = try each(select.n_from_clause, select.from_clause) { (node) throws(Diagnostic) in
            try fromItem(node)
        }
        if let condition = select.where_clause { result.condition = try expr(condition) }
        result.groupBy = try exprs(select.n_group_clause, select.group_clause)
        if let having = select.having_clause { result.having = try expr(having) }
        result.windows = try each(select.n_window_clause, select.window_clause) { (node) throws(Diagnostic) in
            let window = node.pointee.window_def.pointee
            let definition = try windowDefinition(window)
            let name = string(window.name)
            let at = tokens.offset(of: name, before: definition.offset) ?? definition.offset
            return NamedWindow(name: Name(name, at: at), definition: definition)
        }
        return result
    }

    private func target(_ node: PGNode) throws(Diagnostic) -> Target {
        let item = node.pointee.res_target.pointee
        let value = try expr(item.val)
        let text = string(item.name)
        guard !text.isEmpty else { return Target(expr: value, alias: nil) }
        return Target(expr: value, alias: Name(text, at: targetAlias(text, from: offset(item.location))))
    }

    /// Where a select item's alias stands: after AS, or the last word before the item ends.
    private func targetAlias(_ text: String, from start: Int) -> Int {
        var index = tokens.index(at: start)
        var last = start
        while let token = tokens.token(index), token.start < range.end {
            if token.says("as") { return tokens.token(index + 1)?.start ?? token.start }
            if token.says("(") || token.says("[") || token.says("case") {
                let close = token.says("case") ? tokens.end(ofCase: index) : tokens.closing(index)
                guard let close else { break }
                index = close + 1
                continue
            }
            let endsItem = token.kind == .word && targetEnds.contains(token.text)
            let isDistinctFrom = token.text == "from" && (tokens.token(index - 1)?.says("distinct") ?? false)
            if token.says(",") || token.says(")") || endsItem && !isDistinctFrom { break }
            if token.text == text { last = token.start }
            index += 1
        }
        return last
    }

    func commonTables(_ with: PgQuery__WithClause) throws(Diagnostic) -> [CommonTable] {
        if with.recursive != 0 { throw notSupported("WITH RECURSIVE", at: offset(with.location)) }
        return try each(with.n_ctes, with.ctes) { (node) throws(Diagnostic) in
            let table = node.pointee.common_table_expr.pointee
            let start = offset(table.location)
            return CommonTable(
                name: Name(string(table.ctename), at: start),
                columnNames: names(table.n_aliascolnames, table.aliascolnames, from: start + 1),
                query: try query(node: table.ctequery))
        }
    }

    func sortItems(_ count: Int, _ list: PGList?) throws(Diagnostic) -> [SortItem] {
        try each(count, list) { (node) throws(Diagnostic) in
            let sort = node.pointee.sort_by.pointee
            var item = SortItem(expr: try expr(sort.node))
            if sort.sortby_dir == PG_QUERY__SORT_BY_DIR__SORTBY_USING {
                throw notSupported("ORDER BY ... USING", at: item.expr.offset)
            }
            item.isDescending = sort.sortby_dir == PG_QUERY__SORT_BY_DIR__SORTBY_DESC
            switch sort.sortby_nulls {
            case PG_QUERY__SORT_BY_NULLS__SORTBY_NULLS_FIRST: item.nulls = .first
            case PG_QUERY__SORT_BY_NULLS__SORTBY_NULLS_LAST: item.nulls = .last
            default: break
            }
            return item
        }
    }

    /// Where a query starts; libpg_query says it only for its parts.
    func queryOffset(_ select: PgQuery__SelectStmt) -> Int {
        if let with = select.with_clause { return offset(with.pointee.location) }
        var left = select
        while let next = left.larg { left = next.pointee }
        if let first = nodes(left.n_target_list, left.target_list).first {
            let at = offset(first.pointee.res_target.pointee.location)
            return tokens.offset(of: "select", before: at) ?? at
        }
        if let row = nodes(left.n_values_lists, left.values_lists).first,
            let value = nodes(row.pointee.list.pointee.n_items, row.pointee.list.pointee.items).first,
            let at = location(of: value)
        {
            return tokens.offset(of: "values", before: at) ?? at
        }
        return range.offset
    }
}

/// Words that end an item of a select list.
private let targetEnds: Set<String> = [
    "from", "where", "group", "having", "window", "union", "intersect", "except", "order", "limit", "offset", "fetch",
    "for", "into",
]

extension SourceTokens {
    /// Index of the END of the CASE at an index.
    fileprivate func end(ofCase index: Int) -> Int? {
        var depth = 0
        var at = index
        while at < tokens.count {
            if tokens[at].says("case") { depth += 1 }
            if tokens[at].says("end") {
                depth -= 1
                if depth == 0 { return at }
            }
            at += 1
        }
        return nil
    }
}
