CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT shop, sum(CASE WHEN paid THEN price ELSE 0 END) AS paid, sum(CASE WHEN qty < 0 THEN 1 END) AS back,
       count(CASE WHEN kind = 'tea' THEN 1 END) AS teas, sum(qty) * 1.5 + count(*) AS score
FROM sales GROUP BY shop;
--- expected: out
SELECT shop, sum(CASE WHEN paid THEN price ELSE 0 END), sum(CASE WHEN qty < 0 THEN 1 END),
       count(CASE WHEN kind = 'tea' THEN 1 END), sum(qty) * 1.5 + count(*)
FROM sales GROUP BY shop
