import Glibc
import TestSupport
import Testing

@Suite(
    .serialized,
    .enabled(
        if: ReferenceJob.isPossible && MariaDatabase.isAvailable && Topics.isReal
            && ParquetReaders.areWanted,
        "needs a real Kafka of its own, MariaDB, PostgreSQL, and pyarrow with DuckDB: tools/setup python"))
struct PlatformJobTests {
    @Test func `004 keeps views in MySQL, Parquet and on the console, all at one epoch, whatever kills it`() throws {
        let job = try ReferenceJob("004_connected_platforms.sql", topic: "platform")
        let maria = try MariaDatabase()
        let folder = Tree.scratch()
        job.run.environment["RUNNER_CONN_MYSQL_CONN"] = maria.uri
        job.run.environment["OUT_DIR"] = folder
        var kills = 0
        // The console forgets: what it showed before a kill may be shown again, so lines count once.
        var shown: Set<String> = []
        let phases = ["journaled:1", "beforeCommit:1", "duringCommit:1", "beforeCommit:2", "duringCommit:3"]
        for (round, phase) in phases.enumerated() {
            try job.send(views(round * 300..<(round + 1) * 300))
            let killed = try job.run.run(until: phase, ["--until-caught-up", "-p", "\(1 + round % 2)"])
            if killed.isKilled { kills += 1 }
            // What was shown before a kill counts; a life that ended has its summary as its last line.
            shown.formUnion(
                killed.isKilled
                    ? killed.child.outputText.split(separator: "\n").map(String.init) : shownLines(killed.child))
            let ended = try job.run.catchUp(lanes: 2 - round % 2)
            shown.formUnion(shownLines(ended.child))
            try check(job, maria, folder, "after \(phase)")
        }
        #expect(kills == phases.count)
        // Stopped by a signal, a job that runs on shows its waiting files as well.
        try job.send(views(1_500..<1_800))
        let child = try job.run.start(["-o", "json"])
        #expect(
            try maria.wait(for: "1800", "SELECT JSON_VALUE(ledger, '$.consumed') FROM millrace_job"),
            "\(child.errorText)")
        child.send(signal: SIGTERM)
        #expect(try child.wait() == 0, "\(child.errorText)")
        shown.formUnion(child.outputText.split(separator: "\n").map(String.init))
        try check(job, maria, folder, "after SIGTERM")
        try job.show(shown.sorted())
        try difference(
            job, "the console",
            """
            SELECT (line ->> 'window_start')::timestamptz, (line ->> 'window_end')::timestamptz, line ->> 'source',
                   (line ->> 'source_number')::bigint
            FROM public.shown
            """, "SELECT s, e, source, n FROM oracle.windows WHERE shown")
    }

    private func check(_ job: ReferenceJob, _ maria: MariaDatabase, _ folder: String, _ when: String) throws {
        let micros = try maria.value(
            "SELECT date_format(watermark, '%Y-%m-%d %H:%i:%s.%f') FROM millrace_job")
        // The job's own watermark says which windows are over; what is in them, PostgreSQL says.
        try job.database.query(
            """
            DROP VIEW IF EXISTS oracle.windows; DROP VIEW IF EXISTS oracle.views;
            CREATE VIEW oracle.views AS
            SELECT j ->> 'event' AS event, j ->> 'messageid' AS messageid, j ->> 'userid' AS userid,
                   j -> 'properties' ->> 'productid' AS productid, j -> 'context' ->> 'source' AS source,
                   (j ->> 'timestamp')::timestamptz AS ts
            FROM (SELECT value::jsonb AS j FROM raw) r;
            CREATE VIEW oracle.windows AS
            SELECT date_bin('5 minutes', ts, '2000-01-01') AS s,
                   date_bin('5 minutes', ts, '2000-01-01') + interval '5 minutes' AS e, source, count(*) AS n,
                   date_bin('5 minutes', ts, '2000-01-01') + interval '5 minutes' <= '\(micros)+00' AS shown
            FROM oracle.views GROUP BY 1, 2, 3;
            """)
        try job.database.copy(
            "SELECT window_start, source, source_number FROM commerce", from: maria, into: "public.commerce",
            "s timestamptz, source text, n bigint")
        try difference(
            job, "\(when): MySQL", "SELECT s, source, n FROM public.commerce",
            "SELECT s, source, n FROM oracle.windows WHERE shown")
        try ParquetReaders.load(
            "\(folder)/ecommerce", into: "public.ecommerce", "s timestamptz, e timestamptz, source text, n bigint",
            of: job.database)
        try difference(
            job, "\(when): Parquet", "SELECT s, e, source, n FROM public.ecommerce",
            "SELECT s, e, source, n FROM oracle.windows WHERE shown")
        try ParquetReaders.load(
            "\(folder)/raw", into: "public.raw_views",
            "event text, messageid text, userid text, productid text, source text, ts timestamptz", of: job.database)
        try difference(job, "\(when): raw Parquet", "SELECT * FROM public.raw_views", "SELECT * FROM oracle.views")
        #expect(try job.database.value("SELECT count(*) > 0 FROM public.commerce") == "t")
    }

    private func difference(_ job: ReferenceJob, _ what: String, _ ours: String, _ expected: String) throws {
        let wrong = try job.database.difference(ours, expected)
        #expect(wrong.isEmpty, "\(what): \(wrong.prefix(6))")
    }

    /// Views of four platforms; times are out of order by less than the watermark's delay.
    private func views(_ range: Range<Int>) -> [TopicRecord] {
        range.map { index in
            // 2021-03-06 from 06:30 on.
            let second = 23_400 + index * 7 - index * 7_919 % 120
            let time = [second / 3_600, second / 60 % 60, second % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
            let stamp = "2021-03-06 \(time.joined(separator: ":")).\(100 + index % 900)+0000"
            return TopicRecord(
                topic: "platform", partition: Int32(index % 2),
                value: """
                    {"event": "ProductView", "messageid": "m-\(index)", "userid": "user-\(index % 37)", \
                    "properties": {"productid": "product-\(index % 11)"}, \
                    "context": {"source": "\(["desktop", "mobile-web", "mobile-app", "tv, \\\"smart\\\""][index % 4])"}, \
                    "timestamp": "\(stamp)"}
                    """, timestampMilliseconds: (1_614_988_800 + Int64(second)) * 1_000)
        }
    }
}
