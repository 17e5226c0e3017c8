import Glibc

/// The groups of one window (or of an unwindowed query) in memory: an open-addressing hash table over rows that never
/// move.
///
/// ```
///  slots    | salt 16 | address 48 |  0 = empty; linear probing, at most 5/8 full
///                        │
///  chunks   [ row row row ... ] [ row row ... ]     16, 32, 64 ... rows, then pieces of the operator's pool
///                        │
///  arena    long strings of keys and of min/max
/// ```
package final class GroupTable {
    let layout: StateLayout
    /// Where the slots are; its address stays the same for the table's life.
    let head: UnsafeMutablePointer<TableHead>
    /// Groups in the table.
    package private(set) var count = 0
    /// The first ones hold `count` rows; the others are kept from before a reset.
    private(set) var chunks: [(start: UnsafeMutableRawPointer, rows: Int)] = []
    private var chunksInUse = 0
    private var nextRow: UnsafeMutableRawPointer?
    private var rowsLeft = 0
    var arena = Arena(blockBytes: 1 << 14)
    private var chunkBytes = 0
    /// Where large chunks come from; nil for a table that is not there for long.
    private let pool: GroupPool?
    private let pieceRows: Int
    /// Groups that the table may come to have: what one like it had.
    private let expected: Int
    /// Groups by the codes of their keys.
    var direct = DirectRows()

    static let firstChunkRows = 16
    static let chunkRowsMax = 4096

    package convenience init(layout: StateLayout) { self.init(layout: layout, pool: nil) }

    init(layout: StateLayout, pool: GroupPool?, expected: Int = 0) {
        self.layout = layout
        self.pool = pool
        self.expected = expected
        pieceRows = GroupPool.pieceBytes / layout.stride
        head = .allocate(capacity: 1)
        head.initialize(to: TableHead(slotCount: 64))
    }

    deinit {
        head.pointee.free()
        head.deallocate()
        direct.free()
        for chunk in chunks {
            if isPiece(chunk) { pool?.give(chunk.start) } else { GroupMemory.free(chunk.start, bytes(chunk)) }
        }
    }

    /// Memory taken, in bytes.
    package var byteCount: Int { head.pointee.slotCount * 8 + direct.byteCount + chunkBytes + arena.allocatedBytes }

    /// A new row, zeroed.
    func newRow() -> GroupRow {
        if rowsLeft == 0 { nextChunk() }
        guard let row = nextRow else { preconditionFailure("a chunk without rows") }
        nextRow = row + layout.stride
        rowsLeft -= 1
        count += 1
        memset(row, 0, layout.stride)
        return row
    }

    @inline(never)
    private func nextChunk() {
        if chunksInUse == chunks.count { addChunk() }
        (nextRow, rowsLeft) = chunks[chunksInUse]
        chunksInUse += 1
    }

    private func addChunk() {
        let wanted = min(GroupTable.chunkRowsMax, GroupTable.firstChunkRows << min(chunks.count, 8))
        if let pool, wanted >= pieceRows, pieceRows > 0 {
            chunks.append((pool.take(), pieceRows))
            chunkBytes += GroupPool.pieceBytes
        } else {
            chunks.append((GroupMemory.allocate(wanted * layout.stride), wanted))
            chunkBytes += wanted * layout.stride
        }
    }

    private func isPiece(_ chunk: (start: UnsafeMutableRawPointer, rows: Int)) -> Bool {
        pool != nil && chunk.rows == pieceRows
    }

    private func bytes(_ chunk: (start: UnsafeMutableRawPointer, rows: Int)) -> Int { chunk.rows * layout.stride }

    /// Forgets all groups and keeps the memory of their rows.
    func reset() {
        memset(head.pointee.slots, 0, head.pointee.slotCount * 8)
        direct.clear()
        count = 0
        chunksInUse = 0
        rowsLeft = 0
        if arena.allocatedBytes > 0 { arena = Arena(blockBytes: 1 << 14) }
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

    /// A place among the rows of a table that does not change.
    struct Cursor {
        fileprivate var chunk = 0
        fileprivate var row = 0
        fileprivate var seen = 0
    }

    /// The next rows, at most so many, in order of insertion; none at the end.
    func rows(_ count: Int, from cursor: inout Cursor) -> [GroupRow] {
        var rows: [GroupRow] = []
        rows.reserveCapacity(min(count, self.count - cursor.seen))
        while rows.count < count && cursor.seen < self.count {
            let chunk = chunks[cursor.chunk]
            let part = min(count - rows.count, chunk.rows - cursor.row, self.count - cursor.seen)
            for index in cursor.row..<(cursor.row + part) { rows.append(chunk.start + index * layout.stride) }
            cursor.seen += part
            cursor.row += part
            if cursor.row == chunk.rows {
                cursor.chunk += 1
                cursor.row = 0
            }
        }
        return rows
    }

    /// Copies all rows, side by side in order of insertion.
    func copyRows(to target: UnsafeMutableRawPointer) {
        var left = count
        var at = target
        for chunk in chunks where left > 0 {
            let rows = min(left, chunk.rows)
            memcpy(at, chunk.start, rows * layout.stride)
            at += rows * layout.stride
            left -= rows
        }
    }

    /// Doubles the slots when they are full beyond 5/8.
    @inline(__always)
    func growIfFull() {
        if count * 8 > head.pointee.slotCount * 5 { grow() }
    }

    /// A table that is no longer small becomes at once as large as those before it were.
    @inline(never)
    private func grow() {
        var wanted = head.pointee.slotCount * 2
        if count >= GroupTable.chunkRowsMax {
            while expected * 8 > wanted * 5 { wanted *= 2 }
        }
        resize(wanted)
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
