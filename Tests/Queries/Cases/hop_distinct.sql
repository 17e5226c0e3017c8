-- Lists over shared panes.
CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT window_start, window_end, kind, count(DISTINCT shop) AS shops, sum(DISTINCT qty) AS amounts, stddev(price) AS spread,
       percentile_disc(0.5) WITHIN GROUP (ORDER BY price) AS middle, last_value(id ORDER BY at, id) AS last
FROM hop(sales, at, interval '1 hour', interval '3 hours') GROUP BY window_start, window_end, kind;
CREATE MATERIALIZED VIEW now WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT window_start, count(DISTINCT shop) AS shops, string_agg(DISTINCT kind, ',') AS kinds
FROM hop(sales, at, interval '1 hour', interval '3 hours') GROUP BY window_start;
--- expected: out
SELECT s, s + interval '3 hours', kind, count(DISTINCT shop), sum(DISTINCT qty), stddev(price),
       percentile_disc(0.5) WITHIN GROUP (ORDER BY price), (array_agg(id ORDER BY at DESC, id DESC))[1]
FROM (SELECT *, generate_series(date_bin('1 hour', at, '2000-01-01') - interval '2 hours',
                                date_bin('1 hour', at, '2000-01-01'), interval '1 hour') AS s FROM sales) x
WHERE s + interval '3 hours' <= mark() GROUP BY s, kind
--- expected: now
SELECT s, count(DISTINCT shop), string_agg(DISTINCT kind COLLATE "C", ',')
FROM (SELECT *, generate_series(date_bin('1 hour', at, '2000-01-01') - interval '2 hours',
                                date_bin('1 hour', at, '2000-01-01'), interval '1 hour') AS s FROM sales) x
GROUP BY s
