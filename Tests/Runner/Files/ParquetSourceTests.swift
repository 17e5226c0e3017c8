import Foundation
import Operators
import StateStore
import Testing

@testable import Runner

@Suite struct ParquetSourceTests {
    private let folder: String

    init() throws {
        folder = NSTemporaryDirectory() + "millrace-parquet-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    /// A file whose column n counts from `first`.
    @discardableResult
    private func write(_ name: String, _ count: Int, first: Int = 0, groups: Int = 1 << 20) throws -> String {
        var writer = try ParquetWriter([ParquetField("n", .bigint)], options: ParquetOptions(rowGroupRowsMax: groups))
        for row in 0..<count {
            try writer.append(Batch(count: 1, columns: [Column(type: .bigint, scalars: [.int64(Int64(first + row))])]))
        }
        try writer.finish()
        let path = folder + "/" + name
        try Data(writer.takeBytes()).write(to: URL(fileURLWithPath: path))
        return path
    }

    private func source(follows: Bool = false) throws -> ParquetSource {
        var options = FileSourceOptions(path: folder + "/*.parquet", follows: follows)
        options.isParquet = true
        return try ParquetSource(source: 0, options: options)
    }

    /// The values of all rows from the positions on, as the engine decodes them.
    private func read(
        _ source: ParquetSource, from positions: [String: Int64] = [:], max: Int = 7
    ) throws -> (values: [Int64], lane: any LaneInput) {
        let lane = try source.makeLane(signal: LaneSignal())
        for partition in try source.partitions() {
            _ = try lane.add(partition, position: positions[partition.topic] ?? 0)
        }
        let decoder = ParquetDecoder([FieldSpec(path: ["n"], type: .bigint)])
        var values: [Int64] = []
        while let batch = try lane.consumeBatch(max: max, timeoutMilliseconds: 0) {
            let held = HeldBatch(source: 0, batch: batch, done: 0)
            // In two parts, as a lane does that stops in the middle of a batch.
            let middle = held.batch.count / 2
            for range in [0..<middle, middle..<held.batch.count] {
                let rows = try decoder.decode(held, range).batch
                for row in 0..<rows.count {
                    if case .int64(let value) = rows.columns[0][row] { values.append(value) }
                }
            }
        }
        return (values, lane)
    }

    @Test(arguments: [1, 7, 1_000]) func `rows are read file by file, over the ends of row groups`(max: Int) throws {
        try write("a.parquet", 25, groups: 10)
        try write("b.parquet", 3, first: 25)
        try write("c.parquet", 0)
        let (values, lane) = try read(source(), max: max)
        #expect(values == Array(0..<28))
        #expect(lane.isExhausted)
    }

    @Test func `reading goes on at any row`() throws {
        let path = try write("a.parquet", 25, groups: 10)
        for row in 0...25 {
            #expect(try read(source(), from: [path: Int64(row)]).values == Array(Int64(row)..<25))
        }
    }

    @Test func `a file that was replaced, cut short or taken away is refused`() throws {
        let path = try write("a.parquet", 25)
        let source = try source()
        let partition = try #require(try source.partitions().first)
        let lane = try source.makeLane(signal: LaneSignal())
        _ = try lane.add(partition, position: 0)
        let mark = try #require(try tenth(lane))
        try source.verify(marks: [partition: mark])
        try source.verify([partition: 25])
        try write("a.parquet", 25, first: 1)
        #expect(throws: SourceError.self) { try source.verify(marks: [partition: mark]) }
        try write("a.parquet", 5)
        #expect(throws: SourceError.self) { try source.verify([partition: 25]) }
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        try bytes.prefix(bytes.count - 3).write(to: URL(fileURLWithPath: path))
        let cut = #expect(throws: SourceError.self) { try read(source) }
        #expect(cut?.description.contains("cut short") == true)
        try FileManager.default.removeItem(atPath: path)
        #expect(throws: SourceError.self) { try source.verify([partition: 5]) }
        #expect(throws: SourceError.self) { try ParquetSource(source: 0, options: source.options) }
    }

    /// The mark of the tenth row.
    private func tenth(_ lane: any LaneInput) throws -> RecordMark? {
        guard let batch = try lane.consumeBatch(max: 10, timeoutMilliseconds: 0) else { return nil }
        return batch.mark(of: 9)
    }

    @Test func `files that come later are found when the source follows`() throws {
        try write("a.parquet", 2)
        let source = try source(follows: true)
        #expect(try source.partitions().count == 1)
        #expect(source.discoverPartitions().isEmpty)
        try write("b.parquet", 2)
        #expect(source.discoverPartitions().map(\.topic) == [folder + "/b.parquet"])
    }
}
