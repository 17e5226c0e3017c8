CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT item ->> 'name' AS name, (item -> 'size' ->> 'w')::integer AS w, count(*) AS n,
       sum((item -> 'size' ->> 'h')::integer) AS h
FROM sales GROUP BY item ->> 'name', (item -> 'size' ->> 'w')::integer;
--- expected: out
SELECT item ->> 'name', (item -> 'size' ->> 'w')::integer, count(*), sum((item -> 'size' ->> 'h')::integer)
FROM sales GROUP BY 1, 2
