CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT day, ref, paid, max(qty) AS high, sum(qty::smallint) AS total FROM sales GROUP BY day, ref, paid;
--- expected: out
SELECT day, ref, paid, max(qty), sum(qty::smallint) FROM sales GROUP BY day, ref, paid
