import Operators

extension ExpressionBinder {
    /// Literals; nil for everything else.
    func literal(_ expr: Expr) throws(BindFailure) -> Expression? {
        let at = expr.offset
        switch expr.kind {
        case .null: return Expression(.literal(.null), type: .unknown, sourceOffset: at)
        case .boolean(let value): return Expression(.literal(.boolean(value)), type: .boolean, sourceOffset: at)
        case .integer(let value): return Expression(.literal(.int64(Int64(value))), type: .integer, sourceOffset: at)
        case .string(let value): return Expression(.literal(.text(value)), type: .unknown, sourceOffset: at)
        case .numeric(let text):
            if let value = Int64(text) {
                // The grammar folds the sign in: -2147483648 is an integer.
                let type: DataType = Int32(exactly: value) != nil ? .integer : .bigint
                return Expression(.literal(.int64(value)), type: type, sourceOffset: at)
            }
            guard let value = decimalLiteral(text) else {
                throw BindFailure(
                    .badLiteral, "a number has at most \(Limits.numericPrecisionMax) digits", at: at)
            }
            return Expression(.literal(.decimal(value)), type: .numeric, sourceOffset: at)
        default: return nil
        }
    }

    /// AND, OR, NOT, the IS tests, BETWEEN and IN; nil for everything else.
    func logic(_ expr: Expr) throws(BindFailure) -> Expression? {
        let at = expr.offset
        switch expr.kind {
        case .and(let parts):
            return truth(.and(try booleans(parts, "AND")), at)
        case .or(let parts):
            return truth(.or(try booleans(parts, "OR")), at)
        case .not(let part): return truth(.not(try condition(part, of: "NOT")), at)
        case .isNull(let input, let negated):
            if let test = try nullTest(input, negated: negated, at: at) { return test }
            return negate(truth(.isNull(try functions.settled(try bind(input))), at), negated)
        case .isTruth(let input, let asked, let negated):
            let value = try condition(input, of: "IS \(negated ? "NOT " : "")\("\(asked)".uppercased())")
            if asked == .unknown { return negate(truth(.isNull(value), at), negated) }
            let literal = truth(.literal(.boolean(asked == .true)), at)
            return negate(truth(.isNotDistinct(value, literal), at), negated)
        case .isDistinct(let left, let right, let negated):
            let (first, second) = try pair(left, right)
            let (a, b) = try functions.comparable(first, second, operator: "=", at: at)
            return negate(truth(.isNotDistinct(a, b), at), !negated)
        case .between(let input, let low, let high, let isSymmetric, let negated):
            let bound = try bindAll([input, low, high])
            let plain = try between(bound[0], bound[1], bound[2], at)
            guard isSymmetric else { return negate(plain, negated) }
            let swapped = try between(bound[0], bound[2], bound[1], at)
            return negate(truth(.or([plain, swapped]), at), negated)
        case .inList(let input, let list, let negated):
            return negate(try member(try bind(input), list, at), negated)
        case .quantified(let input, let symbol, let array, let isAll):
            return try quantified(try bind(input), symbol, array, isAll, at)
        case .similar(let input, let pattern, let escape, let negated):
            var (value, regular) = try pair(input, pattern)
            if let escape { regular = try functions.call("like_escape", [regular, try bind(escape)], at: at) }
            return negate(try functions.operatorCall("SIMILAR TO", [value, regular], at: at), negated)
        default: return nil
        }
    }

    private func booleans(_ parts: [Expr], _ what: String) throws(BindFailure) -> [Expression] {
        var failures = FailureCollector()
        var bound: [Expression] = []
        for part in parts {
            if let value = failures.attempt({ () throws(BindFailure) in try condition(part, of: what) }) {
                bound.append(value)
            }
        }
        try failures.finish()
        return bound
    }

    private func between(
        _ value: Expression, _ low: Expression, _ high: Expression, _ at: Int
    ) throws(BindFailure) -> Expression {
        truth(
            .and([
                try functions.operatorCall(">=", [value, low], at: at),
                try functions.operatorCall("<=", [value, high], at: at),
            ]), at)
    }

    /// `x IN (a, b)`: as PostgreSQL, all members get one type when there is one.
    private func member(_ value: Expression, _ list: [Expr], _ at: Int) throws(BindFailure) -> Expression {
        var members = try bindAll(list)
        if let common = functions.commonType([value.type] + members.map(\.type)), common != .unknown {
            members = try members.map { (member) throws(BindFailure) in
                try functions.coerce(member, to: common, .implicit)
            }
        }
        let tests = try members.map { (member) throws(BindFailure) in
            try functions.operatorCall("=", [value, member], at: at)
        }
        return tests.count == 1 ? tests[0] : truth(.or(tests), at)
    }

    /// `x op ANY (array)` and `x op ALL (array)`: every operator over ARRAY[...], comparisons and patterns over any
    /// array.
    private func quantified(
        _ value: Expression, _ symbol: String, _ array: Expr, _ isAll: Bool, _ at: Int
    ) throws(BindFailure) -> Expression {
        if case .array(let list) = array.kind, !list.isEmpty {
            if symbol == "=", !isAll { return try member(value, list, at) }
            let tests = try bindAll(list).map { (member) throws(BindFailure) in
                try functions.operatorCall(symbol, [value, member], at: at)
            }
            return tests.count == 1 ? tests[0] : truth(isAll ? .and(tests) : .or(tests), at)
        }
        let name = "\(symbol) \(isAll ? "ALL" : "ANY")"
        guard functions.catalogue.functionNames.contains(name) else {
            throw .notSupported("\(name) over an array that is not written out", at: at)
        }
        let bound = try bind(array)
        guard case .array = bound.type else {
            throw BindFailure(.typeMismatch, "op ANY/ALL (array) requires array on right side", at: array.offset)
        }
        return try functions.call(name, [value, bound], at: at)
    }

    func truth(_ node: Expression.Node, _ at: Int) -> Expression {
        Expression(node, type: .boolean, sourceOffset: at)
    }

    func negate(_ value: Expression, _ negated: Bool) -> Expression {
        negated ? truth(.not(value), value.sourceOffset) : value
    }
}

/// A number as it was written, `0.908` or `1.5e3`, exact; nil beyond 38 digits.
func decimalLiteral(_ text: String) -> Decimal? {
    let parts = text.lowercased().split(separator: "e", maxSplits: 1)
    guard let mantissa = parts.first, let exponent = parts.count > 1 ? Int(parts[1]) : 0 else { return nil }
    let halves = mantissa.split(separator: ".", omittingEmptySubsequences: false)
    let isNegative = mantissa.first == "-"
    let digits = halves.joined().filter(\.isNumber)
    var scale = (halves.count > 1 ? halves[1].count : 0) - exponent
    guard digits.count <= 1_000, abs(exponent) <= 1_000 else { return nil }
    var coefficient: Int128 = 0
    func push(_ digit: Int) -> Bool {
        let (shifted, overflow) = coefficient.multipliedReportingOverflow(by: 10)
        guard !overflow, shifted <= Decimal.coefficientMax - Int128(digit) else { return false }
        coefficient = shifted + Int128(digit)
        return true
    }
    for digit in digits {
        guard let value = digit.wholeNumberValue, push(value) else { return nil }
    }
    while scale < 0 {
        guard push(0) else { return nil }
        scale += 1
    }
    guard scale <= Decimal.digitsMax else { return nil }
    return Decimal(coefficient: isNegative ? -coefficient : coefficient, scale: scale)
}
