import StateStore

// Sessions by some of the keys: the groups of a key's rows share its sessions. What lies in a pane of one such key, a
// part, is of one session, whatever other keys its groups have:
//
//     gap 10   by user    |  ann home 3, ann shop 7  |  ann home 14  |          |
//                         [========= ann, 3 to 24: home 2, shop 1 ==)
//
// When a part is carried on, so are all its groups; when bounds change, all groups of the session are written anew.

extension AggregateOperator {
    /// Closes sessions that are over, and carries on those that are not.
    func closeParts(
        by keys: [Int], _ gap: Int64, _ limit: Int64, _ closed: inout ClosedSessions
    ) throws(OperatorError) {
        var index = PaneParts()
        for (place, pane) in own.enumerated() where pane.end <= limit {
            var used = false
            let parts = parts(place, by: keys, &index)
            for (key, part) in parts.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
                let next = near(place, gap).indices.first { other in
                    self.parts(other, by: keys, &index)[key].map { $0.first - part.last < gap } ?? false
                }
                if let next {
                    for row in part.rows {
                        let (target, isNew) = carry(row, to: own[next])
                        index.add(isNew ? target : nil, times(of: target), key, next)
                        forget(row)
                    }
                } else if part.last <= limit - gap {
                    for row in part.rows { closed.add(row, start: part.first, end: part.last + gap) }
                    used = true
                    part.rows.forEach(forget)
                }
            }
            if used { closed.arenas.append(pane.table.arena) }
        }
    }

    /// Folds a group into the one of the same keys in a later pane, a new one when there is none.
    private func carry(_ row: GroupRow, to pane: WindowGroups) -> (target: GroupRow, isNew: Bool) {
        let target = copy(ofKey: row, in: pane.table)
        if target.has(GroupFlag.isExpired) {
            layout.reset(target)
            target.clear(GroupFlag.isDelta | GroupFlag.isExpired)
        }
        let isNew = target.seen == 0
        for field in layout.fields.prefix(spec.calls.count) {
            field.combine(into: target, row, arena: pane.table.arena)
        }
        if tracksChanges, let bounds = shown(row) { keep(bounds, in: target) }
        target.set(unsealedFlag)
        return (target, isNew)
    }

    // MARK: Parts

    /// The parts in a pane's memory, by the session's key.
    private func parts(_ place: Int, by keys: [Int], _ index: inout PaneParts) -> [[UInt8]: SessionPart] {
        if let known = index.panes[place] { return known }
        index.panes[place] = [:]
        own[place].table.forEachRow { row in
            guard !row.has(GroupFlag.isExpired) else { return }
            index.add(row, times(of: row), sessionKey(row, keys), place)
        }
        return index.panes[place] ?? [:]
    }

    func sessionKey(_ row: GroupRow, _ keys: [Int]) -> [UInt8] {
        var writer = KeyWriter()
        layout.encodeKey(row, only: keys, into: &writer)
        return Array(writer.bytes)
    }

    // MARK: Changes

    /// The groups of each session that changed, each with its rows in order: see `changedSessions`.
    func changedGroups(
        by keys: [Int], _ gap: Int64, all: Bool, through limit: Int64?
    ) throws(OperatorError) -> [ChangedSession] {
        var walk = PartWalk(paneCount: own.count)
        for (place, pane) in own.enumerated() {
            if let limit, pane.end <= limit {
                for key in parts(place, by: keys, &walk.index).keys { walk.add(key, place) }
            } else if all {
                for row in pane.changed {
                    let key = sessionKey(row, keys)
                    walk.keyGroups[key] = Int(row.keyGroupNumber)
                    walk.add(key, place)
                }
            }
        }
        for place in own.indices {
            for (key, part) in walk.index.panes[place] ?? [:] {
                if let row = part.rows.first { walk.keyGroups[key] = Int(row.keyGroupNumber) }
            }
            try bring(walk.keys[place], place, by: keys, &walk)
        }
        for place in own.indices.reversed() {
            let others = own.indices[..<place].reversed().prefix { own[place].end - own[$0].end <= 3 * gap }
            try link(walk.keys[place], place, Array(others), by: keys, gap, &walk)
        }
        for place in own.indices {
            let open = walk.keys[place].filter { walk.next[place][$0] == nil }
            let others = own.indices[(place + 1)...].prefix { own[$0].end - own[place].end <= 3 * gap }
            try link(open, place, Array(others), by: keys, gap, &walk)
        }
        return walk.sessions.flatMap { groups(of: $0, gap) }
    }

    /// Looks in other panes, the nearest first, for what is of the same sessions as parts of a pane.
    private func link(
        _ wanted: Set<[UInt8]>, _ place: Int, _ others: [Int], by keys: [Int], _ gap: Int64, _ walk: inout PartWalk
    ) throws(OperatorError) {
        var open = wanted
        for other in others where !open.isEmpty {
            try bring(open, other, by: keys, &walk)
            for key in open {
                guard let own = walk.index.panes[place]?[key], let found = walk.index.panes[other]?[key] else {
                    continue
                }
                let (early, late) = other < place ? (found, own) : (own, found)
                guard late.first - early.last < gap else { continue }
                walk.add(key, other)
                walk.next[min(place, other)][key] = max(place, other)
                walk.follows[max(place, other)].insert(key)
                open.remove(key)
            }
        }
    }

    /// Makes the parts of some keys whole that a pane has, in memory and on disk.
    private func bring(
        _ wanted: Set<[UInt8]>, _ place: Int, by keys: [Int], _ walk: inout PartWalk
    ) throws(OperatorError) {
        let pane = own[place]
        let missing = wanted.subtracting(walk.brought[place])
        walk.brought[place].formUnion(missing)
        if missing.isEmpty { return }
        if pane.isEvicted {
            let disk = PaneReader(self.place)
            for group in Set(missing.compactMap { walk.keyGroups[$0] }).sorted() {
                let range = KeyRange.groups(self.place.table, windowEnd: pane.end, groups: group..<(group + 1))
                try disk.forEachEntry(range) { entry throws(OperatorError) in
                    if try self.foldIntoMemory(entry, pane) { return }
                    guard missing.contains(self.decodedSessionKey(keys)) else { return }
                    _ = try self.codec.decode(entry.value, into: self.scratch)
                    self.addDecoded(to: pane.table)
                }
            }
            // What was folded in may have made parts longer.
            walk.index.panes[place] = nil
        }
        for (key, part) in parts(place, by: keys, &walk.index) where missing.contains(key) {
            for row in part.rows { row.clear(GroupFlag.isDelta) }
        }
    }

    /// The session's key in the key that was decoded last.
    private func decodedSessionKey(_ keys: [Int]) -> [UInt8] {
        scratch.head = decoder.nulls << 16
        (scratch + layout.prefixBytes).copyMemory(from: decoder.words, byteCount: layout.keyBytes)
        defer { scratch.head = 0 }
        return sessionKey(scratch, keys)
    }

    /// The groups of a session that are to be written.
    private func groups(of parts: [SessionPart], _ gap: Int64) -> [ChangedSession] {
        guard parts.contains(where: { $0.rows.contains { $0.has(GroupFlag.isUnwritten) } }) else { return [] }
        let bounds = bounds(of: parts, gap)
        return rows(of: parts).compactMap { list in
            let isKnown = list.contains { shown($0) == bounds } && !list.contains { $0.has(GroupFlag.isUnwritten) }
            return isKnown ? nil : ChangedSession(rows: list, bounds: bounds)
        }
    }

    /// The bounds of a session.
    func bounds(of parts: [SessionPart], _ gap: Int64) -> WindowBounds {
        WindowBounds(start: parts.map(\.first).min() ?? 0, end: (parts.map(\.last).max() ?? 0) + gap)
    }

    /// The rows of each group of a session, in order.
    func rows(of parts: [SessionPart]) -> [[GroupRow]] {
        var order: [[UInt8]] = []
        var rows: [[UInt8]: [GroupRow]] = [:]
        var writer = KeyWriter()
        for row in parts.flatMap(\.rows) {
            writer.reset()
            layout.encodeKey(row, into: &writer)
            let key = Array(writer.bytes)
            if rows[key] == nil { order.append(key) }
            rows[key, default: []].append(row)
        }
        return order.map { rows[$0] ?? [] }
    }
}

/// The groups in a pane that share their sessions.
struct SessionPart {
    var rows: [GroupRow]
    /// Times of the first and the last row.
    var first: Int64
    var last: Int64

    /// Adds a group, or what one that is there has got.
    mutating func add(_ row: GroupRow?, _ times: (first: Int64, last: Int64)) {
        if let row { rows.append(row) }
        first = min(first, times.first)
        last = max(last, times.last)
    }
}

/// The parts of panes, as far as they were looked at.
private struct PaneParts {
    var panes: [Int: [[UInt8]: SessionPart]] = [:]

    mutating func add(_ row: GroupRow?, _ times: (first: Int64, last: Int64), _ key: [UInt8], _ place: Int) {
        let none = SessionPart(rows: [], first: times.first, last: times.last)
        panes[place, default: [:]][key, default: none].add(row, times)
    }
}

/// Parts that are looked at, and which follow each other in one session.
private struct PartWalk {
    var index = PaneParts()
    /// By pane, the keys of parts that are looked at.
    var keys: [Set<[UInt8]>]
    /// By pane, where a part's session goes on.
    var next: [[[UInt8]: Int]]
    var follows: [Set<[UInt8]>]
    /// By pane, keys whose parts are whole in memory.
    var brought: [Set<[UInt8]>]
    var keyGroups: [[UInt8]: Int] = [:]

    init(paneCount: Int) {
        keys = Array(repeating: [], count: paneCount)
        follows = keys
        brought = keys
        next = Array(repeating: [:], count: paneCount)
    }

    mutating func add(_ key: [UInt8], _ place: Int) { keys[place].insert(key) }

    /// The parts of each session, in order.
    var sessions: [[SessionPart]] {
        var result: [[SessionPart]] = []
        for place in keys.indices {
            let begun = keys[place].subtracting(follows[place])
            for key in begun.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
                var session: [SessionPart] = []
                var at: Int? = place
                while let here = at {
                    if let part = index.panes[here]?[key] { session.append(part) }
                    at = next[here][key]
                }
                result.append(session)
            }
        }
        return result
    }
}
