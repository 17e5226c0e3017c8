import StateStore

/// A checkpoint's runs of one aggregate in the making: what had changed at a boundary is written a slice at a time,
/// while rows of the next epoch are folded already.
///
/// ```
///  table    row row row row ...          a flag says: changed before the boundary, not written yet
///   collect   │                          pointers to such rows, by key group
///   encode    └─► | key value | ... ◄─┐  one key group's rows; the flag goes
///   write         sorted, into a run  │
///                                     └─ a row that the next epoch changes first, saved as it was
/// ```
final class SealSlices {
    private let store: StateStore
    /// Those that are not written yet.
    private var windows: [WindowSlices]
    private var run: RunBuilder?
    private var finished: [OpenRun] = []
    private var buffer = SealBuffer()
    private var block: GroupBlockWriter
    private var keyWriter = KeyWriter()
    /// Groups in the present run.
    private var groupCount = 0

    /// From so many groups on a window has a file of its own, which is dropped with it.
    private static let ownRunGroupsMin = 4096

    /// `frozen` are not in use any more, and their memory goes when they are written.
    init(
        frozen: [WindowGroups], _ windows: [WindowGroups], _ table: TableID, _ codec: RowCodec, flag: UInt64,
        store: StateStore
    ) {
        self.store = store
        block = GroupBlockWriter(codec.layout)
        let own = windows.map { WindowSlices($0, table, codec, flag: flag, isFrozen: false) }
        for slices in own { slices.window.sealing = slices }
        self.windows = (frozen.map { WindowSlices($0, table, codec, flag: flag, isFrozen: true) } + own).reversed()
    }

    /// Bytes that the work takes beside the groups.
    var byteCount: Int { windows.reduce(0) { $0 + $1.byteCount } }

    /// Writes about so many rows; true when all are written.
    func write(rows: Int) throws(StoreError) -> Bool {
        var left = rows
        while let slices = windows.last {
            guard try step(slices, &left) else { return false }
            slices.window.sealing = nil
            windows.removeLast()
            // Behind frozen windows those in use begin from the front.
            if groupCount >= SealSlices.ownRunGroupsMin || windows.last?.isFrozen != slices.isFrozen { close() }
        }
        close()
        return true
    }

    /// The runs, to be finished on another thread.
    func takeRuns() -> [OpenRun] {
        defer { finished = [] }
        return finished
    }

    private func close() {
        groupCount = 0
        guard let open = run.take() else { return }
        finished.append(OpenRun(open))
    }

    /// Goes on with a window until it is written or nothing is left of the slice; true when it is written.
    private func step(_ slices: WindowSlices, _ left: inout Int) throws(StoreError) -> Bool {
        while true {
            if left <= 0 { return false }
            switch slices.phase {
            case .collecting: left -= slices.collect(rows: left * 4) / 4
            case .encoding(let group, let row) where slices.window.ownBlockRun != nil:
                left -= try writeBlock(slices, group, from: row)
            case .encoding(let group, let row): left -= slices.encode(group, from: row, count: left, &buffer)
            case .writing(let group, let row):
                let end = min(row + left, buffer.count)
                try write(row..<end)
                left -= end - row + 1
                slices.phase =
                    end < buffer.count
                    ? .writing(group: group, row: end) : .encoding(group: group + 1, row: 0)
            case .written: return true
            }
        }
    }

    /// Writes a block of rows; returns how many, at least 1.
    private func writeBlock(_ slices: WindowSlices, _ group: Int, from row: Int) throws(StoreError) -> Int {
        guard let (prefix, first) = slices.fill(&block, group, from: row), block.count > 0 else { return 1 }
        if run == nil { run = try store.newRun() }
        keyWriter.reset(toBlock: prefix, run: slices.window.ownBlockRun ?? 0, part: UInt32(clamping: first))
        try run?.put(key: keyWriter.bytes, value: block.finish(windowStart: slices.window.start))
        groupCount += block.count
        return block.count
    }

    private func write(_ range: Range<Int>) throws(StoreError) {
        if range.isEmpty { return }
        if run == nil { run = try store.newRun() }
        groupCount += range.count
        for index in range {
            let (key, value) = (buffer.key(index), buffer.value(index))
            let bytes = UnsafeRawBufferPointer(rebasing: value[1...])
            switch value[0] {
            case RunEntryKind.put: try run?.put(key: key, value: bytes)
            case RunEntryKind.merge: try run?.merge(key: key, operand: bytes)
            default: try run?.delete(key: key)
            }
        }
    }
}

/// One window's rows on their way into a run.
final class WindowSlices {
    enum Phase {
        case collecting
        case encoding(group: Int, row: Int)
        case writing(group: Int, row: Int)
        case written
    }

    let window: WindowGroups
    /// Nobody else has its table.
    let isFrozen: Bool
    var phase = Phase.collecting
    private let table: TableID
    private let codec: RowCodec
    /// Set in rows that are not written yet.
    private let flag: UInt64
    /// Rows of the table at the boundary, and how many of them were looked at.
    private let rowCount: Int
    private var looked = 0
    private var chunk = 0
    private var rowInChunk = 0
    private var rows: [[GroupRow]] = []
    private var rowsCollected = 0
    /// By key group: rows that changed before they were written.
    private var saved: [SealBuffer?] = []
    private var savedBytes = 0
    private var keyWriter = KeyWriter()
    /// See `touchLines`.
    private var linesTouched: UInt64 = 0

    init(_ window: WindowGroups, _ table: TableID, _ codec: RowCodec, flag: UInt64, isFrozen: Bool) {
        self.window = window
        self.isFrozen = isFrozen
        self.table = table
        self.codec = codec
        self.flag = flag
        rowCount = window.table.count
        rows = Array(repeating: [], count: KeyGroup.count)
        saved = Array(repeating: nil, count: KeyGroup.count)
    }

    var byteCount: Int { rowsCollected * 8 + savedBytes + (isFrozen ? window.table.byteCount : 0) }

    /// Keeps a row as it is: it is about to change.
    func save(_ row: GroupRow) {
        let group = Int(row.keyGroupNumber)
        let buffer = saved[group] ?? SealBuffer()
        saved[group] = buffer
        savedBytes -= buffer.byteCount
        append(row, to: buffer)
        savedBytes += buffer.byteCount
    }

    /// Looks for rows to write among the next ones; returns how many were looked at, at least 4.
    func collect(rows count: Int) -> Int {
        let chunks = window.table.chunks
        let stride = codec.layout.stride
        var left = max(4, min(count, rowCount - looked))
        let looking = left
        while left > 0 && looked < rowCount {
            let (start, size) = chunks[chunk]
            let part = min(left, size - rowInChunk, rowCount - looked)
            var row = start + rowInChunk * stride
            for _ in 0..<part {
                if row.head & flag != 0 {
                    rows[Int(row.keyGroupNumber)].append(row)
                    rowsCollected += 1
                }
                row += stride
            }
            left -= part
            looked += part
            rowInChunk += part
            if rowInChunk == size {
                chunk += 1
                rowInChunk = 0
            }
        }
        if looked == rowCount { phase = .encoding(group: 0, row: 0) }
        return looking
    }

    /// Encodes rows of a key group; returns how many, at least 1. After the last one the buffer holds the whole key
    /// group, those rows too that were saved, and is sorted.
    func encode(_ group: Int, from first: Int, count: Int, _ buffer: inout SealBuffer) -> Int {
        var group = group
        while first == 0 && group < KeyGroup.count && rows[group].isEmpty && saved[group] == nil { group += 1 }
        guard group < KeyGroup.count else {
            phase = .written
            return 1
        }
        if first == 0 { buffer.reset() }
        let end = min(rows[group].count, first + max(1, count))
        let layout = codec.layout
        for index in first..<end {
            if (index - first) % 64 == 0 {
                rows[group].withUnsafeMutableBufferPointer { all in
                    buffer.linesTouched &+= touchLines(
                        UnsafeMutableBufferPointer(rebasing: all[index..<min(index + 64, end)]), stride: layout.stride)
                }
            }
            let row = rows[group][index]
            // Else it was saved.
            if row.has(flag) { append(row, to: buffer) }
        }
        guard end == rows[group].count else {
            phase = .encoding(group: group, row: end)
            return end - first
        }
        if let old = saved[group] {
            buffer.append(contentsOf: old)
            savedBytes -= old.byteCount
            saved[group] = nil
        }
        rowsCollected -= rows[group].count
        rows[group] = []
        buffer.sort()
        phase = .writing(group: group, row: 0)
        return end - first + 1
    }

    /// Fills a block with rows of a key group, from one of them on, where the key group has rows, else the next one
    /// that has; gives the key group and the block's first row. Nil after the last.
    func fill(
        _ block: inout GroupBlockWriter, _ group: Int, from first: Int
    ) -> (prefix: StateKey.Prefix, first: Int)? {
        var group = group
        while group < KeyGroup.count && rows[group].isEmpty { group += 1 }
        guard group < KeyGroup.count else {
            phase = .written
            return nil
        }
        block.reset()
        var end = first
        rows[group].withUnsafeMutableBufferPointer { all in
            while end < all.count && !block.isFull {
                if (end - first) % 64 == 0 {
                    linesTouched &+= touchLines(
                        UnsafeMutableBufferPointer(rebasing: all[end..<min(end + 64, all.count)]),
                        stride: codec.layout.stride)
                }
                block.append(all[end])
                end += 1
            }
        }
        if end == rows[group].count {
            rowsCollected -= end
            rows[group] = []
            phase = .encoding(group: group + 1, row: 0)
        } else {
            phase = .encoding(group: group, row: end)
        }
        return (StateKey.Prefix(table: table, windowEnd: window.end, group: KeyGroup(UInt8(group))), first)
    }

    private func append(_ row: GroupRow, to buffer: SealBuffer) {
        row.clear(flag)
        keyWriter.reset(
            to: StateKey.Prefix(table: table, windowEnd: window.end, group: KeyGroup(row.keyGroupNumber)))
        codec.layout.encodeKey(row, into: &keyWriter)
        let isDelta = row.has(GroupFlag.isDelta)
        buffer.append(key: keyWriter.bytes) { bytes in
            bytes.append(isDelta ? RunEntryKind.merge : RunEntryKind.put)
            codec.encode(row, windowStart: window.start, into: &bytes)
        }
        // What was written must not be written again: the row goes on from nothing.
        if isDelta { codec.layout.reset(row) }
    }
}

/// Keys with their values, one behind the other, and their order.
final class SealBuffer {
    private var bytes = ByteBuffer(capacity: 256)
    /// Where each key ends, and the value behind it.
    private var ends: [(key: Int, value: Int)] = []
    private var sorted: [SortKey] = []
    private var scratch: [SortKey] = []
    /// See `touchLines`.
    var linesTouched: UInt64 = 0

    /// Sorted entries.
    var count: Int { sorted.count }
    var byteCount: Int { bytes.capacity + ends.capacity * 16 }

    func reset() {
        bytes.reset()
        ends.removeAll(keepingCapacity: true)
        sorted.removeAll(keepingCapacity: true)
    }

    @inline(__always)
    func append(key: UnsafeRawBufferPointer, _ writeValue: (inout ByteBuffer) -> Void) {
        bytes.append(key)
        let keyEnd = bytes.count
        writeValue(&bytes)
        ends.append((keyEnd, bytes.count))
    }

    func append(contentsOf other: SealBuffer) {
        let start = bytes.count
        bytes.append(other.bytes.bytes)
        for end in other.ends { ends.append((end.key + start, end.value + start)) }
    }

    /// Puts the entries in the order of their keys; nothing may be appended before the next `reset`.
    func sort() {
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

    @inline(__always)
    func key(_ position: Int) -> UnsafeRawBufferPointer { sorted[position].bytes }

    @inline(__always)
    func value(_ position: Int) -> UnsafeRawBufferPointer {
        let (start, end) = ends[Int(sorted[position].index)]
        return UnsafeRawBufferPointer(rebasing: bytes.bytes[start..<end])
    }
}
