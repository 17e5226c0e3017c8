import StateStore

extension AggregateOperator {
    /// Every group of a window as final rows: those on disk, then those in memory, as they lie.
    func emitFinal(_ window: WindowGroups, _ emit: EmitRows) throws(OperatorError) {
        if window.isEvicted { try emitDiskOnly(window, emit) }
        try emitTable(window.table, window, emit)
    }

    /// Scans this lane's share of a window: groups that are in memory too are completed there, others are given out.
    private func emitDiskOnly(_ window: WindowGroups, _ emit: EmitRows) throws(OperatorError) {
        var batch = GroupTable(layout: layout)
        try forEachEntry(window) { entry throws(OperatorError) in
            try self.takeDiskEntry(entry, window, batch)
            if batch.count == emitRowsMax {
                try self.emitTable(batch, window, emit)
                batch = GroupTable(layout: self.layout)
            }
        }
        try emitTable(batch, window, emit)
    }

    private func takeDiskEntry(
        _ entry: StateEntry, _ window: WindowGroups, _ batch: GroupTable
    ) throws(OperatorError) {
        if try foldIntoMemory(entry, window) { return }
        _ = try codec.decode(entry.value, into: scratch)
        addDecoded(to: batch)
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

    /// Adds the group whose key was decoded last and whose value is in `scratch`.
    @discardableResult
    func addDecoded(to batch: GroupTable) -> GroupRow {
        let row = batch.findOrInsert(
            decoder.words, nulls: decoder.nulls, hash: decodedHashes.hash, spread: decodedHashes.spread, newFlags: 0)
        for field in layout.fields { field.combine(into: row, scratch, arena: batch.arena) }
        return row
    }

    /// All rows of a table, as final rows of a window.
    private func emitTable(_ table: GroupTable, _ window: WindowGroups, _ emit: EmitRows) throws(OperatorError) {
        var rows: [GroupRow] = []
        rows.reserveCapacity(min(table.count, emitRowsMax))
        try table.forEachRow { row throws(OperatorError) in
            rows.append(row)
            if rows.count == emitRowsMax {
                try emitRows(rows, window, [table.arena], .final, .append, emit)
                rows.removeAll(keepingCapacity: true)
            }
        }
        try emitRows(rows, window, [table.arena], .final, .append, emit)
    }
}
