import CPGQuery

extension Converter {
    func exprs(_ count: Int, _ list: PGList?) throws(Diagnostic) -> [Expr] {
        try each(count, list) { (node) throws(Diagnostic) in try expr(node) }
    }

    func expr(_ node: PGNode?) throws(Diagnostic) -> Expr {
        guard let node else { throw notSupported("an expression that is left out", at: range.offset) }
        return try deeper(location(of: node) ?? range.offset) { () throws(Diagnostic) in
            try convert(node)
        }
    }

    /// One case for each kind of node; what is not here has no place in the language.
    private func convert(_ pointer: PGNode) throws(Diagnostic) -> Expr {
        let node = pointer.pointee
        switch node.node_case {
        case PG_QUERY__NODE__NODE_A_CONST: return try constant(node.a_const.pointee)
        case PG_QUERY__NODE__NODE_COLUMN_REF: return columnReference(node.column_ref.pointee)
        case PG_QUERY__NODE__NODE_A_EXPR: return try operatorExpr(node.a_expr.pointee)
        case PG_QUERY__NODE__NODE_BOOL_EXPR: return try logic(node.bool_expr.pointee)
        case PG_QUERY__NODE__NODE_FUNC_CALL: return try callExpr(node.func_call.pointee)
        case PG_QUERY__NODE__NODE_TYPE_CAST: return try cast(node.type_cast.pointee)
        case PG_QUERY__NODE__NODE_CASE_EXPR: return try caseExpr(node.case_expr.pointee)
        case PG_QUERY__NODE__NODE_NULL_TEST: return try nullTest(node.null_test.pointee)
        case PG_QUERY__NODE__NODE_BOOLEAN_TEST: return try booleanTest(node.boolean_test.pointee)
        case PG_QUERY__NODE__NODE_A_INDIRECTION: return try indirection(node.a_indirection.pointee)
        case PG_QUERY__NODE__NODE_SUB_LINK: return try subLink(node.sub_link.pointee)
        case PG_QUERY__NODE__NODE_COALESCE_EXPR:
            let call = node.coalesce_expr.pointee
            return Expr(.coalesce(try exprs(call.n_args, call.args)), at: offset(call.location))
        case PG_QUERY__NODE__NODE_MIN_MAX_EXPR:
            let call = node.min_max_expr.pointee
            let values = try exprs(call.n_args, call.args)
            let isLeast = call.op == PG_QUERY__MIN_MAX_OP__IS_LEAST
            return Expr(isLeast ? .least(values) : .greatest(values), at: offset(call.location))
        case PG_QUERY__NODE__NODE_SQLVALUE_FUNCTION: return try currentValue(node.sqlvalue_function.pointee)
        case PG_QUERY__NODE__NODE_A_ARRAY_EXPR:
            let array = node.a_array_expr.pointee
            return Expr(.array(try exprs(array.n_elements, array.elements)), at: offset(array.location))
        case PG_QUERY__NODE__NODE_ROW_EXPR:
            let row = node.row_expr.pointee
            return Expr(.row(try exprs(row.n_args, row.args)), at: offset(row.location))
        default: throw refusedExpr(pointer)
        }
    }

    private func refusedExpr(_ pointer: PGNode) -> Diagnostic {
        let node = pointer.pointee
        switch node.node_case {
        case PG_QUERY__NODE__NODE_PARAM_REF:
            return Diagnostic(
                .error, .notSupported, "a job has no parameters", at: offset(node.param_ref.pointee.location),
                help: ["${VAR} works inside the string values of WITH."])
        case PG_QUERY__NODE__NODE_COLLATE_CLAUSE:
            return Diagnostic(
                .error, .notSupported, "COLLATE is not supported", at: offset(node.collate_clause.pointee.location),
                help: ["Text is compared by bytes, as under COLLATE \"C\"."])
        case PG_QUERY__NODE__NODE_GROUPING_SET:
            return notSupported(
                "a GROUP BY with GROUPING SETS, ROLLUP or CUBE", at: offset(node.grouping_set.pointee.location),
                help: ["Write one query for each grouping; the topic is read once all the same."])
        case PG_QUERY__NODE__NODE_GROUPING_FUNC:
            return notSupported("GROUPING", at: offset(node.grouping_func.pointee.location))
        case PG_QUERY__NODE__NODE_SET_TO_DEFAULT:
            return notSupported("DEFAULT", at: offset(node.set_to_default.pointee.location))
        case PG_QUERY__NODE__NODE_XML_EXPR, PG_QUERY__NODE__NODE_XML_SERIALIZE:
            return notSupported("XML", at: range.offset)
        default:
            return notSupported("this form of expression", at: location(of: pointer) ?? range.offset)
        }
    }

    // MARK: Literals and names

    private func constant(_ constant: PgQuery__AConst) throws(Diagnostic) -> Expr {
        let start = offset(constant.location)
        if constant.isnull != 0 { return Expr(.null, at: start) }
        switch constant.val_case {
        case PG_QUERY__A__CONST__VAL_IVAL: return Expr(.integer(Int(constant.ival.pointee.ival)), at: start)
        case PG_QUERY__A__CONST__VAL_FVAL: return Expr(.numeric(string(constant.fval.pointee.fval)), at: start)
        case PG_QUERY__A__CONST__VAL_BOOLVAL: return Expr(.boolean(constant.boolval.pointee.boolval != 0), at: start)
        case PG_QUERY__A__CONST__VAL_SVAL: return Expr(.string(string(constant.sval.pointee.sval)), at: start)
        default:
            throw Diagnostic(
                .error, .badLiteral, "bit strings are not supported", at: start,
                help: ["Bytes are written '\\x0aff'::bytea."])
        }
    }

    private func columnReference(_ reference: PgQuery__ColumnRef) -> Expr {
        let start = offset(reference.location)
        let name = names(reference.n_fields, reference.fields, from: start)
        let isStar = nodes(reference.n_fields, reference.fields).contains {
            $0.pointee.node_case == PG_QUERY__NODE__NODE_A_STAR
        }
        if isStar { return Expr(.star(qualifier: name), at: start) }
        return Expr(.column(QualifiedName(name.isEmpty ? [Name("", at: start)] : name)), at: start)
    }

    private func cast(_ cast: PgQuery__TypeCast) throws(Diagnostic) -> Expr {
        guard let type = cast.type_name else { throw notSupported("this cast", at: offset(cast.location)) }
        let value = try expr(cast.arg)
        if cast.location >= 0 { return Expr(.cast(value, try typeName(type.pointee)), at: offset(cast.location)) }
        // What has no place of its own was not written as a cast: TRUE, FALSE, and literals such as date '2026-01-01'.
        if case .boolean = value.kind { return value }
        return Expr(.cast(value, try typeName(type.pointee)), at: offset(type.pointee.location))
    }

    private func currentValue(_ call: PgQuery__SQLValueFunction) throws(Diagnostic) -> Expr {
        let start = offset(call.location)
        switch call.op {
        case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_DATE: return Expr(.current(.date), at: start)
        case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIME: return Expr(.current(.time), at: start)
        case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIMESTAMP: return Expr(.current(.timestamp), at: start)
        case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIME: return Expr(.current(.localTime), at: start)
        case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIMESTAMP: return Expr(.current(.localTimestamp), at: start)
        case PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIME_N,
            PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_CURRENT_TIMESTAMP_N,
            PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIME_N,
            PG_QUERY__SQLVALUE_FUNCTION_OP__SVFOP_LOCALTIMESTAMP_N:
            throw notSupported("a precision here", at: start)
        default: return Expr(.current(.user), at: start)
        }
    }

    private func indirection(_ indirection: PgQuery__AIndirection) throws(Diagnostic) -> Expr {
        var value = try expr(indirection.arg)
        let subscripts = nodes(indirection.n_indirection, indirection.indirection).filter {
            $0.pointee.node_case == PG_QUERY__NODE__NODE_A_INDICES
        }
        if subscripts.count > 1, subscripts.contains(where: { $0.pointee.a_indices.pointee.is_slice != 0 }) {
            throw notSupported("a slice of more than one dimension", at: value.offset)
        }
        for step in nodes(indirection.n_indirection, indirection.indirection) {
            switch step.pointee.node_case {
            case PG_QUERY__NODE__NODE_STRING:
                let text = nameText(step) ?? ""
                let name = Name(text, at: tokens.offset(ofName: text, from: value.offset + 1))
                value = Expr(.field(value, name), at: value.offset)
            case PG_QUERY__NODE__NODE_A_STAR:
                value = Expr(.fieldStar(value), at: value.offset)
            case PG_QUERY__NODE__NODE_A_INDICES:
                value = try element(value, step.pointee.a_indices.pointee)
            default:
                throw notSupported("this form of expression", at: value.offset)
            }
        }
        return value
    }

    private func element(_ value: Expr, _ index: PgQuery__AIndices) throws(Diagnostic) -> Expr {
        guard index.is_slice != 0 else {
            return Expr(.element(value, index: try expr(index.uidx)), at: value.offset)
        }
        let lower = index.lidx == nil ? nil : try expr(index.lidx)
        let upper = index.uidx == nil ? nil : try expr(index.uidx)
        return Expr(.slice(value, lower: lower, upper: upper), at: value.offset)
    }
}
