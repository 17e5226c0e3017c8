/// The values of a declared integer type.
struct IntegerRange: Sendable {
    let low: Int64
    let high: Int64
    /// `integer out of range`.
    let failure: RowFailure

    static let smallint = IntegerRange(low: -32768, high: 32767, failure: .outOfRange("smallint"))
    static let integer = IntegerRange(low: -2_147_483_648, high: 2_147_483_647, failure: .outOfRange("integer"))
    static let bigint = IntegerRange(low: .min, high: .max, failure: .outOfRange("bigint"))

    @inline(__always)
    func contains(_ value: Int64) -> Bool { value >= low && value <= high }
}

/// The width of a declared integer type; arithmetic is in 64 bits and checked against it without a branch.
protocol IntegerWidth: Sendable {
    static var range: IntegerRange { get }
    static func add(_ a: Int64, _ b: Int64, _ trouble: inout Int64) -> Int64
    static func subtract(_ a: Int64, _ b: Int64, _ trouble: inout Int64) -> Int64
    static func multiply(_ a: Int64, _ b: Int64, _ trouble: inout Int64) -> Int64
    /// The low bits as a number of this width.
    static func wrap(_ value: Int64) -> Int64
}

/// 16 or 32 bits: 64-bit arithmetic can't overflow, only the result's range is checked.
protocol NarrowWidth: IntegerWidth {}

extension NarrowWidth {
    @inline(__always)
    private static func checked(_ value: Int64, _ trouble: inout Int64) -> Int64 {
        trouble |= wrap(value) == value ? 0 : -1
        return value
    }

    @inline(__always)
    static func add(_ a: Int64, _ b: Int64, _ trouble: inout Int64) -> Int64 { checked(a &+ b, &trouble) }

    @inline(__always)
    static func subtract(_ a: Int64, _ b: Int64, _ trouble: inout Int64) -> Int64 { checked(a &- b, &trouble) }

    /// Both operands have at most 32 bits, which one vector instruction multiplies.
    @inline(__always)
    static func multiply(_ a: Int64, _ b: Int64, _ trouble: inout Int64) -> Int64 {
        let product = Int64(Int32(truncatingIfNeeded: a)) &* Int64(Int32(truncatingIfNeeded: b))
        return checked(product, &trouble)
    }
}

enum Width16: NarrowWidth {
    static var range: IntegerRange { .smallint }
    @inline(__always)
    static func wrap(_ value: Int64) -> Int64 { Int64(Int16(truncatingIfNeeded: value)) }
}

enum Width32: NarrowWidth {
    static var range: IntegerRange { .integer }
    @inline(__always)
    static func wrap(_ value: Int64) -> Int64 { Int64(Int32(truncatingIfNeeded: value)) }
}

enum Width64: IntegerWidth {
    static var range: IntegerRange { .bigint }
    @inline(__always)
    static func wrap(_ value: Int64) -> Int64 { value }

    /// The sign of the sum differs from both signs exactly on overflow.
    @inline(__always)
    static func add(_ a: Int64, _ b: Int64, _ trouble: inout Int64) -> Int64 {
        let sum = a &+ b
        trouble |= (a ^ sum) & (b ^ sum)
        return sum
    }

    @inline(__always)
    static func subtract(_ a: Int64, _ b: Int64, _ trouble: inout Int64) -> Int64 {
        let difference = a &- b
        trouble |= (a ^ b) & (a ^ difference)
        return difference
    }

    @inline(__always)
    static func multiply(_ a: Int64, _ b: Int64, _ trouble: inout Int64) -> Int64 {
        let (product, overflow) = a.multipliedReportingOverflow(by: b)
        trouble |= overflow ? -1 : 0
        return product
    }
}

struct IntegerAdd<W: IntegerWidth>: BinaryOperation {
    @inline(__always)
    func apply(_ a: Int64, _ b: Int64, _ trouble: inout Int64) -> Int64 { W.add(a, b, &trouble) }
    func explain(_ a: Int64, _ b: Int64) -> RowFailure { W.range.failure }
}

struct IntegerSubtract<W: IntegerWidth>: BinaryOperation {
    @inline(__always)
    func apply(_ a: Int64, _ b: Int64, _ trouble: inout Int64) -> Int64 { W.subtract(a, b, &trouble) }
    func explain(_ a: Int64, _ b: Int64) -> RowFailure { W.range.failure }
}

struct IntegerMultiply<W: IntegerWidth>: BinaryOperation {
    @inline(__always)
    func apply(_ a: Int64, _ b: Int64, _ trouble: inout Int64) -> Int64 { W.multiply(a, b, &trouble) }
    func explain(_ a: Int64, _ b: Int64) -> RowFailure { W.range.failure }
}

/// Rounded towards zero; division by zero and the one quotient that does not fit are trouble.
struct IntegerDivide<W: IntegerWidth>: BinaryOperation {
    @inline(__always)
    func apply(_ a: Int64, _ b: Int64, _ trouble: inout Int64) -> Int64 {
        let bad = b == 0 || (b == -1 && a == .min)
        let quotient = a / (bad ? 1 : b)
        trouble |= bad || W.wrap(quotient) != quotient ? -1 : 0
        return quotient
    }

    func explain(_ a: Int64, _ b: Int64) -> RowFailure { b == 0 ? .divisionByZero : W.range.failure }
}

/// The sign is the dividend's; `x % -1` is 0 for every x.
struct IntegerRemainder: BinaryOperation {
    @inline(__always)
    func apply(_ a: Int64, _ b: Int64, _ trouble: inout Int64) -> Int64 {
        trouble |= b == 0 ? -1 : 0
        return a % (b == 0 || b == -1 ? 1 : b)
    }

    func explain(_ a: Int64, _ b: Int64) -> RowFailure { .divisionByZero }
}

struct IntegerNegate<W: IntegerWidth>: UnaryOperation {
    @inline(__always)
    func apply(_ a: Int64, _ trouble: inout Int64) -> Int64 {
        trouble |= W.wrap(0 &- a) == 0 &- a && a != .min ? 0 : -1
        return 0 &- a
    }

    func explain(_ a: Int64) -> RowFailure { W.range.failure }
}

struct IntegerMagnitude<W: IntegerWidth>: UnaryOperation {
    @inline(__always)
    func apply(_ a: Int64, _ trouble: inout Int64) -> Int64 {
        trouble |= W.wrap(0 &- a) == 0 &- a && a != .min ? 0 : -1
        return a < 0 ? 0 &- a : a
    }

    func explain(_ a: Int64) -> RowFailure { W.range.failure }
}

/// A wider integer as one of this width.
struct IntegerNarrow<W: IntegerWidth>: UnaryOperation {
    @inline(__always)
    func apply(_ a: Int64, _ trouble: inout Int64) -> Int64 {
        trouble |= W.wrap(a) == a ? 0 : -1
        return a
    }

    func explain(_ a: Int64) -> RowFailure { W.range.failure }
}

enum BitRule: Sendable {
    case and, or, xor, shiftLeft, shiftRight
}

/// Bit operators; a shift's distance counts modulo the width, 32 at least.
struct IntegerBits<W: IntegerWidth>: BinaryOperation {
    let rule: BitRule

    @inline(__always)
    func apply(_ a: Int64, _ b: Int64, _ trouble: inout Int64) -> Int64 {
        let distance = b & (W.self == Width64.self ? 63 : 31)
        switch rule {
        case .and: return a & b
        case .or: return a | b
        case .xor: return a ^ b
        case .shiftLeft: return W.wrap(a &<< distance)
        case .shiftRight: return W.wrap(a &>> distance)
        }
    }
}

struct IntegerComplement: UnaryOperation {
    @inline(__always)
    func apply(_ a: Int64, _ trouble: inout Int64) -> Int64 { ~a }
}
