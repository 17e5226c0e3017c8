import Testing

@testable import Operators

@Suite struct InferenceTests {
    private func profile(_ records: [String]) throws -> SchemaProfile {
        let schema = try SchemaProfile()
        for record in records { Array(record.utf8).withUnsafeBytes { _ = schema.add($0) } }
        return schema
    }

    private func field(_ name: String, _ schema: SchemaProfile) throws -> FieldProfile {
        try #require(schema.fields.first { $0.name == name })
    }

    @Test func `fields have their kinds, shares of NULL and bounds`() throws {
        let schema = try profile([
            #"{"id": 7, "name": "b", "price": 1.25, "ok": true, "x": 1e3}"#,
            #"{"id": -12, "name": "a", "price": 30, "ok": false, "x": 1.5, "late": [1]}"#,
            #" {"id": 100, "name": null, "price": 2.5}"#,
        ])
        #expect(schema.objects == 3 && schema.malformed == 0)
        #expect(schema.fields.map(\.name) == ["id", "name", "price", "ok", "x", "late"])
        let kinds: [FieldProfile.Kind?] = [.integer, .text, .decimal, .boolean, .float, .array]
        #expect(schema.fields.map(\.kind) == kinds)
        let id = try field("id", schema)
        #expect(id.least == "-12" && id.largest == "100" && id.distinct == 3)
        let name = try field("name", schema)
        #expect(schema.missing(name) == 1 && name.least == "a" && name.largest == "b")
        #expect(try field("price", schema).scaleMax == 2)
        #expect(schema.missing(try field("late", schema)) == 2)
    }

    @Test func `a key that comes again in an object counts once, and the record as one that repeats a key`() throws {
        let schema = try profile([
            #"{"id": 1, "id": 2, "id": null, "k": null}"#, #"{"id": 3, "k": {"a": 1, "a": 2, "b": {"c": 1, "c": 1}}}"#,
            #"{"id": 4, "k": {"a": 5}}"#,
        ])
        #expect(schema.objects == 3 && schema.repeatingKeys == 2)
        let id = try field("id", schema)
        #expect(id.values == 3 && id.least == "1" && id.largest == "4" && schema.missing(id) == 0)
        let members = try #require(field("k", schema).members)
        let inner = try field("a", members)
        #expect(members.objects == 2 && members.missing(inner) == 0)
        #expect(members.repeatingKeys == 0)
    }

    @Test func `several kinds in one field are no kind`() throws {
        let schema = try profile([#"{"v": 1}"#, #"{"v": "x"}"#])
        #expect(schema.fields[0].kind == nil && schema.fields[0].kinds == [.integer: 1, .text: 1])
    }

    @Test func `what is no object is counted`() throws {
        let schema = try profile(["[1]", "{", "7", "", #"{"a":1}"#])
        #expect(schema.objects == 1 && schema.malformed == 4)
    }

    @Test func `members of objects are profiled too`() throws {
        let schema = try profile([
            #"{"context": {"source": "web", "n": {"d": 1}}}"#, #"{"context": {"source": "app"}}"#,
        ])
        let members = try #require(schema.fields[0].members)
        #expect(members.fields.map(\.name) == ["source", "n"])
        #expect(members.fields[0].distinct == 2)
    }

    @Test(
        arguments: [
            (#"{"timestamp": 1737900000, "n": 1737900000}"#, "timestamp", "unix_seconds"),
            (#"{"id": 1737900000, "created_at": 1737900000123}"#, "created_at", "unix_millis"),
            (#"{"ts": 1737900000123456}"#, "ts", "unix_micros"),
            (#"{"id": 5, "when": "2021-03-06T18:30:50.677Z"}"#, "when", nil),
            (#"{"order_date": 1737900000, "event_time": "2021-03-06 18:30:50"}"#, "event_time", nil),
            (#"{"price": 1737900000.5, "ts": 1767237086.125}"#, "ts", "unix_seconds"),
            (#"{"ts": 1.767237086e9}"#, "ts", "unix_seconds"),
            (#"{"ts": 1767237086123.25}"#, "ts", "unix_millis"),
            (#"{"phone": "1772359201", "created_at": "1772359200"}"#, "created_at", "unix_seconds"),
            (#"{"created_at": "1772359200.25"}"#, "created_at", "unix_seconds"),
        ] as [(String, String, String?)])
    func `the events' time is found`(record: String, name: String, unit: String?) throws {
        let schema = try profile([record, record])
        #expect(schema.eventTime?.name == name)
        #expect(schema.eventTime?.unixUnit == unit)
    }

    @Test func `a number that is no time by its name is none, nor is a time that is missing in a record`() throws {
        #expect(try profile([#"{"id": 1737900000}"#]).eventTime == nil)
        #expect(try profile([#"{"ts": "2021-03-06T18:30:50Z"}"#, "{}"]).eventTime == nil)
        #expect(try profile([#"{"ts": 12}"#]).eventTime == nil)
        for value in ["12.5", "1e3", #""12""#, #""202601011200""#, #""20260101""#, #""1772359200 ""#] {
            #expect(try profile(["{\"ts\": \(value)}"]).eventTime == nil, "\(value)")
        }
    }

    @Test func `numbers of one size have a unit as times, several sizes and text beside them have none`() throws {
        let whole = try profile([#"{"ts": 1767237086}"#, #"{"ts": 1767237086.5}"#])
        #expect(whole.eventTime?.unixUnit == "unix_seconds")
        let sizes = try profile([#"{"ts": 1767237086}"#, #"{"ts": 1767237086123}"#])
        #expect(sizes.eventTime?.name == "ts" && sizes.eventTime?.unixUnit == nil)
        let mixed = try profile([#"{"ts": "1767237086"}"#, #"{"ts": "2026-01-01 03:11:26"}"#])
        #expect(mixed.eventTime?.name == "ts" && mixed.eventTime?.unixUnit == nil)
    }

    @Test func `names and texts are what their escapes say`() throws {
        let schema = try profile([
            #"{"gr\u00f6\u00dfe": "M\u00fcller", "größe": 1}"#, #"{"größe": "Müller"}"#,
            #"{"größe": "\ud83d\ude00\t\"/"}"#,
        ])
        #expect(schema.fields.map(\.name) == ["größe"] && schema.repeatingKeys == 1)
        let field = schema.fields[0]
        #expect(field.distinct == 2 && field.least == "Müller" && field.largest == "😀\t\"/")
    }

    @Test func `the time of a record is read back from its field`() throws {
        let schema = try profile([#"{"a": 1, "ts": 1737900000}"#])
        let time = try #require(schema.eventTime)
        let micros = Array(#"{"a": 1, "ts": 1737900001}"#.utf8).withUnsafeBytes { schema.time(of: time, in: $0) }
        #expect(micros == (1_737_900_001 * 1_000_000) - TimeLimits.unixMicrosAtEpoch)
    }

    @Test func `disorder is how far an event comes after a newer one of its partition`() {
        var disorder = DisorderProfile()
        for micros: Int64 in [10, 20, 15, 40, 38] { disorder.add(micros * 1_000_000, partition: 0) }
        disorder.add(1_000_000, partition: 1)
        #expect(disorder.quantile(1) == 5_000_000 && disorder.quantile(0.5) == 0)
        #expect(disorder.suggestedDelaySeconds == 5)
        disorder.add(1_000_000, partition: 0)
        #expect(disorder.suggestedDelaySeconds == 60)
    }

    @Test func `keys with escapes and values with brackets in text are passed whole`() {
        let text = Array(#"{"a\"b": "}],{", "c": [{"d": "]"}], "e": -1.5}"#.utf8)
        let members = text.withUnsafeBytes { SchemaProfile.members(of: $0) }
        #expect(members.map(\.name) == [#"a"b"#, "c", "e"])
        #expect(members.map(\.value) == [#""}],{""#, #"[{"d": "]"}]"#, "-1.5"])
    }
}
