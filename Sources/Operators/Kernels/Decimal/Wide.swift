/// A 256-bit number without sign: what products and scaled dividends of decimals need in between.
struct Wide: Equatable {
    var high: UInt128
    var low: UInt128

    @inline(__always)
    init(_ a: UInt128, times b: UInt128) {
        (high, low) = a.multipliedFullWidth(by: b)
    }

    init(high: UInt128, low: UInt128) {
        self.high = high
        self.low = low
    }

    /// The number, when it fits 128 bits.
    var narrow: UInt128? { high == 0 ? low : nil }

    static func < (a: Wide, b: Wide) -> Bool { a.high != b.high ? a.high < b.high : a.low < b.low }

    var dividedByTen: (quotient: Wide, remainder: UInt128) {
        let (top, rest) = high.quotientAndRemainder(dividingBy: 10)
        let (bottom, digit) = UInt128(10).dividingFullWidth((rest, low))
        return (Wide(high: top, low: bottom), digit)
    }

    /// Remainder of a division by `divisor`, which is not 0.
    func remainder(dividingBy divisor: UInt128) -> UInt128 {
        let top = high % divisor
        return top == 0 ? low % divisor : divisor.dividingFullWidth((top, low)).remainder
    }

    /// Quotient and remainder; `nil` when the quotient needs more than 128 bits.
    func divided(by divisor: UInt128) -> (quotient: UInt128, remainder: UInt128)? {
        if high == 0 {
            let (quotient, remainder) = low.quotientAndRemainder(dividingBy: divisor)
            return (quotient, remainder)
        }
        guard high < divisor else { return nil }
        let (quotient, remainder) = divisor.dividingFullWidth((high, low))
        return (quotient, remainder)
    }
}
