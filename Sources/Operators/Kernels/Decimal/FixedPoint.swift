/// A number without sign of 256 bits before and 256 bits after the point: 77 decimal digits of fraction, enough that
/// the logarithms and powers below are right to the last digit that is shown.
///
///     | limb 7 | 6 | 5 | 4 . 3 | 2 | 1 | limb 0 |      value = limbs / 2^256
struct FixedPoint {
    var limbs: InlineArray<8, UInt64>

    init() { limbs = InlineArray(repeating: 0) }

    init(_ whole: UInt64) {
        limbs = InlineArray(repeating: 0)
        limbs[4] = whole
    }

    /// `coefficient / 10^scale`.
    init(_ coefficient: UInt128, scale: Int) {
        limbs = InlineArray(repeating: 0)
        limbs[4] = UInt64(truncatingIfNeeded: coefficient)
        limbs[5] = UInt64(truncatingIfNeeded: coefficient >> 64)
        var left = scale
        while left > 0 {
            let digits = min(left, 19)
            divide(by: UInt64(truncatingIfNeeded: powerOfTen(digits)))
            left -= digits
        }
    }

    var isZero: Bool {
        for index in 0..<8 where limbs[index] != 0 { return false }
        return true
    }

    static func < (a: FixedPoint, b: FixedPoint) -> Bool {
        for index in stride(from: 7, through: 0, by: -1) where a.limbs[index] != b.limbs[index] {
            return a.limbs[index] < b.limbs[index]
        }
        return false
    }

    static func + (a: FixedPoint, b: FixedPoint) -> FixedPoint {
        var sum = FixedPoint()
        var carry: UInt64 = 0
        for index in 0..<8 {
            let (first, over) = a.limbs[index].addingReportingOverflow(b.limbs[index])
            let (second, overToo) = first.addingReportingOverflow(carry)
            sum.limbs[index] = second
            carry = (over ? 1 : 0) + (overToo ? 1 : 0)
        }
        return sum
    }

    /// `a - b`, where `b` is not larger.
    static func - (a: FixedPoint, b: FixedPoint) -> FixedPoint {
        var difference = FixedPoint()
        var borrow: UInt64 = 0
        for index in 0..<8 {
            let (first, under) = a.limbs[index].subtractingReportingOverflow(b.limbs[index])
            let (second, underToo) = first.subtractingReportingOverflow(borrow)
            difference.limbs[index] = second
            borrow = (under ? 1 : 0) + (underToo ? 1 : 0)
        }
        return difference
    }

    /// The product cut off below the last bit; `nil` when it needs more than 256 bits before the point.
    static func multiply(_ a: FixedPoint, _ b: FixedPoint) -> FixedPoint? {
        var full = InlineArray<16, UInt64>(repeating: 0)
        for i in 0..<8 where a.limbs[i] != 0 {
            var carry: UInt64 = 0
            for j in 0..<8 {
                let (high, low) = a.limbs[i].multipliedFullWidth(by: b.limbs[j])
                let (first, over) = low.addingReportingOverflow(full[i + j])
                let (second, overToo) = first.addingReportingOverflow(carry)
                full[i + j] = second
                carry = high &+ (over ? 1 : 0) &+ (overToo ? 1 : 0)
            }
            full[i + 8] = carry
        }
        for index in 12..<16 where full[index] != 0 { return nil }
        var product = FixedPoint()
        for index in 0..<8 { product.limbs[index] = full[index + 4] }
        return product
    }

    mutating func divide(by divisor: UInt64) {
        var rest: UInt64 = 0
        for index in stride(from: 7, through: 0, by: -1) {
            let (quotient, remainder) = divisor.dividingFullWidth((rest, limbs[index]))
            limbs[index] = quotient
            rest = remainder
        }
    }

    func dividing(by divisor: UInt64) -> FixedPoint {
        var result = self
        result.divide(by: divisor)
        return result
    }

    /// Twice the number; the top bit must be free.
    var doubled: FixedPoint { self + self }

    var halved: FixedPoint { dividing(by: 2) }

    /// Bit by bit; `nil` when the quotient needs more than 255 bits before the point. `b` is not 0.
    static func divide(_ a: FixedPoint, _ b: FixedPoint) -> FixedPoint? {
        var rest = FixedPoint()
        var quotient = FixedPoint()
        // The dividend is a / 2^256 with 256 zeros behind it.
        for bit in stride(from: 767, through: 0, by: -1) {
            guard rest.limbs[7] >> 63 == 0 else { return nil }
            rest = rest.doubled
            if bit >= 256, a.limbs[(bit - 256) / 64] >> UInt64((bit - 256) % 64) & 1 == 1 { rest.limbs[0] |= 1 }
            if !(rest < b) {
                rest = rest - b
                guard bit < 511 else { return nil }
                quotient.limbs[bit / 64] |= 1 << UInt64(bit % 64)
            }
        }
        return quotient
    }

    /// Rounded half up to `scale` digits after the point; `nil` beyond 38 digits.
    func decimal(isNegative: Bool, scale: Int) -> Decimal? {
        guard scale >= 0, scale <= 70 else { return nil }
        var shifted = self
        var left = scale
        while left > 0 {
            let digits = min(left, 19)
            guard let next = FixedPoint.multiply(shifted, FixedPoint(UInt64(truncatingIfNeeded: powerOfTen(digits))))
            else { return nil }
            shifted = next
            left -= digits
        }
        let rounds = shifted.limbs[3] >> 63 == 1
        guard shifted.limbs[6] == 0, shifted.limbs[7] == 0 else { return nil }
        let whole = UInt128(shifted.limbs[5]) << 64 | UInt128(shifted.limbs[4])
        guard whole < UInt128.max else { return nil }
        return Decimal(isNegative: isNegative, magnitude: whole + (rounds ? 1 : 0), scale: scale)
    }
}
