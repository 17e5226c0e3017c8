-- Joins of rows of equal windows: groups with groups, rows with groups, a view with itself, rows without a partner.
CREATE VIEW kinds AS
SELECT window_start, window_end, kind, shop, count(*) AS n, sum(price) AS total
FROM tumble(sales, at, interval '6 hours') GROUP BY window_start, window_end, kind, shop;
CREATE VIEW shops AS
SELECT window_start, shop, max(qty) AS most FROM tumble(sales, at, interval '6 hours') WHERE qty > 3
GROUP BY window_start, shop;
CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT k.window_start, k.kind, k.shop, n, most FROM kinds k JOIN shops s
ON k.window_start = s.window_start AND k.shop = s.shop AND n < most;
CREATE MATERIALIZED VIEW with_nulls WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT k.window_start, k.kind, k.shop, k.n, s.most FROM kinds k LEFT JOIN shops s
ON s.shop = k.shop AND k.window_start = s.window_start;
CREATE MATERIALIZED VIEW dearest WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT r.window_start, r.id, r.kind, r.price, m.most, r.note
FROM (SELECT * FROM tumble(sales, at, interval '6 hours') WHERE paid) r
JOIN (SELECT window_start, window_end, kind, max(price) AS most FROM tumble(sales, at, interval '6 hours')
      GROUP BY window_start, window_end, kind) m
ON r.window_end = m.window_end AND r.kind = m.kind WHERE r.price >= m.most * 0.5;
CREATE MATERIALIZED VIEW counted WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT window_start, count(*) AS pairs, sum(best) AS best FROM (
    SELECT a.window_start, a.window_end, greatest(a.n, b.n) AS best FROM kinds a JOIN kinds b
    ON a.window_start = b.window_start AND a.kind = b.kind WHERE a.shop < b.shop) p GROUP BY window_start;
--- expected: out
SELECT k.s, k.kind, k.shop, n, most
FROM (SELECT date_bin('6 hours', at, '2000-01-01') AS s, kind, shop, count(*) AS n FROM sales GROUP BY 1, 2, 3) k
JOIN (SELECT date_bin('6 hours', at, '2000-01-01') AS s, shop, max(qty) AS most FROM sales WHERE qty > 3
      GROUP BY 1, 2) t ON k.s = t.s AND k.shop = t.shop AND n < most
WHERE k.s + interval '6 hours' <= mark()
--- expected: with_nulls
SELECT k.s, k.kind, k.shop, k.n, t.most
FROM (SELECT date_bin('6 hours', at, '2000-01-01') AS s, kind, shop, count(*) AS n FROM sales GROUP BY 1, 2, 3) k
LEFT JOIN (SELECT date_bin('6 hours', at, '2000-01-01') AS s, shop, max(qty) AS most FROM sales WHERE qty > 3
           GROUP BY 1, 2) t ON k.s = t.s AND k.shop = t.shop
WHERE k.s + interval '6 hours' <= mark()
--- expected: dearest
SELECT r.s, r.id, r.kind, r.price, m.most, r.note
FROM (SELECT *, date_bin('6 hours', at, '2000-01-01') AS s FROM sales WHERE paid) r
JOIN (SELECT date_bin('6 hours', at, '2000-01-01') AS s, kind, max(price) AS most FROM sales GROUP BY 1, 2) m
ON r.s = m.s AND r.kind = m.kind WHERE r.price >= m.most * 0.5 AND r.s + interval '6 hours' <= mark()
--- expected: counted
SELECT a.s, count(*), sum(greatest(a.n, b.n))
FROM (SELECT date_bin('6 hours', at, '2000-01-01') AS s, kind, shop, count(*) AS n FROM sales GROUP BY 1, 2, 3) a
JOIN (SELECT date_bin('6 hours', at, '2000-01-01') AS s, kind, shop, count(*) AS n FROM sales GROUP BY 1, 2, 3) b
ON a.s = b.s AND a.kind = b.kind
WHERE a.shop COLLATE "C" < b.shop COLLATE "C" AND a.s + interval '6 hours' <= mark() GROUP BY a.s
