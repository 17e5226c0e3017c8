import Glibc

extension NumberToken {
    enum Integer {
        case value(Int64)
        case fraction
        case tooLarge
    }

    /// The value if it has no fraction and fits.
    var exactInteger: Integer {
        guard let (digits, exponent, isExact) = digits38 else { return .value(0) }
        var value = digits
        guard isExact else { return exponent < 0 ? .fraction : .tooLarge }
        for _ in 0..<min(abs(exponent), 60) {
            if exponent > 0 {
                // Already 38 digits would not fit ten times over.
                if value > Int128(Int64.max) { return .tooLarge }
                value *= 10
            } else {
                guard value % 10 == 0 else { return .fraction }
                value /= 10
            }
        }
        if exponent < -60 { return .fraction }
        guard exponent <= 60, let result = Int64(exactly: isNegative ? -value : value) else { return .tooLarge }
        return .value(result)
    }

    /// The first 38 significant digits, their exponent, and whether all others are zero; `nil` for zero.
    private var digits38: (Int128, Int, Bool)? {
        if !isLong { return mantissa == 0 ? nil : (Int128(mantissa), exponent, true) }
        var value: Int128 = 0
        var kept = 0
        var exponent = 0
        var isExact = true
        var inFraction = false
        scan: for index in (isNegative ? 1 : 0)..<count {
            let byte = start[index]
            switch byte {
            case UInt8(ascii: "."): inFraction = true
            case UInt8(ascii: "e"), UInt8(ascii: "E"): break scan
            default:
                if kept < 38 {
                    value = value * 10 + Int128(byte &- 48)
                    kept += kept > 0 || byte != 48 ? 1 : 0
                    exponent -= inFraction ? 1 : 0
                } else {
                    isExact = isExact && byte == 48
                    exponent += inFraction ? 0 : 1
                }
            }
        }
        // What the exponent says, beyond the place of the point.
        return value == 0 ? nil : (value, exponent + self.exponent + fractionDigits, isExact)
    }

    /// Digits after the point as written.
    private var fractionDigits: Int {
        let text = UnsafeRawBufferPointer(start: start, count: count)
        guard let point = text.firstIndex(of: UInt8(ascii: ".")) else { return 0 }
        let end = text[point...].firstIndex { $0 | 0x20 == UInt8(ascii: "e") } ?? count
        return end - point - 1
    }

    /// As a decimal of the declared shape, rounded half away from zero, or with the scale that it is written in.
    ///
    /// `nil` when it does not fit into the shape or into 38 digits.
    @inline(__always)
    func decimal(_ shape: NumericShape?) -> Decimal? {
        if !isLong, exponent <= 0, exponent >= -18 {
            let places = 0 &- exponent
            let value = isNegative ? 0 &- Int128(mantissa) : Int128(mantissa)
            guard let shape else { return Decimal(coefficient: value, scale: places) }
            let missing = shape.scale &- places
            if missing >= 0 && missing <= 18 && shape.precision <= Decimal.digitsMax {
                let scaled = value &* Int128(powersOfTen[missing])
                return scaled.magnitude < tenTo(shape.precision)
                    ? Decimal(coefficient: scaled, scale: shape.scale) : nil
            }
        }
        return oddDecimal(shape)
    }

    @inline(never)
    private func oddDecimal(_ shape: NumericShape?) -> Decimal? {
        let places = max(0, -exponent)
        guard let (digits, exponent, isExact) = digits38 else {
            let scale = shape?.scale ?? places
            return scale <= Decimal.digitsMax ? Decimal(coefficient: 0, scale: max(0, scale)) : nil
        }
        guard let shape else {
            guard isExact, places <= Decimal.digitsMax, exponent >= -Decimal.digitsMax,
                let value = scaled(digits, by: exponent + places)
            else { return nil }
            return Decimal(coefficient: isNegative ? -value : value, scale: places)
        }
        guard var value = scaled(digits, by: exponent + shape.scale),
            value.magnitude < tenTo(min(shape.precision, Decimal.digitsMax))
        else { return nil }
        // A negative scale rounds before the point, where nothing is shown.
        if shape.scale < 0 {
            guard let whole = scaled(value, by: -shape.scale) else { return nil }
            value = whole
        }
        return Decimal(coefficient: isNegative ? -value : value, scale: max(0, shape.scale))
    }

    /// `value * 10^power` rounded half away from zero; `nil` over 38 digits. `value` is positive.
    private func scaled(_ value: Int128, by power: Int) -> Int128? {
        if power >= 0 {
            guard power <= Decimal.digitsMax else { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: Int128(tenTo(power)))
            return overflow || product > Decimal.coefficientMax ? nil : product
        }
        guard power >= -Decimal.digitsMax else { return 0 }
        let divisor = Int128(tenTo(-power))
        let (quotient, rest) = value.quotientAndRemainder(dividingBy: divisor)
        return rest >= divisor - rest ? quotient + 1 : quotient
    }

    /// As a point in time.
    @inline(__always)
    func time(_ reader: TimestampReader) -> TimeReading {
        if exponent == 0, !isLong, mantissa <= 0x7FFF_FFFF_FFFF_FFFF {
            let size = Int64(bitPattern: mantissa)
            return reader.read(integer: isNegative ? 0 &- size : size)
        }
        return oddTime(reader)
    }

    @inline(never)
    private func oddTime(_ reader: TimestampReader) -> TimeReading {
        let (digits, exponent, _) = digits38 ?? (0, 0, true)
        return reader.read(coefficient: isNegative ? -digits : digits, exponent: exponent)
    }
}

/// 10^power for 0...38.
@inline(__always)
func tenTo(_ power: Int) -> UInt128 {
    power <= 18
        ? UInt128(powersOfTen[power])
        : power <= 36
            ? UInt128(powersOfTen[18]) &* UInt128(powersOfTen[power &- 18])
            : UInt128(powersOfTen[18]) &* UInt128(powersOfTen[18]) &* UInt128(powersOfTen[power &- 36])
}
