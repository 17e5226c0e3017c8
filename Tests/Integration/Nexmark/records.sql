-- The same lines with their types: computed by PostgreSQL alone. `raw` has both sets of events.
CREATE VIEW person AS
SELECT (e ->> 'id')::bigint AS id, e ->> 'name' AS name, e ->> 'emailAddress' AS email_address,
       e ->> 'creditCard' AS credit_card, e ->> 'city' AS city, e ->> 'state' AS state,
       (e ->> 'dateTime')::timestamptz AS date_time, e ->> 'extra' AS extra
FROM (SELECT value::jsonb -> 'person' AS e FROM raw WHERE topic = 'events') r WHERE e <> 'null';
CREATE VIEW auction AS
SELECT (e ->> 'id')::bigint AS id, e ->> 'itemName' AS item_name, e ->> 'description' AS description,
       (e ->> 'initialBid')::bigint AS initial_bid, (e ->> 'reserve')::bigint AS reserve,
       (e ->> 'dateTime')::timestamptz AS date_time, (e ->> 'expires')::timestamptz AS expires,
       (e ->> 'seller')::bigint AS seller, (e ->> 'category')::bigint AS category, e ->> 'extra' AS extra
FROM (SELECT value::jsonb -> 'auction' AS e FROM raw WHERE topic = 'events') r WHERE e <> 'null';
CREATE MATERIALIZED VIEW bid AS
SELECT (e ->> 'auction')::bigint AS auction, (e ->> 'bidder')::bigint AS bidder, (e ->> 'price')::bigint AS price,
       e ->> 'channel' AS channel, e ->> 'url' AS url, (e ->> 'dateTime')::timestamptz AS date_time, e ->> 'extra' AS extra
FROM (SELECT value::jsonb -> 'bid' AS e FROM raw WHERE topic = 'events') r WHERE e <> 'null';
CREATE VIEW bid_by_clock AS
SELECT (e ->> 'bidder')::bigint AS bidder, (e ->> 'dateTime')::timestamptz AS written
FROM (SELECT value::jsonb -> 'bid' AS e FROM raw WHERE topic = 'clocked') r WHERE e <> 'null';
CREATE TABLE side_input AS SELECT i AS key, i::text AS value FROM generate_series(0, 9999) i;
