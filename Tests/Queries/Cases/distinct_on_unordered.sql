-- One row of a key, whichever: rows that came twice come once.
CREATE MATERIALIZED VIEW once WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT DISTINCT ON (kind, paid) kind, paid, upper(kind) AS loud, coalesce(paid::text, '?') AS said FROM sales;
CREATE MATERIALIZED VIEW each_window WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT DISTINCT ON (window_start, shop) window_start, shop, shop IS NULL AS is_open
FROM tumble(sales, at, interval '6 hours') ORDER BY shop, window_start;
--- expected: once
SELECT DISTINCT kind, paid, upper(kind), coalesce(paid::text, '?') FROM sales
--- expected: each_window
SELECT DISTINCT date_bin('6 hours', at, '2000-01-01'), shop, shop IS NULL FROM sales
WHERE date_bin('6 hours', at, '2000-01-01') + interval '6 hours' <= mark()
