import Operators

/// What the columns of every node are, in the words of the sources: `sum(price::bigint * quantity)`.
struct PlanTexts {
    private let plan: LogicalPlan
    /// For each node the text of each output column.
    private(set) var columns: [[String]] = []

    init(_ plan: LogicalPlan) {
        self.plan = plan
        for node in plan.nodes { columns.append(texts(of: node)) }
    }

    private func texts(of node: PlanNode) -> [String] {
        switch node.kind {
        case .source(let index):
            return plan.sources[index].schema.fields.map(\.name)
        case .filter(let input, _): return columns[input.index]
        case .project(let input, let values):
            let below = columns[input.index]
            return values.map { shortened(expressionText($0) { below[$0] }) }
        case .window(let input, _): return columns[input.index] + ["window_start", "window_end"]
        case .aggregate(let input, let spec):
            let below = columns[input.index]
            return spec.keys.map { below[$0] } + (spec.window == nil ? [] : ["window_start", "window_end"])
                + spec.calls.map { text($0, below) }
        case .running(let input, let calls):
            let below = columns[input.index]
            return below + calls.map { text($0, below) }
        case .sessions(let open, _): return columns[open.index]
        case .union(let inputs):
            let arms = inputs.map { columns[$0.index] }
            return arms[0].indices.map { column in
                let texts = arms.map { $0[column] }
                return Set(texts).count == 1 ? texts[0] : shortened("one of (\(texts.joined(separator: ", ")))")
            }
        case .join(let left, let right, _): return columns[left.index] + columns[right.index]
        case .lookup(let input, let spec):
            let lookup = plan.lookups[spec.table].source
            return columns[input.index] + spec.columns.map { "\(lookup.name).\(lookup.schema.fields[$0].name)" }
        case .sides(let left, let right, let spec):
            let rows = [(left, spec.leftColumns), (right, spec.rightColumns)].map { side, kept in
                "row(\(typed(kept, of: side)))"
            }
            return spec.leftKeys.map { columns[left.index][$0] }
                + (spec.times == nil ? [] : ["window_start", "window_end"])
                + [shortened(rows.joined(separator: " or "))]
        case .unnest(let input, let spec): return columns[input.index] + [text(spec, columns[input.index])]
        case .rank(let input, let spec): return columns[input.index] + [text(spec, columns[input.index])]
        case .pack(let input, let keys, let packed, let order):
            let below = columns[input.index]
            if !order.isEmpty {
                let types = order.map { "\(plan.nodes[input.index].output.fields[$0.column].type)" }
                let by = "by \(text(order, below)) of \(types.joined(separator: ", "))"
                return keys.map { below[$0] } + [shortened("row(\(typed(packed, of: input))) \(by)")]
            }
            return keys.map { below[$0] } + [shortened("row(\(typed(packed, of: input)))")]
        case .unpack(let input, let packed, let form, _):
            let below = columns[input.index]
            let kept = below.indices.filter { $0 != packed && $0 != form.count }.map { below[$0] }
            return kept + node.output.fields[kept.count...].map(\.name)
        }
    }

    /// Columns that are kept as bytes, which only their types can read.
    private func typed(_ kept: [Int], of node: NodeID) -> String {
        let fields = plan.nodes[node.index].output.fields
        return kept.map { "\(columns[node.index][$0]) \(fields[$0].type)" }.joined(separator: ", ")
    }

    func text(_ spec: JoinSpec, _ left: [String], _ right: [String]) -> String {
        let pairs = zip(spec.leftKeys, spec.rightKeys).map { "\(left[$0]) = \(right[$1])" }
        return "\(spec.kind == .inner ? "join" : "\(spec.kind.rawValue) join") on \(pairs.joined(separator: " AND "))"
    }

    func text(_ spec: LookupSpec, _ below: [String]) -> String {
        let lookup = plan.lookups[spec.table].source
        let pairs = zip(spec.leftKeys, spec.rightKeys).map { left, right in
            let own = unwrapped(expressionText(right) { "\(lookup.name).\(lookup.schema.fields[$0].name)" })
            return "\(unwrapped(expressionText(left) { below[$0] })) = \(own)"
        }
        let kind = spec.keepsUnmatched ? "left join" : "join"
        return "\(kind) with table \(lookup.name) on \(pairs.joined(separator: " AND "))"
    }

    func text(_ spec: SidesSpec, _ left: [String], _ right: [String]) -> String {
        "on \(zip(spec.leftKeys, spec.rightKeys).map { "\(left[$0]) = \(right[$1])" }.joined(separator: " AND "))"
    }

    /// How far apart the times of both sides are, and the slices in which rows are kept.
    func text(_ times: TimeBound, _ left: [String], _ right: [String]) -> String {
        let bounds = [times.least, times.most].map { intervalText(Interval(micros: $0)) }
        let slices = "slices of \(intervalText(Interval(micros: times.sliceMicros)))"
        return "\(right[times.rightTime]) from \(left[times.leftTime]) + \(bounds[0]) to + \(bounds[1]), "
            + "\(slices) by the \(times.home.rawValue)" + lagText(times.lagMicros)
    }

    private func lagText(_ micros: Int64) -> String {
        micros == 0 ? "" : ", closed \(describeDuration(micros: micros)) behind the watermark"
    }

    func text(_ spec: UnnestSpec, _ below: [String]) -> String {
        let array = unwrapped(below[spec.column])
        let elements =
            switch spec.form {
            case .elements: "jsonb_array_elements(\(array))"
            case .texts: "jsonb_array_elements_text(\(array))"
            case .array: "unnest(\(array))"
            }
        return spec.keepsEmpty ? "\(elements) or NULL" : elements
    }

    func text(_ spec: RankSpec, _ below: [String]) -> String {
        let partition = spec.partition.map { below[$0] }.joined(separator: ", ")
        let parts = (partition.isEmpty ? [] : ["PARTITION BY \(partition)"]) + ["ORDER BY \(text(spec.order, below))"]
        return "\(spec.function.rawValue)() OVER (\(parts.joined(separator: " ")))"
    }

    func text(_ order: [RankSpec.Order], _ below: [String]) -> String {
        order.map { item in
            below[item.column] + (item.descending ? " DESC" : "")
                + (item.nullsFirst == item.descending ? "" : item.nullsFirst ? " NULLS FIRST" : " NULLS LAST")
        }.joined(separator: ", ")
    }

    /// A long text by its hash: texts of views over views would grow without bound.
    private func shortened(_ text: String) -> String {
        text.utf8.count <= 400 ? text : "expression#\(hashText(text))"
    }

    func text(_ call: AggregateCall, _ below: [String]) -> String {
        let order = call.order.map { AggregateText.Key(text: unwrapped(below[$0.column]), order: $0) }
        return AggregateText(
            function: call.function, argument: call.argument.map { unwrapped(below[$0]) }, isDistinct: call.isDistinct,
            order: order, parameter: call.parameter, filter: call.filter.map { unwrapped(below[$0]) }
        ).text
    }

    func text(_ call: RunningCall, _ below: [String]) -> String {
        let inside = call.function == .countRows ? "*" : call.argument.map { below[$0] } ?? ""
        let partition =
            call.partition.isEmpty
            ? "" : "PARTITION BY \(call.partition.map { below[$0] }.joined(separator: ", ")) "
        return "\(call.function.sqlName)(\(unwrapped(inside))) OVER (\(partition)ORDER BY \(below[call.order])"
            + "\(call.descending ? " DESC" : ""))"
    }

    /// Without the parentheses around the whole.
    func unwrapped(_ text: String) -> String {
        guard text.first == "(", text.last == ")" else { return text }
        var depth = 0
        for (index, character) in zip(text.indices, text) {
            if character == "(" { depth += 1 }
            if character == ")" {
                depth -= 1
                if depth == 0, text.index(after: index) != text.endIndex { return text }
            }
        }
        return String(text.dropFirst().dropLast())
    }

    func condition(_ condition: Expression, below input: NodeID) -> String {
        unwrapped(expressionText(condition) { columns[input.index][$0] })
    }

    /// Some keys of an aggregate, by their positions.
    func keys(_ positions: [Int], _ spec: AggregateSpec, _ below: [String]) -> String {
        positions.map { below[spec.keys[$0]] }.joined(separator: ", ")
    }

    /// The window that rows get below a node; nil when there is none.
    func window(below node: NodeID) -> String? {
        switch plan.nodes[node.index].kind {
        case .window(let input, let spec): return text(spec, below: input)
        case .sides(let left, let right, let spec):
            return spec.times.map { text($0, columns[left.index], columns[right.index]) }
        case .source, .aggregate, .running, .sessions, .rank, .unpack, .join: return nil
        case .filter(let input, _), .project(let input, _), .pack(let input, _, _, _), .unnest(let input, _),
            .lookup(let input, _):
            return window(below: input)
        case .union(let inputs): return inputs.lazy.compactMap { self.window(below: $0) }.first
        }
    }

    func text(_ spec: WindowSpec, below input: NodeID) -> String {
        let slide = spec.slide.map { " each \(intervalText($0))" } ?? ""
        let origin = spec.originMicros.map { " from \(timestampText($0))+00" } ?? ""
        let time = columns[input.index][spec.timeColumn]
        if spec.overlap == .sessions {
            return "sessions with gaps of \(intervalText(spec.size)) on \(time)" + lagText(spec.lagMicros)
        }
        let zone =
            spec.timeType == .timestamp
            ? "without zone" : "zone \(spec.timezone)" + (spec.followsClock ? " by its clock" : "")
        return "\(intervalText(spec.size))\(slide) on \(time)\(origin), \(zone)"
            + (spec.slide != nil && spec.overlap == .panes ? ", in panes" : "")
            + (spec.fillsGaps ? ", also those without rows" : "") + lagText(spec.lagMicros)
    }

    /// Where the rows of a node come from and which of them, from the source up.
    func rows(_ node: NodeID) -> String {
        switch plan.nodes[node.index].kind {
        case .source(let index): return "of \(plan.sources[index].name)"
        case .filter(let input, let condition):
            return rows(input) + " where \(self.condition(condition, below: input))"
        case .aggregate(let input, let spec):
            // Below an aggregate of final rows: which rows those are.
            let below = columns[input.index]
            let keys = spec.keys.map { below[$0] } + (spec.window == nil ? [] : ["window"])
            return "\(rows(input)) by \(keys.joined(separator: ", "))"
        case .lookup(let input, let spec): return "\(rows(input)) \(text(spec, columns[input.index]))"
        case .unnest(let input, let spec):
            return "\(rows(input)) by each of \(text(spec, columns[input.index]))"
        case .rank(let input, let spec): return "\(rows(input)) with \(text(spec, columns[input.index]))"
        case .project(let input, _), .window(let input, _), .running(let input, _), .pack(let input, _, _, _),
            .unpack(let input, _, _, _):
            return rows(input)
        case .sessions(let open, _): return rows(open)
        case .union(let inputs): return inputs.map { rows($0) }.joined(separator: " and ")
        case .sides(let left, let right, let spec):
            return "\(rows(left)) with \(rows(right)) \(text(spec, columns[left.index], columns[right.index]))"
        case .join(let left, let right, let spec):
            let on = text(spec, columns[left.index], columns[right.index])
            return "\(rows(left)) and \(rows(right)) \(on)"
        }
    }
}
