import Operators

extension ExpressionBinder {
    /// CASE, COALESCE, NULLIF, GREATEST and LEAST; nil for everything else.
    func choice(_ expr: Expr) throws(BindFailure) -> Expression? {
        let at = expr.offset
        switch expr.kind {
        case .cases(let operand, let branches, let otherwise):
            return try cases(operand, branches, otherwise, at)
        case .coalesce(let parts):
            let (values, type) = try unified(try bindAll(parts), "COALESCE")
            return Expression(.coalesce(values), type: type, sourceOffset: at)
        case .nullIf(let left, let right):
            let (first, second) = try pair(left, right)
            let (value, other) = try functions.comparable(first, second, operator: "=", at: at)
            let test = try functions.operatorCall("=", [value, other], at: at)
            let null = Expression(.literal(.null), type: value.type, sourceOffset: at)
            return Expression(
                .conditional(branches: [.init(condition: test, value: null)], otherwise: value), type: value.type,
                sourceOffset: at)
        case .greatest(let parts): return try extreme("greatest", parts, at)
        case .least(let parts): return try extreme("least", parts, at)
        default: return nil
        }
    }

    private func cases(
        _ operand: Expr?, _ branches: [CaseBranch], _ otherwise: Expr?, _ at: Int
    ) throws(BindFailure) -> Expression {
        var failures = FailureCollector()
        let subject = operand.flatMap { operand in
            failures.attempt { () throws(BindFailure) in try functions.settled(try bind(operand)) }
        }
        var conditions: [Expression] = []
        var values: [Expression] = []
        for branch in branches {
            let test = failures.attempt { () throws(BindFailure) -> Expression in
                guard operand != nil else { return try condition(branch.when, of: "CASE/WHEN") }
                guard let subject else { throw .alreadyReported }
                return try functions.operatorCall("=", [subject, try bind(branch.when)], at: branch.when.offset)
            }
            let value = failures.attempt { () throws(BindFailure) in try bind(branch.then) }
            if let test, let value {
                conditions.append(test)
                values.append(value)
            }
        }
        let rest = otherwise.flatMap { expr in failures.attempt { () throws(BindFailure) in try bind(expr) } }
        try failures.finish()
        // PostgreSQL looks at ELSE first.
        let (all, type) = try unified((rest.map { [$0] } ?? []) + values, "CASE")
        let results = rest == nil ? all : Array(all.dropFirst())
        let pairs = zip(conditions, results).map { Expression.Branch(condition: $0, value: $1) }
        return Expression(
            .conditional(branches: pairs, otherwise: rest == nil ? nil : all.first), type: type, sourceOffset: at)
    }

    /// GREATEST and LEAST are functions of the catalogue; only the message is special.
    private func extreme(_ name: String, _ parts: [Expr], _ at: Int) throws(BindFailure) -> Expression {
        let (values, _) = try unified(try bindAll(parts), name.uppercased())
        return try functions.call(name, values, at: at)
    }

    /// The values in their common type.
    private func unified(
        _ values: [Expression], _ what: String
    ) throws(BindFailure) -> (values: [Expression], type: DataType) {
        guard let type = functions.commonType(values.map(\.type)) else {
            let (first, second) = functions.mismatch(values)
            throw BindFailure(
                .typeMismatch, "\(what) types \(first.type) and \(second.type) cannot be matched",
                at: second.sourceOffset)
        }
        let result = type == .unknown ? DataType.text : type
        let coerced = try values.map { (value) throws(BindFailure) in
            try functions.coerce(value, to: result, .implicit)
        }
        return (coerced, result)
    }
}
