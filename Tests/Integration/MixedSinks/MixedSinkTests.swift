import Glibc
import TestSupport
import Testing

@Suite(.serialized, .enabled(if: SharedJob.isPossible, SharedJob.need))
struct MixedSinkTests {
    /// An appended row shows each repetition; a total shows each loss.
    private static func text(_ topic: String) -> String {
        databases(topic) + (Topics.isReal ? topicsAndFiles(topic) : "")
    }

    /// What only a real Kafka can: transactions that hide what they did not commit.
    private static func topicsAndFiles(_ topic: String) -> String {
        """

        CREATE TABLE detail_topic (id bigint, region text, price numeric(12, 2), "timestamp" timestamptz)
        WITH (connector = 'kafka', bootstrap_servers = '${KAFKA_BROKERS}', topic = '\(topic)-detail', format = 'json',
              partitions = 2, compression = 'lz4');
        INSERT INTO detail_topic SELECT id, region, price, "timestamp" FROM events;
        CREATE MATERIALIZED VIEW totals_topic
        WITH (connector = 'kafka', bootstrap_servers = '${KAFKA_BROKERS}', topic = '\(topic)-totals', format = 'json',
              partitions = 2, compression = 'lz4') AS
        SELECT region, count(*) AS n, sum(price)::numeric(20, 2) AS total FROM events GROUP BY region;
        CREATE TABLE detail_files (id bigint, region text, price numeric(12, 2), "timestamp" timestamptz)
        WITH (connector = 'file', path = '${OUT}/detail', format = 'csv', header = false, roll_interval = '1 hour');
        INSERT INTO detail_files SELECT id, region, price, "timestamp" FROM events;
        """
    }

    private static func databases(_ topic: String) -> String {
        """
        SET job_name = '\(topic)';
        SET commit_interval = '200 ms';
        CREATE TABLE events (id bigint, region text, price numeric(12, 2), "timestamp" timestamptz)
        WITH (connector = 'kafka', bootstrap_servers = '${KAFKA_BROKERS}', topic = '\(topic)', format = 'json',
              timestamp_format = 'unix_seconds', event_time = 'timestamp', start_from = 'earliest',
              watermark_delay = '1 minute', on_error = 'dead_letter');
        CREATE TABLE detail (id bigint, region text, price numeric(12, 2), "timestamp" timestamptz)
        WITH (connector = 'postgres', connection = 'warehouse');
        CREATE TABLE detail_my (id bigint, region text, price numeric(12, 2), "timestamp" timestamptz)
        WITH (connector = 'mysql', connection = 'workshop', table = 'detail');
        INSERT INTO detail SELECT id, region, price, "timestamp" FROM events;
        INSERT INTO detail_my SELECT id, region, price, "timestamp" FROM events;
        CREATE MATERIALIZED VIEW totals WITH (connector = 'postgres', connection = 'warehouse') AS
        SELECT region, count(*) AS n, sum(price)::numeric(20, 2) AS total FROM events GROUP BY region;
        CREATE MATERIALIZED VIEW totals_my WITH (connector = 'mysql', connection = 'workshop', table = 'totals') AS
        SELECT region, count(*) AS n, sum(price)::numeric(20, 2) AS total FROM events GROUP BY region;
        CREATE MATERIALIZED VIEW minutes_my WITH (connector = 'mysql', connection = 'workshop', table = 'minutes') AS
        SELECT window_start, region, count(*) AS n FROM tumble(events, "timestamp", interval '1 minute')
        GROUP BY window_start, region;
        CREATE MATERIALIZED VIEW shown WITH (connector = 'console') AS
        SELECT region, max(id) AS last FROM events GROUP BY region;
        """
    }

    private func job(ownServer: Bool = false) throws -> SharedJob {
        try SharedJob("mixed", ownServer: ownServer, isBad: { $0 % 50 == 17 }, text: MixedSinkTests.text)
    }

    /// A phase of a commit comes once for each system: PostgreSQL's, MySQL's, then Kafka's and that of the files.
    @Test func `killed in each phase of each commit, all sinks stand at one epoch`() throws {
        let mixed = try job()
        var kills = 0
        var phases = [
            "journaled:1", "beforeCommit:1", "duringCommit:1", "afterCommit:1", "beforeCommit:2", "duringCommit:2",
            "afterCommit:2", "manifestWritten:1",
        ]
        if Topics.isReal {
            phases += [3, 4].flatMap { ["beforeCommit:\($0)", "duringCommit:\($0)", "afterCommit:\($0)"] }
        }
        for (round, phase) in phases.enumerated() {
            try mixed.send(200)
            if try mixed.run.runUntilKilled(phase, lanes: 1 + round % 2) { kills += 1 }
            // Half of the time the next life is killed as well, before it has caught up.
            if round % 2 == 1 {
                if try mixed.run.runUntilKilled(phases[phases.count - 1 - round], lanes: 2) { kills += 1 }
            }
            try mixed.run.catchUp(lanes: 2 - round % 2)
            try mixed.check("after \(phase)")
        }
        #expect(kills >= phases.count)
    }

    @Test func `a new machine without the state finds it in both databases`() throws {
        let mixed = try job()
        try mixed.send(300)
        // PostgreSQL has the epoch, MySQL does not; the state directory is lost with the machine.
        #expect(try mixed.run.runUntilKilled("beforeCommit:2", lanes: 2))
        try Child.output("rm", ["-rf", mixed.run.stateDirectory])
        try mixed.send(100)
        try mixed.run.catchUp(lanes: 1)
        try mixed.check("on the new machine")
    }

    @Test(arguments: [true, false])
    func `a database that is away for a while gets what it missed`(_ inGoodOrder: Bool) throws {
        let mixed = try job(ownServer: true)
        try mixed.send(200)
        let child = try mixed.run.start(["-p", "2"])
        #expect(try mixed.maria.wait(for: "196", "SELECT count(*) FROM detail"))
        if inGoodOrder { mixed.maria.stop() } else { try mixed.maria.kill() }
        try mixed.send(200)
        #expect(child.read { $0.errorText.contains("again in") }, "\(child.errorText.suffix(1_000))")
        try mixed.maria.start()
        #expect(try mixed.maria.wait(for: "392", "SELECT count(*) FROM detail"))
        child.send(signal: SIGTERM)
        #expect(try child.wait() == 0, "\(child.errorText.suffix(1_000))")
        try mixed.check("after the database came back")
    }
}

extension SharedJob {
    /// Every table of both databases against PostgreSQL's own computation, both ways.
    fileprivate func check(_ when: String) throws {
        try postgres.query(
            """
            DROP VIEW IF EXISTS oracle.e;
            CREATE VIEW oracle.e AS
            SELECT (j ->> 'id')::bigint AS id, j ->> 'region' AS region, (j ->> 'price')::numeric(12, 2) AS price,
                   to_timestamp((j ->> 'timestamp')::bigint) AS ts
            FROM (SELECT value::jsonb AS j FROM raw WHERE key IS NULL) r;
            """)
        try postgres.copy(
            "SELECT id, region, price, `timestamp` FROM detail", from: maria, into: "oracle.detail_my",
            "id bigint, region text, price numeric, ts timestamptz")
        try postgres.copy(
            "SELECT region, n, total FROM totals", from: maria, into: "oracle.totals_my",
            "region text, n bigint, total numeric")
        try postgres.copy(
            "SELECT window_start, region, n FROM minutes", from: maria, into: "oracle.minutes_my",
            "s timestamptz, region text, n bigint")
        let detail = "SELECT id, region, price, ts FROM oracle.e"
        let totals = "SELECT region, count(*), sum(price) FROM oracle.e GROUP BY region"
        let pairs = [
            ("SELECT id, region, price, \"timestamp\" FROM public.detail", detail),
            ("SELECT * FROM oracle.detail_my", detail),
            ("SELECT region, n, total FROM public.totals", totals), ("SELECT * FROM oracle.totals_my", totals),
            (
                "SELECT * FROM oracle.minutes_my",
                """
                SELECT * FROM (SELECT date_trunc('minute', ts) AS s, region, count(*) FROM oracle.e GROUP BY 1, 2) m
                WHERE s + interval '1 minute' <= (SELECT watermark FROM millrace.job)
                """
            ),
            (
                "SELECT topic, partition, \"offset\", record FROM millrace.dead_letter",
                """
                SELECT topic, partition, "offset", convert_to(value, 'UTF8') FROM raw WHERE key = 'bad'
                """
            ),
        ]
        for (ours, expected) in pairs {
            let wrong = try postgres.difference(ours, expected)
            #expect(wrong.isEmpty, "\(when): \(ours): \(wrong.prefix(6))")
        }
        let here = try postgres.value(
            "SELECT epoch || ' ' || (ledger ->> 'consumed') || ' ' || job_uuid FROM millrace.job")
        let there = try maria.query(
            "SELECT concat_ws(' ', epoch, JSON_VALUE(ledger, '$.consumed'), job_uuid) FROM millrace_job")
        #expect([here] == there, "\(when)")
        #expect(here.contains(" \(sent) "), "\(when): \(here)")
        #expect(try maria.value("SELECT count(*) FROM millrace_dead_letter") == "0")
        if Topics.isReal { try checkTopicsAndFiles(when, detail, totals) }
    }

    /// A record that came twice, one of an open transaction, a row in two files: each would be seen.
    private func checkTopicsAndFiles(_ when: String, _ detail: String, _ totals: String) throws {
        try postgres.query("DROP TABLE IF EXISTS oracle.td, oracle.tt, oracle.files")
        try postgres.load(try topics.committed("\(topic)-detail"), into: "oracle.td")
        try postgres.load(try topics.committed("\(topic)-totals"), into: "oracle.tt")
        try postgres.query("CREATE TABLE oracle.files (id bigint, region text, price numeric, ts timestamptz)")
        for name in Tree.list("\(folder)/detail") where name.hasSuffix(".csv") {
            let rows = try Tree.read("\(folder)/detail/\(name)")
            try postgres.query("COPY oracle.files FROM STDIN WITH (FORMAT csv);\n\(rows)\\.\n")
        }
        let pairs = [
            (
                """
                SELECT (j ->> 'id')::bigint, j ->> 'region', (j ->> 'price')::numeric, (j ->> 'timestamp')::timestamptz
                FROM (SELECT value::jsonb AS j FROM oracle.td) r
                """, detail
            ),
            (
                """
                SELECT j ->> 'region', (j ->> 'n')::bigint, (j ->> 'total')::numeric FROM (
                    SELECT DISTINCT ON (key) value::jsonb AS j FROM oracle.tt ORDER BY key, "offset" DESC) r
                """, totals
            ),
            ("SELECT key::jsonb -> 'region' FROM oracle.tt", "SELECT value::jsonb -> 'region' FROM oracle.tt"),
            ("SELECT id, region, price, ts FROM oracle.files", detail),
        ]
        for (ours, expected) in pairs {
            let wrong = try postgres.difference(ours, expected)
            #expect(wrong.isEmpty, "\(when): \(ours): \(wrong.prefix(6))")
        }
    }
}
