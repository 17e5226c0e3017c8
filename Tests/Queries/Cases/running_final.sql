CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT shop, window_start, window_end, sum(qty) AS total,
       sum(sum(qty)) OVER (PARTITION BY shop ORDER BY window_end) AS running
FROM tumble(sales, at, interval '6 hours') GROUP BY shop, window_start, window_end;
--- expected: out
SELECT shop, s, s + interval '6 hours', sum(qty), sum(sum(qty)) OVER (PARTITION BY shop ORDER BY s)
FROM (SELECT *, date_bin('6 hours', at, '2000-01-01') AS s FROM sales) x
WHERE s + interval '6 hours' <= mark() GROUP BY shop, s
