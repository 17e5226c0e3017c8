import Glibc
import StateStore

/// Room for some groups' rows on their way from disk to the result: rows lie side by side, nothing is looked up.
final class RowBlock {
    private let layout: StateLayout
    /// The rows, and behind them room for one as it was read.
    private let memory: UnsafeMutableRawPointer
    private let capacity: Int
    /// Rows in use.
    private(set) var count = 0
    /// Long strings of the rows.
    private(set) var arena = Arena(blockBytes: 1 << 14)

    init(layout: StateLayout, capacity: Int) {
        self.layout = layout
        self.capacity = capacity
        memory = .allocate(byteCount: layout.stride * (capacity + 1), alignment: 64)
    }

    deinit { memory.deallocate() }

    /// A row with this key and value as they lie on disk. Throws `OperatorError.corrupt`.
    func append(
        groupKey: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer, _ decoder: inout KeyDecoder,
        _ codec: RowCodec
    ) throws(OperatorError) -> GroupRow {
        precondition(count < capacity)
        let row = memory + count * layout.stride
        try decoder.decode(groupKey, arena: arena)
        row.head = decoder.nulls << 16
        row.groupHash = 0
        memcpy(row + layout.prefixBytes, decoder.words, layout.keyBytes)
        guard layout.hasByteFields else {
            _ = try codec.decode(value, into: row)
            count += 1
            return row
        }
        // Strings and lists point into the value on disk: folding them into an empty row copies them.
        let read = memory + capacity * layout.stride
        read.head = 0
        _ = try codec.decode(value, into: read)
        row.seen = 0
        layout.combine(into: row, older: read, arena: arena)
        count += 1
        return row
    }

    /// Forgets the rows; columns that were made of them keep the old arena.
    func reset() {
        count = 0
        if arena.allocatedBytes > 0 { arena = Arena(blockBytes: 1 << 14) }
    }
}
