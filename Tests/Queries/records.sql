-- The topic's records with their types, and how far the watermark came: computed by PostgreSQL alone.
CREATE VIEW sales AS
SELECT (j ->> 'id')::bigint AS id, j ->> 'shop' AS shop, j ->> 'kind' AS kind, (j ->> 'qty')::integer AS qty,
       (j ->> 'price')::numeric(12, 2) AS price, (j ->> 'ratio')::double precision AS ratio,
       (j ->> 'paid')::boolean AS paid, to_timestamp((j ->> 'at')::bigint) AS at, (j ->> 'day')::date AS day,
       (j ->> 'ref')::uuid AS ref, j ->> 'note' AS note, j -> 'item' AS item,
       topic, partition, "offset", key
FROM (SELECT *, value::jsonb AS j FROM raw) r;
CREATE FUNCTION mark() RETURNS timestamptz LANGUAGE sql STABLE AS
$$ SELECT min(high) - interval '1 hour' FROM (SELECT max(at) AS high FROM sales GROUP BY partition) p $$;
-- The arrays in their items.
CREATE VIEW item_arrays AS
SELECT id, at, r.tags, r.sizes, r.prices, l.words, l.codes FROM sales,
    jsonb_to_record(item) AS r (tags text[], sizes integer[], prices numeric(9, 2)[], label jsonb),
    jsonb_to_record(coalesce(r.label, '{}')) AS l (words text[], codes bigint[]);
-- The items as values of a type that has some of their fields.
CREATE TYPE item_label AS (words text[], codes bigint[]);
CREATE TYPE item_record AS (tags text[], sizes integer[], label item_label);
CREATE VIEW item_values AS
SELECT id, shop, at, jsonb_populate_record(NULL::item_record, item) AS r FROM sales;
-- The start of the local day, month ... that holds a point in time.
CREATE FUNCTION local_start(unit text, at timestamptz, zone text) RETURNS timestamptz LANGUAGE sql STABLE AS
$$ SELECT date_trunc(unit, at AT TIME ZONE zone) AT TIME ZONE zone $$;
