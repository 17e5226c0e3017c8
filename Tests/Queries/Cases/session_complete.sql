-- Every session in files, open ones and those that are over: of a HAVING that they come into and leave again, by a named
-- column, with running totals; beside tables of the same view that get them when they are over and as they change.
CREATE VIEW visits AS
SELECT kind, window_start, window_end, count(*) AS n, sum(price) AS total, min(note) AS low
FROM session(sales, at, interval '1 hour') GROUP BY kind, window_start, window_end HAVING count(*) % 3 <> 1;
CREATE MATERIALIZED VIEW every WITH (connector = 'file', path = '${OUT}/every.csv', format = 'csv', header = false, emit = 'complete', emit_interval = '50 ms') AS
SELECT * FROM visits;
CREATE MATERIALIZED VIEW over WITH (connector = 'postgres', connection = 'warehouse') AS SELECT * FROM visits;
CREATE MATERIALIZED VIEW moving WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '100 ms') AS
SELECT * FROM visits WHERE n < 40;
CREATE MATERIALIZED VIEW shops WITH (connector = 'file', path = '${OUT}/shops.csv', format = 'csv', header = false, emit = 'complete') AS
SELECT shop, kind, window_end - window_start AS length, window_end, string_agg(note, ',' ORDER BY at, id) AS notes, count(DISTINCT qty) AS n
FROM session(sales, at, interval '40 minutes', by => shop) WHERE qty > 0 GROUP BY shop, kind, window_start, window_end;
CREATE MATERIALIZED VIEW sums WITH (connector = 'file', path = '${OUT}/sums.csv', format = 'csv', header = false, emit = 'complete') AS
SELECT kind, window_end, sum(qty) AS total, sum(sum(qty)) OVER (ORDER BY window_end) AS running
FROM session(sales, at, interval '30 minutes') GROUP BY kind, window_end;
CREATE MATERIALIZED VIEW whole WITH (connector = 'file', path = '${OUT}/whole.csv', format = 'csv', header = false, emit = 'complete') AS
SELECT window_start, window_end FROM session(sales, at, interval '20 minutes') GROUP BY window_start, window_end;
--- expected file: every
SELECT kind, min(at), max(at) + interval '1 hour', count(*), sum(price), min(note COLLATE "C") AS low
FROM (SELECT *, sum(fresh) OVER (PARTITION BY kind ORDER BY at, id) AS session
      FROM (SELECT *, CASE WHEN at - lag(at) OVER (PARTITION BY kind ORDER BY at, id) < interval '1 hour'
                           THEN 0 ELSE 1 END AS fresh FROM sales) a) b
GROUP BY kind, session HAVING count(*) % 3 <> 1
--- expected: over
SELECT kind, min(at), max(at) + interval '1 hour', count(*), sum(price), min(note COLLATE "C") AS low
FROM (SELECT *, sum(fresh) OVER (PARTITION BY kind ORDER BY at, id) AS session
      FROM (SELECT *, CASE WHEN at - lag(at) OVER (PARTITION BY kind ORDER BY at, id) < interval '1 hour'
                           THEN 0 ELSE 1 END AS fresh FROM sales) a) b
GROUP BY kind, session HAVING count(*) % 3 <> 1 AND max(at) + interval '1 hour' <= mark()
--- expected: moving
SELECT kind, min(at), max(at) + interval '1 hour', count(*), sum(price), min(note COLLATE "C") AS low
FROM (SELECT *, sum(fresh) OVER (PARTITION BY kind ORDER BY at, id) AS session
      FROM (SELECT *, CASE WHEN at - lag(at) OVER (PARTITION BY kind ORDER BY at, id) < interval '1 hour'
                           THEN 0 ELSE 1 END AS fresh FROM sales) a) b
GROUP BY kind, session HAVING count(*) % 3 <> 1 AND count(*) < 40
--- expected file: shops
SELECT shop, kind, e - s, e, string_agg(note, ',' ORDER BY at, id), count(DISTINCT qty)
FROM (SELECT *, min(at) OVER (PARTITION BY shop, session) AS s,
             max(at) OVER (PARTITION BY shop, session) + interval '40 minutes' AS e
      FROM (SELECT *, sum(fresh) OVER (PARTITION BY shop ORDER BY at, id) AS session
            FROM (SELECT *, CASE WHEN at - lag(at) OVER (PARTITION BY shop ORDER BY at, id) < interval '40 minutes'
                                 THEN 0 ELSE 1 END AS fresh FROM sales WHERE qty > 0) a) b) c
GROUP BY shop, kind, s, e
--- expected file: sums
SELECT kind, max(at) + interval '30 minutes', sum(qty), sum(sum(qty)) OVER (ORDER BY max(at)) AS running
FROM (SELECT *, sum(fresh) OVER (PARTITION BY kind ORDER BY at, id) AS session
      FROM (SELECT *, CASE WHEN at - lag(at) OVER (PARTITION BY kind ORDER BY at, id) < interval '30 minutes'
                           THEN 0 ELSE 1 END AS fresh FROM sales) a) b
GROUP BY kind, session
--- expected file: whole
SELECT min(at), max(at) + interval '20 minutes'
FROM (SELECT *, sum(fresh) OVER (ORDER BY at, id) AS session
      FROM (SELECT *, CASE WHEN at - lag(at) OVER (ORDER BY at, id) < interval '20 minutes'
                           THEN 0 ELSE 1 END AS fresh FROM sales) a) b
GROUP BY session
