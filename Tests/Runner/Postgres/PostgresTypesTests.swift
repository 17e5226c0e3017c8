import Operators
import StateStore
import Testing

@testable import Runner

@Suite struct PostgresTypesTests {
    /// One column of a type, its values, and the text that psql shows for each.
    struct Case: Sendable, CustomTestStringConvertible {
        let type: DataType
        let values: [(Scalar, String?)]
        var testDescription: String { type.description }
    }

    static let cases: [Case] = [
        Case(type: .boolean, values: [(.boolean(true), "t"), (.boolean(false), "f"), (.null, nil)]),
        Case(type: .smallint, values: [(.int64(-32768), "-32768"), (.int64(32767), "32767"), (.null, nil)]),
        Case(
            type: .integer,
            values: [(.int64(Int64(Int32.min)), "-2147483648"), (.int64(Int64(Int32.max)), "2147483647")]),
        Case(
            type: .bigint,
            values: [(.int64(.min), "-9223372036854775808"), (.int64(.max), "9223372036854775807"), (.int64(0), "0")]),
        Case(
            type: .real,
            values: [
                (.double(Double(Float(0.1))), "0.1"), (.double(.nan), "NaN"), (.double(.infinity), "Infinity"),
                (.double(Double(Float.greatestFiniteMagnitude)), "3.4028235e+38"),
                (.double(Double(Float(1e-45))), "1e-45"), (.double(123456), "123456"),
                (.double(1_234_567), "1.234567e+06"),
            ]),
        Case(
            type: .double,
            values: [
                (.double(0.1), "0.1"), (.double(-0.0), "-0"), (.double(.leastNonzeroMagnitude), "5e-324"),
                (.double(.greatestFiniteMagnitude), "1.7976931348623157e+308"), (.double(-.infinity), "-Infinity"),
                (.double(1e15), "1e+15"), (.double(123_456_789_012_345), "123456789012345"),
                (.double(0.0001), "0.0001"), (.double(0.00001), "1e-05"), (.null, nil),
            ]),
        Case(
            type: .numeric,
            values: [
                (.decimal(Decimal(coefficient: 0, scale: 0)), "0"),
                (.decimal(Decimal(coefficient: 0, scale: 2)), "0.00"),
                (.decimal(Decimal(coefficient: 1250, scale: 2)), "12.50"),
                (.decimal(Decimal(coefficient: -1, scale: 5)), "-0.00001"),
                (.decimal(Decimal(coefficient: 10_000, scale: 0)), "10000"),
                (.decimal(Decimal(coefficient: 123_456_789, scale: 4)), "12345.6789"),
                (.decimal(Decimal(coefficient: 100_000_000, scale: 4)), "10000.0000"),
                (
                    .decimal(Decimal(coefficient: -Decimal.coefficientMax, scale: 0)),
                    "-99999999999999999999999999999999999999"
                ),
                (
                    .decimal(Decimal(coefficient: Decimal.coefficientMax, scale: 38)),
                    "0.99999999999999999999999999999999999999"
                ),
                (
                    .decimal(Decimal(coefficient: Decimal.coefficientMax, scale: 19)),
                    "9999999999999999999.9999999999999999999"
                ),
                (.decimal(Decimal(coefficient: 1, scale: 38)), "0.00000000000000000000000000000000000001"),
                (.null, nil),
            ]),
        Case(
            type: .numeric(NumericShape(precision: 10, scale: 2)),
            values: [(.decimal(Decimal(coefficient: 7, scale: 2)), "0.07")]),
        Case(
            type: .text,
            values: [
                (.text(""), ""), (.text("a|b\tc\nd"), "a|b\tc\nd"), (.text("naïve 🦊"), "naïve 🦊"),
                (.text("exactly12byt"), "exactly12byt"), (.text("thirteen byte"), "thirteen byte"), (.null, nil),
            ]),
        Case(type: .text(limit: 3), values: [(.text("äöü"), "äöü")]),
        Case(
            type: .timestamptz,
            values: [
                (.int64(0), "2000-01-01 00:00:00+00"), (.int64(-1), "1999-12-31 23:59:59.999999+00"),
                (.int64(TimeLimits.timestampMin), "4714-11-24 00:00:00+00 BC"),
                (.int64(TimeLimits.timestampEnd - 1), "294276-12-31 23:59:59.999999+00"),
                (.int64(.max), "infinity"), (.int64(.min), "-infinity"), (.null, nil),
            ]),
        Case(type: .timestamp, values: [(.int64(86_400_000_000), "2000-01-02 00:00:00"), (.int64(.max), "infinity")]),
        Case(
            type: .date,
            values: [
                (.int64(0), "2000-01-01"), (.int64(TimeLimits.dateMin), "4714-11-24 BC"),
                (.int64(TimeLimits.dateEnd - 1), "5874897-12-31"), (.int64(.max), "infinity"),
                (.int64(.min), "-infinity"),
            ]),
        Case(
            type: .interval,
            values: [
                (.interval(Interval(months: 14, days: -3, micros: 4_000_000)), "1 year 2 mons -3 days +00:00:04"),
                (.interval(Interval()), "00:00:00"), (.null, nil),
            ]),
        Case(
            type: .uuid,
            values: [(.bytes((0..<16).map { UInt8($0 * 17) }), "00112233-4455-6677-8899-aabbccddeeff"), (.null, nil)]),
        Case(
            type: .jsonb,
            values: [(.text(#"{"a":[1,2.50,null],"b":"é"}"#), #"{"a": [1, 2.50, null], "b": "é"}"#), (.null, nil)]),
        Case(type: .bytea, values: [(.bytes([0, 255, 10]), #"\x00ff0a"#), (.bytes([]), #"\x"#), (.null, nil)]),
        Case(
            type: .array(.integer),
            values: [(.text("[1,null,-2]"), "{1,NULL,-2}"), (.text("[]"), "{}"), (.null, nil)]),
        Case(
            type: .array(.text),
            values: [
                (.text(#"["a b","","NULL","q\"\\,{}",null,"é"]"#), #"{"a b","","NULL","q\"\\,{}",NULL,é}"#),
                (.text(#"["x"]"#), "{x}"),
            ]),
        Case(
            type: .array(.numeric(NumericShape(precision: 8, scale: 2))),
            values: [(.text("[1.50,0.10]"), "{1.50,0.10}")]),
        Case(
            type: .array(.timestamptz),
            values: [(.text(#"["2025-03-01 10:00:00.5+00"]"#), #"{"2025-03-01 10:00:00.5+00"}"#)]),
        Case(type: .array(.boolean), values: [(.text("[true,false,null]"), "{t,f,NULL}")]),
        Case(type: .array(.double), values: [(.text(#"[0.1,"NaN",1e20]"#), "{0.1,NaN,1e+20}")]),
    ]

    @Test(.postgres, arguments: cases)
    func `values come back as psql shows them, by COPY and by upsert`(_ example: Case) throws {
        let database = try TestServer.database()
        let columns = schema(["id!": .bigint, "value": example.type])
        let copied = try TestSink(SinkTable(name: "copied", columns: columns))
        let upserted = try TestSink(SinkTable(name: "upserted", columns: columns, key: [0]))
        let rows = example.values.enumerated().map { [Scalar.int64(Int64($0)), $1.0] }
        copied.add(.append, rows)
        upserted.add(.upsert, rows)
        let system = try PostgresSystem(uri: database.uri, targets: [copied.target, upserted.target])
        _ = try system.start(testJob)
        _ = try system.commit(EpochCommit(1, [[copied.encoder.take()], [upserted.encoder.take()]]))
        let expected = example.values.enumerated().map { "\($0)|\($1.1 ?? "~")" }
        #expect(try database.rows("SELECT id, value FROM copied ORDER BY id") == expected)
        #expect(try database.rows("SELECT id, value FROM upserted ORDER BY id") == expected)
    }

    @Test(arguments: cases)
    func `text of a value, from its column and from its wire form, is the server's`(_ example: Case) throws {
        let table = SinkTable(name: "t", columns: schema(["value": example.type]))
        let encoder = try TupleEncoder(table)
        encoder.append(batch(table.columns, example.values.map { [$0.0] }), operation: .append)
        let rows = TupleRows([encoder.take()], only: [.append])
        let field = try RowLayout(table).fields[0]
        let column = Column(type: example.type, scalars: example.values.map(\.0))
        for (index, value) in example.values.enumerated() {
            var text: [UInt8] = []
            let isValue = ValueText().append(column, row: index, to: &text)
            #expect(isValue == (value.1 != nil))
            guard let expected = value.1, example.type != .jsonb else { continue }
            if !field.wire.isArray { #expect(String(decoding: text, as: UTF8.self) == expected) }
            let wire = UnsafeRawBufferPointer(rebasing: rows.row(index)[6...])
            #expect(String(decoding: field.text(wire), as: UTF8.self) == expected)
        }
    }

    @Test(.postgres) func `a number that its column cannot hold is refused by the database, not cut`() throws {
        let database = try TestServer.database()
        let table = SinkTable(name: "narrow", columns: schema(["a": .smallint, "b": .date]), onError: .skip)
        let sink = try TestSink(table)
        sink.add(.append, [[.int64(1), .int64(1)], [.int64(70_000), .int64(1)], [.int64(2), .int64(1 << 40)]])
        let system = try PostgresSystem(uri: database.uri, targets: [sink.target])
        _ = try system.start(testJob)
        let report = try system.commit(EpochCommit(1, [[sink.encoder.take()]]))
        #expect(report.rejectedRows == 2)
        #expect(try database.rows("SELECT * FROM narrow") == ["1|2000-01-02"])
    }

    @Test func `what cannot be written is refused before anything starts`() {
        #expect(throws: SinkError.self) {
            try TupleEncoder(SinkTable(name: "t", columns: schema(["a": .array(.jsonb)])))
        }
        #expect(throws: SinkError.self) {
            try TupleEncoder(SinkTable(name: "t", columns: schema(["a": .jsonb]), key: [0]))
        }
        // Arrays are keys of PostgreSQL.
        #expect(throws: Never.self) {
            try TupleEncoder(SinkTable(name: "t", columns: schema(["a": .array(.text)]), key: [0]))
        }
    }

    @Test(.postgres) func `a target with arrays is checked element by element`() throws {
        let database = try TestServer.database()
        _ = try database.rows(
            """
            CREATE TABLE fits (a integer[], b varchar(5)[], c numeric(10, 2)[], d timestamptz[]);
            CREATE TABLE misfits (a bigint[], b varchar(2)[], c numeric(5, 1)[], d timestamptz);
            """)
        let columns = schema([
            "a": .array(.integer), "b": .array(.text(limit: 5)),
            "c": .array(.numeric(NumericShape(precision: 10, scale: 2))), "d": .array(.timestamptz),
        ])
        let good = try TestSink(SinkTable(name: "fits", columns: columns))
        _ = try PostgresSystem(uri: database.uri, targets: [good.target]).start(testJob)
        let bad = try TestSink(SinkTable(name: "misfits", columns: columns))
        let text = refusalText { _ = try PostgresSystem(uri: database.uri, targets: [bad.target]).start(testJob) } ?? ""
        for line in [
            #"column "a": integer[] here, bigint[] there"#,
            #"column "b": varchar(5)[] here, character varying(2)[] there"#,
            #"column "c": numeric(10,2)[] here, numeric(5,1)[] there"#,
            #"column "d": timestamptz[] here, timestamp with time zone there"#,
        ] { #expect(text.contains(line), "\(line)") }
    }
}
