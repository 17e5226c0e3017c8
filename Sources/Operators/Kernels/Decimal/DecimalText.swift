import Glibc

/// What reading a number gave.
package enum DecimalReading: Sendable {
    case value(Decimal)
    case malformed
    /// A number, but with more than 38 digits, or an infinity or NaN.
    case outOfRange
}

extension Decimal {
    /// Longest text of a decimal in bytes: sign, point, digits, leading zeros.
    package static let textBytesMax = 300

    /// Writes the value with all digits of its scale; returns the number of bytes, at most `textBytesMax`.
    package func write(to target: UnsafeMutablePointer<UInt8>) -> Int {
        var at = 0
        if coefficient < 0 {
            target[0] = UInt8(ascii: "-")
            at = 1
        }
        var rest = coefficient.magnitude
        let digits = max(digitCount(rest), displayScale + 1)
        let pointBytes = displayScale > 0 ? 1 : 0
        var position = at + digits + pointBytes
        let end = position
        var written = 0
        while written < digits {
            if written == displayScale && pointBytes == 1 {
                position -= 1
                target[position] = UInt8(ascii: ".")
            }
            // 64-bit digits come an order of magnitude faster than 128-bit ones.
            let digit: UInt128
            if rest <= UInt128(UInt64.max) {
                let (quotient, remainder) = UInt64(rest).quotientAndRemainder(dividingBy: 10)
                rest = UInt128(quotient)
                digit = UInt128(remainder)
            } else {
                (rest, digit) = rest.quotientAndRemainder(dividingBy: 10)
            }
            position -= 1
            target[position] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: digit)
            written += 1
        }
        return end
    }

    /// The value as PostgreSQL writes it: `-12.50`.
    package var text: String {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Decimal.textBytesMax) { buffer in
            guard let base = buffer.baseAddress else { return "" }
            let count = write(to: base)
            return String(decoding: UnsafeBufferPointer(start: base, count: count), as: UTF8.self)
        }
    }

    /// Reads `[blanks][sign]digits[.digits][e[sign]digits][blanks]` as PostgreSQL does.
    package static func read(_ bytes: UnsafeRawBufferPointer) -> DecimalReading {
        var at = 0
        var end = bytes.count
        while at < end, isBlank(bytes[at]) { at += 1 }
        while end > at, isBlank(bytes[end - 1]) { end -= 1 }
        guard at < end else { return .malformed }
        var isNegative = false
        if bytes[at] == UInt8(ascii: "-") || bytes[at] == UInt8(ascii: "+") {
            isNegative = bytes[at] == UInt8(ascii: "-")
            at += 1
        }
        var magnitude: UInt128 = 0
        var scale = 0
        var digits = 0
        var seenPoint = false
        var tooLong = false
        while at < end {
            let byte = bytes[at]
            if byte == UInt8(ascii: "."), !seenPoint {
                seenPoint = true
            } else if byte &- 48 <= 9 {
                tooLong = tooLong || magnitude > (magnitudeMax - 9) / 10
                if !tooLong { magnitude = magnitude * 10 + UInt128(byte &- 48) }
                digits += 1
                if seenPoint { scale += 1 }
            } else {
                break
            }
            at += 1
        }
        guard digits > 0 else { return isSpecial(bytes, at, end) ? .outOfRange : .malformed }
        if at < end {
            guard let exponent = readExponent(bytes, at, end) else { return .malformed }
            guard exponent > -2000 && exponent < 2000 else { return .outOfRange }
            scale -= exponent
        }
        if tooLong || scale > 255 { return .outOfRange }
        return shifted(isNegative, magnitude, scale)
    }

    private static func shifted(_ isNegative: Bool, _ magnitude: UInt128, _ scale: Int) -> DecimalReading {
        if scale >= 0 {
            return Decimal(isNegative: isNegative, magnitude: magnitude, scale: scale).map { .value($0) } ?? .outOfRange
        }
        if magnitude == 0 { return .value(.zero) }
        guard -scale <= 38, let whole = Wide(magnitude, times: powerOfTen(-scale)).narrow else { return .outOfRange }
        return Decimal(isNegative: isNegative, magnitude: whole, scale: 0).map { .value($0) } ?? .outOfRange
    }

    private static func readExponent(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Int? {
        var at = start
        guard bytes[at] | 0x20 == UInt8(ascii: "e") else { return nil }
        at += 1
        var isNegative = false
        if at < end, bytes[at] == UInt8(ascii: "-") || bytes[at] == UInt8(ascii: "+") {
            isNegative = bytes[at] == UInt8(ascii: "-")
            at += 1
        }
        guard at < end else { return nil }
        var value = 0
        while at < end {
            guard bytes[at] &- 48 <= 9 else { return nil }
            value = min(value * 10 + Int(bytes[at] &- 48), 1_000_000)
            at += 1
        }
        return isNegative ? -value : value
    }

    private static func isSpecial(_ bytes: UnsafeRawBufferPointer, _ at: Int, _ end: Int) -> Bool {
        let word = String(decoding: bytes[at..<end], as: UTF8.self).lowercased()
        return word == "nan" || word == "inf" || word == "infinity"
    }
}

/// Blanks as C's `isspace`.
@inline(__always)
func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 9 && byte <= 13) }
