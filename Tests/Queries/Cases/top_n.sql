-- The largest groups of a window, of a window and a key, with ties, and the largest rows of a window.
CREATE MATERIALIZED VIEW best WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT window_start, shop, n, place FROM (
    SELECT window_start, shop, count(*) AS n,
           row_number() OVER (PARTITION BY window_start ORDER BY count(*) DESC, shop NULLS FIRST) AS place
    FROM tumble(sales, at, interval '6 hours') GROUP BY window_start, shop) r WHERE place <= 2;
CREATE MATERIALIZED VIEW hot WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT window_start, kind, shop, n FROM (
    SELECT *, rank() OVER (PARTITION BY window_start, window_end, kind ORDER BY n DESC) AS r
    FROM (SELECT window_start, window_end, kind, shop, count(*) AS n
          FROM hop(sales, at, interval '3 hours', interval '9 hours')
          GROUP BY window_start, window_end, kind, shop) c) t WHERE r <= 1;
CREATE MATERIALIZED VIEW dearest WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT window_start, id, kind, price, qty, item ->> 'name' AS item, place FROM (
    SELECT *, dense_rank() OVER (PARTITION BY window_start, kind ORDER BY qty DESC NULLS LAST) AS place
    FROM tumble(sales, at, interval '6 hours')) t WHERE place < 3;
CREATE MATERIALIZED VIEW numbered WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT window_start, id, row_number() OVER (PARTITION BY window_start ORDER BY ratio, id DESC) AS place
FROM tumble(sales, at, interval '3 hours');
--- expected: best
SELECT s, shop, n, place FROM (
    SELECT date_bin('6 hours', at, '2000-01-01') AS s, shop, count(*) AS n,
           row_number() OVER (PARTITION BY date_bin('6 hours', at, '2000-01-01')
                              ORDER BY count(*) DESC, shop COLLATE "C" NULLS FIRST) AS place
    FROM sales WHERE date_bin('6 hours', at, '2000-01-01') + interval '6 hours' <= mark() GROUP BY 1, shop) r
WHERE place <= 2
--- expected: hot
SELECT s, kind, shop, n FROM (
    SELECT s, kind, shop, count(*) AS n, rank() OVER (PARTITION BY s, kind ORDER BY count(*) DESC) AS r
    FROM (SELECT *, generate_series(date_bin('3 hours', at, '2000-01-01') - interval '6 hours',
                                    date_bin('3 hours', at, '2000-01-01'), interval '3 hours') AS s FROM sales) x
    WHERE s + interval '9 hours' <= mark() GROUP BY s, kind, shop) t WHERE r <= 1
--- expected: dearest
SELECT s, id, kind, price, qty, item ->> 'name', place FROM (
    SELECT *, dense_rank() OVER (PARTITION BY s, kind ORDER BY qty DESC NULLS LAST) AS place
    FROM (SELECT *, date_bin('6 hours', at, '2000-01-01') AS s FROM sales) x
    WHERE s + interval '6 hours' <= mark()) t WHERE place < 3
--- expected: numbered
SELECT s, id, row_number() OVER (PARTITION BY s ORDER BY ratio, id DESC)
FROM (SELECT *, date_bin('3 hours', at, '2000-01-01') AS s FROM sales) x WHERE s + interval '3 hours' <= mark()
