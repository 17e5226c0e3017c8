/// Integer arithmetic in 64 bits, checked against the declared type. Each function takes `trouble` down below zero when
/// the result does not fit, without a branch, so that loops over it are vectorised.
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

/// 16 or 32 bits: 64-bit arithmetic can't overflow, the result's range is checked.
@inline(__always)
func checkNarrow(_ value: Int64, bits: Int64, _ trouble: inout Int64) -> Int64 {
    // Sign-extending the low bits gives the value itself exactly when it fits.
    let shift = 64 &- bits
    trouble |= 0 &- ((((value &<< shift) &>> shift) ^ value) == 0 ? 0 : 1)
    return value
}

@inline(__always)
func addWide(_ a: Int64, _ b: Int64, _ trouble: inout Int64) -> Int64 {
    let sum = a &+ b
    trouble |= (a ^ sum) & (b ^ sum)
    return sum
}

@inline(__always)
func subtractWide(_ a: Int64, _ b: Int64, _ trouble: inout Int64) -> Int64 {
    let difference = a &- b
    trouble |= (a ^ b) & (a ^ difference)
    return difference
}

@inline(__always)
func multiplyWide(_ a: Int64, _ b: Int64, _ trouble: inout Int64) -> Int64 {
    let (product, overflow) = a.multipliedReportingOverflow(by: b)
    trouble |= overflow ? -1 : 0
    return product
}

/// Rounded towards zero; division by zero and the one quotient that does not fit are trouble.
@inline(__always)
func divideWide(_ a: Int64, _ b: Int64, _ trouble: inout Int64) -> Int64 {
    let bad = b == 0 || (b == -1 && a == .min)
    trouble |= bad ? -1 : 0
    return a / (bad ? 1 : b)
}

/// The sign is the dividend's; `x % -1` is 0 for every x.
@inline(__always)
func remainderWide(_ a: Int64, _ b: Int64, _ trouble: inout Int64) -> Int64 {
    trouble |= b == 0 ? -1 : 0
    return a % (b == 0 || b == -1 ? 1 : b)
}
