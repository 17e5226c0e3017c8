-- date_trunc of the event time is a window: hours by a zone's clock, days by its midnights.
CREATE MATERIALIZED VIEW clock_hours WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT date_trunc('hour', at, 'Asia/Kolkata') AS hour, count(*) AS n FROM sales GROUP BY 1;
CREATE MATERIALIZED VIEW zone_days WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes') AS
SELECT date_trunc('day', at, 'America/New_York') AS day, kind, sum(qty) AS qty FROM sales GROUP BY 1, 2;
--- expected: clock_hours
SELECT date_trunc('hour', at, 'Asia/Kolkata') AS h, count(*) FROM sales GROUP BY 1
HAVING date_trunc('hour', at, 'Asia/Kolkata') + interval '1 hour' <= mark()
--- expected: zone_days
SELECT date_trunc('day', at, 'America/New_York'), kind, sum(qty) FROM sales GROUP BY 1, 2
