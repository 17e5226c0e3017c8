-- A single row that follows every record.
CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT count(*) AS n, count(qty) AS known, sum(qty) AS total, avg(qty) AS mean, min(qty) AS low, max(qty) AS high FROM sales;
--- expected: out
SELECT count(*), count(qty), sum(qty), avg(qty), min(qty), max(qty) FROM sales
