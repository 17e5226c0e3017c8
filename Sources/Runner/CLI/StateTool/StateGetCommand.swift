import Operators
import StateStore

let stateGetCommand = Command(
    CommandSpec(
        "get", "The groups of a key: its windows and the aggregates' present values.",
        operands: "[JOB|DIR] [COLUMN=VALUE...]", operandCount: 0...50,
        examples: [
            ("state get retail_5m category=Makeup payment_method=COD", "every open window of one group"),
            ("state get retail_5m category=Makeup -o json", "one JSON object a group, with SQL types"),
            ("state get retail_5m --table retail window_end='2026-11-20 12:00+00'", "one window, all its groups"),
            ("state get retail_5m city=NULL", "groups of NULL; city=\"'NULL'\" is the text"),
        ],
        flags: stateFlags + [
            Flag("table", value: "NAME", "only this table"), Flag("limit", value: "N", "at most; default 100"),
        ])
) { arguments, environment in
    let target = try StateTarget(arguments, environment)
    let isNamed = arguments.value("state-dir") == nil
    var wanted: [(column: String, value: String)] = []
    for operand in arguments.operands.dropFirst(isNamed ? 1 : 0) {
        guard let equals = operand.firstIndex(of: "=") else {
            throw UsageError("\(operand) is no condition: write COLUMN=VALUE")
        }
        wanted.append((String(operand[..<equals]), String(operand[operand.index(after: equals)...])))
    }
    let limit = try arguments.integer("limit", in: 1...1_000_000) ?? 100
    let (state, schema) = try target.open()
    let tables = try StateTarget.tables(schema, only: arguments.value("table"))
    let names = tables.flatMap { $0.columns.map(\.name) }
    for (name, _) in wanted where !names.contains(name) {
        let near = suggest(name, among: names).map { "; did you mean \($0)?" } ?? ""
        throw UsageError("no table has a column \"\(name)\"\(near)")
    }
    var found = 0
    var isAsked = false
    var refusal: UsageError?
    for table in tables where found < limit {
        let filter: RowFilter
        do throws(UsageError) {
            guard let made = try RowFilter(wanted, of: table) else { continue }
            filter = made
        } catch {
            // A table in which the column has another type may have the value.
            refusal = error
            continue
        }
        isAsked = true
        var rows: [[Scalar]] = []
        func take(_ row: [Scalar]) -> Bool {
            if filter.takes(row) { rows.append(row) }
            return found + rows.count < limit
        }
        if try table.forEachRow(in: state, leadingKey: filter.leadingKey(table), take) == nil {
            try table.forEachRow(in: state, take)
        }
        found += rows.count
        guard !rows.isEmpty else { continue }
        if target.isJSON {
            for row in rows { Terminal.put("{\"table\":\(jsonText(table.name)),\(table.json(row).dropFirst())\n") }
        } else {
            Terminal.put("\(table.name)\n" + drawTable(table.columns.map(\.name), rows.map(table.texts)))
        }
    }
    if !isAsked, let refusal { throw refusal }
    if found == 0 {
        let what = wanted.isEmpty ? "no groups" : "no group has this key"
        Terminal.say("\(what) in checkpoint epoch \(state.manifest.epoch)")
    }
    return found > 0 ? .done : .failed
}

/// Rows whose columns have wanted values, which are written as in SQL, with or without quotes; NULL is NULL.
struct RowFilter {
    private var conditions: [(index: Int, value: Scalar)] = []

    /// Nil when the table lacks one of the columns. Throws for text that is no value of its column's type.
    init?(_ wanted: [(column: String, value: String)], of table: StateTable) throws(UsageError) {
        for (name, text) in wanted {
            guard let index = table.columns.firstIndex(where: { $0.name == name }) else { return nil }
            conditions.append((index, try RowFilter.value(text, table.columns[index])))
        }
    }

    func takes(_ row: [Scalar]) -> Bool {
        conditions.allSatisfy { RowFilter.isSame(row[$0.index], $0.value) }
    }

    /// The values of the table's key columns, as far as they are all given from the first one on.
    func leadingKey(_ table: StateTable) -> [Scalar] {
        var key: [Scalar] = []
        while key.count < table.keyCount, let condition = conditions.first(where: { $0.index == key.count }) {
            // Equal documents may have different bytes.
            if case .jsonb = table.columns[condition.index].type { break }
            key.append(condition.value)
        }
        return key
    }

    private static func value(_ written: String, _ column: StateTable.Column) throws(UsageError) -> Scalar {
        if written.uppercased() == "NULL" { return .null }
        var text = written
        if text.count >= 2, text.hasPrefix("'"), text.hasSuffix("'") {
            text = text.dropFirst().dropLast().split(separator: "''", omittingEmptySubsequences: false)
                .joined(separator: "'")
        }
        if column.type.physical == .bytes, case .text = column.type { return .text(text) }
        let cast = ExpressionProgram(
            Expression(.assign(Expression(.column(0), type: .text)), type: column.type),
            settings: EvaluationSettings(timezone: .utc))
        var errors = RowErrors()
        let batch = Batch(count: 1, columns: [Column(type: .text, scalars: [.text(text)])])
        let made = cast.evaluate(batch, errors: &errors)
        guard errors.isEmpty else { throw UsageError("\(column.name)=\(written): not a value of \(column.type)") }
        return made[0]
    }

    private static func isSame(_ a: Scalar, _ b: Scalar) -> Bool {
        switch (a, b) {
        case (.null, .null): true
        case (.boolean(let a), .boolean(let b)): a == b
        case (.int64(let a), .int64(let b)): a == b
        case (.double(let a), .double(let b)): a == b || a.isNaN && b.isNaN
        case (.decimal(let a), .decimal(let b)): Decimal.compare(a, b) == 0
        case (.interval(let a), .interval(let b)): a.comparisonMicros == b.comparisonMicros
        case (.bytes(let a), .bytes(let b)): a == b
        default: false
        }
    }
}

let stateVerifyCommand = Command(
    CommandSpec(
        "verify", "Reads every byte of every checkpoint and compares it with its checksum.",
        operands: "[JOB|DIR]", operandCount: 0...1,
        examples: [("state verify retail_5m", "exit 0 when all is well, 1 when something is damaged")],
        flags: stateFlags)
) { arguments, environment in
    let target = try StateTarget(arguments, environment)
    let reports = try target.inspector.checkpoints(.contents)
    for report in reports {
        let verdict = report.isUsable ? "good" : report.problems.map(\.description).joined(separator: ", ")
        let bytes = report.manifest?.byteCount ?? 0
        if target.isJSON {
            Terminal.put(
                "{\"epoch\":\(report.epoch),\"bytes\":\(bytes),\"good\":\(report.isUsable),"
                    + "\"verdict\":\(jsonText(verdict))}\n")
        } else {
            Terminal.put("checkpoint \(report.epoch)  \(humanBytes(bytes))  \(verdict)\n")
        }
    }
    let records = try target.inspector.boundaries()
    if !target.isJSON {
        Terminal.put("journal  \(records.count) boundaries\(records.last.map { ", last epoch \($0.epoch)" } ?? "")\n")
    }
    return reports.allSatisfy(\.isUsable) ? .done : .failed
}
