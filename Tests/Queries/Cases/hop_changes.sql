-- Panes of half an hour; the origin moves all windows.
CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT kind, window_start, window_end, count(*) AS n, sum(qty) AS qty, max(price) AS most
FROM hop(sales, at, interval '1 hour', interval '90 minutes', origin => timestamptz '2020-01-01 00:10:00Z')
GROUP BY kind, window_start, window_end HAVING count(*) > 1;
CREATE MATERIALIZED VIEW running WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT kind, window_start, sum(price) AS total, sum(sum(price)) OVER (PARTITION BY kind ORDER BY window_start) AS running
FROM hop(sales, at, interval '6 hours', interval '12 hours') GROUP BY kind, window_start;
--- expected: out
SELECT kind, s, s + interval '90 minutes', count(*), sum(qty), max(price)
FROM (SELECT *, generate_series(date_bin('1 hour', at, '2020-01-01 00:10:00Z') - interval '1 hour',
                                date_bin('1 hour', at, '2020-01-01 00:10:00Z'), interval '1 hour') AS s FROM sales) x
WHERE at < s + interval '90 minutes' GROUP BY kind, s HAVING count(*) > 1
--- expected: running
SELECT kind, s, sum(price), sum(sum(price)) OVER (PARTITION BY kind ORDER BY s)
FROM (SELECT *, generate_series(date_bin('6 hours', at, '2000-01-01') - interval '6 hours',
                                date_bin('6 hours', at, '2000-01-01'), interval '6 hours') AS s FROM sales) x
GROUP BY kind, s
