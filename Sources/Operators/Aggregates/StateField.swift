/// One aggregate's part of a group's state: what is kept, and where in the group's row.
///
/// ```
///  group row   | head 8 | seen 8 | hash 8 | clocks 16 if TTL | key cells 16 each | state fields ...   |  8-aligned
///                                                                                └ offset
/// ```
/// A field whose bit in `seen` is 0 has folded no value yet; its bytes are then meaningless.
package struct StateField: BitwiseCopyable, Sendable {
    package enum Kind: UInt8, Hashable, Sendable, BitwiseCopyable {
        /// Int64; rows or values.
        case count
        /// Int128; exact, so the order of rows does not matter. Its range is checked when it is given out.
        case sumInteger
        /// Int128 coefficient, then 8 bytes with the scale; `StateField.overflowScale` when 38 digits were exceeded.
        case sumDecimal
        /// Double; the order of rows matters, as in PostgreSQL.
        case sumDouble
        /// Double that is rounded to a float after each step, as PostgreSQL's `float4pl`.
        case sumReal
        /// Interval; months at their bound when a part has overflowed.
        case sumInterval
        /// Int128 sum, then Int64 count.
        case avgInteger
        /// As `sumDecimal`, then Int64 count.
        case avgDecimal
        /// Double, then Int64 count.
        case avgDouble
        /// As `sumInterval`, then Int64 count.
        case avgInterval
        /// One 16-byte key cell (see `KeyCells`): the smallest or largest value.
        case minInteger, maxInteger
        case minDouble, maxDouble
        case minDecimal, maxDecimal
        case minInterval, maxInterval
        /// A string view; long strings lie in the table's arena.
        case minBytes, maxBytes
        case boolAnd, boolOr
        /// Int64.
        case bitAnd, bitOr, bitXor
        /// See `SquaresField`: exact sums of integers or numerics and of their squares.
        case squaresExact
        /// Three doubles: count, sum, sum of squared distances from the mean.
        case squaresDouble
        /// See `ElementList`: each value once, every value, or the one of the first or last row.
        case set, bag, first, last
        /// See `DistinctSketch`.
        case sketch
    }

    package let kind: Kind
    /// What is kept is an `ElementList`.
    var isList: Bool {
        switch kind {
        case .set, .bag, .first, .last, .sketch: true
        default: false
        }
    }
    /// Bytes from the start of the group's row.
    package let offset: Int
    /// Bit in the row's `seen` word.
    package let bit: UInt64

    /// Marks a decimal sum that no longer fits 38 digits.
    static let overflowScale: UInt64 = 0xFF

    /// Bytes of the field; a multiple of 8.
    static func size(_ kind: Kind) -> Int {
        switch kind {
        case .count, .sumDouble, .sumReal, .minInteger, .maxInteger, .minDouble, .maxDouble, .boolAnd, .boolOr: 8
        case .sumInteger, .avgDouble, .sumInterval, .minInterval, .maxInterval, .minBytes, .maxBytes: 16
        case .sumDecimal, .avgInteger, .avgInterval, .minDecimal, .maxDecimal: 24
        case .avgDecimal: 32
        case .bitAnd, .bitOr, .bitXor: 8
        case .squaresDouble, .set, .bag, .first, .last, .sketch: 24
        case .squaresExact: SquaresField.byteCount
        }
    }

    /// What is kept for a call; throws for an argument type that the function does not take.
    static func kind(of call: AggregateCall) throws(OperatorError) -> Kind {
        if let kind = try listKind(of: call) { return kind }
        return try plainKind(of: call)
    }

    /// For calls that keep values one by one; nil for the others.
    private static func listKind(of call: AggregateCall) throws(OperatorError) -> Kind? {
        switch call.function {
        case .count, .sum, .avg, .stddevSamp, .stddevPop, .varSamp, .varPop:
            guard call.isDistinct else { return nil }
            // What the values are folded into must be there.
            if call.function != .count { _ = try plainKind(of: call) }
        // Equal values change nothing in these.
        case .countRows, .min, .max, .boolAnd, .boolOr, .bitAnd, .bitOr, .bitXor: return nil
        case .firstValue, .lastValue, .arrayAgg, .stringAgg, .percentileCont, .percentileDisc, .mode,
            .approxCountDistinct, .smallest:
            break
        }
        guard ElementCodec(call) != nil else {
            throw .unsupported("\(call.function.rawValue)(\(call.argumentType ?? .unknown))")
        }
        switch call.function {
        case .firstValue: return .first
        case .lastValue: return .last
        case .approxCountDistinct: return .sketch
        default: return call.isDistinct ? .set : .bag
        }
    }

    /// For calls that fold every value as it comes.
    static func plainKind(of call: AggregateCall) throws(OperatorError) -> Kind {
        switch call.function {
        case .countRows, .count: return .count
        case .boolAnd: return .boolAnd
        case .boolOr: return .boolOr
        case .sum, .avg:
            let isAverage = call.function == .avg
            switch call.argumentType {
            case .smallint, .integer, .bigint: return isAverage ? .avgInteger : .sumInteger
            case .numeric: return isAverage ? .avgDecimal : .sumDecimal
            case .double: return isAverage ? .avgDouble : .sumDouble
            case .real: return isAverage ? .avgDouble : .sumReal
            case .interval: return isAverage ? .avgInterval : .sumInterval
            default: break
            }
        case .min, .max:
            let isMin = call.function == .min
            switch call.argumentType {
            // Their order is not that of their bytes.
            case .jsonb, .array, .record:
                throw .unsupported("\(call.function.rawValue)(\(call.argumentType ?? .unknown))")
            default: break
            }
            switch call.argumentType?.physical {
            case .int64: return isMin ? .minInteger : .maxInteger
            case .double: return isMin ? .minDouble : .maxDouble
            case .decimal: return isMin ? .minDecimal : .maxDecimal
            case .interval: return isMin ? .minInterval : .maxInterval
            case .bytes: return isMin ? .minBytes : .maxBytes
            case .boolean, nil: break
            }
        case .bitAnd, .bitOr, .bitXor:
            switch call.argumentType {
            case .smallint, .integer, .bigint:
                return call.function == .bitAnd ? .bitAnd : call.function == .bitOr ? .bitOr : .bitXor
            default: break
            }
        case .stddevSamp, .stddevPop, .varSamp, .varPop:
            switch call.argumentType {
            case .smallint, .integer, .bigint, .numeric: return .squaresExact
            case .real, .double: return .squaresDouble
            default: break
            }
        case .firstValue, .lastValue, .arrayAgg, .stringAgg, .percentileCont, .percentileDisc, .mode,
            .approxCountDistinct, .smallest:
            break
        }
        let type = call.argumentType.map { "\($0)" } ?? "*"
        throw .unsupported("\(call.function.rawValue)(\(type)) is not supported")
    }
}
