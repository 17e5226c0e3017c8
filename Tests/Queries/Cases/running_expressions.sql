-- Running totals of what is computed from aggregates, also over keys whose form is kept beside them.
CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT kind, window_start, sum(qty) AS total, sum(coalesce(sum(qty), 0) * 2 + 1) OVER (PARTITION BY kind ORDER BY window_start) AS running
FROM tumble(sales, at, interval '6 hours') GROUP BY kind, window_start HAVING count(*) > 1;
CREATE MATERIALIZED VIEW final WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT round(price, -4) AS price, window_start, max(max(qty) - min(qty)) OVER (PARTITION BY round(price, -4) ORDER BY window_start) AS spread
FROM tumble(sales, at, interval '6 hours') GROUP BY round(price, -4), window_start;
--- expected: out
SELECT kind, s, sum(qty), sum(coalesce(sum(qty), 0) * 2 + 1) OVER (PARTITION BY kind ORDER BY s)
FROM (SELECT *, date_bin('6 hours', at, '2000-01-01') AS s FROM sales) x GROUP BY kind, s HAVING count(*) > 1
--- expected: final
SELECT round(price, -4), s, max(max(qty) - min(qty)) OVER (PARTITION BY round(price, -4) ORDER BY s)
FROM (SELECT *, date_bin('6 hours', at, '2000-01-01') AS s FROM sales) x
WHERE s + interval '6 hours' <= mark() GROUP BY round(price, -4), s
