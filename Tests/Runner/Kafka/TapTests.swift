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
