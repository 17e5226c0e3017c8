import Operators

extension Binder {
    /// The rows where a condition is true. What does not look at the window is asked before windows are made.
    func filter(_ node: NodeID, _ condition: Expression) -> NodeID {
        var parts: [Expression] = []
        if case .and(let conjuncts) = condition.node { parts = conjuncts } else { parts = [condition] }
        let below: NodeID
        let kind: (NodeID) -> PlanNode.Kind
        switch plan.nodes[node.index].kind {
        case .window(let input, let spec): (below, kind) = (input, { .window($0, spec) })
        case .lookup(let input, let spec): (below, kind) = (input, { .lookup($0, spec) })
        // What does not look at the elements is asked before there are any.
        case .unnest(let input, let spec): (below, kind) = (input, { .unnest($0, spec) })
        default: return plan.add(.filter(node, condition), output: plan.output(node))
        }
        let width = plan.output(below).count
        let early = parts.filter { columns(of: $0).allSatisfy { $0 < width } }
        let late = parts.filter { !columns(of: $0).allSatisfy { $0 < width } }
        var result = node
        if let condition = conjunction(early) {
            result = plan.add(kind(filter(below, condition)), output: plan.output(node))
        }
        if let condition = conjunction(late) {
            result = plan.add(.filter(result, condition), output: plan.output(node))
        }
        return result
    }

    func conjunction(_ parts: [Expression]) -> Expression? {
        guard let first = parts.first else { return nil }
        if parts.count == 1 { return first }
        return Expression(.and(parts), type: .boolean, sourceOffset: first.sourceOffset)
    }

    /// One column for each expression. Two projections in a row become one where nothing is computed twice.
    func project(
        _ node: NodeID, _ values: [Expression], names: [String], nullable: [RelationColumn]
    ) -> NodeID {
        let fields = values.indices.map {
            Schema.Field(name: names[$0], type: values[$0].type, nullable: nullable[$0].isNullable)
        }
        var input = node
        var values = values
        if case .project(let below, let inner) = plan.nodes[node.index].kind, canMerge(values, inner) {
            values = values.map { value in mapColumns(value) { inner[$0] } }
            input = below
        }
        return plan.add(.project(input, values), output: Schema(fields))
    }

    private func canMerge(_ outer: [Expression], _ inner: [Expression]) -> Bool {
        var counts = [Int](repeating: 0, count: inner.count)
        for value in outer { countColumns(value, &counts) }
        return inner.indices.allSatisfy { index in
            switch inner[index].node {
            case .column, .literal: true
            default: counts[index] <= 1
            }
        }
    }
}

/// The columns that an expression reads.
func columns(of expression: Expression) -> Set<Int> {
    var found: Set<Int> = []
    visit(expression) { if case .column(let index) = $0.node { found.insert(index) } }
    return found
}

func countColumns(_ expression: Expression, _ counts: inout [Int]) {
    visit(expression) {
        if case .column(let index) = $0.node, counts.indices.contains(index) { counts[index] += 1 }
    }
}

/// The expression and all below it.
func visit(_ expression: Expression, _ body: (Expression) -> Void) {
    body(expression)
    for part in parts(of: expression) { visit(part, body) }
}

/// The expressions right below one.
func parts(of expression: Expression) -> [Expression] {
    switch expression.node {
    case .column, .literal: []
    case .call(_, let arguments): arguments
    case .cast(let input), .assign(let input), .not(let input), .isNull(let input): [input]
    case .and(let list), .or(let list), .coalesce(let list): list
    case .conditional(let branches, let otherwise):
        branches.flatMap { [$0.condition, $0.value] } + (otherwise.map { [$0] } ?? [])
    case .isNotDistinct(let left, let right): [left, right]
    }
}

/// The expression with other parts in the places of those right below it.
func replacingParts<Failure: Error>(
    _ expression: Expression, _ change: (Expression) throws(Failure) -> Expression
) throws(Failure) -> Expression {
    let node: Expression.Node
    switch expression.node {
    case .column, .literal: return expression
    case .call(let function, let arguments): node = .call(function, try mapAll(arguments, change))
    case .cast(let input): node = .cast(try change(input))
    case .assign(let input): node = .assign(try change(input))
    case .not(let input): node = .not(try change(input))
    case .isNull(let input): node = .isNull(try change(input))
    case .and(let list): node = .and(try mapAll(list, change))
    case .or(let list): node = .or(try mapAll(list, change))
    case .coalesce(let list): node = .coalesce(try mapAll(list, change))
    case .conditional(let branches, let otherwise):
        var changed: [Expression.Branch] = []
        for branch in branches {
            changed.append(.init(condition: try change(branch.condition), value: try change(branch.value)))
        }
        var rest: Expression?
        if let otherwise { rest = try change(otherwise) }
        node = .conditional(branches: changed, otherwise: rest)
    case .isNotDistinct(let left, let right): node = .isNotDistinct(try change(left), try change(right))
    }
    return Expression(node, type: expression.type, sourceOffset: expression.sourceOffset)
}

private func mapAll<Failure: Error>(
    _ list: [Expression], _ change: (Expression) throws(Failure) -> Expression
) throws(Failure) -> [Expression] {
    var changed: [Expression] = []
    for part in list { changed.append(try change(part)) }
    return changed
}

/// The expression with another one in the place of each column; the place in the text stays.
func mapColumns(_ expression: Expression, _ change: (Int) -> Expression) -> Expression {
    if case .column(let index) = expression.node {
        let other = change(index)
        return Expression(other.node, type: expression.type, sourceOffset: expression.sourceOffset)
    }
    return replacingParts(expression) { mapColumns($0, change) }
}
