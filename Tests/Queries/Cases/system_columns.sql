CREATE TABLE out (topic text, part integer, off bigint, key text, stamp timestamptz, id bigint) WITH (connector = 'postgres', connection = 'warehouse');
INSERT INTO out SELECT _kafka_topic, _kafka_partition, _kafka_offset, _kafka_key, _kafka_timestamp, id FROM sales;
--- expected: out
SELECT topic, partition, "offset", key, to_timestamp((1743600000000 + id * 1001) / 1000.0), id FROM sales
