CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT window_start, kind, sum(qty) AS total
FROM tumble(sales, at, interval '1 day') GROUP BY window_start, kind HAVING sum(qty) BETWEEN 100 AND 300;
--- expected: out
SELECT s, kind, sum(qty) FROM (SELECT *, date_bin('1 day', at, '2000-01-01') AS s FROM sales) x
GROUP BY s, kind HAVING sum(qty) BETWEEN 100 AND 300
