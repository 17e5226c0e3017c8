import Operators
import StateStore

/// Hash of a job's name as it is written in topics' names: it must never change.
func hashBytesOfName(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
}

/// Writes a lane's rows as records of a topic: the key is a JSON object of the key's columns, the value one of all.
///
/// ```
/// | key length | key | value length | value | ...     lengths Int32; -1: no key, or the tombstone of a deleted row
/// ```
package final class KafkaEncoder: SinkEncoder {
    private let keyColumns: [Int]?
    private let keys: JSONWriter
    private let values: JSONWriter
    private var chunks: [EncodedRows.Chunk] = []
    package private(set) var byteCount = 0

    package init(_ target: KafkaTarget) {
        let names = target.table.columns.fields.map(\.name)
        keyColumns = target.hasKey ? target.table.key : nil
        keys = JSONWriter(names: target.table.key.map { names[$0] }, zone: target.zone)
        values = JSONWriter(names: names, zone: target.zone)
    }

    package func append(_ batch: Batch, operation: RowOperation) {
        guard batch.count > 0 else { return }
        var bytes: [UInt8] = []
        let key = keyColumns.map { batch.selecting($0) }
        for row in 0..<batch.count {
            KafkaEncoder.counted(key != nil, to: &bytes) { out in
                if let key { keys.append(key, row: row, to: &out) }
            }
            KafkaEncoder.counted(operation != .delete, to: &bytes) { values.append(batch, row: row, to: &$0) }
        }
        byteCount += bytes.count
        chunks.append(EncodedRows.Chunk(operation: operation, rows: batch.count, bytes: bytes))
    }

    package func take() -> EncodedRows {
        defer {
            chunks = []
            byteCount = 0
        }
        return EncodedRows(chunks: chunks)
    }

    private static func counted(_ isThere: Bool, to out: inout [UInt8], _ write: (inout [UInt8]) -> Void) {
        let start = out.count
        withUnsafeBytes(of: Int32(-1)) { out += $0 }
        guard isThere else { return }
        write(&out)
        let count = Int32(truncatingIfNeeded: out.count - start - 4)
        out.withUnsafeMutableBytes { $0.storeBytes(of: count, toByteOffset: start, as: Int32.self) }
    }

    /// Calls `body` with key and value of each record, in order.
    static func forEach<Failure: Error>(
        _ bytes: UnsafeRawBufferPointer,
        _ body: (UnsafeRawBufferPointer?, UnsafeRawBufferPointer?) throws(Failure) -> Void
    ) throws(Failure) {
        var offset = 0
        func next() -> UnsafeRawBufferPointer? {
            let count = Int(bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self))
            offset += 4
            guard count >= 0 else { return nil }
            defer { offset += count }
            return UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count])
        }
        while offset < bytes.count {
            let key = next()
            try body(key, next())
        }
    }
}
