import TestSupport
import Testing

@Suite(
    .serialized,
    .enabled(
        if: ReferenceJob.isPossible && MariaDatabase.isAvailable,
        "needs MariaDB (apt-get install mariadb-server), PostgreSQL, and a Kafka of its own"))
struct ShopJobTests {
    @Test func `003 keeps the income of every item and minute in MySQL, whatever kills it`() throws {
        let job = try ReferenceJob("003_shop_gross_income.sql", topic: "workshop-test", partitions: 3)
        let maria = try MariaDatabase()
        job.run.environment["RUNNER_CONN_WORKSHOP"] = maria.uri
        try maria.query(table)
        let phases = ["journaled:1", "beforeCommit:1", "duringCommit:1", "afterCommit:1"]
        var kills = 0
        for (round, phase) in phases.enumerated() {
            try job.send(orders(job.topic, round * 250..<(round + 1) * 250))
            if try job.run.runUntilKilled(phase, lanes: 1 + round % 2) { kills += 1 }
            try job.run.catchUp(lanes: 2 - round % 2)
            try check(job, maria, "after \(phase)")
        }
        #expect(kills == phases.count)
        let again = try job.run.catchUp(lanes: 1)
        #expect(again.summary.contains("\"records\":0,"), "\(again.summary)")
        let ledger = try maria.value(
            """
            SELECT concat_ws(' ', JSON_VALUE(ledger, '$.consumed'), JSON_VALUE(ledger, '$.accepted'),
                             JSON_VALUE(ledger, '$.late')) FROM millrace_job
            """)
        #expect(ledger == "1000 1000 0")
        #expect(
            try maria.value("SELECT count(DISTINCT id) = count(*) AND min(utime) > '2020-01-01' FROM shop_agg_tab")
                == "1")
    }

    /// As the shop's people made it: its own number and time, and the key under which rows are replaced.
    private let table = """
        CREATE TABLE shop_agg_tab (
            id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
            region VARCHAR(8) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
            shopid BIGINT NOT NULL, itemid BIGINT NOT NULL, `timestamp` BIGINT NOT NULL,
            gross_income DECIMAL(18, 2),
            utime TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
            UNIQUE KEY shop_item_minute (region, shopid, itemid, `timestamp`)
        )
        """

    private func check(_ job: ReferenceJob, _ maria: MariaDatabase, _ when: String) throws {
        try job.database.copy(
            "SELECT region, shopid, itemid, `timestamp`, gross_income FROM shop_agg_tab", from: maria,
            into: "public.shop", "region text, shopid bigint, itemid bigint, minute bigint, income numeric")
        let wrong = try job.database.difference(
            "SELECT region, shopid, itemid, minute, income FROM public.shop",
            """
            SELECT j ->> 'region', (j ->> 'shopid')::bigint, (j ->> 'itemid')::bigint,
                   (j ->> 'timestamp')::bigint / 60 * 60, sum((j ->> 'price')::numeric(12, 2))
            FROM (SELECT value::jsonb AS j FROM raw) r GROUP BY 1, 2, 3, 4
            """)
        #expect(wrong.isEmpty, "\(when): \(wrong.prefix(6))")
        #expect(try maria.value("SELECT count(*) > 0 FROM shop_agg_tab") == "1")
    }

    /// Regions that differ in case alone are two; times are out of order by less than the watermark's delay.
    private func orders(_ topic: String, _ range: Range<Int>) -> [TopicRecord] {
        range.map { index in
            let time = 1_617_000_000 + index - index * 7_919 % 25
            return TopicRecord(
                topic: topic, partition: Int32(index % 3),
                value: """
                    {"region": "\(["ID", "id", "SG", "O'H"][index % 4])", "shopid": \(10_000_000_000 + index % 3), \
                    "itemid": \(index % 5), "orderid": \(5_000_000_000 + index), "count": \(1 + index % 9), \
                    "price": \(index * 104_729 % 9_999_999).\(10 + index % 90), "timestamp": \(time)}
                    """, timestampMilliseconds: Int64(time) * 1_000)
        }
    }
}
