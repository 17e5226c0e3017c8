// The small binary language of the journal's payloads and of manifests: integers in groups of seven bits, least
// significant first, signed ones folded so that small magnitudes stay small, text and bytes with their length in front.

extension ByteBuffer {
    /// Appends an unsigned integer in 1 to 10 bytes.
    package mutating func append(varint value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(rest))
    }

    /// Appends a signed integer in 1 to 10 bytes.
    package mutating func append(signed value: Int64) {
        append(varint: UInt64(bitPattern: (value << 1) ^ (value >> 63)))
    }

    /// Appends bytes with their length in front.
    package mutating func append(counted bytes: UnsafeRawBufferPointer) {
        append(varint: UInt64(bytes.count))
        append(bytes)
    }

    /// Appends text with its length in front.
    package mutating func append(text: String) {
        var copy = text
        copy.withUTF8 { append(counted: UnsafeRawBufferPointer($0)) }
    }
}

/// Reads that language; everything that does not fit throws `StoreError.corruption` with the name of the thing read.
package struct BinaryReader {
    private let bytes: UnsafeRawBufferPointer
    private let what: String
    /// Where the next value starts.
    package private(set) var offset = 0

    /// A reader at the first byte; `what` is named in errors.
    package init(_ bytes: UnsafeRawBufferPointer, what: String) {
        self.bytes = bytes
        self.what = what
    }

    /// Bytes not read yet.
    package var remaining: Int { bytes.count - offset }

    /// Reads `count` bytes as they are.
    package mutating func read(_ count: Int) throws(StoreError) -> UnsafeRawBufferPointer {
        guard count >= 0, remaining >= count else { throw .corruption("\(what) ends too early") }
        defer { offset += count }
        return UnsafeRawBufferPointer(rebasing: bytes[offset..<(offset + count)])
    }

    /// Reads a fixed-width integer, least significant byte first.
    package mutating func readFixed<Value: FixedWidthInteger>(_ type: Value.Type) throws(StoreError) -> Value {
        Value(littleEndian: try read(MemoryLayout<Value>.size).loadUnaligned(as: Value.self))
    }

    /// Reads an unsigned integer.
    package mutating func readVarint() throws(StoreError) -> UInt64 {
        var result: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte = try read(1)[0]
            if shift == 63 && byte > 1 { throw .corruption("\(what) has an integer out of range") }
            result |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return result }
            shift += 7
        }
    }

    /// Reads a signed integer.
    package mutating func readSigned() throws(StoreError) -> Int64 {
        let folded = try readVarint()
        return Int64(bitPattern: folded >> 1) ^ -Int64(bitPattern: folded & 1)
    }

    /// Reads how many elements follow, each at least `bytesEach` long: more than fit in the rest is corruption.
    package mutating func readCount(bytesEach: Int = 1) throws(StoreError) -> Int {
        let count = try readVarint()
        guard count <= UInt64(remaining / max(bytesEach, 1)) else {
            throw .corruption("\(what) counts more than it holds")
        }
        return Int(count)
    }

    /// Reads bytes with their length in front.
    package mutating func readCounted() throws(StoreError) -> UnsafeRawBufferPointer {
        try read(try readCount())
    }

    /// Reads text with its length in front.
    package mutating func readText() throws(StoreError) -> String {
        guard let text = String(validating: try readCounted(), as: UTF8.self) else {
            throw .corruption("\(what) has text that is not UTF-8")
        }
        return text
    }

    /// Throws unless everything was read.
    package func expectEnd() throws(StoreError) {
        if remaining != 0 { throw .corruption("\(what) has \(remaining) bytes too many") }
    }
}
