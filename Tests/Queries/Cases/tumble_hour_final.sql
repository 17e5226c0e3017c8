CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT window_start, window_end, shop, count(*) AS n, sum(price) AS total
FROM tumble(sales, at, interval '1 hour') GROUP BY window_start, window_end, shop;
--- expected: out
SELECT s, s + interval '1 hour', shop, count(*), sum(price)
FROM (SELECT *, date_bin('1 hour', at, '2000-01-01') AS s FROM sales) x
WHERE s + interval '1 hour' <= mark() GROUP BY s, shop
