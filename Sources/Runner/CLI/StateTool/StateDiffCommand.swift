import Operators
import StateStore

let stateDiffCommand = Command(
    CommandSpec(
        "diff", "Groups that one checkpoint has and another has not, or has with other values.",
        operands: "[JOB|DIR] [FROM TO]", operandCount: 0...3,
        examples: [
            ("state diff retail_5m", "the two newest checkpoints"),
            ("state diff retail_5m 1200 1260", "those of two epochs; state inspect lists them"),
            ("state diff retail_5m --table retail -o json", "one object a group: change, before, after"),
        ],
        flags: stateFlags + [
            Flag("table", value: "NAME", "only this table"), Flag("limit", value: "N", "at most; default 1000"),
        ])
) { arguments, environment in
    let target = try StateTarget(arguments, environment)
    let epochs = arguments.operands.dropFirst(arguments.value("state-dir") == nil ? 1 : 0).map { $0 }
    let limit = try arguments.integer("limit", in: 1...100_000_000) ?? 1000
    let (from, to) = try checkpointPair(target, epochs)
    var diff = StateDiff(
        before: from.state, after: to.state, limit: limit, isJSON: target.isJSON)
    let old = try StateTarget.tables(from.schema, only: nil)
    let new = try StateTarget.tables(to.schema, only: nil)
    let name = arguments.value("table")
    if let name, !(old + new).contains(where: { $0.name == name }) {
        _ = try StateTarget.tables(to.schema, only: name)
    }
    func key(_ table: StateTable) -> String { table.id.map { "\($0.rawValue)" } ?? table.name }
    for table in old where name.map({ $0 == table.name }) ?? true {
        try diff.compare(table, new.first { key($0) == key(table) })
    }
    for table in new where name.map({ $0 == table.name }) ?? true {
        if !old.contains(where: { key($0) == key(table) }) { try diff.compare(nil, table) }
    }
    Terminal.say(
        "epoch \(from.state.manifest.epoch) to \(to.state.manifest.epoch): \(diff.added) added, "
            + "\(diff.changed) changed, \(diff.removed) removed"
            + (diff.isCut ? "; only the first \(limit) are shown (--limit)" : ""))
    return .done
}

private typealias OpenedCheckpoint = (state: InspectedState, schema: StateSchema?)

private func checkpointPair(_ target: StateTarget, _ words: [String]) throws -> (OpenedCheckpoint, OpenedCheckpoint) {
    guard !words.isEmpty else {
        let newest = try target.inspector.checkpoints().filter(\.isUsable).prefix(2).map(\.epoch)
        guard newest.count == 2 else {
            throw JobError(.failed, "\(target.inspector.path) has no two usable checkpoints yet")
        }
        return (
            try target.open(epoch: Int(newest[1].rawValue)), try target.open(epoch: Int(newest[0].rawValue))
        )
    }
    let numbers = words.compactMap(Int.init)
    guard words.count == 2, numbers.count == 2 else {
        throw UsageError("two checkpoints are compared: write their epochs, FROM TO, or none for the two newest")
    }
    return (try target.open(epoch: numbers[0]), try target.open(epoch: numbers[1]))
}

/// Two checkpoints side by side, a table at a time.
struct StateDiff {
    let before: InspectedState
    let after: InspectedState
    let limit: Int
    let isJSON: Bool
    private(set) var added = 0
    private(set) var removed = 0
    private(set) var changed = 0

    /// One group that differs. A group that holds several rows has them all.
    private struct Difference {
        let old: [[Scalar]]
        let new: [[Scalar]]
    }

    init(before: InspectedState, after: InspectedState, limit: Int, isJSON: Bool) {
        self.before = before
        self.after = after
        self.limit = limit
        self.isJSON = isJSON
    }

    /// Whether more differ than are shown.
    var isCut: Bool { added + removed + changed > limit }

    /// Shows what differs in a table; nil for a table that a checkpoint has not.
    mutating func compare(_ old: StateTable?, _ new: StateTable?) throws {
        guard let shown = new ?? old else { return }
        let earlier = added + removed + changed
        var differences: [Difference] = []
        if let id = shown.id {
            var failure: (any Error)?
            let room = limit - earlier
            var counts = (added: 0, removed: 0, changed: 0)
            try before.compare(with: after, in: .table(id)) { kind, key, left, right in
                guard failure == nil else { return }
                do {
                    let difference = Difference(
                        old: try left.map { try (old ?? shown).rows(key, $0) } ?? [],
                        new: try right.map { try shown.rows(key, $0) } ?? [])
                    switch kind {
                    case .added: counts.added += 1
                    case .removed: counts.removed += 1
                    case .changed:
                        // What an operator keeps beside the values may have changed alone.
                        if difference.old.map((old ?? shown).json) == difference.new.map(shown.json) { return }
                        counts.changed += 1
                    }
                    if differences.count < room { differences.append(difference) }
                } catch {
                    failure = error
                }
            }
            if let failure { throw failure }
            added += counts.added
            removed += counts.removed
            changed += counts.changed
        } else {
            differences = try compareTotals(old, new)
        }
        show(shown, Array(differences.prefix(max(0, limit - earlier))))
    }

    /// Tables that do not lie in the store are small; their leading columns tell rows apart.
    private mutating func compareTotals(_ old: StateTable?, _ new: StateTable?) throws -> [Difference] {
        var left: [String: [Scalar]] = [:]
        var right: [String: [Scalar]] = [:]
        try old?.forEachRow(in: before) { row in
            left[old?.groupText(row) ?? ""] = row
            return true
        }
        try new?.forEachRow(in: after) { row in
            right[new?.groupText(row) ?? ""] = row
            return true
        }
        var found: [Difference] = []
        for key in Set(left.keys).union(right.keys).sorted() {
            switch (left[key], right[key]) {
            case (let one?, let other?):
                guard old?.json(one) != new?.json(other) else { continue }
                changed += 1
                found.append(Difference(old: [one], new: [other]))
            case (let one?, nil):
                removed += 1
                found.append(Difference(old: [one], new: []))
            case (nil, let other?):
                added += 1
                found.append(Difference(old: [], new: [other]))
            case (nil, nil): continue
            }
        }
        return found
    }

    private func show(_ table: StateTable, _ differences: [Difference]) {
        guard !differences.isEmpty else { return }
        if isJSON {
            for difference in differences { Terminal.put(json(table, difference)) }
            return
        }
        var lines: [[String]] = []
        for difference in differences {
            if difference.old.count == 1, difference.new.count == 1 {
                let pairs = zip(table.texts(difference.old[0]), table.texts(difference.new[0]))
                lines.append(["changed"] + pairs.map { $0 == $1 ? $0 : "\(mark($0)) -> \(mark($1))" })
                continue
            }
            let isChange = !difference.old.isEmpty && !difference.new.isEmpty
            lines += difference.old.map { [isChange ? "before" : "removed"] + table.texts($0) }
            lines += difference.new.map { [isChange ? "after" : "added"] + table.texts($0) }
        }
        Terminal.put("\(table.name)\n" + drawTable(["change"] + table.columns.map(\.name), lines))
    }

    /// Nothing would be hard to see beside an arrow.
    private func mark(_ text: String) -> String { text.isEmpty ? "NULL" : text }

    private func json(_ table: StateTable, _ difference: Difference) -> String {
        let kind = difference.old.isEmpty ? "added" : difference.new.isEmpty ? "removed" : "changed"
        func side(_ rows: [[Scalar]]) -> String {
            if rows.isEmpty { return "null" }
            if rows.count == 1 { return table.json(rows[0]) }
            return "[\(rows.map(table.json).joined(separator: ","))]"
        }
        return "{\"table\":\(jsonText(table.name)),\"change\":\"\(kind)\",\"before\":\(side(difference.old)),"
            + "\"after\":\(side(difference.new))}\n"
    }
}
