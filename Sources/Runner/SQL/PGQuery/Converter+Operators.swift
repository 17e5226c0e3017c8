import CPGQuery

extension Converter {
    func operatorExpr(_ node: PgQuery__AExpr) throws(Diagnostic) -> Expr {
        let start = offset(node.location)
        let name = nodes(node.n_name, node.name).last.flatMap(nameText) ?? ""
        switch node.kind {
        case PG_QUERY__A__EXPR__KIND__AEXPR_OP:
            guard let left = node.lexpr else { return Expr(.unary(name, try expr(node.rexpr)), at: start) }
            let (first, second) = (try expr(left), try expr(node.rexpr))
            return rowComparison(name, first, second, at: start) ?? Expr(.binary(name, first, second), at: start)
        case PG_QUERY__A__EXPR__KIND__AEXPR_OP_ANY, PG_QUERY__A__EXPR__KIND__AEXPR_OP_ALL:
            let isAll = node.kind == PG_QUERY__A__EXPR__KIND__AEXPR_OP_ALL
            let array = try expr(node.rexpr)
            return Expr(.quantified(try expr(node.lexpr), operator: name, array: array, isAll: isAll), at: start)
        case PG_QUERY__A__EXPR__KIND__AEXPR_DISTINCT:
            return Expr(.isDistinct(try expr(node.lexpr), try expr(node.rexpr), negated: false), at: start)
        case PG_QUERY__A__EXPR__KIND__AEXPR_NOT_DISTINCT:
            return Expr(.isDistinct(try expr(node.lexpr), try expr(node.rexpr), negated: true), at: start)
        case PG_QUERY__A__EXPR__KIND__AEXPR_NULLIF:
            return Expr(.nullIf(try expr(node.lexpr), try expr(node.rexpr)), at: start)
        case PG_QUERY__A__EXPR__KIND__AEXPR_IN:
            let (value, members) = (try expr(node.lexpr), try list(node.rexpr))
            let rows = members.compactMap { rowComparison("=", value, $0, at: start) }
            guard rows.count == members.count, let first = rows.first else {
                return Expr(.inList(value, members, negated: name == "<>"), at: start)
            }
            let any = rows.count == 1 ? first : Expr(.or(rows), at: start)
            return name == "<>" ? Expr(.not(any), at: start) : any
        case PG_QUERY__A__EXPR__KIND__AEXPR_LIKE, PG_QUERY__A__EXPR__KIND__AEXPR_ILIKE:
            let ignoresCase = node.kind == PG_QUERY__A__EXPR__KIND__AEXPR_ILIKE
            let pattern = try expr(node.rexpr)
            return Expr(
                .like(
                    try expr(node.lexpr), pattern: pattern, ignoresCase: ignoresCase, negated: name.hasPrefix("!")),
                at: start)
        case PG_QUERY__A__EXPR__KIND__AEXPR_SIMILAR:
            return try similar(node, negated: name.hasPrefix("!"), at: start)
        default:
            return try between(node, at: start)
        }
    }

    /// `(a, b) = (c, d)` is `a = c AND b = d`, and `<>` its contrary; nil for everything else.
    private func rowComparison(_ name: String, _ left: Expr, _ right: Expr, at start: Int) -> Expr? {
        guard case .row(let first) = left.kind, case .row(let second) = right.kind, first.count == second.count,
            name == "=" || name == "<>", !first.isEmpty
        else { return nil }
        let parts = zip(first, second).map { Expr(.binary(name, $0, $1), at: start) }
        if parts.count == 1 { return parts[0] }
        return Expr(name == "=" ? .and(parts) : .or(parts), at: start)
    }

    private func similar(_ node: PgQuery__AExpr, negated: Bool, at start: Int) throws(Diagnostic) -> Expr {
        guard let right = node.rexpr, right.pointee.node_case == PG_QUERY__NODE__NODE_FUNC_CALL else {
            throw notSupported("SIMILAR TO in this form", at: start)
        }
        let call = right.pointee.func_call.pointee
        let arguments = try exprs(call.n_args, call.args)
        guard let pattern = arguments.first else { throw notSupported("SIMILAR TO in this form", at: start) }
        let escape = arguments.count > 1 ? arguments[1] : nil
        return Expr(.similar(try expr(node.lexpr), pattern: pattern, escape: escape, negated: negated), at: start)
    }

    private func between(_ node: PgQuery__AExpr, at start: Int) throws(Diagnostic) -> Expr {
        let bounds = try list(node.rexpr)
        guard bounds.count == 2 else { throw notSupported("this operator", at: start) }
        let kind = node.kind
        let isSymmetric =
            kind == PG_QUERY__A__EXPR__KIND__AEXPR_BETWEEN_SYM
            || kind == PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN_SYM
        let negated =
            kind == PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN
            || kind == PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN_SYM
        return Expr(
            .between(
                try expr(node.lexpr), low: bounds[0], high: bounds[1], isSymmetric: isSymmetric, negated: negated),
            at: start)
    }

    /// The members of a List node.
    private func list(_ node: PGNode?) throws(Diagnostic) -> [Expr] {
        guard let node, node.pointee.node_case == PG_QUERY__NODE__NODE_LIST else { return [] }
        return try exprs(node.pointee.list.pointee.n_items, node.pointee.list.pointee.items)
    }

    func logic(_ node: PgQuery__BoolExpr) throws(Diagnostic) -> Expr {
        let parts = try exprs(node.n_args, node.args)
        let start = offset(node.location)
        switch node.boolop {
        case PG_QUERY__BOOL_EXPR_TYPE__AND_EXPR: return Expr(.and(parts), at: start)
        case PG_QUERY__BOOL_EXPR_TYPE__OR_EXPR: return Expr(.or(parts), at: start)
        default:
            guard let part = parts.first else { throw notSupported("NOT in this form", at: start) }
            return Expr(.not(part), at: start)
        }
    }

    func nullTest(_ node: PgQuery__NullTest) throws(Diagnostic) -> Expr {
        let negated = node.nulltesttype == PG_QUERY__NULL_TEST_TYPE__IS_NOT_NULL
        return Expr(.isNull(try expr(node.arg), negated: negated), at: offset(node.location))
    }

    func booleanTest(_ node: PgQuery__BooleanTest) throws(Diagnostic) -> Expr {
        let value = try expr(node.arg)
        let (truth, negated): (Truth, Bool) =
            switch node.booltesttype {
            case PG_QUERY__BOOL_TEST_TYPE__IS_TRUE: (.true, false)
            case PG_QUERY__BOOL_TEST_TYPE__IS_NOT_TRUE: (.true, true)
            case PG_QUERY__BOOL_TEST_TYPE__IS_FALSE: (.false, false)
            case PG_QUERY__BOOL_TEST_TYPE__IS_NOT_FALSE: (.false, true)
            case PG_QUERY__BOOL_TEST_TYPE__IS_UNKNOWN: (.unknown, false)
            default: (.unknown, true)
            }
        return Expr(.isTruth(value, truth, negated: negated), at: offset(node.location))
    }

    func caseExpr(_ node: PgQuery__CaseExpr) throws(Diagnostic) -> Expr {
        let operand = node.arg == nil ? nil : try expr(node.arg)
        let branches = try each(node.n_args, node.args) { (branch) throws(Diagnostic) in
            let when = branch.pointee.case_when.pointee
            return CaseBranch(when: try expr(when.expr), then: try expr(when.result))
        }
        let otherwise = node.defresult == nil ? nil : try expr(node.defresult)
        return Expr(
            .cases(operand: operand, branches: branches, otherwise: otherwise), at: offset(node.location))
    }

    func subLink(_ node: PgQuery__SubLink) throws(Diagnostic) -> Expr {
        let start = offset(node.location)
        let inner = try query(node: node.subselect)
        switch node.sub_link_type {
        case PG_QUERY__SUB_LINK_TYPE__EXPR_SUBLINK: return Expr(.subquery(inner), at: start)
        case PG_QUERY__SUB_LINK_TYPE__EXISTS_SUBLINK: return Expr(.exists(inner), at: start)
        case PG_QUERY__SUB_LINK_TYPE__ANY_SUBLINK:
            let name = nodes(node.n_oper_name, node.oper_name).last.flatMap(nameText) ?? "="
            guard name == "=" else { throw notSupported("\(name) ANY (SELECT ...)", at: start) }
            return Expr(.inSubquery(try expr(node.testexpr), inner), at: start)
        case PG_QUERY__SUB_LINK_TYPE__ARRAY_SUBLINK: throw notSupported("ARRAY(SELECT ...)", at: start)
        default: throw notSupported("ALL (SELECT ...)", at: start)
        }
    }

    /// Where a node starts, for those that may be met in an expression; nil when it has no place of its own.
    func location(of pointer: PGNode) -> Int? {
        let node = pointer.pointee
        if node.node_case == PG_QUERY__NODE__NODE_A_INDIRECTION, let inner = node.a_indirection.pointee.arg {
            return self.location(of: inner)
        }
        let location: Int32 =
            switch node.node_case {
            case PG_QUERY__NODE__NODE_A_CONST: node.a_const.pointee.location
            case PG_QUERY__NODE__NODE_COLUMN_REF: node.column_ref.pointee.location
            case PG_QUERY__NODE__NODE_A_EXPR: node.a_expr.pointee.location
            case PG_QUERY__NODE__NODE_BOOL_EXPR: node.bool_expr.pointee.location
            case PG_QUERY__NODE__NODE_FUNC_CALL: node.func_call.pointee.location
            case PG_QUERY__NODE__NODE_TYPE_CAST: node.type_cast.pointee.location
            case PG_QUERY__NODE__NODE_CASE_EXPR: node.case_expr.pointee.location
            case PG_QUERY__NODE__NODE_NULL_TEST: node.null_test.pointee.location
            case PG_QUERY__NODE__NODE_BOOLEAN_TEST: node.boolean_test.pointee.location
            case PG_QUERY__NODE__NODE_SUB_LINK: node.sub_link.pointee.location
            case PG_QUERY__NODE__NODE_COALESCE_EXPR: node.coalesce_expr.pointee.location
            case PG_QUERY__NODE__NODE_MIN_MAX_EXPR: node.min_max_expr.pointee.location
            case PG_QUERY__NODE__NODE_SQLVALUE_FUNCTION: node.sqlvalue_function.pointee.location
            case PG_QUERY__NODE__NODE_A_ARRAY_EXPR: node.a_array_expr.pointee.location
            case PG_QUERY__NODE__NODE_ROW_EXPR: node.row_expr.pointee.location
            case PG_QUERY__NODE__NODE_COLLATE_CLAUSE: node.collate_clause.pointee.location
            case PG_QUERY__NODE__NODE_SET_TO_DEFAULT: node.set_to_default.pointee.location
            case PG_QUERY__NODE__NODE_PARAM_REF: node.param_ref.pointee.location
            default: -1
            }
        return location < 0 ? nil : offset(location)
    }
}
