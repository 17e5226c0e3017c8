/// How a number loses digits.
package enum DecimalRounding: Sendable {
    case halfAwayFromZero, towardsZero, up, down
}

extension Decimal {
    /// With exactly `scale` digits after the point; a negative `scale` rounds before it and shows none after.
    /// `nil` beyond 38 digits.
    package func rounded(to scale: Int, _ rule: DecimalRounding = .halfAwayFromZero) -> Decimal? {
        let shown = max(scale, 0)
        if scale >= displayScale { return rescaledUp(to: scale) }
        let steps = displayScale - scale
        guard steps <= 38 else { return smallRounded(rule, shown, scale) }
        let unit = powerOfTen(steps)
        var (quotient, remainder) = coefficient.magnitude.quotientAndRemainder(dividingBy: unit)
        let goesAway =
            switch rule {
            case .halfAwayFromZero: remainder >= unit - remainder
            case .towardsZero: false
            case .up: coefficient > 0 && remainder != 0
            case .down: coefficient < 0 && remainder != 0
            }
        if goesAway { quotient += 1 }
        if scale < 0 {
            guard quotient == 0 || -scale <= 38, let whole = Wide(quotient, times: powerOfTen(min(-scale, 38))).narrow
            else { return nil }
            quotient = whole
        }
        return Decimal(isNegative: coefficient < 0, magnitude: quotient, scale: shown)
    }

    /// Less than half a unit is left.
    private func smallRounded(_ rule: DecimalRounding, _ shown: Int, _ scale: Int) -> Decimal? {
        let unit: UInt128 = scale >= 0 ? 1 : -scale <= 38 ? powerOfTen(-scale) : 0
        switch rule {
        case .up where coefficient > 0: return Decimal(isNegative: false, magnitude: unit, scale: shown)
        case .down where coefficient < 0: return Decimal(isNegative: true, magnitude: unit, scale: shown)
        default: return Decimal(coefficient: 0, scale: shown)
        }
    }

    /// As a value of a declared `numeric(precision, scale)`; `nil` when it has too many digits before the point.
    package func conformed(to shape: NumericShape) -> Decimal? {
        guard let rounded = rounded(to: shape.scale) else { return nil }
        let digits = digitCount(rounded.coefficient.magnitude)
        return digits - rounded.displayScale <= shape.precision - shape.scale || digits == 0
            ? rounded : nil
    }

    /// The nearest integer, halves away from zero; `nil` when it does not fit 64 bits.
    package var integer: Int64? {
        guard let whole = rounded(to: 0) else { return nil }
        return Int64(exactly: whole.coefficient)
    }

    /// The value without the zeros at its end: equal numbers have equal results. For keys and hashes.
    package var canonical: Decimal {
        var value = coefficient
        var scale = displayScale
        while scale > 0 {
            let (quotient, remainder) = value.quotientAndRemainder(dividingBy: 10)
            guard remainder == 0 else { break }
            value = quotient
            scale -= 1
        }
        return Decimal(coefficient: value, scale: value == 0 ? 0 : scale)
    }
}
