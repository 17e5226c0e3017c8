import StateStore

// One entry of a partial block:
//
//     | window end 8 | hash 8 | spread 8 | key bytes 4 | value bytes 4 | key ... | value ... |

extension AggregateOperator {
    /// The partials of groups that other lanes own, one block for each lane (this lane's own is empty).
    package func takePartials() -> [PartialBlock] {
        guard place.laneCount > 1 else { return [PartialBlock()] }
        var buffers: [[UInt8]] = Array(repeating: [], count: place.laneCount)
        var counts = [Int](repeating: 0, count: place.laneCount)
        var entry = ByteBuffer(capacity: 512)
        let windows = remote
        remote = []
        for window in windows {
            var size = 0
            window.table.forEachRow { row in
                let lane = KeyGroup(row.keyGroupNumber).lane(of: place.laneCount)
                entry.reset()
                encodeEntry(row, window, into: &entry)
                if size == 0 {
                    // Most entries are as long as the first: one reservation, with a little to spare.
                    size = entry.count
                    let share = window.table.count / (place.laneCount - 1) / 16 * 17 + 64
                    for other in buffers.indices where other != place.lane {
                        buffers[other].reserveCapacity(buffers[other].count + share * size)
                    }
                }
                buffers[lane].append(contentsOf: entry.bytes)
                counts[lane] += 1
            }
            // Its rows are not needed any more, and the next one's bytes take room.
            window.table = GroupTable(layout: layout)
        }
        return zip(buffers, counts).map { PartialBlock(bytes: $0, groups: $1) }
    }

    private func encodeEntry(_ row: GroupRow, _ window: WindowGroups, into entry: inout ByteBuffer) {
        keyWriter.reset()
        layout.encodeKey(row, into: &keyWriter)
        entry.append(littleEndian: window.end)
        entry.append(littleEndian: row.groupHash)
        entry.append(littleEndian: UInt64(row.keyGroupNumber) << 57)
        entry.append(littleEndian: UInt32(keyWriter.bytes.count))
        let sizeAt = entry.count
        entry.append(littleEndian: UInt32(0))
        entry.append(keyWriter.bytes)
        let valueAt = entry.count
        codec.encode(row, windowStart: window.start, into: &entry)
        let size = UInt32(entry.count - valueAt).littleEndian
        UnsafeMutableRawPointer(mutating: entry.bytes.baseAddress)?
            .storeBytes(of: size, toByteOffset: sizeAt, as: UInt32.self)
    }

    /// Folds another lane's partials of groups that this lane owns.
    package func absorb(_ block: PartialBlock) throws(OperatorError) {
        guard block.groups > 0 else { return }
        try block.take().withUnsafeBufferPointer { list throws(OperatorError) in
            let bytes = UnsafeRawBufferPointer(list)
            var at = 0
            let keyArena = Arena()
            for _ in 0..<block.groups {
                guard at + 32 <= bytes.count else { throw .corrupt("a partial block ends inside an entry") }
                let end = bytes.loadUnaligned(fromByteOffset: at, as: Int64.self)
                let hash = bytes.loadUnaligned(fromByteOffset: at + 8, as: UInt64.self)
                let spread = bytes.loadUnaligned(fromByteOffset: at + 16, as: UInt64.self)
                let keyCount = Int(bytes.loadUnaligned(fromByteOffset: at + 24, as: UInt32.self))
                let valueCount = Int(bytes.loadUnaligned(fromByteOffset: at + 28, as: UInt32.self))
                let keyAt = at + 32
                at = keyAt + keyCount + valueCount
                guard at <= bytes.count else { throw .corrupt("a partial block ends inside an entry") }
                let key = UnsafeRawBufferPointer(rebasing: bytes[keyAt..<(keyAt + keyCount)])
                let value = UnsafeRawBufferPointer(rebasing: bytes[(keyAt + keyCount)..<at])
                try decoder.decode(key, arena: keyArena)
                let start = try codec.decode(value, into: scratch)
                let window = self.window(start: start, end: end)
                let group = window.table.findOrInsert(
                    decoder.words, nulls: decoder.nulls, hash: hash, spread: spread,
                    newFlags: window.isEvicted ? GroupFlag.isDelta : 0)
                mark(group, window)
                merge(group, window)
            }
        }
    }

    /// Folds the partial in `scratch`, which is of this epoch, as the rows in it would have been.
    private func merge(_ group: GroupRow, _ window: WindowGroups) {
        if layout.ttlMicros != nil { touch(group, window, scratch.firstClock) }
        for field in layout.fields { field.combine(into: group, scratch, arena: window.table.arena) }
    }
}
