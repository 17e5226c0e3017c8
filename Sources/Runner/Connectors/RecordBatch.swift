import Operators
import StateStore

/// Records of one partition in offset order, still where the source put them: nothing is copied.
///
/// ```
///  payloads     [ •────► {"id":1,...} ][ •────► {"id":2,...} ][ nil, 0 = tombstone ] ...   count entries
///  offsets      [ 100                 ][ 101                 ][ 104                ]       strictly increasing
///  timestamps   [ µs since 2000       ][ ...                 ][ Int64.min = unknown]
///  nextOffset = 106   (the two after 104 were transaction markers, nothing to see)
/// ```
///
/// Keep the batch alive as long as anything points into its payloads; its end gives the memory back to the source.
/// A batch may be empty and still move the position (`nextOffset`) or say that the end was reached.
package struct RecordBatch: ~Copyable {
    /// The lane-local number of the partition: see `LaneInput.partitions`.
    package let slot: Int
    /// How many records there are; may be 0.
    package let count: Int
    /// The partition's position once this batch is processed: every record before it was delivered, then or earlier.
    package let nextOffset: Int64
    /// True when, at `nextOffset`, the partition had nothing more to read at the time.
    package let reachedEnd: Bool
    /// Sum of all payload and key lengths, in bytes.
    package let byteCount: Int
    /// The record values; `nil` with length 0 is a tombstone (no value), an empty value has a base address.
    ///
    /// Safety: valid while the batch lives. No byte after a payload's end may be assumed readable.
    package let payloads: UnsafeBufferPointer<UnsafeRawBufferPointer>
    /// The record keys (`nil` base: no key); empty buffer when the input was told not to fill keys.
    package let keys: UnsafeBufferPointer<UnsafeRawBufferPointer>
    /// Each record's offset in its partition.
    package let offsets: UnsafeBufferPointer<Int64>
    /// Each record's own time in µs since 2000-01-01 UTC; `RecordBatch.unknownTimestamp` when it has none.
    package let timestamps: UnsafeBufferPointer<Int64>
    /// The names of a delimited file's columns.
    package let header: CSVHeader?
    /// The file whose rows at `offsets` are meant, one after another; the payloads then only name it.
    package let table: ParquetTable?
    /// Keeps the memory behind the pointers; its deinit gives everything back.
    private let owner: AnyObject

    /// The value in `timestamps` of a record that carries no time.
    package static var unknownTimestamp: Int64 { Int64.min }

    /// Safety: all pointers stay valid until `owner` is deallocated; each holds `count` entries (keys: or none).
    package init(
        slot: Int, nextOffset: Int64, reachedEnd: Bool, byteCount: Int,
        payloads: UnsafeBufferPointer<UnsafeRawBufferPointer>, keys: UnsafeBufferPointer<UnsafeRawBufferPointer>,
        offsets: UnsafeBufferPointer<Int64>, timestamps: UnsafeBufferPointer<Int64>, header: CSVHeader? = nil,
        table: ParquetTable? = nil, owner: AnyObject
    ) {
        self.header = header
        self.table = table
        self.slot = slot
        self.count = payloads.count
        self.nextOffset = nextOffset
        self.reachedEnd = reachedEnd
        self.byteCount = byteCount
        self.payloads = payloads
        self.keys = keys
        self.offsets = offsets
        self.timestamps = timestamps
        self.owner = owner
    }
}

extension RecordBatch {
    /// A record by its place and content: what a topic is known again by.
    package func mark(of record: Int) -> RecordMark {
        var hash = hashWord(UInt64(bitPattern: timestamps[record]))
        if record < keys.count { hash = hashWord(hash ^ hashBytes(keys[record])) }
        hash = hashWord(hash &+ hashBytes(payloads[record]))
        return RecordMark(offset: offsets[record], hash: hash)
    }
}
