-- date_trunc and date_bin of an event time without a zone are windows, also where the source says whose times they are.
CREATE TABLE plain (kind text, qty integer, at timestamp) WITH (
    connector = 'kafka', bootstrap_servers = '${KAFKA_BROKERS}', topic = '${TOPIC}', format = 'json',
    timestamp_format = 'unix_seconds', event_time = 'at', watermark_delay = '1 hour');
CREATE TABLE local (kind text, qty integer, at timestamp) WITH (
    connector = 'kafka', bootstrap_servers = '${KAFKA_BROKERS}', topic = '${TOPIC}', format = 'json',
    timestamp_format = 'unix_seconds', timezone = 'Europe/Berlin', event_time = 'at', watermark_delay = '1 hour');
CREATE MATERIALIZED VIEW hours WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT date_trunc('hour', at) AS hour, kind, count(*) AS n,
       sum(sum(qty)) OVER (PARTITION BY kind ORDER BY date_trunc('hour', at)) AS total
FROM plain GROUP BY date_trunc('hour', at), kind;
CREATE MATERIALIZED VIEW bins WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes') AS
SELECT date_bin('7 hours', at, '2025-03-01 02:30') AS bin, sum(qty) AS qty FROM plain GROUP BY bin
HAVING date_bin('7 hours', at, '2025-03-01 02:30') > timestamp '2025-03-29';
CREATE MATERIALIZED VIEW days WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT date_trunc('day', at) AS day, kind, count(*) AS n, max(qty) AS most FROM local GROUP BY 1, 2;
CREATE MATERIALIZED VIEW busiest WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT day, kind, n, place FROM (
    SELECT day, kind, n, rank() OVER (PARTITION BY day ORDER BY n DESC) AS place FROM (
        SELECT date_trunc('day', at) AS day, kind, count(*) AS n FROM local GROUP BY 1, 2) AS counted) AS ranked
WHERE place <= 3;
--- expected: hours
SELECT h, kind, n, sum(qty) OVER (PARTITION BY kind ORDER BY h) FROM (
    SELECT date_trunc('hour', at AT TIME ZONE 'UTC') AS h, kind, count(*) AS n, sum(qty) AS qty
    FROM sales GROUP BY 1, 2) x
WHERE h + interval '1 hour' <= mark() AT TIME ZONE 'UTC'
--- expected: bins
SELECT date_bin('7 hours', at AT TIME ZONE 'UTC', '2025-03-01 02:30') AS b, sum(qty) FROM sales GROUP BY 1
HAVING date_bin('7 hours', at AT TIME ZONE 'UTC', '2025-03-01 02:30') > timestamp '2025-03-29'
--- expected: days
SELECT date_trunc('day', at AT TIME ZONE 'Europe/Berlin') AS d, kind, count(*), max(qty) FROM sales
GROUP BY 1, 2 HAVING (date_trunc('day', at AT TIME ZONE 'Europe/Berlin') + interval '1 day') AT TIME ZONE 'Europe/Berlin' <= mark()
--- expected: busiest
SELECT d, kind, n, place FROM (
    SELECT d, kind, n, rank() OVER (PARTITION BY d ORDER BY n DESC) AS place FROM (
        SELECT date_trunc('day', at AT TIME ZONE 'Europe/Berlin') AS d, kind, count(*) AS n FROM sales GROUP BY 1, 2) x
    WHERE (d + interval '1 day') AT TIME ZONE 'Europe/Berlin' <= mark()) y
WHERE place <= 3
