CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT kind, count(*) FILTER (WHERE paid) AS paid, count(*) FILTER (WHERE NOT paid) AS unpaid,
       sum(price) FILTER (WHERE qty < 0) AS returned, avg(qty) FILTER (WHERE shop = 'nowhere') AS nothing
FROM sales GROUP BY kind;
--- expected: out
SELECT kind, count(*) FILTER (WHERE paid), count(*) FILTER (WHERE NOT paid),
       sum(price) FILTER (WHERE qty < 0), avg(qty) FILTER (WHERE shop = 'nowhere')
FROM sales GROUP BY kind
