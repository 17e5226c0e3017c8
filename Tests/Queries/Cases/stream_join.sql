-- Rows as they come, joined with themselves: pairs, sums over pairs, three at once.
SET state_ttl = '10 days';
CREATE TABLE pairs (a bigint, b bigint, shop text, price numeric(12, 2)) WITH (connector = 'postgres', connection = 'warehouse');
INSERT INTO pairs SELECT a.id, b.id, b.shop, a.price FROM sales a JOIN sales b ON a.ref = b.ref AND a.kind = b.kind AND a.id < b.id;
CREATE MATERIALIZED VIEW by_shop WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT a.shop, count(*) AS n, sum(b.price) AS total
FROM sales a, (SELECT shop, qty, price FROM sales WHERE paid) b WHERE a.shop = b.shop AND a.qty + 1 = b.qty GROUP BY a.shop;
CREATE MATERIALIZED VIEW by_kind WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT c.kind, count(*) AS n, min(a.at) AS first
FROM sales a JOIN sales b ON a.id = b.qty JOIN sales c ON c.id = b.id + 1 GROUP BY c.kind;
--- expected: pairs
SELECT a.id, b.id, b.shop, a.price FROM sales a JOIN sales b ON a.ref = b.ref AND a.kind = b.kind AND a.id < b.id
--- expected: by_shop
SELECT a.shop, count(*), sum(b.price)
FROM sales a, (SELECT shop, qty, price FROM sales WHERE paid) b WHERE a.shop = b.shop AND a.qty + 1 = b.qty GROUP BY a.shop
--- expected: by_kind
SELECT c.kind, count(*), min(a.at)
FROM sales a JOIN sales b ON a.id = b.qty JOIN sales c ON c.id = b.id + 1 GROUP BY c.kind
