-- Windows are the only key.
CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT window_end - interval '1 second' AS last_second, sum(price) - sum(qty) AS gap, count(kind) AS kinds
FROM tumble(sales, at, interval '30 minutes') GROUP BY window_end;
--- expected: out
SELECT s + interval '1799 seconds', sum(price) - sum(qty), count(kind)
FROM (SELECT *, date_bin('30 minutes', at, '2000-01-01') AS s FROM sales) x
WHERE s + interval '30 minutes' <= mark() GROUP BY s
