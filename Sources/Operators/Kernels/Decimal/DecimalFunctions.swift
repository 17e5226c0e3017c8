import Glibc

/// PostgreSQL's `sqrt`, `exp`, `ln`, `log` and `power` of numeric: at least 16 significant digits, and its choice of
/// how many digits are shown. `numericOverflow` beyond 38 digits.
extension Decimal {
    static let significantDigitsMin = 16

    private func shownScale(_ digits: Int, _ other: Decimal? = nil) -> Int {
        min(max(digits, displayScale, other?.displayScale ?? 0, 0), 1000)
    }

    private static func required(_ result: Decimal?) throws(RowFailure) -> Decimal {
        guard let result else { throw .numericOverflow }
        return result
    }

    static func squareRoot(_ a: Decimal) throws(RowFailure) -> Decimal {
        guard a.coefficient >= 0 else {
            throw RowFailure(code: "2201F", message: "cannot take square root of a negative number")
        }
        let (weight, _) = a.leadingDigit
        // Division as in C: towards zero.
        let scale = a.shownScale(significantDigitsMin - ((weight + 1) * 4 / 2 - 1))
        if a.coefficient == 0 { return Decimal(coefficient: 0, scale: scale) }
        let steps = 2 * scale - a.displayScale
        guard steps <= 76 else { throw .numericOverflow }
        let first = min(steps, 38)
        guard let raised = Wide(a.coefficient.magnitude, times: powerOfTen(first)).raised(by: steps - first) else {
            throw .numericOverflow
        }
        return try required(Decimal(isNegative: false, magnitude: raised.roundedRoot, scale: scale))
    }

    static func exponential(_ a: Decimal) throws(RowFailure) -> Decimal {
        let weight = max(-16383, min(16383, a.double * 0.434294481903252))
        let scale = a.shownScale(significantDigitsMin - Int(weight))
        guard let result = SignedFixed.exponential(SignedFixed(a)) else { throw .numericOverflow }
        return try required(result.decimal(isNegative: false, scale: scale))
    }

    private static func checkLogarithm(_ a: Decimal) throws(RowFailure) {
        if a.coefficient == 0 { throw RowFailure(code: "2201E", message: "cannot take logarithm of zero") }
        if a.coefficient < 0 {
            throw RowFailure(code: "2201E", message: "cannot take logarithm of a negative number")
        }
    }

    private static func logarithmOf(_ a: Decimal) throws(RowFailure) -> SignedFixed {
        guard let result = SignedFixed.logarithm(SignedFixed(a).magnitude) else { throw .numericOverflow }
        return result
    }

    static func logarithm(_ a: Decimal) throws(RowFailure) -> Decimal {
        try checkLogarithm(a)
        let scale = a.shownScale(significantDigitsMin - a.logarithmWeight)
        return try required(try logarithmOf(a).decimal(scale: scale))
    }

    static func logarithm(_ a: Decimal, base: Decimal) throws(RowFailure) -> Decimal {
        try checkLogarithm(base)
        try checkLogarithm(a)
        let scale = a.shownScale(significantDigitsMin - (a.logarithmWeight - base.logarithmWeight), base)
        let divisor = try logarithmOf(base)
        guard !divisor.magnitude.isZero else { throw .divisionByZero }
        return try required(SignedFixed.divide(try logarithmOf(a), divisor)?.decimal(scale: scale))
    }

    /// PostgreSQL's guess at the first decimal digit's place in the logarithm.
    private var logarithmWeight: Int {
        let low = Decimal(coefficient: 9, scale: 1)
        let high = Decimal(coefficient: 11, scale: 1)
        if Decimal.compare(self, low) >= 0 && Decimal.compare(self, high) <= 0 {
            guard let above = Decimal.subtract(self, Decimal(1)), above.coefficient != 0 else { return 0 }
            let (weight, digit) = above.leadingDigit
            return weight * 4 + Int(log10(Double(digit)))
        }
        let (digits, weight) = firstDigits(2)
        let estimate = log(digits) + Double(weight) * 2.302585092994046
        return Int(log10(abs(estimate)))
    }

    /// At most `count` digits of base 10,000 as a number, and the power of ten that it is to be multiplied with.
    private func firstDigits(_ count: Int) -> (digits: Double, weight: Int) {
        let (weight, _) = leadingDigit
        // Trailing zero digits are not there in PostgreSQL's form.
        let exact = canonical
        let last = -((exact.displayScale + 3) / 4)
        let used = max(weight - count + 1, min(weight, last))
        let shift = exact.displayScale + used * 4
        let whole =
            shift >= 0
            ? shift <= 38 ? exact.coefficient.magnitude / powerOfTen(shift) : 0
            : exact.coefficient.magnitude * powerOfTen(min(-shift, 38))
        return (Double(whole), used * 4)
    }

    static func power(_ a: Decimal, _ b: Decimal) throws(RowFailure) -> Decimal {
        if a.coefficient == 0 && b.coefficient < 0 {
            throw RowFailure(code: "2201F", message: "zero raised to a negative power is undefined")
        }
        if b.canonical.displayScale == 0, let exponent = Int32(exactly: b.canonical.coefficient) {
            return try integerPower(a, Int(exponent))
        }
        if a.coefficient == 0 { return Decimal(coefficient: 0, scale: significantDigitsMin) }
        guard a.coefficient > 0 else {
            throw RowFailure(
                code: "2201F", message: "a negative number raised to a non-integer power yields a complex result")
        }
        let natural = try logarithmOf(a)
        guard let product = SignedFixed.multiply(natural, SignedFixed(b)), let result = SignedFixed.exponential(product)
        else { throw .numericOverflow }
        let scale = a.shownScale(significantDigitsMin - Int(try estimatedWeight(a, natural, b)), b)
        return try required(result.decimal(isNegative: false, scale: scale))
    }

    /// Decimal digits before the point of a power, guessed from eight digits of the logarithm as PostgreSQL does.
    private static func estimatedWeight(
        _ a: Decimal, _ natural: SignedFixed, _ exponent: Decimal
    ) throws(RowFailure) -> Double {
        let digits = max(0, 8 - a.logarithmWeight)
        guard let rough = natural.decimal(scale: min(digits, 40)),
            let product = Decimal.multiply(rough, exponent)?.rounded(to: min(digits, 40))
        else { throw .numericOverflow }
        return product.double * 0.434294481903252
    }

    private static func integerPower(_ a: Decimal, _ exponent: Int) throws(RowFailure) -> Decimal {
        var weight = 0.0
        if a.coefficient != 0 {
            let (digits, place) = a.firstDigits(4)
            weight = Double(exponent) * (log10(digits) + Double(place))
        }
        guard weight < 60 else { throw .numericOverflow }
        let scale = a.shownScale(significantDigitsMin)
        if weight < -60 { return Decimal(coefficient: 0, scale: scale) }
        if exponent == 0 { return try required(Decimal(1).rescaledUp(to: scale)) }
        if a.coefficient == 0 { return Decimal(coefficient: 0, scale: scale) }
        if let exact = exactPower(a, exponent) { return try required(exact.rounded(to: scale)) }
        var base = FixedPoint(a.coefficient.magnitude, scale: a.displayScale)
        if exponent < 0 {
            guard let inverse = FixedPoint.divide(FixedPoint(1), base) else { throw .numericOverflow }
            base = inverse
        }
        var result = FixedPoint(1)
        var left = exponent.magnitude
        while left > 0 {
            if left & 1 == 1 {
                guard let product = FixedPoint.multiply(result, base) else { throw .numericOverflow }
                result = product
            }
            left >>= 1
            if left > 0 {
                guard let square = FixedPoint.multiply(base, base) else { throw .numericOverflow }
                base = square
            }
        }
        return try required(result.decimal(isNegative: a.coefficient < 0 && exponent % 2 != 0, scale: scale))
    }
}

extension Decimal {
    /// All digits of a power, when they are few enough.
    private static func exactPower(_ a: Decimal, _ exponent: Int) -> Decimal? {
        guard exponent > 0, exponent <= 127 else { return nil }
        var result = Decimal(1)
        for _ in 0..<exponent {
            guard let product = multiply(result, a) else { return nil }
            result = product
        }
        return result
    }
}

extension Wide {
    /// Times a power of ten; `nil` past 256 bits.
    func raised(by steps: Int) -> Wide? {
        if steps == 0 { return self }
        let power = powerOfTen(steps)
        let lower = low.multipliedFullWidth(by: power)
        let upper = high.multipliedFullWidth(by: power)
        let (top, overflow) = upper.low.addingReportingOverflow(lower.high)
        return upper.high != 0 || overflow ? nil : Wide(high: top, low: lower.low)
    }

    /// The nearest whole number to the square root.
    var roundedRoot: UInt128 {
        var root: UInt128 = 0
        for bit in stride(from: 127, through: 0, by: -1) {
            let candidate = root | (1 << UInt128(bit))
            let square = Wide(candidate, times: candidate)
            if !(self < square) { root = candidate }
        }
        // Above root + 1/2 exactly when the rest is larger than the root.
        let square = Wide(root, times: root)
        let (rest, borrow) = low.subtractingReportingOverflow(square.low)
        let top = high - square.high - (borrow ? 1 : 0)
        return top > 0 || rest > root ? root + 1 : root
    }
}
