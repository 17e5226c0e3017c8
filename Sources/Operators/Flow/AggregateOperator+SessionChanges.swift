import StateStore

// Changes of sessions. A row may make a session longer on either side, and may make one of several: what sinks have of
// those is taken away by their bounds, and the one that is there now is given out:
//
//     sinks have     [== 3 to 17 ==)        [== 25 to 38 ==)
//     a row at 16    [============= 3 to 38 ===============)      two are taken away, one is written
//
// The last row of a session, of the rows that its panes have, keeps the bounds that sinks have of it. Rows of a session
// stay of one session, so that of sessions that have become one each has its own.

extension AggregateOperator {
    /// Current values of sessions that changed: of all, or of those that are closed or carried on at `limit`.
    func emitChanged(_ gap: Int64, all: Bool, through limit: Int64?, _ emit: EmitRows) throws(OperatorError) {
        let sessions =
            if let keys = spec.sessionKeys {
                try changedGroups(by: keys, gap, all: all, through: limit)
            } else {
                try changedSessions(gap, all: all, through: limit).map {
                    ChangedSession(rows: $0, bounds: bounds($0, gap))
                }
            }
        if !sessions.isEmpty { try give(sessions, emit) }
        for pane in own where !pane.changed.isEmpty {
            pane.changed = all ? [] : pane.changed.filter { $0.has(GroupFlag.isUnwritten) }
        }
    }

    /// The rows of each session that changed, in order.
    private func changedSessions(
        _ gap: Int64, all: Bool, through limit: Int64?
    ) throws(OperatorError) -> [[GroupRow]] {
        var chains = SessionChains(paneCount: own.count)
        for (index, pane) in own.enumerated() {
            if let limit, pane.end <= limit {
                pane.table.forEachRow { if !$0.has(GroupFlag.isExpired) { chains.add($0, index) } }
            } else if all {
                try complete(pane.changed, pane)
                for row in pane.changed { chains.add(row, index) }
            }
        }
        for index in own.indices.reversed() where !chains.rows[index].isEmpty {
            var open = chains.rows[index]
            for other in own.indices[..<index].reversed() where own[index].end - own[other].end <= 3 * gap {
                open = try link(open, index, other, gap, &chains)
            }
        }
        for index in own.indices where !chains.rows[index].isEmpty {
            var open = chains.rows[index].filter { chains.next[$0] == nil }
            for other in own.indices[(index + 1)...].prefix(while: { own[$0].end - own[index].end <= 3 * gap }) {
                open = try link(open, index, other, gap, &chains)
            }
        }
        return chains.sessions.filter { rows in rows.contains { $0.has(GroupFlag.isUnwritten) } }
    }

    /// Looks in another pane for what is of the same sessions as rows of a pane; returns those that found nothing.
    private func link(
        _ rows: [GroupRow], _ index: Int, _ other: Int, _ gap: Int64, _ chains: inout SessionChains
    ) throws(OperatorError) -> [GroupRow] {
        if rows.isEmpty { return [] }
        let found = try partners(of: rows, in: own[other])
        var left: [GroupRow] = []
        for (row, partner) in zip(rows, found) {
            let (early, late) = other < index ? (partner, row) : (row, partner)
            guard let early, let late, let partner, times(of: late).first - times(of: early).last < gap else {
                left.append(row)
                continue
            }
            chains.add(partner, other)
            chains.next[early] = late
            chains.follows.insert(late)
        }
        return left
    }

    /// The rows of the same keys in another pane, complete; what lies on disk is brought into memory.
    private func partners(of rows: [GroupRow], in pane: WindowGroups) throws(OperatorError) -> [GroupRow?] {
        func find(_ row: GroupRow) -> GroupRow? {
            pane.table.find(layout.keyCells(row), nulls: row.nulls, hash: row.groupHash)
        }
        if pane.isEvicted {
            try complete(rows.compactMap(find), pane)
            try lookUp(rows.filter { find($0) == nil }, pane) { row, value throws(OperatorError) in
                _ = try self.codec.decode(value, into: self.scratch)
                let copy = self.copy(ofKey: row, in: pane.table)
                for field in self.layout.fields { field.combine(into: copy, self.scratch, arena: pane.table.arena) }
            }
        }
        return rows.map { row in find(row).flatMap { $0.has(GroupFlag.isExpired) ? nil : $0 } }
    }

    // MARK: Giving out

    /// Takes away what sinks have of sessions that are not any more, and then gives out those that are.
    private func give(_ sessions: [ChangedSession], _ emit: EmitRows) throws(OperatorError) {
        for isTaking in [true, false] {
            for start in stride(from: 0, to: sessions.count, by: emitRowsMax) {
                let part = sessions[start..<min(start + emitRowsMax, sessions.count)]
                try give(Array(part), isTaking: isTaking, emit)
            }
        }
    }

    private func give(
        _ sessions: [ChangedSession], isTaking: Bool, _ emit: EmitRows
    ) throws(OperatorError) {
        let table = GroupTable(layout: layout)
        let arenas = [table.arena] + own.map(\.table.arena)
        var rows: [GroupRow] = []
        var bounds: [WindowBounds] = []
        for session in sessions {
            let known = session.rows.compactMap(shown)
            let old = known.filter { $0 != session.bounds }
            if isTaking && old.isEmpty { continue }
            let whole = self.whole(session.rows, table)
            if old.count < known.count { whole.set(GroupFlag.wasEmitted) }
            let listed = isTaking ? old : [session.bounds]
            rows += listed.map { _ in whole }
            bounds += listed
        }
        let columns = [bounds.map(\.start), bounds.map(\.end)]
        if isTaking { return try emitRows(rows, columns, arenas, .changes, .delete, emit) }
        hidden = []
        try emitRows(rows, columns, arenas, .changes, .upsert, emit)
        for (index, session) in sessions.enumerated() {
            note(session.rows, hidden.contains(rows[index]) ? nil : session.bounds)
        }
    }

    private func bounds(_ session: [GroupRow], _ gap: Int64) -> WindowBounds {
        let times = session.map { self.times(of: $0) }
        return WindowBounds(start: times.map(\.first).min() ?? 0, end: (times.map(\.last).max() ?? 0) + gap)
    }

    /// A session's row, put together from those of its panes.
    func whole(_ session: [GroupRow], _ table: GroupTable) -> GroupRow {
        let whole = table.newRow()
        let first = session[0]
        whole.copyMemory(from: first, byteCount: layout.fieldStart)
        whole.head &= ~GroupFlag.all
        whole.seen = 0
        for row in session {
            for field in layout.fields.prefix(spec.calls.count) {
                field.combine(into: whole, row, arena: table.arena)
            }
        }
        return whole
    }

    // MARK: What sinks have

    /// The two fields behind the calls.
    private var boundsFields: ArraySlice<StateField> { layout.fields.suffix(2) }

    /// The bounds of the session that sinks have of which this is the last row; nil when they have none.
    func shown(_ row: GroupRow) -> WindowBounds? {
        let fields = boundsFields
        guard row.seen & fields[fields.startIndex].bit != 0 else { return nil }
        return WindowBounds(
            start: (row + fields[fields.startIndex].offset).int64,
            end: (row + fields[fields.startIndex + 1].offset).int64)
    }

    /// Keeps what sinks have of a session now.
    private func note(_ session: [GroupRow], _ bounds: WindowBounds?) {
        for (index, row) in session.enumerated() {
            row.clear(GroupFlag.isUnwritten)
            let wanted = index == session.count - 1 ? bounds : nil
            guard shown(row) != wanted else { continue }
            keep(wanted, in: row)
            row.set(unsealedFlag)
        }
    }

    /// Writes into a row under which bounds sinks have its session; nil: they have not.
    func keep(_ bounds: WindowBounds?, in row: GroupRow) {
        for (field, value) in zip(boundsFields, [bounds?.start ?? 0, bounds?.end ?? 0]) {
            (row + field.offset).storeBytes(of: value, as: Int64.self)
            row.seen = bounds == nil ? row.seen & ~field.bit : row.seen | field.bit
        }
    }
}

/// A group of a session that changed: its rows of the session's panes, in order, and the session's bounds.
struct ChangedSession {
    let rows: [GroupRow]
    let bounds: WindowBounds
}

/// Rows of panes, and which follow each other in one session.
private struct SessionChains {
    /// By pane, those that are looked at.
    var rows: [[GroupRow]]
    var next: [GroupRow: GroupRow] = [:]
    var follows: Set<GroupRow> = []
    private var known: Set<GroupRow> = []

    init(paneCount: Int) {
        rows = Array(repeating: [], count: paneCount)
    }

    mutating func add(_ row: GroupRow, _ pane: Int) {
        if known.insert(row).inserted { rows[pane].append(row) }
    }

    /// The rows of each session, in order.
    var sessions: [[GroupRow]] {
        rows.joined().filter { !follows.contains($0) }.map { first in
            var session = [first]
            while let last = session.last, let row = next[last] { session.append(row) }
            return session
        }
    }
}
