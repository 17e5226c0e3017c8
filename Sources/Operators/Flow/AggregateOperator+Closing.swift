import StateStore

// The end of an epoch in slices. A window that is over changes no more, and neither do groups that are written because
// memory is short: both are put aside at the boundary, and the work on them is done while the next epoch's rows are
// folded into other tables:
//
//     boundary   own ─┬─► closing    rows are given out, a slice at a time; then the window is forgotten
//                     └─► frozen     written as part of the checkpoint that follows; then memory has room again

extension AggregateOperator {
    /// Whether windows that close may give out their rows later. Not where somebody looks at a window again, or
    /// where what closes is put together from several.
    var canDefer: Bool {
        hop == nil && session == nil && gaps == nil && keyGaps == nil && !keepsClosedWindows && !tracksChanges
            && layout.ttlMicros == nil
    }

    /// Whether groups that leave memory are written as blocks, which are only ever read as a whole: what `canDefer`
    /// says is also that no single group is looked up. Without windows groups are never closed, and without keys there
    /// is one.
    var packsGroups: Bool { canDefer && spec.window != nil && !layout.keyTypes.isEmpty }

    /// Groups that a checkpoint writes anyway, and that go on from nothing: many are less work in blocks.
    func isWorthBlocks(_ window: WindowGroups) -> Bool {
        window.isEvicted && window.blockRuns < WindowGroups.blockRunsMax
            && window.table.count * layout.stride > place.memoryBytesMax / 8
    }

    /// True while windows that are over have rows to give out.
    package var isClosing: Bool { !closing.isEmpty }

    /// Gives out about so many final rows of windows that were over at the last boundary; true when all are out.
    package func closeSlice(rows: Int, _ emit: EmitRows) throws(OperatorError) -> Bool {
        var left = rows
        while let first = closing.first {
            guard left > 0 else { return false }
            if first.isWanted {
                let part = min(left, emitRowsMax)
                left -= part
                if try first.give(rows: part, self, emit) { continue }
            }
            try forget(first.window)
            closing.removeFirst()
        }
        return true
    }

    /// Puts the groups in memory aside, to be written by the checkpoint that follows: windows go on with empty tables.
    func freeze(where isWanted: (WindowGroups) -> Bool = { _ in true }) {
        for window in own where window.table.count > 0 && isWanted(window) {
            let old = WindowGroups(start: window.start, end: window.end, table: window.table, tracksChanges: false)
            // Blocks are added to what lies on disk, so they can't have groups that replace what is there.
            if packsGroups && (window.isEvicted || !window.isOnDisk) && window.blockRuns < WindowGroups.blockRunsMax {
                old.ownBlockRun = window.blockRuns
                window.blockRuns += 1
            }
            frozen.append(old)
            expectedGroups = window.table.count
            window.table = newTable()
            window.isEvicted = true
            window.isOnDisk = true
        }
    }

    /// What lies on disk of a window that is over is dropped.
    func forget(_ window: WindowGroups) throws(OperatorError) {
        guard window.isOnDisk else { return }
        do throws(StoreError) {
            try place.store.deleteRange(
                .groups(place.table, windowEnd: window.end, groups: place.ownGroups))
        } catch {
            throw .store(error)
        }
    }
}

/// A window that is over, and how far its rows are given out.
final class ClosingWindow {
    let window: WindowGroups
    /// Somebody reads final rows.
    let isWanted: Bool
    private var cursor = GroupTable.Cursor()
    private var merge: WindowMerge?

    init(_ window: WindowGroups, isWanted: Bool) {
        self.window = window
        self.isWanted = isWanted
    }

    var byteCount: Int { window.byteCount + (merge?.byteCount ?? 0) }

    /// Gives out so many groups; false when none are left.
    func give(rows count: Int, _ aggregate: AggregateOperator, _ emit: EmitRows) throws(OperatorError) -> Bool {
        guard window.isEvicted else {
            let rows = window.table.rows(count, from: &cursor)
            try aggregate.emitRows(rows, window, [window.table.arena], .final, .append, emit)
            return !rows.isEmpty
        }
        let merge: WindowMerge
        if let begun = self.merge {
            merge = begun
        } else {
            merge = try aggregate.merge(window, .final, .append, clockMicros: .min)
        }
        self.merge = merge
        return try merge.give(rows: count, aggregate, emit)
    }
}
