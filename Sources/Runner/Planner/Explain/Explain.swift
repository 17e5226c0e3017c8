import Operators

/// A plan for people: what is read, what is done with it, where it goes and when the first row is due.
///
/// ```
/// daily_total -> console: every group each 10 seconds
/// └─ project "Timestamp" = window_start, "Running_total" = sum(price)
///    └─ aggregate by window: sum(price)
///       └─ window 1 day on ts, zone Asia/Jakarta
///          └─ source purchases
/// ```
package struct Explanation: Sendable {
    let job: PlannedJob
    let texts: PlanTexts
    /// Nodes that more than one node or sink reads.
    let shared: Set<Int>
    /// The job's name: its own, or the file's.
    let name: String?

    package init(_ job: PlannedJob, name: String? = nil) {
        self.job = job
        self.name = job.settings.jobName ?? name
        texts = PlanTexts(job.plan)
        var readers = [Int](repeating: 0, count: job.plan.nodes.count)
        for node in job.plan.nodes { for input in node.inputs { readers[input.index] += 1 } }
        for sink in job.plan.sinks { readers[sink.input.index] += 1 }
        shared = Set(readers.indices.filter { readers[$0] > 1 })
    }

    /// The whole text; ends with a line feed.
    ///
    /// - Parameter now: the present, microseconds since 2000-01-01; with it each windowed sink says when its first
    ///   final row is due if events are as old as the clock says.
    package func text(now: Int64? = nil) -> String {
        var lines = [heading]
        for source in job.plan.sources {
            lines.append("")
            lines += describe(source)
        }
        var printed: Set<Int> = []
        for sink in job.plan.sinks {
            lines.append("")
            lines.append("\(sink.name) -> \(target(sink)): \(manner(sink))")
            if let comment = job.comments[sink.name] { lines.append("  -- \(comment)") }
            if let due = due(sink, now: now) { lines.append("  \(due)") }
            lines += tree(sink.input, indent: "", &printed)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// For each sink that has any, when its first row is due: `daily: first final row expected at ...`.
    package func consequences(now: Int64? = nil) -> [String] {
        job.plan.sinks.compactMap { sink in due(sink, now: now).map { "\(sink.name): \($0)" } }
    }

    private var heading: String {
        let settings = job.settings
        let lanes = job.laneCount()
        var parts = [
            "commits every \(describeDuration(micros: settings.commitIntervalMicros))",
            "checkpoints every \(describeDuration(micros: settings.checkpointIntervalMicros))",
            "\(lanes) lane\(lanes == 1 ? "" : "s")",
            "memory \(describeByteSize(settings.memoryBytes))", "zone \(settings.timezone)",
        ]
        if let ttl = settings.stateTTLMicros { parts.append("keys forgotten after \(describeDuration(micros: ttl))") }
        return "job \(name ?? "without a name"): \(parts.joined(separator: ", "))"
    }

    // MARK: Sources

    private func describe(_ source: SourcePlan) -> [String] {
        var lines = ["source \(source.name): \(origin(source))"]
        if let comment = job.comments[source.name] { lines.append("  -- \(comment)") }
        let fields = source.decoded.map { field in
            "\(field.path.joined(separator: ".")) \(field.type)\(field.notNull ? " NOT NULL" : "")"
        }
        lines.append("  reads \(fields.isEmpty ? "no field" : fields.joined(separator: ", "))")
        lines += computed(source)
        var policy: [String] = []
        if let time = source.eventTime {
            policy.append("event time \(source.schema.fields[time].name)")
            policy.append(
                source.waitsForEnd
                    ? "no watermark before the end of the files"
                    : "watermark \(describeDuration(micros: source.watermarkDelayMicros)) behind the latest event")
            if let idle = source.idleTimeoutMicros {
                policy.append("a partition is idle after \(describeDuration(micros: idle))")
            }
            policy.append("late rows: \(source.late.rawValue)")
        }
        policy.append("bad records: \(source.onError.rawValue)")
        lines.append("  \(policy.joined(separator: ", "))")
        return lines
    }

    private func computed(_ source: SourcePlan) -> [String] {
        let names = source.schema.fields.map(\.name)
        let texts = zip(source.columns, names).compactMap { column, name -> String? in
            guard case .computed(let value) = column else { return nil }
            return "\(name) = \(self.texts.unwrapped(expressionText(value) { names[$0] }))"
        }
        return texts.isEmpty ? [] : ["  computes \(texts.joined(separator: ", "))"]
    }

    func origin(_ source: SourcePlan) -> String {
        switch source.connector {
        case .kafka(let options):
            "kafka topic \(options.topic) at \(options.bootstrapServers), "
                + "\(options.layout == nil ? "" : "csv, ")from \(options.startFrom.inWords)"
        case .file(let options):
            "files \(options.path), \(options.formatName)\(options.follows ? ", followed" : "")"
        case .generator(let options):
            "generator \(options.profile), seed \(options.seed)"
        case .postgres(let options):
            "postgres \(options.text) at \(options.connectionName.contains("://") ? "a URI" : options.connectionName)"
        }
    }

    // MARK: Sinks

    func target(_ sink: SinkPlan) -> String {
        switch sink.connector {
        case .postgres(let connection, let schema, let table, _):
            return target("postgres", connection, schema, table)
        case .mysql(let connection, let schema, let table, _):
            return target("mysql", connection, schema, table)
        case .file(let options):
            let kind = options.isOneFile ? "file" : "files in folder"
            let folders = options.partitionBy.isEmpty ? "" : " by (\(options.partitionBy.joined(separator: ", ")))"
            return "\(options.format.rawValue) \(kind) \(options.path)\(folders)"
        case .kafka(let options): return "kafka topic \(options.topic) at \(options.bootstrapServers)"
        case .console: return "console"
        case .blackhole: return "blackhole"
        }
    }

    private func target(_ system: String, _ connection: String, _ schema: String?, _ table: String) -> String {
        // A connection may be a URI with a password in it.
        let name = connection.contains("://") ? "by URI" : connection
        return "\(system) \(name), table \(schema.map { "\($0)." } ?? "")\(table)"
    }

    /// Key and emit mode in words.
    func manner(_ sink: SinkPlan) -> String {
        let names = sink.primaryKey.map { sink.columns.fields[$0].name }.joined(separator: ", ")
        let key = sink.singleRow ? "one row" : sink.primaryKey.isEmpty ? "append" : "upsert by (\(names))"
        let interval = describeDuration(micros: sink.emitIntervalMicros)
        var parts: [String]
        switch sink.emit {
        case .final:
            parts = [key, isWindowed(sink.input) ? "each row once, when its window closes" : "rows as they come"]
        case .changes: parts = [key, "changed rows each \(interval)"]
        case .complete: parts = ["every row each \(interval)"]
        }
        if !sink.order.isEmpty {
            let order = sink.order.map { item in
                sink.columns.fields[item.column].name + (item.descending ? " DESC" : "")
                    + (item.nullsFirst == item.descending ? "" : item.nullsFirst ? " NULLS FIRST" : " NULLS LAST")
            }
            parts.append("ordered by \(order.joined(separator: ", "))")
        }
        if let limit = sink.limit { parts.append("stops after \(limit) row\(limit == 1 ? "" : "s")") }
        return parts.joined(separator: ", ")
    }

    private func isWindowed(_ node: NodeID) -> Bool {
        if case .aggregate(_, let spec) = job.plan.nodes[node.index].kind { return spec.window != nil }
        return job.plan.nodes[node.index].inputs.contains(where: isWindowed)
    }
}

extension PlanNode {
    /// The nodes whose rows it takes.
    package var inputs: [NodeID] {
        switch kind {
        case .source: []
        case .filter(let input, _), .project(let input, _), .window(let input, _), .aggregate(let input, _),
            .running(let input, _), .rank(let input, _), .pack(let input, _, _, _), .unpack(let input, _, _, _),
            .unnest(let input, _), .lookup(let input, _):
            [input]
        case .union(let inputs): inputs
        case .join(let left, let right, _), .sides(let left, let right, _): [left, right]
        case .sessions(let open, let closed): [open, closed]
        }
    }
}

extension StartFrom {
    /// As it follows the word "from".
    package var inWords: String {
        switch self {
        case .earliest: "the earliest record"
        case .latest: "the latest record"
        case .at(let unixMicros): "\(timestampText(unixMicros - TimeLimits.unixMicrosAtEpoch))+00"
        case .ago(let micros): "\(describeDuration(micros: micros)) ago"
        }
    }
}
