-- A NULL in a declared key is an error of that row; the others are written.
CREATE TABLE out (shop text, n bigint, total bigint, PRIMARY KEY (shop)) WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms');
INSERT INTO out SELECT shop, count(*), sum(qty) FROM sales GROUP BY shop;
--- expected: out
SELECT shop, count(*), sum(qty) FROM sales WHERE shop IS NOT NULL GROUP BY shop
