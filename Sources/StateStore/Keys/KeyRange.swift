/// The keys from `lower` up to, but not including, `upper`; without `upper` up to the last key.
package struct KeyRange: Hashable, Sendable {
    /// The first key, if it exists.
    package let lower: [UInt8]
    /// The first key after the range; nil when the range has no end.
    package let upper: [UInt8]?

    /// The range between two keys.
    package init(lower: [UInt8], upper: [UInt8]?) {
        self.lower = lower
        self.upper = upper
    }

    /// Every key.
    package static let all = KeyRange(lower: [], upper: nil)

    /// Every key that starts with `prefix`.
    package init(prefix: [UInt8]) {
        self.init(lower: prefix, upper: KeyRange.successor(ofPrefix: prefix))
    }

    /// All keys of a table.
    package static func table(_ table: TableID) -> KeyRange { KeyRange(prefix: bytes(table)) }

    /// All keys of one window.
    package static func window(_ table: TableID, end: Int64) -> KeyRange { KeyRange(prefix: bytes(table, end)) }

    /// All keys of the windows that end at or before `lastEnd`: what a watermark closes.
    package static func windows(_ table: TableID, through lastEnd: Int64) -> KeyRange {
        KeyRange(lower: bytes(table), upper: successor(ofPrefix: bytes(table, lastEnd)))
    }

    /// All keys of the windows with `ends.lowerBound <= end < ends.upperBound`.
    package static func windows(_ table: TableID, ends: Range<Int64>) -> KeyRange {
        KeyRange(lower: bytes(table, ends.lowerBound), upper: bytes(table, ends.upperBound))
    }

    /// The keys of one window whose key group is in `groups`: one lane's share.
    package static func groups(_ table: TableID, windowEnd: Int64, groups: Range<Int>) -> KeyRange {
        let window = bytes(table, windowEnd)
        let upper =
            groups.upperBound >= KeyGroup.count
            ? successor(ofPrefix: window) : window + [UInt8(clamping: groups.upperBound)]
        return KeyRange(lower: window + [UInt8(clamping: groups.lowerBound)], upper: upper)
    }

    /// The blocks of one key group.
    package static func blocks(_ prefix: StateKey.Prefix) -> KeyRange {
        KeyRange(prefix: bytes(prefix.table, prefix.windowEnd) + [prefix.group.rawValue, StateKey.blockMarker])
    }

    /// True when `key` lies in the range.
    package func contains(_ key: [UInt8]) -> Bool {
        if key.lexicographicallyPrecedes(lower) { return false }
        guard let upper else { return true }
        return key.lexicographicallyPrecedes(upper)
    }

    /// A key that is less than `upper`, with hardly any key between the two: RocksDB drops whole files up to and
    /// including a bound, and `upper` itself may be a key that must stay.
    package var lastKeyBound: [UInt8] {
        let filler = [UInt8](repeating: 0xFF, count: 64)
        guard var bound = upper, let last = bound.popLast() else { return filler }
        return last == 0 ? bound : bound + [last - 1] + filler
    }

    private static func bytes(_ table: TableID) -> [UInt8] {
        withUnsafeBytes(of: table.rawValue.bigEndian) { Array($0) }
    }

    private static func bytes(_ table: TableID, _ windowEnd: Int64) -> [UInt8] {
        let bits = UInt64(bitPattern: windowEnd) ^ 0x8000_0000_0000_0000
        return bytes(table) + withUnsafeBytes(of: bits.bigEndian) { Array($0) }
    }

    /// The least key greater than every key that starts with `prefix`; nil when there is none.
    private static func successor(ofPrefix prefix: [UInt8]) -> [UInt8]? {
        var result = prefix
        while let last = result.popLast() {
            if last < 0xFF { return result + [last + 1] }
        }
        return nil
    }
}
