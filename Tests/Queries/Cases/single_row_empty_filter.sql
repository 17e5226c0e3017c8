-- An aggregate over no row at all is a row in PostgreSQL; here it is one too, or none before the first record.
CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT count(*) AS n, sum(qty) AS total FROM sales WHERE qty > 1000;
--- expected: out
SELECT count(*), sum(qty) FROM sales WHERE qty > 1000
