-- Running totals over sessions that are over: of each key, where sessions of several keys mix, of all, behind a HAVING, and
-- of sessions by a named column, whose groups come together. The number of a session among those of its keys.
CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT kind, window_start, window_end, sum(qty) AS total,
       sum(sum(qty)) OVER (PARTITION BY kind ORDER BY window_end) AS running,
       row_number() OVER (PARTITION BY kind ORDER BY window_start) AS visit
FROM session(sales, at, interval '30 minutes') GROUP BY kind, window_start, window_end;
CREATE MATERIALIZED VIEW mixed WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT shop, kind, window_end, count(*) AS n, sum(count(*)) OVER (PARTITION BY shop ORDER BY window_end) AS running,
       max(sum(price)) OVER (PARTITION BY shop ORDER BY window_end) AS most
FROM session(sales, at, interval '1 hour') GROUP BY shop, kind, window_end HAVING count(*) % 3 <> 1;
CREATE MATERIALIZED VIEW whole WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT shop, kind, window_end, sum(qty) AS total, count(*) OVER (ORDER BY window_end) AS running
FROM session(sales, at, interval '20 minutes', by => shop) GROUP BY shop, kind, window_end;
CREATE MATERIALIZED VIEW first WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT shop, visit, n FROM (
    SELECT shop, window_end, count(*) AS n, rank() OVER (PARTITION BY shop ORDER BY window_end) AS visit
    FROM session(sales, at, interval '20 minutes') GROUP BY shop, window_end) v WHERE visit <= 2;
--- expected: out
SELECT kind, min(at), max(at) + interval '30 minutes', sum(qty), sum(sum(qty)) OVER (PARTITION BY kind ORDER BY max(at)),
       row_number() OVER (PARTITION BY kind ORDER BY max(at))
FROM (SELECT *, sum(fresh) OVER (PARTITION BY kind ORDER BY at, id) AS session
      FROM (SELECT *, CASE WHEN at - lag(at) OVER (PARTITION BY kind ORDER BY at, id) < interval '30 minutes'
                           THEN 0 ELSE 1 END AS fresh FROM sales) a) b
GROUP BY kind, session HAVING max(at) + interval '30 minutes' <= mark()
--- expected: mixed
SELECT shop, kind, max(at) + interval '1 hour', count(*), sum(count(*)) OVER (PARTITION BY shop ORDER BY max(at)),
       max(sum(price)) OVER (PARTITION BY shop ORDER BY max(at))
FROM (SELECT *, sum(fresh) OVER (PARTITION BY shop, kind ORDER BY at, id) AS session
      FROM (SELECT *, CASE WHEN at - lag(at) OVER (PARTITION BY shop, kind ORDER BY at, id) < interval '1 hour'
                           THEN 0 ELSE 1 END AS fresh FROM sales) a) b
GROUP BY shop, kind, session HAVING count(*) % 3 <> 1 AND max(at) + interval '1 hour' <= mark()
--- expected: whole
SELECT shop, kind, e, sum(qty), count(*) OVER (ORDER BY e)
FROM (SELECT *, max(at) OVER (PARTITION BY shop, session) + interval '20 minutes' AS e
      FROM (SELECT *, sum(fresh) OVER (PARTITION BY shop ORDER BY at, id) AS session
            FROM (SELECT *, CASE WHEN at - lag(at) OVER (PARTITION BY shop ORDER BY at, id) < interval '20 minutes'
                                 THEN 0 ELSE 1 END AS fresh FROM sales) a) b) c
WHERE e <= mark() GROUP BY shop, kind, session, e
--- expected: first
SELECT shop, visit, n FROM (
    SELECT shop, max(at) AS last, count(*) AS n, row_number() OVER (PARTITION BY shop ORDER BY max(at)) AS visit
    FROM (SELECT *, sum(fresh) OVER (PARTITION BY shop ORDER BY at, id) AS session
          FROM (SELECT *, CASE WHEN at - lag(at) OVER (PARTITION BY shop ORDER BY at, id) < interval '20 minutes'
                               THEN 0 ELSE 1 END AS fresh FROM sales) a) b
    GROUP BY shop, session) v WHERE visit <= 2 AND last + interval '20 minutes' <= mark()
