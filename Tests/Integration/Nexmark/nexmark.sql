SET job_name = 'nexmark';
SET commit_interval = '50 ms';
SET checkpoint_interval = '100 ms';
CREATE TYPE person_record AS (
    id bigint, name text, "emailAddress" text, "creditCard" text, city text, state text, "dateTime" timestamptz,
    extra text);
CREATE TYPE auction_record AS (
    id bigint, "itemName" text, description text, "initialBid" bigint, reserve bigint, "dateTime" timestamptz,
    expires timestamptz, seller bigint, category bigint, extra text);
CREATE TYPE bid_record AS (
    auction bigint, bidder bigint, price bigint, channel text, url text, "dateTime" timestamptz, extra text);
CREATE TABLE nexmark (
    event_type integer NOT NULL, person person_record, auction auction_record, bid bid_record,
    date_time timestamptz GENERATED ALWAYS AS (
        CASE event_type WHEN 0 THEN (person)."dateTime" WHEN 1 THEN (auction)."dateTime" ELSE (bid)."dateTime" END) STORED
) WITH (connector = 'file', path = '${EVENTS}', format = 'json', event_time = 'date_time', watermark_delay = '4 seconds');
CREATE VIEW person AS
SELECT (person).id, (person).name, (person)."emailAddress" AS email_address, (person)."creditCard" AS credit_card,
       (person).city, (person).state, date_time, (person).extra FROM nexmark WHERE event_type = 0;
CREATE VIEW auction AS
SELECT (auction).id, (auction)."itemName" AS item_name, (auction).description, (auction)."initialBid" AS initial_bid,
       (auction).reserve, date_time, (auction).expires, (auction).seller, (auction).category, (auction).extra
FROM nexmark WHERE event_type = 1;
CREATE VIEW bid AS
SELECT (bid).auction, (bid).bidder, (bid).price, (bid).channel, (bid).url, date_time, (bid).extra
FROM nexmark WHERE event_type = 2;
CREATE TABLE events (event_type integer, person person_record, auction auction_record, bid bid_record) WITH (
    connector = 'generator', profile = 'nexmark', seed = 5, count = 50000, event_time = '_kafka_timestamp');
CREATE VIEW bid_by_clock AS
SELECT (bid).bidder, _kafka_timestamp AS written FROM events WHERE event_type = 2;
CREATE TABLE side_input (key bigint PRIMARY KEY, value text)
WITH (connector = 'file', path = '${SIDE_INPUT}', format = 'csv');
