import Glibc
import StateStore

// A partial block: for each window, its groups' rows as they lie in memory. A pointer to a string is an offset among
// the strings.
//
//     | window start 8 | window end 8 | rows 8 | bytes of strings 8 | row row row ... | strings, to a multiple of 8 |

extension AggregateOperator {
    /// From so many bytes on groups of other lanes go to them before the epoch ends: about what the processor's cache
    /// holds.
    static let partialBytesMin = 1 << 20
    /// Rows that are looked up at a time when partials come in.
    static let absorbRows = 1024
    private static let blockHeadBytes = 32

    /// The partials of groups that other lanes own, one block for each lane (this lane's own is empty).
    package func takePartials() -> [PartialBlock] {
        rowsSinceExchange = 0
        exchangeBytesMin = AggregateOperator.partialBytesMin
        return remote.indices.map { lane in
            let block = encode(remote[lane])
            remote[lane].removeAll { $0.table.count == 0 || $0.byteCount > AggregateOperator.partialBytesMin }
            for window in remote[lane] { window.reset() }
            return block
        }
    }

    /// Partials that go to their owners while rows are still folded: nothing until there are many, and nothing while
    /// rows mostly meet groups that are there already, for then it is less work to send them once. `load` gives what is
    /// on its way to a lane; nil when it shall get no more now.
    package func takeFullPartials(
        bytesMin: Int? = nil, _ load: (Int) -> ExchangeLoad?
    ) -> [(lane: Int, block: PartialBlock)] {
        guard place.laneCount > 1 else { return [] }
        let bytes = remoteBytes
        guard bytes >= bytesMin ?? exchangeBytesMin else { return [] }
        let groups = remote.reduce(0) { sum, windows in windows.reduce(sum) { $0 + $1.table.count } }
        let rows = rowsSinceExchange / place.laneCount * (place.laneCount - 1)
        if bytesMin == nil && rows > groups * 3 {
            exchangeBytesMin = bytes * 2
            return []
        }
        var blocks: [(lane: Int, block: PartialBlock)] = []
        for lane in remote.indices where !remote[lane].isEmpty {
            guard let load = load(lane) else { continue }
            blocks.append((lane, encode(remote[lane], load)))
            for window in remote[lane] { window.reset() }
        }
        if !blocks.isEmpty { rowsSinceExchange = 0 }
        return blocks
    }

    private func encode(_ windows: [WindowGroups], _ load: ExchangeLoad? = nil) -> PartialBlock {
        var size = 0
        var groups = 0
        var strings: [Int] = []
        for window in windows {
            let bytes = stringBytes(window.table)
            strings.append(bytes)
            groups += window.table.count
            size += AggregateOperator.blockHeadBytes + window.table.count * layout.stride + bytes
        }
        if groups == 0 { return PartialBlock() }
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, used in
            guard var at = buffer.baseAddress.map({ UnsafeMutableRawPointer($0) }) else { return }
            for (window, stringCount) in zip(windows, strings) {
                at.storeBytes(of: window.start, as: Int64.self)
                at.storeBytes(of: window.end, toByteOffset: 8, as: Int64.self)
                at.storeBytes(of: window.table.count, toByteOffset: 16, as: Int.self)
                at.storeBytes(of: stringCount, toByteOffset: 24, as: Int.self)
                let rows = at + AggregateOperator.blockHeadBytes
                window.table.copyRows(to: rows)
                at = rows + window.table.count * layout.stride
                if stringCount > 0 { copyStrings(rows, window.table.count, to: at, stringCount) }
                at += stringCount
            }
            used = size
        }
        return PartialBlock(bytes: bytes, groups: groups, load: load)
    }

    /// Bytes of a table's strings beside its rows; lists are put in order.
    private func stringBytes(_ table: GroupTable) -> Int {
        guard layout.hasByteFields || table.arena.allocatedBytes > 0 else { return 0 }
        var bytes = 0
        table.forEachRow { row in
            layout.forEachString(row) { cell, isList in
                if isList { ElementList(cell).settle() }
                bytes += cell.view.count
            }
        }
        return (bytes + 7) & ~7
    }

    private func copyStrings(
        _ rows: UnsafeMutableRawPointer, _ count: Int, to strings: UnsafeMutableRawPointer, _ size: Int
    ) {
        var used = 0
        for index in 0..<count {
            layout.forEachString(rows + index * layout.stride) { cell, _ in
                let view = cell.view
                view.withBytes { bytes in
                    if let base = bytes.baseAddress { memcpy(strings + used, base, bytes.count) }
                }
                cell.storeBytes(of: UInt64(used), toByteOffset: 8, as: UInt64.self)
                used += view.count
            }
        }
        memset(strings + used, 0, size - used)
    }

    /// Folds another lane's partials of groups that this lane owns.
    package func absorb(_ block: PartialBlock) throws(OperatorError) {
        guard block.groups > 0 else { return }
        var list = block.take()
        try list.withUnsafeMutableBufferPointer { list throws(OperatorError) in
            let bytes = UnsafeMutableRawBufferPointer(list)
            guard let base = bytes.baseAddress else { throw .corrupt("a partial block without bytes") }
            var at = 0
            var groups = 0
            while at < bytes.count {
                guard bytes.count - at >= AggregateOperator.blockHeadBytes else { throw .cutBlock }
                let head = base + at
                let count = head.load(fromByteOffset: 16, as: Int.self)
                let strings = head.load(fromByteOffset: 24, as: Int.self)
                at += AggregateOperator.blockHeadBytes
                let left = bytes.count - at
                guard count >= 0, strings >= 0, strings <= left, count <= (left - strings) / layout.stride else {
                    throw .cutBlock
                }
                let rows = base + at
                at += count * layout.stride + strings
                groups += count
                if strings > 0 {
                    guard layout.adoptStrings(rows, count, strings) else { throw .cutBlock }
                }
                // A window that was emptied here before: it may have closed since.
                if count == 0 { continue }
                let window = window(start: head.load(as: Int64.self), end: head.load(fromByteOffset: 8, as: Int64.self))
                for first in stride(from: 0, to: count, by: AggregateOperator.absorbRows) {
                    absorb(
                        rows + first * layout.stride, count: min(AggregateOperator.absorbRows, count - first), window)
                }
            }
            guard groups == block.groups else { throw .cutBlock }
        }
    }

    /// Folds rows of one window, at most `absorbRows`, which lie side by side as in a table.
    func absorb(_ rows: UnsafeMutableRawPointer, count: Int, _ window: WindowGroups) {
        if count > room.capacity { room.grow(count) }
        cells.takeOver(rows, count: count, layout)
        room.tables.update(repeating: 0, count: count)
        let keys = BatchKeys(words: cells.words, nulls: cells.nulls, hashes: cells.hashes, count: count)
        window.version += 1
        findRows(keys, spread: cells.spread, [window], room)
        let groups = room.groups
        if layout.ttlMicros != nil || session != nil {
            for index in 0..<count {
                mark(groups[index], window)
                touch(groups[index], window, (rows + index * layout.stride).firstClock)
            }
        } else {
            markAll([window], count)
        }
        let isPlain = !layout.hasByteFields
        let arena = window.table.arena
        layout.fields.withUnsafeBufferPointer { fields in
            for index in 0..<count {
                let (group, row) = (groups[index], rows + index * layout.stride)
                if isPlain && group.seen == 0 {
                    group.seen = row.seen
                    memcpy(group + layout.fieldStart, row + layout.fieldStart, layout.fieldBytes)
                    continue
                }
                for field in fields { field.combine(into: group, row, arena: arena) }
            }
        }
    }
}

extension OperatorError {
    fileprivate static var cutBlock: OperatorError { .corrupt("a partial block ends inside an entry") }
}

extension WindowGroups {
    /// Forgets the groups and keeps their memory.
    fileprivate func reset() {
        table.reset()
        changed = []
        touched = []
    }
}
