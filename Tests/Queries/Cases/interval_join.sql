-- Rows as they come whose times are bound: nothing but the watermark forgets them. NULL keys, conditions beside the bound, and
-- all forms of it.
CREATE TABLE after (a bigint, b bigint, kind text) WITH (connector = 'postgres', connection = 'warehouse');
INSERT INTO after SELECT a.id, b.id, b.kind FROM sales a JOIN sales b
ON a.kind = b.kind AND b.at BETWEEN a.at - interval '20 minutes' AND a.at + interval '90 minutes' WHERE a.id <> b.id;
CREATE TABLE near (a bigint, b bigint) WITH (connector = 'postgres', connection = 'warehouse');
INSERT INTO near SELECT a.id, b.id FROM sales a, (SELECT id AS id, at AS t, shop FROM sales WHERE paid) b
WHERE a.shop = b.shop AND a.at - b.t < interval '2 hours' AND a.at > b.t + interval '10 minutes' AND a.qty > 0;
CREATE TABLE same (a bigint, b bigint) WITH (connector = 'postgres', connection = 'warehouse');
INSERT INTO same SELECT a.id, b.id FROM sales a JOIN sales b ON a.id = b.id AND a.at = b.at;
CREATE TABLE with_nulls (a bigint, at timestamptz, kind text, b bigint, note text) WITH (connector = 'postgres', connection = 'warehouse');
INSERT INTO with_nulls SELECT a.id, a.at, a.kind, b.id, b.note FROM sales a LEFT JOIN sales b
ON a.shop = b.shop AND a.kind = b.kind AND b.at >= a.at AND b.at <= a.at + interval '1 hour' AND b.id <> a.id AND b.paid;
CREATE TABLE right_nulls (a bigint, b bigint, shop text) WITH (connector = 'postgres', connection = 'warehouse');
INSERT INTO right_nulls SELECT a.id, b.id, b.shop FROM (SELECT * FROM sales WHERE qty > 5) a RIGHT JOIN sales b
ON b.shop = a.shop AND a.qty < b.qty AND b.at - interval '1 hour' <= a.at AND a.at <= b.at + interval '1 hour';
CREATE TABLE all_rows (a bigint, a_shop text, b bigint, b_shop text) WITH (connector = 'postgres', connection = 'warehouse');
INSERT INTO all_rows SELECT a.id, a.shop, b.id, b.shop
FROM (SELECT * FROM sales WHERE paid) a FULL JOIN (SELECT * FROM sales WHERE qty < 10) b
ON a.shop = b.shop AND a.qty < b.qty + 4 AND b.at >= a.at - interval '30 minutes' AND b.at < a.at + interval '90 minutes';
CREATE MATERIALIZED VIEW by_kind WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT a.kind, count(*) AS n, sum(b.price) AS total FROM sales a JOIN sales b
ON a.kind = b.kind AND b.at BETWEEN a.at - interval '20 minutes' AND a.at + interval '90 minutes' GROUP BY a.kind;
--- expected: after
SELECT a.id, b.id, b.kind FROM sales a JOIN sales b
ON a.kind = b.kind AND b.at BETWEEN a.at - interval '20 minutes' AND a.at + interval '90 minutes' WHERE a.id <> b.id
--- expected: near
SELECT a.id, b.id FROM sales a, (SELECT id AS id, at AS t, shop FROM sales WHERE paid) b
WHERE a.shop = b.shop AND a.at - b.t < interval '2 hours' AND a.at > b.t + interval '10 minutes' AND a.qty > 0
--- expected: same
SELECT a.id, b.id FROM sales a JOIN sales b ON a.id = b.id AND a.at = b.at
--- expected: with_nulls
SELECT a.id, a.at, a.kind, b.id, b.note FROM sales a LEFT JOIN sales b
ON a.shop = b.shop AND a.kind = b.kind AND b.at >= a.at AND b.at <= a.at + interval '1 hour' AND b.id <> a.id AND b.paid
WHERE b.id IS NOT NULL OR date_bin('15 minutes', a.at, '2000-01-01') + interval '15 minutes 1 hour' <= mark()
--- expected: right_nulls
SELECT a.id, b.id, b.shop FROM (SELECT * FROM sales WHERE qty > 5) a RIGHT JOIN sales b
ON b.shop = a.shop AND a.qty < b.qty AND b.at - interval '1 hour' <= a.at AND a.at <= b.at + interval '1 hour'
WHERE a.id IS NOT NULL OR date_bin('30 minutes', b.at, '2000-01-01') + interval '30 minutes 1 hour' <= mark()
--- expected: all_rows
SELECT a.id, a.shop, b.id, b.shop
FROM (SELECT * FROM sales WHERE paid) a FULL JOIN (SELECT * FROM sales WHERE qty < 10) b
ON a.shop = b.shop AND a.qty < b.qty + 4 AND b.at >= a.at - interval '30 minutes' AND b.at < a.at + interval '90 minutes'
WHERE a.id IS NOT NULL AND b.id IS NOT NULL
   OR b.id IS NULL AND date_bin('30 minutes', a.at, '2000-01-01') + interval '2 hours' <= mark()
   OR a.id IS NULL AND date_bin('30 minutes', b.at, '2000-01-01') + interval '1 hour' <= mark()
--- expected: by_kind
SELECT a.kind, count(*), sum(b.price) FROM sales a JOIN sales b
ON a.kind = b.kind AND b.at BETWEEN a.at - interval '20 minutes' AND a.at + interval '90 minutes' GROUP BY a.kind
