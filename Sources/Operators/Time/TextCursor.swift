/// A place in bytes that are being read; never goes past `end`.
struct TextCursor {
    var at: UnsafePointer<UInt8>
    let end: UnsafePointer<UInt8>

    /// `nil` for no bytes at all.
    @inline(__always)
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard let base = bytes.baseAddress, bytes.count > 0 else { return nil }
        at = base.assumingMemoryBound(to: UInt8.self)
        end = at + bytes.count
    }

    @inline(__always) var left: Int { end - at }
    @inline(__always) var atEnd: Bool { at == end }
    /// The next byte, 0 at the end.
    @inline(__always) var peek: UInt8 { at < end ? at.pointee : 0 }

    @inline(__always)
    mutating func take(_ byte: UInt8) -> Bool {
        guard at < end, at.pointee == byte else { return false }
        at += 1
        return true
    }

    @inline(__always)
    mutating func skipSpaces() {
        while at < end, at.pointee == 0x20 { at += 1 }
    }

    /// One to `digitsMax` digits, at most 18; `nil` when there is none.
    @inline(__always)
    mutating func number(digitsMax: Int) -> Int? {
        let stop = min(left, digitsMax)
        var value = 0
        var count = 0
        while count < stop {
            let digit = Int(at[count]) - 48
            guard digit >= 0 && digit <= 9 else { break }
            value = value &* 10 &+ digit
            count += 1
        }
        guard count > 0 else { return nil }
        at += count
        return value
    }

    /// The digits after a point as microseconds, rounded to the nearest, halves to even; there may be none.
    ///
    /// PostgreSQL rounds the fraction as a double; digits past the fifteenth can't change what it gives.
    @inline(__always)
    mutating func fractionMicros() -> Int64 {
        var value: Int64 = 0
        var count = 0
        while at < end, at.pointee &- 48 <= 9 {
            if count < 15 {
                value = value &* 10 &+ Int64(at.pointee &- 48)
                count += 1
            }
            at += 1
        }
        if count <= 6 { return value &* powersOfTen[6 - count] }
        let unit = powersOfTen[count - 6]
        let (quotient, rest) = value.quotientAndRemainder(dividingBy: unit)
        let roundsUp = rest * 2 > unit || (rest * 2 == unit && quotient & 1 == 1)
        return quotient + (roundsUp ? 1 : 0)
    }

    /// Whether the letters here are `word` (lower case), in any case; passes them.
    mutating func take(word: StaticString) -> Bool {
        let length = word.utf8CodeUnitCount
        guard left >= length else { return false }
        for index in 0..<length where at[index] | 0x20 != word.utf8Start[index] { return false }
        at += length
        return true
    }
}

/// 10^0 ... 10^18.
let powersOfTen: InlineArray<19, Int64> = [
    1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000,
    100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000,
    10_000_000_000_000_000, 100_000_000_000_000_000, 1_000_000_000_000_000_000,
]
