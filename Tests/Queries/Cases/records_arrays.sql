-- Arrays in record types: decoded where they lie, taken out of records that went through a query, unnested, grouped by.
CREATE TYPE item_label AS (words text[], codes bigint[]);
CREATE TYPE item_record AS (name text, tags text[], sizes integer[], prices numeric(9, 2)[], label item_label);
CREATE TABLE sales (id bigint, shop text, item item_record, at timestamptz) WITH (
    connector = 'kafka', bootstrap_servers = '${KAFKA_BROKERS}', topic = '${TOPIC}', format = 'json',
    timestamp_format = 'unix_seconds', event_time = 'at', watermark_delay = '1 hour');
CREATE MATERIALIZED VIEW decoded WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT id, (item).tags AS tags, (item).sizes AS sizes, item.prices AS prices, ((item).label).words AS words,
       cardinality(((item).label).codes) AS codes FROM sales;
CREATE MATERIALIZED VIEW later WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT id, (thing).tags AS tags, (thing).prices AS prices, ((thing).label).codes AS codes
FROM (SELECT id, item AS thing FROM sales) x;
CREATE MATERIALIZED VIEW tagged WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT window_start, tag, count(*) AS n FROM tumble((
    SELECT tag, at FROM sales CROSS JOIN LATERAL unnest((item).tags) AS t(tag)), at, interval '6 hours')
GROUP BY window_start, tag;
CREATE MATERIALIZED VIEW together WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT (item).tags AS tags, count(*) AS n, count(DISTINCT (item).sizes) AS sizes, max((item).sizes) AS largest
FROM sales GROUP BY (item).tags;
--- expected: decoded
SELECT id, tags, sizes, prices, words, cardinality(codes) FROM item_arrays
--- expected: later
SELECT id, tags, prices, codes FROM item_arrays
--- expected: tagged
SELECT date_bin('6 hours', at, '2000-01-01') AS s, tag, count(*) FROM item_arrays, unnest(tags) AS tag
WHERE date_bin('6 hours', at, '2000-01-01') + interval '6 hours' <= mark() GROUP BY s, tag
--- expected: together
SELECT tags, count(*), count(DISTINCT sizes), max(sizes) FROM item_arrays GROUP BY tags
