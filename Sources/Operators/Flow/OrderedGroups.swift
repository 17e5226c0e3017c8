import StateStore

/// Rows of one window in the order of their keys on disk, made for one key group after the other: a key group's keys
/// and rows fit the processor's cache, and no others' keys are in memory.
///
/// ```
///  table   row row row row row row ...        as inserted
///            └───┬──────┘
///  rows    [ group 0 | group 1 | ... 127 ]    pointers, one counting pass
///  bytes     | key value | key value | ...    of group 1, each row visited once
///  sorted      pointers into bytes
/// ```
struct OrderedGroups: ~Copyable {
    private let layout: StateLayout
    private let table: TableID
    private let windowEnd: Int64
    /// Pointers to rows, by key group; group g's are `starts[g] ..< starts[g + 1]`.
    private let rows: UnsafeMutableBufferPointer<GroupRow>
    private var starts: [Int]
    private var group = -1
    private var keyWriter = KeyWriter()
    private var bytes = ByteBuffer(capacity: 1 << 12)
    /// Where each key ends, and the value behind it.
    private var ends: [(key: Int, value: Int)] = []
    private var sorted: [SortKey] = []
    private var scratch: [SortKey] = []
    private var next = 0
    /// See `touchLines`.
    private var linesTouched: UInt64 = 0

    /// The rows of a window's table, or those with a flag.
    init(_ groups: GroupTable, _ table: TableID, windowEnd: Int64, having flag: UInt64? = nil) {
        layout = groups.layout
        self.table = table
        self.windowEnd = windowEnd
        let wanted = flag ?? 0
        var starts = [Int](repeating: 0, count: KeyGroup.count + 1)
        groups.forEachRow { row in
            if row.head & wanted == wanted { starts[Int(row.keyGroupNumber) + 1] += 1 }
        }
        for group in 0..<KeyGroup.count { starts[group + 1] += starts[group] }
        let rows = UnsafeMutableBufferPointer<GroupRow>.allocate(capacity: starts[KeyGroup.count])
        var places = starts
        groups.forEachRow { row in
            guard row.head & wanted == wanted else { return }
            let group = Int(row.keyGroupNumber)
            rows.initializeElement(at: places[group], to: row)
            places[group] += 1
        }
        self.rows = rows
        self.starts = starts
    }

    deinit { rows.deallocate() }

    /// Rows in all key groups.
    var rowCount: Int { rows.count }

    /// Rows of the key group that was loaded last.
    var count: Int { sorted.count }

    /// The whole state key at a position of the key group that was loaded last; valid until the next is loaded.
    @inline(__always)
    func key(_ position: Int) -> UnsafeRawBufferPointer { sorted[position].bytes }

    /// The row at a position of the key group that was loaded last.
    @inline(__always)
    func row(_ position: Int) -> GroupRow { rows[starts[group] + Int(sorted[position].index)] }

    /// What `loadGroup` wrote as the value at a position; valid until the next is loaded.
    @inline(__always)
    func value(_ position: Int) -> UnsafeRawBufferPointer {
        let (start, end) = ends[Int(sorted[position].index)]
        return UnsafeRawBufferPointer(rebasing: bytes.bytes[start..<end])
    }

    /// Loads the next key group that has rows; false after the last. `writeValue` may append each row's value, and is
    /// the only visit to the row.
    @inline(__always)
    mutating func loadGroup(_ writeValue: (GroupRow, inout ByteBuffer) -> Void = { _, _ in }) -> Bool {
        repeat {
            group += 1
            if group >= KeyGroup.count {
                group = KeyGroup.count - 1
                sorted.removeAll(keepingCapacity: true)
                return false
            }
        } while starts[group] == starts[group + 1]
        let prefix = StateKey.Prefix(table: table, windowEnd: windowEnd, group: KeyGroup(UInt8(group)))
        bytes.reset()
        ends.removeAll(keepingCapacity: true)
        let range = starts[group]..<starts[group + 1]
        for index in range {
            if (index - range.lowerBound) % 64 == 0 {
                let ahead = UnsafeMutableBufferPointer(rebasing: rows[index..<min(index + 64, range.upperBound)])
                linesTouched &+= touchLines(ahead, stride: layout.stride)
            }
            keyWriter.reset(to: prefix)
            layout.encodeKey(rows[index], into: &keyWriter)
            bytes.append(keyWriter.bytes)
            let keyEnd = bytes.count
            writeValue(rows[index], &bytes)
            ends.append((keyEnd, bytes.count))
        }
        sort()
        return true
    }

    private mutating func sort() {
        sorted.removeAll(keepingCapacity: true)
        guard let base = bytes.bytes.baseAddress else { return }
        var start = 0
        for (index, end) in ends.enumerated() {
            sorted.append(SortKey(base + start, count: end.key - start, index: index))
            start = end.value
        }
        if scratch.count < sorted.count { scratch = sorted }
        sorted.withUnsafeMutableBufferPointer { keys in
            scratch.withUnsafeMutableBufferPointer { radixSort(keys, scratch: $0) }
        }
    }

    // One row after the other, over all key groups.

    /// The row that is next in key order, and its key; nil after the last.
    mutating func peek() -> (key: UnsafeRawBufferPointer, row: GroupRow)? {
        if next == sorted.count {
            next = 0
            guard loadGroup() else { return nil }
        }
        return (key(next), row(next))
    }

    /// Goes on to the row after the one that `peek` gave.
    mutating func skip() { next += 1 }
}

/// Reads a word of each cache line of some rows, which lie anywhere in memory: the processor waits for all of them at
/// once, and not for one after the other when they are written.
///
/// The sum means nothing; it is there so that the reads are not left out.
@inline(never)
func touchLines(_ rows: UnsafeMutableBufferPointer<GroupRow>, stride: Int) -> UInt64 {
    var sum: UInt64 = 0
    for row in rows {
        for offset in Swift.stride(from: 0, to: stride, by: 64) {
            sum &+= (row + offset).load(as: UInt64.self)
        }
    }
    return sum
}
