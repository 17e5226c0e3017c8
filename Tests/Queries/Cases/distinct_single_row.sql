CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT count(DISTINCT id) AS ids, count(DISTINCT id % 10) AS digits, count(DISTINCT note) AS notes, bit_or(qty) AS bits
FROM sales;
--- expected: out
SELECT count(DISTINCT id), count(DISTINCT id % 10), count(DISTINCT note), bit_or(qty) FROM sales
