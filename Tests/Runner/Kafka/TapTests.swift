import Testing

@testable import Runner

@Suite struct TapTests {
    private func tap(_ records: [String], topic: String = "Shop.orders") throws -> (TapSample, TapOptions) {
        let cluster = try EmbeddedCluster(log: KafkaLog(write: { _ in }))
        let producer = try KafkaProducer(bootstrapServers: cluster.bootstrapServers)
        try cluster.createTopic(topic, partitions: 2)
        for (index, record) in records.enumerated() {
            try Array(record.utf8).withUnsafeBytes {
                try producer.send(topic: topic, partition: Int32(index % 2), value: $0)
            }
        }
        try producer.flush()
        var options = TapOptions(bootstrapServers: cluster.bootstrapServers, topic: topic)
        options.sample = 1_000
        return (try TapSample(options), options)
    }

    private let orders = [
        #"{"orderId": 1, "select": "a", "price": 1.5, "at": {"x": 1}, "n": null, "time": 1737900000123}"#,
        #"{"orderId": 2, "select": "b", "price": 2, "at": {"x": 2}, "n": null, "time": 1737900000123}"#,
        #"{"orderId": 3, "select": "c", "price": 3, "at": {"x": 3}, "n": null, "time": 1737900100000}"#,
        #"{"orderId": 4, "select": "d", "price": 3, "at": {"x": 3}, "n": null, "time": 1737900040000}"#,
        #"{"orderId": 5, "select": "e", "price": 3, "at": {"x": 3}, "n": null, "time": 1737900093000}"#, "oops",
    ]

    @Test func `the suggested table is one that a job can begin with`() throws {
        let (sample, options) = try tap(orders)
        #expect(sample.records == 6 && sample.schema.malformed == 1 && sample.partitions == 2)
        let text = TapDDL(sample, options).text
        #expect(
            text == """
                CREATE TYPE "shop.orders_at" AS (x bigint);
                CREATE TABLE "shop.orders" (
                    "orderId" bigint,
                    "select" text,
                    price numeric(18, 2),
                    at "shop.orders_at",
                    n jsonb,
                    "time" timestamptz
                ) WITH (
                    connector = 'kafka',
                    bootstrap_servers = '\(options.bootstrapServers)',
                    topic = 'Shop.orders',
                    format = 'json',
                    timestamp_format = 'unix_millis',
                    event_time = 'time',
                    watermark_delay = '10 seconds'
                );

                """)
        let job = text + #"SELECT "orderId", (at).x FROM "shop.orders";"#
        #expect(throws: Never.self) { try Planner.plan(job).get() }
    }

    /// The DDL of records and what the planner says of a job that reads the table.
    private func plans(_ records: [String]) throws -> String {
        let (sample, options) = try tap(records)
        let text = TapDDL(sample, options).text
        switch Planner.plan(text + "SELECT * FROM \"shop.orders\";") {
        case .success: return text
        case .failure(let error):
            Issue.record("\(text)\n\(error)")
            return text
        }
    }

    @Test func `seconds with a fraction or in quotes are a time that the table can read`() throws {
        let fractions = try plans([#"{"ts": 1767237086.125, "cost": 1.5}"#, #"{"ts": 1767237090, "cost": 2}"#])
        #expect(fractions.contains("    ts timestamptz,\n    cost numeric(18, 2)\n"), "\(fractions)")
        #expect(fractions.contains("event_time = 'ts'") && !fractions.contains("timestamp_format"), "\(fractions)")
        let quoted = try plans([#"{"created_at": "1772359200", "phone": "1772359201"}"#])
        #expect(quoted.contains("    created_at timestamptz,\n    phone text\n"), "\(quoted)")
        #expect(quoted.contains("event_time = 'created_at'"), "\(quoted)")
        // A format for numbers would not read the other column's text.
        let both = try plans([#"{"ts": 1772359200123, "seen": "2026-03-01T10:00:00Z"}"#])
        #expect(both.contains("    ts timestamptz,\n    seen timestamptz\n"), "\(both)")
        #expect(both.contains("event_time = 'ts'") && !both.contains("timestamp_format"), "\(both)")
    }

    @Test func `names are what their escapes say, and stand in the table as a source finds them`() throws {
        let records = [
            #"{"gr\u00f6\u00dfe": 1, "name": "M\u00fcller\tx", "c\nd": {"stra\u00dfe": "a\u001bb"}, "a\"b": 0}"#
        ]
        let text = try plans(records)
        #expect(text.contains("    \"größe\" bigint,\n    name text,\n    \"c\nd\" "), "\(text)")
        #expect(text.contains("(\"straße\" text)") && text.contains("    \"a\"\"b\" bigint\n"), "\(text)")
        let (sample, options) = try tap(records)
        let lines = TapReport(sample, options).text.split(separator: "\n").map(String.init)
        #expect(lines[1].hasPrefix(#"größe  name       c\nd "#), "\(lines[1])")
        #expect(lines[2].hasPrefix(#"1      Müller\tx  {"stra"#), "\(lines[2])")
        #expect(lines.contains { $0.hasPrefix(#"c\nd.straße "#) && $0.contains(#"a\u001bb"#) }, "\(lines)")
        #expect(TapReport(sample, options).json.contains(#""name":"größe""#))
    }

    @Test func `fields that can be no columns are left out and named`() throws {
        let long = String(repeating: "ü", count: 32)
        let text = try plans([
            #"{"id": 1, "": 2, "\#(long)": 3, "_kafka_key": "z", "_kafka_timestamp": "2026-03-01T10:00:00Z", "#
                + #""a\u0000b": 4, "o": {"": 1}, "p": {}, "q": {"x": 1}, "Q": {"x": 1}, "#
                + #""\#(String(repeating: "y", count: 60))": {"z": 1}}"#
        ])
        let notes = text.split(separator: "\n").filter { $0.hasPrefix("-- ") }
        #expect(
            notes == [
                "-- left out: field \"\", as a column needs a name",
                "-- left out: field \"\(long)\", as a name has at most 63 bytes",
                "-- left out: field \"_kafka_key\", as every record has a system column of this name",
                "-- left out: field \"_kafka_timestamp\", as every record has a system column of this name",
                "-- left out: field \"a\\u0000b\", as no name in SQL has a NUL character",
            ])
        #expect(text.contains("    id bigint,\n    o jsonb,\n    p jsonb,\n    q \"shop.orders_q\",\n"), "\(text)")
        #expect(text.contains("    \"Q\" jsonb,\n    yyyy"), "\(text)")
        #expect(!text.contains("event_time"), "\(text)")
        let (sample, options) = try tap([#"{"": 1}"#], topic: String(repeating: "t", count: 80))
        #expect(TapDDL(sample, options).text.hasSuffix("\n-- no field of \(options.topic) can be a column\n"))
    }

    @Test func `days are dates, and no event time`() throws {
        let (sample, options) = try tap([
            #"{"day": "2023-05-28", "seen": "2023-05-28T10:00:00Z", "mixed": "2023-05-28"}"#,
            #"{"day": "2023-05-29", "seen": "2023-05-28T10:00:05Z", "mixed": "2023-05-28 10:00:00"}"#,
        ])
        let text = TapDDL(sample, options).text
        #expect(text.contains("    day date,\n    seen timestamptz,\n    mixed timestamp\n"), "\(text)")
        #expect(text.contains("event_time = 'seen'"), "\(text)")
        let (days, only) = try tap([#"{"id": 1, "dt": "2023-05-28"}"#, #"{"id": 2, "dt": "2023-05-29"}"#])
        let plain = TapDDL(days, only).text
        #expect(plain.contains("    dt date\n"), "\(plain)")
        #expect(!plain.contains("event_time"), "\(plain)")
        #expect(TapReport(days, only).json.contains(#""name":"dt","type":"date""#))
        #expect(throws: Never.self) { try Planner.plan(plain + "SELECT dt FROM \"shop.orders\";").get() }
    }

    @Test func `the report names every field with its share of NULL`() throws {
        let (sample, options) = try tap(orders)
        let report = TapReport(sample, options)
        let lines = report.text.split(separator: "\n").map(String.init)
        #expect(lines[0] == "Shop.orders: 2 partitions, 6 offsets; looked at 6 records, 1 no JSON object")
        #expect(lines.contains { $0.hasPrefix("at.x") && $0.contains("integer") })
        #expect(lines.contains { $0.hasPrefix("n ") && $0.contains("100 %") })
        #expect(lines.last?.hasSuffix("largest 7.0 s -> watermark_delay = '10 seconds'") == true)
        #expect(report.json.contains(#""event_time":{"field":"time","format":"unix_millis""#))
    }

    @Test func `a record with a key twice is told, and its fields have no less than no NULL`() throws {
        let (sample, options) = try tap([#"{"id": 1, "id": 2, "k": null}"#, #"{"id": 3}"#, "oops"])
        let report = TapReport(sample, options)
        let lines = report.text.split(separator: "\n").map(String.init)
        #expect(
            lines[0] == "Shop.orders: 2 partitions, 3 offsets; looked at 3 records, 1 no JSON object, "
                + "1 with a repeated key (duplicate_key in a job that reads it)")
        #expect(lines.contains { $0.hasPrefix("id ") && $0.contains(" 0 %") }, "\(report.text)")
        #expect(report.json.contains(#""malformed":1,"duplicate_keys":1,"fields""#))
        #expect(report.json.contains(#""name":"id","type":"integer","null_share":0.0,"#))
    }

    @Test func `a topic without a time or without records is told as it is`() throws {
        let (sample, options) = try tap([#"{"a": 1}"#])
        #expect(TapReport(sample, options).text.contains("no field is a time in every record"))
        let (nothing, empty) = try tap([])
        #expect(nothing.records == 0 && TapDDL(nothing, empty).text.hasPrefix("-- no record"))
        #expect(TapReport(nothing, empty).json.contains(#""fields":[],"event_time":null"#))
    }

    @Test func `flags that make no sense are refused`() {
        for words in [
            [], ["-b", "a:1"], ["-b", "a:1", "-t", "t", "--from", "noon"], ["-b", "a:1", "-t", "t", "--ddl", "-f"],
            ["-b", "a:1", "-t", "t", "--kafka-options", "group.id=x"],
        ] {
            #expect(throws: UsageError.self) {
                try TapOptions(Arguments(words, for: TapOptions.spec, environment: [:]))
            }
        }
    }
}
