-- A second aggregation over the rows of closed windows: by their window, by one of their keys, over all, and a third.
CREATE VIEW hourly AS
SELECT window_start, window_end, shop, kind, count(*) AS n, sum(price) AS total
FROM tumble(sales, at, interval '4 hours') GROUP BY window_start, window_end, shop, kind;
CREATE MATERIALIZED VIEW detail WITH (connector = 'postgres', connection = 'warehouse') AS SELECT window_start, shop, kind, n, total FROM hourly;
CREATE MATERIALIZED VIEW by_window WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT window_start, window_end, max(n) AS most, sum(total) AS total, count(*) AS groups
FROM hourly GROUP BY window_start, window_end HAVING count(*) > 3;
CREATE MATERIALIZED VIEW by_shop WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT shop, count(*) AS windows, sum(n) AS n, avg(total) AS mean FROM hourly GROUP BY shop;
CREATE MATERIALIZED VIEW by_all WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS SELECT sum(n) AS n, max(total) AS most FROM hourly;
CREATE MATERIALIZED VIEW third WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT window_start, max(per_shop) AS best, count(*) AS shops
FROM (SELECT window_start, shop, sum(n) AS per_shop FROM hourly GROUP BY shop, window_start) s GROUP BY window_start;
--- expected: detail
SELECT date_bin('4 hours', at, '2000-01-01') AS s, shop, kind, count(*), sum(price) FROM sales
WHERE date_bin('4 hours', at, '2000-01-01') + interval '4 hours' <= mark() GROUP BY 1, 2, 3
--- expected: by_window
SELECT s, s + interval '4 hours', max(n), sum(total), count(*)
FROM (SELECT date_bin('4 hours', at, '2000-01-01') AS s, shop, kind, count(*) AS n, sum(price) AS total FROM sales
      WHERE date_bin('4 hours', at, '2000-01-01') + interval '4 hours' <= mark() GROUP BY 1, 2, 3) h
GROUP BY s HAVING count(*) > 3
--- expected: by_shop
SELECT shop, count(*), sum(n), avg(total)
FROM (SELECT date_bin('4 hours', at, '2000-01-01') AS s, shop, kind, count(*) AS n, sum(price) AS total FROM sales
      WHERE date_bin('4 hours', at, '2000-01-01') + interval '4 hours' <= mark() GROUP BY 1, 2, 3) h GROUP BY shop
--- expected: by_all
SELECT sum(n), max(total)
FROM (SELECT date_bin('4 hours', at, '2000-01-01') AS s, shop, kind, count(*) AS n, sum(price) AS total FROM sales
      WHERE date_bin('4 hours', at, '2000-01-01') + interval '4 hours' <= mark() GROUP BY 1, 2, 3) h
--- expected: third
SELECT s, max(per_shop), count(*)
FROM (SELECT date_bin('4 hours', at, '2000-01-01') AS s, shop, count(*) AS per_shop FROM sales
      WHERE date_bin('4 hours', at, '2000-01-01') + interval '4 hours' <= mark() GROUP BY 1, 2) h GROUP BY s
