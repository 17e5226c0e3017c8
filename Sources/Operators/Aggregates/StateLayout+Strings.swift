// Rows that travel or are written as they lie in memory: a pointer to a string becomes an offset among the strings.

extension StateLayout {
    /// Calls `body` with each cell of a row, of a key or a field, that points to bytes outside it, and whether these
    /// are a list.
    @inline(__always)
    func forEachString(_ row: GroupRow, _ body: (UnsafeMutableRawPointer, Bool) -> Void) {
        for column in 0..<keyTypes.count where keyShape.byteColumns & (1 &<< UInt64(column)) != 0 {
            let cell = row + prefixBytes + column * 16
            if row.nulls & (1 &<< UInt64(column)) == 0 && cell.view.count > StringView.inlineMax { body(cell, false) }
        }
        for index in byteFields where row.seen & fields[index].bit != 0 {
            let cell = row + fields[index].offset
            if fields[index].isList || cell.view.count > StringView.inlineMax { body(cell, fields[index].isList) }
        }
    }

    /// Rows have cells that may point to bytes outside them.
    var hasStrings: Bool { hasByteFields || keyShape.byteColumns != 0 }

    /// Offsets among the strings behind the rows become pointers; false when one lies outside them.
    func adoptStrings(_ rows: UnsafeMutableRawPointer, _ count: Int, _ size: Int) -> Bool {
        let strings = rows + count * stride
        var isGood = true
        for index in 0..<count {
            forEachString(rows + index * stride) { cell, isList in
                let offset = cell.load(fromByteOffset: 8, as: UInt64.self)
                guard offset <= UInt64(size), cell.view.count <= size - Int(offset) else {
                    isGood = false
                    return
                }
                cell.storeBytes(of: UInt(bitPattern: strings + Int(offset)), toByteOffset: 8, as: UInt.self)
                if isList && !ElementList(cell).adoptForeign() { isGood = false }
            }
        }
        return isGood
    }
}
