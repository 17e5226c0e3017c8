import Operators

/// How records become rows and times: what may be changed between two runs, and not under epochs that are made again.
///
/// ```
/// reading purchases on_error: skip
/// reading purchases columns: id bigint NOT NULL; price integer
/// ```
/// Left out is what says where records come from and not what they mean: addresses, `start_from`, speed.
enum ReadingParts {
    static let prefix = "reading "

    static func of(_ plan: LogicalPlan) -> [PlanFingerprint.Part] {
        plan.sources.flatMap { parts($0, decoding($0) + times($0)) }
            + plan.lookups.flatMap { lookup in
                let key = lookup.key.map { lookup.source.schema.fields[$0].name }.joined(separator: ", ")
                return parts(lookup.source, decoding(lookup.source) + [("key", key)])
            }
    }

    private static func parts(_ source: SourcePlan, _ facts: [(String, String)]) -> [PlanFingerprint.Part] {
        facts.map { name, text in
            PlanFingerprint.Part(
                name: "\(prefix)\(source.name) \(name)", text: text.split(separator: "\n").joined(separator: "\\n"))
        }
    }

    private static func decoding(_ source: SourcePlan) -> [(String, String)] {
        var facts: [(String, String)] = []
        switch source.connector {
        case .kafka(let options): facts.append(("format", options.layout == nil ? "json" : "csv"))
        case .generator(let options): facts.append(("count", options.count.map(String.init) ?? "without end"))
        case .postgres(let options): facts.append(("table", options.text))
        case .file(let options):
            facts.append(("format", options.formatName))
            facts.append(("follow", "\(options.follows)"))
        }
        if let layout = source.connector.layout {
            let delimiter = layout.delimiter == 9 ? "\\t" : String(UnicodeScalar(layout.delimiter))
            facts.append(("delimiter", "'\(delimiter)'"))
            facts.append(("header", "\(layout.hasHeader)"))
            if !layout.hasHeader { facts.append(("fields", source.declared.joined(separator: ", "))) }
        }
        // Their order in the file means nothing.
        let columns = source.decoded.map { field in
            "\(field.path.joined(separator: ".")) \(field.type)\(field.notNull ? " NOT NULL" : "")"
        }
        facts.append(("columns", columns.sorted().joined(separator: "; ")))
        if let field = source.decoded.first(where: { isTime($0.type) }) {
            facts.append(("timestamp_format", text(field.timestamps.form)))
            facts.append(("timezone", field.timestamps.timezone))
        }
        return facts
    }

    private static func times(_ source: SourcePlan) -> [(String, String)] {
        var facts = [("on_error", source.onError.rawValue), ("late", source.late.rawValue)]
        guard let column = source.eventTime else { return facts + [("event_time", "none")] }
        facts.append(("event_time", source.schema.fields[column].name))
        let delay = source.waitsForEnd ? "none" : describeDuration(micros: source.watermarkDelayMicros)
        facts.append(("watermark_delay", delay))
        facts.append(("idle_timeout", source.idleTimeoutMicros.map { describeDuration(micros: $0) } ?? "none"))
        facts.append(("max_future_skew", describeDuration(micros: source.maxFutureSkewMicros)))
        return facts
    }

    private static func isTime(_ type: DataType) -> Bool {
        switch type {
        case .timestamptz, .timestamp, .date: true
        case .array(let element): isTime(element)
        case .record: true
        default: false
        }
    }

    private static func text(_ form: TimestampFormat.Form) -> String {
        switch form {
        case .auto: "auto"
        case .unixSeconds: "unix_seconds"
        case .unixMillis: "unix_millis"
        case .unixMicros: "unix_micros"
        case .unixNanos: "unix_nanos"
        case .rfc3339: "rfc3339"
        case .template(let template): "'\(template)'"
        }
    }

    /// `watermark_delay of purchases was 1 minute, is 5 minutes`.
    static func sentence(_ name: String, was old: String, is new: String) -> String {
        let words = name.dropFirst(prefix.utf8.count)
        let space = words.lastIndex(of: " ") ?? words.startIndex
        let (source, fact) = (words[..<space], words[space...].dropFirst())
        guard fact == "columns" else { return "\(fact) of \(source) was \(old), is \(new)" }
        let (before, now) = (columns(old), columns(new))
        let gone = before.filter { !now.contains($0) }.joined(separator: "; ")
        let added = now.filter { !before.contains($0) }.joined(separator: "; ")
        if gone.isEmpty { return "columns of \(source) that are read now have \(added)" }
        if added.isEmpty { return "columns of \(source) that are read no longer have \(gone)" }
        return "columns of \(source) that are read had \(gone), have \(added)"
    }

    private static func columns(_ text: String) -> [String] {
        var found: [String] = []
        var rest = Substring(text)
        while let end = rest.firstRange(of: "; ") {
            found.append(String(rest[..<end.lowerBound]))
            rest = rest[end.upperBound...]
        }
        return found + [String(rest)]
    }
}
