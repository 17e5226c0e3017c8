import StateStore

/// Every group of a window of which some lie on disk in blocks, in no order: a key group's groups are folded into one
/// table, given out and forgotten, then the next one's.
///
/// ```
/// disk     key group 5   group a, group c      ─┐
///                        block of run 0: b, c   ├──► table: a, b, c ──► rows
///                        block of run 1: b      │
/// memory                 group c               ─┘
/// ```
/// Of a key group that is too large for memory the table takes some groups at a time, told apart by their hashes, and
/// its blocks are read again for the others. Small key groups share a table. Nothing of the window may change
/// meanwhile, and its groups in memory stay as they are.
final class PartitionedMerge {
    private let window: WindowGroups
    private let channel: EmitChannel
    private let operation: RowOperation
    private let table: TableID
    /// The groups that are being given out.
    private let part: WindowGroups
    private let bytesMax: Int
    /// Of `part` so many are complete, and so many were given out.
    private var ready = 0
    private var given = 0
    private var next = GroupTable.Cursor()
    /// What is still to be read, the next one last.
    private var shares: [GroupShare]
    private var cursor: StateCursor
    /// Under the cursor, and not folded yet.
    private var entry: StateEntry?
    /// The cursor stands where the next share begins, if that is of a new key group.
    private var isInOrder = true
    private var block = ByteBuffer(capacity: GroupBlock.bytesMin * 2)
    /// The groups in memory, by key group; key group g's are `starts[g] ..< starts[g + 1]`.
    private var rows: [GroupRow]
    private var starts: [Int]

    init(
        _ window: WindowGroups, _ aggregate: AggregateOperator, _ channel: EmitChannel, _ operation: RowOperation
    ) throws(OperatorError) {
        self.window = window
        self.channel = channel
        self.operation = operation
        let place = aggregate.place
        table = place.table
        part = WindowGroups(
            start: window.start, end: window.end,
            table: GroupTable(layout: aggregate.layout, pool: aggregate.pool), tracksChanges: false)
        bytesMax = place.memoryBytesMax / 2
        shares = place.ownGroups.reversed().map { GroupShare(keyGroup: $0) }
        (rows, starts) = window.table.rowsByKeyGroup()
        do throws(StoreError) {
            cursor = try place.store.cursor(
                .groups(place.table, windowEnd: window.end, groups: place.ownGroups))
        } catch {
            throw .store(error)
        }
    }

    /// Memory besides the window's.
    var byteCount: Int { part.byteCount + rows.capacity * 8 }

    /// Gives out about so many groups; false when none are left.
    func give(
        rows count: Int, _ aggregate: AggregateOperator, _ emit: EmitRows
    ) throws(OperatorError) -> Bool {
        var left = count
        while left > 0 {
            if given == ready {
                guard try load(aggregate) else { return false }
                continue
            }
            let rows = part.table.rows(min(left, emitRowsMax, ready - given), from: &next)
            given += rows.count
            left -= rows.count
            try aggregate.emitRows(rows, window, [part.table.arena], channel, operation, emit)
        }
        return true
    }

    /// Fills the table with the next groups; false when there are none.
    private func load(_ aggregate: AggregateOperator) throws(OperatorError) -> Bool {
        part.table.reset()
        next = GroupTable.Cursor()
        ready = 0
        given = 0
        while ready < emitRowsMax, let share = shares.popLast() {
            if try fold(share, aggregate) {
                ready = part.table.count
                continue
            }
            isInOrder = false
            // With nothing else in the table there will be more room when the same is read again.
            guard ready == 0 else {
                shares.append(share)
                return true
            }
            guard let (first, second) = share.halves else { preconditionFailure("a share too small to be too large") }
            shares.append(second)
            shares.append(first)
            part.table.reset()
        }
        return ready > 0
    }

    /// Folds all groups of a share into the table; false when they are too many.
    private func fold(_ share: GroupShare, _ aggregate: AggregateOperator) throws(OperatorError) -> Bool {
        do throws(StoreError) {
            try seek(share)
            while true {
                if entry == nil { entry = try cursor.next() }
                guard let entry, Int(entry.key[StateKey.prefixSize - 1]) == share.keyGroup else { break }
                self.entry = nil
                do throws(OperatorError) {
                    try aggregate.fold(entry, of: share, into: part, &block)
                } catch {
                    throw .corruption("\(error)")
                }
                if isTooLarge && (ready > 0 || share.halves != nil) { return false }
            }
        } catch {
            throw .store(error)
        }
        for index in starts[share.keyGroup]..<starts[share.keyGroup + 1] where share.has(rows[index].groupHash) {
            aggregate.fold(rows[index], into: part.table)
        }
        return true
    }

    /// More groups than a few, and too much memory for them: what the rows take, and their slots.
    private var isTooLarge: Bool {
        let table = part.table
        return table.count > PartitionedMerge.groupsMin
            && table.count * (table.layout.stride + 16) + table.arena.allocatedBytes > bytesMax
    }

    private static let groupsMin = 64

    /// Puts the cursor to the beginning of a key group, unless it stands there.
    private func seek(_ share: GroupShare) throws(StoreError) {
        defer { isInOrder = share.isAll }
        if isInOrder { return }
        entry = nil
        var writer = KeyWriter()
        writer.reset(
            to: StateKey.Prefix(table: table, windowEnd: window.end, group: KeyGroup(UInt8(share.keyGroup))))
        cursor.seek(writer.bytes)
    }
}

/// Some groups of a key group.
struct GroupShare {
    let keyGroup: Int
    /// Bits of the hash, and what they are in this share.
    private(set) var mask: UInt64 = 0
    private var bits: UInt64 = 0

    init(keyGroup: Int) { self.keyGroup = keyGroup }

    var isAll: Bool { mask == 0 }

    func has(_ hash: UInt64) -> Bool { hash & mask == bits }

    /// Two halves; nil when it is as small as it can be. Tables use the low bits of a hash and its high ones.
    var halves: (GroupShare, GroupShare)? {
        let bit = isAll ? GroupShare.firstBit : (mask & ~(mask &>> 1)) &<< 1
        guard bit <= GroupShare.lastBit else { return nil }
        var (first, second) = (self, self)
        first.mask |= bit
        second.mask |= bit
        second.bits |= bit
        return (first, second)
    }

    private static let firstBit: UInt64 = 1 << 28
    private static let lastBit: UInt64 = 1 << 44

    /// Moves this share's rows to the front; returns how many they are.
    func sift(_ block: GroupBlock, stride: Int) -> Int {
        if isAll { return block.count }
        var kept = 0
        for index in 0..<block.count {
            let row = block.rows + index * stride
            guard has(row.groupHash) else { continue }
            if kept < index { (block.rows + kept * stride).copyMemory(from: row, byteCount: stride) }
            kept += 1
        }
        return kept
    }
}

extension AggregateOperator {
    /// Folds what an entry of the store has of a share into a table, be it a group or a block of them.
    func fold(
        _ entry: StateEntry, of share: GroupShare, into part: WindowGroups, _ room: inout ByteBuffer
    ) throws(OperatorError) {
        guard StateKey.isBlock(entry.key) else {
            try decodeKey(entry)
            guard share.has(decodedHashes.hash) else { return }
            _ = try codec.decode(entry.value, into: scratch)
            return addDecoded(to: part.table)
        }
        let block = try GroupBlock(entry.value, layout, in: &room)
        let count = share.sift(block, stride: layout.stride)
        for first in stride(from: 0, to: count, by: AggregateOperator.absorbRows) {
            absorb(
                block.rows + first * layout.stride, count: min(AggregateOperator.absorbRows, count - first), part)
        }
    }

    /// Gives groups that an earlier life left in blocks keys of their own: in this one single groups may be looked up.
    func unpackBlocks() throws(OperatorError) {
        for window in own where window.blockRuns > 0 {
            do throws(StoreError) {
                try unpackBlocks(window)
            } catch {
                throw .store(error)
            }
            window.blockRuns = 0
        }
    }

    private func unpackBlocks(_ window: WindowGroups) throws(StoreError) {
        var run = try place.store.newRun()
        var cursor = try place.store.cursor(.groups(place.table, windowEnd: window.end, groups: place.ownGroups))
        var room = ByteBuffer()
        var entry = try cursor.next()
        while let first = entry {
            let keyGroup = first.key[StateKey.prefixSize - 1]
            let part = WindowGroups(
                start: window.start, end: window.end, table: GroupTable(layout: layout), tracksChanges: false)
            while let found = entry, found.key[StateKey.prefixSize - 1] == keyGroup {
                do throws(OperatorError) {
                    try fold(found, of: GroupShare(keyGroup: Int(keyGroup)), into: part, &room)
                } catch {
                    throw .corruption("\(error)")
                }
                entry = try cursor.next()
            }
            let blocks = KeyRange.blocks(
                StateKey.Prefix(table: place.table, windowEnd: window.end, group: KeyGroup(keyGroup)))
            try run.deleteRange(blocks)
            try write(part, into: &run)
        }
        if let finished = try run.finish() { try place.store.ingest([finished]) }
    }

    private func write(_ part: WindowGroups, into run: inout RunBuilder) throws(StoreError) {
        var groups = OrderedGroups(part.table, place.table, windowEnd: part.end)
        let (codec, start) = (codec, part.start)
        while groups.loadGroup({ row, buffer in
            // What the sinks have of it is not known.
            row.set(GroupFlag.isDelta)
            codec.encode(row, windowStart: start, into: &buffer)
        }) {
            for position in 0..<groups.count {
                try run.put(key: groups.key(position), value: groups.value(position))
            }
        }
    }
}

extension GroupTable {
    /// All rows by key group: key group g's are `starts[g] ..< starts[g + 1]`.
    func rowsByKeyGroup() -> (rows: [GroupRow], starts: [Int]) {
        var starts = [Int](repeating: 0, count: KeyGroup.count + 1)
        forEachRow { starts[Int($0.keyGroupNumber) + 1] += 1 }
        for group in 0..<KeyGroup.count { starts[group + 1] += starts[group] }
        var places = starts
        let rows = [GroupRow](unsafeUninitializedCapacity: count) { buffer, used in
            forEachRow { row in
                let group = Int(row.keyGroupNumber)
                buffer.initializeElement(at: places[group], to: row)
                places[group] += 1
            }
            used = count
        }
        return (rows, starts)
    }
}
