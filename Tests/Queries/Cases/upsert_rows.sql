-- Rows without a group, by key: the last one in each partition's order stays.
CREATE TABLE out (id bigint PRIMARY KEY, shop text, price numeric(12, 2)) WITH (connector = 'postgres', connection = 'warehouse');
INSERT INTO out SELECT id, shop, price FROM sales WHERE id % 3 <> 1;
--- expected: out
SELECT id, shop, price FROM sales WHERE id % 3 <> 1
