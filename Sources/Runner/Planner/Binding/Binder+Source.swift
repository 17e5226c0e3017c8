import Operators

extension Binder {
    /// A declared table as a source; bound once.
    func source(_ table: DeclaredTable, at offset: Int) throws(BindFailure) -> Relation {
        if let target = written[table.name] {
            throw BindFailure(
                .badQuery, "\"\(table.name)\" is written by INSERT and cannot be read as well", at: offset,
                labels: [.init("written here", at: target)])
        }
        try refuseAsStream(table, at: offset)
        if let known = sources[table.name] {
            guard let known else { throw .alreadyReported }
            return known
        }
        sources[table.name] = .some(nil)
        let relation = try newSource(table)
        sources[table.name] = relation
        return relation
    }

    private func newSource(_ table: DeclaredTable) throws(BindFailure) -> Relation {
        let outcome = readSourceOptions(
            table.syntax.options, environment: environment, timezone: settings.timezone)
        diagnostics += outcome.diagnostics.filter { $0.severity != .error }
        guard let options = outcome.settings else {
            throw BindFailure(outcome.diagnostics.filter { $0.severity == .error })
        }
        if let reload = options.reloadInterval {
            throw BindFailure(
                .badOptionValue, "reload_interval goes with a lookup table, and \"\(table.name)\" is read as a stream",
                at: reload.offset,
                help: ["A file with a PRIMARY KEY is a lookup table: each row of a stream finds its row by the key."])
        }
        var plan = SourcePlan(name: table.name, sourceOffset: table.range.offset, connector: options.connector)
        plan.watermarkDelayMicros = options.watermarkDelayMicros
        if case .file(let file) = options.connector {
            plan.waitsForEnd = !file.follows && !options.declaresWatermarkDelay
        }
        plan.idleTimeoutMicros = options.idleTimeoutMicros
        plan.maxFutureSkewMicros = options.maxFutureSkewMicros
        plan.onError = options.onError
        plan.late = options.late
        plan.deadLetterOffset = options.deadLetterOffset
        var builder = SourceBuilder(binder: self, table: table, plan: plan, timestamps: options.timestamps)
        try builder.addColumns()
        builder.addSystemColumns()
        try builder.setEventTime(options.eventTime)
        warnAboutKey(table)
        plan = builder.plan
        if case .file(var file) = plan.connector, plan.declared.count == 1, file.layout?.hasHeader == false {
            file.layout?.isOneField = true
            plan.connector = .file(file)
        }
        let (index, node) = self.plan.add(plan)
        sourceTimes.append(
            SourceTimes(
                timezone: options.timestamps.timezone, column: options.eventTime?.value, type: builder.declaredTimeType,
                offset: table.offset))
        return Relation(node: node, columns: builder.columns, source: index)
    }

    private func warnAboutKey(_ table: DeclaredTable) {
        guard let key = table.syntax.primaryKey.first else { return }
        warn(
            .uselessClause, "PRIMARY KEY has no effect on a source: every record is a row of its own", at: key.offset)
    }
}

/// Lays out the columns of one source: declared, then the fields of records, then the system's.
struct SourceBuilder {
    let binder: Binder
    let table: DeclaredTable
    private(set) var plan: SourcePlan
    let timestamps: TimestampFormat
    private(set) var columns: [RelationColumn] = []
    /// Type of the event-time column as it was declared.
    private(set) var declaredTimeType: DataType?

    init(binder: Binder, table: DeclaredTable, plan: SourcePlan, timestamps: TimestampFormat) {
        self.binder = binder
        self.table = table
        self.plan = plan
        self.timestamps = timestamps
    }

    mutating func addColumns() throws(BindFailure) {
        var failures = FailureCollector()
        for column in table.columns {
            guard let generated = column.generated else {
                if case .array(let element) = column.type, let refusal = refusal(of: element, column) {
                    failures.add(refusal)
                }
                if let conflict = conflict(column) { failures.add(conflict) }
                add(column)
                continue
            }
            if column.isNotNull {
                failures.add(.notSupported("NOT NULL on a generated column", at: column.name.offset))
            }
            let value = failures.attempt { () throws(BindFailure) in try computed(generated, column) }
            if let value { add(column.name.text, value.type, .computed(value), isNullable: true) }
        }
        try failures.finish()
        try addRecordFields()
    }

    /// Why records of the source's format give no arrays of such elements; nil when they do.
    private func refusal(of element: DataType, _ column: DeclaredTable.Column) -> BindFailure? {
        if case .file(let options) = plan.connector, options.isParquet { return nil }
        // CSV has arrays as PostgreSQL's COPY writes them.
        if plan.connector.layout != nil || ArrayReader.reads(element) { return nil }
        return .notSupported(
            "an array of \(element) of a JSON source", at: column.name.offset,
            help: ["A column of type jsonb takes a JSON array."])
    }

    /// What a record's value has under the name of a system column would hide the column itself; nil where it has not.
    private func conflict(_ column: DeclaredTable.Column) -> BindFailure? {
        switch plan.connector {
        case .kafka, .generator: break
        case .file, .postgres: return nil
        }
        let name = column.name.text
        guard SystemColumn(rawValue: name) != nil else { return nil }
        let help =
            plan.connector.layout == nil
            ? "Leave it out of the declaration: queries read \(name) of every record by its name."
            : "Give the field another name: queries read \(name) of every record by its name."
        return BindFailure(
            .duplicateName, "column name \"\(name)\" conflicts with a system column name", at: column.name.offset,
            help: [help])
    }

    private mutating func add(_ column: DeclaredTable.Column) {
        plan.declared.append(column.name.text)
        plan.decoded.append(
            FieldSpec(
                path: [column.name.text], type: asValue(column.type), notNull: column.isNotNull, timestamps: timestamps)
        )
        add(
            column.name.text, asValue(column.type), .decoded(plan.decoded.count - 1),
            isNullable: !column.isNotNull)
        if case .record(let type) = column.type {
            columns[columns.count - 1].record = RecordColumn(type: type, fields: [:])
        }
    }

    private mutating func add(_ name: String, _ type: DataType, _ column: SourcePlan.Column, isNullable: Bool) {
        columns.append(RelationColumn(name: name, type: type, isNullable: isNullable, index: columns.count))
        plan.columns.append(column)
        plan.schema.fields.append(.init(name: name, type: type, nullable: isNullable))
    }

    /// A generated column, over the columns before it and the fields of their records.
    private mutating func computed(
        _ expr: Expr, _ column: DeclaredTable.Column
    ) throws(BindFailure) -> Expression {
        try addRecordFields()
        let relation = Relation(node: NodeID(0), columns: columns)
        let scope = Scope(items: [.init(name: table.name, relation: relation)])
        let value = try binder.expressions(scope, .generated).bind(expr)
        return try binder.assigned(value, to: column.type, column: column.name.text)
    }

    /// Internal columns for the fields of records that have none yet, and behind them the records as values: what was
    /// read holds other keys, too, and each in its own order and spelling. Those that no query uses are never made.
    private mutating func addRecordFields() throws(BindFailure) {
        for index in columns.indices {
            guard let record = columns[index].record, record.fields.isEmpty, !record.type.fields.isEmpty else {
                continue
            }
            var fields: [[String]: Int] = [:]
            let value = try add(fieldsOf: record.type, below: [columns[index].name], json: index, &fields)
            columns[index].record?.fields = fields
            columns[index].index = value
            columns[value].index = index
        }
    }

    /// The fields of the record that column `json` holds as it was read; returns the column of its value.
    private mutating func add(
        fieldsOf type: RecordType, below path: [String], json: Int, _ fields: inout [[String]: Int]
    ) throws(BindFailure) -> Int {
        var values: [Expression] = []
        for field in type.fields {
            let full = path + [field.name]
            plan.decoded.append(FieldSpec(path: full, type: asValue(field.type), timestamps: timestamps))
            add(full.joined(separator: "."), asValue(field.type), .decoded(plan.decoded.count - 1), isNullable: true)
            var place = columns.count - 1
            columns[place].isInternal = true
            if case .record(let inner) = field.type {
                place = try add(fieldsOf: inner, below: full, json: place, &fields)
            }
            fields[Array(full.dropFirst())] = place
            values.append(Expression(.column(place), type: asValue(field.type), sourceOffset: table.offset))
        }
        let read = Expression(.column(json), type: .jsonb, sourceOffset: table.offset)
        let value = try binder.functions.record(type, values, json: read, at: table.offset)
        add(path.joined(separator: "."), .jsonb, .computed(value), isNullable: columns[json].isNullable)
        columns[columns.count - 1].isInternal = true
        return columns.count - 1
    }

    mutating func addSystemColumns() {
        for column in SystemColumn.allCases where !columns.contains(where: { $0.name == column.rawValue }) {
            add(column.rawValue, column.type, .system(column), isNullable: column == .key || column == .timestamp)
            columns[columns.count - 1].isHidden = true
        }
    }

    /// Finds the event-time column; a time without zone is turned into an instant where its zone is not UTC.
    mutating func setEventTime(_ name: OptionReader.Text?) throws(BindFailure) {
        guard let name else { return }
        guard let index = columns.firstIndex(where: { $0.name == name.value && !$0.isInternal }) else {
            let times = table.columns.filter { $0.type == .timestamptz || $0.type == .timestamp }.map(\.name.text)
            throw BindFailure(
                .unknownColumn, "event_time: column \"\(name.value)\" does not exist in \(table.name)", at: name.offset,
                hint: didYouMean(name.value, among: table.columns.map(\.name.text))
                    ?? (times.count == 1 ? "did you mean \"\(times[0])\"?" : nil))
        }
        let type = columns[index].type
        declaredTimeType = type
        guard type == .timestamptz || type == .timestamp else {
            throw BindFailure(
                .badType, "event_time: column \"\(name.value)\" is of type \(type), not timestamptz or timestamp",
                at: name.offset, help: eventTimeHelp(type, name.value))
        }
        plan.eventTime = index
        if case .decoded(let field) = plan.columns[index] { plan.decoded[field].isMoment = true }
        columns[index].role = .eventTime
        guard type == .timestamp, timestamps.timezone != "UTC" else { return }
        let zone = Expression(.literal(.text(timestamps.timezone)), type: .text, sourceOffset: name.offset)
        let local = Expression(.column(index), type: .timestamp, sourceOffset: name.offset)
        let instant = try binder.functions.call("timezone", [zone, local], at: name.offset)
        add("\(name.value) as an instant", .timestamptz, .computed(instant), isNullable: columns[index].isNullable)
        columns[columns.count - 1].isInternal = true
        plan.eventTime = columns.count - 1
        columns[index].instant = columns.count - 1
    }

    private func eventTimeHelp(_ type: DataType, _ name: String) -> [String] {
        switch type {
        case .bigint, .integer, .numeric, .double:
            ["Declare it timestamptz: numbers are read as Unix times (timestamp_format = 'auto' tells the unit)."]
        case .text: ["Declare it timestamptz and say how it is written with timestamp_format."]
        default: []
        }
    }
}
