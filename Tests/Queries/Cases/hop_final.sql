CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT window_start, window_end, shop, count(*) AS n, sum(price) AS total, min(note) AS low, max(at) AS last
FROM hop(sales, at, interval '1 hour', interval '3 hours') GROUP BY window_start, window_end, shop;
CREATE MATERIALIZED VIEW daily WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT window_start, window_end, kind, count(*) AS n, sum(qty) AS qty
FROM hop(sales, at, interval '6 hours', interval '1 day') GROUP BY window_start, window_end, kind;
--- expected: out
SELECT s, s + interval '3 hours', shop, count(*), sum(price), min(note COLLATE "C"), max(at)
FROM (SELECT *, generate_series(date_bin('1 hour', at, '2000-01-01') - interval '2 hours',
                                date_bin('1 hour', at, '2000-01-01'), interval '1 hour') AS s FROM sales) x
WHERE s + interval '3 hours' <= mark() GROUP BY s, shop
--- expected: daily
SELECT w, w + interval '24 hours', kind, count(*), sum(qty) FROM sales, generate_series(
    date_bin('6 hours', at, '2000-01-01') - interval '18 hours', at, interval '6 hours') AS w
WHERE w + interval '24 hours' <= mark() GROUP BY w, kind
