import Testing

@testable import Operators

@Suite struct CSVTests {
    private let fields = [
        FieldSpec(path: ["id"], type: .integer, notNull: true), FieldSpec(path: ["name"], type: .text(limit: nil)),
        FieldSpec(path: ["price"], type: .numeric(NumericShape(precision: 12, scale: 3))),
        FieldSpec(path: ["at"], type: .timestamp),
    ]
    private let declared = ["id", "name", "price", "at"]

    private func decode(
        _ records: [String], header: [String]? = nil, delimiter: UInt8 = UInt8(ascii: ",")
    ) throws -> (rows: [String], bad: [BadRecord]) {
        let decoder = CSVDecoder(fields: fields, declared: declared, layout: CSVLayout(delimiter: delimiter))
        try decoder.use(header.map { CSVHeader($0) })
        let bytes = RecordBytes(records.map { Array($0.utf8) })
        let decoded = bytes.records.withUnsafeBufferPointer { decoder.decode($0, owner: bytes) }
        let typed = try TypedText(fields, settings: EvaluationSettings()).typed(decoded)
        return ((0..<typed.batch.count).map { show(typed.batch, $0) }, typed.bad)
    }

    private func faults(_ records: [String]) throws -> [RecordFault] { try decode(records).bad.map(\.fault) }

    @Test func `fields become values of their columns' types`() throws {
        let (rows, bad) = try decode([
            "1,plain,2.5,2010-12-01 08:26:00", "-2,\"a, \"\"b\"\"\",17850.0,", "3,,,",
            "4,\"\",\"\",\"2010-12-01T00:00:00\"",
        ])
        #expect(bad.isEmpty)
        #expect(
            rows == [
                "1 | plain | 2.500 | 2010-12-01 08:26:00", "-2 | a, \"b\" | 17850.000 | NULL", "3 | NULL | NULL | NULL",
                "4 |  | NULL | 2010-12-01 00:00:00",
            ])
    }

    @Test func `infinity is a time on either side of all others`() throws {
        let (rows, bad) = try decode(["1,a,,infinity", "2,b,,-Infinity", "3,c,,infinite"])
        #expect(rows == ["1 | a | NULL | infinity", "2 | b | NULL | -infinity"])
        #expect(bad.map(\.record) == [2])
    }

    @Test func `broken records are faults and leave no trace`() throws {
        let (rows, bad) = try decode([
            "1,a,1,", "2,b", "3,c,1,,", "4,\"open,1,", "5,\"x\"y,1,", "x,a,1,", "99999999999,a,1,", "7,a,cheap,",
            "8,a,1,yesterday", ",a,1,", "", "12,z,9999999999,", "13,ok,,",
        ])
        #expect(rows == ["1 | a | 1.000 | NULL", "13 | ok | NULL | NULL"])
        #expect(
            bad.map(\.fault) == [
                .malformed, .malformed, .malformed, .malformed, .invalidValue, .outOfRange, .invalidValue,
                .invalidValue,
                .missingNotNull, .empty, .outOfRange,
            ])
        #expect(bad.map(\.record) == Array(1...11))
    }

    @Test(arguments: [true, false]) func `an empty line is NULL in a file of one column`(hasHeader: Bool) throws {
        for isNeeded in [false, true] {
            let name = FieldSpec(path: ["name"], type: .text(limit: nil), notNull: isNeeded)
            var layout = CSVLayout(hasHeader: hasHeader)
            layout.isOneField = !hasHeader
            let decoder = CSVDecoder(fields: [name], declared: ["name"], layout: layout)
            try decoder.use(hasHeader ? CSVHeader(["name"]) : nil)
            let bytes = RecordBytes([Array("a".utf8), [], Array("\"\"".utf8)])
            let decoded = bytes.records.withUnsafeBufferPointer { decoder.decode($0, owner: bytes) }
            let typed = try TypedText([name], settings: EvaluationSettings()).typed(decoded)
            let rows = (0..<typed.batch.count).map { show(typed.batch, $0) }
            #expect(rows == (isNeeded ? ["a", ""] : ["a", "NULL", ""]))
            #expect(typed.bad.map(\.fault) == (isNeeded ? [.missingNotNull] : []))
        }
    }

    @Test func `what is no text for PostgreSQL is a fault`() throws {
        #expect(try faults(["1,a\0b,1,"]) == [.nulInText])
        let decoder = CSVDecoder(fields: fields, declared: declared, layout: CSVLayout())
        let bytes = RecordBytes([[0x31, 0x2C, 0xFF, 0x2C, 0x2C]])
        #expect(
            bytes.records.withUnsafeBufferPointer { decoder.decode($0, owner: bytes) }.bad.map(\.fault) == [
                .invalidUTF8
            ])
    }

    @Test func `columns are found by the header, in any order and by the only other spelling`() throws {
        let header = ["At", "other", "price", "NAME", "id"]
        #expect(try decode(["2010-12-01,x,1,n,7"], header: header).rows == ["7 | n | 1.000 | 2010-12-01 00:00:00"])
        #expect(throws: CSVHeaderMismatch.self) { try decode([], header: ["id", "name", "at"]) }
        #expect(throws: CSVHeaderMismatch.self) { try decode([], header: ["id", "id", "name", "price", "at"]) }
    }

    @Test func `another delimiter leaves commas alone`() throws {
        #expect(try decode(["1;a,b;1;"], delimiter: UInt8(ascii: ";")).rows == ["1 | a,b | 1.000 | NULL"])
    }

    @Test func `a record ends at a line's end outside of quotes`() {
        func ends(_ text: String) -> [String] {
            let bytes = Array(text.utf8)
            return bytes.withUnsafeBufferPointer { buffer in
                guard let base = buffer.baseAddress else { return [] }
                var at = base
                var records: [String] = []
                while let found = CSVScan.end(at, base + buffer.count, CSVLayout()) {
                    records.append(String(decoding: UnsafeBufferPointer(start: at, count: found.count), as: UTF8.self))
                    at = found.next
                }
                return records
            }
        }
        #expect(ends("a,b\r\nc\n\nd") == ["a,b", "c", ""])
        #expect(ends("1,\"x\ny\"\n2,5\" pipe\n\"open\n") == ["1,\"x\ny\"", "2,5\" pipe"])
        #expect(ends("\"a\"\"\n\"\n") == ["\"a\"\"\n\""])
    }

    @Test func `a quote that closes in the middle of text costs its line alone`() {
        let text = "1,\"a\"b\n2,\"c\n3,d\"e\n4,\"f\"\r\n"
        let bytes = Array(text.utf8)
        let ends = bytes.withUnsafeBufferPointer { buffer -> [Int] in
            guard let base = buffer.baseAddress else { return [] }
            var at = base
            var ends: [Int] = []
            while let found = CSVScan.end(at, base + buffer.count, CSVLayout()) {
                at = found.next
                ends.append(at - base)
            }
            return ends
        }
        #expect(ends == [7, 12, 18, 25])
    }

    @Test func `every cut and every flipped bit of a record is answered without a trap`() throws {
        let record = Array("1,\"a \"\"b\"\" c\",12.5,2010-12-01 08:26:00".utf8)
        let decoder = CSVDecoder(fields: fields, declared: declared, layout: CSVLayout())
        let types = try TypedText(fields, settings: EvaluationSettings())
        var variants = record.indices.map { Array(record[..<$0]) }
        for index in record.indices {
            for bit in 0..<8 {
                var changed = record
                changed[index] ^= 1 << UInt8(bit)
                variants.append(changed)
            }
        }
        let bytes = RecordBytes(variants)
        let decoded = types.typed(bytes.records.withUnsafeBufferPointer { decoder.decode($0, owner: bytes) })
        #expect(decoded.batch.count + decoded.bad.count == variants.count)
    }
}
