/// Reads the columns of an encoded key back, in the order in which they were written.
///
/// The bytes come from disk, so everything that does not fit throws `StoreError.corruption`.
package struct KeyReader {
    private let bytes: UnsafeRawBufferPointer
    /// Where the next column starts.
    package private(set) var offset = 0

    /// A reader at the first column of `bytes`.
    package init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// True when all columns are read.
    package var isAtEnd: Bool { offset == bytes.count }

    private mutating func take(_ count: Int) throws(StoreError) -> Int {
        guard bytes.count - offset >= count else { throw .corruption("a key ends inside a column") }
        defer { offset += count }
        return offset
    }

    /// Reads the marker of the next column; true when a value follows, false for NULL.
    package mutating func readMarker() throws(StoreError) -> Bool {
        switch bytes[try take(1)] {
        case KeyEncoding.valueMarker: true
        case KeyEncoding.nullMarker: false
        default: throw .corruption("a key column has an unknown marker")
        }
    }

    /// Reads a boolean, nil for NULL.
    package mutating func readBool() throws(StoreError) -> Bool? {
        guard try readMarker() else { return nil }
        switch bytes[try take(1)] {
        case 0: return false
        case 1: return true
        default: throw .corruption("a boolean key column is neither 0 nor 1")
        }
    }

    /// Reads an integer, nil for NULL.
    package mutating func readInt64() throws(StoreError) -> Int64? {
        guard try readMarker() else { return nil }
        return Int64(bitPattern: try readWord() ^ 0x8000_0000_0000_0000)
    }

    /// Reads a floating-point number, nil for NULL.
    package mutating func readDouble() throws(StoreError) -> Double? {
        guard try readMarker() else { return nil }
        let bits = try readWord()
        return Double(bitPattern: bits ^ (bits & 0x8000_0000_0000_0000 != 0 ? 0x8000_0000_0000_0000 : ~0))
    }

    private mutating func readWord() throws(StoreError) -> UInt64 {
        UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: try take(8), as: UInt64.self))
    }

    /// Appends the next bytes or text column to `result`; false for NULL.
    package mutating func readBytes(into result: inout ByteBuffer) throws(StoreError) -> Bool {
        guard try readMarker() else { return false }
        while true {
            guard let zero = firstZero(bytes[offset...]), zero + 1 < bytes.count else {
                throw .corruption("a text key column does not end")
            }
            result.append(UnsafeRawBufferPointer(rebasing: bytes[offset..<zero]))
            offset = zero + 2
            switch bytes[zero + 1] {
            case 0x01: return true
            case 0xFF: result.append(0)
            default: throw .corruption("a text key column has an unknown escape")
            }
        }
    }

    /// Reads a decimal in canonical form (no trailing zeros in the fraction), nil for NULL.
    package mutating func readDecimal() throws(StoreError) -> (coefficient: Int128, scale: UInt8)? {
        guard try readMarker() else { return nil }
        let start = try take(2)
        let head = UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt16.self))
        if head == 0x8000 { return (0, 0) }
        let negative = head < 0x8000
        let flip: UInt8 = negative ? 0xFF : 0
        let exponent = Int(negative ? ~head : head) - 0x9000
        var magnitude: UInt128 = 0
        var digitCount = 0
        var more = true
        while more {
            let byte = bytes[try take(1)] ^ flip
            more = byte & 1 == 1
            let pair = byte >> 1
            let lastIsZero = !more && pair % 10 == 0
            guard pair < 100, more || pair > 0 else { throw .corruption("a decimal key column has a bad digit") }
            magnitude = try scaled(magnitude, by: lastIsZero ? 10 : 100, plus: lastIsZero ? pair / 10 : pair)
            digitCount += lastIsZero ? 1 : 2
        }
        for _ in 0..<max(0, exponent - digitCount) { magnitude = try scaled(magnitude, by: 10, plus: 0) }
        guard let scale = UInt8(exactly: max(0, digitCount - exponent)) else {
            throw .corruption("a decimal key column has a scale out of range")
        }
        return (try signed(magnitude, negative: negative), scale)
    }

    private func scaled(_ value: UInt128, by factor: UInt128, plus digit: UInt8) throws(StoreError) -> UInt128 {
        let (product, overflow) = value.multipliedReportingOverflow(by: factor)
        let (sum, carry) = product.addingReportingOverflow(UInt128(digit))
        if overflow || carry { throw .corruption("a decimal key column is out of range") }
        return sum
    }

    private func signed(_ magnitude: UInt128, negative: Bool) throws(StoreError) -> Int128 {
        if !negative, let value = Int128(exactly: magnitude) { return value }
        if negative, magnitude <= Int128.min.magnitude { return Int128(truncatingIfNeeded: 0 &- magnitude) }
        throw .corruption("a decimal key column is out of range")
    }
}
