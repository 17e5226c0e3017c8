/// Numbers of few digits, read by one or two words each. What comes after them is the business of whoever asks; nothing
/// here says that a number is broken: it may just not be short.

/// Digits as their values, and in the top bit of each byte whether it is something else; right up to the first such.
@inline(__always)
private func digitValues(_ at: UnsafePointer<UInt8>) -> (values: UInt64, others: UInt64) {
    let word = UnsafeRawPointer(at).loadUnaligned(as: UInt64.self)
    let values = UInt64(littleEndian: word) ^ 0x3030_3030_3030_3030
    // Adding 0x76 sets the top bit of everything above 9; a carry can only spoil bytes after the first such.
    return (values, ((values &+ 0x7676_7676_7676_7676) | values) & 0x8080_8080_8080_8080)
}

/// The number that the values of eight digits make, the first in the lowest byte: joined by one multiplication each.
@inline(__always)
private func joined(_ values: UInt64) -> UInt64 {
    let pairs = values &* 10 &+ (values &>> 8)
    let low = (pairs & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
    let high = ((pairs &>> 16) & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
    return (low &+ high) &>> 32
}

/// 1 to 15 digits, no zero before others.
@inline(__always)
private func shortDigits(_ start: UnsafePointer<UInt8>) -> (size: UInt64, count: Int)? {
    let (values, others) = digitValues(start)
    if others != 0 {
        // The lowest top bit is bit 7 of the first byte that is no digit.
        let bits = others.trailingZeroBitCount &- 7
        guard bits == 8 || (bits > 8 && values & 0xFF != 0) else { return nil }
        return (joined(values &<< UInt64(truncatingIfNeeded: 64 &- bits)), bits &>> 3)
    }
    guard values & 0xFF != 0 else { return nil }
    let (more, stops) = digitValues(start + 8)
    guard stops != 0 else { return nil }
    let bits = stops.trailingZeroBitCount &- 7
    if bits == 0 { return (joined(values), 8) }
    let rest = joined(more &<< UInt64(truncatingIfNeeded: 64 &- bits))
    return (joined(values) &* smallPowers[bits &>> 3] &+ rest, 8 &+ bits &>> 3)
}

/// An integer of up to 15 digits, and where it ends.
@inline(__always)
func shortInteger(_ at: UnsafePointer<UInt8>) -> (value: Int64, next: UnsafePointer<UInt8>)? {
    let isNegative = at.pointee == UInt8(ascii: "-")
    let first = isNegative ? at + 1 : at
    guard let (size, count) = shortDigits(first) else { return nil }
    let value = Int64(bitPattern: size)
    return (isNegative ? 0 &- value : value, first + count)
}

/// Fills a token whose start is set: up to 15 digits, and up to 7 after a point, no more than 18 in all, no exponent.
@inline(__always)
func shortDecimal(_ number: inout NumberToken) -> Bool {
    let start = number.start
    let isNegative = start.pointee == UInt8(ascii: "-")
    let first = isNegative ? start + 1 : start
    guard let (whole, count) = shortDigits(first) else { return false }
    var at = first + count
    number.isNegative = isNegative
    number.mantissa = whole
    if at.pointee == UInt8(ascii: ".") {
        let (values, others) = digitValues(at + 1)
        guard others != 0 else { return false }
        let bits = others.trailingZeroBitCount &- 7
        let places = bits &>> 3
        guard places > 0, places &+ count <= 18 else { return false }
        number.mantissa =
            whole &* smallPowers[places] &+ joined(values &<< UInt64(truncatingIfNeeded: 64 &- bits))
        number.exponent = 0 &- places
        at += 1 &+ places
    }
    number.count = at - start
    return at.pointee | 0x20 != UInt8(ascii: "e")
}
