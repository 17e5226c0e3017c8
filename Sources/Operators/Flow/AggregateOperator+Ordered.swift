import Glibc
import StateStore

extension AggregateOperator {
    /// Every group of a window that has not expired, in key order: memory merged with one ordered scan of what lies on
    /// disk. Groups that were only partly in memory are complete afterwards.
    func emitOrdered(
        _ window: WindowGroups, _ channel: EmitChannel, _ operation: RowOperation, clockMicros: Int64,
        _ emit: EmitRows
    ) throws(OperatorError) {
        var memory = OrderedGroups(window.table, place.table, windowEnd: window.end)
        let block = RowBlock(layout: layout, capacity: emitRowsMax)
        var rows: [GroupRow] = []
        rows.reserveCapacity(emitRowsMax)
        func flush() throws(OperatorError) {
            try emitRows(rows, window, [window.table.arena, block.arena], channel, operation, emit)
            rows.removeAll(keepingCapacity: true)
            block.reset()
        }
        func take(_ row: GroupRow) throws(OperatorError) {
            if isExpired(row, clockMicros) { return }
            rows.append(row)
            if rows.count == emitRowsMax { try flush() }
        }
        if window.isEvicted {
            try forEachEntry(window) { entry throws(OperatorError) in
                while let own = memory.peek() {
                    let order = own.key.compared(to: entry.key)
                    if order > 0 { break }
                    memory.skip()
                    if order == 0, own.row.has(GroupFlag.isDelta) {
                        try fold(entry.value, into: own.row, window)
                        own.row.clear(GroupFlag.isDelta)
                    }
                    try take(own.row)
                    if order == 0 { return }
                }
                // An expired row takes room and is not given out.
                if block.count == emitRowsMax { try flush() }
                try take(
                    block.append(
                        groupKey: StateKey.groupKey(of: entry.key), value: entry.value, &decoder, codec))
            }
        }
        while let own = memory.peek() {
            memory.skip()
            try take(own.row)
        }
        try flush()
    }

    /// Scans this lane's share of a window, or the given key groups of it.
    func forEachEntry(
        _ window: WindowGroups, groups: Range<Int>? = nil, _ body: (StateEntry) throws(OperatorError) -> Void
    ) throws(OperatorError) {
        var failure: OperatorError?
        do throws(StoreError) {
            var cursor = try place.store.cursor(
                .groups(place.table, windowEnd: window.end, groups: groups ?? place.ownGroups))
            while failure == nil, let entry = try cursor.next() {
                do throws(OperatorError) { try body(entry) } catch { failure = error }
            }
        } catch {
            throw .store(error)
        }
        if let failure { throw failure }
    }
}

extension UnsafeRawBufferPointer {
    /// Less than 0, 0 or more as these bytes sort before, equal or after others.
    @inline(__always)
    func compared(to other: UnsafeRawBufferPointer) -> Int {
        guard let p = baseAddress, let q = other.baseAddress else { return count - other.count }
        let order = memcmp(p, q, Swift.min(count, other.count))
        return order != 0 ? Int(order) : count - other.count
    }
}
