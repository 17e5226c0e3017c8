import TestSupport
import Testing

/// The jobs that show their results on the terminal.
@Suite(.serialized, .enabled(if: ReferenceJob.isPossible, Comment(rawValue: ReferenceJob.condition)))
struct ConsoleJobTests {
    @Test func `000 shows the total of each day of Jakarta, also after a restart`() throws {
        let job = try ReferenceJob("000_daily_purchases.sql", topic: "test-topic")
        try job.send([])
        try job.database.query(
            """
            CREATE VIEW oracle.days AS
            SELECT date_trunc('day', to_timestamp((j ->> 'ts')::bigint) AT TIME ZONE 'Asia/Jakarta')
                       AT TIME ZONE 'Asia/Jakarta' AS day, sum((j ->> 'price')::integer) AS total
            FROM (SELECT value::jsonb AS j FROM raw WHERE value NOT LIKE '%bad%') r GROUP BY 1
            """)
        for (part, start) in [1_744_300_000, 1_744_560_000].enumerated() {
            try job.send(furniture(part, start))
            let (summary, child) = try job.run.catchUp(lanes: 1 + part)
            let days = try job.database.query("SELECT count(*) FROM oracle.days")
            try job.show(Array(shownLines(child).suffix(Int(days[0]) ?? 0)))
            let difference = try job.database.difference(
                "SELECT line FROM public.shown",
                """
                SELECT jsonb_build_object('Timestamp', to_char(day AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                                          'Running_total', total) FROM oracle.days
                """)
            #expect(difference.isEmpty, "\(difference)")
            #expect(summary.contains("\"invalid\":\(2)"), "\(summary)")
        }
    }

    /// Furniture purchases over three days, up to an hour out of order, two of them unusable.
    private func furniture(_ part: Int, _ start: Int) -> [TopicRecord] {
        (0..<300).map { index in
            let time = start + index * 900 - (index * 7919 % 3_600)
            let price = index % 50 == 7 ? "null" : "\(1_000 + index * 37 % 9_000)"
            let good = """
                {"order_id": "o\(part)-\(index)", "customer_id": \(index % 80), "furniture": "Chair", "color": "teal", \
                "price": \(price), "ts": \(time)}
                """
            let text = index % 150 == 149 ? "{\"order_id\": \"bad\", \"price\": \"much\", \"ts\": \(time)}" : good
            return TopicRecord(
                topic: "test-topic", partition: Int32(index % 2), value: text,
                timestampMilliseconds: Int64(time) * 1_000)
        }
    }

    @Test func `001a shows the totals of 30 seconds, of times told in Jakarta`() throws {
        let job = try ReferenceJob("001a_purchases_30s.sql", topic: "purchases_topic")
        let records = (0..<400).map { index in
            let seconds = index * 2 + (index * 31 % 45)
            let clock = "\(pad(23 + seconds / 3_600)):\(pad(seconds / 60 % 60)):\(pad(seconds % 60))"
            let text = """
                {"purchase_id": \(index), "amount": \(index * 17 % 500).\(pad(index % 100)), \
                "timestamp": "2025-06-26 \(clock)"}
                """
            return TopicRecord(
                topic: job.topic, partition: Int32(index % 2), value: text,
                timestampMilliseconds: 1_750_953_600_000 + Int64(seconds) * 1_000)
        }
        try job.send(records)
        let (_, child) = try job.run.catchUp(lanes: 2)
        try job.database.query(
            """
            CREATE VIEW oracle.halves AS
            SELECT date_bin('30 seconds', (j ->> 'timestamp')::timestamp AT TIME ZONE 'Asia/Jakarta',
                            '2000-01-01') AS s,
                   sum((j ->> 'amount')::numeric(12, 2)) AS total
            FROM (SELECT value::jsonb AS j FROM raw) r GROUP BY 1
            """)
        let count = Int(try job.database.value("SELECT count(*) FROM oracle.halves")) ?? 0
        try job.show(Array(shownLines(child).suffix(count)))
        let time = "AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
        let difference = try job.database.difference(
            "SELECT line FROM public.shown",
            """
            SELECT jsonb_build_object('window_start', to_char(s \(time), 'window_end',
                       to_char((s + interval '30 seconds') \(time), 'total_amount', total) FROM oracle.halves
            """)
        #expect(difference.isEmpty, "\(difference)")
    }
}

/// Two digits.
func pad(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
