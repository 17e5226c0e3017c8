@testable import Operators

/// Numbers that are the same in every run for one seed.
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 &+ 1 }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }
    mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
}

/// Input rows for aggregates: two keys, a window, and an argument of every kind.
enum Sample {
    static let types: [DataType] = [
        .text, .bigint, .timestamptz, .timestamptz, .integer, .bigint, .numeric, .double, .text, .boolean,
        .timestamptz, .boolean, .interval, .real,
    ]
    static let (windowStart, windowEnd, filter) = (2, 3, 11)

    static let calls: [AggregateCall] =
        [
            call(.countRows, nil, .bigint), call(.countRows, nil, .bigint, filter: filter), call(.count, 8, .bigint),
            call(.sum, 4, .bigint), call(.sum, 4, .bigint, filter: filter), call(.sum, 5, .numeric),
            call(.sum, 6, .numeric), call(.sum, 7, .double), call(.avg, 4, .numeric), call(.avg, 6, .numeric),
            call(.avg, 7, .double), call(.min, 4, .integer), call(.max, 5, .bigint), call(.min, 6, .numeric),
            call(.max, 6, .numeric), call(.min, 7, .double), call(.max, 7, .double), call(.min, 8, .text),
            call(.max, 8, .text), call(.boolAnd, 9, .boolean), call(.boolOr, 9, .boolean),
            call(.max, 10, .timestamptz), call(.min, 12, .interval), call(.max, 12, .interval),
            call(.sum, 12, .interval), call(.avg, 12, .interval), call(.sum, 13, .real),
        ] + listCalls

    /// Calls that keep values one by one, and those over squares and bits.
    static let listCalls: [AggregateCall] = [
        distinct(.count, 4, .bigint), distinct(.count, 6, .bigint), distinct(.count, 8, .bigint, filter: filter),
        distinct(.count, 12, .bigint), distinct(.sum, 4, .bigint), distinct(.sum, 6, .numeric),
        distinct(.avg, 5, .numeric), distinct(.varPop, 4, .numeric), call(.varSamp, 4, .numeric),
        call(.stddevPop, 6, .numeric), call(.stddevSamp, 5, .numeric, filter: filter), call(.bitAnd, 4, .integer),
        call(.bitOr, 5, .bigint), call(.bitXor, 4, .integer), ordered(.firstValue, 8, .text, [up(10), up(8)]),
        ordered(.lastValue, 6, .numeric, [up(10), up(6)]),
        ordered(.lastValue, 9, .boolean, [down(8), up(9)], filter: filter),
        ordered(.arrayAgg, 4, .array(.integer), [down(6), up(4)]), ordered(.stringAgg, 8, .text, [up(10), down(8)]),
        distinct(.arrayAgg, 8, .array(.text), [down(8)]),
        ordered(.percentileCont, 7, .double, [up(7)], .fraction(0.3)),
        ordered(.percentileDisc, 6, .numeric, [down(6)], .fraction(0.75)),
        ordered(.percentileCont, 12, .interval, [up(12)], .fraction(0.5), filter: filter),
        ordered(.mode, 8, .text, [up(8)]), call(.approxCountDistinct, 8, .bigint),
        // Exact as long as there are no more than 512 different values, which the filter sees to.
        call(.approxCountDistinct, 6, .bigint, filter: filter),
    ]

    private static func up(_ column: Int) -> AggregateOrder {
        AggregateOrder(column: column, type: types[column], isDescending: false, putsNullsFirst: false)
    }

    private static func down(_ column: Int) -> AggregateOrder {
        AggregateOrder(column: column, type: types[column], isDescending: true, putsNullsFirst: true)
    }

    private static func distinct(
        _ function: AggregateCall.Function, _ argument: Int, _ result: DataType, _ order: [AggregateOrder] = [],
        filter: Int? = nil
    ) -> AggregateCall {
        AggregateCall(
            function: function, argument: argument, argumentType: types[argument], filter: filter, isDistinct: true,
            order: order, resultType: result)
    }

    private static func ordered(
        _ function: AggregateCall.Function, _ argument: Int, _ result: DataType, _ order: [AggregateOrder],
        _ parameter: AggregateCall.Parameter? = nil, filter: Int? = nil
    ) -> AggregateCall {
        AggregateCall(
            function: function, argument: argument, argumentType: types[argument], filter: filter, order: order,
            parameter: function == .stringAgg ? .text(Array(", ".utf8)) : parameter, resultType: result)
    }

    static func call(
        _ function: AggregateCall.Function, _ argument: Int?, _ result: DataType, filter: Int? = nil
    ) -> AggregateCall {
        AggregateCall(
            function: function, argument: argument, argumentType: argument.map { types[$0] }, filter: filter,
            resultType: result)
    }

    static let words = [
        "", "a", "b\u{0}c", "twelve bytes", "thirteen byte", "a string that is longer than a view holds",
        "a string that is longer than a view holdt", "zebra", "é", "\u{0}",
    ]

    /// A row of the window from `start` to `end`.
    static func row(start: Int64, end: Int64, keys: Int, _ random: inout SeededNumbers) -> [Scalar] {
        func orNull(_ value: Scalar, _ random: inout SeededNumbers) -> Scalar { random.chance(15) ? .null : value }
        let word = words[random.below(min(keys, words.count))]
        var row: [Scalar] = [
            orNull(.text(word), &random), orNull(.int64(Int64(random.below(keys)) - 2), &random), .int64(start),
            .int64(end),
        ]
        let number = Int64(random.below(2001)) - 1000
        row.append(orNull(.int64(number), &random))
        row.append(orNull(.int64(random.chance(30) ? .max - Int64(number.magnitude) : number), &random))
        // The last digit is never 0, so that equal numbers show equally many digits.
        let scale = random.below(4)
        let coefficient = scale == 0 ? Int128(number) : Int128(number) * 10 + 1
        row.append(orNull(.decimal(Decimal(coefficient: coefficient, scale: scale)), &random))
        row.append(orNull(.double(random.chance(3) ? .nan : Double(number)), &random))
        row.append(orNull(.text(words[random.below(words.count)]), &random))
        row.append(orNull(.boolean(random.chance(70)), &random))
        row.append(orNull(.int64(number * 1_000_000), &random))
        row.append(orNull(.boolean(random.chance(50)), &random))
        row.append(orNull(.interval(Interval(micros: number * 1000)), &random))
        row.append(orNull(.double(Double(number)), &random))
        return row
    }

    static func batch(_ rows: [[Scalar]]) -> Batch {
        Batch(
            count: rows.count,
            columns: types.enumerated().map { index, type in Column(type: type, scalars: rows.map { $0[index] }) })
    }
}

/// A value as text that is equal only for equal values.
func show(_ value: Scalar) -> String {
    switch value {
    case .null: "NULL"
    case .boolean(let value): "\(value)"
    case .int64(let value): "\(value)"
    case .double(let value): "\(value)"
    case .decimal(let value): "\(value.coefficient)e-\(value.scale)"
    case .interval(let value): "\(value.months) months \(value.days) days \(value.micros)"
    case .bytes(let value): "'" + String(decoding: value, as: UTF8.self) + "'"
    }
}

func show(_ values: [Scalar]) -> String { values.map(show).joined(separator: " | ") }

extension Batch {
    var scalars: [[Scalar]] { (0..<count).map { row in columns.map { $0[row] } } }
}
