import StateStore

// Every session that is not over. What a key's sessions are made of lies in one key group of each pane, so some key
// groups after the others are read from all panes, and what lies on disk is never in memory as a whole:
//
//     panes               0-10          10-20         20-30
//     key groups 0..<8    ann 3 .. 7    ann 14        bob 21     ──► ann 3 to 24, bob 21 to 31
//     key groups 8..<16   ...

extension AggregateOperator {
    /// Current values of all sessions that are not over; nothing is noted of them.
    func emitOpenSessions(
        _ gap: Int64, _ channel: EmitChannel, _ operation: RowOperation, _ emit: EmitRows
    ) throws(OperatorError) {
        let inMemory = own.map { $0.table.rowsByKeyGroup() }
        let disk = PaneReader(place)
        try forEachKeyGroups { part throws(OperatorError) in
            var open = OpenParts()
            for (pane, (rows, starts)) in zip(own, inMemory) {
                try gather(pane, rows[starts[part.lowerBound]..<starts[part.upperBound]], part, disk, &open)
            }
            try give(open, gap, channel, operation, emit)
            return open.rowCount
        }
    }

    /// Adds what a pane has of some key groups, in memory and on disk.
    private func gather(
        _ pane: WindowGroups, _ rows: some Sequence<GroupRow>, _ groups: Range<Int>, _ disk: PaneReader,
        _ open: inout OpenParts
    ) throws(OperatorError) {
        let keys = spec.sessionKeys ?? Array(spec.keys.indices)
        open.beginPane(pane.table.arena)
        let table = GroupTable(layout: layout)
        for row in rows where !row.has(GroupFlag.isExpired) {
            if pane.isEvicted && row.has(GroupFlag.isDelta) {
                fold(row, into: table)
            } else {
                open.add(row, times(of: row), sessionKey(row, keys))
            }
        }
        guard pane.isEvicted else { return }
        try disk.forEachEntry(.groups(place.table, windowEnd: pane.end, groups: groups)) {
            entry throws(OperatorError) in
            try self.decodeKey(entry)
            let known = pane.table.find(self.decoder.words, nulls: self.decoder.nulls, hash: self.decodedHashes.hash)
            // What is whole in memory was added, and of a session that is over nothing counts.
            if let known, known.has(GroupFlag.isExpired) || !known.has(GroupFlag.isDelta) { return }
            _ = try self.codec.decode(entry.value, into: self.scratch)
            self.addDecoded(to: table)
        }
        open.arenas.append(table.arena)
        open.tables.append(table)
        table.forEachRow { open.add($0, times(of: $0), sessionKey($0, keys)) }
    }

    /// Result rows of each session, in order of their ends.
    private func give(
        _ open: OpenParts, _ gap: Int64, _ channel: EmitChannel, _ operation: RowOperation, _ emit: EmitRows
    ) throws(OperatorError) {
        let table = GroupTable(layout: layout)
        var sessions: [(row: GroupRow, bounds: WindowBounds)] = []
        for parts in open.sessions(gap) {
            let bounds = bounds(of: parts, gap)
            for rows in rows(of: parts) { sessions.append((whole(rows, table), bounds)) }
        }
        let order = sessions.indices.sorted {
            let (a, b) = (sessions[$0].bounds, sessions[$1].bounds)
            return (a.end, a.start, $0) < (b.end, b.start, $1)
        }
        for start in stride(from: 0, to: order.count, by: emitRowsMax) {
            let part = order[start..<min(start + emitRowsMax, order.count)].map { sessions[$0] }
            let bounds = [part.map(\.bounds.start), part.map(\.bounds.end)]
            try emitRows(part.map(\.row), bounds, [table.arena] + open.arenas, channel, operation, emit)
        }
    }
}

/// What panes have of sessions that are not over, by the sessions' keys.
private struct OpenParts {
    /// A key's parts in the order of their panes.
    private var parts: [[UInt8]: [(pane: Int, part: SessionPart)]] = [:]
    private var paneCount = 0
    private(set) var rowCount = 0
    var arenas: [Arena] = []
    /// Where rows lie that are put together of memory and disk.
    var tables: [GroupTable] = []

    mutating func beginPane(_ arena: Arena) {
        paneCount += 1
        arenas.append(arena)
    }

    /// Adds a group of the pane that was begun last.
    mutating func add(_ row: GroupRow, _ times: (first: Int64, last: Int64), _ key: [UInt8]) {
        rowCount += 1
        var list = parts.removeValue(forKey: key) ?? []
        if list.last?.pane != paneCount {
            list.append((paneCount, SessionPart(rows: [], first: times.first, last: times.last)))
        }
        list[list.count - 1].part.add(row, times)
        parts[key] = list
    }

    /// The parts of each session, in order of the keys.
    func sessions(_ gap: Int64) -> [[SessionPart]] {
        var found: [[SessionPart]] = []
        for (_, list) in parts.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            var session: [SessionPart] = []
            for (_, part) in list {
                if let last = session.last, part.first - last.last >= gap {
                    found.append(session)
                    session = []
                }
                session.append(part)
            }
            found.append(session)
        }
        return found
    }
}
