-- Lookup tables: a file and tables of PostgreSQL; LEFT JOIN, USING, computed keys, two tables, below and above groups.
CREATE TABLE shops (name text PRIMARY KEY, number integer, rate numeric(6, 3), opened date, seen timestamptz)
WITH (connector = 'file', path = '${FOLDER}/shops.csv', format = 'csv', header = true);
CREATE TABLE places (name text PRIMARY KEY, rate numeric(6, 3), opened date, seen timestamptz)
WITH (connector = 'postgres', connection = 'warehouse', table = 'dims.shops');
CREATE TABLE parts (kind text, part integer, "Label" text, info jsonb, weight double precision, live boolean,
    PRIMARY KEY (kind, part)) WITH (connector = 'postgres', connection = 'warehouse', table = 'dims.parts');
CREATE MATERIALIZED VIEW priced WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT s.id, shops.number, price * rate AS amount, opened, seen FROM sales s JOIN shops ON s.shop = shops.name
WHERE qty > 2 AND rate <> 0;
CREATE MATERIALIZED VIEW kept WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT s.id, s.shop, p.name, p.rate, p.opened + 1 AS next_day, p.seen FROM sales s LEFT JOIN places p ON p.name = s.shop;
CREATE MATERIALIZED VIEW parted WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT id, p."Label", p.info -> 'n' AS n, weight, live, q.name AS place
FROM sales JOIN parts p ON sales.kind = p.kind AND p.part = mod(sales.id, 7) LEFT JOIN places q ON q.name = lower(shop);
CREATE MATERIALIZED VIEW hours WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT window_start, number, count(*) AS n, sum(qty) AS qty FROM tumble((
    SELECT x.at, x.qty, shops.number FROM sales x JOIN shops ON x.shop = shops.name), at, interval '6 hours')
GROUP BY window_start, number;
CREATE MATERIALIZED VIEW totals WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT opened, sum(price * rate) AS amount FROM sales s LEFT JOIN shops ON s.shop = shops.name GROUP BY opened;
CREATE MATERIALIZED VIEW named WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT w.s, w.name, w.n, shops.number FROM (SELECT window_start AS s, shop AS name, count(*) AS n
    FROM tumble(sales, at, interval '6 hours') GROUP BY window_start, shop) w JOIN shops USING (name) WHERE w.n > 1;
CREATE MATERIALIZED VIEW listed WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT s.id, p."Label", q.rate, n.number FROM sales s, parts p, places q, shops n
WHERE s.kind = p.kind AND mod(s.id, 7) = p.part AND q.name = s.shop AND n.name = q.name AND (p.live OR s.qty > 0);
CREATE MATERIALIZED VIEW partners WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT s.id, s.qty, p.name, p.rate, p.seen FROM sales s LEFT JOIN places p ON p.name = s.shop AND s.qty > 2
    AND p.rate <> 0 AND 1 / (s.qty - 1) >= 0;
CREATE MATERIALIZED VIEW rated WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes') AS
SELECT number, count(*) AS n, count(name) AS named FROM sales s LEFT JOIN shops ON s.shop = shops.name AND shops.rate > 1
GROUP BY number;
--- expected: priced
SELECT s.id, number, price * rate, opened, seen FROM sales s JOIN dims.shops ON s.shop = shops.name
WHERE qty > 2 AND rate <> 0
--- expected: kept
SELECT s.id, s.shop, p.name, p.rate, p.opened + 1, p.seen FROM sales s LEFT JOIN dims.shops p ON p.name = s.shop
--- expected: parted
SELECT id, p."Label", p.info -> 'n', weight, live, q.name
FROM sales JOIN dims.parts p ON sales.kind = p.kind AND p.part = mod(sales.id, 7)
LEFT JOIN dims.shops q ON q.name = lower(shop)
--- expected: partners
SELECT s.id, s.qty, p.name, p.rate, p.seen FROM sales s LEFT JOIN dims.shops p ON p.name = s.shop AND s.qty > 2
AND p.rate <> 0 AND CASE WHEN s.qty <> 1 THEN 1 / (s.qty - 1) >= 0 ELSE false END
--- expected: rated
SELECT number, count(*), count(name) FROM sales s LEFT JOIN dims.shops ON s.shop = shops.name AND shops.rate > 1
GROUP BY number
--- expected: hours
SELECT s, number, count(*), sum(qty) FROM (SELECT date_bin('6 hours', at, '2000-01-01') AS s, number, qty
FROM sales JOIN dims.shops ON shop = name) x WHERE s + interval '6 hours' <= mark() GROUP BY s, number
--- expected: totals
SELECT opened, sum(price * rate) FROM sales s LEFT JOIN dims.shops ON s.shop = shops.name GROUP BY opened
--- expected: named
SELECT w.s, name, w.n, number FROM (SELECT date_bin('6 hours', at, '2000-01-01') AS s, shop AS name, count(*) AS n
FROM sales GROUP BY 1, 2) w JOIN dims.shops USING (name) WHERE w.n > 1 AND w.s + interval '6 hours' <= mark()
--- expected: listed
SELECT s.id, p."Label", q.rate, q.number FROM sales s, dims.parts p, dims.shops q
WHERE s.kind = p.kind AND mod(s.id, 7) = p.part AND q.name = s.shop AND (p.live OR s.qty > 0)
