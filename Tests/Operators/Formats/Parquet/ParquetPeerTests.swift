import Foundation
import Testing

@testable import Operators

@Suite(.enabled(if: Peers.areWanted, "no python3 with pyarrow and duckdb: run tools/setup"))
struct ParquetPeerTests {
    @Test(arguments: ParquetCodec.allCases, [true, false])
    func `pyarrow and DuckDB read what we write`(codec: ParquetCodec, dictionaries: Bool) throws {
        let folder = try ParquetFolder()
        let batch = ParquetSample.batch(1_500, seed: 5)
        let options = ParquetOptions(codec: codec, rowGroupRowsMax: 500, usesDictionaries: dictionaries)
        let file = try folder.put(try ParquetSample.file([batch], options), "ours.parquet")
        let rows = canon(batch)
        let arrow = try Peers.lines(["read", "pyarrow", file])
        #expect(
            arrow[0] == [
                "bool", "int16", "int32", "int64", "decimal128(9, 2)", "decimal128(18, 6)", "decimal128(38, 10)",
                "float", "double", "string", "string", "timestamp[us, tz=UTC]", "timestamp[us]", "date32[day]",
                "extension<arrow.uuid>", "extension<arrow.json>", "binary", "int64",
            ])
        #expect(difference(Array(arrow[1...]), rows) == nil)
        let duck = try Peers.lines(["read", "duckdb", file])
        #expect(
            duck[0] == [
                "BOOLEAN", "SMALLINT", "INTEGER", "BIGINT", "DECIMAL(9,2)", "DECIMAL(18,6)", "DECIMAL(38,10)",
                "FLOAT", "DOUBLE", "VARCHAR", "VARCHAR", "TIMESTAMP WITH TIME ZONE", "TIMESTAMP", "DATE", "UUID",
                "JSON", "BLOB", "BIGINT",
            ])
        #expect(difference(Array(duck[1...]), rows) == nil)
    }

    @Test(arguments: ParquetCodec.allCases, [true, false])
    func `pyarrow and DuckDB read our lists`(codec: ParquetCodec, dictionaries: Bool) throws {
        let folder = try ParquetFolder()
        let batch = ParquetSample.lists(900, seed: 6)
        let options = ParquetOptions(codec: codec, rowGroupRowsMax: 400, usesDictionaries: dictionaries)
        let file = try folder.put(
            try ParquetSample.file([batch], options, of: ParquetSample.listFields), "lists.parquet")
        let rows = canon(batch)
        let arrow = try Peers.lines(["read", "pyarrow", file])
        #expect(arrow[0][2] == "list<element: int32> not null" || arrow[0][2] == "list<element: int32>")
        #expect(difference(Array(arrow[1...]), rows) == nil)
        let duck = try Peers.lines(["read", "duckdb", file])
        #expect(duck[0].prefix(5) == ["BOOLEAN[]", "SMALLINT[]", "INTEGER[]", "BIGINT[]", "DECIMAL(9,2)[]"])
        #expect(difference(Array(duck[1...]), rows) == nil)
    }

    @Test func `lists of two levels and of one mean to us what they mean to pyarrow and DuckDB`() throws {
        let folder = try ParquetFolder()
        for form in OldList.allCases {
            let file = try folder.put(try form.file(), "\(form).parquet")
            let ours = try readAll(try ParquetFolder.bytes(file))
            #expect(ours.types == [.array(.integer)] && ours.rows.count == 3, "\(form)")
            for peer in form.readers {
                let rows = try Peers.lines(["read", peer, file]).dropFirst()
                #expect(difference(ours.rows, Array(rows)) == nil, "\(form) by \(peer)")
            }
        }
    }

    @Test func `pyarrow reads our statistics`() throws {
        let folder = try ParquetFolder()
        var writer = try ParquetWriter([
            ParquetField("i", .integer), ParquetField("t", .text), ParquetField("day", .date),
        ])
        let columns = [
            Column(type: .integer, scalars: [.int64(3), .null, .int64(-8)]),
            Column(type: .text, scalars: [.text("b"), .text("a"), .null]),
            Column(type: .date, scalars: [.null, .null, .null]),
        ]
        try writer.append(Batch(count: 3, columns: columns))
        try writer.finish()
        let file = try folder.put(writer.takeBytes(), "statistics.parquet")
        #expect(try Peers.lines(["statistics", file]) == [["-8", "3", "1"], ["61", "62", "1"], [nil, nil, "3"]])
    }

    /// A bound that is too narrow hides rows from whoever asks for them, one that is too wide only costs time.
    @Test(arguments: [true, false])
    func `each bound is the true one, and readers that leave row groups out find every row`(_ dictionaries: Bool) throws
    {
        let folder = try ParquetFolder()
        let fields = ParquetSample.boundFields
        let bytes = try ParquetSample.file(
            ParquetSample.bounds(rows: 60), ParquetOptions(rowGroupRowsMax: 60, usesDictionaries: dictionaries),
            of: fields)
        #expect(try ParquetReader(ParquetMemory(bytes)).metadata.rowGroups.count == 5)
        let file = try folder.put(bytes, "bounds.parquet")
        let other = try Peers.lines(["bounds", file])
        #expect(other.isEmpty, "column, row group, found, true: \(other.prefix(6))")
        let said = try Peers.lines(["filters", file])
        #expect(said.count == 1, "\(said.dropLast().prefix(6))")
        #expect(said.last?.last == "\(fields.count)")
    }

    @Test func `we read what pyarrow and DuckDB write`() throws {
        let folder = try ParquetFolder()
        _ = try Peers.lines(["write", folder.path])
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".rows") }
        #expect(names.count == 16 + 3 + 4 + 1 + 3 + 12 + 9)
        for name in names.sorted() {
            let file = folder.path + "/" + name.dropLast(5)
            let wanted = try Peers.rows(String(decoding: ParquetFolder.bytes(file + ".rows"), as: UTF8.self))
            let read = try readAll(try ParquetFolder.bytes(file))
            #expect(difference(read.rows, wanted) == nil, "\(name), types \(read.types)")
            #expect(read.bad.isEmpty)
            // A peer's pages end elsewhere than ours.
            let last = try readAll(try ParquetFolder.bytes(file), from: Int64(wanted.count) - 1)
            #expect(last.rows == [wanted[wanted.count - 1]])
        }
        try readOdd(folder)
    }

    private func readOdd(_ folder: ParquetFolder) throws {
        let nothing = try ParquetFolder.bytes(folder.path + "/arrow-null.parquet")
        for type in [DataType.bigint, .timestamptz, .jsonb, .numeric(nil), .array(.double)] {
            let fields = [FieldSpec(path: ["none"], type: type)]
            #expect(try readAll(nothing, fields: fields).rows == [[nil], [nil], [nil]], "\(type)")
        }
        let nested = try ParquetFolder.bytes(folder.path + "/arrow-nested.parquet")
        let source = [FieldSpec(path: ["context", "source"], type: .text)]
        #expect(try readAll(nested, fields: source).rows == [["web"], [nil], [nil]])
        let tags = [FieldSpec(path: ["context", "tags"], type: .array(.text))]
        #expect(try readAll(nested, fields: tags).rows == [["[<a>,null]"], ["[]"], [nil]])
        for (name, type) in [("deep", DataType.array(.bigint)), ("things", .array(.bigint)), ("map", .jsonb)] {
            let error = #expect(throws: ParquetError.self) {
                try readAll(nested, fields: [FieldSpec(path: [name], type: type)])
            }
            #expect(
                "\(error.map { "\($0)" } ?? "")".contains("maps, lists of lists and lists of structures are not read"))
        }
        let bytes = try ParquetFolder.bytes(folder.path + "/arrow-brotli.parquet")
        let error = #expect(throws: ParquetError.self) { try readAll(bytes) }
        #expect("\(error.map { "\($0)" } ?? "")".contains("BROTLI"))
    }

    @Test func `a file by a peer that is damaged anywhere gives an error or rows, never a trap`() throws {
        let folder = try ParquetFolder()
        _ = try Peers.lines(["write", folder.path])
        for name in [
            "arrow-zstd-v2-dictionary", "arrow-none-v1-plain", "arrow-none-v2-plain", "duckdb-snappy", "arrow-gzip",
            "arrow-delta-v1", "arrow-delta-v2", "arrow-delta-lengths-v1", "arrow-delta-texts-v2", "arrow-split-v1",
            "arrow-lists-v1-dictionary-item", "arrow-lists-v2-plain-element", "duckdb-lists",
        ] {
            let bytes = try ParquetFolder.bytes(folder.path + "/\(name).parquet")
            ParquetDamageTests.damage(bytes, seed: 7, rounds: 60)
        }
    }
}
