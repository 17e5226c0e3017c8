/// A fixed-point number with a sign.
struct SignedFixed {
    var magnitude: FixedPoint
    var isNegative: Bool

    init(_ magnitude: FixedPoint, isNegative: Bool = false) {
        self.magnitude = magnitude
        self.isNegative = isNegative
    }

    init(_ value: Decimal) {
        self.init(FixedPoint(value.coefficient.magnitude, scale: value.displayScale), isNegative: value.coefficient < 0)
    }

    static func add(_ a: SignedFixed, _ b: SignedFixed) -> SignedFixed {
        if a.isNegative == b.isNegative { return SignedFixed(a.magnitude + b.magnitude, isNegative: a.isNegative) }
        if a.magnitude < b.magnitude { return SignedFixed(b.magnitude - a.magnitude, isNegative: b.isNegative) }
        return SignedFixed(a.magnitude - b.magnitude, isNegative: a.isNegative)
    }

    static func multiply(_ a: SignedFixed, _ b: SignedFixed) -> SignedFixed? {
        FixedPoint.multiply(a.magnitude, b.magnitude).map { SignedFixed($0, isNegative: a.isNegative != b.isNegative) }
    }

    static func divide(_ a: SignedFixed, _ b: SignedFixed) -> SignedFixed? {
        FixedPoint.divide(a.magnitude, b.magnitude).map { SignedFixed($0, isNegative: a.isNegative != b.isNegative) }
    }

    func decimal(scale: Int) -> Decimal? { magnitude.decimal(isNegative: isNegative, scale: scale) }
}

extension SignedFixed {
    /// `2 * (z + z^3/3 + z^5/5 + ...)`, the logarithm of (1 + z) / (1 - z), for z up to 1/3.
    private static func logarithmSeries(_ z: SignedFixed) -> SignedFixed? {
        guard let square = FixedPoint.multiply(z.magnitude, z.magnitude) else { return nil }
        var power = z.magnitude
        var sum = power
        var divisor: UInt64 = 3
        while true {
            guard let next = FixedPoint.multiply(power, square) else { return nil }
            power = next
            let term = power.dividing(by: divisor)
            if term.isZero { break }
            sum = sum + term
            divisor += 2
        }
        return SignedFixed(sum.doubled, isNegative: z.isNegative)
    }

    /// The natural logarithm of 2, from (1 + 1/3) / (1 - 1/3).
    private static let logarithmOfTwo =
        logarithmSeries(SignedFixed(FixedPoint(1).dividing(by: 3))) ?? SignedFixed(FixedPoint())

    /// The natural logarithm of a number above 0.
    static func logarithm(_ value: FixedPoint) -> SignedFixed? {
        // Into 0.75 ..< 1.5 by halving and doubling, each worth ln 2.
        var reduced = value
        var halvings: Int64 = 0
        let low = FixedPoint(3).dividing(by: 4)
        let high = FixedPoint(3).dividing(by: 2)
        while !(reduced < high) {
            reduced = reduced.halved
            halvings += 1
        }
        while reduced < low {
            reduced = reduced.doubled
            halvings -= 1
        }
        let one = SignedFixed(FixedPoint(1))
        let above = SignedFixed.add(SignedFixed(reduced), SignedFixed(FixedPoint(1), isNegative: true))
        guard let z = divide(above, SignedFixed.add(SignedFixed(reduced), one)), let series = logarithmSeries(z),
            let shift = FixedPoint.multiply(FixedPoint(halvings.magnitude), logarithmOfTwo.magnitude)
        else { return nil }
        return SignedFixed.add(series, SignedFixed(shift, isNegative: halvings < 0))
    }

    /// e to a power; `nil` when the result needs more than 160 bits before or after the point.
    static func exponential(_ value: SignedFixed) -> FixedPoint? {
        guard let count = FixedPoint.divide(value.magnitude, logarithmOfTwo.magnitude), count < FixedPoint(160),
            let whole = FixedPoint.multiply(FixedPoint(count.limbs[4]), logarithmOfTwo.magnitude)
        else { return nil }
        // 0 <= rest < ln 2, cut by 2^8; the sum of the series is squared eight times.
        let rest = (value.magnitude < whole ? FixedPoint() : value.magnitude - whole).dividing(by: 256)
        var term = FixedPoint(1)
        var sum = term
        var divisor: UInt64 = 1
        while true {
            guard let next = FixedPoint.multiply(term, rest) else { return nil }
            term = next.dividing(by: divisor)
            if term.isZero { break }
            sum = sum + term
            divisor += 1
        }
        for _ in 0..<8 {
            guard let square = FixedPoint.multiply(sum, sum) else { return nil }
            sum = square
        }
        for _ in 0..<count.limbs[4] { sum = sum.doubled }
        return value.isNegative ? FixedPoint.divide(FixedPoint(1), sum) : sum
    }
}
