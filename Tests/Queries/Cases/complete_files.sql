-- Whole results in files, written anew each time: groups that come and go, windows before and after they have closed.
CREATE MATERIALIZED VIEW groups WITH (connector = 'file', path = '${OUT}/groups.csv', format = 'csv', header = false, emit = 'complete') AS
SELECT kind, qty % 5 AS rest, count(*) AS n, sum(price) AS total, max(note) AS note FROM sales GROUP BY kind, qty % 5
HAVING count(*) % 3 <> 0;
CREATE MATERIALIZED VIEW hours WITH (connector = 'file', path = '${OUT}/hours.csv', format = 'csv', header = false, emit = 'complete', emit_interval = '50 ms') AS
SELECT window_start, window_end, shop, count(*) AS n, sum(qty) AS total
FROM tumble(sales, at, interval '3 hours') GROUP BY window_start, window_end, shop;
CREATE MATERIALIZED VIEW hops WITH (connector = 'file', path = '${OUT}/hops.csv', format = 'csv', header = false, emit = 'complete') AS
SELECT window_start, count(*) AS n, avg(ratio) AS mean
FROM hop(sales, at, interval '2 hours', interval '4 hours') GROUP BY window_start;
CREATE MATERIALIZED VIEW one WITH (connector = 'file', path = '${OUT}/one.csv', format = 'csv', header = false, emit = 'complete') AS SELECT count(*) AS n, sum(qty) AS total FROM sales;
--- expected file: groups
SELECT kind, qty % 5, count(*), sum(price), max(note COLLATE "C") FROM sales GROUP BY kind, qty % 5 HAVING count(*) % 3 <> 0
--- expected file: hours
SELECT s, s + interval '3 hours', shop, count(*), sum(qty)
FROM (SELECT *, date_bin('3 hours', at, '2000-01-01') AS s FROM sales) x GROUP BY s, shop
--- expected file: hops
SELECT s, count(*), avg(ratio)
FROM (SELECT *, generate_series(date_bin('2 hours', at, '2000-01-01') - interval '2 hours',
                                date_bin('2 hours', at, '2000-01-01'), interval '2 hours') AS s FROM sales) x GROUP BY s
--- expected file: one
SELECT count(*), sum(qty) FROM sales
