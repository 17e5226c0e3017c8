/// A number taken apart: `mantissa * 10^exponent`, exact unless `isLong`.
struct NumberToken {
    var start: UnsafePointer<UInt8>
    var count = 0
    var mantissa: UInt64 = 0
    var exponent = 0
    var isNegative = false
    /// More digits than `mantissa` holds: read the text again.
    var isLong = false

    @inline(__always)
    init(_ start: UnsafePointer<UInt8>) {
        self.start = start
    }
}

extension JSONCursor {
    /// Reads a number by JSON's grammar; something must come after it in the record.
    ///
    /// One that reaches the end may have taken digits from behind it, so it is broken whatever lies there.
    @inline(__always)
    mutating func number(_ number: inout NumberToken) -> Bool {
        number = NumberToken(at)
        if at.pointee == UInt8(ascii: "-") {
            number.isNegative = true
            at += 1
        }
        let first = at
        var digits = readDigits(&number.mantissa, digitsBefore: 0)
        guard digits == 1 || (digits > 1 && first.pointee != UInt8(ascii: "0")) else { return fail(.malformed) }
        let next = at.pointee
        if next == UInt8(ascii: ".") {
            at += 1
            let fraction = readDigits(&number.mantissa, digitsBefore: digits)
            guard fraction > 0 else { return fail(.malformed) }
            digits += fraction
            number.exponent = -fraction
        }
        if at.pointee | 0x20 == UInt8(ascii: "e") {
            guard readExponent(&number.exponent) else { return false }
        }
        number.isLong = digits > 19
        number.count = at - number.start
        return at < end || fail(.malformed)
    }

    /// Digits from here on, eight at a time. Past the nineteenth `mantissa` is no longer right.
    @inline(__always)
    private mutating func readDigits(_ mantissa: inout UInt64, digitsBefore: Int) -> Int {
        let first = at
        while true {
            let word = UnsafeRawPointer(at).loadUnaligned(as: UInt64.self)
            let count = leadingDigits(word)
            mantissa = mantissa &* smallPowers[count] &+ eightDigits(word, count: count)
            at += count
            guard count == 8, at < end else { return at - first }
        }
    }

    @inline(never)
    private mutating func readExponent(_ exponent: inout Int) -> Bool {
        at += 1
        let isNegative = at.pointee == UInt8(ascii: "-")
        if isNegative || at.pointee == UInt8(ascii: "+") { at += 1 }
        var value = 0
        let first = at
        while at < end, at.pointee &- 48 <= 9 {
            // No number that fits anywhere has an exponent this large.
            value = min(value * 10 + Int(at.pointee &- 48), 1_000_000_000)
            at += 1
        }
        guard at > first else { return fail(.malformed) }
        exponent += isNegative ? -value : value
        return true
    }
}

/// 10^0 ... 10^8.
let smallPowers: InlineArray<9, UInt64> = [
    1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000,
]

/// How many of the eight bytes, from the lowest, are decimal digits before the first that is none.
@inline(__always)
func leadingDigits(_ word: UInt64) -> Int {
    let values = UInt64(littleEndian: word) ^ 0x3030_3030_3030_3030
    // Adding 0x76 sets the top bit of everything above 9; a carry can only spoil bytes after the first such.
    let others = ((values &+ 0x7676_7676_7676_7676) | values) & 0x8080_8080_8080_8080
    return others.trailingZeroBitCount >> 3
}

/// The value of the first `count` digits of eight bytes: pairs, fours and eights are joined by one multiplication each.
@inline(__always)
func eightDigits(_ word: UInt64, count: Int) -> UInt64 {
    guard count > 0 else { return 0 }
    var values = (UInt64(littleEndian: word) & 0x0F0F_0F0F_0F0F_0F0F) &<< UInt64(truncatingIfNeeded: (8 &- count) &* 8)
    values = values &* 10 &+ (values &>> 8)
    let low = (values & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
    let high = ((values &>> 16) & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
    return (low &+ high) &>> 32
}
