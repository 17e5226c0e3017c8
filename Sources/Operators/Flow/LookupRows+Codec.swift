import StateStore

// A lookup table as a file of the state directory: who it is, its rows column by column, and a checksum of all before.

extension LookupRows {
    private static let magic: UInt32 = 0x4B4C_524D

    /// The rows as bytes; equal rows of equal tables give equal bytes.
    package func encoded(name: String) -> ByteBuffer {
        var buffer = ByteBuffer(capacity: 64 + count * types.count * 8)
        buffer.append(littleEndian: LookupRows.magic)
        buffer.append(text: LookupRows.signature(name, types))
        buffer.append(varint: UInt64(count))
        append(to: &buffer)
        let sum = ContentChecksum(of: buffer.bytes)
        buffer.append(littleEndian: sum.low)
        buffer.append(littleEndian: sum.high)
        return buffer
    }

    /// Tells apart tables whose rows have other columns.
    package static func signature(_ name: String, _ types: [DataType]) -> String {
        name + " " + types.map(\.description).joined(separator: ",")
    }

    /// The checksum that stands behind the bytes of `encoded`.
    package static func checksum(of bytes: UnsafeRawBufferPointer) -> ContentChecksum? {
        guard bytes.count >= 16 else { return nil }
        let end = bytes.count - 16
        return ContentChecksum(
            high: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: end + 8, as: UInt64.self)),
            low: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: end, as: UInt64.self)))
    }

    /// Reads what `encoded` gave.
    package init(
        decoding bytes: UnsafeRawBufferPointer, name: String, types: [DataType], path: String
    ) throws(StoreError) {
        guard let sum = LookupRows.checksum(of: bytes),
            sum == ContentChecksum(of: UnsafeRawBufferPointer(rebasing: bytes.dropLast(16)))
        else { throw .corruption("\(path) is damaged") }
        var reader = BinaryReader(UnsafeRawBufferPointer(rebasing: bytes.dropLast(16)), what: path)
        guard try reader.readFixed(UInt32.self) == LookupRows.magic,
            try reader.readText() == LookupRows.signature(name, types)
        else { throw .corruption("\(path) is of another lookup table than \(name)") }
        let count = Int(clamping: try reader.readVarint())
        var columns: [[Scalar]] = []
        for _ in types {
            var values: [Scalar] = []
            values.reserveCapacity(count)
            for _ in 0..<count { values.append(try Scalar(&reader)) }
            columns.append(values)
        }
        try reader.expectEnd()
        self.init(types, columns: columns, count: count)
    }
}
