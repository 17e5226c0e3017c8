CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT lower(kind) AS kind, qty % 3 AS rest, count(*) AS n FROM sales GROUP BY 1, 2;
--- expected: out
SELECT lower(kind), qty % 3, count(*) FROM sales GROUP BY 1, 2
