-- Overlapping windows without rows: put together from panes, as changes behind HAVING, and where each row is copied.
CREATE MATERIALIZED VIEW rare WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT window_start, window_end, count(*) AS n, sum(qty) AS qty, max(note) AS note
FROM hop((SELECT * FROM sales WHERE kind = 'tea' AND qty > 3), at, interval '10 minutes', interval '25 minutes', fill => true)
GROUP BY window_start, window_end;
CREATE MATERIALIZED VIEW silent WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT window_start, count(*) AS n, min(id) AS first
FROM hop((SELECT * FROM sales WHERE paid AND qty > 0), at, interval '20 minutes', interval '1 hour', fill => true)
GROUP BY window_start HAVING count(*) % 2 = 0;
CREATE MATERIALIZED VIEW copied WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT window_start, count(*) AS n, min(at - window_start) AS first
FROM hop((SELECT * FROM sales WHERE qty = 5), at, interval '30 minutes', interval '90 minutes', fill => true)
GROUP BY window_start;
--- expected: rare
SELECT w, w + interval '25 minutes', count(id), sum(qty), max(note COLLATE "C") FROM generate_series(
    (SELECT min(date_bin('10 minutes', at - interval '25 minutes', '2000-01-01')) + interval '10 minutes'
     FROM sales WHERE kind = 'tea' AND qty > 3),
    mark() - interval '25 minutes', interval '10 minutes') AS w
LEFT JOIN sales ON at >= w AND at < w + interval '25 minutes' AND kind = 'tea' AND qty > 3
GROUP BY w
--- expected: silent
SELECT w, count(id), min(id) FROM generate_series(
    (SELECT min(date_bin('20 minutes', at, '2000-01-01')) - interval '40 minutes' FROM sales WHERE paid AND qty > 0),
    (SELECT greatest(max(date_bin('20 minutes', at, '2000-01-01')), mark()) FROM sales WHERE paid AND qty > 0),
    interval '20 minutes') AS w
LEFT JOIN sales ON at >= w AND at < w + interval '1 hour' AND paid AND qty > 0
GROUP BY w HAVING count(id) % 2 = 0 AND (count(id) > 0 OR w + interval '1 hour' <= mark())
--- expected: copied
SELECT w, count(id), min(at - w) FROM generate_series(
    (SELECT min(date_bin('30 minutes', at, '2000-01-01')) - interval '60 minutes' FROM sales WHERE qty = 5),
    mark() - interval '90 minutes', interval '30 minutes') AS w
LEFT JOIN sales ON at >= w AND at < w + interval '90 minutes' AND qty = 5 GROUP BY w
