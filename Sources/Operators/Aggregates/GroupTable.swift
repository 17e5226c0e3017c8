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
    /// Where the slots are; its address stays the same for the table's life.
    let head: UnsafeMutablePointer<TableHead>
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
        head = .allocate(capacity: 1)
        head.initialize(to: TableHead(slotCount: 64))
    }

    deinit {
        head.pointee.free()
        head.deallocate()
        for chunk in chunks { GroupMemory.free(chunk.start, chunk.rows * layout.stride) }
    }

    /// Memory taken, in bytes.
    package var byteCount: Int { head.pointee.slotCount * 8 + chunkBytes + arena.allocatedBytes }

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
        let start = GroupMemory.allocate(rows * layout.stride)
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
        if count * 8 > head.pointee.slotCount * 5 { resize(head.pointee.slotCount * 2) }
    }

    private func resize(_ wanted: Int) {
        head.pointee.free()
        head.pointee = TableHead(slotCount: wanted)
        let slots = head.pointee.slots
        let mask = head.pointee.mask
        forEachRow { row in
            var index = row.groupHash & mask
            while slots[Int(index)] != 0 { index = (index &+ 1) & mask }
            slots[Int(index)] = slotValue(row, row.groupHash)
        }
    }
}

/// What a look-up needs of a table, without a reference to it.
struct TableHead: BitwiseCopyable {
    let slots: UnsafeMutablePointer<UInt64>
    /// The number of slots, a power of two, less one.
    let mask: UInt64

    var slotCount: Int { Int(mask) + 1 }

    init(slotCount: Int) {
        slots = GroupMemory.allocate(slotCount * 8).bindMemory(to: UInt64.self, capacity: slotCount)
        mask = UInt64(slotCount - 1)
    }

    func free() { GroupMemory.free(slots, slotCount * 8) }
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
