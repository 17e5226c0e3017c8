CREATE TABLE sales (
    id    bigint,
    shop  text,
    kind  text,
    qty   integer,
    price numeric(12, 2),
    ratio double precision,
    paid  boolean,
    at    timestamptz,
    day   date,
    ref   uuid,
    note  text,
    item  jsonb
) WITH (
    connector = 'kafka', bootstrap_servers = '${KAFKA_BROKERS}', topic = '${TOPIC}', format = 'json',
    timestamp_format = 'unix_seconds', event_time = 'at', watermark_delay = '1 hour'
);
