import Operators
import Testing

@testable import Runner

/// Rows that memory has no room for.
@Suite struct OverflowFileTests {
    private static let table = SinkTable(
        name: "t", columns: schema(["n": .bigint, "s": .text]), key: [0], keyIsDerived: true, emit: .changes)

    /// Chunks of both operations in turns, as an encoder with so much memory gives them.
    private func chunks(memoryBytesMax: Int, folder: String = "/tmp") throws -> [EncodedRows.Chunk] {
        let encoder = try TupleEncoder(
            OverflowFileTests.table, memoryBytesMax: memoryBytesMax, overflowFolder: folder)
        for turn in Int64(0)..<40 {
            let rows: [[Scalar]] = (0..<turn).map { [.int64($0), .text("row \($0) of \(turn)")] }
            encoder.append(
                batch(OverflowFileTests.table.columns, rows), operation: turn % 2 == 0 ? .upsert : .delete)
        }
        let taken = encoder.take()
        #expect(encoder.byteCount == 0)
        return taken.chunks
    }

    @Test func `rows that were put on disk come back as they were`() throws {
        let kept = try chunks(memoryBytesMax: .max)
        let stored = try chunks(memoryBytesMax: 1_000)
        #expect(kept.count == 39 && kept.allSatisfy { $0.stored == nil })
        #expect(stored.reduce(0) { $0 + $1.bytes.count } <= 1_000)
        #expect(stored.contains { $0.stored != nil })
        for (one, other) in zip(kept, stored) {
            let loaded = try other.loaded()
            #expect(loaded.bytes == one.bytes && loaded.rows == one.rows && loaded.operation == one.operation)
            #expect(other.byteCount == one.bytes.count)
        }
    }

    @Test func `without a place on disk rows stay in memory`() throws {
        let stored = try chunks(memoryBytesMax: 1_000, folder: "/nonexistent")
        #expect(stored.map(\.bytes) == (try chunks(memoryBytesMax: .max)).map(\.bytes))
    }

    @Test func `slices hold the rows in their order, few enough at a time`() throws {
        let all = try chunks(memoryBytesMax: 500)
        let lanes = [EncodedRows(chunks: Array(all[..<20])), EncodedRows(chunks: Array(all[20...]))]
        var seen: [[UInt8]] = []
        var slices = 0
        try forEachSlice(of: lanes, only: [.delete], bytesMax: 1_000, onError: { $0 }) { slice throws(SinkError) in
            slices += 1
            #expect(slice.chunks.count == 1 || slice.chunks.reduce(0) { $0 + $1.bytes.count } <= 1_000)
            seen += slice.chunks.map(\.bytes)
        }
        #expect(slices > 2)
        let wanted = try chunks(memoryBytesMax: .max).filter { $0.operation == .delete }
        #expect(seen == wanted.map(\.bytes))
    }
}
