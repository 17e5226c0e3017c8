-- Running totals over sessions that grow and merge: those behind them move with them, and come and go with a HAVING.
CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT kind, window_start, window_end, sum(price) AS total,
       sum(sum(price)) OVER (PARTITION BY kind ORDER BY window_end) AS running,
       row_number() OVER (PARTITION BY kind ORDER BY window_end) AS visit
FROM session(sales, at, interval '30 minutes') GROUP BY kind, window_start, window_end;
CREATE VIEW visits AS
SELECT shop, kind, window_end, count(*) AS n, sum(count(*)) OVER (PARTITION BY shop ORDER BY window_end) AS running
FROM session(sales, at, interval '40 minutes', by => shop) GROUP BY shop, kind, window_end HAVING count(*) % 3 <> 1;
CREATE MATERIALIZED VIEW moving WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '100 ms') AS
SELECT * FROM visits WHERE running < 200;
CREATE MATERIALIZED VIEW over WITH (connector = 'postgres', connection = 'warehouse') AS SELECT * FROM visits;
CREATE MATERIALIZED VIEW every WITH (connector = 'file', path = '${OUT}/every.csv', format = 'csv', header = false, emit = 'complete') AS
SELECT * FROM visits;
CREATE MATERIALIZED VIEW whole WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT shop, window_end, count(*) AS n, avg(sum(qty)) OVER (ORDER BY window_end) AS mean
FROM session(sales, at, interval '1 hour') GROUP BY shop, window_end;
--- expected: out
SELECT kind, min(at), max(at) + interval '30 minutes', sum(price), sum(sum(price)) OVER (PARTITION BY kind ORDER BY max(at)),
       row_number() OVER (PARTITION BY kind ORDER BY max(at))
FROM (SELECT *, sum(fresh) OVER (PARTITION BY kind ORDER BY at, id) AS session
      FROM (SELECT *, CASE WHEN at - lag(at) OVER (PARTITION BY kind ORDER BY at, id) < interval '30 minutes'
                           THEN 0 ELSE 1 END AS fresh FROM sales) a) b
GROUP BY kind, session
--- expected: moving
SELECT * FROM (
    SELECT shop, kind, e, count(*), sum(count(*)) OVER (PARTITION BY shop ORDER BY e) AS running
    FROM (SELECT *, max(at) OVER (PARTITION BY shop, session) + interval '40 minutes' AS e
          FROM (SELECT *, sum(fresh) OVER (PARTITION BY shop ORDER BY at, id) AS session
                FROM (SELECT *, CASE WHEN at - lag(at) OVER (PARTITION BY shop ORDER BY at, id) < interval '40 minutes'
                                     THEN 0 ELSE 1 END AS fresh FROM sales) a) b) c
    GROUP BY shop, kind, session, e HAVING count(*) % 3 <> 1) v
WHERE running < 200
--- expected: over
SELECT * FROM (
    SELECT shop, kind, e, count(*), sum(count(*)) OVER (PARTITION BY shop ORDER BY e) AS running
    FROM (SELECT *, max(at) OVER (PARTITION BY shop, session) + interval '40 minutes' AS e
          FROM (SELECT *, sum(fresh) OVER (PARTITION BY shop ORDER BY at, id) AS session
                FROM (SELECT *, CASE WHEN at - lag(at) OVER (PARTITION BY shop ORDER BY at, id) < interval '40 minutes'
                                     THEN 0 ELSE 1 END AS fresh FROM sales) a) b) c
    GROUP BY shop, kind, session, e HAVING count(*) % 3 <> 1) v
WHERE e <= mark()
--- expected file: every
SELECT shop, kind, e, count(*), sum(count(*)) OVER (PARTITION BY shop ORDER BY e) AS running
FROM (SELECT *, max(at) OVER (PARTITION BY shop, session) + interval '40 minutes' AS e
      FROM (SELECT *, sum(fresh) OVER (PARTITION BY shop ORDER BY at, id) AS session
            FROM (SELECT *, CASE WHEN at - lag(at) OVER (PARTITION BY shop ORDER BY at, id) < interval '40 minutes'
                                 THEN 0 ELSE 1 END AS fresh FROM sales) a) b) c
GROUP BY shop, kind, session, e HAVING count(*) % 3 <> 1
--- expected: whole
SELECT shop, max(at) + interval '1 hour', count(*), avg(sum(qty)) OVER (ORDER BY max(at))
FROM (SELECT *, sum(fresh) OVER (PARTITION BY shop ORDER BY at, id) AS session
      FROM (SELECT *, CASE WHEN at - lag(at) OVER (PARTITION BY shop ORDER BY at, id) < interval '1 hour'
                           THEN 0 ELSE 1 END AS fresh FROM sales) a) b
GROUP BY shop, session
