CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT window_start, window_end, count(DISTINCT shop) AS shops, count(DISTINCT kind) AS kinds, sum(DISTINCT qty) AS amounts,
       count(DISTINCT ref) AS refs, count(DISTINCT paid) AS states
FROM tumble(sales, at, interval '1 hour') GROUP BY window_start, window_end;
--- expected: out
SELECT s, s + interval '1 hour', count(DISTINCT shop), count(DISTINCT kind), sum(DISTINCT qty), count(DISTINCT ref),
       count(DISTINCT paid)
FROM (SELECT *, date_bin('1 hour', at, '2000-01-01') AS s FROM sales) x
WHERE s + interval '1 hour' <= mark() GROUP BY s
