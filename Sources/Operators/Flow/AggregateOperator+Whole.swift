import StateStore

extension AggregateOperator {
    /// Every group of a window as final rows: in key order when some lie on disk, else as they lie in memory.
    func emitFinal(_ window: WindowGroups, _ emit: EmitRows) throws(OperatorError) {
        if window.isEvicted {
            return try emitOrdered(window, .final, .append, clockMicros: .min, emit)
        }
        let table = window.table
        var cursor = GroupTable.Cursor()
        while true {
            let rows = table.rows(emitRowsMax, from: &cursor)
            if rows.isEmpty { return }
            try emitRows(rows, window, [table.arena], .final, .append, emit)
        }
    }

    /// Brings all of a window or pane into memory.
    func load(_ window: WindowGroups, _ disk: PaneReader) throws(OperatorError) {
        guard window.isEvicted else { return }
        try disk.forEachEntry(.groups(place.table, windowEnd: window.end, groups: place.ownGroups)) {
            entry throws(OperatorError) in
            if try self.foldIntoMemory(entry, window) { return }
            _ = try self.codec.decode(entry.value, into: self.scratch)
            self.addDecoded(to: window.table)
        }
        window.table.forEachRow { $0.clear(GroupFlag.isDelta) }
        window.isEvicted = false
        window.evictedBytes = 0
        window.version += 1
    }

    /// Decodes an entry's key, and completes its group if memory has it; false when it has not.
    func foldIntoMemory(_ entry: StateEntry, _ window: WindowGroups) throws(OperatorError) -> Bool {
        try decodeKey(entry)
        guard let row = window.table.find(decoder.words, nulls: decoder.nulls, hash: decodedHashes.hash) else {
            return false
        }
        if row.has(GroupFlag.isDelta) {
            try fold(entry.value, into: row, window)
            row.clear(GroupFlag.isDelta)
        }
        return true
    }

    /// Decodes an entry's key and its hashes.
    func decodeKey(_ entry: StateEntry) throws(OperatorError) {
        if keyArena.allocatedBytes > 1 << 20 { keyArena = Arena() }
        try decoder.decode(StateKey.groupKey(of: entry.key), arena: keyArena)
        decodedHashes = cells.hashes(of: decoder.words, layout: layout, distribution: spec.distribution)
    }

    /// The row of another table with this row's key, empty when it is new.
    func copy(ofKey row: GroupRow, in table: GroupTable, newFlags: UInt64 = 0) -> GroupRow {
        table.findOrInsert(
            layout.keyCells(row), nulls: row.nulls, hash: row.groupHash, spread: UInt64(row.keyGroupNumber) << 57,
            newFlags: newFlags)
    }

    /// Folds a group into the one with the same key in another table.
    @discardableResult
    func fold(_ row: GroupRow, into table: GroupTable) -> GroupRow {
        let target = copy(ofKey: row, in: table)
        for field in layout.fields { field.combine(into: target, row, arena: table.arena) }
        return target
    }

    /// Adds the group whose key was decoded last and whose value is in `scratch`.
    func addDecoded(to batch: GroupTable) {
        let row = batch.findOrInsert(
            decoder.words, nulls: decoder.nulls, hash: decodedHashes.hash, spread: decodedHashes.spread, newFlags: 0)
        for field in layout.fields { field.combine(into: row, scratch, arena: batch.arena) }
    }
}
