-- Final rows of different windows together: appended, grouped again, and by two INSERTs.
CREATE VIEW sizes AS
SELECT window_start AS start, 'hours' AS size, shop, count(*) AS n, sum(price) AS total
FROM tumble(sales, at, interval '3 hours') GROUP BY window_start, shop
UNION ALL SELECT window_end, 'days', kind, count(*), max(price) FROM tumble(sales, at, interval '1 day') GROUP BY window_end, kind
UNION ALL SELECT window_start, 'hops', shop, sum(qty), min(price) FROM hop(sales, at, interval '1 hour', interval '2 hours') GROUP BY window_start, shop;
CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse') AS SELECT * FROM sizes WHERE n > 1;
CREATE MATERIALIZED VIEW again WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT size, shop, count(*) AS rows, sum(n) AS n, max(total) AS most FROM sizes GROUP BY size, shop;
CREATE TABLE together (start timestamptz, name text, n bigint) WITH (connector = 'postgres', connection = 'warehouse');
INSERT INTO together SELECT window_start, shop, count(*) FROM tumble(sales, at, interval '2 hours') GROUP BY window_start, shop;
INSERT INTO together SELECT window_start, kind, count(*) FROM tumble(sales, at, interval '6 hours') GROUP BY window_start, kind;
--- expected: out
SELECT * FROM (
    SELECT date_bin('3 hours', at, '2000-01-03') AS s, 'hours', shop, count(*) AS n, sum(price) FROM sales
    GROUP BY 1, 3 HAVING date_bin('3 hours', at, '2000-01-03') + interval '3 hours' <= mark()
    UNION ALL SELECT date_bin('1 day', at, '2000-01-03') + interval '1 day', 'days', kind, count(*), max(price) FROM sales
    GROUP BY 1, 3 HAVING date_bin('1 day', at, '2000-01-03') + interval '1 day' <= mark()
    UNION ALL SELECT s, 'hops', shop, sum(qty), min(price)
    FROM (SELECT *, generate_series(date_bin('1 hour', at, '2000-01-03') - interval '1 hour',
                                    date_bin('1 hour', at, '2000-01-03'), interval '1 hour') AS s FROM sales) x
    WHERE s + interval '2 hours' <= mark() GROUP BY s, shop) u WHERE n > 1
--- expected: again
SELECT size, shop, count(*), sum(n), max(total) FROM (
    SELECT date_bin('3 hours', at, '2000-01-03') AS s, 'hours' AS size, shop, count(*) AS n, sum(price) AS total FROM sales
    GROUP BY 1, 3 HAVING date_bin('3 hours', at, '2000-01-03') + interval '3 hours' <= mark()
    UNION ALL SELECT date_bin('1 day', at, '2000-01-03') + interval '1 day', 'days', kind, count(*), max(price) FROM sales
    GROUP BY 1, 3 HAVING date_bin('1 day', at, '2000-01-03') + interval '1 day' <= mark()
    UNION ALL SELECT s, 'hops', shop, sum(qty), min(price)
    FROM (SELECT *, generate_series(date_bin('1 hour', at, '2000-01-03') - interval '1 hour',
                                    date_bin('1 hour', at, '2000-01-03'), interval '1 hour') AS s FROM sales) x
    WHERE s + interval '2 hours' <= mark() GROUP BY s, shop) u GROUP BY size, shop
--- expected: together
SELECT date_bin('2 hours', at, '2000-01-03') AS s, shop, count(*) FROM sales
GROUP BY 1, 2 HAVING date_bin('2 hours', at, '2000-01-03') + interval '2 hours' <= mark()
UNION ALL SELECT date_bin('6 hours', at, '2000-01-03') AS s, kind, count(*) FROM sales
GROUP BY 1, 2 HAVING date_bin('6 hours', at, '2000-01-03') + interval '6 hours' <= mark()
