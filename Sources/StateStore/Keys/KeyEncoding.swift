// Order-preserving encodings: comparing the bytes of two encoded keys gives the order of the values, and equal values
// have equal bytes. Each column of a key starts with a marker, so NULLs come last, as in PostgreSQL:
//
//     NULL          01
//     boolean       00 | 00 or 01
//     Int64         00 | 8 bytes, most significant first, sign bit flipped
//     Double        00 | 8 bytes; negative: all bits flipped, else sign bit flipped; -0 is 0, NaN is one value and last
//     bytes, text   00 | bytes with 00 written as 00 FF | 00 01
//     decimal       00 | see KeyEncoding+Decimal.swift
//
// The writers take a cursor into memory that the caller has reserved (`...SizeMax`), advance it and never allocate.

/// Writers of one key column each.
package enum KeyEncoding {
    /// First byte of a column with a value.
    package static let valueMarker: UInt8 = 0x00
    /// The only byte of a NULL column.
    package static let nullMarker: UInt8 = 0x01

    /// Most bytes that a NULL, a boolean, an integer or a double takes.
    package static let fixedSizeMax = 9
    /// Most bytes that a decimal takes: marker, exponent, 20 pairs of digits.
    package static let decimalSizeMax = 23
    /// Most bytes that `count` bytes of text take.
    @inlinable package static func bytesSizeMax(_ count: Int) -> Int { 2 * count + 3 }

    /// Writes NULL; 1 byte.
    @inlinable @inline(__always)
    package static func writeNull(at cursor: inout UnsafeMutableRawPointer) {
        cursor.storeBytes(of: 0x01, as: UInt8.self)
        cursor += 1
    }

    /// Writes a boolean; 2 bytes.
    @inlinable @inline(__always)
    package static func writeBool(_ value: Bool, at cursor: inout UnsafeMutableRawPointer) {
        cursor.storeBytes(of: 0x00, as: UInt8.self)
        cursor.storeBytes(of: value ? 1 : 0, toByteOffset: 1, as: UInt8.self)
        cursor += 2
    }

    /// Writes an integer; 9 bytes.
    @inlinable @inline(__always)
    package static func writeInt64(_ value: Int64, at cursor: inout UnsafeMutableRawPointer) {
        cursor.storeBytes(of: 0x00, as: UInt8.self)
        let bits = UInt64(bitPattern: value) ^ 0x8000_0000_0000_0000
        cursor.storeBytes(of: bits.bigEndian, toByteOffset: 1, as: UInt64.self)
        cursor += 9
    }

    /// Writes a floating-point number; 9 bytes.
    @inlinable @inline(__always)
    package static func writeDouble(_ value: Double, at cursor: inout UnsafeMutableRawPointer) {
        cursor.storeBytes(of: 0x00, as: UInt8.self)
        cursor.storeBytes(of: orderedBits(value).bigEndian, toByteOffset: 1, as: UInt64.self)
        cursor += 9
    }

    /// Bits whose unsigned order is PostgreSQL's order of doubles.
    @inlinable @inline(__always)
    package static func orderedBits(_ value: Double) -> UInt64 {
        if value.isNaN { return 0xFFF8_0000_0000_0000 }
        let bits = (value + 0.0).bitPattern
        return bits ^ (bits & 0x8000_0000_0000_0000 != 0 ? ~0 : 0x8000_0000_0000_0000)
    }

    /// Writes bytes or UTF-8 text; at most `bytesSizeMax` bytes.
    package static func writeBytes(_ value: UnsafeRawBufferPointer, at cursor: inout UnsafeMutableRawPointer) {
        cursor.storeBytes(of: 0x00, as: UInt8.self)
        cursor += 1
        var rest = value[...]
        while let zero = firstZero(rest) {
            copy(rest[..<zero], to: &cursor)
            cursor.storeBytes(of: 0x00, as: UInt8.self)
            cursor.storeBytes(of: 0xFF, toByteOffset: 1, as: UInt8.self)
            cursor += 2
            rest = rest[(zero + 1)...]
        }
        copy(rest, to: &cursor)
        cursor.storeBytes(of: 0x00, as: UInt8.self)
        cursor.storeBytes(of: 0x01, toByteOffset: 1, as: UInt8.self)
        cursor += 2
    }
}
