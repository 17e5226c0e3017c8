-- The same windows as they change and once they are final.
CREATE VIEW windows AS
SELECT window_start, kind, count(*) AS n, sum(qty) AS total FROM tumble(sales, at, interval '2 hours') GROUP BY window_start, window_end, kind;
CREATE MATERIALIZED VIEW early WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS SELECT window_start, kind, n, total FROM windows;
CREATE MATERIALIZED VIEW late WITH (connector = 'postgres', connection = 'warehouse') AS SELECT window_start, kind, n, total FROM windows;
--- expected: early
SELECT s, kind, count(*), sum(qty) FROM (SELECT *, date_bin('2 hours', at, '2000-01-01') AS s FROM sales) x GROUP BY s, kind
--- expected: late
SELECT s, kind, count(*), sum(qty) FROM (SELECT *, date_bin('2 hours', at, '2000-01-01') AS s FROM sales) x
WHERE s + interval '2 hours' <= mark() GROUP BY s, kind
