CREATE VIEW known AS SELECT id, shop, kind, qty, price, at FROM sales WHERE shop IS NOT NULL AND qty IS NOT NULL;
CREATE VIEW worth AS SELECT id, upper(shop) AS shop, kind, price * qty AS amount, at FROM known WHERE qty <> 0;
CREATE VIEW hourly AS
SELECT window_start AS hour, window_end, shop, sum(amount) AS amount, count(*) AS n
FROM tumble(worth, at, interval '2 hours') GROUP BY window_start, window_end, shop;
CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse') AS SELECT hour, shop, amount, n FROM hourly;
CREATE MATERIALIZED VIEW big WITH (connector = 'postgres', connection = 'warehouse') AS SELECT hour, shop, round(amount, 0) AS amount FROM hourly WHERE amount > 500000;
--- expected: out
SELECT s, upper(shop), sum(price * qty), count(*)
FROM (SELECT *, date_bin('2 hours', at, '2000-01-01') AS s FROM sales) x
WHERE shop IS NOT NULL AND qty <> 0 AND s + interval '2 hours' <= mark() GROUP BY s, upper(shop)
--- expected: big
SELECT s, upper(shop), round(sum(price * qty), 0)
FROM (SELECT *, date_bin('2 hours', at, '2000-01-01') AS s FROM sales) x
WHERE shop IS NOT NULL AND qty <> 0 AND s + interval '2 hours' <= mark() GROUP BY s, upper(shop)
HAVING sum(price * qty) > 500000
