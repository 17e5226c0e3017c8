// The key of one entry of the state. The window stands before the key group, so a window is one contiguous range: one
// scan and one range delete close it, and whole files drop.
//
//     0        2                10          11
//     | table  | window end     | key group | group key ...
//       2 B BE   8 B BE, sign     1 B
//                flipped
//
// Groups that left memory together may lie in blocks, many in one value. A block's key stands behind those of the
// groups of its key group, for no group key begins with FF; older runs stand before newer ones:
//
//     | table  | window end     | key group | FF  | run    | part   |
//                                             1 B   4 B BE   4 B BE

/// Writes and takes apart state keys.
package enum StateKey {
    /// Bytes in front of the group key.
    package static let prefixSize = 11

    /// What stands in front of the group key.
    package struct Prefix: Hashable, Sendable {
        /// The table of the entry.
        package var table: TableID
        /// End of the window, in the job's time unit; 0 for tables without windows.
        package var windowEnd: Int64
        /// The key group of the group key.
        package var group: KeyGroup

        /// The prefix of these three.
        @inlinable package init(table: TableID, windowEnd: Int64, group: KeyGroup) {
            self.table = table
            self.windowEnd = windowEnd
            self.group = group
        }

        /// Writes `prefixSize` bytes and advances the cursor.
        @inlinable @inline(__always)
        package func write(at cursor: inout UnsafeMutableRawPointer) {
            cursor.storeBytes(of: table.rawValue.bigEndian, as: UInt16.self)
            let bits = UInt64(bitPattern: windowEnd) ^ 0x8000_0000_0000_0000
            cursor.storeBytes(of: bits.bigEndian, toByteOffset: 2, as: UInt64.self)
            cursor.storeBytes(of: group.rawValue, toByteOffset: 10, as: UInt8.self)
            cursor += 11
        }
    }

    /// Takes a key apart; throws `StoreError.corruption` when it is too short or has an impossible key group.
    package static func parse(
        _ key: UnsafeRawBufferPointer
    ) throws(StoreError) -> (prefix: Prefix, groupKey: UnsafeRawBufferPointer) {
        guard key.count >= prefixSize else { throw .corruption("a state key of \(key.count) bytes") }
        let group = key[10]
        guard Int(group) < KeyGroup.count else { throw .corruption("a state key of key group \(group)") }
        let prefix = Prefix(
            table: TableID(UInt16(bigEndian: key.loadUnaligned(as: UInt16.self))), windowEnd: windowEnd(of: key),
            group: KeyGroup(group))
        return (prefix, UnsafeRawBufferPointer(rebasing: key[prefixSize...]))
    }

    /// What stands for the group key in the key of a block begins with this.
    package static let blockMarker: UInt8 = 0xFF

    /// True for the key of a block of groups.
    @inlinable @inline(__always)
    package static func isBlock(_ key: UnsafeRawBufferPointer) -> Bool {
        key.count > 11 && key[11] == 0xFF
    }

    /// The window end of a key. Precondition: the key has at least `prefixSize` bytes.
    @inlinable @inline(__always)
    package static func windowEnd(of key: UnsafeRawBufferPointer) -> Int64 {
        let bits = UInt64(bigEndian: key.loadUnaligned(fromByteOffset: 2, as: UInt64.self))
        return Int64(bitPattern: bits ^ 0x8000_0000_0000_0000)
    }

    /// The group key of a state key. Precondition: the key has at least `prefixSize` bytes.
    @inlinable @inline(__always)
    package static func groupKey(of key: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: key[11...])
    }
}
