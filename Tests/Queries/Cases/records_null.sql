-- IS NULL of a record is true where all its fields are NULL, IS NOT NULL where none is; of a record that went through
-- a query, and of a record in a record.
CREATE TYPE item_label AS (words text[], codes bigint[]);
CREATE TYPE item_record AS (tags text[], sizes integer[], label item_label);
CREATE TABLE sales (id bigint, shop text, item item_record, at timestamptz) WITH (
    connector = 'kafka', bootstrap_servers = '${KAFKA_BROKERS}', topic = '${TOPIC}', format = 'json',
    timestamp_format = 'unix_seconds', event_time = 'at', watermark_delay = '1 hour');
CREATE TABLE plain (id bigint, n boolean, nn boolean, inner_n boolean, inner_nn boolean)
WITH (connector = 'postgres', connection = 'warehouse');
INSERT INTO plain SELECT id, item IS NULL, item IS NOT NULL, (item).label IS NULL, (item).label IS NOT NULL FROM sales;
CREATE TABLE later (id bigint, n boolean, nn boolean, inner_n boolean, words text[])
WITH (connector = 'postgres', connection = 'warehouse');
INSERT INTO later
SELECT id, thing IS NULL, thing IS NOT NULL, (thing).label IS NULL, ((thing).label).words
FROM (SELECT id, item AS thing FROM sales) x WHERE NOT (thing IS NULL);
--- expected: plain
SELECT id, r IS NULL, r IS NOT NULL, (r).label IS NULL, (r).label IS NOT NULL FROM item_values
--- expected: later
SELECT id, r IS NULL, r IS NOT NULL, (r).label IS NULL, ((r).label).words FROM item_values WHERE NOT (r IS NULL)
