import Testing

@testable import Operators

@Suite struct JSONWriterTests {
    private func text(_ columns: [Column], zone: TimeZoneRules = .utc) -> String {
        var out: [UInt8] = []
        let writer = JSONWriter(names: columns.indices.map { "c\($0)" }, zone: zone)
        writer.append(Batch(count: columns[0].count, columns: columns), to: &out)
        return String(decoding: out, as: UTF8.self)
    }

    @Test func `each type has its form`() throws {
        let columns = [
            Column(type: .boolean, scalars: [.boolean(true)]), Column(type: .bigint, scalars: [.int64(.min)]),
            Column(type: .double, scalars: [.double(1e20)]), Column(type: .double, scalars: [.double(.infinity)]),
            Column(type: .real, scalars: [.double(Double(Float(0.1)))]), Column(type: .double, scalars: [.double(-3)]),
            Column(type: .numeric, scalars: [.decimal(Decimal(coefficient: -5, scale: 2))]),
            Column(type: .numeric, scalars: [.decimal(Decimal(coefficient: 1250, scale: 2))]),
            Column(type: .text, scalars: [.text("a\"\\\n\u{1}ä")]),
            Column(type: .timestamptz, scalars: [.int64(500_000)]),
            Column(type: .timestamp, scalars: [.int64(0)]), Column(type: .date, scalars: [.int64(-1)]),
            Column(type: .interval, scalars: [.interval(Interval(days: 1))]),
            Column(type: .bytea, scalars: [.bytes([0, 255])]),
            Column(type: .uuid, scalars: [.bytes(Array(0..<16))]),
            Column(type: .jsonb, scalars: [.text("{\n\"a\": 1}")]),
            Column(type: .text, scalars: [.null]),
        ]
        let jakarta = TimeZoneRules(fixedOffsetMicros: 7 * TimeLimits.microsPerHour, name: "Asia/Jakarta")
        let line = text(columns, zone: jakarta)
        let expected = [
            #""c0":true"#, #""c1":-9223372036854775808"#, #""c2":1e+20"#, #""c3":"Infinity""#, #""c4":0.1"#,
            #""c5":-3"#, #""c6":-0.05"#, #""c7":12.50"#, #""c8":"a\"\\\n\u0001ä""#,
            #""c9":"2000-01-01T07:00:00.5+07:00""#, #""c10":"2000-01-01T00:00:00""#, #""c11":"1999-12-31""#,
            #""c12":"1 day""#, #""c13":"\\x00ff""#, #""c14":"00010203-0405-0607-0809-0a0b0c0d0e0f""#,
            #""c15":{"a": 1}"#, #""c16":null"#,
        ]
        #expect(line == "{" + expected.joined(separator: ",") + "}\n")
        #expect(Array(line.utf8).withUnsafeBytes { JSONValidator.check($0) } == nil)
    }

    @Test func `what was written is read back the same`() throws {
        let types: [DataType] = [
            .bigint, .double, .numeric, .text, .timestamptz, .date, .interval, .uuid, .bytea, .boolean,
        ]
        let fields = types.indices.map { FieldSpec(path: ["c\($0)"], type: types[$0]) }
        var dice = Dice(seed: 3)
        var rows: [[Scalar]] = []
        for _ in 0..<300 {
            let wide = Int64(bitPattern: dice.next())
            let characters = (0..<dice.below(20)).map { _ in
                Character(Unicode.Scalar(UInt32(1 + dice.below(0x2FF))) ?? "x")
            }
            rows.append([
                .int64(wide), .double(Double(wide) / 1e9),
                .decimal(Decimal(coefficient: Int128(wide), scale: dice.below(25))),
                .text(String(characters)), .int64(wide / 100_000), .int64(Int64(dice.below(80_000))),
                .interval(
                    Interval(months: Int32(dice.below(99)) - 50, days: Int32(dice.below(99)) - 50, micros: wide / 9)),
                .bytes((0..<16).map { _ in UInt8(dice.below(256)) }),
                .bytes((0..<dice.below(40)).map { _ in UInt8(dice.below(256)) }),
                dice.below(5) == 0 ? .null : .boolean(dice.below(2) == 0),
            ])
        }
        let columns = types.indices.map { index in Column(type: types[index], scalars: rows.map { $0[index] }) }
        let lines = text(columns).split(separator: "\n").map(String.init)
        let decoded = try JSONDecoder(fields: fields).decode(lines)
        #expect(decoded.bad == [] && decoded.batch.count == rows.count)
        for row in rows.indices {
            #expect(show(decoded.batch, row) == show(Batch(count: rows.count, columns: columns), row))
        }
    }
}
