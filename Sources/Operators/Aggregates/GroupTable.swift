/// The groups of one window (or of an unwindowed query) in memory: an open-addressing hash table over rows that never
/// move.
///
/// ```
///  slots    | salt 16 | address 48 |  0 = empty; linear probing, at most 5/8 full
///                        │
///  chunks   [ row row row ... ] [ row row ... ]     16, 32, 64 ... 4096 rows, `StateLayout.stride` bytes each
///                        │
///  arena    long strings of keys and of min/max
/// ```
package final class GroupTable {
    let layout: StateLayout
    private(set) var slots: UnsafeMutablePointer<UInt64>
    private(set) var slotCount: Int
    /// Groups in the table.
    package private(set) var count = 0
    private(set) var chunks: [(start: UnsafeMutableRawPointer, rows: Int)] = []
    private var nextRow: UnsafeMutableRawPointer?
    private var rowsLeft = 0
    var arena = Arena(blockBytes: 1 << 14)
    private var chunkBytes = 0

    static let firstChunkRows = 16
    static let chunkRowsMax = 4096

    package init(layout: StateLayout) {
        self.layout = layout
        slotCount = 32
        slots = .allocate(capacity: slotCount)
        slots.initialize(repeating: 0, count: slotCount)
    }

    deinit {
        slots.deallocate()
        for chunk in chunks { chunk.start.deallocate() }
    }

    /// Memory taken, in bytes.
    package var byteCount: Int { slotCount * 8 + chunkBytes + arena.allocatedBytes }

    /// A new row with the given slot value's salt, zeroed but for what the caller writes.
    func newRow() -> GroupRow {
        if rowsLeft == 0 { addChunk() }
        guard let row = nextRow else { preconditionFailure("a chunk without rows") }
        nextRow = row + layout.stride
        rowsLeft -= 1
        count += 1
        return row
    }

    private func addChunk() {
        let rows = min(GroupTable.chunkRowsMax, GroupTable.firstChunkRows << min(chunks.count, 8))
        let start = UnsafeMutableRawPointer.allocate(byteCount: rows * layout.stride, alignment: 64)
        start.initializeMemory(as: UInt8.self, repeating: 0, count: rows * layout.stride)
        chunks.append((start, rows))
        chunkBytes += rows * layout.stride
        nextRow = start
        rowsLeft = rows
    }

    /// Calls `body` with every row, in order of insertion.
    @inline(__always)
    func forEachRow<Failure: Error>(_ body: (GroupRow) throws(Failure) -> Void) throws(Failure) {
        var left = count
        for chunk in chunks {
            let rows = min(left, chunk.rows)
            var row = chunk.start
            for _ in 0..<rows {
                try body(row)
                row += layout.stride
            }
            left -= rows
        }
    }

    /// Doubles the slots when they are full beyond 5/8.
    func growIfFull() {
        if count * 8 > slotCount * 5 { resize(slotCount * 2) }
    }

    private func resize(_ wanted: Int) {
        slots.deallocate()
        slotCount = wanted
        slots = .allocate(capacity: wanted)
        slots.initialize(repeating: 0, count: wanted)
        let mask = UInt64(wanted - 1)
        let slots = slots
        forEachRow { row in
            var index = row.groupHash & mask
            while slots[Int(index)] != 0 { index = (index &+ 1) & mask }
            slots[Int(index)] = slotValue(row, row.groupHash)
        }
    }
}

/// The slot of a row: its address, and 16 bits of the hash that the position does not use.
@inline(__always)
func slotValue(_ row: GroupRow, _ hash: UInt64) -> UInt64 {
    UInt64(UInt(bitPattern: row)) | (hash & 0xFFFF_0000_0000_0000)
}

/// The row in a slot that is not empty.
@inline(__always)
func slotRow(_ slot: UInt64) -> GroupRow {
    UnsafeMutableRawPointer(bitPattern: UInt(slot & 0x0000_FFFF_FFFF_FFFF)).unsafelyUnwrapped
}
