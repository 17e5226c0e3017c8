CREATE TABLE out (id bigint, shop text, doubled bigint, price numeric(12, 2)) WITH (connector = 'postgres', connection = 'warehouse');
INSERT INTO out SELECT id, shop, qty::bigint * 2, price FROM sales WHERE qty > 5 AND shop LIKE '%r%' OR price < 1000;
--- expected: out
SELECT id, shop, qty::bigint * 2, price FROM sales WHERE qty > 5 AND shop LIKE '%r%' OR price < 1000
