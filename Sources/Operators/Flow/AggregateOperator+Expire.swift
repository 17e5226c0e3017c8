import StateStore

// Groups with a time to live. What counts are the clocks in a group's row (see `touch`): one that has expired is
// treated as if it were not there, whenever its bytes are removed.

extension AggregateOperator {
    /// True when a group has outlived its time to live by this clock.
    func isExpired(_ row: GroupRow, _ clockMicros: Int64) -> Bool {
        guard let ttl = layout.ttlMicros, row.has(GroupFlag.hasLastClock) else { return false }
        return row.lastClock != GroupRow.pendingClock && clockMicros - row.lastClock >= ttl
    }

    /// Marks groups in memory that have expired, to be deleted on disk; returns how many expired groups memory holds.
    func markExpired(_ clockMicros: Int64) -> Int {
        guard layout.ttlMicros != nil else { return 0 }
        var expired = 0
        for window in own {
            window.table.forEachRow { row in
                guard isExpired(row, clockMicros) else { return }
                expired += 1
                if !row.has(GroupFlag.isExpired) { row.set(GroupFlag.isExpired | unsealedFlag) }
            }
        }
        return expired
    }

    /// The groups of a window that have not expired, in a table of their own. All changes must have been given out.
    func live(_ window: WindowGroups) -> GroupTable {
        guard window.changed.isEmpty && window.touched.isEmpty else { return window.table }
        let table = GroupTable(layout: layout)
        window.table.forEachRow { row in
            guard !row.has(GroupFlag.isExpired) else { return }
            let copy = copy(ofKey: row, in: table)
            copy.head = row.head
            copy.firstClock = row.firstClock
            copy.lastClock = row.lastClock
            for field in layout.fields { field.combine(into: copy, row, arena: table.arena) }
        }
        return table
    }

    /// Deletes expired groups that lie only on disk: one scan each time that the time to live has passed.
    func sweep(_ clockMicros: Int64) throws(OperatorError) {
        guard let ttl = layout.ttlMicros else { return }
        if sweptClock == 0 { sweptClock = clockMicros }
        guard clockMicros - sweptClock >= ttl else { return }
        sweptClock = clockMicros
        for window in own where window.isEvicted { try sweep(window, clockMicros) }
    }

    /// What is on disk is complete now, for `seal` has written everything.
    private func sweep(_ window: WindowGroups, _ clockMicros: Int64) throws(OperatorError) {
        do throws(StoreError) {
            var run = try place.store.newRun()
            var cursor = try place.store.cursor(
                .groups(place.table, windowEnd: window.end, groups: place.ownGroups))
            while let entry = try cursor.next() {
                do throws(OperatorError) {
                    _ = try codec.decode(entry.value, into: scratch)
                } catch {
                    throw .corruption("\(error)")
                }
                if isExpired(scratch, clockMicros) { try run.delete(key: entry.key) }
            }
            if let finished = try run.finish() { try place.store.ingest([finished]) }
        } catch {
            throw .store(error)
        }
    }
}
