import Runner
import Testing

/// What the messages about other systems' spellings tell people to write is right as it stands.
@Suite struct HintTests {
    private static let prelude = """
        CREATE TABLE t (
            id bigint, user_id text, price integer, ts timestamptz, items jsonb, tags text[], msg text, day date
        ) WITH (connector = 'kafka', bootstrap_servers = 'h:1', topic = 't', format = 'json', event_time = 'ts');
        CREATE TABLE p (id bigint, ts timestamptz) WITH (
            connector = 'kafka', bootstrap_servers = 'h:1', topic = 'p', format = 'json',
            event_time = 'ts', watermark_delay = '10 minutes', start_from = '@2026-01-31T00:00:00Z');

        """

    static let typed = [
        "SELECT window_start, count(*) FROM tumble(p, ts, interval '10 minutes') GROUP BY window_start, window_end",
        "SELECT count(*) FROM hop(p, ts, interval '1 minute', interval '10 minutes') GROUP BY window_start, window_end",
        "SELECT id, count(*) FROM session(p, ts, interval '10 minutes') GROUP BY id, window_start, window_end",
        """
        SELECT count(*) FROM tumble(p, ts, interval '10 minutes', origin => timestamptz '1970-01-01 00:00:00+00' + \
        interval '1 minute') GROUP BY window_start
        """,
        "SELECT count(*) FROM tumble(p, ts, interval '10' minute) GROUP BY window_start",
        """
        SELECT window_end - interval '1 millisecond' AS t, count(*) FROM tumble(t, ts, interval '5 \
        minutes') GROUP BY window_start, window_end
        """,
        "SELECT CASE WHEN msg ~ '^-?[0-9]+$' THEN msg::integer END FROM t",
        "SELECT _kafka_timestamp, _kafka_key, _kafka_partition, _kafka_offset FROM t",
        """
        CREATE TABLE u (id bigint) WITH (connector = 'kafka', bootstrap_servers = 'h:1', topic = 'u', format = 'json', \
        event_time = '_kafka_timestamp', watermark_delay = '5 seconds');
        SELECT count(*) FROM tumble(u, _kafka_timestamp, interval '1 minute') GROUP BY window_start
        """,
        """
        CREATE TABLE u (id bigint, twice bigint GENERATED ALWAYS AS (id * 2) STORED) WITH (connector = 'kafka', \
        bootstrap_servers = 'h:1', topic = 'u', format = 'json');
        SELECT twice FROM u
        """,
        """
        SELECT a.id FROM t a JOIN p b ON a.id = b.id AND b.ts BETWEEN a.ts - interval '1 HOUR' AND a.ts + \
        interval '1 HOUR'
        """,
        "SELECT a.id FROM t a JOIN p b ON a.id = b.id AND b.ts BETWEEN a.ts - interval '1 hour' AND a.ts",
        "SELECT t.id, item FROM t, jsonb_array_elements(t.items) AS item",
        "SELECT t.id, item FROM t, unnest(t.tags) AS item",
        """
        SELECT id, n FROM (SELECT id, row_number() OVER (PARTITION BY user_id ORDER BY price DESC) AS n \
        FROM t) AS x WHERE n <= 3
        """,
        """
        SELECT user_id, last_value(price ORDER BY ts), array_agg(price), array_agg(DISTINCT price) FROM t \
        GROUP BY user_id
        """,
        "SELECT user_id, count(DISTINCT id), count(*) FILTER (WHERE price > 3) FROM t GROUP BY user_id",
        "SELECT items -> 'a', items ->> 'a', items -> 0, items #>> '{a,b}', msg::jsonb FROM t",
        "SELECT to_char(ts, 'YYYY-MM-DD HH24:MI:SS'), to_timestamp(msg, 'YYYY-MM-DD HH24:MI:SS') FROM t",
        "SELECT to_char(day, 'YYYY-MM-DD'), to_date(msg, 'YYYY-MM-DD') FROM t",
        "CREATE TYPE place AS (city text, zip integer); CREATE VIEW v AS SELECT id FROM t; SELECT * FROM v",
        "CREATE MATERIALIZED VIEW s WITH (connector = 'console') AS SELECT * FROM t",
        "SELECT x.n FROM (SELECT count(*) AS n FROM t) AS x",
        """
        INSERT INTO sink SELECT id FROM t UNION ALL SELECT id FROM p; CREATE TABLE sink (id bigint) WITH \
        (connector = 'console')
        """,
        "SELECT min(price), first_value(price ORDER BY ts) FROM t",
    ]

    @Test(arguments: typed) func `what a hint says may be typed`(sql: String) {
        let text = Self.prelude + sql
        guard case .failure(let rejection) = Planner.plan(text) else { return }
        let shown = DiagnosticRenderer(source: SourceText(name: "job.sql", text: text)).render(rejection.diagnostics)
        Issue.record("\(shown)")
    }
}
