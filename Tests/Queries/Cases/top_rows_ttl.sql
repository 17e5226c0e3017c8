-- Numbered rows of keys that may be forgotten: a new key takes away only what it may have had itself, not the rows of
-- the NULL key; a key shows as its rows have it.
SET state_ttl = '1000 days';
CREATE MATERIALIZED VIEW shops WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT part, place, id FROM (SELECT nullif(shop, 'berlin') AS part, id,
    row_number() OVER (PARTITION BY nullif(shop, 'berlin') ORDER BY id) AS place FROM sales) t WHERE place <= 3;
CREATE MATERIALIZED VIEW amounts WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT amount, place, id FROM (SELECT amount, id, row_number() OVER (PARTITION BY amount ORDER BY id) AS place
    FROM (SELECT id, qty * 1.50 AS amount FROM sales) s) t WHERE place <= 30;
CREATE MATERIALIZED VIEW many WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT qty, place, id FROM (SELECT qty, id, row_number() OVER (PARTITION BY qty ORDER BY id DESC) AS place
    FROM sales) t WHERE place <= 30;
--- expected: shops
SELECT part, place, id FROM (SELECT nullif(shop, 'berlin') AS part, id,
    row_number() OVER (PARTITION BY nullif(shop, 'berlin') ORDER BY id) AS place FROM sales) t WHERE place <= 3
--- expected: amounts
SELECT amount, place, id FROM (SELECT qty * 1.50 AS amount, id, row_number() OVER (PARTITION BY qty ORDER BY id) AS place
    FROM sales) t WHERE place <= 30
--- expected: many
SELECT qty, place, id FROM (SELECT qty, id, row_number() OVER (PARTITION BY qty ORDER BY id DESC) AS place
    FROM sales) t WHERE place <= 30
