-- A record is its declared fields, whatever else its JSON holds: as a column, in GROUP BY, DISTINCT, count(DISTINCT), =.
CREATE TYPE item_label AS (words text[], codes bigint[]);
CREATE TYPE item_record AS (tags text[], sizes integer[], label item_label);
CREATE TABLE sales (id bigint, shop text, item item_record, at timestamptz) WITH (
    connector = 'kafka', bootstrap_servers = '${KAFKA_BROKERS}', topic = '${TOPIC}', format = 'json',
    timestamp_format = 'unix_seconds', event_time = 'at', watermark_delay = '1 hour');
CREATE TABLE shown (id bigint, item jsonb, label jsonb, same boolean, label_is_null boolean)
WITH (connector = 'postgres', connection = 'warehouse');
INSERT INTO shown
SELECT id, thing, (thing).label, thing = item, (thing).label IS NOT DISTINCT FROM NULL
FROM (SELECT id, item, item AS thing FROM sales) x;
CREATE MATERIALIZED VIEW keyed WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT item, (item).sizes AS sizes, ((item).label).codes AS codes, item IS NULL AS gone, item IS NOT NULL AS whole,
       count(*) AS n
FROM sales GROUP BY item HAVING (item).sizes IS DISTINCT FROM ARRAY[1, 2];
CREATE MATERIALIZED VIEW labels WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT shop, count(DISTINCT item) AS items, count(DISTINCT (item).label) AS labels FROM sales GROUP BY shop;
CREATE MATERIALIZED VIEW seen WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes', emit_interval = '50 ms') AS
SELECT DISTINCT (item).label AS label, (item).tags AS tags FROM sales;
CREATE MATERIALIZED VIEW above WITH (connector = 'postgres', connection = 'warehouse') AS
SELECT window_start, (thing).sizes AS sizes, ((thing).label).words AS words, thing IS NOT NULL AS whole, n
FROM (SELECT window_start, item AS thing, count(*) AS n FROM tumble(sales, at, interval '6 hours')
      GROUP BY window_start, item) g;
--- expected: shown
SELECT id, to_jsonb(r), to_jsonb((r).label), true, (r).label IS NOT DISTINCT FROM NULL FROM item_values
--- expected: keyed
SELECT to_jsonb(r), (r).sizes, ((r).label).codes, r IS NULL, r IS NOT NULL, count(*) FROM item_values GROUP BY r
HAVING (r).sizes IS DISTINCT FROM ARRAY[1, 2]
--- expected: labels
SELECT shop, count(DISTINCT r), count(DISTINCT (r).label) FROM item_values GROUP BY shop
--- expected: seen
SELECT DISTINCT to_jsonb((r).label), (r).tags FROM item_values
--- expected: above
SELECT date_bin('6 hours', at, '2000-01-01') AS s, (r).sizes, ((r).label).words, r IS NOT NULL, count(*)
FROM item_values GROUP BY 1, r HAVING date_bin('6 hours', at, '2000-01-01') + interval '6 hours' <= mark()
