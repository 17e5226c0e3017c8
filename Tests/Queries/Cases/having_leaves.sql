-- Groups come and go as their counts and sums move; what leaves is deleted.
CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT day, count(*) AS n, sum(qty) AS total FROM sales GROUP BY day HAVING count(*) < 7 AND sum(qty) > 10;
--- expected: out
SELECT day, count(*), sum(qty) FROM sales GROUP BY day HAVING count(*) < 7 AND sum(qty) > 10
