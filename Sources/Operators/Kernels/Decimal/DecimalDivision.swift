/// Why a division has no result.
package enum DivisionFailure: Error {
    case byZero
    /// More than 38 digits.
    case overflow
}

extension Decimal {
    /// PostgreSQL's quotient: at least 16 significant digits and never fewer after the point than either side, rounded
    /// half away from zero. `avg` is `divide(sum, count)`.
    package static func divide(_ a: Decimal, _ b: Decimal) throws(DivisionFailure) -> Decimal {
        guard b.coefficient != 0 else { throw .byZero }
        guard let result = divide(a, b, scale: quotientScale(a, b)) else { throw .overflow }
        return result
    }

    /// The sum of `count` values divided by their number, as PostgreSQL's `avg`.
    package static func average(sum: Decimal, count: Int64) throws(DivisionFailure) -> Decimal {
        try divide(sum, Decimal(count))
    }

    /// The quotient rounded half away from zero to `scale` digits after the point.
    static func divide(_ a: Decimal, _ b: Decimal, scale: Int, truncated: Bool = false) -> Decimal? {
        if a.coefficient == 0 { return Decimal(coefficient: 0, scale: scale) }
        let divisor = b.coefficient.magnitude
        var steps = scale - a.displayScale + b.displayScale
        var dividend = a.coefficient.magnitude
        var quotient: UInt128 = 0
        if steps < 0 { return divideDown(a, b, scale: scale, truncated: truncated) }
        if steps <= 38 {
            let (scaled, overflow) = dividend.multipliedReportingOverflow(by: powerOfTen(steps))
            if !overflow { return quotient128(a, b, scaled, divisor, scale, truncated) }
        }
        // Long division, 38 digits at a time.
        while true {
            let digits = min(steps, 38)
            let power = powerOfTen(digits)
            guard let part = Wide(dividend, times: power).divided(by: divisor),
                let shifted = Wide(quotient, times: power).narrow
            else { return nil }
            let (sum, overflow) = shifted.addingReportingOverflow(part.quotient)
            guard !overflow else { return nil }
            quotient = sum
            dividend = part.remainder
            steps -= digits
            if steps == 0 { break }
        }
        if !truncated && dividend >= divisor - dividend { quotient += 1 }
        let isNegative = (a.coefficient < 0) != (b.coefficient < 0)
        return Decimal(isNegative: isNegative, magnitude: quotient, scale: scale)
    }

    /// The scaled dividend fits 128 bits, mostly even both sides fit 64.
    @inline(__always)
    private static func quotient128(
        _ a: Decimal, _ b: Decimal, _ scaled: UInt128, _ divisor: UInt128, _ scale: Int, _ truncated: Bool
    ) -> Decimal? {
        var quotient = scaled / divisor
        let remainder = scaled &- quotient &* divisor
        if !truncated && remainder >= divisor - remainder { quotient += 1 }
        return Decimal(isNegative: (a.coefficient < 0) != (b.coefficient < 0), magnitude: quotient, scale: scale)
    }

    /// The dividend has more digits after the point than are wanted: the divisor is scaled instead.
    private static func divideDown(_ a: Decimal, _ b: Decimal, scale: Int, truncated: Bool) -> Decimal? {
        let steps = a.displayScale - b.displayScale - scale
        guard steps <= 38 else { return Decimal(coefficient: 0, scale: scale) }
        guard let divisor = Wide(b.coefficient.magnitude, times: powerOfTen(steps)).narrow else {
            return Decimal(coefficient: 0, scale: scale)
        }
        var (quotient, remainder) = a.coefficient.magnitude.quotientAndRemainder(dividingBy: divisor)
        if !truncated && remainder >= divisor - remainder { quotient += 1 }
        return Decimal(isNegative: (a.coefficient < 0) != (b.coefficient < 0), magnitude: quotient, scale: scale)
    }

    /// PostgreSQL's `select_div_scale`, which counts in digits of base 10,000.
    static func quotientScale(_ a: Decimal, _ b: Decimal) -> Int {
        let (weightA, firstA) = a.leadingDigit
        let (weightB, firstB) = b.leadingDigit
        let weight = weightA - weightB - (firstA <= firstB ? 1 : 0)
        return min(max(16 - weight * 4, a.displayScale, b.displayScale, 0), 1000)
    }

    /// Position and value of the first digit in base 10,000, counted from the decimal point; zeros for zero.
    var leadingDigit: (weight: Int, digit: Int) {
        if coefficient == 0 { return (0, 0) }
        let exponent = digitCount(coefficient.magnitude) - 1 - displayScale
        let weight = exponent >= 0 ? exponent / 4 : -((3 - exponent) / 4)
        let shift = displayScale + weight * 4
        if shift <= 0 {
            return (weight, Int(truncatingIfNeeded: coefficient.magnitude * powerOfTen(-shift)))
        }
        if shift <= 19, let narrow = UInt64(exactly: coefficient.magnitude) {
            return (weight, Int(truncatingIfNeeded: narrow / UInt64(truncatingIfNeeded: powerOfTen(shift))))
        }
        return (weight, Int(truncatingIfNeeded: coefficient.magnitude / powerOfTen(shift)))
    }

    /// The remainder of a division rounded towards zero: sign of the dividend, larger scale of both.
    package static func remainder(_ a: Decimal, _ b: Decimal) throws(DivisionFailure) -> Decimal {
        guard b.coefficient != 0 else { throw .byZero }
        let scale = max(a.displayScale, b.displayScale)
        guard let divisor = b.rescaledUp(to: scale) else {
            // The divisor's digits do not fit at this scale, so it is the smaller scale's and divides a larger number.
            return try remainderWide(a, b, scale: scale)
        }
        let steps = scale - a.displayScale
        guard steps <= 38 else { throw .overflow }
        let rest = Wide(a.coefficient.magnitude, times: powerOfTen(steps))
            .remainder(dividingBy: divisor.coefficient.magnitude)
        guard let result = Decimal(isNegative: a.coefficient < 0, magnitude: rest, scale: scale) else {
            throw .overflow
        }
        return result
    }

    private static func remainderWide(_ a: Decimal, _ b: Decimal, scale: Int) throws(DivisionFailure) -> Decimal {
        // |b| at the larger scale is above 10^38 and so above |a|: nothing is taken away.
        guard let whole = a.rescaledUp(to: scale) else { throw .overflow }
        return whole
    }
}
