CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT kind, count(DISTINCT shop) AS shops, count(DISTINCT note) FILTER (WHERE paid) AS notes, sum(DISTINCT qty) AS amounts,
       avg(DISTINCT qty) AS mean, count(DISTINCT day) AS days, count(DISTINCT at) AS times, count(DISTINCT price) AS prices,
       approx_count_distinct(shop) AS about, count(*) AS n
FROM sales GROUP BY kind;
--- expected: out
SELECT kind, count(DISTINCT shop), count(DISTINCT note) FILTER (WHERE paid), sum(DISTINCT qty), avg(DISTINCT qty),
       count(DISTINCT day), count(DISTINCT at), count(DISTINCT price), count(DISTINCT shop), count(*)
FROM sales GROUP BY kind
