import StateStore

// Sessions over panes that are as long as the gap. Two rows of one key in one pane are always of one session, so a
// group's rows of a pane are one partial with the first and the last time; rows of panes that follow each other are of
// one session when the last time of one and the first of the other are less than the gap apart:
//
//     gap 10    |  3 ... 7   |  12 .. 19  |            | 31         |
//               [====== one session, 3 to 29 ==========)[== 31 to 41 ==)

extension AggregateOperator {
    /// The end of an epoch over sessions: those that the watermark has passed are given out and forgotten.
    func advance(_ session: SessionWindows, _ order: EmitOrder, _ emit: EmitRows) throws(OperatorError) {
        if let limit = order.endOfInput ? .max : order.watermarkMicros {
            try closeSessions(session.gapMicros, limit, order.wantsFinal, emit)
        }
        if isShort { try spill() }
    }

    private func closeSessions(
        _ gap: Int64, _ limit: Int64, _ wantsFinal: Bool, _ emit: EmitRows
    ) throws(OperatorError) {
        let panes = own
        var closed = ClosedSessions()
        for (index, pane) in panes.enumerated() where pane.end <= limit {
            // A group that was carried on lies at most two panes further than rows that can still come.
            let near = panes[(index + 1)...].prefix { $0.end - pane.end <= 3 * gap }
            try load(pane)
            for next in near { try load(next) }
            var used = false
            pane.table.forEachRow { row in
                guard !row.has(GroupFlag.isExpired) else { return }
                let (first, last) = times(of: row)
                if carry(row, last, gap, to: near) {
                    forget(row)
                } else if last <= limit - gap {
                    closed.rows.append(row)
                    closed.starts.append(first)
                    closed.ends.append(last + gap)
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
            for field in layout.fields { field.combine(into: other, row, arena: pane.table.arena) }
            other.set(unsealedFlag)
            return true
        }
        return false
    }

    /// The group is over; the next row of its key begins another one, and on disk it is deleted.
    private func forget(_ row: GroupRow) { row.set(GroupFlag.isExpired | unsealedFlag) }

    /// The times of a group's first and last row, which the last two fields keep.
    private func times(of row: GroupRow) -> (first: Int64, last: Int64) {
        let fields = layout.fields.suffix(2).map { (row + $0.offset).load(as: Int64.self) }
        return (fields[0], fields[1])
    }

    /// Brings all of a pane into memory.
    private func load(_ pane: WindowGroups) throws(OperatorError) {
        guard pane.isEvicted else { return }
        try forEachEntry(pane) { entry throws(OperatorError) in
            if try self.foldIntoMemory(entry, pane) { return }
            _ = try self.codec.decode(entry.value, into: self.scratch)
            self.addDecoded(to: pane.table)
        }
        pane.table.forEachRow { $0.clear(GroupFlag.isDelta) }
        pane.isEvicted = false
    }

    /// Panes in which no session can be that is not over.
    private func dropPanes(through end: Int64) throws(OperatorError) {
        for pane in own where pane.end <= end && pane.isOnDisk {
            do throws(StoreError) {
                try place.store.deleteRange(.groups(place.table, windowEnd: pane.end, groups: place.ownGroups))
            } catch {
                throw .store(error)
            }
        }
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
private struct ClosedSessions {
    var rows: [GroupRow] = []
    var starts: [Int64] = []
    var ends: [Int64] = []
    var arenas: [Arena] = []
}
