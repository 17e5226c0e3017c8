-- Windows as TimescaleDB writes them: GROUP BY time_bucket of the event time, in minutes, weeks, months, from an origin.
CREATE MATERIALIZED VIEW minutes WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT time_bucket('5 minutes', at) AS start, kind, count(*) AS n FROM sales GROUP BY start, kind;
CREATE MATERIALIZED VIEW weeks WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes') AS
SELECT time_bucket('1 week', at) AS start, sum(qty) AS qty FROM sales GROUP BY time_bucket('1 week', at);
CREATE MATERIALIZED VIEW months WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes') AS
SELECT time_bucket('1 month', at) AS start, max(price) AS price FROM sales GROUP BY 1;
CREATE MATERIALIZED VIEW shifted WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT time_bucket('7 hours', at, '2025-03-01 02:30:00+00') AS start, count(*) AS n,
       sum(sum(qty)) OVER (ORDER BY time_bucket('7 hours', at, '2025-03-01 02:30:00+00')) AS total
FROM sales GROUP BY 1;
CREATE MATERIALIZED VIEW days WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT time_bucket('1 day', at, 'Asia/Jakarta') AS start, count(*) AS n FROM sales GROUP BY 1;
CREATE MATERIALIZED VIEW quarters WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes') AS
SELECT time_bucket('6 hours', at, timezone => 'Etc/GMT-9') AS start, kind, count(*) AS n FROM sales GROUP BY start, kind;
CREATE MATERIALIZED VIEW clock WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes') AS
SELECT time_bucket('6 hours', at, 'Europe/Berlin') AS start, count(*) AS n FROM sales GROUP BY 1;
--- expected: minutes
SELECT date_bin('5 minutes', at, '2000-01-03') AS s, kind, count(*) FROM sales GROUP BY 1, 2
HAVING date_bin('5 minutes', at, '2000-01-03') + interval '5 minutes' <= mark()
--- expected: weeks
SELECT date_trunc('week', at, 'UTC'), sum(qty) FROM sales GROUP BY 1
--- expected: months
SELECT date_trunc('month', at, 'UTC'), max(price) FROM sales GROUP BY 1
--- expected: shifted
SELECT s, n, sum(qty) OVER (ORDER BY s) FROM (
    SELECT date_bin('7 hours', at, '2025-03-01 02:30:00+00') AS s, count(*) AS n, sum(qty) AS qty FROM sales GROUP BY 1) x
WHERE s + interval '7 hours' <= mark()
--- expected: days
SELECT date_trunc('day', at, 'Asia/Jakarta') AS s, count(*) FROM sales GROUP BY 1
HAVING date_trunc('day', at, 'Asia/Jakarta') + interval '24 hours' <= mark()
--- expected: quarters
SELECT date_bin('6 hours', at AT TIME ZONE 'Etc/GMT-9', '2000-01-03') AT TIME ZONE 'Etc/GMT-9' AS s, kind, count(*) FROM sales
GROUP BY 1, 2
--- expected: clock
SELECT date_bin('6 hours', at AT TIME ZONE 'Europe/Berlin', '2000-01-03') AT TIME ZONE 'Europe/Berlin', count(*) FROM sales GROUP BY 1
