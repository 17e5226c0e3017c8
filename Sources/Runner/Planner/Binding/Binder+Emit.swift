import Operators

/// What the sink must know of the rows that reach it; columns are numbered as the target's.
struct EmittedRows {
    /// Nil: rows as they come.
    var grouping: Grouping?
    /// Target columns that are the same for all rows.
    var constants: Set<Int> = []
    /// Rows come when windows close, and never change.
    var isFinalOnly = false

    /// `positions`: for each target column the visible column of the relation that goes there.
    init(_ relation: Relation, positions: [Int?]? = nil) {
        let visible = relation.visible
        let positions = positions ?? visible.indices.map { $0 }
        /// Column of the relation's list -> target column.
        func targets(_ columns: [Int]) -> [Int] {
            positions.indices.filter { target in
                positions[target].map { columns.contains(visible[$0].index) } ?? false
            }
        }
        grouping = relation.grouping
        isFinalOnly = relation.isFinalOnly
        for index in relation.grouping?.keys.indices ?? 0..<0 {
            grouping?.keys[index].columns = targets(relation.grouping?.keys[index].columns ?? [])
            grouping?.keys[index].derived = targets(relation.grouping?.keys[index].derived ?? [])
        }
        constants = Set(positions.indices.filter { target in positions[target].map { visible[$0].isConstant } ?? true })
    }

    /// The first column of each key; nil when a key is not put out.
    var derivedKey: [Int]? {
        guard let keys = grouping?.keys else { return nil }
        let columns = keys.compactMap(\.columns.first)
        return columns.count == keys.count ? columns : nil
    }

    /// The keys that no column shows.
    var missingKeys: [GroupKey] { grouping?.keys.filter(\.columns.isEmpty) ?? [] }
}

extension Binder {
    /// Decides key and emit mode of a sink and refuses what cannot be kept.
    func finish(
        _ sink: inout SinkPlan, _ rows: EmittedRows, _ options: SinkSettings, declaredKey: [Name]?, at offset: Int
    ) throws(BindFailure) {
        try checkNumbers(rows)
        sink.emit = options.emit ?? defaultMode(rows, sink.connector)
        try checkMode(sink, rows, options, at: offset)
        if let declaredKey, !declaredKey.isEmpty {
            try checkDeclaredKey(sink, rows, declaredKey, at: offset)
        } else {
            try deriveKey(&sink, rows, isDeclared: declaredKey != nil, at: offset)
        }
        try checkDatabaseTypes(sink, at: offset)
        try checkArrays(sink, rows, at: offset)
        try checkFile(sink, at: offset)
        if sink.emit != .final {
            let commit = settings.commitIntervalMicros
            let wanted = options.emitIntervalMicros ?? commit
            sink.emitIntervalMicros = (wanted + commit - 1) / commit * commit
        } else if options.emitIntervalMicros != nil {
            throw BindFailure(
                .badEmit, "emit_interval goes with emit = 'changes' or 'complete'", at: offset,
                hint: "the rows of \(sink.name) are final")
        }
    }

    private func checkDatabaseTypes(_ sink: SinkPlan, at offset: Int) throws(BindFailure) {
        guard case .mysql = sink.connector else { return }
        for field in sink.columns.fields {
            guard let refusal = MySQLColumn.refusal(field.type) else { continue }
            throw BindFailure(
                .badOptionValue, "column \"\(field.name)\" of \(sink.name) is \(field.type): \(refusal)", at: offset)
        }
    }

    /// Arrays of scalars are columns of PostgreSQL, and JSON in MySQL, which has no keys of it.
    private func checkArrays(_ sink: SinkPlan, _ rows: EmittedRows, at offset: Int) throws(BindFailure) {
        guard sink.connector.database != nil else { return }
        for (index, field) in sink.columns.fields.enumerated() {
            guard case .array(let element) = field.type else { continue }
            let name = field.name
            let isKey = sink.primaryKey.contains(index)
            if case .mysql = sink.connector {
                guard isKey else { continue }
                throw .notSupported(
                    "an array as a key in MySQL: column \"\(name)\" of \(sink.name) is \(field.type)", at: offset,
                    help: ["Write \(name)::text."])
            }
            // A group has one row; of rows as they come two may have keys that are equal and written in different ways.
            if isKey, rows.grouping == nil, ArrayOrder.hasForms(element) {
                throw .notSupported(
                    "an array of \(element) as a key: column \"\(name)\" of \(sink.name)", at: offset,
                    help: ["Equal ones may be written in different ways. Write \(name)::text."])
            }
            switch element {
            case .jsonb, .array, .record, .unknown:
                throw .notSupported(
                    "an array of \(element) in PostgreSQL: column \"\(name)\" of \(sink.name)", at: offset,
                    help: ["Write to_jsonb(\(name)), or \(name)::text."])
            default: continue
            }
        }
    }

    private func defaultMode(_ rows: EmittedRows, _ connector: SinkConnector) -> EmitMode {
        guard let grouping = rows.grouping else { return .final }
        guard grouping.window == nil else { return .final }
        // A row in a file can't be changed, the whole file can.
        return if case .file = connector { .complete } else { .changes }
    }

    private func checkMode(
        _ sink: SinkPlan, _ rows: EmittedRows, _ options: SinkSettings, at offset: Int
    ) throws(BindFailure) {
        guard let mode = options.emit else { return }
        if mode != .final, rows.isFinalOnly {
            throw .notSupported(
                "emit = '\(mode.rawValue)' for rows that are numbered, joined or put together once",
                at: options.emitOffset, help: ["Leave it out: each row is written once, and never changes."])
        }
        switch (mode, rows.grouping) {
        case (.changes, nil), (.complete, nil):
            throw BindFailure(
                .badEmit, "emit = '\(mode.rawValue)' is for grouped queries", at: options.emitOffset,
                hint: "leave it out: the rows of this query never change")
        case (.complete, let grouping?) where grouping.window?.fillsGaps == true && grouping.window?.slide != nil:
            throw .notSupported("emit = 'complete' for hop(..., fill => true)", at: options.emitOffset)
        case (.final, let grouping?) where grouping.window == nil:
            throw BindFailure(
                .badEmit, "emit = 'final' never writes a row here: a GROUP BY without a window is never final",
                at: options.emitOffset, hint: "write emit = 'changes'",
                help: ["Or group by window_start of tumble(table, time, size)."])
        default: return
        }
    }

    /// Every group has a row of its own, and a row never moves to another key.
    private func checkDeclaredKey(
        _ sink: SinkPlan, _ rows: EmittedRows, _ names: [Name], at offset: Int
    ) throws(BindFailure) {
        guard let grouping = rows.grouping else { return }
        let key = Set(sink.primaryKey)
        for group in grouping.keys {
            if !key.isDisjoint(with: group.columns) { continue }
            if let column = group.derived.first(where: key.contains) {
                warnAboutDerived(sink, group, column, names)
                continue
            }
            throw BindFailure(
                .badKey, "the PRIMARY KEY of \(sink.name) does not tell apart groups that differ in \(group.name)",
                at: names[0].offset, labels: [.init("the query is here", at: offset)],
                help: ["Add the column of \(group.name) to the PRIMARY KEY, or take it out of GROUP BY."])
        }
        guard sink.emit == .changes else { return }
        let fixed = rows.constants.union(grouping.keys.flatMap { $0.columns + $0.derived })
        for (name, column) in zip(names, sink.primaryKey) where !fixed.contains(column) {
            throw BindFailure(
                .badKey,
                "\"\(name.text)\" of the PRIMARY KEY of \(sink.name) is no key of GROUP BY: it changes with the row",
                at: name.offset, hint: "only keys of GROUP BY can be in it",
                labels: [.init("the query is here", at: offset)])
        }
    }

    /// `extract(epoch FROM window_start)` tells windows apart, `extract(hour ...)` does not; of most expressions it is
    /// not known.
    private func warnAboutDerived(_ sink: SinkPlan, _ group: GroupKey, _ column: Int, _ names: [Name]) {
        let name = sink.columns.fields[column].name
        guard !isInjective(sink, column) else { return }
        warn(
            .keyMayCollide,
            "\"\(name)\" of \(sink.name) is computed from the key \(group.name): groups with the same value "
                + "overwrite each other",
            at: names.first { $0.text == name }?.offset ?? names[0].offset)
    }

    /// Whether the column is a number of seconds of a time, through casts between numbers only.
    private func isInjective(_ sink: SinkPlan, _ column: Int) -> Bool {
        guard case .project(_, let values) = plan.nodes[sink.input.index].kind else { return false }
        var value = values[column]
        while case .cast(let inner) = value.node {
            if case .text = value.type { return isWhole(inner.type) }
            guard isWhole(inner.type) || inner.type.unmodified == .numeric else { return false }
            value = inner
        }
        guard case .call(let function, let arguments) = value.node, function.name == "extract",
            case .literal(.bytes(let field)) = arguments[0].node
        else { return false }
        return String(decoding: field, as: UTF8.self).lowercased() == "epoch"
    }

    private func isWhole(_ type: DataType) -> Bool { type == .smallint || type == .integer || type == .bigint }

    private func deriveKey(
        _ sink: inout SinkPlan, _ rows: EmittedRows, isDeclared: Bool, at offset: Int
    ) throws(BindFailure) {
        guard let grouping = rows.grouping else { return }
        if sink.connector.keepsKeys, isDeclared {
            // A declared table without a key takes rows that never change.
            guard sink.emit != .final else { return }
            throw BindFailure(
                .badKey, "\(sink.name) has no PRIMARY KEY, and the rows of this query change", at: offset,
                help: [keyHelp(sink, rows)])
        }
        if grouping.isSingleRow {
            sink.singleRow = true
            sink.keyIsDerived = true
            return
        }
        if let key = rows.derivedKey {
            sink.primaryKey = key
            sink.keyIsDerived = true
            return
        }
        guard sink.emit == .changes, let missing = rows.missingKeys.first else { return }
        throw BindFailure(
            .badKey,
            "\(missing.name) is in GROUP BY but not in the select list, so the rows of \(sink.name) have no key",
            at: missing.offset, help: ["With emit = 'changes' a row is found again by the keys of GROUP BY."])
    }

    private func keyHelp(_ sink: SinkPlan, _ rows: EmittedRows) -> String {
        if let key = rows.derivedKey, !key.isEmpty {
            return "Add PRIMARY KEY (\(key.map { sink.columns.fields[$0].name }.joined(separator: ", ")))."
        }
        return "Write CREATE MATERIALIZED VIEW \(sink.name) WITH (...) AS SELECT ... instead."
    }
}
