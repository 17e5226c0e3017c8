/// What a changed job means for the state of the job as it was.
package struct PlanChange: Sendable, Equatable {
    /// Why it can't go on with that state, a sentence each; empty when it can.
    package var problems: [String] = []
    /// What is different from now on, a sentence each; empty when nothing is.
    package var notes: [String] = []

    package init() {}

    /// The refusal with what to do; nil when the state can be kept.
    package var refusal: String? {
        guard !problems.isEmpty else { return nil }
        return "the job has changed in a way that its state does not allow:\n  "
            + problems.joined(separator: "\n  ")
            + "\nundo the change, or start afresh under another job_name (its tables must be empty or others)"
    }
}

extension PlanFingerprint {
    /// A stateful node as a fingerprint tells of it.
    private struct Table {
        var label: String
        var identity: String
        var facts: [Part]

        var text: String {
            facts.map { "\($0.name.dropFirst(label.utf8.count + 1)) \($0.text)" }.joined(separator: "; ")
        }
    }

    /// Compares with an older fingerprint of the same job. State goes by identity, so what stands beside it in the file
    /// does not matter: sinks and queries may come, and sinks whose state stays in use may go.
    package func change(from old: PlanFingerprint) -> PlanChange {
        var change = PlanChange()
        guard self != old else { return change }
        let (before, tablesBefore) = old.split()
        let (now, tablesNow) = split()
        compareTables(tablesBefore, tablesNow, into: &change)
        let was = Dictionary(before.map { ($0.name, $0.text) }) { first, _ in first }
        let isNow = Dictionary(now.map { ($0.name, $0.text) }) { first, _ in first }
        for part in before where isNow[part.name] == nil {
            if part.name.hasPrefix("sink ") { change.notes.append("\(part.name) is gone: nothing writes it any more") }
        }
        for part in now {
            guard let text = was[part.name] else {
                if part.name.hasPrefix("sink ") {
                    change.notes.append("\(part.name) is new: it gets the rows of epochs from here on")
                } else if part.name.hasPrefix("source "), !part.name.contains(" column ") {
                    change.notes.append("\(part.name) is new: it is read from its start_from")
                }
                continue
            }
            if text == part.text { continue }
            if part.name.hasPrefix(ReadingParts.prefix) {
                change.notes.append(ReadingParts.sentence(part.name, was: text, is: part.text))
            } else if part.name.hasPrefix(AnswerParts.prefix) {
                change.notes.append(AnswerParts.sentence(part.name, was: text, is: part.text))
            } else {
                change.problems.append("\(part.name) was \(text), is \(part.text)")
            }
        }
        return change
    }

    private func compareTables(_ before: [Table], _ now: [Table], into change: inout PlanChange) {
        let kept = Set(before.map(\.identity)).intersection(now.map(\.identity))
        let lost = before.filter { !kept.contains($0.identity) }
        var new = now.filter { !kept.contains($0.identity) }
        for table in lost {
            guard let index = new.firstIndex(where: { $0.label == table.label }) else {
                change.problems.append("state of \(table.label) is gone (\(table.text))")
                continue
            }
            change.problems += differences(table, new.remove(at: index))
        }
        for table in new { change.notes.append("\(table.label) is new: it begins empty, with the next records") }
    }

    private func differences(_ old: Table, _ new: Table) -> [String] {
        let was = Dictionary(old.facts.map { ($0.name, $0.text) }) { first, _ in first }
        let isNow = Set(new.facts.map(\.name))
        var found: [String] = []
        for fact in old.facts where !isNow.contains(fact.name) {
            found.append("\(fact.name) is gone (was \(fact.text))")
        }
        for fact in new.facts {
            guard let text = was[fact.name] else {
                found.append("\(fact.name) is new (\(fact.text))")
                continue
            }
            if text != fact.text { found.append("\(fact.name) was \(text), is \(fact.text)") }
        }
        return found.isEmpty ? ["\(new.label) is computed from other rows"] : found
    }

    /// The stateful nodes, and everything else.
    private func split() -> (rest: [Part], tables: [Table]) {
        var rest: [Part] = []
        var tables: [Table] = []
        for part in parts {
            if part.name.hasPrefix("state ") {
                tables.append(Table(label: String(part.name.dropFirst(6)), identity: part.text, facts: []))
            } else if let last = tables.last, part.name.hasPrefix(last.label + " ") {
                tables[tables.count - 1].facts.append(part)
            } else {
                rest.append(part)
            }
        }
        return (rest, tables)
    }
}
