CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT window_start, window_end, kind, count(*) AS n, min(id) AS first_id
FROM tumble(sales, at, interval '7 hours', origin => '2025-03-01 02:30:00+00')
GROUP BY window_start, window_end, kind;
--- expected: out
SELECT s, s + interval '7 hours', kind, count(*), min(id)
FROM (SELECT *, date_bin('7 hours', at, '2025-03-01 02:30:00+00') AS s FROM sales) x
WHERE s + interval '7 hours' <= mark() GROUP BY s, kind
