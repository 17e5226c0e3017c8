-- Windows without rows of each key: final, as changes, behind HAVING, a running total over them, and of days of a zone.

CREATE MATERIALIZED VIEW rare WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT kind, window_start, window_end, count(*) AS n, sum(qty) AS qty, max(note) AS note
FROM tumble((SELECT * FROM sales WHERE qty > 10), at, interval '30 minutes', fill => true)
GROUP BY kind, window_start, window_end;
CREATE MATERIALIZED VIEW moving WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT shop, kind, window_start, count(*) AS n, avg(price) AS price
FROM tumble((SELECT * FROM sales WHERE qty > 10), at, interval '2 hours', fill => true) GROUP BY shop, kind, window_start
HAVING count(*) <> 1;
CREATE MATERIALIZED VIEW running WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT kind, window_start, count(*) AS n, sum(sum(qty)) OVER (PARTITION BY kind ORDER BY window_start) AS total
FROM tumble((SELECT * FROM sales WHERE qty > 20), at, interval '1 hour', fill => true) GROUP BY kind, window_start;
CREATE MATERIALIZED VIEW totals WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT kind, window_start, count(*) AS n, count(*) OVER (PARTITION BY kind ORDER BY window_start) AS windows
FROM tumble((SELECT * FROM sales WHERE qty > 20), at, interval '1 hour', fill => true) GROUP BY kind, window_start;
CREATE MATERIALIZED VIEW days WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT ref, window_start, window_end, count(*) AS n
FROM tumble((SELECT * FROM sales WHERE qty > 24), at, interval '1 day', timezone => 'Europe/Berlin', fill => true)
GROUP BY ref, window_start, window_end;
--- expected: rare
SELECT k.kind, w, w + interval '30 minutes', count(id), sum(qty), max(note COLLATE "C")
FROM (SELECT kind, min(date_bin('30 minutes', at, '2000-01-01')) AS low FROM sales WHERE qty > 10 GROUP BY kind) k
CROSS JOIN LATERAL generate_series(low, mark() - interval '30 minutes', interval '30 minutes') AS w
LEFT JOIN sales s ON s.kind = k.kind AND qty > 10 AND date_bin('30 minutes', at, '2000-01-01') = w GROUP BY k.kind, w
--- expected: moving
SELECT k.shop, k.kind, w, count(id), avg(price) FROM (
    SELECT shop, kind, generate_series(min(date_bin('2 hours', at, '2000-01-01')), mark() - interval '2 hours', interval '2 hours') AS w
    FROM sales WHERE qty > 10 GROUP BY shop, kind
    UNION SELECT shop, kind, date_bin('2 hours', at, '2000-01-01') FROM sales WHERE qty > 10) k
LEFT JOIN sales s ON s.kind = k.kind AND s.shop IS NOT DISTINCT FROM k.shop AND qty > 10
    AND date_bin('2 hours', at, '2000-01-01') = w
GROUP BY k.shop, k.kind, w HAVING count(id) <> 1
--- expected: running
SELECT k.kind, w, count(id), sum(sum(qty)) OVER (PARTITION BY k.kind ORDER BY w)
FROM (SELECT kind, min(date_bin('1 hour', at, '2000-01-01')) AS low FROM sales WHERE qty > 20 GROUP BY kind) k
CROSS JOIN LATERAL generate_series(low, mark() - interval '1 hour', interval '1 hour') AS w
LEFT JOIN sales s ON s.kind = k.kind AND qty > 20 AND date_bin('1 hour', at, '2000-01-01') = w GROUP BY k.kind, w
--- expected: totals
SELECT kind, w, n, count(*) OVER (PARTITION BY kind ORDER BY w) FROM (
    SELECT k.kind, w, count(id) AS n FROM (
        SELECT kind, generate_series(min(date_bin('1 hour', at, '2000-01-01')), mark() - interval '1 hour', interval '1 hour') AS w
        FROM sales WHERE qty > 20 GROUP BY kind
        UNION SELECT kind, date_bin('1 hour', at, '2000-01-01') FROM sales WHERE qty > 20) k
    LEFT JOIN sales s ON s.kind = k.kind AND qty > 20 AND date_bin('1 hour', at, '2000-01-01') = w GROUP BY k.kind, w) x
--- expected: days
SELECT k.ref, w AT TIME ZONE 'Europe/Berlin', (w + interval '1 day') AT TIME ZONE 'Europe/Berlin', count(id)
FROM (SELECT ref, min(date_trunc('day', at AT TIME ZONE 'Europe/Berlin')) AS low FROM sales WHERE qty > 24 GROUP BY ref) k
CROSS JOIN LATERAL generate_series(low, (mark() AT TIME ZONE 'Europe/Berlin') - interval '1 day', interval '1 day') AS w
LEFT JOIN sales s ON s.ref = k.ref AND qty > 24 AND date_trunc('day', at AT TIME ZONE 'Europe/Berlin') = w
WHERE (w + interval '1 day') AT TIME ZONE 'Europe/Berlin' <= mark() GROUP BY k.ref, w
