import Operators

/// One node that keeps state, and in words what that state depends on.
///
/// Its identity is the same wherever the node stands in the file and whatever stands beside it: by it state is found
/// again after the job was changed.
package struct StatefulNode: Sendable {
    package let node: NodeID
    /// Name of the first sink whose rows the node helps to make, kind, and a number from the second of a kind on:
    /// `daily_total aggregate`.
    package let label: String
    /// In the order in which people read them: `keys`, `window`, ...
    package let facts: [(name: String, text: String)]
    /// A hash over kind, facts, rows and the stateful nodes below, 16 hexadecimal digits; unlike any other node's.
    package let identity: String
}

extension LogicalPlan {
    /// The nodes with state, in the order of the plan. A node kind that keeps state is described here; the engine gives
    /// it a table and finds its metadata again by this list.
    package var statefulNodes: [StatefulNode] { statefulNodes(PlanTexts(self)) }

    /// The same, in the words of the plan's texts.
    func statefulNodes(_ texts: PlanTexts) -> [StatefulNode] {
        let shape = PlanShape(self)
        var found: [StatefulNode] = []
        var identities: [Int: String] = [:]
        var labels: [String: Int] = [:]
        for node in nodes {
            guard let (kind, facts) = state(of: node, texts, shape) else { continue }
            let below = node.inputs.flatMap { nearestIdentities($0, identities) }
            let rows = node.inputs.map { texts.rows($0) }
            let text = ([kind] + facts.map { "\($0.name)=\($0.text)" } + rows + below).joined(separator: "\u{1F}")
            var identity = hashText(text)
            var copy = 1
            while identities.values.contains(identity) {
                copy += 1
                identity = hashText("\(text)\u{1F}\(copy)")
            }
            identities[node.id.index] = identity
            let owner = "\(owner(of: node.id)) \(kind)"
            labels[owner, default: 0] += 1
            let number = labels[owner] ?? 1
            found.append(
                StatefulNode(
                    node: node.id, label: number == 1 ? owner : "\(owner) \(number)", facts: facts,
                    identity: identity))
        }
        return found
    }

    /// Identities of the first stateful nodes on the way down.
    private func nearestIdentities(_ node: NodeID, _ identities: [Int: String]) -> [String] {
        if let identity = identities[node.index] { return [identity] }
        return nodes[node.index].inputs.flatMap { nearestIdentities($0, identities) }
    }

    /// Name of the first sink whose rows a node helps to make.
    private func owner(of node: NodeID) -> String {
        sinks.first { reaches(node.index, from: $0.input.index) }?.name ?? ""
    }

    /// What a node keeps and over which rows, in words; nil for nodes without state.
    private func state(
        of node: PlanNode, _ texts: PlanTexts, _ shape: PlanShape
    ) -> (kind: String, facts: [(name: String, text: String)])? {
        switch node.kind {
        case .source, .filter, .project, .window, .union, .sessions, .unnest, .rank, .pack, .unpack, .sides, .join,
            .lookup:
            return nil
        case .aggregate(let input, let spec) where spec.keepsFinalRows:
            let rows = spec.keys.map { texts.columns[input.index][$0] }.joined(separator: ", ")
            return ("closed sessions", [("keeps", rows), ("rows", texts.rows(input))])
        case .aggregate(let input, let spec):
            let below = texts.columns[input.index]
            let keys = spec.keys.map { "\(below[$0]) \(nodes[input.index].output.fields[$0].type)" }
            var facts = [(name: "keys", text: keys.joined(separator: ", "))]
            if let window = texts.window(below: input) { facts.append(("window", window)) }
            if let keys = spec.sessionKeys { facts.append(("sessions", "by \(texts.keys(keys, spec, below))")) }
            facts.append(("aggregates", spec.calls.map { typed($0, texts.text($0, below)) }.joined(separator: ", ")))
            facts.append(("rows", texts.rows(input)))
            // Windows that were closed by fewer watermarks than now may be closed already when a row comes for them.
            let clocks = shape.clocks[node.id.index]
            if Set(clocks) != shape.sourcesOf[node.id.index] {
                facts.append(("closes", "by \(clocks.map { sources[$0].name }.joined(separator: ", "))"))
            }
            // The lane that keeps a group follows from these keys.
            if spec.distribution != Array(spec.keys.indices) {
                facts.append(("lanes", spec.distribution.map { below[spec.keys[$0]] }.joined(separator: ", ")))
            }
            if let ttl = spec.stateTTLMicros { facts.append(("state_ttl", describeDuration(micros: ttl))) }
            return ("aggregate", facts)
        case .running(let input, let calls):
            let below = texts.columns[input.index]
            return ("running", [("totals", calls.map { texts.text($0, below) }.joined(separator: ", "))])
        }
    }

    /// An aggregate with the types that its state is made for.
    private func typed(_ call: AggregateCall, _ text: String) -> String {
        let order = call.order.isEmpty ? "" : " by \(call.order.map { "\($0.type)" }.joined(separator: ", "))"
        return (call.argumentType.map { "\(text) of \($0)" } ?? text) + order
    }
}
