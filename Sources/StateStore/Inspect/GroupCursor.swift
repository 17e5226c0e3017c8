/// Walks the groups of a range in key order, however they lie on disk: a key group that has blocks is unpacked in
/// memory, and what belongs to the same group is combined.
///
/// ```
/// key group 5   group a, group c                 group a, group b, group c      as if each had a key of its own
///               block [ b, c ], block [ b ]  ──►
/// ```
/// A range that ends inside a key group misses what its blocks hold.
package struct GroupCursor: ~Copyable {
    private let merger: any ValueMerger
    private var cursor: StateCursor
    /// Looks for blocks ahead.
    private var probe: StateCursor
    /// The first key that is wanted.
    private var lower: [UInt8]
    /// The last key group that was found to have no blocks.
    private var plain: StateKey.Prefix?
    private var unpacked = UnpackedGroups()

    /// `cursor` and `probe` walk the same range, which begins with `lower`.
    init(
        _ cursor: consuming StateCursor, probe: consuming StateCursor, from lower: [UInt8], _ merger: any ValueMerger
    ) {
        self.merger = merger
        self.lower = lower
        self.cursor = cursor
        self.probe = probe
    }

    /// The next group in key order, nil at the end; its bytes are valid until the cursor moves.
    package mutating func next() throws(StoreError) -> StateEntry? {
        while true {
            if let entry = unpacked.next() { return entry }
            guard let entry = try cursor.next() else { return nil }
            let prefix = try StateKey.parse(entry.key).prefix
            if prefix == plain { return entry }
            guard try hasBlocks(prefix) else {
                plain = prefix
                return entry
            }
            try unpack(prefix, from: entry)
        }
    }

    /// Jumps to the first group whose key is not less than `key`; `next()` gives that one.
    package mutating func seek(_ key: UnsafeRawBufferPointer) {
        lower = Array(key)
        unpacked.reset()
        cursor.seek(key)
    }

    private mutating func hasBlocks(_ prefix: StateKey.Prefix) throws(StoreError) -> Bool {
        KeyRange.blocks(prefix).lower.withUnsafeBytes { probe.seek($0) }
        guard let entry = try probe.next() else { return false }
        let found = try StateKey.parse(entry.key).prefix
        return StateKey.isBlock(entry.key) && found == prefix
    }

    /// Reads the rest of a key group, from the entry under the cursor on.
    private mutating func unpack(_ prefix: StateKey.Prefix, from first: StateEntry) throws(StoreError) {
        unpacked.reset()
        try take(first)
        while let entry = try cursor.next() {
            guard try StateKey.parse(entry.key).prefix == prefix else {
                // The first of the next key group, to be read again.
                Array(entry.key).withUnsafeBytes { cursor.seek($0) }
                break
            }
            try take(entry)
        }
        try unpacked.combine(merger)
    }

    private mutating func take(_ entry: StateEntry) throws(StoreError) {
        let prefix = UnsafeRawBufferPointer(rebasing: entry.key[..<StateKey.prefixSize])
        if StateKey.isBlock(entry.key) {
            let isKnown = try merger.unpack(key: entry.key, block: entry.value) { group, value in
                unpacked.append(prefix, group, value, notBefore: lower)
            }
            if isKnown { return }
        }
        unpacked.append(prefix, StateKey.groupKey(of: entry.key), entry.value, notBefore: lower)
    }
}

/// Groups of one key group in memory, in key order when they are combined.
private struct UnpackedGroups: ~Copyable {
    private var bytes = ByteBuffer(capacity: 1 << 12)
    /// Where each key begins, its value and the end of that.
    private var parts: [(key: Int, value: Int, end: Int)] = []
    private var position = 0

    mutating func reset() {
        bytes.reset()
        parts.removeAll(keepingCapacity: true)
        position = 0
    }

    mutating func append(
        _ prefix: UnsafeRawBufferPointer, _ group: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer,
        notBefore lower: [UInt8]
    ) {
        let start = bytes.count
        bytes.append(prefix)
        bytes.append(group)
        if key(start, bytes.count).lexicographicallyPrecedes(lower) { return bytes.setCount(start) }
        parts.append((start, bytes.count, bytes.count + value.count))
        bytes.append(value)
    }

    /// Puts the groups in order and combines the values of each, which were appended older before newer.
    mutating func combine(_ merger: any ValueMerger) throws(StoreError) {
        let order = parts.indices.sorted { left, right in
            let (a, b) = (key(parts[left]), key(parts[right]))
            return a.elementsEqual(b) ? left < right : a.lexicographicallyPrecedes(b)
        }
        var made = UnpackedGroups()
        var first = 0
        while first < order.count {
            let group = key(parts[order[first]])
            var end = first + 1
            while end < order.count && key(parts[order[end]]).elementsEqual(group) { end += 1 }
            let values = order[first..<end].map { value(parts[$0]) }
            try made.append(group, combining: values, merger)
            first = end
        }
        self = made
    }

    private mutating func append(
        _ group: UnsafeRawBufferPointer, combining values: [UnsafeRawBufferPointer], _ merger: any ValueMerger
    ) throws(StoreError) {
        let empty = UnsafeRawBufferPointer(rebasing: group[..<0])
        guard values.count > 1 else { return append(group, empty, values[0], notBefore: []) }
        var result = ByteBuffer(capacity: 256)
        let starts = values.map { $0.baseAddress?.assumingMemoryBound(to: CChar.self) }.map { UnsafePointer($0) }
        let done = starts.withUnsafeBufferPointer { starts in
            values.map(\.count).withUnsafeBufferPointer { lengths in
                guard let starts = starts.baseAddress, let lengths = lengths.baseAddress else { return false }
                let operands = MergeOperands(pointers: starts, lengths: lengths, count: values.count)
                return merger.merge(key: group, existing: nil, operands: operands, into: &result)
            }
        }
        guard done else { throw .corruption("values of one group that can't be combined") }
        append(group, empty, result.bytes, notBefore: [])
    }

    /// The next group; valid until the next change.
    mutating func next() -> StateEntry? {
        guard position < parts.count else { return nil }
        defer { position += 1 }
        return StateEntry(key: key(parts[position]), value: value(parts[position]))
    }

    private func key(_ start: Int, _ end: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes.bytes[start..<end])
    }

    private func key(_ part: (key: Int, value: Int, end: Int)) -> UnsafeRawBufferPointer { key(part.key, part.value) }

    private func value(_ part: (key: Int, value: Int, end: Int)) -> UnsafeRawBufferPointer {
        key(part.value, part.end)
    }
}
