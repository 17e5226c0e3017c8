@testable import Operators

/// GROUP BY written down as it is defined: all rows kept, each aggregate computed from its group's rows.
struct NaiveModel {
    let spec: AggregateSpec
    var rows: [[Scalar]] = []

    /// Result rows by key (with the window), as `show` writes them.
    func result() -> [String: String] {
        Dictionary(uniqueKeysWithValues: groups().map { (show(key(of: $0)), show($0)) })
    }

    /// Result rows.
    func groups() -> [[Scalar]] {
        var groups: [String: [[Scalar]]] = [:]
        for row in rows { groups[show(key(row)), default: []].append(row) }
        // Without GROUP BY there is a row of no rows, too.
        if rows.isEmpty && spec.keys.isEmpty && spec.window == nil && spec.stateTTLMicros == nil {
            return [spec.calls.map { NaiveModel.value($0, []) }]
        }
        return groups.values.map { rows in key(rows[0]) + spec.calls.map { NaiveModel.value($0, rows) } }
    }

    /// Result rows with running totals: over the rows of the same partition in this window and those before it.
    func running(_ calls: [RunningCall], having: ([Scalar]) -> Bool) -> [[Scalar]] {
        let rows = groups().filter(having)
        return rows.map { row in
            row
                + calls.map { call in
                    let frame = rows.filter { other in
                        guard case .int64(let a) = other[call.order], case .int64(let b) = row[call.order] else {
                            return false
                        }
                        return a <= b && show(call.partition.map { other[$0] }) == show(call.partition.map { row[$0] })
                    }
                    return NaiveModel.value(
                        AggregateCall(
                            function: call.function, argument: call.argument, argumentType: call.argumentType,
                            filter: nil, resultType: call.resultType), frame)
                }
        }
    }

    /// The key columns of a result row.
    func key(of result: [Scalar]) -> [Scalar] { Array(result[..<(spec.keys.count + (spec.window == nil ? 0 : 2))]) }

    func key(_ row: [Scalar]) -> [Scalar] {
        spec.keys.map { row[$0] } + (spec.window.map { [row[$0.start], row[$0.end]] } ?? [])
    }

    static func value(_ call: AggregateCall, _ rows: [[Scalar]]) -> Scalar {
        let taken = rows.filter { row in
            guard let filter = call.filter else { return true }
            if case .boolean(true) = row[filter] { return true }
            return false
        }
        guard let argument = call.argument else { return .int64(Int64(taken.count)) }
        if let value = NaiveLists.value(call, taken) { return value }
        let values = taken.map { $0[argument] }.filter { if case .null = $0 { false } else { true } }
        if call.function == .count { return .int64(Int64(values.count)) }
        guard let first = values.first else { return .null }
        switch call.function {
        case .sum: return sum(values, call.resultType)
        case .avg: return mean(values, call.resultType)
        case .min: return values.dropFirst().reduce(first) { less($1, $0) ? $1 : $0 }
        case .max: return values.dropFirst().reduce(first) { less($0, $1) ? $1 : $0 }
        case .boolAnd: return .boolean(values.allSatisfy { if case .boolean(true) = $0 { true } else { false } })
        case .boolOr: return .boolean(values.contains { if case .boolean(true) = $0 { true } else { false } })
        case .bitAnd, .bitOr, .bitXor: return bits(values, call.function)
        default: return .null
        }
    }

    private static func bits(_ values: [Scalar], _ function: AggregateCall.Function) -> Scalar {
        let numbers = values.compactMap { if case .int64(let number) = $0 { number } else { nil } }
        let rest = numbers.dropFirst()
        switch function {
        case .bitAnd: return .int64(rest.reduce(numbers[0], &))
        case .bitOr: return .int64(rest.reduce(numbers[0], |))
        default: return .int64(rest.reduce(numbers[0], ^))
        }
    }

    static func sum(_ values: [Scalar], _ type: DataType) -> Scalar {
        switch values[0] {
        case .int64:
            let total = exact(values).coefficient
            if case .numeric = type { return .decimal(Decimal(coefficient: total, scale: 0)) }
            return .int64(Int64(total))
        case .decimal: return .decimal(exact(values))
        case .double:
            return .double(values.reduce(0) { sum, value in if case .double(let v) = value { sum + v } else { sum } })
        case .interval:
            let micros = values.reduce(Int64(0)) { sum, value in
                if case .interval(let v) = value { sum + v.micros } else { sum }
            }
            return .interval(Interval(micros: micros))
        default: return .null
        }
    }

    static func mean(_ values: [Scalar], _ type: DataType) -> Scalar {
        switch sum(values, type) {
        case .decimal(let sum):
            return (try? Decimal.average(sum: sum, count: Int64(values.count))).map { .decimal($0) } ?? .null
        case .double(let sum): return .double(sum / Double(values.count))
        case .interval(let sum):
            let micros = (Double(sum.micros) / Double(values.count)).rounded(.toNearestOrEven)
            return .interval(Interval(micros: Int64(micros)))
        default: return .null
        }
    }

    /// The exact sum with as many digits as the value with the most.
    private static func exact(_ values: [Scalar]) -> Decimal {
        let decimals = values.compactMap { value -> Decimal? in
            switch value {
            case .int64(let number): Decimal(coefficient: Int128(number), scale: 0)
            case .decimal(let number): number
            default: nil
            }
        }
        let scale = Int(decimals.map(\.scale).max() ?? 0)
        let total = decimals.reduce(Int128(0)) { sum, value in
            sum + value.coefficient * (0..<(scale - Int(value.scale))).reduce(Int128(1)) { power, _ in power * 10 }
        }
        return Decimal(coefficient: total, scale: scale)
    }

    static func less(_ a: Scalar, _ b: Scalar) -> Bool {
        switch (a, b) {
        case (.int64(let a), .int64(let b)): return a < b
        case (.double(let a), .double(let b)): return b.isNaN ? !a.isNaN : a < b
        case (.decimal(let a), .decimal(let b)):
            let powers: [Int128] = [1000, 100, 10, 1]
            let scaled = { (value: Decimal) in value.coefficient * powers[Int(value.scale)] }
            return scaled(a) < scaled(b)
        case (.interval(let a), .interval(let b)): return a.micros < b.micros
        case (.bytes(let a), .bytes(let b)): return a.lexicographicallyPrecedes(b)
        default: return false
        }
    }
}

/// Where two results differ, a few lines of it; empty when they are equal.
func difference(_ found: [String: String], _ expected: [String: String]) -> [String] {
    let keys = Set(found.keys).union(expected.keys).sorted()
    let lines = keys.filter { found[$0] != expected[$0] }.map {
        "\($0): found \(found[$0] ?? "nothing"), expected \(expected[$0] ?? "nothing")"
    }
    return Array(lines.prefix(3))
}
