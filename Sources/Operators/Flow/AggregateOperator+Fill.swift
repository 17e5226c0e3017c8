import StateStore

extension AggregateOperator {
    /// Gives out the windows without rows that end at or before `limit`.
    func fillGaps(
        until limit: Int64?, _ order: EmitOrder, _ emit: EmitRows, _ kept: inout [WindowGroups]
    ) throws(OperatorError) {
        var made: [WindowGroups] = []
        try fillGaps(until: limit) { window throws(OperatorError) in
            if try self.close(window, order, emit) { made.append(window) }
        }
        kept += made
    }

    /// Calls `body` with each window without rows that ends at or before `limit`: it has one group that has folded
    /// nothing.
    func fillGaps(
        until limit: Int64?, _ body: (WindowGroups) throws(OperatorError) -> Void
    ) throws(OperatorError) {
        guard gaps != nil, ownsOnlyGroup, let limit else { return }
        while let bounds = gaps?.next(until: limit) {
            let window = WindowGroups(
                start: bounds.start, end: bounds.end, table: newTable(), tracksChanges: tracksChanges)
            cells.fill([], distribution: spec.distribution, count: 1)
            let group = window.table.findOrInsert(
                cells.words, nulls: cells.nulls[0], hash: cells.hashes[0], spread: cells.spread[0], newFlags: 0)
            mark(group, window)
            try body(window)
            if gaps?.isCut == true {
                notes.append("a window without rows: more than \(WindowGaps.emptyMax) follow each other")
            }
        }
    }
}

// Windows of keys: when a window closes, its keys go on to the next one as groups that have folded nothing.

extension AggregateOperator {
    /// Closes the windows that the watermark has passed, and between them those without rows of each key. What closes
    /// because the input has ended goes on nowhere.
    func closeWindows(_ gaps: KeyGaps, _ order: EmitOrder, _ emit: EmitRows) throws(OperatorError) {
        var kept = own.filter(\.isClosed)
        own.removeAll(where: \.isClosed)
        let disk = PaneReader(place)
        while let window = own.first {
            let isPassed = order.watermarkMicros.map { window.end <= $0 } ?? false
            guard isPassed || order.endOfInput else { break }
            try load(window, disk)
            let next = gaps.windows.bounds(of: window.end)
            let isFilled = !order.endOfInput || order.watermarkMicros.map { next.end <= $0 } ?? false
            if isPassed && isFilled && next.end > window.end { carryKeys(of: window, to: next, gaps) }
            if !isPassed {
                if tracksChanges { try emitChanged(window, emit) }
                dropWaiting(window)
            } else if tracksChanges {
                window.table.forEachRow { row in if isGap(row, window) { note(row, window) } }
            }
            own.removeFirst()
            if try close(window, order, emit) { kept.append(window) }
        }
        own = kept + own
    }

    private func carryKeys(of window: WindowGroups, to bounds: WindowBounds, _ gaps: KeyGaps) {
        guard TimeLimits.isTimestamp(bounds.end), let field = lastWindowField else { return }
        var next: WindowGroups?
        window.table.forEachRow { row in
            let (gap, overflow) = bounds.end.subtractingReportingOverflow((row + field.offset).int64)
            guard !overflow, gap <= gaps.fillMicros else { return }
            let target = next ?? self.window(start: bounds.start, end: bounds.end)
            next = target
            let group = copy(
                ofKey: row, in: target.table, newFlags: target.isEvicted ? GroupFlag.isDelta : 0)
            field.combine(into: group, row, arena: target.table.arena)
            group.set(unsealedFlag)
        }
    }

    /// Groups that are there for their keys alone are forgotten. All changes must have been given out.
    private func dropWaiting(_ window: WindowGroups) {
        let table = GroupTable(layout: layout)
        window.table.forEachRow { row in
            if !isGap(row, window) { fold(row, into: table) }
        }
        window.table = table
    }

    /// Whether a group's key has no rows in its window.
    private func isGap(_ row: GroupRow, _ window: WindowGroups) -> Bool {
        guard let field = lastWindowField else { return false }
        return (row + field.offset).int64 < window.end
    }

    /// Whether a group is there for its key alone, of a window that is not over: nobody is to see it.
    func isWaiting(_ row: GroupRow, _ window: WindowGroups, _ channel: EmitChannel) -> Bool {
        keyGaps != nil && channel != .final && !window.isClosed && isGap(row, window)
    }

    /// The field with the end of the last window in which a key had rows.
    private var lastWindowField: StateField? { keyGaps == nil ? nil : layout.fields.last }
}
