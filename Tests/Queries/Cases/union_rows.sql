-- Arms of one source and of another over the same topic, types that are cast to each other.
CREATE TABLE other (id bigint, kind text, qty integer, ratio double precision, at timestamptz) WITH (
    connector = 'kafka', bootstrap_servers = '${KAFKA_BROKERS}', topic = '${TOPIC}', format = 'json',
    timestamp_format = 'unix_seconds', event_time = 'at', watermark_delay = '90 minutes'
);
CREATE TABLE sales (id bigint, shop text, qty integer, price numeric(12, 2), paid boolean, at timestamptz) WITH (
    connector = 'kafka', bootstrap_servers = '${KAFKA_BROKERS}', topic = '${TOPIC}', format = 'json',
    timestamp_format = 'unix_seconds', event_time = 'at', watermark_delay = '1 hour'
);
CREATE VIEW every AS
SELECT shop AS name, qty AS amount, at FROM sales WHERE paid
UNION ALL SELECT 'price', price, at FROM sales WHERE NOT paid
UNION ALL SELECT kind, ratio::numeric, at FROM other;
CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse') AS SELECT name, amount, at FROM every;
CREATE MATERIALIZED VIEW hourly WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT window_start, name, count(*) AS n, sum(amount) AS total
FROM tumble(every, at, interval '1 hour') GROUP BY window_start, name;
CREATE MATERIALIZED VIEW whole WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS SELECT name, count(*) AS n, max(amount) AS most FROM every GROUP BY name;
--- expected: out
SELECT shop, qty, at FROM sales WHERE paid UNION ALL SELECT 'price', price, at FROM sales WHERE NOT paid
UNION ALL SELECT kind, ratio::numeric, at FROM sales
--- expected: hourly
SELECT date_bin('1 hour', at, '2000-01-01'), name, count(*), sum(amount)
FROM (SELECT shop, qty, at FROM sales WHERE paid UNION ALL SELECT 'price', price, at FROM sales WHERE NOT paid
      UNION ALL SELECT kind, ratio::numeric, at FROM sales) AS x (name, amount, at)
WHERE date_bin('1 hour', at, '2000-01-01') + interval '1 hour' <= mark() - interval '30 minutes' GROUP BY 1, 2
--- expected: whole
SELECT name, count(*), max(amount)
FROM (SELECT shop, qty, at FROM sales WHERE paid UNION ALL SELECT 'price', price, at FROM sales WHERE NOT paid
      UNION ALL SELECT kind, ratio::numeric, at FROM sales) AS x (name, amount, at) GROUP BY name
