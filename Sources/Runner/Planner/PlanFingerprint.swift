import Operators
import StateStore

/// What the state of a job depends on: one text for each stateful node, and a hash over all of them.
///
/// A job whose fingerprint differs cannot go on with old state; `differences` says why in words.
package struct PlanFingerprint: Sendable, Hashable {
    /// One part of what state depends on: `daily_total aggregate 1`, and its text.
    package struct Part: Sendable, Hashable {
        package let name: String
        package let text: String

        package init(name: String, text: String) {
            self.name = name
            self.text = text
        }
    }

    /// In the order of the plan.
    package let parts: [Part]

    package init(parts: [Part]) {
        self.parts = parts
    }

    /// The canonical text: one line a part, `name: text`.
    package var text: String { parts.map { "\($0.name): \($0.text)\n" }.joined() }

    /// FNV-1a of the canonical text, 16 hexadecimal digits.
    package var hash: String { hashText(text) }

    /// Reads a canonical text back; nil for what is none.
    package init?(text: String) {
        var parts: [Part] = []
        for line in text.split(separator: "\n") {
            guard let colon = line.firstRange(of: ": ") else { return nil }
            parts.append(Part(name: String(line[..<colon.lowerBound]), text: String(line[colon.upperBound...])))
        }
        self.parts = parts
    }

    /// What changed from an older fingerprint to this one, a sentence for each change; empty when state can be kept.
    package func differences(from old: PlanFingerprint) -> [String] {
        let before = Dictionary(old.parts.map { ($0.name, $0.text) }) { first, _ in first }
        let now = Dictionary(parts.map { ($0.name, $0.text) }) { first, _ in first }
        var found: [String] = []
        for part in old.parts where now[part.name] == nil { found.append("\(part.name) is gone (was \(part.text))") }
        for part in parts {
            guard let was = before[part.name] else {
                found.append("\(part.name) is new (\(part.text))")
                continue
            }
            if was != part.text { found.append("\(part.name) was \(was), is \(part.text)") }
        }
        return found
    }
}

extension PlanFingerprint {
    /// The fingerprint of a pruned plan.
    init(_ plan: LogicalPlan, settings: JobSettings) {
        var parts: [Part] = [Part(name: "timezone", text: settings.timezone)]
        let texts = PlanTexts(plan)
        for source in plan.sources {
            parts.append(Part(name: "source \(source.name)", text: Self.text(of: source)))
            for (name, text) in Self.computed(of: source) {
                parts.append(Part(name: "source \(source.name) column \(name)", text: text))
            }
        }
        for node in plan.nodes {
            guard let (kind, facts) = Self.state(of: node, in: plan, texts) else { continue }
            let owner = Self.owner(of: node.id, in: plan)
            parts.append(Part(name: "\(owner) \(kind) table", text: "\(node.id.index)"))
            for (name, fact) in facts { parts.append(Part(name: "\(owner) \(kind) \(name)", text: fact)) }
        }
        for sink in plan.sinks { parts.append(Part(name: "sink \(sink.name)", text: Self.text(of: sink))) }
        self.init(parts: parts)
    }

    /// What the generated columns compute, by their names.
    private static func computed(of source: SourcePlan) -> [(String, String)] {
        let names = source.schema.fields.map(\.name)
        return zip(source.columns, names).compactMap { column, name in
            guard case .computed(let value) = column else { return nil }
            return (name, expressionText(value) { names[$0] })
        }
    }

    /// Positions of the source are part of the state.
    private static func text(of source: SourcePlan) -> String {
        switch source.connector {
        case .kafka(let options): "kafka topic \(options.topic)"
        case .generator(let options):
            "generator \(options.profile) seed \(options.seed) partitions \(options.partitions)"
        }
    }

    private static func text(of sink: SinkPlan) -> String {
        let target: String
        switch sink.connector {
        case .postgres(_, let schema, let table, _): target = "postgres \(schema.map { "\($0)." } ?? "")\(table)"
        case .console: target = "console"
        case .blackhole: target = "blackhole"
        }
        return "\(target) emit \(sink.emit.rawValue)"
    }

    /// Name of the first sink whose rows a node helps to make.
    private static func owner(of node: NodeID, in plan: LogicalPlan) -> String {
        func reads(_ reader: NodeID) -> Bool {
            reader == node || plan.nodes[reader.index].inputs.contains(where: reads)
        }
        return plan.sinks.first { reads($0.input) }?.name ?? ""
    }

    /// An aggregate with the type that its state is made for.
    private static func typed(_ call: AggregateCall, _ text: String) -> String {
        call.argumentType.map { "\(text) of \($0)" } ?? text
    }

    /// What a node keeps and over which rows, in words; nil for nodes without state.
    private static func state(
        of node: PlanNode, in plan: LogicalPlan, _ texts: PlanTexts
    ) -> (kind: String, facts: [(String, String)])? {
        switch node.kind {
        case .source, .filter, .project, .window: return nil
        case .aggregate(let input, let spec):
            let below = texts.columns[input.index]
            var facts = [
                (
                    "keys",
                    spec.keys.map { "\(below[$0]) \(plan.nodes[input.index].output.fields[$0].type)" }
                        .joined(separator: ", ")
                )
            ]
            if let window = texts.window(below: input) { facts.append(("window", window)) }
            facts.append(("aggregates", spec.calls.map { typed($0, texts.text($0, below)) }.joined(separator: ", ")))
            facts.append(("rows", texts.rows(input)))
            if let ttl = spec.stateTTLMicros { facts.append(("state_ttl", describeDuration(micros: ttl))) }
            return ("aggregate", facts)
        case .running(let input, let calls):
            let below = texts.columns[input.index]
            return ("running", [("totals", calls.map { texts.text($0, below) }.joined(separator: ", "))])
        }
    }
}

/// FNV-1a of a text, 16 hexadecimal digits.
func hashText(_ text: String) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}
