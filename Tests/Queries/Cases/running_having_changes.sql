CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT kind, window_start, sum(price) AS total,
       sum(sum(price)) OVER (PARTITION BY kind ORDER BY window_start) AS running,
       count(*) FILTER (WHERE qty > 3) AS many
FROM tumble(sales, at, interval '4 hours') GROUP BY kind, window_start HAVING count(*) % 3 <> 0;
--- expected: out
SELECT kind, s, sum(price), sum(sum(price)) OVER (PARTITION BY kind ORDER BY s), count(*) FILTER (WHERE qty > 3)
FROM (SELECT *, date_bin('4 hours', at, '2000-01-01') AS s FROM sales) x GROUP BY kind, s HAVING count(*) % 3 <> 0
