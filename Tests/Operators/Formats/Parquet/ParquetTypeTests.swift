import Testing

@testable import Operators

@Suite struct ParquetTypeTests {
    private func file(_ field: ParquetField, _ scalars: [Scalar]) throws -> [UInt8] {
        var writer = try ParquetWriter([field])
        try writer.append(Batch(count: scalars.count, columns: [Column(type: field.type, scalars: scalars)]))
        try writer.finish()
        return writer.takeBytes()
    }

    private func faults(_ bytes: [UInt8], _ name: String, _ type: DataType, notNull: Bool = false) throws
        -> [RecordFault?]
    {
        let reader = try ParquetReader(ParquetMemory(bytes))
        var cursor = try reader.cursor([FieldSpec(path: [name], type: type, notNull: notNull)])
        var faults = [RecordFault?](repeating: nil, count: Int(reader.rowCount))
        while let decoded = try cursor.next(rowsMax: 100) {
            for bad in decoded.bad { faults[bad.record] = bad.fault }
            #expect(decoded.batch.count + decoded.bad.count == faults.count)
        }
        return faults
    }

    @Test func `a value that does not fit the declared type makes a bad record`() throws {
        let numbers = try file(ParquetField("x", .bigint), [.int64(1), .int64(1 << 40), .null, .int64(-40_000)])
        #expect(try faults(numbers, "x", .integer) == [nil, .outOfRange, nil, nil])
        #expect(try faults(numbers, "x", .smallint) == [nil, .outOfRange, nil, .outOfRange])
        #expect(try faults(numbers, "x", .bigint, notNull: true) == [nil, nil, .missingNotNull, nil])
        let shape = NumericShape(precision: 3, scale: 1)
        #expect(try faults(numbers, "x", .numeric(shape)) == [nil, .outOfRange, nil, .outOfRange])
        let texts = try file(
            ParquetField("x", .bytea), [.bytes([0x61, 0xFF]), .bytes([0x61, 0]), .text("äöü"), .text("abcd")])
        #expect(try faults(texts, "x", .text(limit: 3)) == [.invalidUTF8, .nulInText, nil, .outOfRange])
        let json = try file(
            ParquetField("x", .text),
            [.text("{\"a\": 1}"), .text("{"), .text(""), .text(#""\u0000""#), .text(#""\\u0000""#)])
        #expect(try faults(json, "x", .jsonb) == [nil, .malformed, .malformed, .nulInText, nil])
        let doubles = try file(ParquetField("x", .double), [.double(1e300), .double(.infinity), .double(1.5)])
        #expect(try faults(doubles, "x", .real) == [.outOfRange, nil, nil])
    }

    @Test func `times and identifiers that a file has as text or numbers are read as declared`() throws {
        let texts = try file(ParquetField("x", .text), [.text("2024-02-03 04:05:06+00"), .text("soon")])
        #expect(try faults(texts, "x", .timestamptz) == [nil, .invalidValue])
        let read = try readAll(texts, fields: [FieldSpec(path: ["x"], type: .timestamptz)])
        #expect(read.rows == [["1706933106000000"]])
        let seconds = try file(ParquetField("x", .bigint), [.int64(1_706_933_106)])
        let fields = [FieldSpec(path: ["x"], type: .timestamp, timestamps: TimestampFormat(.unixSeconds))]
        #expect(try readAll(seconds, fields: fields).rows == [["1706933106000000"]])
        let ids = try file(ParquetField("x", .text), [.text("0c9e5f56-30ac-42a9-b0d9-93a99730709d"), .text("0c9e")])
        #expect(try faults(ids, "x", .uuid) == [nil, .invalidValue])
    }

    @Test(arguments: [
        (DataType.text, DataType.bigint), (.bigint, .text), (.timestamp, .timestamptz), (.timestamptz, .timestamp),
        (.boolean, .integer), (.double, .numeric), (.jsonb, .bytea), (.uuid, .bytea),
    ])
    func `a column of another type is refused with the type that it has`(own: DataType, wanted: DataType) throws {
        let bytes = try file(ParquetField("x", own), [.null])
        let error = #expect(throws: ParquetError.self) {
            try readAll(bytes, fields: [FieldSpec(path: ["x"], type: wanted)])
        }
        #expect("\(error.map { "\($0)" } ?? "")".hasSuffix("declare it as \(own)"))
    }

    /// A column that pandas had nothing but None for.
    private func typeless(
        _ scalars: [Scalar], _ change: (inout FileMetadata) -> Void = { _ in }
    ) throws -> [UInt8] {
        try OldList.remade(try file(ParquetField("x", .integer), scalars)) { metadata in
            metadata.schema[1].converted = nil
            metadata.schema[1].logical = .null
            change(&metadata)
        }
    }

    @Test(arguments: [
        DataType.boolean, .smallint, .integer, .bigint, .numeric(nil), .real, .double, .text, .timestamptz, .timestamp,
        .date, .uuid, .jsonb, .bytea, .interval, .array(.integer), .array(.text),
    ])
    func `a column without a type is NULL as whatever it is declared`(type: DataType) throws {
        let bytes = try typeless([.null, .null, .null])
        #expect(try readAll(bytes, fields: [FieldSpec(path: ["x"], type: type)]).rows == [[nil], [nil], [nil]])
        #expect(try faults(bytes, "x", type, notNull: true) == [.missingNotNull, .missingNotNull, .missingNotNull])
        // A footer that lies: there are values, or there must be.
        #expect(throws: ParquetError.self) {
            try readAll(try typeless([.null, .int64(1)]), fields: [FieldSpec(path: ["x"], type: type)])
        }
        #expect(throws: ParquetError.self) {
            let required = try typeless([.null, .null]) { $0.schema[1].repetition = .required }
            return try readAll(required, fields: [FieldSpec(path: ["x"], type: type)])
        }
    }

    @Test func `a column that is not there is told with those that are`() throws {
        let bytes = try file(ParquetField("Name", .text), [.text("a")])
        #expect(throws: ParquetError.column("nme", "the file does not have it; it has Name")) {
            try readAll(bytes, fields: [FieldSpec(path: ["nme"], type: .text)])
        }
        #expect(try readAll(bytes, fields: [FieldSpec(path: ["name"], type: .text)]).rows == [["a"]])
    }
}
