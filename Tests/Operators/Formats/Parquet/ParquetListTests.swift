import Testing

@testable import Operators

/// Older forms of lists, made of our own files by another schema over the same levels.
enum OldList: CaseIterable {
    /// `repeated int32 array` in a list.
    case twoLevels
    /// `repeated group bag { optional int32 array_element }`, as Hive names them.
    case hive
    /// `repeated int32` in a structure, without a list.
    case oneLevel

    /// Rows NULL, `[]` (for Hive `[null]`) and `[7,8]`.
    func file(_ rows: [String] = ["[]", "[null]", "[7,8]"]) throws -> [UInt8] {
        let field = ParquetField("x", .array(.integer), isNullable: self == .hive)
        let texts = self == .hive ? rows.map { $0 == "[]" ? Scalar.null : .text($0) } : rows.map { .text($0) }
        var writer = try ParquetWriter([field], options: ParquetOptions(codec: .none, usesDictionaries: false))
        try writer.append(
            splitting: Batch(count: rows.count, columns: [Column(type: field.type, scalars: texts)]))
        try writer.finish()
        return try OldList.remade(writer.takeBytes()) { metadata in
            var leaf = metadata.schema[3]
            switch self {
            case .twoLevels:
                leaf.name = "array"
                leaf.repetition = .repeated
                metadata.schema[1].repetition = .optional
                metadata.schema[2...] = [leaf]
                metadata.rowGroups[0].chunks[0].path = ["x", "array"]
            case .hive:
                metadata.schema[2].name = "bag"
                metadata.schema[3].name = "array_element"
                metadata.schema[1].logical = nil
                metadata.rowGroups[0].chunks[0].path = ["x", "bag", "array_element"]
            case .oneLevel:
                leaf.name = "y"
                leaf.repetition = .repeated
                metadata.schema[1...] = [SchemaElement(name: "x", repetition: .optional, childCount: 1), leaf]
                metadata.rowGroups[0].chunks[0].path = ["x", "y"]
            }
        }
    }

    /// pyarrow gives the last one as a structure with a list in it.
    var readers: [String] { self == .oneLevel ? [] : ["pyarrow", "duckdb"] }

    /// The same file with another footer.
    static func remade(_ bytes: [UInt8], _ change: (inout FileMetadata) -> Void) throws -> [UInt8] {
        var metadata = try ParquetReader(ParquetMemory(bytes)).metadata
        change(&metadata)
        let length = bytes[(bytes.count - 8)..<(bytes.count - 4)].reversed().reduce(0) { $0 << 8 | Int($1) }
        let footer = metadata.encoded
        var out = Array(bytes[..<(bytes.count - 8 - length)]) + footer
        appendLittleEndian(UInt32(footer.count), to: &out)
        return out + Array("PAR1".utf8)
    }
}

@Suite struct ParquetListTests {
    private func file(
        _ arrays: [String?], _ type: DataType = .bigint, isNullable: Bool = true,
        _ options: ParquetOptions = ParquetOptions()
    ) throws -> [UInt8] {
        var writer = try ParquetWriter([ParquetField("x", .array(type), isNullable: isNullable)], options: options)
        let scalars = arrays.map { $0.map { Scalar.text($0) } ?? .null }
        try writer.append(
            splitting: Batch(count: arrays.count, columns: [Column(type: .array(type), scalars: scalars)]))
        try writer.finish()
        return writer.takeBytes()
    }

    private func message(_ body: () throws -> Void) -> String {
        do { try body() } catch { return "\(error)" }
        return ""
    }

    @Test(arguments: ParquetCodec.allCases, [true, false])
    func `arrays of every type come back as they were written`(codec: ParquetCodec, dictionaries: Bool) throws {
        let batches = [(700, 1), (1, 2), (0, 3)].map { ParquetSample.lists($0, seed: $1) }
        let options = ParquetOptions(codec: codec, rowGroupRowsMax: 500, usesDictionaries: dictionaries)
        let bytes = try ParquetSample.file(batches, options, of: ParquetSample.listFields)
        let read = try readAll(bytes)
        #expect(read.types.count == ParquetSample.listFields.count && read.types[2] == .array(.integer))
        #expect(difference(read.rows, batches.flatMap(canon)) == nil)
        #expect(read.bad.isEmpty)
    }

    @Test func `lists in many pages and row groups are read from any row on`() throws {
        let fields = [ParquetField("i", .array(.bigint)), ParquetField("t", .array(.text), isNullable: false)]
        let rows = (0..<9_000).map { row -> (String, String) in
            let size = row % 11
            let numbers = (0..<size).map { $0 == 3 ? "null" : "\(row * $0)" }.joined(separator: ",")
            let words = (0..<(size / 2)).map { "\"\(String(repeating: "w", count: ($0 + row) % 40))\"" }
            return ("[\(numbers)]", "[\(words.joined(separator: ","))]")
        }
        let batch = Batch(
            count: rows.count,
            columns: [
                Column(type: .array(.bigint), scalars: rows.map { $0.0 == "[]" ? .null : .text($0.0) }),
                Column(type: .array(.text), scalars: rows.map { .text($0.1) }),
            ])
        let bytes = try ParquetSample.file(
            [batch, batch], ParquetOptions(codec: .lz4, rowGroupRowsMax: 9_000, usesDictionaries: false), of: fields)
        let all = canon(batch) + canon(batch)
        for row in [0, 1, 1_023, 1_024, 4_500, 8_999, 9_000, 9_001, 17_999] {
            let read = try readAll(
                bytes, from: Int64(row), rowsMax: row == 0 ? 4_096 : 70, limit: row == 0 ? .max : 100)
            #expect(read.rows.count >= min(row == 0 ? .max : 100, all.count - row))
            #expect(difference(read.rows, Array(all[row...].prefix(read.rows.count))) == nil, "from row \(row)")
        }
    }

    @Test func `no list, an empty one and one with NULLs are told apart`() throws {
        let rows: [String?] = [nil, "[]", "[null]", "[1,null,2]", "[]", nil, "[3]"]
        #expect(
            try readAll(try file(rows)).rows
                == [[nil], ["[]"], ["[null]"], ["[<1>,null,<2>]"], ["[]"], [nil], ["[<3>]"]])
        let chunk = try ParquetReader(ParquetMemory(try file(rows))).metadata.rowGroups[0].chunks[0]
        #expect(chunk.valueCount == 9)
        #expect(chunk.statistics?.nullCount == 6)
        #expect(try readAll(try file([nil, nil])).rows == [[nil], [nil]])
        #expect(try readAll(try file([])).rows.isEmpty)
        #expect(throws: ParquetError.value(column: "x", row: 1, "NULL in a column that is NOT NULL")) {
            try file(["[]", nil], isNullable: false)
        }
        let wrong = message { _ = try file(["[1,2]", "[]", "[3,40000]"], .smallint) }
        #expect(wrong.hasPrefix("column \"x\", row 2: ") && wrong.contains("out of range"), "\(wrong)")
    }

    @Test func `an element that does not fit the declared type makes a bad record of its row`() throws {
        let reader = try ParquetReader(ParquetMemory(try file(["[1]", "[2,70000]", nil, "[70000]", "[]"])))
        var cursor = try reader.cursor([FieldSpec(path: ["x"], type: .array(.smallint), notNull: true)])
        let decoded = try #require(try cursor.next(rowsMax: 100))
        #expect(canon(decoded.batch) == [["[<1>]"], ["[]"]])
        #expect(decoded.bad.map(\.record) == [1, 2, 3])
        #expect(decoded.bad.map(\.fault) == [.outOfRange, .missingNotNull, .outOfRange])
    }

    @Test func `older forms of lists are read`() throws {
        #expect(try readAll(try OldList.twoLevels.file()).rows == [[nil], ["[]"], ["[<7>,<8>]"]])
        #expect(try readAll(try OldList.oneLevel.file()).rows == [[nil], ["[]"], ["[<7>,<8>]"]])
        #expect(try readAll(try OldList.hive.file()).rows == [[nil], ["[null]"], ["[<7>,<8>]"]])
        let error = message { _ = try readAll(try OldList.twoLevels.file(["[7,null]"])) }
        #expect(error.contains("a list that goes on without an element"), "\(error)")
    }

    @Test func `a list is refused as another type, and another type as a list`() throws {
        let lists = try file(["[1]"], .text)
        let text = message { _ = try readAll(lists, fields: [FieldSpec(path: ["x"], type: .text)]) }
        #expect(text.hasSuffix("the file has text[], which is not read as text; declare it as text[]"), "\(text)")
        let numbers = message { _ = try readAll(lists, fields: [FieldSpec(path: ["x"], type: .array(.bigint))]) }
        #expect(numbers.hasSuffix("declare it as text[]"), "\(numbers)")
        let plain = try ParquetSample.file([ParquetSample.batch(1, seed: 1)])
        let array = message { _ = try readAll(plain, fields: [FieldSpec(path: ["l"], type: .array(.bigint))]) }
        #expect(array.hasSuffix("the file has bigint, which is not read as bigint[]; declare it as bigint"), "\(array)")
    }

    @Test func `any byte of a file of lists may have any value: an error or rows, never a trap`() throws {
        let options = ParquetOptions(codec: .none, usesDictionaries: false)
        let bytes = try file(["[1,2]", nil, "[]", "[3,null,4]"], .integer, options)
        var messages: Set<String> = []
        for at in bytes.indices.dropFirst(4) {
            for value in 0..<256 {
                var damaged = bytes
                damaged[at] = UInt8(value)
                let said = message { _ = try readAll(damaged, limit: 1_000) }
                if let place = said.firstRange(of: "page of column \"x\": ") {
                    messages.insert(String(said[place.upperBound...]))
                }
            }
        }
        for wanted in [
            "it begins in the middle of a list", "a list that goes on without an element",
            "more lists than its row group has rows", "its chunk ends before all rows are read",
            "its repetition levels end too early", "its definition levels end too early", "fewer values than it says",
        ] {
            #expect(messages.contains(wanted), "\(wanted)")
        }
    }

    @Test func `lists that are flipped anywhere give an error or rows, never a trap`() throws {
        for (seed, codec) in ParquetCodec.allCases.enumerated() {
            let options = ParquetOptions(codec: codec, rowGroupRowsMax: 60, usesDictionaries: seed % 2 == 0)
            let bytes = try ParquetSample.file(
                (0..<3).map { ParquetSample.lists(60, seed: $0) }, options, of: ParquetSample.listFields)
            ParquetDamageTests.damage(bytes, seed: UInt64(seed), rounds: 100)
        }
    }
}
