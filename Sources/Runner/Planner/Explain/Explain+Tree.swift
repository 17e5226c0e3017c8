import Operators

extension Explanation {
    /// A node and what is below it; a shared node is drawn once and named after that.
    func tree(_ node: NodeID, indent: String, _ printed: inout Set<Int>) -> [String] {
        let isShared = shared.contains(node.index)
        let plan = job.plan.nodes[node.index]
        if case .source = plan.kind { return ["\(indent)└─ \(describe(plan))"] }
        let mark = isShared ? "#\(node.index) " : ""
        if isShared, !printed.insert(node.index).inserted { return ["\(indent)└─ \(mark)as above"] }
        var lines = ["\(indent)└─ \(mark)\(describe(plan))"]
        for input in plan.inputs { lines += tree(input, indent: indent + "   ", &printed) }
        return lines
    }

    /// One node in one line.
    func describe(_ node: PlanNode) -> String {
        switch node.kind {
        case .source(let index): return "source \(job.plan.sources[index].name)"
        case .filter(let input, let condition): return "filter \(texts.condition(condition, below: input))"
        case .project(let input, let values):
            let below = job.plan.nodes[input.index].output.fields.map(\.name)
            if values.isEmpty { return "project nothing" }
            return "project "
                + zip(node.output.fields, values).map { field, value in
                    let text = texts.unwrapped(expressionText(value) { below[$0] })
                    return text == field.name ? text : "\(quoted(field.name)) = \(text)"
                }.joined(separator: ", ")
        case .window(let input, let spec): return "window \(texts.text(spec, below: input))"
        case .aggregate(let input, let spec):
            return spec.keepsFinalRows ? "sessions that are over" : describe(spec, texts.columns[input.index])
        case .running(let input, let calls):
            let below = texts.columns[input.index]
            return "running \(calls.map { texts.text($0, below) }.joined(separator: ", "))"
        case .union: return "union all"
        case .sessions: return "every session, open and over"
        case .lookup(let input, let spec): return texts.text(spec, texts.columns[input.index])
        case .unnest(let input, let spec):
            let empty = spec.keepsEmpty ? ", a row without one stays" : ""
            return "a row for each of \(texts.text(spec, texts.columns[input.index]))\(empty)"
        case .join(let left, let right, let spec):
            return texts.text(spec, texts.columns[left.index], texts.columns[right.index])
        case .sides(let left, let right, let spec):
            let (left, right) = (texts.columns[left.index], texts.columns[right.index])
            let times = spec.times.map { ", \(texts.text($0, left, right))" } ?? ""
            return "rows of both sides \(texts.text(spec, left, right))\(times)"
        case .rank(let input, let spec):
            let limit = spec.limit.map { ", to \($0)" } ?? ""
            let changes = spec.changes == nil ? "" : ", as they change"
            return texts.text(spec, texts.columns[input.index]) + limit + changes
        case .pack(let input, _, _, let order):
            if isAggregate(input) { return "rows of sessions when they are over" }
            return order.isEmpty
                ? "rows until their window closes" : "first rows by \(texts.text(order, texts.columns[input.index]))"
        case .unpack(_, _, let form, _):
            switch form {
            case .first: return "that row"
            case .counted: return "those rows"
            case .pairs(let pairs): return describe(pairs, texts.columns[node.id.index])
            case .numbered: return "those rows, numbered by row_number()"
            }
        }
    }

    private func describe(_ spec: AggregateSpec, _ below: [String]) -> String {
        let keys = spec.keys.map { below[$0] } + (spec.window == nil ? [] : ["window"])
        let calls = spec.calls.map { texts.text($0, below) }
        var text = keys.isEmpty ? "aggregate all rows" : "aggregate by \(keys.joined(separator: ", "))"
        text += calls.isEmpty ? "" : ": \(calls.joined(separator: ", "))"
        if let keys = spec.sessionKeys { text += ", sessions by \(texts.keys(keys, spec, below))" }
        if let micros = spec.fillMicros {
            text += ", of each key windows without rows"
            text += micros == .max ? "" : " for \(describeDuration(micros: micros))"
        }
        if spec.distribution.count < spec.keys.count {
            let names = spec.distribution.map { below[spec.keys[$0]] }
            text += names.isEmpty ? ", all in one lane" : ", lanes by \(names.joined(separator: ", "))"
        }
        return text
    }

    private func isAggregate(_ node: NodeID) -> Bool {
        if case .aggregate = job.plan.nodes[node.index].kind { true } else { false }
    }

    private func describe(_ form: PairsForm, _ columns: [String]) -> String {
        let on = form.condition.map { texts.unwrapped(expressionText($0) { columns[$0] }) }
        let pairs = "pairs of those rows\(on.map { " where \($0)" } ?? ""), each once"
        guard let side = form.alone else { return "join: \(pairs)" }
        let alone = "\(side.rawValue) rows without a partner when their time is over"
        return form.givesPairs ? "join: \(pairs), and \(alone)" : "\(alone)\(on.map { " where \($0)" } ?? "")"
    }

    private func quoted(_ name: String) -> String {
        let isPlain = name.utf8.allSatisfy {
            ($0 | 0x20 >= 97 && $0 | 0x20 <= 122 && $0 >= 97) || (48...57).contains($0) || $0 == 95
        }
        return isPlain ? name : "\"\(name)\""
    }

    // MARK: When rows come

    /// When the first row of a sink can be expected; nil when there is nothing to say.
    func due(_ sink: SinkPlan, now: Int64?) -> String? {
        guard sink.emit == .final, let (spec, source) = window(below: sink.input) else { return nil }
        let delay = source.watermarkDelayMicros + spec.lagMicros
        let closes =
            delay == 0
            ? "windows close when an event at or after their end is seen"
            : "windows close \(describeDuration(micros: delay)) after their end"
        // Made-up events have times of their own.
        switch source.connector {
        case .generator, .postgres: return closes
        case .file(let options) where !options.follows:
            return "windows close at the end of the files" + (source.waitsForEnd ? "" : ", or before: \(closes)")
        case .file, .kafka: break
        }
        guard let now, let end = windowEnd(spec, at: now) else { return closes }
        let (due, overflow) = end.addingReportingOverflow(delay)
        return overflow ? closes : "first final row expected at \(timestampText(due))+00; \(closes)"
    }

    /// The window node and the source under a node that is grouped by windows.
    private func window(below node: NodeID) -> (WindowSpec, SourcePlan)? {
        let plan = job.plan.nodes[node.index]
        if case .window(_, let spec) = plan.kind, let source = source(below: node) { return (spec, source) }
        return plan.inputs.lazy.compactMap { window(below: $0) }.first
    }

    private func source(below node: NodeID) -> SourcePlan? {
        if case .source(let index) = job.plan.nodes[node.index].kind { return job.plan.sources[index] }
        return job.plan.nodes[node.index].inputs.lazy.compactMap { source(below: $0) }.first
    }

    private func windowEnd(_ spec: WindowSpec, at now: Int64) -> Int64? {
        if spec.overlap == .sessions { return nil }
        if let hop = try? HopWindows(spec), TimeLimits.isTimestamp(now) {
            return hop.bounds(of: hop.windows(of: now).lowerBound).end
        }
        return TimeLimits.isTimestamp(now) ? try? spec.tumbling().bounds(of: now).end : nil
    }
}
