-- ORDER BY ... LIMIT: the first rows of each window, of groups, of groups of groups, of hopping windows, in a subquery.
CREATE MATERIALIZED VIEW most WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT window_start, kind, count(*) AS n FROM tumble(sales, at, interval '6 hours') GROUP BY window_start, kind
ORDER BY n DESC, kind NULLS FIRST LIMIT 2;
CREATE TABLE best (shop text, total numeric, s timestamptz) WITH (connector = 'postgres', connection = 'warehouse');
INSERT INTO best SELECT shop, sum(price), window_start
FROM hop(sales, at, interval '2 hours', interval '6 hours') GROUP BY window_start, shop ORDER BY sum(price) DESC NULLS LAST, 1 LIMIT 1;
CREATE MATERIALIZED VIEW of_those WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT s, sum(n) AS n FROM (SELECT window_start AS s, window_start, shop, count(*) AS n
    FROM tumble(sales, at, interval '6 hours') GROUP BY window_start, shop ORDER BY n, shop LIMIT 3) x GROUP BY s, window_start;
--- expected: most
SELECT s, kind, n FROM (SELECT *, row_number() OVER (PARTITION BY s ORDER BY n DESC, kind NULLS FIRST) AS r
FROM (SELECT date_bin('6 hours', at, '2000-01-01') AS s, kind, count(*) AS n FROM sales GROUP BY 1, 2) g) t
WHERE r <= 2 AND s + interval '6 hours' <= mark()
--- expected: best
SELECT shop, total, s FROM (SELECT *, row_number() OVER (PARTITION BY s ORDER BY total DESC NULLS LAST, shop) AS r
FROM (SELECT shop, sum(price) AS total, s FROM sales, generate_series(date_bin('2 hours', at, '2000-01-01') - interval '4 hours',
      at, interval '2 hours') AS s GROUP BY shop, s) g) t WHERE r <= 1 AND s + interval '6 hours' <= mark()
--- expected: of_those
SELECT s, sum(n) FROM (SELECT *, row_number() OVER (PARTITION BY s ORDER BY n, shop) AS r
FROM (SELECT date_bin('6 hours', at, '2000-01-01') AS s, shop, count(*) AS n FROM sales GROUP BY 1, 2) g) t
WHERE r <= 3 AND s + interval '6 hours' <= mark() GROUP BY s
