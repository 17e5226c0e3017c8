-- Windows without rows: final, as changes, a running total over them, the local day, and above them another GROUP BY.
CREATE MATERIALIZED VIEW rare WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT window_start, window_end, count(*) AS n, sum(qty) AS qty, max(note) AS note
FROM tumble((SELECT * FROM sales WHERE kind = 'tea' AND qty > 3), at, interval '10 minutes', fill => true)
GROUP BY window_start, window_end;
CREATE MATERIALIZED VIEW moving WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT window_start, count(*) AS n, avg(price) AS price
FROM tumble((SELECT * FROM sales WHERE qty = 5), at, interval '30 minutes', fill => true) GROUP BY window_start;
CREATE MATERIALIZED VIEW running WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT window_start, count(*) AS n, sum(sum(qty)) OVER (ORDER BY window_start) AS total
FROM tumble((SELECT * FROM sales WHERE kind = 'tea'), at, interval '20 minutes', fill => true) GROUP BY window_start;
CREATE MATERIALIZED VIEW silent WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT window_start FROM tumble((SELECT * FROM sales WHERE paid), at, interval '5 minutes', fill => true)
GROUP BY window_start HAVING count(*) = 0;
--- expected: rare
SELECT w, w + interval '10 minutes', count(id), sum(qty), max(note) FROM generate_series(
    (SELECT min(date_bin('10 minutes', at, '2000-01-01')) FROM sales WHERE kind = 'tea' AND qty > 3), mark() - interval '10 minutes',
    interval '10 minutes') AS w LEFT JOIN sales ON date_bin('10 minutes', at, '2000-01-01') = w AND kind = 'tea' AND qty > 3 GROUP BY w
--- expected: moving
SELECT w, count(id), avg(price) FROM (
    SELECT generate_series(min(date_bin('30 minutes', at, '2000-01-01')), mark() - interval '30 minutes', interval '30 minutes') AS w
    FROM sales WHERE qty = 5
    UNION SELECT date_bin('30 minutes', at, '2000-01-01') FROM sales WHERE qty = 5) x
LEFT JOIN sales ON date_bin('30 minutes', at, '2000-01-01') = w AND qty = 5 GROUP BY w
--- expected: running
SELECT w, count(id), sum(sum(qty)) OVER (ORDER BY w) FROM generate_series(
    (SELECT min(date_bin('20 minutes', at, '2000-01-01')) FROM sales WHERE kind = 'tea'), mark() - interval '20 minutes',
    interval '20 minutes') AS w LEFT JOIN sales ON date_bin('20 minutes', at, '2000-01-01') = w AND kind = 'tea' GROUP BY w
--- expected: silent
SELECT w FROM generate_series((SELECT min(date_bin('5 minutes', at, '2000-01-01')) FROM sales WHERE paid),
    mark() - interval '5 minutes', interval '5 minutes') AS w
WHERE NOT EXISTS (SELECT FROM sales WHERE paid AND date_bin('5 minutes', at, '2000-01-01') = w)
