import Operators

extension Binder {
    /// A bare SELECT: its rows are printed.
    func preview(_ query: Query, _ range: SourceRange) throws(BindFailure) {
        if let skip = query.skip { throw .notSupported("OFFSET", at: skip.offset, help: [offsetHelp]) }
        let body = try body(query, nil)
        try checkFilled(body.relation, at: query.offset)
        var sink = shown(body.relation, as: previewName(), .console, range)
        sink.isPreview = true
        let rows = EmittedRows(body.relation)
        var options = SinkSettings(connector: .console, emitOffset: query.offset)
        if let grouping = rows.grouping, grouping.window == nil, !grouping.isSingleRow, rows.derivedKey == nil {
            // Rows that cannot be told apart are printed all at once.
            options.emit = .complete
        }
        try finish(&sink, rows, options, declaredKey: nil, at: query.offset)
        sink.limit = try query.limit.flatMap { (limit) throws(BindFailure) in try self.limit(limit) }
        var isDistinctOn = false
        if case .select(let select) = query.body, case .on = select.distinct { isDistinctOn = true }
        // There ORDER BY says which row of a key is kept.
        if !isDistinctOn {
            sink.order = try query.orderBy.map { (item) throws(BindFailure) in try sortKey(item, body) }
        }
        try add(sink, at: range.offset)
    }

    /// `preview`, `preview_2`, ...: the first that nothing else is called.
    private func previewName() -> String {
        var number = 1
        while true {
            let name = number == 1 ? "preview" : "preview_\(number)"
            if objects.offsets[name] == nil, !sinks.contains(where: { $0.name == name }) { return name }
            number += 1
        }
    }

    func limit(_ expr: Expr) throws(BindFailure) -> Int? {
        let value = try constant(expr, .bigint)
        if case .literal(.null) = value.node { return nil }
        guard case .literal(.int64(let count)) = value.node, count >= 0 else {
            throw BindFailure(.badQuery, "LIMIT must not be negative", at: expr.offset)
        }
        return Int(count)
    }

    func sortKey(_ item: SortItem, _ body: BoundBody) throws(BindFailure) -> RankSpec.Order {
        let column = try sortColumn(item.expr, body)
        let nullsFirst = item.nulls.map { $0 == .first } ?? item.isDescending
        return RankSpec.Order(column: column, descending: item.isDescending, nullsFirst: nullsFirst)
    }

    /// As PostgreSQL: the name of an output, its number, else an expression that is in the select list.
    private func sortColumn(_ expr: Expr, _ body: BoundBody) throws(BindFailure) -> Int {
        let visible = body.relation.visible
        switch expr.kind {
        case .integer(let position):
            guard position >= 1, position <= visible.count else {
                throw BindFailure(
                    .badQuery, "ORDER BY position \(position) is not in select list", at: expr.offset)
            }
            return position - 1
        case .null, .boolean, .numeric, .string:
            throw BindFailure(.badQuery, "non-integer constant in ORDER BY", at: expr.offset)
        case .column(let name) where name.parts.count == 1:
            let found = visible.indices.filter { visible[$0].name == name.last.text }
            if found.count > 1 {
                throw BindFailure(.ambiguousColumn, "ORDER BY \"\(name.last.text)\" is ambiguous", at: expr.offset)
            }
            if let position = found.first { return position }
        default: break
        }
        let text = try body.text(expr)
        guard let position = body.texts.firstIndex(of: text) else {
            throw .notSupported(
                "ORDER BY something that is not in the select list", at: expr.offset,
                help: ["Add it to the select list."])
        }
        return position
    }
}
