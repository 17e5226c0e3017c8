-- Eighths add up exactly in any order.
CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT kind, sum(ratio) AS total, min(ratio) AS low, avg(ratio) AS mean, sum(abs(ratio)) AS size FROM sales GROUP BY kind;
--- expected: out
SELECT kind, sum(ratio), min(ratio), avg(ratio), sum(abs(ratio)) FROM sales GROUP BY kind
