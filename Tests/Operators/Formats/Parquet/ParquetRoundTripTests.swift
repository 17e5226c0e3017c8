import Testing

@testable import Operators

@Suite struct ParquetRoundTripTests {
    @Test(arguments: ParquetCodec.allCases, [true, false])
    func `every type comes back as it was written`(codec: ParquetCodec, dictionaries: Bool) throws {
        let batches = [
            ParquetSample.batch(700, seed: 1), ParquetSample.batch(1, seed: 2), ParquetSample.batch(0, seed: 3),
        ]
        let options = ParquetOptions(codec: codec, rowGroupRowsMax: 500, usesDictionaries: dictionaries)
        let bytes = try ParquetSample.file(batches, options)
        let read = try readAll(bytes)
        let types = try ParquetReader(ParquetMemory(bytes)).columns.map(\.type)
        // A limit of characters is not the format's.
        #expect(types == ParquetSample.fields.map { $0.name == "v" ? .text : $0.type })
        #expect(difference(read.rows, batches.flatMap(canon)) == nil)
        #expect(read.bad.isEmpty)
    }

    @Test func `many pages in many row groups are read from any row on`() throws {
        let batches = (0..<6).map { ParquetSample.batch(9_000, seed: UInt64($0)) }
        let bytes = try ParquetSample.file(batches, ParquetOptions(codec: .lz4, rowGroupRowsMax: 25_000))
        let reader = try ParquetReader(ParquetMemory(bytes))
        #expect(reader.rowGroupRows == [27_000, 27_000])
        let all = batches.flatMap(canon)
        for row in [0, 1, 19_999, 20_000, 26_999, 27_000, 27_001, 53_999, 54_000] {
            let read = try readAll(
                bytes, from: Int64(row), rowsMax: row == 0 ? 4_096 : 70, limit: row == 0 ? .max : 100)
            #expect(read.rows.count >= min(row == 0 ? .max : 100, all.count - row))
            let wanted = all[row...].prefix(read.rows.count)
            #expect(difference(read.rows, Array(wanted)) == nil, "from row \(row)")
        }
        #expect(throws: ParquetError.self) { try readAll(bytes, from: 54_001) }
    }

    @Test func `a cursor tells the row where another goes on`() throws {
        let batch = ParquetSample.batch(1_000, seed: 9)
        let reader = try ParquetReader(ParquetMemory(try ParquetSample.file([batch])))
        let fields = [FieldSpec(path: ["l"], type: .bigint), FieldSpec(path: ["T"], type: .text)]
        var first = try reader.cursor(fields)
        _ = try first.next(rowsMax: 300)
        #expect(first.row == 300)
        var second = try reader.cursor(fields, from: first.row)
        let rest = try #require(try second.next(rowsMax: 1_000)?.batch)
        let wanted = batch.selecting([3, 9])
        #expect(difference(canon(rest), Array(canon(wanted)[300...])) == nil)
        #expect(try second.next(rowsMax: 10) == nil)
    }

    @Test func `a dictionary is given up when most values are new`() throws {
        let fields = [ParquetField("few", .bigint), ParquetField("many", .bigint)]
        var writer = try ParquetWriter(fields)
        let count = 10_000
        let few = Column(type: .bigint, count: count, values: .int64(Buffer((0..<count).map { Int64($0 % 7) })))
        let many = Column(type: .bigint, count: count, values: .int64(Buffer((0..<count).map { Int64($0) })))
        try writer.append(Batch(count: count, columns: [few, many]))
        try writer.finish()
        let bytes = writer.takeBytes()
        let chunks = try ParquetReader(ParquetMemory(bytes)).metadata.rowGroups[0].chunks
        #expect(chunks[0].dictionaryOffset != nil)
        #expect(chunks[0].packedBytes < 10_000)
        #expect(chunks[1].dictionaryOffset == nil)
        #expect(difference(try readAll(bytes).rows, (0..<count).map { ["\($0 % 7)", "\($0)"] }) == nil)
    }

    @Test func `a file without rows has its columns`() throws {
        let bytes = try ParquetSample.file([])
        let reader = try ParquetReader(ParquetMemory(bytes))
        #expect(reader.rowCount == 0)
        #expect(reader.columns.count == ParquetSample.fields.count)
        #expect(try readAll(bytes).rows.isEmpty)
    }

    @Test func `statistics are the least and the greatest value`() throws {
        let fields = [
            ParquetField("i", .integer), ParquetField("d", .double), ParquetField("t", .text),
            ParquetField("n", .numeric(NumericShape(precision: 30, scale: 0))), ParquetField("b", .boolean),
        ]
        var writer = try ParquetWriter(fields)
        try writer.append(
            Batch(
                count: 4,
                columns: [
                    Column(type: .integer, scalars: [.int64(-5), .null, .int64(7), .int64(0)]),
                    Column(type: .double, scalars: [.double(.nan), .double(0), .double(-0.0), .null]),
                    Column(type: .text, scalars: [.text("é"), .text("z"), .text(""), .text("Z")]),
                    Column(
                        type: fields[3].type,
                        scalars: [-3, 12, -70_000, 5].map { .decimal(Decimal(coefficient: $0, scale: 0)) }),
                    Column(type: .boolean, scalars: [.null, .null, .null, .null]),
                ]))
        try writer.finish()
        let chunks = try ParquetReader(ParquetMemory(writer.takeBytes())).metadata.rowGroups[0].chunks
        #expect(chunks.map { $0.statistics?.nullCount } == [1, 1, 0, 0, 4])
        #expect(chunks[0].statistics?.least == [0xFB, 0xFF, 0xFF, 0xFF])
        #expect(chunks[0].statistics?.greatest == [7, 0, 0, 0])
        #expect(chunks[1].statistics?.least == [0, 0, 0, 0, 0, 0, 0, 0x80])
        #expect(chunks[1].statistics?.greatest == [0, 0, 0, 0, 0, 0, 0, 0])
        #expect(chunks[2].statistics?.least == [])
        #expect(chunks[2].statistics?.greatest == Array("é".utf8))
        #expect(chunks[3].statistics?.least?.prefix(2) == [0xFF, 0xFF])
        #expect(chunks[3].statistics?.greatest?.last == 12)
        #expect(chunks[4].statistics?.least == nil)
    }

    @Test(arguments: [
        (DataType.numeric, "write CAST("), (.interval, "write CAST("), (.array(.interval), "write to_jsonb("),
        (.array(.jsonb), "write to_jsonb("), (.array(.numeric), "declare the column numeric("),
        (.unknown, "write CAST("),
    ])
    func `a type that is not written is refused with what to do`(type: DataType, remedy: String) {
        let error = #expect(throws: ParquetError.self) { try ParquetWriter([ParquetField("x", type)]) }
        #expect("\(error.map { "\($0)" } ?? "")".contains(remedy))
    }

    @Test func `names are refused when they are empty or come twice`() {
        #expect(throws: ParquetError.self) { try ParquetWriter([ParquetField("", .text)]) }
        #expect(throws: ParquetError.self) { try ParquetWriter([ParquetField("a", .text), ParquetField("a", .text)]) }
        #expect(throws: ParquetError.self) { try ParquetWriter([]) }
    }

    @Test func `a value that does not fit is told and nothing of its batch is written`() throws {
        let shape = NumericShape(precision: 4, scale: 2)
        var writer = try ParquetWriter([ParquetField("n", .numeric(shape)), ParquetField("t", .timestamptz)])
        func batch(_ number: Int128, _ time: Int64) -> Batch {
            Batch(
                count: 1,
                columns: [
                    Column(type: .numeric(shape), scalars: [.decimal(Decimal(coefficient: number, scale: 2))]),
                    Column(type: .timestamptz, scalars: [.int64(time)]),
                ])
        }
        #expect(throws: ParquetError.value(column: "n", row: 0, "a number with too many digits for numeric(4,2)")) {
            try writer.append(batch(10_000, 0))
        }
        #expect(throws: ParquetError.self) { try writer.append(batch(1, TimeLimits.timestampEnd - 1)) }
        try writer.append(batch(9_999, TimeLimits.infinity))
        try writer.append(batch(-9_999, TimeLimits.negativeInfinity))
        try writer.finish()
        let bytes = writer.takeBytes()
        let reader = try ParquetReader(ParquetMemory(bytes))
        var cursor = try reader.cursor([
            FieldSpec(path: ["n"], type: .numeric), FieldSpec(path: ["t"], type: .timestamptz),
        ])
        let rows = try #require(try cursor.next(rowsMax: 10)?.batch)
        #expect(canon(rows.columns[0], 0) == "99.99")
        #expect(rows.count == 2)
        guard case .int64(let times) = rows.columns[1].values else {
            Issue.record("times are not whole numbers")
            return
        }
        #expect([times[0], times[1]] == [TimeLimits.infinity, TimeLimits.negativeInfinity])
    }
}
