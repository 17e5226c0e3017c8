import StateStore

/// Most rows in one batch of results.
let emitRowsMax = 4096

extension AggregateOperator {
    /// The end of an epoch: gives out what the order asks for, closes windows, and spills when memory is short.
    ///
    /// `slices`: windows that close give out their rows later, by `closeSlice`, where that can be. `writes`: what
    /// follows, `beginSeal` or `beginWritingGroups`, writes what would be spilled.
    package func advance(
        _ order: EmitOrder, slices: Bool = false, writes: StateWrite = .nothing, _ emit: EmitRows
    ) throws(OperatorError) {
        precondition(closing.isEmpty && frozen.isEmpty, "an epoch ends before the last one is done")
        settleClocks(order.clockMicros)
        if let hop { return try advance(hop, order, emit) }
        if let session { return try advance(session, order, emit) }
        let defers = slices && canDefer
        try closeWindows(order, defers: defers, emit)
        if tracksChanges && order.wantsChanges {
            for window in own { try emitChanged(window, emit) }
        }
        if order.wantsAll {
            for window in own {
                try emitOrdered(window, .all, .replaceAll, clockMicros: order.clockMicros, emit)
            }
        }
        // What sinks are given must come again in a replay, so changes come when they are due, and groups leave memory
        // with them: who is short asks for an epoch that has them.
        guard isShort && (order.wantsChanges || !tracksChanges) else {
            if defers && writes == .checkpoint && packsGroups { freeze { self.isWorthBlocks($0) } }
            return
        }
        do throws(StoreError) {
            try place.store.keepSpilledRuns()
        } catch {
            throw .store(error)
        }
        if defers && writes != .nothing { freeze() } else { try spill() }
    }

    private func closeWindows(_ order: EmitOrder, defers: Bool, _ emit: EmitRows) throws(OperatorError) {
        guard spec.window != nil else { return }
        if let keyGaps { return try closeWindows(keyGaps, order, emit) }
        var kept: [WindowGroups] = []
        for window in own {
            let closes = order.endOfInput || order.watermarkMicros.map { window.end <= $0 } ?? false
            guard closes && !window.isClosed else {
                if !window.isClosed { try fillGaps(until: order.watermarkMicros, order, emit, &kept) }
                kept.append(window)
                continue
            }
            if defers {
                expectedGroups = window.table.count
                closing.append(ClosingWindow(window, isWanted: order.wantsFinal))
                continue
            }
            try fillGaps(until: window.end - 1, order, emit, &kept)
            if gaps != nil, ownsOnlyGroup { gaps?.note(end: window.end) }
            if try close(window, order, emit) { kept.append(window) }
        }
        try fillGaps(until: order.watermarkMicros, order, emit, &kept)
        own = kept
    }

    /// Gives out a window that is over, and forgets it; true when it is to be kept all the same.
    func close(_ window: WindowGroups, _ order: EmitOrder, _ emit: EmitRows) throws(OperatorError) -> Bool {
        expectedGroups = window.table.count
        if tracksChanges { try emitChanged(window, emit) }
        if order.wantsFinal { try emitFinal(window, emit) }
        if keepsClosedWindows {
            window.isClosed = true
            return true
        }
        try forget(window)
        return false
    }

    /// Current values of the groups of a window that changed.
    func emitChanged(_ window: WindowGroups, _ emit: EmitRows) throws(OperatorError) {
        guard !window.changed.isEmpty else { return }
        let rows = window.changed
        window.changed = []
        var next = 0
        while next < rows.count {
            let part = Array(rows[next..<min(next + emitRowsMax, rows.count)])
            next += part.count
            try complete(part, window)
            try clearNumbers(part, window, emit)
            hidden = []
            try emitRows(part, window, [window.table.arena], .changes, .upsert, emit)
            for row in part {
                row.clear(GroupFlag.isUnwritten)
                note(shown: hidden.contains(row) ? GroupFlag.isHidden : GroupFlag.wasEmitted, row)
            }
        }
    }

    /// Keeps what the sinks have of a row now, on disk too.
    private func note(shown: UInt64, _ row: GroupRow) {
        guard row.head & GroupFlag.shownPair != shown else { return }
        row.clear(GroupFlag.shownPair)
        row.set(shown | unsealedFlag)
    }

    /// Whether it is known what sinks have of a group. Of more windows at once than a word has bits it is not.
    private var knowsShown: Bool { tracksChanges && (hop == nil || layout.keepsShownWindows) }

    /// Of the batch of changes that is being given out, rows that a condition keeps from every sink; gives those of
    /// which a row may be there already. What is in no sink need not be taken away. With a time to live a key may have
    /// been forgotten, and what was shown of it with it: it is taken away once.
    package func hide(_ rows: [Int]) -> [Int] {
        guard knowsShown else { return rows }
        hidden.formUnion(rows.map { giving[$0] })
        let forgets = layout.ttlMicros != nil
        return rows.filter { forgets ? !giving[$0].has(GroupFlag.isHidden) : giving[$0].has(GroupFlag.wasEmitted) }
    }

    /// Passes some rows of the batch of changes on, for `hide` to know them by their new numbers.
    package func giving<Failure: Error>(_ rows: [Int], _ body: () throws(Failure) -> Void) throws(Failure) {
        guard knowsShown, rows.count < giving.count else { return try body() }
        let all = giving
        giving = rows.map { all[$0] }
        defer { giving = all }
        try body()
    }

    /// A key that was forgotten and comes again has fewer numbered rows than it had: deletes those beyond its end.
    private func clearNumbers(
        _ rows: [GroupRow], _ window: WindowGroups, _ emit: EmitRows
    ) throws(OperatorError) {
        guard layout.ttlMicros != nil, layout.calls.contains(where: \.numbersRows) else { return }
        let fresh = rows.filter { !$0.has(GroupFlag.wasEmitted) }
        try emitRows(fresh, window, [window.table.arena], .changes, .delete, emit)
    }

    /// Brings in what lies on disk of groups that are only partly in memory.
    func complete(_ rows: [GroupRow], _ window: WindowGroups) throws(OperatorError) {
        let deltas = rows.filter { $0.has(GroupFlag.isDelta) }
        try lookUp(deltas, window) { row, value throws(OperatorError) in try self.fold(value, into: row, window) }
        for row in deltas { row.clear(GroupFlag.isDelta) }
    }

    /// Calls `body` with what lies on disk of these groups of a window, for each that is found.
    func lookUp(
        _ rows: [GroupRow], _ window: WindowGroups,
        _ body: (GroupRow, UnsafeRawBufferPointer) throws(OperatorError) -> Void
    ) throws(OperatorError) {
        guard !rows.isEmpty else { return }
        var keys = ByteBuffer(capacity: rows.count * 64)
        var ends: [Int] = []
        for row in rows {
            appendStateKey(row, window, to: &keys)
            ends.append(keys.count)
        }
        var failure: OperatorError?
        let bytes = keys.bytes
        var start = 0
        let slices = ends.map { end in
            defer { start = end }
            return UnsafeRawBufferPointer(rebasing: bytes[start..<end])
        }
        do throws(StoreError) {
            try slices.withUnsafeBufferPointer { list throws(StoreError) in
                try place.store.multiGet(list, sorted: false) { index, value in
                    guard let value, failure == nil else { return }
                    do throws(OperatorError) {
                        try body(rows[index], value)
                    } catch {
                        failure = error
                    }
                }
            }
        } catch {
            throw .store(error)
        }
        if let failure { throw failure }
        _ = keys
    }

    /// Folds a value from disk, which is older than what the row has.
    func fold(_ value: UnsafeRawBufferPointer, into row: GroupRow, _ window: WindowGroups) throws(OperatorError) {
        _ = try codec.decode(value, into: scratch)
        layout.combine(into: row, older: scratch, arena: window.table.arena)
        if layout.keepsShownWindows {
            if !row.has(GroupFlag.knowsWindows) { row.shownWindows = .max }
        } else if layout.ttlMicros == nil && !row.has(GroupFlag.shownPair) {
            row.set(GroupFlag.wasEmitted)
        }
    }

    /// Appends a row's whole key in the store.
    func appendStateKey(_ row: GroupRow, _ window: WindowGroups, to buffer: inout ByteBuffer) {
        keyWriter.reset(
            to: StateKey.Prefix(table: place.table, windowEnd: window.end, group: KeyGroup(row.keyGroupNumber)))
        layout.encodeKey(row, into: &keyWriter)
        buffer.append(keyWriter.bytes)
    }

    /// Result rows of these groups; a row with a value that does not fit its type is left out, and deleted from the
    /// changes.
    func emitRows(
        _ rows: [GroupRow], _ window: WindowGroups, _ arenas: [Arena], _ channel: EmitChannel,
        _ operation: RowOperation, _ emit: EmitRows
    ) throws(OperatorError) {
        let bounds = [window.start, window.end].map { [Int64](repeating: $0, count: rows.count) }
        try emitRows(rows, bounds, arenas, channel, operation, emit)
    }

    /// The same with the bounds of each row's window.
    func emitRows(
        _ rows: [GroupRow], _ bounds: [[Int64]], _ arenas: [Arena], _ channel: EmitChannel,
        _ operation: RowOperation, _ emit: EmitRows
    ) throws(OperatorError) {
        guard !rows.isEmpty else { return }
        let group = GroupRows(layout: layout, rows: rows, arenas: arenas)
        var columns = group.keyColumns()
        if spec.window != nil {
            for bound in bounds {
                columns.append(Column(type: .timestamptz, count: rows.count, values: .int64(Buffer(bound))))
            }
        }
        var failed: [GroupRows.Failure] = []
        columns += group.aggregateColumns(&failed)
        // The times behind a session's calls are its bounds, and behind them may be those that sinks have. Behind those
        // of keys whose windows are filled is the last window with rows.
        if session != nil { columns.removeLast(2 + layout.fields.count - spec.calls.count) }
        if keyGaps != nil { columns.removeLast() }
        let batch = Batch(count: rows.count, columns: columns)
        rowsEmitted += rows.count
        let isChange = channel == .changes && operation == .upsert
        defer { giving = [] }
        guard !failed.isEmpty else {
            if isChange { giving = rows }
            return try emit(channel, OutputBatch(operation: operation, batch: batch))
        }
        // Nothing was to be written of rows that are taken away.
        if operation != .delete { note(failed, batch, channel) }
        let lost = Set(failed.map(\.row))
        let good = batch.split(without: Array(lost)).rest
        if channel == .changes {
            giving = rows
            // Who reads lists must hear of one that has become too long, whether or not it was given out before.
            let shown = isChange && layout.listFields.isEmpty ? hide(lost.sorted()) : lost.sorted()
            if !shown.isEmpty {
                try emit(channel, OutputBatch(operation: .delete, batch: batch.split(without: shown).listed))
            }
            if isChange { giving = rows.indices.filter { !lost.contains($0) }.map { rows[$0] } }
        }
        if good.count > 0 { try emit(channel, OutputBatch(operation: operation, batch: good)) }
    }

    /// Keeps what is known of rows that could not be computed; of a row that failed twice the first reason.
    private func note(_ failed: [GroupRows.Failure], _ batch: Batch, _ channel: EmitChannel) {
        let known = layout.keyTypes.count + (spec.window == nil ? 0 : 2)
        var seen: Set<Int> = []
        for failure in failed where seen.insert(failure.row).inserted {
            let call = layout.calls[failure.call]
            let limit = layout.fields[failure.call].isList ? ", or its values take more than 64 MiB" : ""
            failures.append(
                FailedRow(
                    channel: channel, values: batch.columns.prefix(known).map { $0[failure.row] },
                    failure: RowFailure(
                        code: "22003", message: "\(call.function.rawValue): \(call.resultType) out of range\(limit)")))
        }
    }
}

extension AggregateOperator {
    /// Current values of all groups of open windows, as changes, without noting that they were given out: what a
    /// running total or a rank above needs after a restart. Nothing when nobody reads changes: final rows come when
    /// they are due.
    package func emitOpen(_ emit: EmitRows) throws(OperatorError) {
        guard tracksChanges else { return }
        if let hop { return try emitOpenWindows(hop, emit) }
        if let session { return try emitOpenSessions(session.gapMicros, .changes, .upsert, emit) }
        for window in own where !window.isClosed {
            try emitOrdered(window, .changes, .upsert, clockMicros: .min, emit)
        }
    }
}

extension Batch {
    /// The rows that are not listed, and those that are.
    package func split(without listed: [Int]) -> (rest: Batch, listed: Batch) {
        let flags = Buffer<UInt8>(repeating: 1, count: count)
        for row in listed { flags[row] = 0 }
        let rest = RowList(where: flags.pointer, count: count)
        for row in 0..<count { flags[row] ^= 1 }
        return (gathered(rest), gathered(RowList(where: flags.pointer, count: count)))
    }
}
