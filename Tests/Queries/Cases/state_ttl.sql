SET state_ttl = '1 day';
CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT ref, kind, count(*) AS n, sum(qty) AS total FROM sales GROUP BY ref, kind;
--- expected: out
SELECT ref, kind, count(*), sum(qty) FROM sales GROUP BY ref, kind
