import Operators
import StateStore

let stateGetCommand = Command(
    CommandSpec(
        "get", "The groups of a key: its windows and the aggregates' present values.",
        operands: "[JOB|DIR] COLUMN=VALUE...", operandCount: 1...50,
        examples: [
            ("state get retail_5m category=Makeup payment_method=COD", "every open window of one group"),
            ("state get retail_5m category=Makeup -o json", "one JSON object a group"),
        ],
        flags: stateFlags + [
            Flag("table", value: "NAME", "only this table"), Flag("limit", value: "N", "at most; default 100"),
        ])
) { arguments, environment in
    let target = try StateTarget(arguments, environment)
    var wanted: [(String, String)] = []
    for operand in arguments.operands {
        guard let equals = operand.firstIndex(of: "=") else { continue }
        wanted.append((String(operand[..<equals]), String(operand[operand.index(after: equals)...])))
    }
    let limit = try arguments.integer("limit", in: 1...1_000_000) ?? 100
    let (state, schema) = try target.open()
    guard let schema else { throw JobError(.failed, "this checkpoint does not say what its tables hold") }
    let names = schema.tables.flatMap { $0.keys.map(\.name) }
    for (name, _) in wanted where !names.contains(name) {
        let near = suggest(name, among: names).map { "; did you mean \($0)?" } ?? ""
        throw UsageError("no table has a key column \"\(name)\"\(near)")
    }
    var found = 0
    for table in schema.tables where arguments.value("table").map({ $0 == table.name }) ?? true {
        guard wanted.allSatisfy({ pair in table.keys.contains { $0.name == pair.0 } }) else { continue }
        found += try print(table, state, wanted, limit - found, target.isJSON)
    }
    if found == 0 { Terminal.say("no group has this key in checkpoint epoch \(state.manifest.epoch)") }
    return found > 0 ? .done : .failed
}

/// Prints the groups of a table whose key columns have these texts; returns how many.
private func print(
    _ table: StateSchema.Table, _ state: InspectedState, _ wanted: [(String, String)], _ limit: Int, _ isJSON: Bool
) throws -> Int {
    guard let layout = table.layout, limit > 0 else { return 0 }
    let reader = StateReader(layout: layout)
    var rows: [[String]] = []
    var failure: OperatorError?
    _ = try state.store.scan(.table(TableID(table.id))) { key, value in
        do throws(OperatorError) {
            let group = try reader.group(key: key, value: value)
            let keys = group.keys.map(cellText)
            for (name, text) in wanted {
                guard let index = table.keys.firstIndex(where: { $0.name == name }), keys[index] == text else {
                    return true
                }
            }
            let window = table.isWindowed ? [rfc3339(group.windowStart), rfc3339(group.windowEnd)] : []
            rows.append(keys + window + group.aggregates.map(cellText))
        } catch {
            failure = error
            return false
        }
        return rows.count < limit
    }
    if let failure { throw JobError(failure) }
    let names =
        table.keys.map(\.name) + (table.isWindowed ? ["window_start", "window_end"] : [])
        + table.aggregates.map(\.name)
    guard !rows.isEmpty else { return 0 }
    if isJSON {
        for row in rows {
            let pairs = zip(names, row).map { "\(jsonText($0)):\(jsonText($1))" }
            Terminal.put("{\"table\":\(jsonText(table.name)),\(pairs.joined(separator: ","))}\n")
        }
    } else {
        Terminal.put("\(table.name)\n" + drawTable(names, rows))
    }
    return rows.count
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
