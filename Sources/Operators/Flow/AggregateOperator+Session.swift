import StateStore

// Sessions over panes that are as long as the gap. Two rows of one key in one pane are always of one session, so a
// group's rows of a pane are one partial with the first and the last time; rows of panes that follow each other are of
// one session when the last time of one and the first of the other are less than the gap apart:
//
//     gap 10    |  3 ... 7   |  12 .. 19  |            | 31         |
//               [====== one session, 3 to 29 ==========)[== 31 to 41 ==)

extension AggregateOperator {
    /// The end of an epoch over sessions: changes are given out, and those that the watermark has passed are given out
    /// and forgotten.
    ///
    /// What changes take away depends on what was given out before, so that they are given out when they are due and
    /// where a session is closed or carried on, which a replay does alike, but not when memory is short: groups leave
    /// memory when the changes are due the next time, with a checkpoint at the latest.
    func advance(_ session: SessionWindows, _ order: EmitOrder, _ emit: EmitRows) throws(OperatorError) {
        let limit = order.endOfInput ? .max : order.watermarkMicros
        if let limit { try loadSessions(session.gapMicros, through: limit) }
        if tracksChanges { try emitChanged(session.gapMicros, all: order.wantsChanges, through: limit, emit) }
        if let limit { try closeSessions(session.gapMicros, limit, order.wantsFinal, emit) }
        if order.wantsAll { try emitOpenSessions(session.gapMicros, .all, .replaceAll, emit) }
        if isShort && (order.wantsChanges || !tracksChanges) { try spill() }
    }

    /// Brings the panes into memory whose sessions are closed or carried on.
    private func loadSessions(_ gap: Int64, through limit: Int64) throws(OperatorError) {
        let disk = PaneReader(place)
        for (index, pane) in own.enumerated() where pane.end <= limit {
            try load(pane, disk)
            for next in near(index, gap) { try load(next, disk) }
        }
    }

    /// Panes behind a pane in which its sessions may go on: a group that was carried on lies at most two panes further
    /// than rows that can still come.
    func near(_ index: Int, _ gap: Int64) -> ArraySlice<WindowGroups> {
        own[(index + 1)...].prefix { $0.end - own[index].end <= 3 * gap }
    }

    private func closeSessions(
        _ gap: Int64, _ limit: Int64, _ wantsFinal: Bool, _ emit: EmitRows
    ) throws(OperatorError) {
        var closed = ClosedSessions()
        if let keys = spec.sessionKeys { try closeParts(by: keys, gap, limit, &closed) }
        for (index, pane) in own.enumerated() where pane.end <= limit && spec.sessionKeys == nil {
            let near = near(index, gap)
            var used = false
            pane.table.forEachRow { row in
                guard !row.has(GroupFlag.isExpired) else { return }
                let (first, last) = times(of: row)
                if carry(row, last, gap, to: near) {
                    forget(row)
                } else if last <= limit - gap {
                    closed.add(row, start: first, end: last + gap)
                    used = true
                    forget(row)
                }
            }
            if used { closed.arenas.append(pane.table.arena) }
        }
        if wantsFinal { try give(closed, emit) }
        try dropPanes(through: limit - gap)
    }

    /// Folds a group into the one of the same key in a later pane when both are of one session.
    private func carry(_ row: GroupRow, _ last: Int64, _ gap: Int64, to panes: ArraySlice<WindowGroups>) -> Bool {
        for pane in panes {
            guard let other = pane.table.find(layout.keyCells(row), nulls: row.nulls, hash: row.groupHash),
                !other.has(GroupFlag.isExpired), times(of: other).first - last < gap
            else { continue }
            // What sinks have of the session, its last row knows.
            for field in layout.fields.prefix(spec.calls.count) {
                field.combine(into: other, row, arena: pane.table.arena)
            }
            other.set(unsealedFlag)
            return true
        }
        return false
    }

    /// The group is over; the next row of its key begins another one, and on disk it is deleted.
    func forget(_ row: GroupRow) { row.set(GroupFlag.isExpired | unsealedFlag) }

    /// The times of a group's first and last row, which the fields of the last two calls keep.
    func times(of row: GroupRow) -> (first: Int64, last: Int64) {
        let end = spec.calls.count
        return ((row + layout.fields[end - 2].offset).int64, (row + layout.fields[end - 1].offset).int64)
    }

    /// Panes in which no session can be that is not over.
    private func dropPanes(through end: Int64) throws(OperatorError) {
        for pane in own where pane.end <= end { try forget(pane) }
        own.removeAll { $0.end <= end }
    }

    /// Result rows, each with the bounds of its own session, in order of their ends.
    private func give(_ closed: ClosedSessions, _ emit: EmitRows) throws(OperatorError) {
        let order = closed.rows.indices.sorted {
            (closed.ends[$0], closed.starts[$0]) < (closed.ends[$1], closed.starts[$1])
        }
        var next = 0
        while next < order.count {
            let part = order[next..<min(next + emitRowsMax, order.count)]
            next += part.count
            let bounds = [part.map { closed.starts[$0] }, part.map { closed.ends[$0] }]
            try emitRows(part.map { closed.rows[$0] }, bounds, closed.arenas, .final, .append, emit)
        }
    }
}

/// Sessions that end in an epoch.
struct ClosedSessions {
    var rows: [GroupRow] = []
    var starts: [Int64] = []
    var ends: [Int64] = []
    var arenas: [Arena] = []

    mutating func add(_ row: GroupRow, start: Int64, end: Int64) {
        rows.append(row)
        starts.append(start)
        ends.append(end)
    }
}
