import Testing

@testable import Operators

/// What each type takes of each kind of value: the matrix of Sources/Operators/Formats/JSON/README.md.
@Suite struct JSONTypeTests {
    static let kinds = ["null", "true", "12", "1.5", #""12""#, #""word""#, "[1]", #"{"a":1}"#]

    static let matrix: [(type: DataType, results: [String])] = [
        (.boolean, ["NULL", "t", "!", "!", "!", "!", "!", "!"]),
        (.smallint, ["NULL", "!", "12", "!", "!", "!", "!", "!"]),
        (.integer, ["NULL", "!", "12", "!", "!", "!", "!", "!"]),
        (.bigint, ["NULL", "!", "12", "!", "12", "?", "!", "!"]),
        (.numeric, ["NULL", "!", "12", "1.5", "12", "?", "!", "!"]),
        (.numeric(NumericShape(precision: 4, scale: 2)), ["NULL", "!", "12.00", "1.50", "12.00", "?", "!", "!"]),
        (.real, ["NULL", "!", "12.0", "1.5", "!", "!", "!", "!"]),
        (.double, ["NULL", "!", "12.0", "1.5", "!", "!", "!", "!"]),
        (.text, ["NULL", "!", "!", "!", "12", "word", "!", "!"]),
        (.timestamptz, ["NULL", "!", "1970-01-01 00:00:12+00", "1970-01-01 00:00:01.5+00", "?", "?", "!", "!"]),
        (.timestamp, ["NULL", "!", "1970-01-01 00:00:12", "1970-01-01 00:00:01.5", "?", "?", "!", "!"]),
        (.date, ["NULL", "!", "1970-01-01", "1970-01-01", "?", "?", "!", "!"]),
        (.interval, ["NULL", "!", "!", "!", "00:00:12", "?", "!", "!"]),
        (.uuid, ["NULL", "!", "!", "!", "?", "?", "!", "!"]),
        (.bytea, ["NULL", "!", "!", "!", "?", "c28addx", "!", "!"]),
        (.jsonb, ["NULL", "true", "12", "1.5", #""12""#, #""word""#, "[1]", #"{"a":1}"#]),
        (.array(.bigint), ["NULL", "!", "!", "!", "!", "!", "[1]", "!"]),
        (.record(RecordType(name: "r", fields: [])), ["NULL", "!", "!", "!", "!", "!", "!", #"{"a":1}"#]),
    ]

    @Test func `the matrix of types and kinds holds`() throws {
        for (type, results) in JSONTypeTests.matrix {
            for (kind, expected) in zip(JSONTypeTests.kinds, results) {
                let got = try decodeOne("{\"v\":\(kind)}", type)
                switch expected {
                case "!": #expect(got == "type_mismatch", "\(type) from \(kind)")
                case "?": #expect(got == "invalid_value", "\(type) from \(kind)")
                case "c28addx": #expect(got == "c28add", "\(type) from \(kind)")
                default: #expect(got == expected, "\(type) from \(kind)")
                }
            }
        }
    }

    @Test func `a mismatch names its field and leaves the other records alone`() throws {
        let decoder = try JSONDecoder(fields: retailFields)
        let decoded = decoder.decode([retailRecord, #"{"transaction_id":"x","price":"12"}"#, retailRecord])
        #expect(decoded.batch.count == 2)
        #expect(decoded.bad == [BadRecord(record: 1, fault: .typeMismatch, field: 6, byteOffset: 30)])
    }

    @Test func `times are read by the field's format`() throws {
        let form = TimestampFormat(.template("YYYY-MM-DD HH24:MI:SS"), timezone: "Asia/Jakarta")
        #expect(try decodeOne(#"{"v":"2025-06-26 15:07:30"}"#, .timestamptz, format: form) == "2025-06-26 08:07:30+00")
        #expect(try decodeOne(#"{"v":1737904330}"#, .timestamptz, format: form) == "type_mismatch")
        #expect(try decodeOne(#"{"v":1737904330.123456}"#, .timestamptz) == "2025-01-26 15:12:10.123456+00")
        #expect(try decodeOne(#"{"v":1.737904330e9}"#, .timestamptz) == "2025-01-26 15:12:10+00")
        #expect(try decodeOne(#"{"v":1737904330123}"#, .date) == "2025-01-26")
        #expect(try decodeOne(#"{"v":"2021-03-06 18:30:50.677+0000"}"#, .timestamptz) == "2021-03-06 18:30:50.677+00")
        #expect(try decodeOne(#"{"v":"2021-02-30"}"#, .date) == "out_of_range")
        #expect(try decodeOne(#"{"v":9e30}"#, .timestamptz) == "out_of_range")
        #expect(try decodeOne(#"{"v":1e400}"#, .timestamptz) == "out_of_range")
        #expect(throws: TimeError.self) {
            try decodeOne("{}", .timestamptz, format: TimestampFormat(.auto, timezone: "Mars"))
        }
    }

    @Test func `infinity is a time in every format, but no time of an event`() throws {
        for form in [TimestampFormat.auto, TimestampFormat(.unixMillis), TimestampFormat(.template("YYYY-MM-DD"))] {
            for type in [DataType.timestamptz, .timestamp, .date] {
                #expect(try decodeOne(#"{"v":"infinity"}"#, type, format: form) == "infinity")
                #expect(try decodeOne(#"{"v":"-Infinity"}"#, type, format: form) == "-infinity")
                #expect(try decodeOne(#"{"v":"infinite"}"#, type, format: form) == "invalid_value")
            }
        }
        var field = FieldSpec(path: ["v"], type: .timestamptz)
        field.isMoment = true
        for mode in [JSONDecoder.Mode.strict, .speculative] {
            let decoder = try JSONDecoder(fields: [field], mode: mode)
            let good = #"{"v":"2026-01-01T00:00:00Z"}"#
            let decoded = decoder.decode(Array(repeating: good, count: 9) + [#"{"v":"infinity"}"#, good])
            #expect(decoded.batch.count == 10 && decoded.bad.map(\.fault) == [.invalidValue])
        }
    }

    @Test func `UUIDs, bytes and intervals have PostgreSQL's texts`() throws {
        let uuid = "a0eebc999c0b4ef8bb6d6bb9bd380a11"
        for text in [
            "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11", "a0eebc999c0b4ef8bb6d6bb9bd380a11",
            "{a0eebc99-9c0b4ef8-bb6d6bb9-bd380a11}",
            "a0ee-bc99-9c0b-4ef8-bb6d-6bb9-bd38-0a11", #"a0eebc99\u002d9c0b4ef8bb6d6bb9bd380a11"#,
        ] { #expect(try decodeOne("{\"v\":\"\(text)\"}", .uuid) == uuid) }
        for text in [
            "", "a0eebc999c0b4ef8bb6d6bb9bd380a1", "a0eebc99--9c0b4ef8bb6d6bb9bd380a11",
            "g0eebc999c0b4ef8bb6d6bb9bd380a11", "{a0eebc999c0b4ef8bb6d6bb9bd380a11",
        ] {
            #expect(try decodeOne("{\"v\":\"\(text)\"}", .uuid) == "invalid_value")
        }
        #expect(try decodeOne(#"{"v":"\\x00fF"}"#, .bytea) == "00ff")
        #expect(try decodeOne(#"{"v":"\\x0"}"#, .bytea) == "invalid_value")
        #expect(try decodeOne(#"{"v":"aGVsbG8="}"#, .bytea) == "68656c6c6f")
        #expect(try decodeOne(#"{"v":""}"#, .bytea) == "")
        for text in ["aGVsbG8", "aGVsbG9=", "a===", "====", "aGV_"] {
            #expect(try decodeOne("{\"v\":\"\(text)\"}", .bytea) == "invalid_value", "\(text)")
        }
        #expect(try decodeOne(#"{"v":"1 day 02:03"}"#, .interval) == "1 day 02:03:00")
        #expect(try decodeOne(#"{"v":"P1Y"}"#, .interval) == "1 year")
    }
}
