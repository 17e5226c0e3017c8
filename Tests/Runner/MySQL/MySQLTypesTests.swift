import Operators
import StateStore
import Testing

@testable import Runner

@Suite struct MySQLTypesTests {
    /// One column of a type, its values, and what MariaDB shows for each.
    struct Case: Sendable, CustomTestStringConvertible {
        let type: DataType
        let values: [(Scalar, String?)]
        var testDescription: String { type.description }
    }

    static let cases: [Case] = [
        Case(type: .boolean, values: [(.boolean(true), "1"), (.boolean(false), "0"), (.null, nil)]),
        Case(type: .smallint, values: [(.int64(-32768), "-32768"), (.int64(32767), "32767"), (.null, nil)]),
        Case(
            type: .integer,
            values: [(.int64(Int64(Int32.min)), "-2147483648"), (.int64(Int64(Int32.max)), "2147483647")]),
        Case(
            type: .bigint,
            values: [(.int64(.min), "-9223372036854775808"), (.int64(.max), "9223372036854775807"), (.int64(0), "0")]),
        Case(type: .real, values: [(.double(Double(Float(0.1))), "0.1"), (.double(-2.5), "-2.5"), (.null, nil)]),
        Case(
            type: .double,
            values: [
                (.double(0.1), "0.1"), (.double(.leastNonzeroMagnitude), "5e-324"),
                (.double(0.1 + 0.2), "0.30000000000000004"),
                (.double(.greatestFiniteMagnitude), "1.7976931348623157e308"), (.double(1e15), "1e15"), (.null, nil),
            ]),
        Case(
            type: .numeric,
            values: [
                (.decimal(Decimal(coefficient: 1250, scale: 2)), "12.500000000000000000000000000000"),
                (.decimal(Decimal(coefficient: -1, scale: 30)), "-0.000000000000000000000000000001"),
                (
                    .decimal(Decimal(coefficient: Decimal.coefficientMax, scale: 19)),
                    "9999999999999999999.999999999999999999900000000000"
                ),
            ]),
        Case(
            type: .numeric(NumericShape(precision: 10, scale: 2)),
            values: [
                (.decimal(Decimal(coefficient: 7, scale: 2)), "0.07"),
                (.decimal(Decimal(coefficient: -9_999_999_999, scale: 2)), "-99999999.99"),
            ]),
        Case(
            type: .text,
            values: [
                (.text(""), ""), (.text("it's a \\ and a \"quote\""), "it's a \\ and a \"quote\""),
                (.text("naïve 🦊\n\t"), "naïve 🦊\n\t"), (.text("'"), "'"), (.text("a\0b"), "a\0b"), (.null, nil),
            ]),
        Case(type: .text(limit: 3), values: [(.text("äöü"), "äöü")]),
        Case(
            type: .timestamptz,
            values: [
                (.int64(0), "2000-01-01 00:00:00.000000"), (.int64(-1), "1999-12-31 23:59:59.999999"),
                (.int64(-730_119 * TimeLimits.microsPerDay), "0001-01-01 00:00:00.000000"),
                (.int64(2_921_940 * TimeLimits.microsPerDay - 1), "9999-12-31 23:59:59.999999"), (.null, nil),
            ]),
        Case(type: .timestamp, values: [(.int64(86_400_000_000), "2000-01-02 00:00:00.000000")]),
        Case(
            type: .date,
            values: [(.int64(0), "2000-01-01"), (.int64(2_921_939), "9999-12-31"), (.int64(-730_119), "0001-01-01")]),
        Case(
            type: .uuid,
            values: [(.bytes((0..<16).map { UInt8($0 * 17) }), "00112233-4455-6677-8899-aabbccddeeff"), (.null, nil)]),
        Case(type: .jsonb, values: [(.text(#"{"a":[1,2.50,null],"b":"é'"}"#), #"{"a":[1,2.50,null],"b":"é'"}"#)]),
        Case(
            type: .array(.text),
            values: [(.text(#"["a b","é'",null]"#), #"["a b","é'",null]"#), (.text("[]"), "[]"), (.null, nil)]),
        Case(type: .array(.integer), values: [(.text("[1,null]"), "[1,null]")]),
        Case(type: .bytea, values: [(.bytes([0, 0x27, 10]), "\0'\n"), (.bytes([]), "")]),
    ]

    @Test(.mysql, arguments: cases)
    func `values come back as they were, by insert and by upsert`(_ example: Case) throws {
        let database = try MySQLServer.database()
        let columns = schema(["id!": .bigint, "value": example.type])
        let added = try MySQLSink(SinkTable(name: "added", columns: columns))
        let upserted = try MySQLSink(SinkTable(name: "upserted", columns: columns, key: [0]))
        let rows = example.values.enumerated().map { [Scalar.int64(Int64($0)), $1.0] }
        added.add(.append, rows)
        upserted.add(.upsert, rows)
        let system = try MySQLSystem(uri: database.uri, targets: [added.target, upserted.target])
        _ = try system.start(testJob)
        _ = try system.commit(EpochCommit(1, [[added.encoder.take()], [upserted.encoder.take()]]))
        let expected = example.values.enumerated().map { "\($0)|\($1.1 ?? "~")" }
        #expect(try database.rows("SELECT id, value FROM added ORDER BY id") == expected)
        #expect(try database.rows("SELECT id, value FROM upserted ORDER BY id") == expected)
    }

    @Test(
        .mysql,
        arguments: [
            (DataType.double, Scalar.double(.nan)), (.double, .double(.infinity)), (.real, .double(-.infinity)),
            (.timestamptz, .int64(.max)), (.timestamptz, .int64(.min)), (.date, .int64(.max)),
            (.timestamptz, .int64(2_921_940 * TimeLimits.microsPerDay)), (.date, .int64(-730_120)),
            (.timestamp, .int64(-730_119 * TimeLimits.microsPerDay - 1)), (.smallint, .int64(70_000)),
            (.numeric, .decimal(Decimal(coefficient: 1, scale: 31))),
            (.numeric, .decimal(Decimal(coefficient: Decimal.coefficientMax, scale: 0))),
            (.jsonb, .text("{no json")),
        ])
    func `what MySQL has no value for is a refused row, never another value`(_ type: DataType, _ bad: Scalar) throws {
        let database = try MySQLServer.database()
        let columns = schema(["id!": .bigint, "value": type])
        for operation in [RowOperation.append, .upsert] {
            let name = operation == .append ? "added" : "upserted"
            let table = SinkTable(
                name: name, columns: columns, key: operation == .append ? [] : [0], onError: .skip)
            let sink = try MySQLSink(table)
            let system = try MySQLSystem(uri: database.uri, targets: [sink.target])
            let position = try system.start(SinkJob(name: name, uuid: randomUUID(), fingerprint: ""))
            #expect(position?.epoch == Epoch.none)
            let report = try database.commit(
                1, sink, system, operation, [[.int64(1), .null], [.int64(2), bad], [.int64(3), .null]])
            #expect(report.rejectedRows == 1 && report.rows == 2)
            #expect(try database.rows("SELECT id FROM \(name) ORDER BY id") == ["1", "3"])
        }
    }

    /// A real keeps all its bits although MariaDB shows six digits of it.
    @Test(.mysql) func `a real is the same real`() throws {
        let database = try MySQLServer.database()
        let columns = schema(["id!": .bigint, "value": .real])
        let (sink, system) = try database.start(SinkTable(name: "t", columns: columns))
        let values: [Float] = [16_777_216, 0.1, 3.4028235e38, 1.1754944e-38, 1.0000001]
        try database.commit(
            1, sink, system, .append, values.enumerated().map { [.int64(Int64($0)), .double(Double($1))] })
        let found = try database.rows("SELECT CAST(value AS DOUBLE) FROM t ORDER BY id")
        #expect(found.map { Double($0) } == values.map { Double($0) })
    }
}
