import Operators

extension Binder {
    /// A value as a column of a target takes it: by PostgreSQL's assignment casts.
    func assigned(_ value: Expression, to type: DataType, column: String) throws(BindFailure) -> Expression {
        guard TypeRules.canCast(from: value.type, to: type, in: .assignment) else {
            throw BindFailure(
                .typeMismatch, "column \"\(column)\" is of type \(type) but expression is of type \(value.type)",
                at: value.sourceOffset, hint: "you will need to rewrite or cast the expression")
        }
        if value.type == type { return value }
        return try functions.coerce(value, to: type, .assignment)
    }

    /// A value as it leaves the job. Within it jsonb may be as the source wrote it, with keys in any order and more
    /// than once; PostgreSQL makes jsonb of that by itself, everybody else gets what PostgreSQL would show.
    func leaving(_ value: Expression, by connector: SinkConnector) -> Expression {
        switch connector {
        case .postgres, .blackhole: return value
        default:
            return value.type == .jsonb
                ? Expression(.assign(value), type: .jsonb, sourceOffset: value.sourceOffset) : value
        }
    }

    // MARK: INSERT

    func insert(_ statement: InsertStatement, _ range: SourceRange) throws(BindFailure) {
        let name = try objectName(statement.target)
        if objects.views[name] != nil {
            throw BindFailure(
                .badQuery, "cannot insert into view \"\(name)\"", at: statement.target.offset,
                hint: "the target of INSERT is a table")
        }
        if objects.failed.contains(name) || hasUnreadStatements && objects.tables[name] == nil {
            _ = try query(statement.query, nil)
            throw .alreadyReported
        }
        guard let table = objects.tables[name] else {
            throw BindFailure(
                .unknownTable, "relation \"\(name)\" does not exist", at: statement.target.offset,
                hint: didYouMean(name, among: objects.tables.keys.sorted()),
                help: ["A target is declared with CREATE TABLE \(name) (...) WITH (connector = 'postgres', ...)."])
        }
        var failures = FailureCollector()
        let relation = failures.attempt { () throws(BindFailure) in
            try query(statement.query, nil, isWritten: true)
        }
        let isFirst = written[name] == nil
        var target: SinkSettings?
        if isFirst {
            target = failures.attempt { () throws(BindFailure) in try self.target(table, statement, name) }
        }
        try failures.finish()
        guard let relation else { throw .alreadyReported }
        try checkFilled(relation, at: statement.query.offset)
        let positions = try insertPositions(statement, table, relation)
        try checkNotNull(table, positions, at: statement)
        let schema = Schema(
            table.columns.map { .init(name: $0.name.text, type: $0.type, nullable: !$0.isNotNull) })
        let connector = target?.connector ?? sinks.first { $0.name == name }?.connector ?? .blackhole
        let node = try inserted(relation, table, schema, positions, connector, at: statement.query.offset)
        guard let target else { return try addRows(node, relation, to: table, statement) }
        firstInserts[name] = relation
        var sink = SinkPlan(
            name: name, sourceOffset: range.offset, input: node, columns: schema, connector: target.connector)
        sink.primaryKey = table.syntax.primaryKey.compactMap { key in
            table.columns.firstIndex { $0.name.text == key.text }
        }
        try setOrder(&sink, relation, positions: positions)
        let rows = EmittedRows(relation, positions: positions)
        try finish(&sink, rows, target, declaredKey: table.syntax.primaryKey, at: statement.target.offset)
        try add(sink, at: statement.target.offset)
    }

    /// The rows of a query as the columns of a table.
    private func inserted(
        _ relation: Relation, _ table: DeclaredTable, _ schema: Schema, _ positions: [Int?],
        _ connector: SinkConnector, at offset: Int
    ) throws(BindFailure) -> NodeID {
        var failures = FailureCollector()
        var values: [Expression] = []
        for (index, column) in table.columns.enumerated() {
            let from = positions[index].map { relation.visible[$0] }
            let value = failures.attempt { () throws(BindFailure) in
                try self.value(from, for: column, at: offset)
            }
            if let value { values.append(leaving(value, by: connector)) }
        }
        try failures.finish()
        let columns = schema.fields.map {
            RelationColumn(name: $0.name, type: $0.type, isNullable: $0.nullable, index: 0)
        }
        return project(relation.node, values, names: schema.fields.map(\.name), nullable: columns)
    }

    private func target(
        _ table: DeclaredTable, _ statement: InsertStatement, _ name: String
    ) throws(BindFailure) -> SinkSettings {
        if sources[name] != nil {
            throw BindFailure(
                .badQuery, "\"\(name)\" is read by a query and cannot be written as well",
                at: statement.target.offset)
        }
        written[name] = statement.target.offset
        for column in table.columns {
            if column.generated != nil { throw .notSupported("a generated column of a target", at: column.name.offset) }
            if case .record = column.type { throw .notSupported("a record column of a target", at: column.name.offset) }
        }
        return try sinkSettings(table.syntax.options, name)
    }

    /// The options of a sink; two sinks never write one table.
    func sinkSettings(_ options: DeclaredOptions, _ name: String) throws(BindFailure) -> SinkSettings {
        let outcome = readSinkOptions(options, table: name, environment: environment)
        diagnostics += outcome.diagnostics.filter { $0.severity != .error }
        guard let settings = outcome.settings else {
            throw BindFailure(outcome.diagnostics.filter { $0.severity == .error })
        }
        if let (connection, schema, table) = settings.connector.database {
            let key = "\(connection) \(schema ?? "") \(table)"
            if let other = targets[key] {
                throw BindFailure(
                    .badOptionValue, "\(other) and \(name) write the same table \"\(table)\"", at: options.offset)
            }
            targets[key] = name
        }
        if case .kafka(let kafka) = settings.connector { try checkTopic(kafka, name, at: options.offset) }
        if case .file(let file) = settings.connector {
            let key = "file \(plainPath(file.path))"
            if let other = targets[key] {
                throw BindFailure(
                    .badOptionValue, "\(other) and \(name) write the same file \"\(file.path)\"", at: options.offset)
            }
            targets[key] = name
        }
        return settings
    }

    /// For each column of the table the output of the query that goes there.
    private func insertPositions(
        _ statement: InsertStatement, _ table: DeclaredTable, _ relation: Relation
    ) throws(BindFailure) -> [Int?] {
        var positions = [Int?](repeating: nil, count: table.columns.count)
        let count = relation.visible.count
        guard !statement.columns.isEmpty else {
            guard count <= table.columns.count else {
                throw BindFailure(
                    .badInsert, "INSERT has more expressions than target columns: \(count) for \(table.columns.count)",
                    at: statement.query.offset, labels: [.init("declared here", at: table.offset)])
            }
            for index in 0..<count { positions[index] = index }
            return positions
        }
        for (index, name) in statement.columns.enumerated() {
            guard let column = table.columns.firstIndex(where: { $0.name.text == name.text }) else {
                throw BindFailure(
                    .unknownColumn, "column \"\(name.text)\" of relation \"\(table.name)\" does not exist",
                    at: name.offset, hint: didYouMean(name.text, among: table.columns.map(\.name.text)))
            }
            guard positions[column] == nil else {
                throw BindFailure(.badInsert, "column \"\(name.text)\" specified more than once", at: name.offset)
            }
            positions[column] = index
        }
        if count > statement.columns.count {
            throw BindFailure(
                .badInsert, "INSERT has more expressions than target columns: \(count) for \(statement.columns.count)",
                at: statement.query.offset)
        }
        if count < statement.columns.count {
            throw BindFailure(
                .badInsert, "INSERT has more target columns than expressions: \(statement.columns.count) for \(count)",
                at: statement.columns[count].offset)
        }
        return positions
    }

    private func checkNotNull(
        _ table: DeclaredTable, _ positions: [Int?], at statement: InsertStatement
    ) throws(BindFailure) {
        for (index, column) in table.columns.enumerated() where positions[index] == nil && column.isNotNull {
            throw BindFailure(
                .badInsert,
                "column \"\(column.name.text)\" of \"\(table.name)\" is NOT NULL, and the query gives no value",
                at: statement.target.offset, labels: [.init("declared here", at: column.name.offset)])
        }
    }

    private func value(
        _ from: RelationColumn?, for column: DeclaredTable.Column, at offset: Int
    ) throws(BindFailure) -> Expression {
        guard let from else { return Expression(.literal(.null), type: column.type, sourceOffset: column.name.offset) }
        let value = Expression(.column(from.index), type: from.type, sourceOffset: from.offset ?? offset)
        // A literal in quotes was settled as text; INSERT reads it as the column's type.
        if let literal = from.unknownLiteral {
            return try functions.coerce(literal, to: column.type, .assignment)
        }
        return try assigned(value, to: column.type, column: column.name.text)
    }

    // MARK: CREATE MATERIALIZED VIEW

    func materialize(_ statement: CreateMaterializedView, _ range: SourceRange) throws(BindFailure) {
        let name = try objectName(statement.name)
        guard let view = objects.views[name] else { throw .alreadyReported }
        view.isWritten = true
        var failures = FailureCollector()
        let settings = failures.attempt { () throws(BindFailure) in try sinkSettings(statement.options, name) }
        let relation = failures.attempt { () throws(BindFailure) in try bound(view, at: statement.name.offset) }
        try failures.finish()
        guard let settings, let relation else { throw .alreadyReported }
        try refuseDuplicates(relation, at: statement.query.offset)
        try checkFilled(relation, at: statement.query.offset)
        var sink = shown(relation, as: name, settings.connector, range)
        try setOrder(&sink, relation, positions: relation.visible.indices.map { $0 })
        try finish(&sink, EmittedRows(relation), settings, declaredKey: nil, at: statement.name.offset)
        try add(sink, at: statement.name.offset)
    }

    /// Takes a finished sink into the job.
    func add(_ sink: SinkPlan, at offset: Int) throws(BindFailure) {
        guard sinks.count < Limits.sinksMax else {
            throw BindFailure(
                .tooLarge, "a job has at most \(Limits.sinksMax) sinks, and \(sink.name) is one more", at: offset,
                help: ["Put the others into a job of their own: it reads the same topics."])
        }
        sinks.append(sink)
    }

    private func refuseDuplicates(_ relation: Relation, at offset: Int) throws(BindFailure) {
        var seen: Set<String> = []
        for column in relation.visible where !seen.insert(column.name).inserted {
            throw BindFailure(
                .duplicateName, "column \"\(column.name)\" specified more than once", at: column.offset ?? offset,
                help: ["Give each column a name of its own with AS."])
        }
    }

    /// A sink for the visible columns of a relation.
    func shown(_ relation: Relation, as name: String, _ connector: SinkConnector, _ range: SourceRange) -> SinkPlan {
        let visible = relation.visible
        let values = visible.map {
            leaving(Expression(.column($0.index), type: $0.type, sourceOffset: $0.offset ?? 0), by: connector)
        }
        let node = project(relation.node, values, names: visible.map(\.name), nullable: visible)
        let schema = Schema(visible.map { .init(name: $0.name, type: $0.type, nullable: $0.isNullable) })
        return SinkPlan(
            name: name, sourceOffset: range.offset, input: node, columns: schema, connector: connector)
    }
}
