-- Sessions of a key, of all rows, and by a named column; long ones reach over many panes.
CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT kind, window_start, window_end, count(*) AS n, sum(price) AS total, min(note) AS low
FROM session(sales, at, interval '1 hour') GROUP BY kind, window_start, window_end HAVING count(*) > 1;
CREATE MATERIALIZED VIEW whole WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT window_start, window_end, window_end - window_start AS length, count(*) AS n
FROM session(sales, at, interval '20 minutes') GROUP BY window_start, window_end;
CREATE MATERIALIZED VIEW shops WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT shop, window_start, count(*) AS n, max(qty) AS most
FROM session(sales, at, interval '2 hours', by => shop) WHERE qty > 0 GROUP BY window_start, shop;
--- expected: out
SELECT kind, min(at), max(at) + interval '1 hour', count(*), sum(price), min(note COLLATE "C")
FROM (SELECT *, sum(fresh) OVER (PARTITION BY kind ORDER BY at, id) AS session
      FROM (SELECT *, CASE WHEN at - lag(at) OVER (PARTITION BY kind ORDER BY at, id) < interval '1 hour'
                           THEN 0 ELSE 1 END AS fresh FROM sales) a) b
GROUP BY kind, session HAVING count(*) > 1 AND max(at) + interval '1 hour' <= mark()
--- expected: whole
SELECT min(at), max(at) + interval '20 minutes', max(at) + interval '20 minutes' - min(at), count(*)
FROM (SELECT *, sum(fresh) OVER (ORDER BY at, id) AS session
      FROM (SELECT *, CASE WHEN at - lag(at) OVER (ORDER BY at, id) < interval '20 minutes'
                           THEN 0 ELSE 1 END AS fresh FROM sales) a) b
GROUP BY session HAVING max(at) + interval '20 minutes' <= mark()
--- expected: shops
SELECT shop, min(at), count(*), max(qty)
FROM (SELECT *, sum(fresh) OVER (PARTITION BY shop ORDER BY at, id) AS session
      FROM (SELECT *, CASE WHEN at - lag(at) OVER (PARTITION BY shop ORDER BY at, id) < interval '2 hours'
                           THEN 0 ELSE 1 END AS fresh FROM sales WHERE qty > 0) a) b
GROUP BY shop, session HAVING max(at) + interval '2 hours' <= mark()
