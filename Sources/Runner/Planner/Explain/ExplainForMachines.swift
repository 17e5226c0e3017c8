import Operators

extension Explanation {
    /// The plan as one JSON object on one line: sources, nodes with their inputs, sinks, fingerprint.
    package func json(now: Int64? = nil) -> String {
        let sources = job.plan.sources.map { source in
            object([
                ("name", string(source.name)), ("from", string(origin(source))),
                ("fields", array(source.decoded.map { string($0.path.joined(separator: ".")) })),
                ("event_time", source.eventTime.map { string(source.schema.fields[$0].name) } ?? "null"),
                ("watermark_delay_micros", source.waitsForEnd ? "null" : "\(source.watermarkDelayMicros)"),
                ("idle_timeout_micros", source.idleTimeoutMicros.map { "\($0)" } ?? "null"),
                ("on_error", string(source.onError.rawValue)), ("late", string(source.late.rawValue)),
            ])
        }
        let nodes = job.plan.nodes.map { node in
            object([
                ("id", "\(node.id.index)"), ("kind", string(node.kindName)), ("text", string(describe(node))),
                ("inputs", array(node.inputs.map { "\($0.index)" })), ("columns", columns(node.output)),
            ])
        }
        let sinks = job.plan.sinks.map { sink in
            object([
                ("name", string(sink.name)), ("to", string(target(sink))), ("input", "\(sink.input.index)"),
                ("columns", columns(sink.columns)),
                ("key", array(sink.primaryKey.map { string(sink.columns.fields[$0].name) })),
                ("single_row", "\(sink.singleRow)"), ("emit", string(sink.emit.rawValue)),
                ("emit_interval_micros", "\(sink.emitIntervalMicros)"),
                ("due", due(sink, now: now).map(string) ?? "null"),
            ])
        }
        return object([
            ("job", name.map(string) ?? "null"), ("fingerprint", string(job.fingerprint.hash)),
            ("sources", array(sources)), ("nodes", array(nodes)), ("sinks", array(sinks)),
        ])
    }

    /// The plan as a graph for Graphviz.
    package func dot() -> String {
        var lines = ["digraph job {", "  rankdir=LR;", "  node [shape=box, fontname=\"monospace\"];"]
        for node in job.plan.nodes {
            lines.append("  n\(node.id.index) [label=\(string(wrapped(describe(node))))];")
            for input in node.inputs { lines.append("  n\(input.index) -> n\(node.id.index);") }
        }
        for (index, sink) in job.plan.sinks.enumerated() {
            let label = wrapped("\(sink.name) -> \(target(sink)): \(manner(sink))")
            lines.append("  s\(index) [shape=cds, label=\(string(label))];")
            lines.append("  n\(sink.input.index) -> s\(index);")
        }
        return lines.joined(separator: "\n") + "\n}\n"
    }

    /// Lines of some 60 characters, broken at blanks.
    private func wrapped(_ text: String) -> String {
        var lines: [String] = [""]
        for word in text.split(separator: " ") {
            if lines[lines.count - 1].count + word.count > 60 { lines.append("") }
            lines[lines.count - 1] += (lines[lines.count - 1].isEmpty ? "" : " ") + word
        }
        return lines.joined(separator: "\n")
    }

    private func columns(_ schema: Schema) -> String {
        array(schema.fields.map { object([("name", string($0.name)), ("type", string("\($0.type)"))]) })
    }

    private func object(_ fields: [(String, String)]) -> String {
        "{" + fields.map { "\(string($0)):\($1)" }.joined(separator: ",") + "}"
    }

    private func array(_ items: [String]) -> String { "[" + items.joined(separator: ",") + "]" }

    /// A JSON string; Graphviz reads the same escapes.
    private func string(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case _ where scalar.value < 32: result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

extension PlanNode {
    /// `source`, `filter`, `project`, `window`, `aggregate`, `running`, `union`, `sessions`, `rank`, `pack`,
    /// `unpack`, `unnest`, `lookup`, `sides` or `join`.
    package var kindName: String {
        switch kind {
        case .source: "source"
        case .filter: "filter"
        case .project: "project"
        case .window: "window"
        case .aggregate: "aggregate"
        case .running: "running"
        case .union: "union"
        case .sessions: "sessions"
        case .unnest: "unnest"
        case .lookup: "lookup"
        case .rank: "rank"
        case .pack: "pack"
        case .unpack: "unpack"
        case .sides: "sides"
        case .join: "join"
        }
    }
}
