-- Keys whose equal values may be written in different ways come out as their rows have them.
CREATE MATERIALIZED VIEW amounts WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT price * 0.10 AS amount, count(*) AS n FROM sales GROUP BY price * 0.10;
CREATE MATERIALIZED VIEW spans WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT window_start, qty * interval '10 days' AS span, ratio::numeric + 0.0000 AS share, count(*) AS n
FROM tumble(sales, at, interval '6 hours') GROUP BY window_start, span, share;
CREATE MATERIALIZED VIEW totals WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT window_start, window_end, price * 1.000 AS dear, sum(sum(qty)) OVER (PARTITION BY price * 1.000 ORDER BY window_start) AS total
FROM tumble(sales, at, interval '1 day') GROUP BY window_start, window_end, price * 1.000 HAVING price * 1.000 > 500.0;
CREATE MATERIALIZED VIEW single WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT DISTINCT qty * 1.00 AS amount, qty * interval '1 month' AS span FROM sales;
CREATE MATERIALIZED VIEW objects WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT window_start, jsonb_build_object('p', price * 0.10, 'q', qty)::text AS object, count(*) AS n
FROM tumble(sales, at, interval '6 hours') GROUP BY window_start, jsonb_build_object('p', price * 0.10, 'q', qty);
--- expected: amounts
SELECT price * 0.10, count(*) FROM sales GROUP BY 1
--- expected: spans
SELECT s, qty * interval '10 days', ratio::numeric + 0.0000, count(*)
FROM (SELECT *, date_bin('6 hours', at, '2000-01-01') AS s FROM sales) x WHERE s + interval '6 hours' <= mark() GROUP BY 1, 2, 3
--- expected: totals
SELECT s, s + interval '1 day', price * 1.000, sum(sum(qty)) OVER (PARTITION BY price * 1.000 ORDER BY s)
FROM (SELECT *, date_bin('1 day', at, '2000-01-01') AS s FROM sales) x WHERE s + interval '1 day' <= mark()
GROUP BY s, price * 1.000 HAVING price * 1.000 > 500.0
--- expected: objects
SELECT s, jsonb_build_object('p', price * 0.10, 'q', qty)::text, count(*)
FROM (SELECT *, date_bin('6 hours', at, '2000-01-01') AS s FROM sales) x WHERE s + interval '6 hours' <= mark()
GROUP BY s, jsonb_build_object('p', price * 0.10, 'q', qty)
--- expected: single
SELECT DISTINCT qty * 1.00, qty * interval '1 month' FROM sales
