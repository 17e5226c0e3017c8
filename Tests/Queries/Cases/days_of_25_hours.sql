-- 211 days later: around the end of summer time in Berlin, 2025-10-26, a day of 25 hours.
CREATE TABLE sales (
    id bigint, kind text, qty integer, price numeric(12, 2), at timestamptz,
    moved timestamptz GENERATED ALWAYS AS (at + interval '5064 hours') STORED
) WITH (
    connector = 'kafka', bootstrap_servers = '${KAFKA_BROKERS}', topic = '${TOPIC}', format = 'json',
    timestamp_format = 'unix_seconds', event_time = 'moved', watermark_delay = '1 hour',
    max_future_skew = '3650 days'
);
CREATE MATERIALIZED VIEW days WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT window_start, window_end, window_end - window_start AS length, count(*) AS n, sum(qty) AS total
FROM tumble(sales, moved, interval '1 day', timezone => 'Europe/Berlin') GROUP BY window_start, window_end;
CREATE MATERIALIZED VIEW pairs WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT window_start, window_end, kind, count(*) AS n, sum(price) AS total
FROM hop(sales, moved, interval '1 day', interval '2 days', timezone => 'Europe/Berlin') GROUP BY window_start, window_end, kind;
--- expected: days
WITH m AS (SELECT *, at + interval '5064 hours' AS moved FROM sales),
     mark AS (SELECT min(high) - interval '1 hour' AS t FROM (SELECT max(moved) AS high FROM m GROUP BY partition) p)
SELECT d AT TIME ZONE 'Europe/Berlin', (d + interval '1 day') AT TIME ZONE 'Europe/Berlin',
       (d + interval '1 day') AT TIME ZONE 'Europe/Berlin' - d AT TIME ZONE 'Europe/Berlin', count(*), sum(qty)
FROM (SELECT *, date_trunc('day', moved AT TIME ZONE 'Europe/Berlin') AS d FROM m) x, mark
WHERE (d + interval '1 day') AT TIME ZONE 'Europe/Berlin' <= t GROUP BY d
--- expected: pairs
WITH m AS (SELECT *, at + interval '5064 hours' AS moved FROM sales),
     mark AS (SELECT min(high) - interval '1 hour' AS t FROM (SELECT max(moved) AS high FROM m GROUP BY partition) p)
SELECT d AT TIME ZONE 'Europe/Berlin', (d + interval '2 days') AT TIME ZONE 'Europe/Berlin', kind, count(*), sum(price)
FROM (SELECT *, generate_series(date_trunc('day', moved AT TIME ZONE 'Europe/Berlin') - interval '1 day',
                                date_trunc('day', moved AT TIME ZONE 'Europe/Berlin'), interval '1 day') AS d FROM m) x
GROUP BY d, kind
