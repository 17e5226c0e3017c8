import Glibc

extension NumberToken {
    /// Correctly rounded; `nil` for what PostgreSQL calls out of range: infinity, and zero for a number that is not.
    ///
    /// When mantissa and power of ten are both exact doubles, one division or multiplication rounds once (Clinger,
    /// "How to read floating point numbers accurately", 1990). Anything else goes to the C library.
    @inline(__always)
    var double: Double? {
        if !isLong, mantissa <= 1 << 53, exponent >= -22, exponent <= 22 {
            let value = Double(mantissa)
            let scaled = exponent < 0 ? value / doublePowers[0 &- exponent] : value * doublePowers[exponent]
            return isNegative ? -scaled : scaled
        }
        return slowDouble
    }

    /// The same for `real`.
    @inline(__always)
    var float: Float? {
        if !isLong, mantissa <= 1 << 24, exponent >= -10, exponent <= 10 {
            let value = Float(mantissa)
            let power = Float(doublePowers[abs(exponent)])
            let scaled = exponent < 0 ? value / power : value * power
            return isNegative ? -scaled : scaled
        }
        return slowFloat
    }

    @inline(never)
    private var slowDouble: Double? {
        let value = withCString { strtod($0, nil) }
        return value.isInfinite || (value == 0 && !isZero) ? nil : value
    }

    @inline(never)
    private var slowFloat: Float? {
        let value = withCString { strtof($0, nil) }
        return value.isInfinite || (value == 0 && !isZero) ? nil : value
    }

    private var isZero: Bool {
        if !isLong { return mantissa == 0 }
        for index in 0..<count {
            if start[index] | 0x20 == UInt8(ascii: "e") { break }
            if start[index] &- 49 < 9 { return false }
        }
        return true
    }

    /// The number's text with a NUL after it: its grammar is part of C's, and the locale is always "C".
    private func withCString<R>(_ body: (UnsafePointer<CChar>) -> R) -> R {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: count + 1) { buffer in
            for index in 0..<count { buffer[index] = CChar(bitPattern: start[index]) }
            buffer[count] = 0
            return body(UnsafePointer(buffer.baseAddress.unsafelyUnwrapped))
        }
    }
}

/// 10^0 ... 10^22, all exact.
private let doublePowers: InlineArray<23, Double> = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
]
