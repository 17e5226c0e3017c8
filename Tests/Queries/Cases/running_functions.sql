-- Each function that may be a running total, by names of the WINDOW clause: as windows close, and as they change.
CREATE MATERIALIZED VIEW final WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT kind, window_start, avg(sum(qty)) OVER w AS mean, avg(sum(price)) OVER w AS exact, avg(sum(ratio)) OVER w AS float,
       min(min(note)) OVER w AS low, max(max(price)) OVER w AS high, bool_and(bool_or(paid)) OVER w AS always,
       bool_or(bool_and(paid)) OVER w AS once, every(count(*) > 1) OVER w AS many, count(sum(qty)) OVER w AS sums,
       count(*) OVER w AS windows, sum(count(*)) OVER w AS rows
FROM tumble(sales, at, interval '3 hours') GROUP BY kind, window_start
WINDOW w AS (PARTITION BY kind ORDER BY window_start);
CREATE MATERIALIZED VIEW changed WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT shop, window_end, avg(sum(qty)) OVER w AS mean, avg(sum(price)) OVER w AS exact, avg(sum(ratio)) OVER w AS float,
       min(min(note)) OVER w AS low, max(max(price)) OVER w AS high, bool_and(bool_or(paid)) OVER w AS always,
       bool_or(bool_and(paid)) OVER w AS once, every(count(*) > 1) OVER w AS many, count(sum(qty)) OVER w AS sums,
       count(*) OVER w AS windows, sum(count(*)) OVER w AS rows
FROM tumble(sales, at, interval '5 hours') GROUP BY shop, window_end
WINDOW p AS (PARTITION BY shop), w AS (p ORDER BY window_end);
CREATE MATERIALIZED VIEW whole WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT window_start, avg(count(*)) OVER (ORDER BY window_start) AS mean, min(sum(qty)) OVER (ORDER BY window_start) AS low
FROM tumble(sales, at, interval '2 hours') GROUP BY window_start;
--- expected: final
SELECT kind, s, avg(sum(qty)) OVER w AS mean, avg(sum(price)) OVER w AS exact, avg(sum(ratio)) OVER w AS float,
       min(min(note COLLATE "C")) OVER w AS low, max(max(price)) OVER w AS high, bool_and(bool_or(paid)) OVER w AS always,
       bool_or(bool_and(paid)) OVER w AS once, every(count(*) > 1) OVER w AS many, count(sum(qty)) OVER w AS sums,
       count(*) OVER w AS windows, sum(count(*)) OVER w AS rows
FROM (SELECT *, date_bin('3 hours', at, '2000-01-01') AS s FROM sales) x
WHERE s + interval '3 hours' <= mark() GROUP BY kind, s WINDOW w AS (PARTITION BY kind ORDER BY s)
--- expected: changed
SELECT shop, s + interval '5 hours', avg(sum(qty)) OVER w AS mean, avg(sum(price)) OVER w AS exact, avg(sum(ratio)) OVER w AS float,
       min(min(note COLLATE "C")) OVER w AS low, max(max(price)) OVER w AS high, bool_and(bool_or(paid)) OVER w AS always,
       bool_or(bool_and(paid)) OVER w AS once, every(count(*) > 1) OVER w AS many, count(sum(qty)) OVER w AS sums,
       count(*) OVER w AS windows, sum(count(*)) OVER w AS rows
FROM (SELECT *, date_bin('5 hours', at, '2000-01-03') AS s FROM sales) x
GROUP BY shop, s WINDOW w AS (PARTITION BY shop ORDER BY s)
--- expected: whole
SELECT s, avg(count(*)) OVER (ORDER BY s), min(sum(qty)) OVER (ORDER BY s)
FROM (SELECT *, date_bin('2 hours', at, '2000-01-01') AS s FROM sales) x GROUP BY s
