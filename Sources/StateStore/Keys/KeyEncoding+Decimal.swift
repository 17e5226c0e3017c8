// A decimal is coefficient * 10^-scale. Its canonical form has no trailing zeros, so 1.5, 1.50 and 15 * 10^-1 have the
// same bytes. Written as 0.d1d2d3... * 10^exponent with d1 != 0:
//
//     0            80 00
//     positive     80 00 + 1000h + exponent | pairs of digits: 2 * pair + 1, the last one 2 * pair
//     negative     the same, all bits flipped
//
//     12.34  ->  90 02 | 19 44        12.345 -> 90 02 | 19 45 64       (12 -> 25 = 19h, 34 -> 68 = 44h or 69 = 45h)

extension KeyEncoding {
    /// Writes a decimal by value; at most `decimalSizeMax` bytes.
    package static func writeDecimal(
        coefficient: Int128, scale: UInt8, at cursor: inout UnsafeMutableRawPointer
    ) {
        cursor.storeBytes(of: 0x00, as: UInt8.self)
        cursor += 1
        if coefficient == 0 {
            cursor.storeBytes(of: UInt16(0x8000).bigEndian, as: UInt16.self)
            cursor += 2
            return
        }
        let negative = coefficient < 0
        let flip: UInt8 = negative ? 0xFF : 0x00
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 40) { digits in
            var count = writeDigits(coefficient.magnitude, into: digits)
            let exponent = count - Int(scale)
            while digits[count - 1] == 0 { count -= 1 }
            let head = UInt16(0x9000 + exponent)
            cursor.storeBytes(of: (negative ? ~head : head).bigEndian, as: UInt16.self)
            cursor += 2
            var index = 0
            while index < count {
                let pair = digits[index] &* 10 &+ (index + 1 < count ? digits[index + 1] : 0)
                index += 2
                cursor.storeBytes(of: (pair &* 2 &+ (index < count ? 1 : 0)) ^ flip, as: UInt8.self)
                cursor += 1
            }
        }
    }

    /// Writes the decimal digits, most significant first, and gives their number; at most 39.
    private static func writeDigits(_ value: UInt128, into digits: UnsafeMutableBufferPointer<UInt8>) -> Int {
        var position = 40
        var high = value
        while high > UInt128(UInt64.max) {
            let (quotient, remainder) = high.quotientAndRemainder(dividingBy: 10_000_000_000_000_000)
            var low = UInt64(remainder)
            for _ in 0..<16 {
                position -= 1
                digits[position] = UInt8(truncatingIfNeeded: low % 10)
                low /= 10
            }
            high = quotient
        }
        var low = UInt64(high)
        while low > 0 {
            position -= 1
            digits[position] = UInt8(truncatingIfNeeded: low % 10)
            low /= 10
        }
        let count = 40 - position
        for index in 0..<count { digits[index] = digits[position + index] }
        return count
    }
}
