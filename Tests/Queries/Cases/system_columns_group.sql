CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT _kafka_partition AS part, _kafka_key AS key, count(*) AS n, max(_kafka_offset) AS high FROM sales
GROUP BY _kafka_partition, _kafka_key;
--- expected: out
SELECT partition, key, count(*), max("offset") FROM sales GROUP BY partition, key
