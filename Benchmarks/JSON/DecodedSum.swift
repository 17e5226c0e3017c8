import Operators

/// Rows and a hash of all their values, the same as the peer's: what says that both read the same.
struct DecodedSum: Equatable {
    var rows = 0
    var hash: UInt64 = 0

    mutating func add(_ batch: Batch) {
        for (field, column) in batch.columns.enumerated() {
            for row in 0..<batch.count where column.validity.isValid(row) {
                hash &+= DecodedSum.mixed(value(column, row), UInt64(rows + row), UInt64(field))
            }
        }
        rows += batch.count
    }

    private func value(_ column: Column, _ row: Int) -> UInt64 {
        switch column.values {
        case .int64(let buffer): UInt64(bitPattern: buffer[row])
        case .double(let buffer): buffer[row].bitPattern
        case .decimal(let vector): UInt64(truncatingIfNeeded: vector[row].coefficient)
        case .boolean(let buffer): UInt64(buffer[row])
        case .interval(let buffer): UInt64(bitPattern: buffer[row].micros)
        case .bytes(let vector): vector.views[row].withBytes(DecodedSum.hash)
        }
    }

    /// FNV-1a.
    private static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return hash
    }

    private static func mixed(_ value: UInt64, _ row: UInt64, _ field: UInt64) -> UInt64 {
        let mix = (value ^ (row << 8 | field)) &* 0x9E37_79B9_7F4A_7C15
        return mix ^ mix >> 32
    }
}
