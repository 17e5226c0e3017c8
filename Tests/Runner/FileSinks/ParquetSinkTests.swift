import Foundation
import Operators
import StateStore
import Synchronization
import Testing

@testable import Runner

/// Rows that wait staged and become Parquet files when these get their names.
@Suite struct ParquetSinkTests {
    private static let columns = Schema([
        Schema.Field(name: "country", type: .text), Schema.Field(name: "n", type: .bigint),
        Schema.Field(name: "amount", type: .numeric(NumericShape(precision: 10, scale: 2))),
        Schema.Field(name: "at", type: .timestamptz), Schema.Field(name: "ok", type: .boolean),
        Schema.Field(name: "x", type: .double), Schema.Field(name: "id", type: .uuid),
    ])

    private final class Place: Sendable {
        let path = NSTemporaryDirectory() + "millrace-parquet-" + UUID().uuidString
        let clock = Mutex<Int64>(1_000_000)

        deinit { try? FileManager.default.removeItem(atPath: path) }

        func target(_ folder: String, roll: Int64? = nil, partitionBy: [String] = [], emit: EmitMode = .final)
            -> FileTarget
        {
            var options = FileSinkOptions(path: path + "/" + folder, format: .parquet)
            options.rollMicros = roll
            options.partitionBy = partitionBy
            options.codec = .zstd
            let table = SinkTable(name: "out", columns: ParquetSinkTests.columns, emit: emit)
            return FileTarget(table, options: options, sink: 0, isSorted: false)
        }

        /// Names of the files that are shown, below the sink's folder.
        func shown(_ folder: String) -> [String] {
            let found = FileManager.default.enumerator(atPath: path + "/" + folder)?.compactMap { $0 as? String } ?? []
            return found.filter { $0.hasSuffix(".parquet") && !$0.contains(".millrace") }.sorted()
        }

        func hidden(_ folder: String) throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: path + "/" + folder + "/.millrace").sorted()
        }

        func rows(_ folder: String, _ name: String) throws -> [[String]] {
            let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path + "/" + folder + "/" + name)))
            let reader = try ParquetReader(ParquetMemory(bytes))
            let fields = reader.columns.compactMap { column in
                column.type.map { FieldSpec(path: column.path, type: $0) }
            }
            var cursor = try reader.cursor(fields)
            var rows: [[String]] = []
            let text = ValueText()
            while let decoded = try cursor.next(rowsMax: 100) {
                for row in 0..<decoded.batch.count {
                    rows.append(
                        decoded.batch.columns.map { column in
                            var out: [UInt8] = []
                            return text.append(column, row: row, to: &out)
                                ? String(decoding: out, as: UTF8.self) : "NULL"
                        })
                }
            }
            return rows
        }
    }

    private static let job = SinkJob(name: "j", uuid: "11111111-2222-3333-4444-555555555555", fingerprint: "f")

    private func batch(_ rows: Range<Int>) -> Batch {
        func column(_ index: Int, _ make: (Int) -> Scalar) -> Column {
            Column(
                type: ParquetSinkTests.columns.fields[index].type,
                scalars: rows.map { $0 % 5 == index ? .null : make($0) })
        }
        return Batch(
            count: rows.count,
            columns: [
                column(0) { .text($0 % 2 == 0 ? "France" : "Österreich, das ganze Land") },
                column(1) { .int64(Int64($0)) },
                column(2) { .decimal(Decimal(coefficient: Int128($0), scale: 2)) },
                column(3) { .int64(Int64($0) * 1_000_000) }, column(4) { .boolean($0 % 3 == 0) },
                column(5) { .double(Double($0) / 4) },
                column(6) { row in .bytes((0..<16).map { UInt8(truncatingIfNeeded: row + $0) }) },
            ])
    }

    private func text(_ batch: Batch, _ columns: [Int]) -> [[String]] {
        let text = ValueText()
        return (0..<batch.count).map { row in
            columns.map { column in
                var out: [UInt8] = []
                return text.append(batch.columns[column], row: row, to: &out)
                    ? String(decoding: out, as: UTF8.self) : "NULL"
            }
        }
    }

    private func commit(
        _ system: FileSystem, _ target: FileTarget, _ epoch: Int64, _ rows: Range<Int>, endOfInput: Bool = false,
        emit: UInt64 = 0
    ) throws {
        let encoder = FileEncoder(target)
        encoder.append(batch(rows), operation: .append)
        let boundary = BoundaryRecord(epoch: Epoch(epoch), emit: emit, endOfInput: endOfInput)
        _ = try system.commit(
            EpochCommit(boundary: boundary, rows: [[encoder.take()]], deadLetters: [], oldestCheckpoint: .none))
    }

    private func system(_ place: Place, _ target: FileTarget) throws -> FileSystem {
        var settings = FileSystem.Settings()
        settings.nowUnixMicros = { [place] in place.clock.withLock { $0 } }
        let system = FileSystem(target, settings: settings)
        _ = try system.start(ParquetSinkTests.job)
        return system
    }

    @Test func `a folder gets a Parquet file when the interval is over, with the rows of all its commits`() throws {
        let place = Place()
        let target = place.target("rows", roll: 60_000_000)
        let system = try system(place, target)
        try commit(system, target, 1, 0..<100)
        try commit(system, target, 2, 100..<9_000)
        #expect(place.shown("rows").isEmpty)
        place.clock.withLock { $0 += 60_000_000 }
        try commit(system, target, 3, 9_000..<9_010)
        #expect(place.shown("rows") == ["part-0000000001.parquet"])
        #expect(try place.rows("rows", "part-0000000001.parquet") == text(batch(0..<9_010), Array(0..<7)))
        // Nothing is left of the rows that waited.
        #expect(try place.hidden("rows") == ["lock", "manifest"])
        try commit(system, target, 4, 0..<3, endOfInput: true)
        #expect(place.shown("rows").count == 2)
    }

    @Test func `rows of a commit that a crash undid are not in the file`() throws {
        let place = Place()
        let target = place.target("rows", roll: 60_000_000)
        var first: FileSystem? = try system(place, target)
        try commit(try #require(first), target, 1, 0..<10)
        let waiting = try #require(try place.hidden("rows").first { $0.hasPrefix("0") })
        first?.close()
        first = nil
        // What a commit wrote before it was cut off: rows without a manifest, and half of a file.
        let hidden = place.path + "/rows/.millrace/"
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: hidden + waiting))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data([1, 2, 3, 4, 5]))
        try handle.close()
        try Data("half".utf8).write(to: URL(fileURLWithPath: hidden + waiting + ".whole"))
        let second = try system(place, target)
        try commit(second, target, 2, 10..<20, endOfInput: true)
        #expect(place.shown("rows") == ["part-0000000001.parquet"])
        #expect(try place.rows("rows", "part-0000000001.parquet") == text(batch(0..<20), Array(0..<7)))
        #expect(try place.hidden("rows") == ["lock", "manifest"])
    }

    @Test func `partition_by makes Hive's folders, and their columns are not in the files`() throws {
        let place = Place()
        let target = place.target("rows", partitionBy: ["country"])
        let system = try system(place, target)
        try commit(system, target, 1, 0..<10)
        let folders = [
            "country=France/part-0000000001.parquet", "country=__HIVE_DEFAULT_PARTITION__/part-0000000001.parquet",
            "country=Österreich, das ganze Land/part-0000000001.parquet",
        ]
        #expect(place.shown("rows") == folders.sorted())
        let rows = batch(0..<10)
        let wanted = text(rows, Array(1..<7))
        #expect(try place.rows("rows", folders[0]) == [2, 4, 6, 8].map { wanted[$0] })
        #expect(try place.rows("rows", folders[1]) == [0, 5].map { wanted[$0] })
    }

    @Test func `the whole result is written anew as one file`() throws {
        let place = Place()
        let target = place.target("all.parquet", emit: .complete)
        let system = try system(place, target)
        for epoch in 1...2 {
            let encoder = FileEncoder(target)
            encoder.append(batch(0..<(epoch * 5)), operation: .append)
            let boundary = BoundaryRecord(epoch: Epoch(Int64(epoch)), emit: 1)
            _ = try system.commit(
                EpochCommit(boundary: boundary, rows: [[encoder.take()]], deadLetters: [], oldestCheckpoint: .none))
            #expect(try place.rows(".", "all.parquet") == text(batch(0..<(epoch * 5)), Array(0..<7)))
        }
    }
}
