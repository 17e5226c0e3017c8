CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT window_start, shop, count(*) AS n
FROM tumble(sales, at, interval '3 hours') GROUP BY window_start, window_end, shop HAVING count(*) > 2 AND max(paid::int) = 1;
--- expected: out
SELECT s, shop, count(*) FROM (SELECT *, date_bin('3 hours', at, '2000-01-01') AS s FROM sales) x
WHERE s + interval '3 hours' <= mark()
GROUP BY s, shop HAVING count(*) > 2 AND max(paid::int) = 1
