-- One pass over the topic for an append, an upsert and a windowed query.
CREATE TABLE plain (id bigint, note text) WITH (connector = 'postgres', connection = 'warehouse');
INSERT INTO plain SELECT id, note FROM sales WHERE note <> '';
CREATE MATERIALIZED VIEW by_kind WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT kind, sum(price) AS total FROM sales GROUP BY kind;
CREATE MATERIALIZED VIEW by_hour WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT window_start, count(*) AS n FROM tumble(sales, at, interval '1 hour') GROUP BY window_start;
--- expected: plain
SELECT id, note FROM sales WHERE note <> ''
--- expected: by_kind
SELECT kind, sum(price) FROM sales GROUP BY kind
--- expected: by_hour
SELECT s, count(*) FROM (SELECT date_bin('1 hour', at, '2000-01-01') AS s FROM sales) x
WHERE s + interval '1 hour' <= mark() GROUP BY s
