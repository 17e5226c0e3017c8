/// A whole number of any size: for results whose intermediate values do not fit 128 bits. Not for hot loops.
struct BigNatural {
    /// Digits of base 2^32, the lowest first; none for zero.
    private var limbs: [UInt32]

    private init(limbs: [UInt32]) {
        self.limbs = limbs
        while self.limbs.last == 0 { self.limbs.removeLast() }
    }

    init(_ value: UInt128) { self.init(high: 0, low: value) }

    /// `high * 2^128 + low`.
    init(high: UInt128, low: UInt128) {
        self.init(
            limbs: [low, high].flatMap { part in
                (0..<4).map { UInt32(truncatingIfNeeded: part >> UInt128($0 * 32)) }
            })
    }

    static func powerOfTen(_ exponent: Int) -> BigNatural {
        var result = BigNatural(1)
        var left = exponent
        while left > 0 {
            let step = min(left, 38)
            result = result * BigNatural(Operators.powerOfTen(step))
            left -= step
        }
        return result
    }

    /// The number in 128 bits; nil when it is larger.
    var narrow: UInt128? {
        guard limbs.count <= 4 else { return nil }
        return limbs.reversed().reduce(UInt128(0)) { $0 << 32 | UInt128($1) }
    }

    var isZero: Bool { limbs.isEmpty }

    private var bitCount: Int { limbs.isEmpty ? 0 : limbs.count * 32 - limbs[limbs.count - 1].leadingZeroBitCount }

    static func compare(_ a: BigNatural, _ b: BigNatural) -> Int {
        if a.limbs.count != b.limbs.count { return a.limbs.count < b.limbs.count ? -1 : 1 }
        for index in a.limbs.indices.reversed() where a.limbs[index] != b.limbs[index] {
            return a.limbs[index] < b.limbs[index] ? -1 : 1
        }
        return 0
    }

    static func + (a: BigNatural, b: BigNatural) -> BigNatural {
        var result: [UInt32] = []
        var carry: UInt64 = 0
        for index in 0..<max(a.limbs.count, b.limbs.count) {
            carry += UInt64(index < a.limbs.count ? a.limbs[index] : 0)
            carry += UInt64(index < b.limbs.count ? b.limbs[index] : 0)
            result.append(UInt32(truncatingIfNeeded: carry))
            carry >>= 32
        }
        result.append(UInt32(carry))
        return BigNatural(limbs: result)
    }

    /// `b` is not larger than `a`.
    static func - (a: BigNatural, b: BigNatural) -> BigNatural {
        var result: [UInt32] = []
        var borrow: Int64 = 0
        for index in a.limbs.indices {
            var digit = Int64(a.limbs[index]) - borrow - Int64(index < b.limbs.count ? b.limbs[index] : 0)
            borrow = digit < 0 ? 1 : 0
            if digit < 0 { digit += 1 << 32 }
            result.append(UInt32(digit))
        }
        return BigNatural(limbs: result)
    }

    static func * (a: BigNatural, b: BigNatural) -> BigNatural {
        var result = [UInt32](repeating: 0, count: a.limbs.count + b.limbs.count)
        for (i, x) in a.limbs.enumerated() {
            var carry: UInt64 = 0
            for (j, y) in b.limbs.enumerated() {
                carry += UInt64(x) * UInt64(y) + UInt64(result[i + j])
                result[i + j] = UInt32(truncatingIfNeeded: carry)
                carry >>= 32
            }
            result[i + b.limbs.count] = UInt32(carry)
        }
        return BigNatural(limbs: result)
    }

    /// Long division, a bit at a time: numbers here have some hundred bits.
    func quotientAndRemainder(dividingBy divisor: BigNatural) -> (quotient: BigNatural, remainder: BigNatural) {
        precondition(!divisor.isZero, "a division by zero that was not caught before")
        if BigNatural.compare(self, divisor) < 0 { return (BigNatural(0), self) }
        var quotient = [UInt32](repeating: 0, count: limbs.count)
        var rest = BigNatural(0)
        for bit in (0..<bitCount).reversed() {
            rest = rest.doubled(plus: limbs[bit / 32] >> UInt32(bit % 32) & 1)
            if BigNatural.compare(rest, divisor) >= 0 {
                rest = rest - divisor
                quotient[bit / 32] |= 1 << UInt32(bit % 32)
            }
        }
        return (BigNatural(limbs: quotient), rest)
    }

    private func doubled(plus bit: UInt32) -> BigNatural {
        var carry = bit
        var result: [UInt32] = []
        result.reserveCapacity(limbs.count + 1)
        for limb in limbs {
            result.append(limb << 1 | carry)
            carry = limb >> 31
        }
        result.append(carry)
        return BigNatural(limbs: result)
    }

    /// The quotient rounded to the nearest whole number, halves up.
    func dividedRoundingHalfUp(by divisor: BigNatural) -> BigNatural {
        let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
        return BigNatural.compare(rest + rest, divisor) >= 0 ? quotient + BigNatural(1) : quotient
    }

    /// The square root rounded to the nearest whole number.
    var roundedSquareRoot: BigNatural {
        // The root's bits from the highest down: a bit stays when the square does not exceed the number.
        var root = BigNatural(0)
        var rest = self
        for bit in (0...(bitCount / 2)).reversed() {
            // (root + 2^bit)^2 = root^2 + 2^(bit+1) root + 2^(2 bit)
            let step = root.shifted(bit + 1) + BigNatural(1).shifted(bit * 2)
            if BigNatural.compare(rest, step) >= 0 {
                rest = rest - step
                root = root + BigNatural(1).shifted(bit)
            }
        }
        // Above root + 1/2 when what is left of the number exceeds the root.
        return BigNatural.compare(rest, root) > 0 ? root + BigNatural(1) : root
    }

    private func shifted(_ bits: Int) -> BigNatural {
        if limbs.isEmpty { return self }
        var result = [UInt32](repeating: 0, count: bits / 32)
        let rest = UInt64(bits % 32)
        var carry: UInt64 = 0
        for limb in limbs {
            carry |= UInt64(limb) << rest
            result.append(UInt32(truncatingIfNeeded: carry))
            carry >>= 32
        }
        result.append(UInt32(carry))
        return BigNatural(limbs: result)
    }

    // MARK: PostgreSQL's digits

    /// How many digits PostgreSQL shows of a quotient (`select_div_scale`), which counts in digits of base 10,000.
    static func quotientScale(_ a: BigNatural, _ scaleA: Int, _ b: BigNatural) -> Int {
        let (weightA, firstA) = a.leadingDigit(scaleA)
        let (weightB, firstB) = b.leadingDigit(0)
        let weight = weightA - weightB - (firstA <= firstB ? 1 : 0)
        return min(max(16 - weight * 4, scaleA, 0), 1000)
    }

    /// Position and value of the first digit in base 10,000, counted from the decimal point.
    private func leadingDigit(_ scale: Int) -> (weight: Int, digit: Int) {
        var digits = max(1, bitCount * 30_103 / 100_000)
        while BigNatural.compare(self, .powerOfTen(digits)) >= 0 { digits += 1 }
        while digits > 1, BigNatural.compare(self, .powerOfTen(digits - 1)) < 0 { digits -= 1 }
        let exponent = digits - 1 - scale
        let weight = exponent >= 0 ? exponent / 4 : -((3 - exponent) / 4)
        let shift = scale + weight * 4
        let value =
            shift >= 0
            ? quotientAndRemainder(dividingBy: .powerOfTen(shift)).quotient : self * .powerOfTen(-shift)
        return (weight, Int(value.narrow ?? 0))
    }
}
