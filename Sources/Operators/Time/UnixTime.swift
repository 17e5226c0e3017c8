/// The unit of a number that counts from 1970-01-01 UTC.
package enum UnixUnit: Int, Sendable {
    /// The power of ten that makes microseconds of it.
    case seconds = 6
    case millis = 3
    case micros = 0
    case nanos = -3

    /// From here on a number without unit counts milliseconds.
    static let secondsEnd: UInt64 = 100_000_000_000

    /// The unit that a number's size suggests: seconds reach to the year 5138, and so do milliseconds and microseconds.
    @inline(__always)
    init(magnitude: UInt64) {
        if magnitude < UnixUnit.secondsEnd {
            self = .seconds
        } else if magnitude < 100_000_000_000_000 {
            self = .millis
        } else {
            self = magnitude < 100_000_000_000_000_000 ? .micros : .nanos
        }
    }

    /// The same for a whole part of any size.
    init(magnitude: UInt128) {
        self = UnixUnit(magnitude: UInt64(clamping: magnitude))
    }

    /// An integer as microseconds since 2000-01-01, or `nil` out of range; halves round to even.
    @inline(__always)
    func timestamp(_ value: Int64) -> Int64? {
        switch self {
        case .seconds: return UnixUnit.timestamp(unixMicros: value.multipliedReportingOverflow(by: 1_000_000))
        case .millis: return UnixUnit.timestamp(unixMicros: value.multipliedReportingOverflow(by: 1000))
        case .micros: return UnixUnit.timestamp(unixMicros: (value, false))
        case .nanos: return timestamp(coefficient: Int128(value), exponent: 0)
        }
    }

    /// `coefficient * 10^exponent` as microseconds since 2000-01-01, or `nil` out of range; halves round to even.
    func timestamp(coefficient: Int128, exponent: Int) -> Int64? {
        let shift = exponent + rawValue
        if coefficient == 0 { return UnixUnit.timestamp(unixMicros: (0, false)) }
        guard shift <= 18 else { return nil }
        var micros = coefficient
        if shift > 0 {
            let (product, overflow) = coefficient.multipliedReportingOverflow(by: Int128(powersOfTen[shift]))
            guard !overflow else { return nil }
            micros = product
        } else if shift < 0 {
            guard shift >= -38 else { return UnixUnit.timestamp(unixMicros: (0, false)) }
            micros = UnixUnit.divideHalfEven(coefficient, tenTo: -shift)
        }
        guard let small = Int64(exactly: micros) else { return nil }
        return UnixUnit.timestamp(unixMicros: (small, false))
    }

    private static func divideHalfEven(_ value: Int128, tenTo power: Int) -> Int128 {
        let divisor =
            Int128(powersOfTen[min(power, 18)]) * Int128(powersOfTen[max(0, min(power - 18, 18))])
            * Int128(powersOfTen[max(0, power - 36)])
        let (quotient, rest) = value.quotientAndRemainder(dividingBy: divisor)
        let size = rest.magnitude
        let half = divisor.magnitude / 2
        let roundsUp = size > half || (size == half && quotient & 1 != 0)
        return roundsUp ? quotient + value.signum() : quotient
    }

    @inline(__always)
    private static func timestamp(unixMicros: (partialValue: Int64, overflow: Bool)) -> Int64? {
        let (micros, overflow) = unixMicros.partialValue.subtractingReportingOverflow(TimeLimits.unixMicrosAtEpoch)
        return unixMicros.overflow || overflow || !TimeLimits.isTimestamp(micros) ? nil : micros
    }
}
