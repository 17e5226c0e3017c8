/// The width of a float type: how a double result becomes one of the type.
protocol FloatWidth: Sendable {
    static func rounded(_ value: Double) -> Double
}

enum FloatWidth32: FloatWidth {
    /// Rounding a double to a float once more gives what float arithmetic gives for `+ - * /`.
    @inline(__always)
    static func rounded(_ value: Double) -> Double { Double(Float(value)) }
}

enum FloatWidth64: FloatWidth {
    @inline(__always)
    static func rounded(_ value: Double) -> Double { value }
}

/// Whether finite operands gave an infinity.
@inline(__always)
private func isOverflow(_ result: Double, _ a: Double, _ b: Double) -> Bool {
    result.isInfinite && !a.isInfinite && !b.isInfinite
}

struct DoubleAdd<W: FloatWidth>: BinaryOperation {
    @inline(__always)
    func apply(_ a: Double, _ b: Double, _ trouble: inout Int64) -> Double {
        let sum = W.rounded(a + b)
        trouble |= isOverflow(sum, a, b) ? -1 : 0
        return sum
    }
}

struct DoubleSubtract<W: FloatWidth>: BinaryOperation {
    @inline(__always)
    func apply(_ a: Double, _ b: Double, _ trouble: inout Int64) -> Double {
        let difference = W.rounded(a - b)
        trouble |= isOverflow(difference, a, b) ? -1 : 0
        return difference
    }
}

struct DoubleMultiply<W: FloatWidth>: BinaryOperation {
    @inline(__always)
    func apply(_ a: Double, _ b: Double, _ trouble: inout Int64) -> Double {
        let product = W.rounded(a * b)
        // Without short circuits the conditions stay vector masks.
        let overflow: Int64 = isOverflow(product, a, b) ? -1 : 0
        let isZero: Int64 = product == 0 ? -1 : 0
        let wasZero: Int64 = a == 0 ? -1 : 0
        let wasZeroToo: Int64 = b == 0 ? -1 : 0
        trouble |= overflow | (isZero & ~(wasZero | wasZeroToo))
        return product
    }

    func explain(_ a: Double, _ b: Double) -> RowFailure {
        W.rounded(a * b) == 0 ? .valueUnderflow : .valueOutOfRange
    }
}

struct DoubleDivide<W: FloatWidth>: BinaryOperation {
    @inline(__always)
    func apply(_ a: Double, _ b: Double, _ trouble: inout Int64) -> Double {
        let quotient = W.rounded(a / b)
        let failed =
            (b == 0 && !a.isNaN) || (quotient.isInfinite && !a.isInfinite)
            || (quotient == 0 && a != 0 && !b.isInfinite)
        trouble |= failed ? -1 : 0
        return quotient
    }

    func explain(_ a: Double, _ b: Double) -> RowFailure {
        if b == 0 && !a.isNaN { return .divisionByZero }
        return W.rounded(a / b) == 0 ? .valueUnderflow : .valueOutOfRange
    }
}

struct DoubleNegate: UnaryOperation {
    @inline(__always)
    func apply(_ a: Double, _ trouble: inout Int64) -> Double { -a }
}

struct DoubleMagnitude: UnaryOperation {
    @inline(__always)
    func apply(_ a: Double, _ trouble: inout Int64) -> Double { a.magnitude }
}

/// The nearest integer, halves to the even one.
struct DoubleToInteger<W: IntegerWidth>: UnaryOperation {
    @inline(__always)
    func apply(_ a: Double, _ trouble: inout Int64) -> Int64 {
        let value = a.rounded(.toNearestOrEven)
        let fits = value >= Double(W.range.low) && value < -Double(W.range.low)
        trouble |= fits ? 0 : -1
        return Int64(fits ? value : 0)
    }

    func explain(_ a: Double) -> RowFailure { W.range.failure }
}

struct IntegerToDouble<W: FloatWidth>: UnaryOperation {
    @inline(__always)
    func apply(_ a: Int64, _ trouble: inout Int64) -> Double {
        W.self == FloatWidth32.self ? Double(Float(a)) : Double(a)
    }
}
