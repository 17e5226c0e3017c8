CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT window_start, kind, bool_and(paid) AS every_paid, bool_or(paid) AS any_paid, bool_or(qty < 0) AS any_back
FROM tumble(sales, at, interval '6 hours') GROUP BY window_start, kind;
--- expected: out
SELECT s, kind, bool_and(paid), bool_or(paid), bool_or(qty < 0)
FROM (SELECT *, date_bin('6 hours', at, '2000-01-01') AS s FROM sales) x
WHERE s + interval '6 hours' <= mark() GROUP BY s, kind
