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
        }
    }

    /// A long text by its hash: texts of views over views would grow without bound.
    private func shortened(_ text: String) -> String {
        text.utf8.count <= 400 ? text : "expression#\(hashText(text))"
    }

    func text(_ call: AggregateCall, _ below: [String]) -> String {
        let inside = call.function == .countRows ? "*" : call.argument.map { below[$0] } ?? ""
        let filter = call.filter.map { " FILTER (WHERE \(unwrapped(below[$0])))" } ?? ""
        return "\(call.function.sqlName)(\(unwrapped(inside)))\(filter)"
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

    /// The window that rows get below a node; nil when there is none.
    func window(below node: NodeID) -> String? {
        switch plan.nodes[node.index].kind {
        case .window(let input, let spec): return text(spec, below: input)
        case .source, .aggregate, .running: return nil
        case .filter(let input, _), .project(let input, _): return window(below: input)
        }
    }

    func text(_ spec: WindowSpec, below input: NodeID) -> String {
        let origin = spec.originMicros.map { " from \(timestampText($0))+00" } ?? ""
        return "\(intervalText(spec.size)) on \(columns[input.index][spec.timeColumn])\(origin), zone \(spec.timezone)"
    }

    /// Where the rows of a node come from and which of them, from the source up.
    func rows(_ node: NodeID) -> String {
        switch plan.nodes[node.index].kind {
        case .source(let index): return "of \(plan.sources[index].name)"
        case .filter(let input, let condition):
            return rows(input) + " where \(self.condition(condition, below: input))"
        case .project(let input, _), .window(let input, _), .aggregate(let input, _), .running(let input, _):
            return rows(input)
        }
    }
}
