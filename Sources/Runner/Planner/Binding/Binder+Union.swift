import Operators

extension Binder {
    /// `a UNION ALL b`: the rows of all arms, columns matched by position and cast to their common types.
    func union(_ arms: [Query], _ common: CommonTables?, at offset: Int) throws(BindFailure) -> BoundBody {
        var failures = FailureCollector()
        var bound: [(relation: Relation, offset: Int)] = []
        for arm in arms {
            let relation = failures.attempt { () throws(BindFailure) in try query(arm, common) }
            if let relation { bound.append((relation, arm.offset)) }
        }
        try failures.finish()
        guard let first = bound.first else { throw .alreadyReported }
        for arm in bound { try checkArm(arm.relation, first.relation, at: arm.offset) }
        let windows = bound.map { $0.relation.window ?? $0.relation.finalWindow }
        // Rows of different windows are rows that come when theirs closes, and no more.
        let isWindowed = windows[0] != nil && windows.allSatisfy { $0?.alone == windows[0]?.alone }
        var relation = first.relation
        relation.grouping = nil
        relation.isFinalOnly = bound.contains { $0.relation.finalWindow != nil }
        relation.columns = try unifiedColumns(bound.map(\.relation), at: bound.map(\.offset))
        if !isWindowed {
            for index in relation.columns.indices where relation.columns[index].role != .eventTime {
                relation.columns[index].role = .plain
            }
        }
        let count = relation.columns.count
        if isWindowed {
            for (position, role) in [ColumnRole.windowStart, .windowEnd].enumerated()
            where !relation.columns.contains(where: { $0.role == role }) {
                var column = RelationColumn(
                    name: position == 0 ? "window_start" : "window_end", type: .timestamptz, isNullable: false,
                    index: relation.columns.count)
                column.role = role
                column.isInternal = true
                relation.columns.append(column)
            }
        }
        var nodes: [NodeID] = []
        for arm in bound {
            let visible = arm.relation.visible
            var values: [Expression] = []
            for (position, column) in relation.columns.enumerated() {
                if position < count {
                    values.append(try armValue(visible[position], column.type))
                } else if let found = arm.relation.columns.first(where: { $0.role == column.role }) {
                    values.append(Expression(.column(found.index), type: found.type))
                }
            }
            nodes.append(
                project(
                    arm.relation.node, values, names: relation.columns.map(\.name), nullable: relation.columns))
        }
        relation.node = plan.add(.union(nodes), output: plan.output(nodes[0]))
        let texts = relation.visible.map { "$\($0.index)" }
        return BoundBody(relation: relation, texts: texts) { (expr) throws(BindFailure) in
            throw .notSupported("ORDER BY an expression after UNION ALL", at: expr.offset)
        }
    }

    /// An arm's rows must be like the first's: rows as they come, or rows of the same windows when they close.
    private func checkArm(_ arm: Relation, _ first: Relation, at offset: Int) throws(BindFailure) {
        if arm.grouping != nil, arm.finalWindow == nil {
            throw .notSupported(
                "UNION ALL of groups without windows", at: offset,
                help: [
                    "Their rows change for ever. Rows as they come, and groups by window_start, can be put together."
                ])
        }
        guard arm.visible.count == first.visible.count else {
            throw BindFailure(
                .badQuery, "each UNION query must have the same number of columns", at: offset,
                hint: "\(first.visible.count) before, \(arm.visible.count) here")
        }
        guard (arm.finalWindow == nil) == (first.finalWindow == nil) else {
            throw .notSupported("UNION ALL of rows as they come and rows of closed windows", at: offset)
        }
        guard arm.window?.alone == first.window?.alone else {
            throw .notSupported("UNION ALL of rows of different windows", at: offset)
        }
    }

    /// The columns of the union: names of the first arm, common types.
    private func unifiedColumns(_ arms: [Relation], at offsets: [Int]) throws(BindFailure) -> [RelationColumn] {
        var columns: [RelationColumn] = []
        for (position, column) in arms[0].visible.enumerated() {
            let all = arms.map { $0.visible[position] }
            let types = all.map { $0.unknownLiteral == nil ? $0.type : .unknown }
            guard let type = functions.commonType(types) else {
                let other = types.indices.first { functions.commonType([types[0], types[$0]]) == nil } ?? 0
                throw BindFailure(
                    .typeMismatch, "UNION types \(types[0]) and \(types[other]) cannot be matched",
                    at: all[other].offset ?? offsets[other])
            }
            var made = RelationColumn(
                name: column.name, type: type == .unknown ? .text : type, isNullable: all.contains(where: \.isNullable),
                index: position)
            made.offset = column.offset
            // A time is an event time where it is one in every arm; one without zone would need its instant too.
            if all.allSatisfy({ $0.role == column.role && $0.instant == nil }) {
                made.role = column.role
                made.lagMicros = all.map(\.lagMicros).max() ?? 0
            }
            columns.append(made)
        }
        return columns
    }

    private func armValue(_ column: RelationColumn, _ type: DataType) throws(BindFailure) -> Expression {
        if let literal = column.unknownLiteral { return try functions.coerce(literal, to: type, .implicit) }
        let value = Expression(.column(column.index), type: column.type, sourceOffset: column.offset ?? 0)
        return try functions.coerce(value, to: type, .implicit)
    }
}
