/// PostgreSQL's numeric arithmetic with its display scales. `nil` where the result needs more than 38 digits.
extension Decimal {
    /// 10^38 - 1 as magnitude.
    @inline(__always)
    static var magnitudeMax: UInt128 { 99_999_999_999_999_999_999_999_999_999_999_999_999 }

    package static let zero = Decimal(coefficient: 0, scale: 0)

    package init(_ value: Int64) {
        self.init(coefficient: Int128(value), scale: 0)
    }

    @inline(__always)
    init?(isNegative: Bool, magnitude: UInt128, scale: Int) {
        guard magnitude <= Decimal.magnitudeMax, scale <= 255 else { return nil }
        let value = Int128(truncatingIfNeeded: magnitude)
        self.init(coefficient: isNegative ? 0 &- value : value, scale: scale)
    }

    /// Digits shown after the point.
    @inline(__always)
    package var displayScale: Int { Int(scale) }

    @inline(__always)
    var fits: Bool { coefficient <= Decimal.coefficientMax && coefficient >= -Decimal.coefficientMax }

    /// The same value with more digits after the point; `nil` beyond 38 digits.
    @inline(__always)
    func rescaledUp(to newScale: Int) -> Decimal? {
        let steps = newScale - displayScale
        if steps == 0 { return self }
        if coefficient == 0 { return Decimal(coefficient: 0, scale: newScale) }
        guard steps <= 38, newScale <= 255 else { return nil }
        let (product, overflow) = coefficient.multipliedReportingOverflow(
            by: Int128(truncatingIfNeeded: powerOfTen(steps)))
        let result = Decimal(coefficient: product, scale: newScale)
        return overflow || !result.fits ? nil : result
    }

    /// Sum, shown with the larger scale.
    @inline(__always)
    package static func add(_ a: Decimal, _ b: Decimal) -> Decimal? {
        if a.scale == b.scale {
            // Two numbers of 38 digits can't overflow 127 bits.
            let sum = Decimal(coefficient: a.coefficient &+ b.coefficient, scale: a.displayScale)
            return sum.fits ? sum : nil
        }
        return addRescaled(a, b)
    }

    private static func addRescaled(_ a: Decimal, _ b: Decimal) -> Decimal? {
        let scale = max(a.displayScale, b.displayScale)
        guard let x = a.rescaledUp(to: scale), let y = b.rescaledUp(to: scale) else { return nil }
        return add(x, y)
    }

    @inline(__always)
    package static func subtract(_ a: Decimal, _ b: Decimal) -> Decimal? { add(a, b.negated) }

    @inline(__always)
    package var negated: Decimal { Decimal(coefficient: 0 &- coefficient, scale: displayScale) }

    package var magnitude: Decimal { coefficient < 0 ? negated : self }

    /// Exact product; its scale is the sum of both, or less where only zeros would be beyond 38 digits.
    @inline(__always)
    package static func multiply(_ a: Decimal, _ b: Decimal) -> Decimal? {
        let (product, overflow) = a.coefficient.multipliedReportingOverflow(by: b.coefficient)
        let scale = a.displayScale + b.displayScale
        let result = Decimal(coefficient: product, scale: scale)
        return overflow || !result.fits || scale > 255 ? trimmedProduct(a, b) : result
    }

    /// The product without zeros at the end of its fraction, as few of them as make it fit.
    @inline(never)
    private static func trimmedProduct(_ a: Decimal, _ b: Decimal) -> Decimal? {
        var product = Wide(a.coefficient.magnitude, times: b.coefficient.magnitude)
        var scale = a.displayScale + b.displayScale
        while product.high != 0 || product.low > magnitudeMax || scale > 255 {
            let (quotient, digit) = product.dividedByTen
            guard scale > 0, digit == 0 else { return nil }
            product = quotient
            scale -= 1
        }
        return Decimal(isNegative: (a.coefficient < 0) != (b.coefficient < 0), magnitude: product.low, scale: scale)
    }

    /// Negative, zero or positive as `a` is less than, equal to or greater than `b`; the scales do not matter.
    @inline(__always)
    package static func compare(_ a: Decimal, _ b: Decimal) -> Int {
        if a.scale == b.scale {
            return a.coefficient < b.coefficient ? -1 : a.coefficient == b.coefficient ? 0 : 1
        }
        return compareRescaled(a, b)
    }

    private static func compareRescaled(_ a: Decimal, _ b: Decimal) -> Int {
        if a.coefficient.signum() != b.coefficient.signum() {
            return a.coefficient < b.coefficient ? -1 : 1
        }
        if a.coefficient == 0 { return 0 }
        let order: Int
        if a.scale < b.scale {
            order = compareMagnitudes(a.coefficient.magnitude, b.displayScale - a.displayScale, b.coefficient.magnitude)
        } else {
            order = -compareMagnitudes(
                b.coefficient.magnitude, a.displayScale - b.displayScale, a.coefficient.magnitude)
        }
        return a.coefficient < 0 ? -order : order
    }

    /// Compares `a * 10^steps` with `b`; neither is zero.
    private static func compareMagnitudes(_ a: UInt128, _ steps: Int, _ b: UInt128) -> Int {
        guard steps <= 38 else { return 1 }
        let scaled = Wide(a, times: powerOfTen(steps))
        guard let low = scaled.narrow else { return 1 }
        return low < b ? -1 : low == b ? 0 : 1
    }
}
