import StateStore

/// Memory for the rows of one batch on their way to their groups.
final class BatchRoom {
    /// A window of one lane's groups that rows of this batch belong to.
    struct Known: BitwiseCopyable {
        var end: Int64 = 0
        var lane: Int32 = 0
        /// Its table in the batch's list; -1 for an entry that is not used.
        var number: Int32 = -1
    }

    static let knownCount = 32

    private(set) var capacity = 0
    /// For each row its group.
    private(set) var groups: UnsafeMutablePointer<GroupRow>
    /// For each row the number of its table.
    private(set) var tables: UnsafeMutablePointer<Int32>
    private var next: UnsafeMutablePointer<Int32>
    private var ends: UnsafeMutablePointer<Int32>
    private var endsCapacity = 1
    let known: UnsafeMutablePointer<Known>
    /// For each key group the lane that owns it.
    let lanes: UnsafeMutablePointer<UInt8>

    init(laneCount: Int) {
        groups = .allocate(capacity: 1)
        tables = .allocate(capacity: 1)
        next = .allocate(capacity: 1)
        ends = .allocate(capacity: 1)
        known = .allocate(capacity: BatchRoom.knownCount)
        known.initialize(repeating: Known(), count: BatchRoom.knownCount)
        lanes = .allocate(capacity: KeyGroup.count)
        for group in 0..<KeyGroup.count { lanes[group] = UInt8(KeyGroup(UInt8(group)).lane(of: laneCount)) }
    }

    deinit {
        groups.deallocate()
        tables.deallocate()
        next.deallocate()
        ends.deallocate()
        known.deallocate()
        lanes.deallocate()
    }

    func grow(_ count: Int) {
        groups.deallocate()
        tables.deallocate()
        next.deallocate()
        capacity = count
        groups = .allocate(capacity: count)
        tables = .allocate(capacity: count)
        next = .allocate(capacity: count)
    }

    /// Empty lists of rows, one a table.
    func lists(_ tableCount: Int) -> RowLists {
        if tableCount * 2 > endsCapacity {
            ends.deallocate()
            endsCapacity = tableCount * 2
            ends = .allocate(capacity: endsCapacity)
        }
        ends.update(repeating: -1, count: tableCount * 2)
        return RowLists(next: next, firsts: ends, lasts: ends + tableCount)
    }

    /// Where a window of a lane's groups is kept in `known`.
    @inline(__always)
    static func place(_ end: Int64, _ lane: Int32) -> Int {
        let mixed = (UInt64(bitPattern: end) ^ UInt64(UInt32(bitPattern: lane))) &* 0x9e37_79b9_7f4a_7c15
        return Int(mixed &>> 59)
    }
}

/// Rows of a batch in lists, one for each table, in the rows' order; -1 ends a list.
struct RowLists: BitwiseCopyable {
    let next: UnsafeMutablePointer<Int32>
    let firsts: UnsafeMutablePointer<Int32>
    let lasts: UnsafeMutablePointer<Int32>

    @inline(__always)
    func append(_ row: Int, to table: Int32) {
        let number = Int(table)
        let last = lasts[number]
        next[row] = -1
        if last < 0 {
            firsts[number] = Int32(truncatingIfNeeded: row)
        } else {
            next[Int(last)] = Int32(truncatingIfNeeded: row)
        }
        lasts[number] = Int32(truncatingIfNeeded: row)
    }
}

/// What decides a row's table: its window's end, and the lane that owns its key group.
struct WindowRows: BitwiseCopyable {
    let ends: UnsafePointer<Int64>?
    let spread: UnsafePointer<UInt64>
    let lanes: UnsafePointer<UInt8>
    let count: Int

    @inline(__always)
    func end(_ row: Int) -> Int64 { ends.map { $0[row] } ?? 0 }

    @inline(__always)
    func lane(_ row: Int) -> Int32 { Int32(lanes[Int(spread[row] &>> 57)]) }
}

/// Fills the tables' numbers from a row on; the first row whose table is not known, or the count.
// hot: loop
@inline(never)
func assignKnown(
    _ rows: WindowRows, _ known: UnsafePointer<BatchRoom.Known>, from first: Int,
    into tables: UnsafeMutablePointer<Int32>
) -> Int {
    for row in first..<rows.count {
        let end = rows.end(row)
        let lane = rows.lane(row)
        let entry = known[BatchRoom.place(end, lane)]
        guard entry.number >= 0, entry.end == end, entry.lane == lane else { return row }
        tables[row] = entry.number
    }
    return rows.count
}

/// Lists the rows whose group is not known.
// hot: loop
@inline(never)
func linkMissing(
    _ rows: UnsafePointer<UInt>, _ tables: UnsafePointer<Int32>, _ count: Int, _ lists: RowLists
) {
    for row in 0..<count where rows[row] == 0 { lists.append(row, to: tables[row]) }
}

/// Sets flags in the groups of a batch, and lists the rows whose group wants more than that: one with none of the flags
/// in `unless`, and one with a flag in `or`.
// hot: loop
@inline(never)
func linkFresh(
    _ groups: UnsafePointer<GroupRow>, _ tables: UnsafePointer<Int32>, _ count: Int, marks: UInt64, unless: UInt64,
    or others: UInt64, _ lists: RowLists
) {
    for row in 0..<count {
        let head = groups[row].head
        if head & others != 0 || (unless != 0 && head & unless == 0) {
            lists.append(row, to: tables[row])
        } else if head & marks != marks {
            groups[row].head = head | marks
        }
    }
}
