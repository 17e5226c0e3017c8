import StateStore

/// Every group of a window in key order, a part at a time: memory merged with one ordered scan of what lies on disk.
/// Groups that were only partly in memory are complete afterwards. Nothing of the window may change meanwhile.
final class OrderedMerge {
    private let window: WindowGroups
    private let channel: EmitChannel
    private let operation: RowOperation
    private let clockMicros: Int64
    private var memory: OrderedGroups
    private var cursor: StateCursor?
    /// Under the cursor, and not given out yet.
    private var entry: StateEntry?
    private let block: RowBlock
    private var rows: [GroupRow] = []

    /// `clockMicros`: groups that have expired by it are left out.
    init(
        _ window: WindowGroups, _ place: AggregateOperator.Place, _ channel: EmitChannel, _ operation: RowOperation,
        clockMicros: Int64
    ) throws(OperatorError) {
        self.window = window
        self.channel = channel
        self.operation = operation
        self.clockMicros = clockMicros
        memory = OrderedGroups(window.table, place.table, windowEnd: window.end)
        block = RowBlock(layout: window.table.layout, capacity: emitRowsMax)
        rows.reserveCapacity(emitRowsMax)
        guard window.isEvicted else { return }
        do throws(StoreError) {
            cursor = try place.store.cursor(
                .groups(place.table, windowEnd: window.end, groups: place.ownGroups))
        } catch {
            throw .store(error)
        }
    }

    /// Gives out so many groups; false when none are left.
    func give(
        rows count: Int, _ aggregate: AggregateOperator, _ emit: EmitRows
    ) throws(OperatorError) -> Bool {
        var left = count
        while left > 0 {
            if entry == nil { try advance() }
            if let entry, memory.peek().map({ $0.key.compared(to: entry.key) > 0 }) ?? true {
                // An expired row takes room and is not given out.
                if block.count == emitRowsMax { try flush(aggregate, emit) }
                let row = try block.append(
                    groupKey: StateKey.groupKey(of: entry.key), value: entry.value, &aggregate.decoder,
                    aggregate.codec)
                self.entry = nil
                try take(row, aggregate, emit)
            } else if let own = memory.peek() {
                memory.skip()
                if let entry, own.key.compared(to: entry.key) == 0 {
                    if own.row.has(GroupFlag.isDelta) {
                        try aggregate.fold(entry.value, into: own.row, window)
                        own.row.clear(GroupFlag.isDelta)
                    }
                    self.entry = nil
                }
                try take(own.row, aggregate, emit)
            } else {
                try flush(aggregate, emit)
                return false
            }
            left -= 1
        }
        try flush(aggregate, emit)
        return true
    }

    private func advance() throws(OperatorError) {
        do throws(StoreError) {
            entry = try cursor?.next()
        } catch {
            throw .store(error)
        }
        if entry == nil { cursor = nil }
    }

    private func take(_ row: GroupRow, _ aggregate: AggregateOperator, _ emit: EmitRows) throws(OperatorError) {
        if aggregate.isExpired(row, clockMicros) || aggregate.isWaiting(row, window, channel) { return }
        rows.append(row)
        if rows.count == emitRowsMax { try flush(aggregate, emit) }
    }

    private func flush(_ aggregate: AggregateOperator, _ emit: EmitRows) throws(OperatorError) {
        try aggregate.emitRows(rows, window, [window.table.arena, block.arena], channel, operation, emit)
        rows.removeAll(keepingCapacity: true)
        block.reset()
    }
}
