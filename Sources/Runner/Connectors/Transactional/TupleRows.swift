import Glibc
import Operators
import StateStore

/// Encoded rows of one sink and one epoch side by side in memory, each found by where it starts.
///
/// Owned by the committer's thread for the time of one commit.
final class TupleRows {
    private var memory: ByteBuffer
    /// Where each row starts, and behind the last one where it ends.
    private(set) var starts: [Int] = [0]
    /// What each row means.
    private(set) var operations: [RowOperation] = []

    /// Copies the rows of these operations, in order; `copies` false leaves everything out.
    init(_ lanes: [EncodedRows], only operationsWanted: Set<RowOperation>) {
        let chunks = lanes.flatMap(\.chunks).filter { operationsWanted.contains($0.operation) }
        memory = ByteBuffer(capacity: chunks.reduce(64) { $0 + $1.bytes.count })
        let count = chunks.reduce(0) { $0 + $1.rows }
        starts.reserveCapacity(count + 1)
        operations.reserveCapacity(count)
        for chunk in chunks {
            chunk.bytes.withUnsafeBytes { memory.append($0) }
            for _ in 0..<chunk.rows {
                starts.append(end(of: starts[starts.count - 1]))
                operations.append(chunk.operation)
            }
            precondition(starts[starts.count - 1] == memory.count, "a chunk whose rows do not fill its bytes")
        }
    }

    var count: Int { operations.count }

    /// The bytes of row `index`; valid as long as the rows live.
    func row(_ index: Int) -> UnsafeRawBufferPointer { rows(index..<index + 1) }

    /// The bytes of neighbouring rows.
    func rows(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: memory.bytes[starts[range.lowerBound]..<starts[range.upperBound]])
    }

    /// Where the tuple that starts at `start` ends.
    private func end(of start: Int) -> Int {
        TupleRows.skip(memory.bytes, from: start + 2, fields: TupleRows.fieldCount(memory.bytes, at: start))
    }

    /// Which of the row's first fields are NULL.
    func nulls(_ index: Int, fields: Int) -> [Bool] {
        let row = row(index)
        var offset = 2
        return (0..<fields).map { _ in
            let length = TupleRows.length(row, at: offset)
            offset += 4 + max(0, length)
            return length < 0
        }
    }

    static func fieldCount(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Int {
        Int(Int16(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int16.self)))
    }

    /// The length of the field at `offset`; -1 for NULL.
    @inline(__always)
    static func length(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Int {
        Int(Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self)))
    }

    /// Where the field behind `fields` others starts.
    @inline(__always)
    static func skip(_ bytes: UnsafeRawBufferPointer, from offset: Int, fields: Int) -> Int {
        var offset = offset
        for _ in 0..<fields { offset += 4 + max(0, length(bytes, at: offset)) }
        return offset
    }
}
