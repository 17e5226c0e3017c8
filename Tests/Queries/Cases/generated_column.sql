CREATE TABLE sales (
    id bigint, kind text, qty integer, item jsonb,
    name text GENERATED ALWAYS AS (upper(item ->> 'name')) STORED,
    size integer GENERATED ALWAYS AS (coalesce(qty, 0) + 1) STORED
) WITH (connector = 'kafka', bootstrap_servers = '${KAFKA_BROKERS}', topic = '${TOPIC}', format = 'json');
CREATE TABLE out (id bigint, kind text, name text, size integer) WITH (connector = 'postgres', connection = 'warehouse');
INSERT INTO out SELECT id, kind, name, size FROM sales WHERE name <> 'POT';
--- expected: out
SELECT id, kind, upper(item ->> 'name'), coalesce(qty, 0) + 1 FROM sales WHERE upper(item ->> 'name') <> 'POT'
