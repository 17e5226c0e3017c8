import StateStore

extension AggregateOperator {
    /// Folds a batch: key, window, argument and filter columns as the spec names them.
    ///
    /// `clockMicros` is the epoch's clock, for state that expires.
    package func process(_ batch: Batch, clockMicros: Int64) {
        let count = batch.count
        if count > room.capacity { room.grow(count) }
        cells.fill(spec.keys.map { batch.columns[$0] }, distribution: spec.distribution, count: count)
        let windows = assignTables(batch, count)
        findGroups(windows, count, clockMicros)
        let tables = room.tables
        let rows = UpdateRows(groups: room.groups, count: count)
        for (index, field) in layout.fields.enumerated() {
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

    /// The tables that a batch's rows belong to, by window and lane; fills `room.tables` with each row's.
    // hot: loop
    private func assignTables(_ batch: Batch, _ count: Int) -> [WindowGroups] {
        var bounds: (starts: UnsafePointer<Int64>, ends: UnsafePointer<Int64>)?
        if let window = spec.window, case .int64(let start) = batch.columns[window.start].values,
            case .int64(let end) = batch.columns[window.end].values
        {
            bounds = (UnsafePointer(start.pointer), UnsafePointer(end.pointer))
        }
        var list: [WindowGroups] = []
        let (tables, known, spread) = (room.tables, room.known, cells.spread)
        for index in 0..<BatchRoom.knownCount { known[index].number = -1 }
        let groups = place.ownGroups
        let isAlone = place.laneCount == 1
        batchNumber += 1
        for row in 0..<count {
            let end = bounds?.ends[row] ?? 0
            let isOwn = isAlone || groups.contains(Int(spread[row] &>> 57))
            let entry = known + BatchRoom.place(end, isOwn)
            if entry.pointee.number < 0 || entry.pointee.end != end {
                let number = tableNumber(start: bounds?.starts[row] ?? 0, end: end, isOwn, in: &list)
                entry.pointee = BatchRoom.Known(end: end, number: number)
            }
            tables[row] = entry.pointee.number
        }
        return list
    }

    /// The number of a window's table in this batch's list.
    private func tableNumber(start: Int64, end: Int64, _ isOwn: Bool, in list: inout [WindowGroups]) -> Int32 {
        let window =
            isOwn
            ? window(start: start, end: end)
            : WindowGroups.at(start: start, end: end, in: &remote, layout: layout, tracksChanges: false)
        if window.batchNumber != batchNumber {
            window.batchNumber = batchNumber
            window.numberInBatch = Int32(list.count)
            list.append(window)
        }
        return window.numberInBatch
    }

    /// Fills `room.groups`: first those that are known, all at once, then the others one by one.
    private func findGroups(_ windows: [WindowGroups], _ count: Int, _ clockMicros: Int64) {
        let (groups, tables) = (room.groups, room.tables)
        let keys = BatchKeys(words: cells.words, nulls: cells.nulls, hashes: cells.hashes, count: count)
        let spread = cells.spread
        let shape = layout.keyShape
        let heads = windows.map(\.table.head)
        groups.withMemoryRebound(to: UInt.self, capacity: count) { rows in
            heads.withUnsafeBufferPointer { list in
                guard let first = list.baseAddress else { return }
                findKnown(keys, shape, heads: first, table: list.count == 1 ? nil : tables, into: rows)
            }
            for row in 0..<count where rows[row] == 0 {
                let window = windows[Int(tables[row])]
                let made = window.table.findOrInsert(
                    keys.words + row &* shape.wordCount, nulls: keys.nulls[row], hash: keys.hashes[row],
                    spread: spread[row], newFlags: window.isEvicted ? GroupFlag.isDelta : 0)
                rows[row] = UInt(bitPattern: made)
            }
        }
        let marks = unsealedFlag | (tracksChanges ? GroupFlag.isUnwritten : 0)
        let hasClock = layout.ttlMicros != nil
        for row in 0..<count where hasClock || session != nil || groups[row].head & marks != marks {
            let window = windows[Int(tables[row])]
            mark(groups[row], window)
            touch(groups[row], window, clockMicros)
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

    /// Notes that a group changed.
    func mark(_ group: GroupRow, _ window: WindowGroups) {
        if session != nil && group.has(GroupFlag.isExpired) {
            // Its session is over; this row begins another one.
            layout.reset(group)
            group.clear(GroupFlag.isDelta | GroupFlag.isExpired)
        }
        // A checkpoint has not written it yet: it takes the row as it was.
        if group.has(unsealedFlag ^ GroupFlag.unsealedPair) { window.sealing?.save(group) }
        if window.tracksChanges && !group.has(GroupFlag.isUnwritten) { window.changed.append(group) }
        group.set(unsealedFlag | (tracksChanges ? GroupFlag.isUnwritten : 0))
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
            group.clear(GroupFlag.isDelta | GroupFlag.isExpired | GroupFlag.wasEmitted)
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

/// Memory for the rows of one batch on their way to their groups.
final class BatchRoom {
    /// A window that rows of this batch belong to.
    struct Known: BitwiseCopyable {
        var end: Int64 = 0
        /// Its table in the batch's list; -1 for an entry that is not used.
        var number: Int32 = -1
    }

    static let knownCount = 32

    private(set) var capacity = 0
    /// For each row its group.
    private(set) var groups: UnsafeMutablePointer<GroupRow>
    /// For each row the number of its table.
    private(set) var tables: UnsafeMutablePointer<Int32>
    let known: UnsafeMutablePointer<Known>

    init() {
        groups = .allocate(capacity: 1)
        tables = .allocate(capacity: 1)
        known = .allocate(capacity: BatchRoom.knownCount)
        known.initialize(repeating: Known(), count: BatchRoom.knownCount)
    }

    deinit {
        groups.deallocate()
        tables.deallocate()
        known.deallocate()
    }

    func grow(_ count: Int) {
        groups.deallocate()
        tables.deallocate()
        capacity = count
        groups = .allocate(capacity: count)
        tables = .allocate(capacity: count)
    }

    /// Where a window is kept in `known`; the first half is for windows of this lane's own groups.
    @inline(__always)
    static func place(_ end: Int64, _ isOwn: Bool) -> Int {
        let hash = Int((UInt64(bitPattern: end) &* 0x9e37_79b9_7f4a_7c15) &>> 60)
        return isOwn ? hash : hash &+ 16
    }
}
