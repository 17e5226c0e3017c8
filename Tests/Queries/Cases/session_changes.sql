-- Sessions as they grow and merge: a HAVING that they come into and leave again, all rows as one key, a key that two
-- sessions can have only one after the other, and the same sessions when they are over.
CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT kind, window_start, window_end, count(*) AS n, sum(price) AS total, min(note) AS low, count(DISTINCT shop) AS shops
FROM session(sales, at, interval '1 hour') GROUP BY kind, window_start, window_end HAVING count(*) % 3 <> 1;
CREATE MATERIALIZED VIEW whole WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '200 ms') AS
SELECT window_start, window_end, window_end - window_start AS length, count(*) AS n
FROM session(sales, at, interval '20 minutes') GROUP BY window_start, window_end;
CREATE VIEW visits AS
SELECT shop, window_end, count(*) AS n, max(qty) AS most, string_agg(kind, ',' ORDER BY at, id) AS kinds
FROM session(sales, at, interval '2 hours', by => shop) WHERE qty > 0 GROUP BY window_end, shop;
CREATE MATERIALIZED VIEW moving WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT * FROM visits WHERE n < 40;
CREATE MATERIALIZED VIEW over WITH (connector = 'postgres', connection = 'warehouse') AS SELECT * FROM visits WHERE n < 40;
--- expected: out
SELECT kind, min(at), max(at) + interval '1 hour', count(*), sum(price), min(note COLLATE "C"), count(DISTINCT shop)
FROM (SELECT *, sum(fresh) OVER (PARTITION BY kind ORDER BY at, id) AS session
      FROM (SELECT *, CASE WHEN at - lag(at) OVER (PARTITION BY kind ORDER BY at, id) < interval '1 hour'
                           THEN 0 ELSE 1 END AS fresh FROM sales) a) b
GROUP BY kind, session HAVING count(*) % 3 <> 1
--- expected: whole
SELECT min(at), max(at) + interval '20 minutes', max(at) + interval '20 minutes' - min(at), count(*)
FROM (SELECT *, sum(fresh) OVER (ORDER BY at, id) AS session
      FROM (SELECT *, CASE WHEN at - lag(at) OVER (ORDER BY at, id) < interval '20 minutes'
                           THEN 0 ELSE 1 END AS fresh FROM sales) a) b
GROUP BY session
--- expected: moving
SELECT shop, max(at) + interval '2 hours', count(*), max(qty), string_agg(kind, ',' ORDER BY at, id)
FROM (SELECT *, sum(fresh) OVER (PARTITION BY shop ORDER BY at, id) AS session
      FROM (SELECT *, CASE WHEN at - lag(at) OVER (PARTITION BY shop ORDER BY at, id) < interval '2 hours'
                           THEN 0 ELSE 1 END AS fresh FROM sales WHERE qty > 0) a) b
GROUP BY shop, session HAVING count(*) < 40
--- expected: over
SELECT shop, max(at) + interval '2 hours', count(*), max(qty), string_agg(kind, ',' ORDER BY at, id)
FROM (SELECT *, sum(fresh) OVER (PARTITION BY shop ORDER BY at, id) AS session
      FROM (SELECT *, CASE WHEN at - lag(at) OVER (PARTITION BY shop ORDER BY at, id) < interval '2 hours'
                           THEN 0 ELSE 1 END AS fresh FROM sales WHERE qty > 0) a) b
GROUP BY shop, session HAVING count(*) < 40 AND max(at) + interval '2 hours' <= mark()
