import StateStore

extension AggregateOperator {
    /// Begins to write what changed since the last time into the store, for a checkpoint. All changes must have been
    /// given out before.
    ///
    /// What is written is the state as it is now, whatever is folded from now on; `writeSlice` does the work. Until the
    /// runs are in the store the epoch may not be advanced again. With a time to live all is written at once, and
    /// groups that have outlived it by `clockMicros` are deleted; sessions are written at once too.
    package func beginSeal(clockMicros: Int64) throws(OperatorError) {
        precondition(slices == nil, "a checkpoint before the last one was written")
        guard layout.ttlMicros == nil && session == nil else { return try sealAtOnce(clockMicros) }
        let windows = own.filter { $0.table.count > 0 }
        if windows.isEmpty && frozen.isEmpty { return }
        // Rows in memory are written now, or were before.
        for window in windows { window.isOnDisk = true }
        slices = SealSlices(
            frozen: frozen, windows, place.table, codec, flag: unsealedFlag, store: place.store)
        frozen = []
        unsealedFlag ^= GroupFlag.unsealedPair
    }

    /// Begins to write the groups that leave memory, and nothing else; `writeSlice` does the work. Until the runs are
    /// in the store the epoch may not be advanced again.
    package func beginWritingGroups() {
        precondition(slices == nil, "groups leave memory before the last ones were written")
        guard !frozen.isEmpty else { return }
        slices = SealSlices(
            frozen: frozen, [], place.table, codec, flag: unsealedFlag, store: place.store)
        frozen = []
    }

    /// True while there are slices to write.
    package var isSealing: Bool { slices != nil }

    /// Writes a slice of about so many rows; when it was the last one, returns the runs, to be finished and ingested by
    /// any thread.
    package func writeSlice(rows: Int) throws(OperatorError) -> [OpenRun]? {
        guard let slices else { return [] }
        do throws(StoreError) {
            guard try slices.write(rows: rows) else { return nil }
        } catch {
            throw .store(error)
        }
        self.slices = nil
        return slices.takeRuns()
    }

    /// Writes what changed since the last time into the store: `beginSeal` and all its slices at once.
    package func seal(clockMicros: Int64) throws(OperatorError) {
        try beginSeal(clockMicros: clockMicros)
        try writeAllSlices()
    }

    private func writeAllSlices() throws(OperatorError) {
        guard let open = try writeSlice(rows: .max / 8) else { return }
        do throws(StoreError) {
            try place.store.ingest(finishing: open)
        } catch {
            throw .store(error)
        }
    }

    private func sealAtOnce(_ clockMicros: Int64) throws(OperatorError) {
        let expired = markExpired(clockMicros)
        try write(own)
        if expired * 4 > groupCount { for window in own { window.table = live(window) } }
        try sweep(clockMicros)
    }

    /// Writes what changed and drops all groups from memory.
    func spill() throws(OperatorError) {
        precondition(slices == nil, "groups are dropped that a checkpoint still needs")
        if packsGroups {
            freeze()
            beginWritingGroups()
            return try writeAllSlices()
        }
        try write(own)
        for window in own where window.table.count > 0 {
            expectedGroups = window.table.count
            window.evictedBytes += window.table.byteCount
            window.table = newTable()
            window.changed = []
            window.isEvicted = true
        }
    }

    /// Writes what changed, each large window as a file of its own: such a file overlaps no other window's, and is
    /// dropped as a whole when its window has closed.
    private func write(_ windows: [WindowGroups]) throws(OperatorError) {
        var runs: [Run] = []
        do throws(StoreError) {
            var run = try place.store.newRun()
            for window in windows {
                try write(window, into: &run)
                guard run.entryCount >= AggregateOperator.ownRunEntriesMin else { continue }
                if let finished = try run.finish() { runs.append(finished) }
                run = try place.store.newRun()
            }
            if let finished = try run.finish() { runs.append(finished) }
            if !runs.isEmpty { try place.store.ingest(runs) }
        } catch {
            place.store.discard(runs)
            throw .store(error)
        }
    }

    /// From so many entries on a window has a file of its own.
    private static let ownRunEntriesMin = 4096

    private func write(_ window: WindowGroups, into run: inout RunBuilder) throws(StoreError) {
        var groups = OrderedGroups(
            window.table, place.table, windowEnd: window.end, having: unsealedFlag)
        guard groups.rowCount > 0 else { return }
        let (codec, layout, start, flag) = (codec, layout, window.start, unsealedFlag)
        // Rows lie anywhere in memory, so all that is done to one is done at once.
        while groups.loadGroup({ row, buffer in
            row.clear(flag)
            if row.has(GroupFlag.isExpired) { return buffer.append(RunEntryKind.delete) }
            let isDelta = row.has(GroupFlag.isDelta)
            buffer.append(isDelta ? RunEntryKind.merge : RunEntryKind.put)
            codec.encode(row, windowStart: start, into: &buffer)
            // What was written must not be written again: the row goes on from nothing.
            if isDelta { layout.reset(row) }
        }) {
            for position in 0..<groups.count {
                let (key, value) = (groups.key(position), groups.value(position))
                let bytes = UnsafeRawBufferPointer(rebasing: value[1...])
                switch value[0] {
                case RunEntryKind.put: try run.put(key: key, value: bytes)
                case RunEntryKind.merge: try run.merge(key: key, operand: bytes)
                default: try run.delete(key: key)
                }
            }
        }
        window.isOnDisk = true
    }
}

/// What becomes of a key in a run: the byte in front of its value on the way there.
enum RunEntryKind {
    static let put: UInt8 = 0
    static let merge: UInt8 = 1
    static let delete: UInt8 = 2
}

extension AggregateOperator {
    /// What the next life needs besides the store: the windows with data on disk.
    package func metadata() -> [UInt8] {
        var buffer = ByteBuffer(capacity: 64)
        let listed = own.filter(\.isOnDisk)
        // Who knows no blocks must not go on with them.
        let version: UInt8 = listed.contains { $0.blockRuns > 0 } ? 3 : 2
        buffer.append(littleEndian: version)
        buffer.append(signed: sweptClock)
        buffer.append(varint: UInt64(listed.count))
        for window in listed {
            buffer.append(signed: window.start)
            buffer.append(signed: window.end)
            buffer.append(window.isClosed ? 1 : 0)
            buffer.append(varint: UInt64(window.evictedBytes + window.table.byteCount))
            if version == 3 { buffer.append(varint: UInt64(window.blockRuns)) }
        }
        if hop != nil { buffer.append(signed: closedThrough) }
        if let gaps {
            buffer.append(signed: gaps.through ?? .min)
            buffer.append(signed: gaps.run)
        }
        return buffer.array
    }

    /// Every window that any lane had on disk is there for this lane too.
    func restore(_ metadata: [[UInt8]]) throws(OperatorError) {
        do throws(StoreError) {
            for bytes in metadata where !bytes.isEmpty {
                try bytes.withUnsafeBufferPointer { list throws(StoreError) in
                    var reader = BinaryReader(UnsafeRawBufferPointer(list), what: "an aggregate's metadata")
                    // The first version did not say how large windows are, and the third knows blocks.
                    let version = try reader.readFixed(UInt8.self)
                    guard 1...3 ~= version else {
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
                        let bytes = version == 1 ? UInt64.max : try reader.readVarint()
                        window.evictedBytes += min(Int(clamping: bytes), WindowGroups.unknownBytes)
                        // Key groups may come from another lane.
                        if version == 3 {
                            window.blockRuns = max(window.blockRuns, UInt32(clamping: try reader.readVarint()))
                        }
                    }
                    if hop != nil { closedThrough = max(closedThrough, try reader.readSigned()) }
                    if gaps != nil {
                        let through = try reader.readSigned()
                        gaps?.restore(through: through, run: try reader.readSigned())
                    }
                    try reader.expectEnd()
                }
            }
        } catch {
            throw .corrupt("\(error)")
        }
    }
}
