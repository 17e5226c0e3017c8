import StateStore

extension AggregateOperator {
    /// Folds a batch: key, window, argument and filter columns as the spec names them.
    ///
    /// `clockMicros` is the epoch's clock, for state that expires.
    package func process(_ batch: Batch, clockMicros: Int64) {
        let count = batch.count
        if count > groupRowsCapacity {
            groupRows.deallocate()
            groupRowsCapacity = count
            groupRows = .allocate(capacity: count)
        }
        cells.fill(spec.keys.map { batch.columns[$0] }, distribution: spec.distribution, count: count)
        let windows = findGroups(batch, count, clockMicros)
        let rows = UpdateRows(groups: groupRows, count: count)
        for field in layout.fields {
            field.update(
                rows, field.call.argument.map { batch.columns[$0] }, filter: field.call.filter.map { batch.columns[$0] }
            ) { row in windows[row].table.arena }
        }
    }

    /// Fills `groupRows`. The result names each row's window, where min or max of strings need it, and is empty else.
    private func findGroups(_ batch: Batch, _ count: Int, _ clockMicros: Int64) -> [WindowGroups] {
        var starts: UnsafePointer<Int64>?
        var ends: UnsafePointer<Int64>?
        if let window = spec.window, case .int64(let start) = batch.columns[window.start].values,
            case .int64(let end) = batch.columns[window.end].values
        {
            starts = UnsafePointer(start.pointer)
            ends = UnsafePointer(end.pointer)
        }
        var ownCursor = WindowCursor()
        var remoteCursor = WindowCursor()
        var windows: [WindowGroups] = []
        let needsWindows = !layout.byteFields.isEmpty
        let groups = place.ownGroups
        let isAlone = place.laneCount == 1
        let keyWords = layout.keyTypes.count * 2
        let marks = GroupFlag.isUnsealed | (tracksChanges ? GroupFlag.isUnwritten : 0)
        for row in 0..<count {
            let start = starts?[row] ?? 0
            let end = ends?[row] ?? 0
            let isOwn = isAlone || groups.contains(Int(cells.spread[row] &>> 57))
            let window =
                isOwn
                ? ownCursor.window(start: start, end: end, in: &own, layout: layout)
                : remoteCursor.window(start: start, end: end, in: &remote, layout: layout)
            let group = window.table.findOrInsert(
                cells.words + row &* keyWords, nulls: cells.nulls[row], hash: cells.hashes[row],
                spread: cells.spread[row], newFlags: window.isEvicted ? GroupFlag.isDelta : 0)
            if group.head & marks != marks { mark(group, window, isOwn) }
            if layout.ttlMicros != nil { touch(group, window, clockMicros) }
            groupRows[row] = group
            if needsWindows { windows.append(window) }
        }
        return windows
    }

    /// Notes that a group changed.
    func mark(_ group: GroupRow, _ window: WindowGroups, _ isOwn: Bool) {
        if isOwn && tracksChanges && !group.has(GroupFlag.isUnwritten) {
            window.changed.append(group)
            group.set(GroupFlag.isUnwritten)
        }
        group.set(GroupFlag.isUnsealed)
    }

    /// Notes the clock; a group whose time to live is over starts afresh.
    ///
    /// A row comes somewhere between the clock before its epoch, `clockMicros`, and the one at its end: what has expired
    /// is judged by the first, and time to live counts from the second, so no group ever dies early.
    func touch(_ group: GroupRow, _ window: WindowGroups, _ clockMicros: Int64) {
        guard let ttl = layout.ttlMicros else { return }
        let isPending = group.has(GroupFlag.hasLastClock) && group.lastClock == GroupRow.pendingClock
        if isPending { return }
        if group.has(GroupFlag.hasLastClock) && clockMicros - group.lastClock >= ttl {
            layout.reset(group)
            group.clear(GroupFlag.isDelta | GroupFlag.isExpired)
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
