import TestSupport
import Testing

@Suite(.serialized, .enabled(if: ReferenceJob.isPossible, Comment(rawValue: ReferenceJob.condition)))
struct RetailJobTests {
    @Test func `002 keeps windows and running totals; late and bad records are dead letters, one row each`() throws {
        let job = try ReferenceJob("002_retail_5m.sql", topic: "test-topic-streaming")
        try job.send(purchases(job.topic, 0..<400))
        try job.run.catchUp(lanes: 2)
        try check(job, "after the first part")
        // Windows that the watermark has passed: three hours before the first part's end.
        try job.send(
            purchases(job.topic, 400..<600) + late(job.topic, 40) + bad(job.topic) + purchases(job.topic, 600..<700))
        let (summary, _) = try job.run.catchUp(lanes: 1)
        #expect(summary.contains("\"records\":\(340 + badTexts.count),"), "\(summary)")
        try check(job, "after late and bad records")
        let ledger = try job.database.value(
            """
            SELECT (ledger ->> 'consumed')::int = (SELECT count(*) FROM raw)
               AND (ledger ->> 'consumed')::int = (ledger ->> 'accepted')::int + (ledger ->> 'late')::int
                   + (ledger ->> 'invalid')::int + (ledger ->> 'dead_lettered')::int
            FROM millrace.job
            """)
        let counts = try job.database.value("SELECT ledger FROM millrace.job")
        #expect(ledger == "t", "\(counts)")
        let again = try job.run.catchUp(lanes: 3)
        #expect(again.summary.contains("\"records\":0,"), "\(again.summary)")
        try check(job, "after a start with nothing to read")
    }

    private func check(_ job: ReferenceJob, _ when: String) throws {
        try job.database.query(
            """
            DROP VIEW IF EXISTS oracle.p CASCADE;
            CREATE VIEW oracle.p AS
            SELECT j ->> 'transaction_id' AS transaction_id, (j ->> 'customer_id')::bigint AS customer_id,
                   j ->> 'category' AS category, j ->> 'brand' AS brand, j ->> 'product_name' AS product_name,
                   (j ->> 'quantity')::integer AS quantity, (j ->> 'price')::integer AS price,
                   j ->> 'payment_method' AS payment_method, to_timestamp((j ->> 'timestamp')::bigint) AS ts, key
            FROM (SELECT key, value::jsonb AS j FROM raw WHERE key IS NULL OR key = 'late') r
            """)
        let detail = try job.database.difference(
            "SELECT * FROM public.transaction_detail",
            """
            SELECT transaction_id, customer_id, category, brand, product_name, quantity, price, payment_method, ts
            FROM oracle.p
            """)
        #expect(detail.isEmpty, "\(when): \(detail.prefix(6))")
        let retail = try job.database.difference(
            "SELECT * FROM public.retail",
            """
            SELECT category, payment_method, s, s + interval '5 minutes', avg(price)::numeric(12, 2), sum(quantity),
                   sum(price::bigint * quantity)::bigint,
                   (sum(sum(price::bigint * quantity)) OVER (PARTITION BY category, payment_method ORDER BY s))
                       ::numeric(20, 0)
            FROM (SELECT *, date_bin('5 minutes', ts, '2000-01-01') AS s FROM oracle.p WHERE key IS NULL) x
            GROUP BY category, payment_method, s
            """)
        #expect(retail.isEmpty, "\(when): \(retail.prefix(6))")
        let dead = try job.database.difference(
            "SELECT topic, partition, \"offset\", record, reason = 'late' FROM millrace.dead_letter",
            """
            SELECT topic, partition, "offset", convert_to(value, 'UTF8'), key = 'late'
            FROM raw WHERE key IS NOT NULL
            """)
        #expect(dead.isEmpty, "\(when): \(dead.prefix(6))")
    }

    private let start = 1_737_900_000

    private func purchases(_ topic: String, _ range: Range<Int>) -> [TopicRecord] {
        range.map { index in
            let time = start + index * 40 - index * 7919 % 2_400
            return TopicRecord(
                topic: topic, partition: Int32(index % 2), value: purchase(index, time),
                timestampMilliseconds: Int64(time) * 1_000)
        }
    }

    private func late(_ topic: String, _ count: Int) -> [TopicRecord] {
        (0..<count).map { index in
            let time = start + 400 * 40 - 3 * 3_600 + index * 20
            return TopicRecord(
                topic: topic, partition: Int32(index % 2), key: "late", value: purchase(10_000 + index, time),
                timestampMilliseconds: Int64(start + 20_000) * 1_000)
        }
    }

    private func purchase(_ index: Int, _ time: Int) -> String {
        let category = index % 17 == 3 ? "Hair \\u0026 Care" : ["Bath", "Skin", "Face"][index % 3]
        return """
            {"transaction_id": "t-\(index)", "customer_id": \(index % 90), "category": "\(category)", \
            "brand": "B\(index % 7)", "product_name": "P", "quantity": \(1 + index % 9), \
            "price": \(10_000 + index * 7_001 % 2_000_000_000), \
            "payment_method": "\(index % 2 == 0 ? "COD" : "QRIS")", \
            "timestamp": \(time)}
            """
    }

    /// What may not be used: each for another reason.
    private var badTexts: [String] {
        let time = start + 20_000
        return [
            "{\"customer_id\": 1, \"quantity\": 1, \"price\": 1, \"timestamp\": \(time)}",
            "{\"transaction_id\": null, \"timestamp\": \(time)}",
            "{\"transaction_id\": \"a\", \"quantity\": \"many\", \"timestamp\": \(time)}",
            "{\"transaction_id\": \"b\", \"quantity\": 2147483648, \"timestamp\": \(time)}",
            "{\"transaction_id\": \"c\", \"price\": 1.5, \"timestamp\": \(time)}",
            "{\"transaction_id\": \"d\", \"timestamp\": \(time)",
            "{\"transaction_id\": \"e\", \"timestamp\": \"yesterday\"}",
            "{\"transaction_id\": \"f\", \"timestamp\": \(time + 7 * 86_400)}",
            "[1, 2]",
        ]
    }

    private func bad(_ topic: String) -> [TopicRecord] {
        badTexts.enumerated().map { index, text in
            TopicRecord(
                topic: topic, partition: Int32(index % 2), key: "bad", value: text,
                timestampMilliseconds: Int64(start + 20_000) * 1_000)
        }
    }
}
