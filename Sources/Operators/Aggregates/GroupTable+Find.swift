import Glibc

extension GroupTable {
    /// The row of the group with these cells, made when it is new.
    ///
    /// `cells` has 2 words a key column; long strings are copied when the group is new.
    @inline(__always)
    func findOrInsert(
        _ cells: UnsafePointer<UInt64>, nulls: UInt64, hash: UInt64, spread: UInt64, newFlags: UInt64
    ) -> GroupRow {
        let mask = UInt64(slotCount &- 1)
        let salt = hash & 0xFFFF_0000_0000_0000
        var index = hash & mask
        while true {
            let slot = slots[Int(index)]
            if slot == 0 { break }
            if slot & 0xFFFF_0000_0000_0000 == salt {
                let row = slotRow(slot)
                if row.nulls == nulls && keysEqual(row, cells) { return row }
            }
            index = (index &+ 1) & mask
        }
        return insert(cells, nulls: nulls, hash: hash, spread: spread, newFlags: newFlags, at: Int(index))
    }

    /// The row of the group with these cells, if there is one.
    func find(_ cells: UnsafePointer<UInt64>, nulls: UInt64, hash: UInt64) -> GroupRow? {
        let mask = UInt64(slotCount &- 1)
        let salt = hash & 0xFFFF_0000_0000_0000
        var index = hash & mask
        while slots[Int(index)] != 0 {
            let slot = slots[Int(index)]
            if slot & 0xFFFF_0000_0000_0000 == salt {
                let row = slotRow(slot)
                if row.nulls == nulls && keysEqual(row, cells) { return row }
            }
            index = (index &+ 1) & mask
        }
        return nil
    }

    @inline(__always)
    private func keysEqual(_ row: GroupRow, _ cells: UnsafePointer<UInt64>) -> Bool {
        let own = (row + layout.prefixBytes).assumingMemoryBound(to: UInt64.self)
        var word = 0
        let words = layout.keyTypes.count &* 2
        while word < words {
            if own[word] != cells[word] { return false }
            if own[word &+ 1] != cells[word &+ 1] {
                if !longEqual(own + word, cells + word, column: word &>> 1) { return false }
            }
            word &+= 2
        }
        return true
    }

    /// Whether two cells whose second words differ are pointers to equal strings.
    private func longEqual(
        _ a: UnsafePointer<UInt64>, _ b: UnsafePointer<UInt64>, column: Int
    ) -> Bool {
        guard KeyCells.isBytes(layout.keyTypes[column]) else { return false }
        let count = Int(a[0] & 0xFFFF_FFFF)
        guard count > StringView.inlineMax, let p = UnsafeRawPointer(bitPattern: UInt(a[1])),
            let q = UnsafeRawPointer(bitPattern: UInt(b[1]))
        else { return false }
        return memcmp(p, q, count) == 0
    }

    private func insert(
        _ cells: UnsafePointer<UInt64>, nulls: UInt64, hash: UInt64, spread: UInt64, newFlags: UInt64, at index: Int
    ) -> GroupRow {
        let row = newRow()
        row.head = newFlags | (spread >> 57) << 8 | nulls << 16
        row.groupHash = hash
        let own = (row + layout.prefixBytes).assumingMemoryBound(to: UInt64.self)
        for column in layout.keyTypes.indices {
            own[column * 2] = cells[column * 2]
            own[column * 2 + 1] = cells[column * 2 + 1]
            let count = Int(cells[column * 2] & 0xFFFF_FFFF)
            guard KeyCells.isBytes(layout.keyTypes[column]), count > StringView.inlineMax,
                let source = UnsafeRawPointer(bitPattern: UInt(cells[column * 2 + 1]))
            else { continue }
            let copy = arena.allocate(count)
            memcpy(copy, source, count)
            own[column * 2 + 1] = UInt64(UInt(bitPattern: copy))
        }
        slots[index] = slotValue(row, hash)
        growIfFull()
        return row
    }
}
