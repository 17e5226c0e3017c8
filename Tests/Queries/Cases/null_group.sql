-- NULLs are a group.
CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT shop, count(*) AS n, count(qty) AS known, sum(qty) AS total, avg(price) AS mean FROM sales GROUP BY shop;
--- expected: out
SELECT shop, count(*), count(qty), sum(qty), avg(price) FROM sales GROUP BY shop
