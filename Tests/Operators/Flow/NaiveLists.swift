@testable import Operators

/// The aggregates over the values themselves, each as it is defined, from all rows of a group.
enum NaiveLists {
    /// Nil for calls that are none of these.
    static func value(_ call: AggregateCall, _ rows: [[Scalar]]) -> Scalar? {
        guard let argument = call.argument else { return nil }
        let ordered = rows.sorted { precedes($0, $1, call.order) }
        let all = ordered.map { $0[argument] }
        let values = all.filter { !isNull($0) }
        switch call.function {
        case .firstValue: return all.first ?? .null
        case .lastValue: return all.last ?? .null
        case .arrayAgg: return rows.isEmpty ? .null : .text(array(call.isDistinct ? unique(all) : all))
        case .stringAgg: return values.isEmpty ? .null : .text(values.map(text).joined(separator: ", "))
        case .approxCountDistinct: return .int64(Int64(unique(values).count))
        case .mode: return mode(values)
        case .percentileDisc, .percentileCont: return percentile(call, values)
        case .varSamp, .varPop, .stddevPop, .stddevSamp:
            return variance(call, call.isDistinct ? unique(values) : values)
        default: break
        }
        guard call.isDistinct else { return nil }
        let different = unique(values)
        if call.function == .count { return .int64(Int64(different.count)) }
        if different.isEmpty { return .null }
        return call.function == .sum
            ? NaiveModel.sum(different, call.resultType) : NaiveModel.mean(different, call.resultType)
    }

    private static func isNull(_ value: Scalar) -> Bool { if case .null = value { true } else { false } }

    private static func text(_ value: Scalar) -> String {
        if case .bytes(let bytes) = value { return String(decoding: bytes, as: UTF8.self) }
        return show(value)
    }

    private static func unique(_ values: [Scalar]) -> [Scalar] {
        var seen: Set<String> = []
        return values.filter { seen.insert(show($0)).inserted }
    }

    private static func precedes(_ a: [Scalar], _ b: [Scalar], _ order: [AggregateOrder]) -> Bool {
        for key in order {
            let (x, y) = (a[key.column], b[key.column])
            if isNull(x) || isNull(y) {
                if isNull(x) && isNull(y) { continue }
                return isNull(x) == key.putsNullsFirst
            }
            if NaiveModel.less(x, y) || isBefore(x, y) { return !key.isDescending }
            if NaiveModel.less(y, x) || isBefore(y, x) { return key.isDescending }
        }
        return false
    }

    private static func isBefore(_ a: Scalar, _ b: Scalar) -> Bool {
        if case .boolean(let a) = a, case .boolean(let b) = b { return !a && b }
        return false
    }

    private static func array(_ values: [Scalar]) -> String {
        let parts = values.map { value -> String in
            switch value {
            case .null: return "null"
            case .bytes:
                return "\"" + text(value).flatMap { $0 == "\u{0}" ? "\\u0000" : "\($0)" } + "\""
            default: return show(value)
            }
        }
        return "[" + parts.joined(separator: ",") + "]"
    }

    private static func mode(_ values: [Scalar]) -> Scalar {
        let counts = Dictionary(grouping: values, by: show).mapValues(\.count)
        let most = counts.values.max() ?? 0
        return values.first { counts[show($0)] == most } ?? .null
    }

    private static func percentile(_ call: AggregateCall, _ values: [Scalar]) -> Scalar {
        guard case .fraction(let fraction)? = call.parameter, !values.isEmpty else { return .null }
        if call.function == .percentileDisc {
            // The first value whose share of the rows up to it is at least the fraction.
            return values.indices.first { Double($0 + 1) / Double(values.count) >= fraction }.map { values[$0] }
                ?? .null
        }
        let place = fraction * Double(values.count - 1)
        let (low, high) = (values[Int(place)], values[min(values.count - 1, Int(place.rounded(.up)))])
        if case .double(let a) = low, case .double(let b) = high {
            return .double(a + (place - place.rounded(.down)) * (b - a))
        }
        if case .interval(let a) = low, case .interval(let b) = high {
            let part = ((place - place.rounded(.down)) * Double(b.micros - a.micros)).rounded(.toNearestOrEven)
            return .interval(Interval(micros: a.micros + Int64(part)))
        }
        return .null
    }

    /// All values through one field, one after the other: what lanes, runs and restarts must give too. That the
    /// numbers are right is shown beside PostgreSQL's.
    private static func variance(_ call: AggregateCall, _ values: [Scalar]) -> Scalar {
        let room = UnsafeMutableRawPointer.allocate(byteCount: SquaresField.byteCount, alignment: 16)
        defer { room.deallocate() }
        room.initializeMemory(as: UInt8.self, repeating: 0, count: SquaresField.byteCount)
        for value in values {
            if case .int64(let number) = value { SquaresField(room).add(number) }
            if case .decimal(let number) = value { SquaresField(room).add(number.coefficient, scale: number.scale) }
        }
        if case .value(let result) = SquaresField(room).result(call.function) { return .decimal(result) }
        return .null
    }
}
