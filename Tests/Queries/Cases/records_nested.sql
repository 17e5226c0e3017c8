CREATE TYPE item_size AS (w integer, h integer);
CREATE TYPE item_record AS (name text, size item_size);
CREATE TABLE sales (id bigint, item item_record, at timestamptz) WITH (
    connector = 'kafka', bootstrap_servers = '${KAFKA_BROKERS}', topic = '${TOPIC}', format = 'json',
    timestamp_format = 'unix_seconds', event_time = 'at', watermark_delay = '1 hour');
CREATE MATERIALIZED VIEW out WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT window_start, (item).name AS name, sum(((item).size).w * ((item).size).h) AS area
FROM tumble(sales, at, interval '6 hours') GROUP BY window_start, (item).name;
--- expected: out
SELECT s, name, sum(w * h) FROM (
    SELECT date_bin('6 hours', at, '2000-01-01') AS s, item ->> 'name' AS name,
           (item -> 'size' ->> 'w')::integer AS w, (item -> 'size' ->> 'h')::integer AS h FROM sales) x
WHERE s + interval '6 hours' <= mark() GROUP BY s, name
