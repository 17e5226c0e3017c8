import StateStore

extension AggregateOperator {
    /// Every group of a window: memory merged with one ordered scan of what lies on disk.
    ///
    /// `.all` gives the groups in key order; `.final` as they lie.
    func emitWhole(_ window: WindowGroups, _ channel: EmitChannel, _ emit: EmitRows) throws(OperatorError) {
        let operation: RowOperation = channel == .all ? .replaceAll : .append
        if window.isEvicted { try emitDiskOnly(window, channel, operation, emit) }
        var rows: [GroupRow] = []
        rows.reserveCapacity(min(window.table.count, emitRowsMax))
        let all = channel == .all ? sorted(window) : nil
        if let all {
            for start in stride(from: 0, to: all.count, by: emitRowsMax) {
                let part = Array(all[start..<min(start + emitRowsMax, all.count)])
                try emitRows(part, window, window.table.arena, channel, operation, emit)
            }
            return
        }
        try window.table.forEachRow { row throws(OperatorError) in
            rows.append(row)
            if rows.count == emitRowsMax {
                try emitRows(rows, window, window.table.arena, channel, operation, emit)
                rows.removeAll(keepingCapacity: true)
            }
        }
        try emitRows(rows, window, window.table.arena, channel, operation, emit)
    }

    /// Scans this lane's share of a window: groups that are in memory too are completed there, others are given out.
    private func emitDiskOnly(
        _ window: WindowGroups, _ channel: EmitChannel, _ operation: RowOperation, _ emit: EmitRows
    ) throws(OperatorError) {
        var batch = GroupTable(layout: layout)
        do throws(StoreError) {
            var cursor = try place.store.cursor(
                .groups(place.table, windowEnd: window.end, groups: place.ownGroups))
            while true {
                guard let entry = try cursor.next() else { break }
                do throws(OperatorError) {
                    try takeDiskEntry(entry, window, batch)
                    if batch.count == emitRowsMax {
                        try emitTable(batch, window, channel, operation, emit)
                        batch = GroupTable(layout: layout)
                    }
                } catch {
                    throw StoreError.corruption("\(error)")
                }
            }
        } catch {
            throw .store(error)
        }
        try emitTable(batch, window, channel, operation, emit)
    }

    private func takeDiskEntry(
        _ entry: StateEntry, _ window: WindowGroups, _ batch: GroupTable
    ) throws(OperatorError) {
        try decoder.decode(StateKey.groupKey(of: entry.key), arena: batch.arena)
        let (hash, spread) = cells.hashes(
            of: decoder.words, layout: layout, distribution: spec.distribution)
        if let row = window.table.find(decoder.words, nulls: decoder.nulls, hash: hash) {
            guard row.has(GroupFlag.isDelta) else { return }
            try fold(entry.value, into: row, window)
            row.clear(GroupFlag.isDelta)
            return
        }
        let row = batch.findOrInsert(
            decoder.words, nulls: decoder.nulls, hash: hash, spread: spread, newFlags: 0)
        _ = try codec.decode(entry.value, into: scratch)
        for field in layout.fields { field.combine(into: row, scratch, arena: batch.arena) }
    }

    private func emitTable(
        _ table: GroupTable, _ window: WindowGroups, _ channel: EmitChannel, _ operation: RowOperation,
        _ emit: EmitRows
    ) throws(OperatorError) {
        var rows: [GroupRow] = []
        table.forEachRow { rows.append($0) }
        try emitRows(rows, window, table.arena, channel, operation, emit)
    }

    /// The rows of a window in the order of their keys.
    func sorted(_ window: WindowGroups) -> [GroupRow] {
        var rows: [GroupRow] = []
        window.table.forEachRow { rows.append($0) }
        var keys = ByteBuffer(capacity: rows.count * 48)
        let order = sortedKeys(rows, window, into: &keys)
        let result = order.map { rows[Int($0.index)] }
        _ = keys
        return result
    }

    /// The rows' state keys, written to `keys` and sorted; `index` is the position in `rows`.
    func sortedKeys(_ rows: [GroupRow], _ window: WindowGroups, into keys: inout ByteBuffer) -> [SortKey] {
        var ends: [Int] = []
        ends.reserveCapacity(rows.count)
        for row in rows {
            appendStateKey(row, window, to: &keys)
            ends.append(keys.count)
        }
        guard let base = keys.bytes.baseAddress else { return [] }
        var start = 0
        var list: [SortKey] = []
        list.reserveCapacity(rows.count)
        for (index, end) in ends.enumerated() {
            list.append(SortKey(base + start, count: end - start, index: index))
            start = end
        }
        var scratch = list
        list.withUnsafeMutableBufferPointer { keys in
            scratch.withUnsafeMutableBufferPointer { radixSort(keys, scratch: $0) }
        }
        return list
    }
}
