-- Windows over the rows of joins whose times are bound: they close by as much later as a pair may come, or a row alone.
CREATE MATERIALIZED VIEW by_hour WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT date_trunc('hour', a.at) AS hour, a.kind, count(*) AS n, sum(b.price) AS total FROM sales a JOIN sales b
ON a.kind = b.kind AND b.at BETWEEN a.at - interval '20 minutes' AND a.at + interval '90 minutes' GROUP BY 1, a.kind;
CREATE MATERIALIZED VIEW by_right WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT window_start, count(*) AS n, max(price) AS top
FROM tumble((SELECT b.at AS t, a.price FROM sales a JOIN sales b ON a.kind = b.kind AND b.at BETWEEN a.at - interval '20 minutes' AND a.at + interval '90 minutes' WHERE a.id < b.id), t, interval '3 hours') GROUP BY window_start;
CREATE MATERIALIZED VIEW unmatched WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT window_start, shop, count(*) AS n, count(other) AS matched FROM tumble((
    SELECT a.at, a.shop, b.id AS other FROM sales a LEFT JOIN sales b
    ON a.shop = b.shop AND b.at > a.at AND b.at <= a.at + interval '1 hour'), at, interval '2 hours') GROUP BY window_start, shop;
CREATE MATERIALIZED VIEW hops WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT window_start, window_end, count(*) AS n
FROM hop((SELECT a.at FROM sales a JOIN sales b ON a.kind = b.kind AND b.at BETWEEN a.at - interval '20 minutes' AND a.at + interval '90 minutes'), at, interval '1 hour', interval '3 hours') GROUP BY window_start, window_end;
CREATE TABLE twice (day timestamptz, n numeric, best bigint) WITH (connector = 'postgres', connection = 'warehouse');
INSERT INTO twice SELECT window_start, sum(n), max(n) FROM (
    SELECT window_start, window_end, kind, count(*) AS n
    FROM tumble((SELECT a.at, a.kind FROM sales a JOIN sales b ON a.kind = b.kind AND b.at BETWEEN a.at - interval '20 minutes' AND a.at + interval '90 minutes'), at, interval '1 day') GROUP BY window_start, window_end, kind) k
GROUP BY window_start, window_end;
CREATE TABLE three (a bigint, b bigint, c bigint) WITH (connector = 'postgres', connection = 'warehouse');
INSERT INTO three SELECT a.id, b.id, c.id FROM sales a JOIN sales b ON a.kind = b.kind AND b.at BETWEEN a.at - interval '20 minutes' AND a.at + interval '90 minutes'
JOIN sales c ON c.shop = a.shop AND c.at BETWEEN b.at AND b.at + interval '1 hour' WHERE c.id <> b.id AND a.id <> b.id;
CREATE MATERIALIZED VIEW beside WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT s.window_start, s.kind, s.n AS all, j.n AS pairs
FROM (SELECT window_start, kind, count(*) AS n FROM tumble(sales, at, interval '3 hours') GROUP BY window_start, kind) s
LEFT JOIN (SELECT window_start, kind, count(*) AS n FROM tumble((SELECT a.at, a.kind FROM sales a JOIN sales b ON a.kind = b.kind AND b.at BETWEEN a.at - interval '20 minutes' AND a.at + interval '90 minutes' WHERE a.id <> b.id),
    at, interval '3 hours') GROUP BY window_start, kind) j ON s.window_start = j.window_start AND s.kind = j.kind;
--- expected: by_hour
SELECT date_trunc('hour', a.at), a.kind, count(*), sum(b.price) FROM sales a JOIN sales b
ON a.kind = b.kind AND b.at BETWEEN a.at - interval '20 minutes' AND a.at + interval '90 minutes' GROUP BY 1, a.kind HAVING date_trunc('hour', a.at) + interval '150 minutes' <= mark()
--- expected: by_right
SELECT date_bin('3 hours', b.at, '2000-01-01'), count(*), max(a.price) FROM sales a JOIN sales b
ON a.kind = b.kind AND b.at BETWEEN a.at - interval '20 minutes' AND a.at + interval '90 minutes' WHERE a.id < b.id GROUP BY 1 HAVING date_bin('3 hours', b.at, '2000-01-01') + interval '200 minutes' <= mark()
--- expected: unmatched
SELECT date_bin('2 hours', a.at, '2000-01-01'), a.shop, count(*), count(b.id) FROM sales a LEFT JOIN sales b
ON a.shop = b.shop AND b.at > a.at AND b.at <= a.at + interval '1 hour'
GROUP BY 1, a.shop HAVING date_bin('2 hours', a.at, '2000-01-01') + interval '195 minutes' <= mark()
--- expected: hops
SELECT w, w + interval '3 hours', count(*) FROM sales a JOIN sales b
ON a.kind = b.kind AND b.at BETWEEN a.at - interval '20 minutes' AND a.at + interval '90 minutes' CROSS JOIN LATERAL generate_series(date_bin('1 hour', a.at, '2000-01-01') - interval '2 hours', a.at, interval '1 hour') w
GROUP BY w HAVING w + interval '270 minutes' <= mark()
--- expected: twice
SELECT d, sum(n), max(n) FROM (SELECT date_trunc('day', a.at) AS d, a.kind, count(*) AS n FROM sales a JOIN sales b
ON a.kind = b.kind AND b.at BETWEEN a.at - interval '20 minutes' AND a.at + interval '90 minutes' GROUP BY 1, 2) k WHERE d + interval '1 day 90 minutes' <= mark() GROUP BY d
--- expected: three
SELECT a.id, b.id, c.id FROM sales a JOIN sales b ON a.kind = b.kind AND b.at BETWEEN a.at - interval '20 minutes' AND a.at + interval '90 minutes'
JOIN sales c ON c.shop = a.shop AND c.at BETWEEN b.at AND b.at + interval '1 hour' WHERE c.id <> b.id AND a.id <> b.id
--- expected: beside
SELECT s.s, s.kind, s.n, j.n
FROM (SELECT date_bin('3 hours', at, '2000-01-01') AS s, kind, count(*) AS n FROM sales GROUP BY 1, 2) s
LEFT JOIN (SELECT date_bin('3 hours', a.at, '2000-01-01') AS s, a.kind, count(*) AS n FROM sales a JOIN sales b
    ON a.kind = b.kind AND b.at BETWEEN a.at - interval '20 minutes' AND a.at + interval '90 minutes' WHERE a.id <> b.id GROUP BY 1, 2) j ON s.s = j.s AND s.kind = j.kind
WHERE s.s + interval '270 minutes' <= mark()
