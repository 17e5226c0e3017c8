CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT shop, sum(price * qty) AS amount, sum(price * 1.005) AS taxed, avg(price * qty) AS mean,
       round(sum(price) / count(*), 4) AS share, sum(price::numeric(10, 0)) AS rounded
FROM sales WHERE shop IS NOT NULL GROUP BY shop;
--- expected: out
SELECT shop, sum(price * qty), sum(price * 1.005), avg(price * qty),
       round(sum(price) / count(*), 4), sum(price::numeric(10, 0))
FROM sales WHERE shop IS NOT NULL GROUP BY shop
