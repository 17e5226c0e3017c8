-- Four years of records: windows of a year, of three months each month, and of two years each half year.
CREATE TABLE sales (
    id bigint, kind text, qty integer, price numeric(12, 2), at timestamptz,
    moved timestamptz GENERATED ALWAYS AS (at + id * interval '72 hours') STORED
) WITH (
    connector = 'kafka', bootstrap_servers = '${KAFKA_BROKERS}', topic = '${TOPIC}', format = 'json',
    timestamp_format = 'unix_seconds', event_time = 'moved', watermark_delay = '1 hour',
    max_future_skew = '3650 days'
);
CREATE MATERIALIZED VIEW years WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT window_start, window_end, count(*) AS n, sum(qty) AS total
FROM tumble(sales, moved, interval '1 year', timezone => 'Asia/Jakarta') GROUP BY window_start, window_end;
CREATE MATERIALIZED VIEW kinds WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT window_start, kind, count(*) AS n, max(price) AS high
FROM tumble(sales, moved, interval '1 year', timezone => 'Europe/Berlin') GROUP BY window_start, kind;
CREATE MATERIALIZED VIEW quarters WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT window_start, window_end, kind, count(*) AS n, sum(price) AS total
FROM hop(sales, moved, interval '1 month', interval '3 months', timezone => 'Europe/Berlin') GROUP BY window_start, window_end, kind;
CREATE MATERIALIZED VIEW halves WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT window_start, window_end, count(*) AS n, sum(price) AS total
FROM hop(sales, moved, interval '6 months', interval '2 years', timezone => 'Asia/Jakarta') GROUP BY window_start, window_end;
--- expected: years
WITH m AS (SELECT *, at + id * interval '72 hours' AS moved FROM sales),
     mark AS (SELECT min(high) - interval '1 hour' AS t FROM (SELECT max(moved) AS high FROM m GROUP BY partition) p)
SELECT d AT TIME ZONE 'Asia/Jakarta', (d + interval '1 year') AT TIME ZONE 'Asia/Jakarta', count(*), sum(qty)
FROM (SELECT *, date_trunc('year', moved AT TIME ZONE 'Asia/Jakarta') AS d FROM m) x, mark
WHERE (d + interval '1 year') AT TIME ZONE 'Asia/Jakarta' <= t GROUP BY d
--- expected: kinds
WITH m AS (SELECT *, at + id * interval '72 hours' AS moved FROM sales),
     mark AS (SELECT min(high) - interval '1 hour' AS t FROM (SELECT max(moved) AS high FROM m GROUP BY partition) p)
SELECT local_start('year', moved, 'Europe/Berlin') AS s, kind, count(*), max(price) FROM m GROUP BY s, kind
--- expected: quarters
WITH m AS (SELECT *, at + id * interval '72 hours' AS moved FROM sales),
     mark AS (SELECT min(high) - interval '1 hour' AS t FROM (SELECT max(moved) AS high FROM m GROUP BY partition) p)
SELECT d AT TIME ZONE 'Europe/Berlin', (d + interval '3 months') AT TIME ZONE 'Europe/Berlin', kind, count(*), sum(price)
FROM (SELECT *, generate_series(date_trunc('month', moved AT TIME ZONE 'Europe/Berlin') - interval '2 months',
                                date_trunc('month', moved AT TIME ZONE 'Europe/Berlin'), interval '1 month') AS d FROM m) x, mark
WHERE (d + interval '3 months') AT TIME ZONE 'Europe/Berlin' <= t GROUP BY d, kind
--- expected: halves
WITH m AS (SELECT *, at + id * interval '72 hours' AS moved FROM sales),
     mark AS (SELECT min(high) - interval '1 hour' AS t FROM (SELECT max(moved) AS high FROM m GROUP BY partition) p)
SELECT d AT TIME ZONE 'Asia/Jakarta', (d + interval '2 years') AT TIME ZONE 'Asia/Jakarta', count(*), sum(price)
FROM m, generate_series(timestamp '2022-01-01', '2030-01-01', interval '6 months') AS d
WHERE moved AT TIME ZONE 'Asia/Jakarta' >= d AND moved AT TIME ZONE 'Asia/Jakarta' < d + interval '2 years' GROUP BY d
