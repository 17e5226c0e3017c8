import StateStore

extension AggregateOperator {
    /// Gives out the windows without rows that end at or before `limit`: each has one group that has folded nothing.
    func fillGaps(
        until limit: Int64?, _ order: EmitOrder, _ emit: EmitRows, _ kept: inout [WindowGroups]
    ) throws(OperatorError) {
        guard gaps != nil, ownsOnlyGroup, let limit else { return }
        while let bounds = gaps?.next(until: limit) {
            let window = WindowGroups(
                start: bounds.start, end: bounds.end, table: newTable(), tracksChanges: tracksChanges)
            cells.fill([], distribution: spec.distribution, count: 1)
            let group = window.table.findOrInsert(
                cells.words, nulls: cells.nulls[0], hash: cells.hashes[0], spread: cells.spread[0], newFlags: 0)
            mark(group, window)
            if try close(window, order, emit) { kept.append(window) }
            if gaps?.isCut == true {
                notes.append("a window without rows: more than \(WindowGaps.emptyMax) follow each other")
            }
        }
    }
}
