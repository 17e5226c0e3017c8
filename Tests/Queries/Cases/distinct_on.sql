-- The latest row of a key, the first of a window and a key, the best closed window of a key, and plain DISTINCT.
CREATE MATERIALIZED VIEW latest WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT DISTINCT ON (kind, shop) kind, shop, id, price, ratio, note, at, item ->> 'name' AS name
FROM sales ORDER BY kind, shop, at DESC, id DESC;
CREATE MATERIALIZED VIEW first_rows WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT DISTINCT ON (window_start, kind) window_start, window_end, kind, id, qty, note, day, ref
FROM tumble(sales, at, interval '6 hours') WHERE paid IS NOT NULL ORDER BY kind, window_start, qty NULLS FIRST, id;
CREATE MATERIALIZED VIEW best WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT DISTINCT ON (shop) shop, s, n
FROM (SELECT window_start AS s, shop, count(*) AS n FROM tumble(sales, at, interval '6 hours')
      GROUP BY window_start, shop) x ORDER BY shop, n DESC, s;
CREATE MATERIALIZED VIEW pairs WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS SELECT DISTINCT kind, paid FROM sales;
CREATE MATERIALIZED VIEW kinds WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT DISTINCT window_start, kind FROM tumble(sales, at, interval '6 hours');
--- expected: latest
SELECT DISTINCT ON (kind, shop) kind, shop, id, price, ratio, note, at, item ->> 'name'
FROM sales ORDER BY kind, shop, at DESC, id DESC
--- expected: first_rows
SELECT DISTINCT ON (s, kind) s, s + interval '6 hours', kind, id, qty, note, day, ref
FROM (SELECT *, date_bin('6 hours', at, '2000-01-01') AS s FROM sales) x
WHERE paid IS NOT NULL AND s + interval '6 hours' <= mark() ORDER BY kind, s, qty NULLS FIRST, id
--- expected: best
SELECT DISTINCT ON (shop) shop, s, n
FROM (SELECT date_bin('6 hours', at, '2000-01-01') AS s, shop, count(*) AS n FROM sales
      WHERE date_bin('6 hours', at, '2000-01-01') + interval '6 hours' <= mark() GROUP BY 1, 2) x
ORDER BY shop, n DESC, s
--- expected: pairs
SELECT DISTINCT kind, paid FROM sales
--- expected: kinds
SELECT DISTINCT date_bin('6 hours', at, '2000-01-01'), kind FROM sales
WHERE date_bin('6 hours', at, '2000-01-01') + interval '6 hours' <= mark()
