import Glibc

/// A table's groups by the codes of their keys: what a look-up without a hash reads. A group may be missing.
struct DirectRows: BitwiseCopyable {
    /// For each code the address of its group's row, 0 for none; nil before it is worth its memory.
    private(set) var rows: UnsafeMutablePointer<UInt>?
    private var codeCount = 0
    /// Of the codes.
    private var version = 0
    /// Rows of batches that came without it.
    private var lookups = 0

    /// Codes that an array may have in any case, and how many for each group beyond that.
    private static let codesMin = 1024
    private static let codesPerGroup = 8

    var byteCount: Int { rows == nil ? 0 : codeCount * 8 }

    /// Forgets an array of other codes.
    mutating func keep(version: Int) {
        if version == self.version { return }
        free()
        self.version = version
    }

    /// Counts rows that had to be found otherwise. The array is made when clearing it is little beside that, and when
    /// it is not much larger than the groups.
    mutating func note(lookups: Int, codeCount: Int, groups: Int) {
        self.lookups += lookups
        guard rows == nil, self.lookups * 4 >= codeCount,
            codeCount <= max(DirectRows.codesMin, groups * DirectRows.codesPerGroup)
        else { return }
        self.codeCount = codeCount
        rows = GroupMemory.allocate(codeCount * 8).bindMemory(to: UInt.self, capacity: codeCount)
    }

    /// Forgets the rows and keeps the memory.
    func clear() {
        if let rows { memset(rows, 0, codeCount * 8) }
    }

    mutating func free() {
        if let rows { GroupMemory.free(rows, codeCount * 8) }
        rows = nil
        lookups = 0
    }
}

/// The groups of one window on one lane, for look-ups by code.
struct DirectTable: BitwiseCopyable {
    /// Where the table's `DirectRows` lie, or a 0 where it has none.
    let rows: UnsafePointer<UInt>
    /// Which bits of a code count: all of them, or none.
    let mask: UInt32
    /// The table's number in the batch.
    let number: Int32
}

/// Windows that rows of a batch have met, and their tables: one of each lane.
struct DirectWindows: BitwiseCopyable {
    static let countMax = 32

    let ends: UnsafeMutablePointer<Int64>
    let tables: UnsafeMutablePointer<DirectTable>
    /// A 0: what a table without an array finds.
    let nothing: UnsafeMutablePointer<UInt>
    let laneCount: Int
    var count = 0

    init(laneCount: Int) {
        self.laneCount = laneCount
        ends = .allocate(capacity: DirectWindows.countMax)
        tables = .allocate(capacity: DirectWindows.countMax * laneCount)
        nothing = .allocate(capacity: 1)
        nothing.initialize(to: 0)
    }

    func free() {
        ends.deallocate()
        tables.deallocate()
        nothing.deallocate()
    }

    /// The tables of the window that ends then; nil for one not met.
    @inline(__always)
    func tables(end: Int64) -> UnsafePointer<DirectTable>? {
        for index in 0..<count where ends[index] == end { return UnsafePointer(tables + index &* laneCount) }
        return nil
    }
}

/// The codes of a batch, and the ends of its rows' windows.
struct CodedRows: BitwiseCopyable {
    let codes: UnsafePointer<UInt32>
    /// For each code its lane.
    let lanes: UnsafePointer<UInt8>
    let ends: UnsafePointer<Int64>?
    let count: Int

    @inline(__always)
    func end(_ row: Int) -> Int64 { ends.map { $0[row] } ?? 0 }
}

/// Fills groups, 0 for missing ones, and tables' numbers from a row on; gives the first row whose window was not met,
/// or the end. `missing` grows by the rows without a group.
// hot: loop
@inline(never)
func findDirect(
    _ rows: CodedRows, _ windows: DirectWindows, from first: Int, into groups: UnsafeMutablePointer<UInt>,
    tables: UnsafeMutablePointer<Int32>, missing: inout Int
) -> Int {
    var end = rows.end(first)
    guard var ofWindow = windows.tables(end: end) else { return first }
    var row = first
    var unfound = 0
    while row < rows.count {
        if rows.end(row) != end {
            end = rows.end(row)
            guard let other = windows.tables(end: end) else { break }
            ofWindow = other
        }
        let code = rows.codes[row]
        let table = ofWindow[Int(rows.lanes[Int(code)])]
        let group = table.rows[Int(code & table.mask)]
        tables[row] = table.number
        groups[row] = group
        unfound &+= group == 0 ? 1 : 0
        row &+= 1
    }
    missing &+= unfound
    return row
}

/// Lists the rows without a group; `list` has room for one more than there are.
// hot: loop
@inline(never)
func listMissing(_ groups: UnsafePointer<UInt>, _ count: Int, into list: UnsafeMutablePointer<Int32>) {
    var listed = 0
    for row in 0..<count {
        list[listed] = Int32(truncatingIfNeeded: row)
        listed &+= groups[row] == 0 ? 1 : 0
    }
}

/// Rows that were found without their codes, by their place in a list.
struct FoundRows: BitwiseCopyable {
    let list: UnsafePointer<Int32>
    let count: Int
    let groups: UnsafePointer<UInt>
    let tables: UnsafePointer<Int32>
    let spread: UnsafePointer<UInt64>
}

/// Counts a batch's rows by table.
// hot: loop
@inline(never)
func countRows(_ found: FoundRows, into counts: UnsafeMutablePointer<Int>) {
    for index in 0..<found.count { counts[Int(found.tables[index])] &+= 1 }
}

/// Brings groups to their rows in the batch, and to their codes in the tables that have them.
// hot: loop
@inline(never)
func spreadFound(
    _ found: FoundRows, codes: UnsafePointer<UInt32>, lanes: UnsafeMutablePointer<UInt8>,
    laneOfGroup: UnsafePointer<UInt8>, direct: UnsafePointer<UnsafeMutablePointer<UInt>?>,
    into groups: UnsafeMutablePointer<UInt>, tables: UnsafeMutablePointer<Int32>
) {
    for index in 0..<found.count {
        let row = Int(found.list[index])
        let table = found.tables[index]
        groups[row] = found.groups[index]
        tables[row] = table
        lanes[Int(codes[row])] = laneOfGroup[Int(found.spread[index] &>> 57)]
        if let rows = direct[Int(table)] { rows[Int(codes[row])] = found.groups[index] }
    }
}
