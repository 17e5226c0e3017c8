import Operators

/// One lane's Parquet files: says which rows are next; the lane's decoder reads them.
final class ParquetLane: LaneInput {
    private struct Slot {
        let partition: SourcePartition
        var table: ParquetTable?
        var position: Int64
        var paused = false
        var toldEnd = false
    }

    private var slots: [Slot] = []
    private var cursor = 0
    private let source: ParquetSource
    private let signal: LaneSignal

    init(source: ParquetSource, signal: LaneSignal) {
        self.source = source
        self.signal = signal
    }

    var partitions: [SourcePartition] { slots.map(\.partition) }

    func add(_ partition: SourcePartition, position: Int64) throws(SourceError) -> Int {
        slots.append(Slot(partition: partition, position: position))
        return slots.count - 1
    }

    func consumeBatch(max: Int, timeoutMilliseconds: Int) throws(SourceError) -> RecordBatch? {
        if let batch = try nextBatch(max: max) { return batch }
        guard timeoutMilliseconds > 0 else { return nil }
        signal.wait(timeoutMilliseconds: timeoutMilliseconds)
        return try nextBatch(max: max)
    }

    private func nextBatch(max: Int) throws(SourceError) -> RecordBatch? {
        for _ in slots.indices {
            let index = cursor
            if slots[index].paused || slots[index].toldEnd {
                cursor = cursor + 1 == slots.count ? 0 : cursor + 1
                continue
            }
            let table =
                if let open = slots[index].table { open } else {
                    try ParquetTable(path: slots[index].partition.topic)
                }
            let position = slots[index].position
            guard position <= table.reader.rowCount else {
                throw ParquetTable.changed(table.path, position, "it now has \(table.reader.rowCount) rows")
            }
            let count = table.rows(from: position, max: max)
            let next = position + Int64(count)
            slots[index].position = next
            slots[index].toldEnd = next == table.reader.rowCount
            // A file never grows: at its end nothing of it is needed.
            slots[index].table = slots[index].toldEnd ? nil : table
            let block = ParquetBlock(table, first: position, count: count)
            return block.batch(slot: index, next: next, isAtEnd: slots[index].toldEnd)
        }
        return nil
    }

    func pause(slot: Int) { slots[slot].paused = true }

    func resume(slot: Int) {
        slots[slot].paused = false
        signal.wake()
    }

    func seek(slot: Int, position: Int64) throws(SourceError) {
        slots[slot].position = position
        slots[slot].toldEnd = false
    }

    func position(slot: Int) -> Int64 { slots[slot].position }

    func isAtEnd(slot: Int) -> Bool { slots[slot].toldEnd }

    func hasEnded(slot: Int) -> Bool { slots[slot].toldEnd }

    func lag(slot: Int) -> Int64? {
        if slots[slot].toldEnd { return 0 }
        return slots[slot].table.map { $0.reader.rowCount - slots[slot].position }
    }

    var isExhausted: Bool { source.isFinite && slots.allSatisfy(\.toldEnd) }
}

/// The arrays that a batch of rows points into.
private final class ParquetBlock {
    private let table: ParquetTable
    private let label: Buffer<UInt8>
    private let payloads: Buffer<UnsafeRawBufferPointer>
    private let offsets: Buffer<Int64>
    private let timestamps: Buffer<Int64>
    private let count: Int

    init(_ table: ParquetTable, first: Int64, count: Int) {
        self.table = table
        self.count = count
        label = Buffer(table.label)
        payloads = Buffer(repeating: UnsafeRawBufferPointer(label.prefix(table.label.count)), count: count)
        offsets = Buffer(capacity: count)
        for row in 0..<count { offsets[row] = first + Int64(row) }
        timestamps = Buffer(repeating: RecordBatch.unknownTimestamp, count: count)
    }

    func batch(slot: Int, next: Int64, isAtEnd: Bool) -> RecordBatch {
        RecordBatch(
            slot: slot, nextOffset: next, reachedEnd: isAtEnd, byteCount: count * 64, payloads: payloads.prefix(count),
            keys: UnsafeBufferPointer(start: nil, count: 0), offsets: offsets.prefix(count),
            timestamps: timestamps.prefix(count), table: table, owner: self)
    }
}
