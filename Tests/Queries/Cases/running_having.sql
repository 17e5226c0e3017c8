CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT shop, window_start, sum(qty) AS total, count(*) AS n,
       sum(sum(qty)) OVER (PARTITION BY shop ORDER BY window_start) AS running
FROM tumble(sales, at, interval '4 hours') GROUP BY shop, window_start HAVING sum(qty) % 2 = 0;
--- expected: out
SELECT shop, s, sum(qty), count(*), sum(sum(qty)) OVER (PARTITION BY shop ORDER BY s)
FROM (SELECT *, date_bin('4 hours', at, '2000-01-01') AS s FROM sales) x
WHERE s + interval '4 hours' <= mark() GROUP BY shop, s HAVING sum(qty) % 2 = 0
