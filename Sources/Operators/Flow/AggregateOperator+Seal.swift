import StateStore

extension AggregateOperator {
    /// Writes what changed since the last time into the store as one sorted run, for a checkpoint. All changes must
    /// have been given out before.
    ///
    /// With a time to live, groups that have outlived it by `clockMicros` are deleted.
    package func seal(clockMicros: Int64) throws(OperatorError) {
        let expired = markExpired(clockMicros)
        try write(own)
        if expired * 4 > groupCount { for window in own { window.table = live(window) } }
        try sweep(clockMicros)
    }

    /// Writes what changed and drops all groups from memory.
    func spill() throws(OperatorError) {
        try write(own)
        for window in own where window.table.count > 0 {
            window.table = GroupTable(layout: layout)
            window.changed = []
            window.isEvicted = true
        }
    }

    private func write(_ windows: [WindowGroups]) throws(OperatorError) {
        do throws(StoreError) {
            var run = try place.store.newRun()
            var values = ByteBuffer(capacity: 256)
            for window in windows {
                var rows: [GroupRow] = []
                window.table.forEachRow { if $0.has(GroupFlag.isUnsealed) { rows.append($0) } }
                guard !rows.isEmpty else { continue }
                var keys = ByteBuffer(capacity: rows.count * 48)
                let order = sortedKeys(rows, window, into: &keys)
                for (position, key) in order.enumerated() {
                    if position % 64 == 0 {
                        linesTouched &+= touchLines(order[position..<min(position + 64, order.count)], rows, layout)
                    }
                    let row = rows[Int(key.index)]
                    values.reset()
                    codec.encode(row, windowStart: window.start, into: &values)
                    try write(row, key.bytes, values.bytes, &run)
                }
                window.isOnDisk = true
                _ = keys
            }
            if let finished = try run.finish() { try place.store.ingest([finished]) }
        } catch {
            throw .store(error)
        }
    }

    private func write(
        _ row: GroupRow, _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, _ run: inout RunBuilder
    ) throws(StoreError) {
        row.clear(GroupFlag.isUnsealed)
        if row.has(GroupFlag.isExpired) { return try run.delete(key: key) }
        guard row.has(GroupFlag.isDelta) else { return try run.put(key: key, value: value) }
        try run.merge(key: key, operand: value)
        // What was written must not be written again: the row goes on from nothing.
        layout.reset(row)
    }
}

extension AggregateOperator {
    /// What the next life needs besides the store: the windows with data on disk.
    package func metadata() -> [UInt8] {
        var buffer = ByteBuffer(capacity: 64)
        buffer.append(littleEndian: UInt8(1))
        buffer.append(signed: sweptClock)
        let listed = own.filter(\.isOnDisk)
        buffer.append(varint: UInt64(listed.count))
        for window in listed {
            buffer.append(signed: window.start)
            buffer.append(signed: window.end)
            buffer.append(window.isClosed ? 1 : 0)
        }
        if hop != nil { buffer.append(signed: closedThrough) }
        return buffer.array
    }

    /// Every window that any lane had on disk is there for this lane too.
    func restore(_ metadata: [[UInt8]]) throws(OperatorError) {
        do throws(StoreError) {
            for bytes in metadata where !bytes.isEmpty {
                try bytes.withUnsafeBufferPointer { list throws(StoreError) in
                    var reader = BinaryReader(UnsafeRawBufferPointer(list), what: "an aggregate's metadata")
                    guard try reader.readFixed(UInt8.self) == 1 else {
                        throw .corruption("an aggregate's metadata is of another version")
                    }
                    sweptClock = max(sweptClock, try reader.readSigned())
                    for _ in 0..<(try reader.readCount(bytesEach: 3)) {
                        let start = try reader.readSigned()
                        let end = try reader.readSigned()
                        let isClosed = try reader.readFixed(UInt8.self) != 0
                        let window = window(start: start, end: end)
                        window.isOnDisk = true
                        window.isEvicted = true
                        window.isClosed = isClosed
                    }
                    if hop != nil { closedThrough = max(closedThrough, try reader.readSigned()) }
                    try reader.expectEnd()
                }
            }
        } catch {
            throw .corrupt("\(error)")
        }
    }
}

/// Reads a word of each cache line of some rows and their keys, which lie anywhere in memory: the processor waits for
/// all of them at once, and not for one after the other when they are written.
///
/// The sum means nothing; it is there so that the reads are not left out.
@inline(never)
private func touchLines(_ keys: ArraySlice<SortKey>, _ rows: [GroupRow], _ layout: StateLayout) -> UInt64 {
    var sum: UInt64 = 0
    let stride = layout.stride
    for key in keys {
        let row = rows[Int(key.index)]
        for offset in Swift.stride(from: 0, to: stride, by: 64) {
            sum &+= (row + offset).load(as: UInt64.self)
        }
        sum &+= UInt64(key.bytes.first ?? 0)
    }
    return sum
}
