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
            if layout.ttlMicros != nil { touch(group, clockMicros) }
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
    func touch(_ group: GroupRow, _ clockMicros: Int64) {
        guard let ttl = layout.ttlMicros else { return }
        if group.lastClock == 0 && group.firstClock == 0 {
            group.firstClock = clockMicros
        } else if clockMicros - group.lastClock >= ttl {
            layout.reset(group)
            group.clear(GroupFlag.isDelta | GroupFlag.isExpired)
            group.firstClock = clockMicros
        }
        group.lastClock = clockMicros
    }
}
