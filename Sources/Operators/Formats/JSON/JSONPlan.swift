import Glibc

/// A key that the plan wants in one object: its fields, the object below it, or both.
struct KeyEntry {
    var name: UnsafePointer<UInt8>
    var count: Int
    /// The first field that takes the value itself, or -1.
    var field: Int32 = -1
    /// The object below, when fields lie deeper.
    var child: UnsafeMutablePointer<ObjectNode>?
    /// The record in which the key was last seen.
    var seenIn: UInt64 = 0
    /// Whether it was spelled exactly then.
    var seenExact = false
}

/// A key of the last objects, found again by its bytes alone.
struct KeySlot {
    /// The key and its closing quote.
    var bytes: InlineArray<32, UInt8> = InlineArray(repeating: 0)
    /// A bit for each byte of it; 0 for no guess.
    var mask: UInt32 = 0
    var count: Int32 = 0
    /// Index of the entry, or -1 for a key that nobody wants.
    var entry: Int32 = -1
    var isExact = true
}

/// An object in which keys are wanted.
struct ObjectNode {
    var entries: UnsafeMutablePointer<KeyEntry>
    var entryCount: Int
    /// Keys seen of late, by `slotIndex`.
    var slots: UnsafeMutablePointer<KeySlot>
    /// Where among `slots` the key is that stood at a position of the last object: most often it is there again.
    var order: UnsafeMutablePointer<UInt8>
    /// Keys that are remembered, and positions.
    static let slotCount = 128
    /// Slots in which a key may lie.
    static let probesMax = 4
    /// Odd, and such that the wanted keys have slots of their own.
    private var multiplier: UInt64 = 0xD6E8_FEB8_6659_FD93

    init(entries: UnsafeMutablePointer<KeyEntry>, entryCount: Int) {
        self.entries = entries
        self.entryCount = entryCount
        slots = .allocate(capacity: ObjectNode.slotCount)
        slots.initialize(repeating: KeySlot(), count: ObjectNode.slotCount)
        order = .allocate(capacity: ObjectNode.slotCount)
        order.initialize(repeating: 0, count: ObjectNode.slotCount)
    }

    func free() {
        entries.deallocate()
        slots.deallocate()
        order.deallocate()
    }

    /// The slot of a key: from its length and its first and last bytes, of which at least eight can be read. The
    /// length decides about no branch, as it may be another each time.
    @inline(__always)
    func slotIndex(_ key: UnsafePointer<UInt8>, count: Int) -> Int {
        let kept = UInt64.max &>> UInt64(truncatingIfNeeded: 64 &- 8 &* min(count, 8))
        let first = UnsafeRawPointer(key).loadUnaligned(as: UInt64.self).littleEndian & kept
        let last = UnsafeRawPointer(key + max(count &- 8, 0)).loadUnaligned(as: UInt64.self).littleEndian & kept
        let mixed = (first ^ (last &* 0x9E37_79B9_7F4A_7C15) ^ UInt64(truncatingIfNeeded: count)) &* multiplier
        return Int(truncatingIfNeeded: mixed &>> 57)
    }

    /// Remembers the wanted keys, each in the first slot that is looked at, if a few tries find a way to have that.
    mutating func rememberEntries() {
        for _ in 0..<64 {
            let taken = Set((0..<entryCount).map { slotIndex(entries[$0].name, count: entries[$0].count) })
            if taken.count == entryCount { break }
            multiplier = (multiplier &* 0x5851_F42D_4C95_7F2D &+ 0x1405_7B7E_F767_814F) | 1
        }
        for index in 0..<entryCount {
            remember(entries[index].name, count: entries[index].count, entry: Int32(index), isExact: true)
        }
    }
}

/// What to take out of each record, as a tree of keys in memory of its own.
final class JSONPlan {
    let fields: UnsafeMutablePointer<FieldPlan>
    let fieldCount: Int
    let root: UnsafeMutablePointer<ObjectNode>
    /// Room to read records without regard to the order of their keys; nil when fields lie in objects within.
    private(set) var places: JSONPlaces?
    /// Entries of all nodes: when so many were seen, nothing is missing.
    private(set) var entryCount = 0
    private var nodes: [UnsafeMutablePointer<ObjectNode>] = []
    private var names: [UnsafeMutablePointer<UInt8>] = []
    private let readers: [TimestampReader?]

    init(_ specs: [FieldSpec], readers: [TimestampReader?]) {
        self.readers = readers
        fieldCount = specs.count
        fields = .allocate(capacity: max(1, specs.count))
        for (index, spec) in specs.enumerated() {
            (fields + index).initialize(to: FieldPlan(spec, reader: readers[index]))
        }
        root = .allocate(capacity: 1)
        build(root, specs.indices.map { ($0, specs[$0].path[...]) })
        if nodes.count == 1 { places = JSONPlaces(entryCount: entryCount) }
    }

    deinit {
        for node in nodes {
            node.pointee.free()
            node.deallocate()
        }
        for name in names { name.deallocate() }
        places?.free()
        fields.deallocate()
    }

    private func build(_ node: UnsafeMutablePointer<ObjectNode>, _ paths: [(field: Int, path: ArraySlice<String>)]) {
        var keys: [String] = []
        for path in paths {
            if let key = path.path.first, !keys.contains(key) { keys.append(key) }
        }
        let entries = UnsafeMutablePointer<KeyEntry>.allocate(capacity: max(1, keys.count))
        node.initialize(to: ObjectNode(entries: entries, entryCount: keys.count))
        nodes.append(node)
        entryCount += keys.count
        for (index, key) in keys.enumerated() {
            let under = paths.filter { $0.path.first == key }
            var entry = KeyEntry(name: store(key), count: key.utf8.count)
            for leaf in under.reversed() where leaf.path.count == 1 {
                fields[leaf.field].next = entry.field
                entry.field = Int32(leaf.field)
            }
            let deeper = under.filter { $0.path.count > 1 }.map { ($0.field, $0.path.dropFirst()) }
            if !deeper.isEmpty {
                let child = UnsafeMutablePointer<ObjectNode>.allocate(capacity: 1)
                build(child, deeper)
                entry.child = child
            }
            (entries + index).initialize(to: entry)
        }
        node.pointee.rememberEntries()
    }

    private func store(_ name: String) -> UnsafePointer<UInt8> {
        let bytes = Array(name.utf8)
        // A key's slot is found by words of eight bytes.
        let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count + 8)
        memory.initialize(repeating: 0, count: bytes.count + 8)
        memory.update(from: bytes, count: bytes.count)
        names.append(memory)
        return UnsafePointer(memory)
    }
}

extension ObjectNode {
    /// The entry of a key: the exact one, else the only one that differs in ASCII case alone.
    func find(_ key: UnsafePointer<UInt8>, count: Int) -> (entry: Int32, isExact: Bool) {
        var folded: Int32 = -1
        var foldedCount = 0
        for index in 0..<entryCount where entries[index].count == count {
            if memcmp(entries[index].name, key, count) == 0 { return (Int32(index), true) }
            if equalFolded(entries[index].name, key, count: count) {
                folded = Int32(index)
                foldedCount += 1
            }
        }
        return (foldedCount == 1 ? folded : -1, false)
    }

    /// Remembers a key, quote and all, when it is short enough.
    @inline(never)
    func remember(_ key: UnsafePointer<UInt8>, count: Int, entry: Int32, isExact: Bool) {
        guard count < 32 else { return }
        let index = slotIndex(key, count: count)
        let free = (0..<ObjectNode.probesMax).first { slots[index ^ $0].mask == 0 }
        var slot = KeySlot()
        for index in 0..<count { slot.bytes[index] = key[index] }
        slot.bytes[count] = UInt8(ascii: "\"")
        slot.mask = UInt32.max >> UInt32(31 - count)
        slot.count = Int32(count + 1)
        slot.entry = entry
        slot.isExact = isExact
        slots[index ^ (free ?? 0)] = slot
    }
}

private func equalFolded(_ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>, count: Int) -> Bool {
    func fold(_ byte: UInt8) -> UInt8 { byte &- 65 < 26 ? byte | 0x20 : byte }
    for index in 0..<count where fold(a[index]) != fold(b[index]) { return false }
    return true
}
