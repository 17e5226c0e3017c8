/// A number that counts from 1970-01-01 UTC in the unit that its size suggests, as it is written.
///
/// ```
///  -1772359200.50        1.7723592e9
///   └ digits ┘ └┴ fraction         └┴ exponent, kept as it stands
/// ```
package struct UnixNumber {
    /// The value is `coefficient * 10^exponent`.
    private let coefficient: Int128
    private let exponent: Int
    /// Digits behind the point as they are written.
    private let fractionDigits: Int
    private let exponentText: [UInt8]
    package let unit: UnixUnit

    /// Takes a number by JSON's grammar, leading zeros too; nil for anything else. Digits that a source's decoder does
    /// not look at are not kept.
    package init?(_ text: UnsafeRawBufferPointer) {
        var rest = text[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative { rest = rest.dropFirst() }
        let whole = rest.prefix { $0 &- 48 <= 9 }
        rest = rest.dropFirst(whole.count)
        var fraction = rest.prefix(0)
        if rest.first == UInt8(ascii: ".") {
            fraction = rest.dropFirst().prefix { $0 &- 48 <= 9 }
            guard !fraction.isEmpty else { return nil }
            rest = rest.dropFirst(1 + fraction.count)
        }
        guard !whole.isEmpty, whole.count <= 36, let written = UnixNumber.exponent(rest) else { return nil }
        fraction = fraction.prefix(36 - whole.count)
        var digits: Int128 = 0
        for byte in whole { digits = digits * 10 + Int128(byte &- 48) }
        for byte in fraction { digits = digits * 10 + Int128(byte &- 48) }
        coefficient = isNegative ? -digits : digits
        fractionDigits = fraction.count
        exponent = written - fraction.count
        exponentText = Array(rest)
        unit = UnixUnit(magnitude: TimestampReader.wholePart(digits.magnitude, written - fraction.count))
    }

    /// Nothing, or `e` and a number; no time has one of more than three digits.
    private static func exponent(_ text: UnsafeRawBufferPointer.SubSequence) -> Int? {
        guard let first = text.first else { return 0 }
        guard first | 0x20 == UInt8(ascii: "e") else { return nil }
        var digits = text.dropFirst()
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative || digits.first == UInt8(ascii: "+") { digits = digits.dropFirst() }
        guard (1...3).contains(digits.count), digits.allSatisfy({ $0 &- 48 <= 9 }) else { return nil }
        let value = digits.reduce(0) { $0 * 10 + Int($1 &- 48) }
        return isNegative ? -value : value
    }

    /// The time that a source with such a reader takes the number for.
    package func read(_ reader: TimestampReader) -> TimeReading {
        reader.read(coefficient: coefficient, exponent: exponent)
    }

    /// The number later by so much, rounded down to the digits that it has; nil when it becomes too large.
    package func moved(byMicros micros: Int64) -> [UInt8]? {
        guard exponent <= 20 else { return nil }
        // At least whole units: 1.7e9 is not meant to the nearest 100 million seconds.
        let places = max(0, -exponent)
        let (value, isTooLarge) = coefficient.multipliedReportingOverflow(by: UnixNumber.tenTo(exponent + places))
        let power = places - unit.rawValue
        let (shift, isTooFar) =
            power >= 0
            ? Int128(micros).multipliedReportingOverflow(by: UnixNumber.tenTo(power))
            : (UnixNumber.floorDiv(Int128(micros), UnixNumber.tenTo(-power)), false)
        let (sum, overflow) = value.addingReportingOverflow(shift)
        guard !isTooLarge, !isTooFar, !overflow, power <= 38 else { return nil }
        let written = exponent + fractionDigits
        return UnixNumber.text(sum, places: max(0, places + written), placesMin: fractionDigits) + exponentText
    }

    private static func tenTo(_ power: Int) -> Int128 { (0..<min(power, 38)).reduce(1) { ten, _ in ten * 10 } }

    private static func floorDiv(_ value: Int128, _ divisor: Int128) -> Int128 {
        let (quotient, rest) = value.quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? quotient - 1 : quotient
    }

    /// `value / 10^places`; zeros at the end are left out down to `placesMin` places.
    private static func text(_ value: Int128, places: Int, placesMin: Int) -> [UInt8] {
        // Divisions of 128 bits are slow, and seldom needed.
        var digits = Array((UInt64(exactly: value.magnitude).map { String($0) } ?? String(value.magnitude)).utf8)
        digits.insert(contentsOf: repeatElement(48, count: max(0, places + 1 - digits.count)), at: 0)
        var kept = places
        while kept > placesMin, digits.last == 48 {
            digits.removeLast()
            kept -= 1
        }
        if kept > 0 { digits.insert(UInt8(ascii: "."), at: digits.count - kept) }
        return (value < 0 ? [UInt8(ascii: "-")] : []) + digits
    }
}
