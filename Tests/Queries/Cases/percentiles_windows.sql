CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT window_start, kind, percentile_cont(0.5) WITHIN GROUP (ORDER BY qty) AS middle,
       percentile_disc(0.9) WITHIN GROUP (ORDER BY price) AS high,
       percentile_disc(0.25) WITHIN GROUP (ORDER BY shop DESC) FILTER (WHERE paid) AS shop,
       mode() WITHIN GROUP (ORDER BY day) AS usual
FROM tumble(sales, at, interval '1 day') GROUP BY window_start, kind;
--- expected: out
SELECT s, kind, percentile_cont(0.5) WITHIN GROUP (ORDER BY qty), percentile_disc(0.9) WITHIN GROUP (ORDER BY price),
       percentile_disc(0.25) WITHIN GROUP (ORDER BY shop COLLATE "C" DESC) FILTER (WHERE paid),
       mode() WITHIN GROUP (ORDER BY day)
FROM (SELECT *, date_bin('1 day', at, '2000-01-01') AS s FROM sales) x GROUP BY s, kind
