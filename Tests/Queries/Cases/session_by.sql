-- Sessions of a shop, and in each of them the rows by kind: when they are over and as they change, where groups move with
-- their session.
CREATE VIEW visits AS
SELECT shop, kind, window_start, window_end, count(*) AS n, sum(price) AS total, max(note) AS note
FROM session(sales, at, interval '1 hour', by => shop) GROUP BY kind, shop, window_start, window_end;
CREATE MATERIALIZED VIEW over WITH (connector = 'postgres', connection = 'warehouse') AS SELECT * FROM visits;
CREATE MATERIALIZED VIEW moving WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT * FROM visits WHERE n <> 2;
CREATE MATERIALIZED VIEW paid WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '100 ms') AS
SELECT kind, shop, paid, window_end, count(*) AS n, window_end - window_start AS length
FROM session((SELECT * FROM sales WHERE qty > -3), at, interval '40 minutes', by => kind)
GROUP BY shop, kind, window_end, paid HAVING count(*) > 1 AND window_end - window_start > interval '1 hour';
--- expected: over
SELECT shop, kind, s, e, count(*), sum(price), max(note COLLATE "C")
FROM (SELECT *, min(at) OVER (PARTITION BY shop, session) AS s, max(at) OVER (PARTITION BY shop, session) + interval '1 hour' AS e
      FROM (SELECT *, sum(fresh) OVER (PARTITION BY shop ORDER BY at, id) AS session
            FROM (SELECT *, CASE WHEN at - lag(at) OVER (PARTITION BY shop ORDER BY at, id) < interval '1 hour'
                                 THEN 0 ELSE 1 END AS fresh FROM sales) a) b) c
WHERE e <= mark() GROUP BY shop, kind, s, e
--- expected: moving
SELECT shop, kind, s, e, count(*), sum(price), max(note COLLATE "C")
FROM (SELECT *, min(at) OVER (PARTITION BY shop, session) AS s, max(at) OVER (PARTITION BY shop, session) + interval '1 hour' AS e
      FROM (SELECT *, sum(fresh) OVER (PARTITION BY shop ORDER BY at, id) AS session
            FROM (SELECT *, CASE WHEN at - lag(at) OVER (PARTITION BY shop ORDER BY at, id) < interval '1 hour'
                                 THEN 0 ELSE 1 END AS fresh FROM sales) a) b) c
GROUP BY shop, kind, s, e HAVING count(*) <> 2
--- expected: paid
SELECT kind, shop, paid, e, count(*), e - s
FROM (SELECT *, min(at) OVER (PARTITION BY kind, session) AS s,
             max(at) OVER (PARTITION BY kind, session) + interval '40 minutes' AS e
      FROM (SELECT *, sum(fresh) OVER (PARTITION BY kind ORDER BY at, id) AS session
            FROM (SELECT *, CASE WHEN at - lag(at) OVER (PARTITION BY kind ORDER BY at, id) < interval '40 minutes'
                                 THEN 0 ELSE 1 END AS fresh FROM sales WHERE qty > -3) a) b) c
GROUP BY shop, kind, s, e, paid HAVING count(*) > 1 AND e - s > interval '1 hour'
