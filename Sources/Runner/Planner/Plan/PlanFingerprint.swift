import Operators
import StateStore

/// What the state of a job depends on: sources, sinks, and each stateful node with its identity and what makes it up.
///
/// `change(from:)` says what a job whose fingerprint differs may keep of the old one's state.
package struct PlanFingerprint: Sendable, Hashable {
    /// One part of what state depends on: `daily_total aggregate 1`, and its text.
    package struct Part: Sendable, Hashable {
        package let name: String
        package let text: String

        package init(name: String, text: String) {
            self.name = name
            self.text = text
        }

        /// What becomes of records that can't be used.
        var isPolicy: Bool { name.hasPrefix(ReadingParts.prefix) && name.hasSuffix(" on_error") }
    }

    /// In the order of the plan.
    package let parts: [Part]

    package init(parts: [Part]) {
        self.parts = parts
    }

    /// The canonical text: one line a part, `name: text`.
    package var text: String { parts.map { "\($0.name): \($0.text)\n" }.joined() }

    /// The same of what an epoch makes of its records in the state: without how rows are computed from that.
    private var stateText: String {
        PlanFingerprint(parts: parts.filter { !$0.name.hasPrefix(AnswerParts.prefix) }).text
    }

    /// FNV-1a of what decides about the state, 16 hexadecimal digits.
    package var hash: String { hashText(stateText) }

    /// The same as a number: what boundaries are marked with.
    package var number: UInt64 { hashNumber(stateText) }

    /// Numbers of the jobs whose epochs this one makes again alike: its own, and those of jobs that end at a record
    /// which this one would leave out (`on_error`): an epoch of theirs has no such record.
    package var replayable: Set<UInt64> {
        var found = [parts]
        for (index, part) in parts.enumerated() where part.isPolicy && part.text != RecordPolicy.fail.rawValue {
            guard found.count < 64 else { break }
            found += found.map { parts in
                var parts = parts
                parts[index] = Part(name: part.name, text: RecordPolicy.fail.rawValue)
                return parts
            }
        }
        return Set(found.map { PlanFingerprint(parts: $0).number })
    }

    /// Names of the sinks.
    package var sinkNames: [String] {
        parts.filter { $0.name.hasPrefix("sink ") }.map { String($0.name.dropFirst(5)) }
    }

    /// Reads a canonical text back; nil for what is none.
    package init?(text: String) {
        var parts: [Part] = []
        for line in text.split(separator: "\n") {
            guard let colon = line.firstRange(of: ": ") else { return nil }
            parts.append(Part(name: String(line[..<colon.lowerBound]), text: String(line[colon.upperBound...])))
        }
        self.parts = parts
    }
}

extension PlanFingerprint {
    /// The fingerprint of a pruned plan.
    init(_ plan: LogicalPlan, settings: JobSettings) {
        var parts: [Part] = [Part(name: "timezone", text: settings.timezone)]
        for source in plan.sources {
            parts.append(Part(name: "source \(source.name)", text: Self.text(of: source)))
            for (name, text) in Self.computed(of: source) {
                parts.append(Part(name: "source \(source.name) column \(name)", text: text))
            }
        }
        parts += ReadingParts.of(plan)
        let texts = PlanTexts(plan)
        for node in plan.statefulNodes(texts) {
            parts.append(Part(name: "state \(node.label)", text: node.identity))
            for fact in node.facts { parts.append(Part(name: "\(node.label) \(fact.name)", text: fact.text)) }
        }
        for sink in plan.sinks { parts.append(Part(name: "sink \(sink.name)", text: Self.text(of: sink))) }
        parts += AnswerParts.of(plan, texts)
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
        case .file(let options): "file \(options.path)"
        case .postgres(let options): "postgres \(options.text)"
        case .generator(let options):
            "generator \(options.profile) seed \(options.seed) partitions \(options.partitions)"
        }
    }

    private static func text(of sink: SinkPlan) -> String {
        let target: String
        switch sink.connector {
        case .postgres(_, let schema, let table, _): target = "postgres \(schema.map { "\($0)." } ?? "")\(table)"
        case .mysql(_, let schema, let table, _): target = "mysql \(schema.map { "\($0)." } ?? "")\(table)"
        case .file(let options): target = "file \(options.path)"
        case .kafka(let options): target = "kafka topic \(options.topic)"
        case .console: target = "console"
        case .blackhole: target = "blackhole"
        }
        return "\(target) emit \(sink.emit.rawValue)"
    }
}

/// FNV-1a of a text.
func hashNumber(_ text: String) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hash
}

/// FNV-1a of a text, 16 hexadecimal digits.
func hashText(_ text: String) -> String {
    let hash = hashNumber(text)
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}
