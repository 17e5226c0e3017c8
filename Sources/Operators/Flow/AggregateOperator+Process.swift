import StateStore

extension AggregateOperator {
    /// Folds a batch: key, window, argument and filter columns as the spec names them.
    ///
    /// `clockMicros` is the epoch's clock, for state that expires.
    package func process(_ batch: Batch, clockMicros: Int64) {
        let count = batch.count
        if count > room.capacity { room.grow(count) }
        batchNumber += 1
        rowsSinceExchange += count
        let windows = findGroups(KeyRows(batch, spec))
        note(windows, count, clockMicros)
        let tables = room.tables
        let rows = UpdateRows(groups: room.groups, count: count)
        // Behind the calls may be fields that no row is folded into.
        for (index, field) in layout.fields.prefix(spec.calls.count).enumerated() {
            let call = layout.calls[index]
            let arena = { (row: Int) in windows[Int(tables[row])].table.arena }
            if let codec = layout.codecs[index] {
                field.gather(rows, batch.columns, call, codec, arena: arena)
                continue
            }
            field.update(
                rows, call.argument.map { batch.columns[$0] }, filter: call.filter.map { batch.columns[$0] },
                arena: arena)
        }
    }

    /// Fills `room` with the groups of rows, and gives the windows that they are of.
    private func findGroups(_ keys: KeyRows) -> [WindowGroups] {
        var windows: [WindowGroups] = []
        if codes.fill(keys.columns, count: keys.count) {
            findByCode(keys, &windows)
        } else {
            findByHash(keys, room, &windows)
        }
        return windows
    }

    /// Fills a room's groups and tables by the keys' hashes, making those that are new.
    func findByHash(_ keys: KeyRows, _ room: BatchRoom, _ windows: inout [WindowGroups]) {
        cells.fill(keys.columns, distribution: spec.distribution, count: keys.count)
        assignTables(keys, room, &windows)
        let cells = BatchKeys(words: cells.words, nulls: cells.nulls, hashes: cells.hashes, count: keys.count)
        findRows(cells, spread: self.cells.spread, windows, room)
    }

    /// The tables that rows belong to, by window and lane; fills `room.tables` with each row's.
    private func assignTables(_ keys: KeyRows, _ room: BatchRoom, _ list: inout [WindowGroups]) {
        let known = room.known
        for index in 0..<BatchRoom.knownCount { known[index].number = -1 }
        let rows = WindowRows(ends: keys.ends, spread: cells.spread, lanes: room.lanes, count: keys.count)
        var row = 0
        while true {
            row = assignKnown(rows, known, from: row, into: room.tables)
            guard row < keys.count else { return }
            let (end, lane) = (rows.end(row), rows.lane(row))
            let number = tableNumber(start: keys.starts?[row] ?? 0, end: end, lane: Int(lane), in: &list)
            known[BatchRoom.place(end, lane)] = BatchRoom.Known(end: end, lane: lane, number: number)
        }
    }

    /// The number of a window's table in this batch's list.
    private func tableNumber(start: Int64, end: Int64, lane: Int, in list: inout [WindowGroups]) -> Int32 {
        let window =
            lane == place.lane
            ? window(start: start, end: end) : remoteWindow(start: start, end: end, lane: lane)
        return number(of: window, in: &list)
    }

    /// The number of a window in this batch's list, where it is put.
    func number(of window: WindowGroups, in list: inout [WindowGroups]) -> Int32 {
        if window.batchNumber != batchNumber {
            window.batchNumber = batchNumber
            window.version += 1
            window.numberInBatch = Int32(list.count)
            list.append(window)
        }
        return window.numberInBatch
    }

    /// Notes that the groups of a batch change.
    private func note(_ windows: [WindowGroups], _ count: Int, _ clockMicros: Int64) {
        guard layout.ttlMicros != nil || session != nil else { return markAll(windows, count) }
        let groups = room.groups
        for row in 0..<count {
            let window = windows[Int(room.tables[row])]
            mark(groups[row], window)
            touch(groups[row], window, clockMicros)
        }
    }

    /// The groups of keys, in the tables that `room.tables` says; fills `room.groups`: first those that are known, all
    /// at once, then the others table by table.
    func findRows(
        _ keys: BatchKeys, spread: UnsafePointer<UInt64>, _ windows: [WindowGroups], _ room: BatchRoom
    ) {
        let heads = windows.map(\.table.head)
        let lists = room.lists(windows.count)
        room.groups.withMemoryRebound(to: UInt.self, capacity: keys.count) { rows in
            heads.withUnsafeBufferPointer { list in
                guard let first = list.baseAddress else { return }
                findKnown(keys, layout.keyShape, heads: first, table: list.count == 1 ? nil : room.tables, into: rows)
            }
            linkMissing(rows, room.tables, keys.count, lists)
            for (number, window) in windows.enumerated() where lists.firsts[number] >= 0 {
                window.table.insertMissing(
                    keys, spread: spread, from: lists.firsts[number], next: lists.next,
                    newFlags: window.isEvicted ? GroupFlag.isDelta : 0, into: rows)
            }
        }
    }

    /// `mark` for every group in `room.groups`; without a time to live and sessions.
    func markAll(_ windows: [WindowGroups], _ count: Int) {
        let lists = room.lists(windows.count)
        let marks = unsealedFlag | (tracksChanges ? GroupFlag.isUnwritten : 0)
        linkFresh(
            room.groups, room.tables, count, marks: marks, unless: tracksChanges ? GroupFlag.isUnwritten : 0,
            or: unsealedFlag ^ GroupFlag.unsealedPair, lists)
        for (number, window) in windows.enumerated() {
            var row = Int(lists.firsts[number])
            while row >= 0 {
                note(room.groups[row], window)
                row = Int(lists.next[row])
            }
        }
    }

    /// Without GROUP BY there is one row from the start, also when no record ever comes: count 0, sum NULL.
    ///
    /// With a time to live it comes and goes with its records.
    func makeOnlyGroup() {
        guard layout.keyTypes.isEmpty, spec.window == nil, layout.ttlMicros == nil else { return }
        cells.fill([], distribution: spec.distribution, count: 1)
        guard place.laneCount == 1 || place.ownGroups.contains(Int(cells.spread[0] &>> 57)) else { return }
        let window = self.window(start: 0, end: 0)
        let group = window.table.findOrInsert(
            cells.words, nulls: cells.nulls[0], hash: cells.hashes[0], spread: cells.spread[0], newFlags: 0)
        mark(group, window)
    }

    /// Sets the flags of a group that changes, and remembers it where somebody wants to know.
    func note(_ group: GroupRow, _ window: WindowGroups) {
        // A checkpoint has not written it yet: it takes the row as it was.
        if group.has(unsealedFlag ^ GroupFlag.unsealedPair) { window.sealing?.save(group) }
        if window.tracksChanges && !group.has(GroupFlag.isUnwritten) { window.changed.append(group) }
        group.set(unsealedFlag | (tracksChanges ? GroupFlag.isUnwritten : 0))
    }

    /// Notes that a group changed.
    func mark(_ group: GroupRow, _ window: WindowGroups) {
        if session != nil && group.has(GroupFlag.isExpired) {
            // Its session is over; this row begins another one.
            layout.reset(group)
            group.clear(GroupFlag.isDelta | GroupFlag.isExpired)
        }
        note(group, window)
    }

    /// Notes the clock; a group whose time to live is over starts afresh.
    ///
    /// A row comes somewhere between the clock before its epoch, `clockMicros`, and the one at its end: what has
    /// expired is judged by the first, and time to live counts from the second, so no group ever dies early.
    func touch(_ group: GroupRow, _ window: WindowGroups, _ clockMicros: Int64) {
        guard let ttl = layout.ttlMicros else { return }
        let isPending = group.has(GroupFlag.hasLastClock) && group.lastClock == GroupRow.pendingClock
        if isPending { return }
        if group.has(GroupFlag.hasLastClock) && clockMicros - group.lastClock >= ttl {
            layout.reset(group)
            group.clear(GroupFlag.isDelta | GroupFlag.isExpired | GroupFlag.shownPair)
        }
        if !group.has(GroupFlag.hasFirstClock) { group.firstClock = clockMicros }
        group.lastClock = GroupRow.pendingClock
        group.set(GroupFlag.hasFirstClock | GroupFlag.hasLastClock)
        window.touched.append(group)
    }

    /// The epoch is over: its clock becomes that of the groups touched in it.
    func settleClocks(_ clockMicros: Int64) {
        guard layout.ttlMicros != nil else { return }
        for window in own {
            for row in window.touched { row.lastClock = clockMicros }
            window.touched = []
        }
    }
}
