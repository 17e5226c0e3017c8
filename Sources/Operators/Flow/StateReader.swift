import StateStore

/// Reads the groups of one aggregate table out of the store, as result rows: for tools, not for running jobs.
package struct StateReader {
    /// One group: its window, its key columns and its aggregates, each of one row.
    package struct Group {
        package let windowStart: Int64
        package let windowEnd: Int64
        package let keys: [Column]
        package let aggregates: [Column]
    }

    private let layout: StateLayout

    package init(layout: StateLayout) {
        self.layout = layout
    }

    /// The key columns of a whole state key.
    package func keys(_ key: UnsafeRawBufferPointer) throws(OperatorError) -> [Column] {
        try keys(ofGroup: StateKey.groupKey(of: key))
    }

    /// The key columns of a group key: what stands behind the prefix of a state key.
    package func keys(ofGroup key: UnsafeRawBufferPointer) throws(OperatorError) -> [Column] {
        let table = GroupTable(layout: layout)
        // The row lies in the table's memory.
        defer { withExtendedLifetime(table) {} }
        var decoder = KeyDecoder(layout: layout)
        try decoder.decode(key, arena: table.arena)
        let row = table.findOrInsert(decoder.words, nulls: decoder.nulls, hash: 0, spread: 0, newFlags: 0)
        return GroupRows(layout: layout, rows: [row], arenas: [table.arena]).keyColumns()
    }

    /// Takes one entry apart. Throws for bytes that are not of this layout.
    package func group(key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) throws(OperatorError) -> Group {
        let table = GroupTable(layout: layout)
        // The row lies in the table's memory.
        defer { withExtendedLifetime(table) {} }
        var decoder = KeyDecoder(layout: layout)
        try decoder.decode(StateKey.groupKey(of: key), arena: table.arena)
        let row = table.findOrInsert(
            decoder.words, nulls: decoder.nulls, hash: 0, spread: 0, newFlags: 0)
        let scratch = UnsafeMutableRawPointer.allocate(byteCount: layout.stride, alignment: 16)
        defer { scratch.deallocate() }
        scratch.initializeMemory(as: UInt8.self, repeating: 0, count: layout.stride)
        let start = try RowCodec(layout: layout).decode(value, into: scratch)
        for field in layout.fields { field.combine(into: row, scratch, arena: table.arena) }
        let rows = GroupRows(layout: layout, rows: [row], arenas: [table.arena])
        var failures: [GroupRows.Failure] = []
        let aggregates = rows.aggregateColumns(&failures)
        return Group(
            windowStart: start, windowEnd: StateKey.windowEnd(of: key), keys: rows.keyColumns(),
            aggregates: aggregates)
    }
}
