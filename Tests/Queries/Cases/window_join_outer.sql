-- Joins of rows of equal windows that keep rows without a partner of the right side, and of both; and groups above them.
CREATE VIEW kinds AS
SELECT window_start, kind, count(*) AS n FROM tumble(sales, at, interval '2 hours') WHERE qty > 10 GROUP BY window_start, kind;
CREATE VIEW shops AS
SELECT window_start, window_end, shop, min(kind) AS kind, max(qty) AS most FROM tumble(sales, at, interval '2 hours') WHERE paid
GROUP BY window_start, window_end, shop;
CREATE MATERIALIZED VIEW rights WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT s.window_start, s.shop, s.kind, s.most, k.kind AS other, k.n FROM kinds k RIGHT JOIN shops s
ON k.window_start = s.window_start AND k.kind = s.kind;
CREATE TABLE boths (start timestamptz, shop text, kind text, most integer, k_start timestamptz, other text, n bigint)
WITH (connector = 'postgres', connection = 'warehouse');
INSERT INTO boths SELECT s.window_start, s.shop, s.kind, s.most, k.window_start, k.kind, k.n FROM kinds k FULL JOIN shops s
ON k.window_start = s.window_start AND k.kind = s.kind;
CREATE TABLE row_pairs (a bigint, b bigint) WITH (connector = 'postgres', connection = 'warehouse');
INSERT INTO row_pairs SELECT a.id, b.id FROM (SELECT * FROM tumble(sales, at, interval '2 hours') WHERE paid) a
FULL JOIN (SELECT * FROM tumble(sales, at, interval '2 hours') WHERE qty > 0) b ON a.window_end = b.window_end AND a.shop = b.shop;
CREATE MATERIALIZED VIEW by_other WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT s.window_start, k.kind, count(*) AS all, count(k.n) AS matched, sum(s.most) AS most FROM kinds k RIGHT JOIN shops s
ON k.window_start = s.window_start AND k.kind = s.kind GROUP BY s.window_start, k.kind;
CREATE MATERIALIZED VIEW by_both WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT k.window_start, k.kind, s.shop, count(*) AS n FROM kinds k LEFT JOIN shops s
ON k.window_start = s.window_start AND k.kind = s.kind GROUP BY k.window_start, k.kind, s.shop;
CREATE MATERIALIZED VIEW inner_both WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT k.window_start, k.kind, s.kind AS other, sum(n) AS n FROM kinds k JOIN shops s
ON k.window_start = s.window_start AND k.kind = s.kind GROUP BY k.window_start, k.kind, s.kind;
--- expected: rights
SELECT s.s, s.shop, s.kind, s.most, k.kind, k.n FROM (SELECT date_bin('2 hours', at, '2000-01-01') AS s, kind, count(*) AS n FROM sales WHERE qty > 10 GROUP BY 1, 2) k RIGHT JOIN (SELECT date_bin('2 hours', at, '2000-01-01') AS s, shop, min(kind COLLATE "C") AS kind, max(qty) AS most FROM sales WHERE paid
    GROUP BY 1, 2) s ON k.s = s.s AND k.kind = s.kind
WHERE s.s + interval '2 hours' <= mark()
--- expected: boths
SELECT s.s, s.shop, s.kind, s.most, k.s, k.kind, k.n FROM (SELECT date_bin('2 hours', at, '2000-01-01') AS s, kind, count(*) AS n FROM sales WHERE qty > 10 GROUP BY 1, 2) k FULL JOIN (SELECT date_bin('2 hours', at, '2000-01-01') AS s, shop, min(kind COLLATE "C") AS kind, max(qty) AS most FROM sales WHERE paid
    GROUP BY 1, 2) s ON k.s = s.s AND k.kind = s.kind
WHERE coalesce(s.s, k.s) + interval '2 hours' <= mark()
--- expected: row_pairs
SELECT a.id, b.id FROM (SELECT * FROM (SELECT *, date_bin('2 hours', at, '2000-01-01') AS s FROM sales) x WHERE paid) a FULL JOIN (SELECT * FROM (SELECT *, date_bin('2 hours', at, '2000-01-01') AS s FROM sales) x WHERE qty > 0) b ON a.s = b.s AND a.shop = b.shop
WHERE coalesce(a.s, b.s) + interval '2 hours' <= mark()
--- expected: by_other
SELECT s.s, k.kind, count(*), count(k.n), sum(s.most) FROM (SELECT date_bin('2 hours', at, '2000-01-01') AS s, kind, count(*) AS n FROM sales WHERE qty > 10 GROUP BY 1, 2) k RIGHT JOIN (SELECT date_bin('2 hours', at, '2000-01-01') AS s, shop, min(kind COLLATE "C") AS kind, max(qty) AS most FROM sales WHERE paid
    GROUP BY 1, 2) s ON k.s = s.s AND k.kind = s.kind
WHERE s.s + interval '2 hours' <= mark() GROUP BY s.s, k.kind
--- expected: by_both
SELECT k.s, k.kind, s.shop, count(*) FROM (SELECT date_bin('2 hours', at, '2000-01-01') AS s, kind, count(*) AS n FROM sales WHERE qty > 10 GROUP BY 1, 2) k LEFT JOIN (SELECT date_bin('2 hours', at, '2000-01-01') AS s, shop, min(kind COLLATE "C") AS kind, max(qty) AS most FROM sales WHERE paid
    GROUP BY 1, 2) s ON k.s = s.s AND k.kind = s.kind
WHERE k.s + interval '2 hours' <= mark() GROUP BY k.s, k.kind, s.shop
--- expected: inner_both
SELECT k.s, k.kind, s.kind, sum(n) FROM (SELECT date_bin('2 hours', at, '2000-01-01') AS s, kind, count(*) AS n FROM sales WHERE qty > 10 GROUP BY 1, 2) k JOIN (SELECT date_bin('2 hours', at, '2000-01-01') AS s, shop, min(kind COLLATE "C") AS kind, max(qty) AS most FROM sales WHERE paid
    GROUP BY 1, 2) s ON k.s = s.s AND k.kind = s.kind
WHERE k.s + interval '2 hours' <= mark() GROUP BY k.s, k.kind, s.kind
