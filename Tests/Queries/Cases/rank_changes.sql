-- The first groups by a number that changes: ties come and go at the limit, of windows that are open and over, of no
-- window, and where a group moves from one part to another.
CREATE VIEW hot AS
SELECT window_start, kind, shop, n, r FROM (
    SELECT *, rank() OVER (PARTITION BY window_start, window_end, kind ORDER BY n DESC) AS r
    FROM (SELECT window_start, window_end, kind, shop, count(*) AS n
          FROM hop(sales, at, interval '3 hours', interval '9 hours')
          GROUP BY window_start, window_end, kind, shop) c) t WHERE r <= 2;
CREATE MATERIALIZED VIEW hottest WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT * FROM hot;
CREATE MATERIALIZED VIEW over WITH (connector = 'postgres', connection = 'warehouse') AS SELECT * FROM hot WHERE n > 1;
CREATE MATERIALIZED VIEW dense WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT shop, kind, place, total FROM (
    SELECT shop, kind, sum(qty) AS total, dense_rank() OVER (PARTITION BY kind ORDER BY sum(qty) % 50 DESC NULLS LAST) AS place
    FROM sales GROUP BY shop, kind HAVING count(*) % 5 <> 0) t WHERE place < 3;
CREATE MATERIALIZED VIEW moving WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '100 ms') AS
SELECT window_start, shop, odd, n, place FROM (
    SELECT window_start, shop, n, n % 2 AS odd,
           row_number() OVER (PARTITION BY window_start, n % 2 ORDER BY n, shop NULLS FIRST) AS place
    FROM (SELECT window_start, window_end, shop, count(*) AS n FROM tumble(sales, at, interval '1 day')
          GROUP BY window_start, window_end, shop) c) t WHERE place <= 2 AND n > 3;
CREATE MATERIALIZED VIEW few WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT window_start, kind, max(price) AS most FROM tumble(sales, at, interval '6 hours')
GROUP BY window_start, kind ORDER BY most DESC, kind LIMIT 2;
CREATE MATERIALIZED VIEW best WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT * FROM (SELECT *, rank() OVER (ORDER BY n DESC) AS place
               FROM (SELECT ref, paid, count(*) AS n FROM sales GROUP BY ref, paid) c) t WHERE place <= 4;
--- expected: hottest
SELECT s, kind, shop, n, r FROM (
    SELECT s, kind, shop, count(*) AS n, rank() OVER (PARTITION BY s, kind ORDER BY count(*) DESC) AS r
    FROM (SELECT *, generate_series(date_bin('3 hours', at, '2000-01-01') - interval '6 hours',
                                    date_bin('3 hours', at, '2000-01-01'), interval '3 hours') AS s FROM sales) x
    GROUP BY s, kind, shop) t WHERE r <= 2
--- expected: over
SELECT s, kind, shop, n, r FROM (
    SELECT s, kind, shop, count(*) AS n, rank() OVER (PARTITION BY s, kind ORDER BY count(*) DESC) AS r
    FROM (SELECT *, generate_series(date_bin('3 hours', at, '2000-01-01') - interval '6 hours',
                                    date_bin('3 hours', at, '2000-01-01'), interval '3 hours') AS s FROM sales) x
    WHERE s + interval '9 hours' <= mark() GROUP BY s, kind, shop) t WHERE r <= 2 AND n > 1
--- expected: dense
SELECT shop, kind, place, total FROM (
    SELECT shop, kind, sum(qty) AS total, dense_rank() OVER (PARTITION BY kind ORDER BY sum(qty) % 50 DESC NULLS LAST) AS place
    FROM sales GROUP BY shop, kind HAVING count(*) % 5 <> 0) t WHERE place < 3
--- expected: moving
SELECT s, shop, odd, n, place FROM (
    SELECT s, shop, n, n % 2 AS odd, row_number() OVER (PARTITION BY s, n % 2 ORDER BY n, shop COLLATE "C" NULLS FIRST) AS place
    FROM (SELECT date_bin('1 day', at, '2000-01-01') AS s, shop, count(*) AS n FROM sales GROUP BY 1, 2) c) t
WHERE place <= 2 AND n > 3
--- expected: few
SELECT s, kind, most FROM (
    SELECT s, kind, most, row_number() OVER (PARTITION BY s ORDER BY most DESC, kind COLLATE "C") AS place
    FROM (SELECT date_bin('6 hours', at, '2000-01-01') AS s, kind, max(price) AS most FROM sales GROUP BY 1, 2) c) t
WHERE place <= 2
--- expected: best
SELECT * FROM (SELECT *, rank() OVER (ORDER BY n DESC) AS place
               FROM (SELECT ref, paid, count(*) AS n FROM sales GROUP BY ref, paid) c) t WHERE place <= 4
