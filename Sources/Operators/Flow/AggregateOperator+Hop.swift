import StateStore

// Overlapping windows over shared panes. What is kept, exchanged and written are the groups of panes; a window's groups
// are put together from its panes when it closes, or when its changes are due:
//
//     panes     |  a 3  |  a 1  |       |  b 2  |        a row is folded once, however many windows it lies in
//     windows   [====== a 4 =============)
//                       [====== a 1, b 2 ========)

extension AggregateOperator {
    /// The end of an epoch over panes: as `advance`, for every window that the panes make.
    func advance(_ hop: HopWindows, _ order: EmitOrder, _ emit: EmitRows) throws(OperatorError) {
        let disk = PaneReader(place)
        let all = windows(hop)
        let open = all.filter { $0.end > closedThrough }
        let closing = open.filter { window in
            order.endOfInput || order.watermarkMicros.map { window.end <= $0 } ?? false
        }
        let givesChanges = tracksChanges && (order.wantsChanges || !closing.isEmpty)
        if givesChanges { try emitChanged(hop, open, emit) }
        if order.wantsFinal { loadBytesMax = place.memoryBytesMax / 2 - lastingBytes }
        for window in closing {
            try fillGaps(until: window.end - 1, order, emit)
            if gaps != nil, ownsOnlyGroup { gaps?.note(end: window.end) }
            guard order.wantsFinal else { continue }
            try emitWhole(window, hop, disk, .final, .append, emit)
            closedThrough = max(closedThrough, window.end)
            if !keepsClosedWindows && !order.wantsAll { try dropPanes(hop, atLeast: 64) }
        }
        try fillGaps(until: order.watermarkMicros, order, emit)
        if order.endOfInput {
            closedThrough = max(closedThrough, all.last?.end ?? .min)
        } else if let watermark = order.watermarkMicros {
            closedThrough = max(closedThrough, watermark)
        }
        if order.wantsAll {
            for window in all { try emitWhole(window, hop, disk, .all, .replaceAll, emit) }
        }
        if !keepsClosedWindows { try dropPanes(hop, atLeast: 1) }
        loadBytesMax = 0
        // What can be put together anew goes first; groups leave memory when their changes are out, as of windows that
        // do not overlap.
        if isShort { paneBlocks.clear() }
        if isShort && (givesChanges || !tracksChanges) { try spill() }
    }

    /// Windows that hold one of the panes, in order.
    private func windows(_ hop: HopWindows) -> [WindowBounds] {
        var found: [WindowBounds] = []
        var next = Int64.min
        for pane in own {
            let range = hop.windows(of: pane.start)
            for number in max(range.lowerBound, next)..<max(range.upperBound + 1, next) {
                found.append(hop.bounds(of: number))
            }
            next = max(next, range.upperBound + 1)
        }
        return found
    }

    /// Gives out the windows without rows that end at or before `limit`.
    private func fillGaps(until limit: Int64?, _ order: EmitOrder, _ emit: EmitRows) throws(OperatorError) {
        try fillGaps(until: limit) { window throws(OperatorError) in
            let bounds = WindowBounds(start: window.start, end: window.end)
            if self.tracksChanges { try self.give(window.table, bounds, .changes, .upsert, emit) }
            if order.wantsFinal { try self.give(window.table, bounds, .final, .append, emit) }
        }
    }

    private func panes(of window: WindowBounds) -> ArraySlice<WindowGroups> {
        // None reaches over a window's bounds.
        let first = WindowGroups.index(endingAfter: window.start, in: own)
        return own[first..<WindowGroups.index(endingAfter: window.end, in: own)]
    }

    /// Panes whose last window is closed are forgotten, when they are as many.
    private func dropPanes(_ hop: HopWindows, atLeast count: Int) throws(OperatorError) {
        guard own.count >= count, hop.lastEnd(of: own[count - 1].start) <= closedThrough else { return }
        let count = own.firstIndex { hop.lastEnd(of: $0.start) > closedThrough } ?? own.count
        for pane in own[..<count] {
            loadBytesMax += pane.byteCount
            try forget(pane)
        }
        own.removeFirst(count)
        paneBlocks.drop { hop.lastEnd(of: hop.panes.start($0)) <= closedThrough }
    }

    /// Current values of all groups of open windows, see `emitOpen`.
    func emitOpenWindows(_ hop: HopWindows, _ emit: EmitRows) throws(OperatorError) {
        let disk = PaneReader(place)
        for window in windows(hop) where window.end > closedThrough {
            try emitWhole(window, hop, disk, .changes, .upsert, emit)
        }
    }

    // MARK: Whole windows

    /// Every group of a window.
    private func emitWhole(
        _ window: WindowBounds, _ hop: HopWindows, _ disk: PaneReader, _ channel: EmitChannel,
        _ operation: RowOperation, _ emit: EmitRows
    ) throws(OperatorError) {
        let panes = panes(of: window)
        try load(panes, disk)
        if panes.contains(where: \.isEvicted) {
            return try emitParts(window, panes, disk, channel, operation, emit)
        }
        let numbers = hop.panes.number(of: window.start)..<hop.panes.number(of: window.end)
        let layout = layout
        let tables = paneBlocks.tables(panes, numbers: numbers) {
            hop.panes.number(of: $0.start)
        } newTable: {
            GroupTable(layout: layout)
        } fold: { target, source in
            source.forEachRow { self.fold($0, into: target) }
        }
        let table = GroupTable(layout: layout)
        for part in tables { part.forEachRow { fold($0, into: table) } }
        paneBlocks.note(groups: table.count, ofPanes: panes)
        try give(table, window, channel, operation, emit)
    }

    /// Brings panes back from disk where there is room: the windows that follow need most of them too. Not panes of
    /// which sinks have rows that may change: what they have is kept with the row in the one place or the other.
    private func load(_ panes: ArraySlice<WindowGroups>, _ disk: PaneReader) throws(OperatorError) {
        guard loadBytesMax > 0 && !tracksChanges else { return }
        let bytes = panes.reduce(0) { $0 + ($1.isEvicted ? $1.evictedBytes : 0) }
        guard bytes > 0 && bytes <= loadBytesMax else { return }
        loadBytesMax -= bytes
        for pane in panes { try load(pane, disk) }
    }

    /// Every group of a window of which some panes lie on disk: some key groups after the others, as many at a time
    /// as the last ones let expect to be a few thousand groups, so that not more of the window is in memory.
    private func emitParts(
        _ window: WindowBounds, _ panes: ArraySlice<WindowGroups>, _ disk: PaneReader, _ channel: EmitChannel,
        _ operation: RowOperation, _ emit: EmitRows
    ) throws(OperatorError) {
        var inMemory: [[GroupRow]] = Array(repeating: [], count: KeyGroup.count)
        for pane in panes { pane.table.forEachRow { inMemory[Int($0.keyGroupNumber)].append($0) } }
        try forEachKeyGroups { part throws(OperatorError) in
            let table = GroupTable(layout: layout)
            for rows in inMemory[part] {
                for row in rows { fold(row, into: table) }
            }
            for pane in panes where pane.isEvicted {
                try disk.forEachEntry(.groups(place.table, windowEnd: pane.end, groups: part)) {
                    entry throws(OperatorError) in
                    try self.decodeKey(entry)
                    let known = pane.table.find(
                        self.decoder.words, nulls: self.decoder.nulls, hash: self.decodedHashes.hash)
                    // A group that is complete in memory is folded already.
                    if let known, !known.has(GroupFlag.isDelta) { return }
                    _ = try self.codec.decode(entry.value, into: self.scratch)
                    self.addDecoded(to: table)
                }
            }
            try give(table, window, channel, operation, emit)
            return table.count
        }
    }

    /// Calls `body` with the lane's key groups, so many at once that they have about a batch of rows; it returns how
    /// many they had.
    func forEachKeyGroups(_ body: (Range<Int>) throws(OperatorError) -> Int) throws(OperatorError) {
        var next = place.ownGroups.lowerBound
        while next < place.ownGroups.upperBound {
            let part = next..<min(next + keyGroupsAtOnce, place.ownGroups.upperBound)
            next = part.upperBound
            let count = try body(part)
            if count > 2 * emitRowsMax {
                keyGroupsAtOnce = max(1, keyGroupsAtOnce / 2)
            } else if count < emitRowsMax / 2 {
                keyGroupsAtOnce = min(KeyGroup.count, keyGroupsAtOnce * 2)
            }
        }
    }

    /// All rows of a table as those of a window; in key order for readers of every group.
    private func give(
        _ table: GroupTable, _ bounds: WindowBounds, _ channel: EmitChannel, _ operation: RowOperation,
        _ emit: EmitRows
    ) throws(OperatorError) {
        let window = WindowGroups(start: bounds.start, end: bounds.end, table: table, tracksChanges: false)
        var rows: [GroupRow] = []
        if channel == .all {
            var ordered = OrderedGroups(table, place.table, windowEnd: bounds.end)
            while let own = ordered.peek() {
                rows.append(own.row)
                ordered.skip()
            }
        } else {
            table.forEachRow { rows.append($0) }
        }
        var next = 0
        while next < rows.count {
            let part = Array(rows[next..<min(next + emitRowsMax, rows.count)])
            next += part.count
            try emitRows(part, window, [table.arena], channel, operation, emit)
        }
    }

    // MARK: Changes

    /// Current values of the groups that changed, in each window that holds a pane in which they did.
    private func emitChanged(
        _ hop: HopWindows, _ open: [WindowBounds], _ emit: EmitRows
    ) throws(OperatorError) {
        for window in open {
            let panes = panes(of: window)
            guard panes.contains(where: { !$0.changed.isEmpty }) else { continue }
            let table = GroupTable(layout: layout)
            for pane in panes {
                for row in pane.changed { _ = copy(ofKey: row, in: table) }
            }
            let bit = layout.keepsShownWindows ? hop.shownBit(of: window) : 0
            for pane in panes { try gather(pane, shownBit: bit, into: table) }
            hidden = []
            try give(table, window, .changes, .upsert, emit)
            if bit != 0 { note(table, panes, shownBit: bit) }
        }
        for pane in own where !pane.changed.isEmpty {
            for row in pane.changed { row.clear(GroupFlag.isUnwritten) }
            pane.changed = []
        }
    }

    /// Keeps what sinks have of a window's groups now in rows of its panes. What lies only on disk stays as it is: a
    /// row that was shown may be taken away again.
    private func note(_ table: GroupTable, _ panes: ArraySlice<WindowGroups>, shownBit bit: UInt64) {
        table.forEachRow { group in
            let isShown = !hidden.contains(group)
            // Some pane says so already.
            if isShown && group.has(GroupFlag.wasEmitted) { return }
            for pane in panes {
                guard let row = pane.table.find(layout.keyCells(group), nulls: group.nulls, hash: group.groupHash),
                    isShown || row.shownWindows & bit != 0
                else { continue }
                row.shownWindows ^= bit
                row.set(unsealedFlag)
                if isShown { return }
            }
        }
    }

    /// Folds what a pane has of the groups in a table, in memory and on disk, and notes whether sinks may have them.
    private func gather(
        _ pane: WindowGroups, shownBit bit: UInt64, into table: GroupTable
    ) throws(OperatorError) {
        var known: [(target: GroupRow, row: GroupRow)] = []
        var missing: [GroupRow] = []
        table.forEachRow { target in
            if let row = pane.table.find(layout.keyCells(target), nulls: target.nulls, hash: target.groupHash) {
                known.append((target, row))
            } else if pane.isEvicted {
                missing.append(target)
            }
        }
        try complete(known.map(\.row), pane)
        for (target, row) in known {
            for field in layout.fields { field.combine(into: target, row, arena: table.arena) }
            if bit != 0 && row.shownWindows & bit != 0 { target.set(GroupFlag.wasEmitted) }
        }
        try lookUp(missing, pane) { target, value throws(OperatorError) in
            _ = try self.codec.decode(value, into: self.scratch)
            for field in self.layout.fields { field.combine(into: target, self.scratch, arena: table.arena) }
            guard bit != 0 else { return }
            let isKnown = self.scratch.has(GroupFlag.knowsWindows)
            if !isKnown || self.scratch.shownWindows & bit != 0 { target.set(GroupFlag.wasEmitted) }
        }
    }
}
