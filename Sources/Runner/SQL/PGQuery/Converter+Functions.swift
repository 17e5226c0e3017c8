import CPGQuery

extension Converter {
    /// A call in the grammar's terms; special spellings (EXTRACT, AT TIME ZONE) get nodes of their own.
    func callExpr(_ call: PgQuery__FuncCall) throws(Diagnostic) -> Expr {
        let start = offset(call.location)
        let arguments = nodes(call.n_args, call.args)
        if call.funcformat == PG_QUERY__COERCION_FORM__COERCE_SQL_SYNTAX, arguments.count == 2 {
            let name = nodes(call.n_funcname, call.funcname).last.flatMap(nameText) ?? ""
            if name == "timezone" {
                return Expr(.atTimeZone(try expr(arguments[1]), zone: try expr(arguments[0])), at: start)
            }
            if name == "extract", case .string(let field) = try expr(arguments[0]).kind {
                let at = location(of: arguments[0]) ?? start
                return Expr(.extract(field: Name(field, at: at), try expr(arguments[1])), at: start)
            }
        }
        return Expr(.call(try functionCall(call)), at: start)
    }

    func functionCall(_ call: PgQuery__FuncCall) throws(Diagnostic) -> FunctionCall {
        let start = offset(call.location)
        if call.func_variadic != 0 { throw notSupported("VARIADIC", at: start) }
        var result = FunctionCall(
            name: functionName(call, at: start),
            arguments: try each(call.n_args, call.args) { (node) throws(Diagnostic) in try argument(node) })
        result.isStar = call.agg_star != 0
        result.isDistinct = call.agg_distinct != 0
        result.isWithinGroup = call.agg_within_group != 0
        result.orderBy = try sortItems(call.n_agg_order, call.agg_order)
        if let filter = call.agg_filter { result.filter = try expr(filter) }
        if let over = call.over { result.over = try windowReference(over.pointee) }
        return result
    }

    /// The name; of SQL's own spellings (`TRIM`, `POSITION`) the place is the keyword's.
    private func functionName(_ call: PgQuery__FuncCall, at start: Int) -> QualifiedName {
        guard call.funcformat == PG_QUERY__COERCION_FORM__COERCE_SQL_SYNTAX else {
            return qualifiedName(call.n_funcname, call.funcname, at: start)
        }
        let name = nodes(call.n_funcname, call.funcname).last.flatMap(nameText) ?? ""
        return QualifiedName([Name(name, at: start)])
    }

    private func argument(_ node: PGNode) throws(Diagnostic) -> FunctionArgument {
        guard node.pointee.node_case == PG_QUERY__NODE__NODE_NAMED_ARG_EXPR else {
            return FunctionArgument(value: try expr(node))
        }
        let named = node.pointee.named_arg_expr.pointee
        return FunctionArgument(
            name: Name(string(named.name), at: offset(named.location)), value: try expr(named.arg))
    }

    // MARK: OVER

    /// `OVER w` has a name and nothing else; `OVER (w ...)` has the name as a reference.
    private func windowReference(_ window: PgQuery__WindowDef) throws(Diagnostic) -> WindowReference {
        let name = string(window.name)
        if !name.isEmpty { return .named(Name(name, at: offset(window.location))) }
        return .inline(try windowDefinition(window))
    }

    func windowDefinition(_ window: PgQuery__WindowDef) throws(Diagnostic) -> WindowDefinition {
        let start = offset(window.location)
        let base = string(window.refname)
        return WindowDefinition(
            base: base.isEmpty ? nil : Name(base, at: tokens.offset(ofName: base, from: start)),
            partitionBy: try exprs(window.n_partition_clause, window.partition_clause),
            orderBy: try sortItems(window.n_order_clause, window.order_clause),
            frame: try frame(window, at: start), at: start)
    }

    private func frame(_ window: PgQuery__WindowDef, at start: Int) throws(Diagnostic) -> WindowFrame? {
        let options = FrameOptions(rawValue: window.frame_options)
        guard options.contains(.isWritten) else { return nil }
        if !options.isDisjoint(with: .excludes) {
            throw notSupported("EXCLUDE", at: tokens.offset(ofName: "exclude", from: start))
        }
        let mode: WindowFrame.Mode = options.contains(.rows) ? .rows : options.contains(.groups) ? .groups : .range
        return WindowFrame(
            mode: mode, start: try startBound(options, window.start_offset),
            end: try endBound(options, window.end_offset))
    }

    private func startBound(_ options: FrameOptions, _ node: PGNode?) throws(Diagnostic) -> WindowFrame.Bound {
        if options.contains(.startUnboundedFollowing) { return .unboundedFollowing }
        if options.contains(.startCurrentRow) { return .currentRow }
        if options.contains(.startPreceding) { return .preceding(try expr(node)) }
        if options.contains(.startFollowing) { return .following(try expr(node)) }
        return .unboundedPreceding
    }

    private func endBound(_ options: FrameOptions, _ node: PGNode?) throws(Diagnostic) -> WindowFrame.Bound {
        if options.contains(.endUnboundedPreceding) { return .unboundedPreceding }
        if options.contains(.endUnboundedFollowing) { return .unboundedFollowing }
        if options.contains(.endPreceding) { return .preceding(try expr(node)) }
        if options.contains(.endFollowing) { return .following(try expr(node)) }
        return .currentRow
    }
}

/// FRAMEOPTION_* of PostgreSQL's parsenodes.h.
private struct FrameOptions: OptionSet {
    let rawValue: Int32

    static let isWritten = FrameOptions(rawValue: 0x1)
    static let rows = FrameOptions(rawValue: 0x4)
    static let groups = FrameOptions(rawValue: 0x8)
    static let endUnboundedPreceding = FrameOptions(rawValue: 0x40)
    static let startUnboundedFollowing = FrameOptions(rawValue: 0x80)
    static let endUnboundedFollowing = FrameOptions(rawValue: 0x100)
    static let startCurrentRow = FrameOptions(rawValue: 0x200)
    static let startPreceding = FrameOptions(rawValue: 0x800)
    static let endPreceding = FrameOptions(rawValue: 0x1000)
    static let startFollowing = FrameOptions(rawValue: 0x2000)
    static let endFollowing = FrameOptions(rawValue: 0x4000)
    static let excludes = FrameOptions(rawValue: 0x8000 | 0x10000 | 0x20000)
}
