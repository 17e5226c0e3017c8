import Glibc
import StateStore

extension AggregateOperator {
    /// Every group of a window that has not expired, in key order: memory merged with one ordered scan of what lies on
    /// disk.
    func emitOrdered(
        _ window: WindowGroups, _ channel: EmitChannel, _ operation: RowOperation, clockMicros: Int64,
        _ emit: EmitRows
    ) throws(OperatorError) {
        var rows: [GroupRow] = []
        window.table.forEachRow { rows.append($0) }
        var keys = ByteBuffer(capacity: rows.count * 48)
        let order = sortedKeys(rows, window, into: &keys)
        var output = OrderedRows(batch: GroupTable(layout: layout))
        var next = 0
        func take(_ row: GroupRow) throws(OperatorError) {
            if isExpired(row, clockMicros) { return }
            output.rows.append(row)
            if output.rows.count == emitRowsMax { try flush() }
        }
        func flush() throws(OperatorError) {
            try emitRows(output.rows, window, [window.table.arena, output.batch.arena], channel, operation, emit)
            output = OrderedRows(batch: GroupTable(layout: layout))
        }
        if window.isEvicted {
            try forEachEntry(window) { entry throws(OperatorError) in
                while next < order.count && order[next].bytes.precedes(entry.key) {
                    try take(rows[Int(order[next].index)])
                    next += 1
                }
                if try self.foldIntoMemory(entry, window) { return }
                _ = try self.codec.decode(entry.value, into: self.scratch)
                if self.isExpired(self.scratch, clockMicros) { return }
                try take(self.addDecoded(to: output.batch))
            }
        }
        while next < order.count {
            try take(rows[Int(order[next].index)])
            next += 1
        }
        try flush()
        _ = keys
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

/// Rows of two tables on their way out: a window's, and one of groups that were only on disk.
private struct OrderedRows {
    var batch: GroupTable
    var rows: [GroupRow] = []
}

extension UnsafeRawBufferPointer {
    /// Whether these bytes sort before others.
    func precedes(_ other: UnsafeRawBufferPointer) -> Bool {
        guard let p = baseAddress, let q = other.baseAddress else { return count < other.count }
        let order = memcmp(p, q, Swift.min(count, other.count))
        return order != 0 ? order < 0 : count < other.count
    }
}
