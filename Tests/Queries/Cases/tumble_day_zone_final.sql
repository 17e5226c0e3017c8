-- Days of Berlin: one of them has 23 hours.
CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT window_start, window_end, count(*) AS n, sum(qty) AS total
FROM tumble(sales, at, interval '1 day', timezone => 'Europe/Berlin') GROUP BY window_start, window_end;
--- expected: out
SELECT s, e, count(*), sum(qty) FROM (
    SELECT *, local_start('day', at, 'Europe/Berlin') AS s,
           (date_trunc('day', at AT TIME ZONE 'Europe/Berlin') + interval '1 day') AT TIME ZONE 'Europe/Berlin' AS e
    FROM sales) x
WHERE e <= mark() GROUP BY s, e
