import Glibc
import Operators
import StateStore

/// Which rows of an epoch are to be written, in the order of their keys: the last one of each key wins.
///
/// Rows in key order touch neighbouring pages of the target's index, and writers that meet lock in one order.
struct KeyOrder {
    /// Positions of rows to insert or replace.
    private(set) var upserts: [Int] = []
    /// Positions of keys to delete.
    private(set) var deletes: [Int] = []

    private struct Entry {
        /// The first bytes of the first key column: most comparisons need no more.
        var prefix: UInt64
        var keyStart: Int
        var keyLength: Int
        var row: Int
    }

    init(_ rows: TupleRows, key: ArraySlice<EncodedField>) {
        var keys = ByteBuffer(capacity: 32 * rows.count)
        var entries: [Entry] = []
        entries.reserveCapacity(rows.count)
        let isSigned = key.first.map { KeyOrder.isSigned($0.wire) } ?? false
        for row in 0..<rows.count {
            let start = keys.count
            KeyOrder.append(rows.row(row), key, to: &keys)
            var prefix = KeyOrder.prefix(keys.bytes, at: start)
            if isSigned { prefix ^= 1 << 63 }
            entries.append(Entry(prefix: prefix, keyStart: start, keyLength: keys.count - start, row: row))
        }
        let bytes = keys.bytes
        // The later row of two with one key comes last, and stays.
        entries.sort { left, right in
            if left.prefix != right.prefix { return left.prefix < right.prefix }
            let order = KeyOrder.compare(bytes, left, right)
            return order != 0 ? order < 0 : left.row < right.row
        }
        for (index, entry) in entries.enumerated() {
            if index + 1 < entries.count {
                let next = entries[index + 1]
                if next.prefix == entry.prefix && KeyOrder.compare(bytes, entry, next) == 0 { continue }
            }
            if rows.operations[entry.row] == .delete { deletes.append(entry.row) } else { upserts.append(entry.row) }
        }
    }

    private static func compare(_ bytes: UnsafeRawBufferPointer, _ left: Entry, _ right: Entry) -> Int {
        guard let base = bytes.baseAddress else { return 0 }
        let order = memcmp(base + left.keyStart, base + right.keyStart, min(left.keyLength, right.keyLength))
        return order != 0 ? Int(order) : left.keyLength - right.keyLength
    }

    private static func isSigned(_ wire: WireType) -> Bool {
        switch wire {
        case .int2, .int4, .int8, .date, .timestamp, .timestamptz: true
        default: false
        }
    }

    /// The first eight bytes of the first field's value; NULL sorts last.
    private static func prefix(_ bytes: UnsafeRawBufferPointer, at start: Int) -> UInt64 {
        let length = TupleRows.length(bytes, at: start)
        if length < 0 { return UInt64.max >> 1 }
        if length >= 8 {
            return UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: start + 4, as: UInt64.self))
        }
        var prefix: UInt64 = 0
        for index in 0..<length { prefix |= UInt64(bytes[start + 4 + index]) << UInt64(56 - 8 * index) }
        return prefix
    }

    /// Appends the row's key in a form in which equal keys are equal bytes.
    private static func append(
        _ row: UnsafeRawBufferPointer, _ key: ArraySlice<EncodedField>, to keys: inout ByteBuffer
    ) {
        var offset = 2
        for field in key {
            let end = TupleRows.skip(row, from: offset, fields: 1)
            let value = UnsafeRawBufferPointer(rebasing: row[offset..<end])
            if field.wire.hasOneForm || value.count == 4 {
                keys.append(value)
            } else {
                appendNormal(value, field.wire, to: &keys)
            }
            offset = end
        }
    }

    private static func appendNormal(
        _ value: UnsafeRawBufferPointer, _ wire: WireType, to keys: inout ByteBuffer
    ) {
        let start = keys.count
        keys.append(value)
        let isNegativeZero = value[4] == 0x80 && value[5...].allSatisfy { $0 == 0 }
        switch wire {
        case .float4, .float8:
            if isNegativeZero { keys.set(0, at: start + 4) }
        case .numeric:
            // 1.0 and 1.00 are one key: only the shown scale differs.
            keys.set(0, at: start + 10)
            keys.set(0, at: start + 11)
        case .interval:
            func load<T: FixedWidthInteger>(_ offset: Int, _ type: T.Type) -> T {
                T(bigEndian: value.loadUnaligned(fromByteOffset: 4 + offset, as: type))
            }
            // PostgreSQL compares intervals with days of 24 hours and months of 30 days.
            let days = Int128(load(8, Int32.self)) + 30 * Int128(load(12, Int32.self))
            let total = (days * Int128(TimeLimits.microsPerDay) + Int128(load(0, Int64.self))).bigEndian
            withUnsafeBytes(of: total) { for index in 0..<16 { keys.set($0[index], at: start + 4 + index) } }
        default: break
        }
    }
}

extension ByteBuffer {
    /// Replaces one byte that was written before.
    fileprivate mutating func set(_ byte: UInt8, at index: Int) {
        UnsafeMutableRawPointer(mutating: bytes.baseAddress)?.storeBytes(of: byte, toByteOffset: index, as: UInt8.self)
    }
}
