import Glibc

extension GroupTable {
    /// The row of the group with these cells, made when it is new.
    ///
    /// `cells` has 2 words a key column; long strings are copied when the group is new.
    func findOrInsert(
        _ cells: UnsafePointer<UInt64>, nulls: UInt64, hash: UInt64, spread: UInt64, newFlags: UInt64
    ) -> GroupRow {
        let (row, index) = layout.keyShape.search(head.pointee, cells, nulls: nulls, hash: hash)
        if let row { return row }
        return insert(cells, nulls: nulls, hash: hash, spread: spread, newFlags: newFlags, at: index)
    }

    /// The row of the group with these cells, if there is one.
    func find(_ cells: UnsafePointer<UInt64>, nulls: UInt64, hash: UInt64) -> GroupRow? {
        layout.keyShape.search(head.pointee, cells, nulls: nulls, hash: hash).row
    }

    /// Makes the groups of a list's rows, which `findKnown` did not find; some may be the same.
    // hot: loop
    func insertMissing(
        _ keys: BatchKeys, spread: UnsafePointer<UInt64>, from first: Int32, next: UnsafePointer<Int32>,
        newFlags: UInt64, into rows: UnsafeMutablePointer<UInt>
    ) {
        let wordCount = layout.keyShape.wordCount
        var row = Int(first)
        while row >= 0 {
            let made = findOrInsert(
                keys.words + row &* wordCount, nulls: keys.nulls[row], hash: keys.hashes[row], spread: spread[row],
                newFlags: newFlags)
            rows[row] = UInt(bitPattern: made)
            row = Int(next[row])
        }
    }

    private func insert(
        _ cells: UnsafePointer<UInt64>, nulls: UInt64, hash: UInt64, spread: UInt64, newFlags: UInt64, at index: Int
    ) -> GroupRow {
        let row = newRow()
        row.head = newFlags | (spread >> 57) << 8 | nulls << 16
        row.groupHash = hash
        let own = (row + layout.prefixBytes).assumingMemoryBound(to: UInt64.self)
        let shape = layout.keyShape
        for column in 0..<(shape.wordCount / 2) {
            own[column * 2] = cells[column * 2]
            own[column * 2 + 1] = cells[column * 2 + 1]
            let count = Int(cells[column * 2] & 0xFFFF_FFFF)
            if shape.byteColumns & (1 &<< UInt64(column)) != 0, count > StringView.inlineMax {
                keepString(own + (column * 2 + 1), count)
            }
        }
        head.pointee.slots[index] = slotValue(row, hash)
        growIfFull()
        return row
    }

    /// Replaces a pointer to a string by one to the table's own copy.
    @inline(never)
    private func keepString(_ cell: UnsafeMutablePointer<UInt64>, _ count: Int) {
        guard let source = UnsafeRawPointer(bitPattern: UInt(cell.pointee)) else { return }
        let copy = arena.allocate(count)
        memcpy(copy, source, count)
        cell.pointee = UInt64(UInt(bitPattern: copy))
    }
}

/// How the key cells of a row are compared.
struct KeyShape: BitwiseCopyable, Sendable {
    /// Bytes before the cells.
    let prefixBytes: Int
    /// 2 for each key column.
    let wordCount: Int
    /// Bit i is set when column i's cells are string views.
    let byteColumns: UInt64

    /// Whether a row's key is the one in `cells`; NULLs are compared apart.
    @inline(__always)
    func areEqual(_ row: GroupRow, _ cells: UnsafePointer<UInt64>) -> Bool {
        let own = (row + prefixBytes).assumingMemoryBound(to: UInt64.self)
        var word = 0
        while word < wordCount {
            if own[word] != cells[word] { return false }
            if own[word &+ 1] != cells[word &+ 1] {
                // Two pointers to what may be the same string.
                let count = Int(own[word] & 0xFFFF_FFFF)
                guard byteColumns & (1 &<< UInt64(word &>> 1)) != 0, count > StringView.inlineMax,
                    let p = UnsafeRawPointer(bitPattern: UInt(own[word &+ 1])),
                    let q = UnsafeRawPointer(bitPattern: UInt(cells[word &+ 1])), memcmp(p, q, count) == 0
                else { return false }
            }
            word &+= 2
        }
        return true
    }

    /// The row of a group in a table, or the empty slot where it belongs.
    @inline(__always)
    func search(
        _ head: TableHead, _ cells: UnsafePointer<UInt64>, nulls: UInt64, hash: UInt64
    ) -> (row: GroupRow?, index: Int) {
        var index = hash & head.mask
        while true {
            let slot = head.slots[Int(index)]
            if slot == 0 { return (nil, Int(index)) }
            if hasSalt(slot, hash) {
                let row = slotRow(slot)
                if row.nulls == nulls && areEqual(row, cells) { return (row, Int(index)) }
            }
            index = (index &+ 1) & head.mask
        }
    }
}

/// Whether a slot's salt is that of the hash.
@inline(__always)
private func hasSalt(_ slot: UInt64, _ hash: UInt64) -> Bool { (slot ^ hash) & 0xFFFF_0000_0000_0000 == 0 }

/// The keys of a batch, for look-ups.
struct BatchKeys {
    let words: UnsafePointer<UInt64>
    let nulls: UnsafePointer<UInt64>
    let hashes: UnsafePointer<UInt64>
    let count: Int
}

/// Fills `rows` with the rows of groups that are in the tables, 0 for new groups.
///
/// Most lie in their first slot: each step is a loop of its own over the whole batch, so that the processor waits for
/// many cache lines at a time.
/// `table` gives for each row the number of its table in `heads`; nil when there is one.
// hot: loop
func findKnown(
    _ keys: BatchKeys, _ shape: KeyShape, heads: UnsafePointer<UnsafeMutablePointer<TableHead>>,
    table: UnsafePointer<Int32>?, into rows: UnsafeMutablePointer<UInt>
) {
    if let table {
        for row in 0..<keys.count {
            let head = heads[Int(table[row])].pointee
            rows[row] = UInt(head.slots[Int(keys.hashes[row] & head.mask)])
        }
    } else {
        let head = heads[0].pointee
        for row in 0..<keys.count { rows[row] = UInt(head.slots[Int(keys.hashes[row] & head.mask)]) }
    }
    for row in 0..<keys.count {
        let slot = UInt64(rows[row])
        guard slot != 0, hasSalt(slot, keys.hashes[row]) else {
            rows[row] = 0
            continue
        }
        let found = slotRow(slot)
        rows[row] = found.groupHash == keys.hashes[row] ? UInt(bitPattern: found) : 0
    }
    for row in 0..<keys.count {
        let cells = keys.words + row &* shape.wordCount
        if let found = UnsafeMutableRawPointer(bitPattern: rows[row]), found.nulls == keys.nulls[row],
            shape.areEqual(found, cells)
        {
            continue
        }
        let head = heads[table.map { Int($0[row]) } ?? 0].pointee
        let found = shape.search(head, cells, nulls: keys.nulls[row], hash: keys.hashes[row]).row
        rows[row] = UInt(bitPattern: found)
    }
}
