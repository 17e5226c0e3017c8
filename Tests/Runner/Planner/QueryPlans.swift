/// Jobs and their plans: sources, views and windows.
let queryPlans: [PlanCase] = [
    PlanCase(
        "every session, beside those that are over",
        """
        CREATE VIEW visits AS
        SELECT category AS who, brand, window_end, count(*) AS n,
            sum(count(*)) OVER (PARTITION BY category ORDER BY window_end) AS m
        FROM session(purchases, ordered, interval '5 minutes', by => category) GROUP BY category, brand, window_end;
        CREATE MATERIALIZED VIEW every WITH (connector = 'console', emit = 'complete') AS SELECT * FROM visits;
        CREATE MATERIALIZED VIEW over WITH (connector = 'console') AS SELECT * FROM visits;

        """,
        """
        job without a name: commits every 1 second, checkpoints every 10 seconds, 1 lane, memory 256 MB, zone UTC

        source purchases: kafka topic t at h:1, from the earliest record
          reads category text, brand text, ordered timestamptz
          event time ordered, watermark 0 seconds behind the latest event, late rows: drop, bad records: skip

        every -> console: every row each 1 second
        └─ project who = category, brand, window_end, n = count(*), m = running total 1
           └─ running sum(count(*)) OVER (PARTITION BY category ORDER BY window_end)
              └─ every session, open and over
                 └─ #3 aggregate by category, brand, window: count(*), sessions by category, lanes by category
                    └─ project category, brand, window_start, window_end
                       └─ window sessions with gaps of 5 minutes on ordered
                          └─ source purchases
                 └─ those rows
                    └─ sessions that are over
                       └─ rows of sessions when they are over
                          └─ #3 as above

        over -> console: upsert by (who, brand, window_end), each row once, when its window closes
          windows close when an event at or after their end is seen
        └─ project who = category, brand, window_end, n = count(*), m = running total 1
           └─ running sum(count(*)) OVER (PARTITION BY category ORDER BY window_end)
              └─ #3 as above

        """),
    PlanCase(
        "a view is one node for all its readers",
        """
        CREATE VIEW busy AS
        SELECT window_start, category, count(*) AS n, sum(price) AS s FROM tumble(purchases, ordered, interval '5 minutes')
        WHERE quantity > 1 AND window_start > '2026-01-01' GROUP BY 1, category HAVING count(*) > 2;
        CREATE MATERIALIZED VIEW a WITH (connector = 'console') AS SELECT * FROM busy;
        CREATE MATERIALIZED VIEW b WITH (connector = 'console') AS SELECT category, window_start, n * 2 AS twice FROM \
        busy WHERE n > 10;

        """,
        """
        job without a name: commits every 1 second, checkpoints every 10 seconds, 1 lane, memory 256 MB, zone UTC

        source purchases: kafka topic t at h:1, from the earliest record
          reads category text, quantity integer, price integer, ordered timestamptz
          event time ordered, watermark 0 seconds behind the latest event, late rows: drop, bad records: skip

        a -> console: upsert by (category, window_start), each row once, when its window closes
          windows close when an event at or after their end is seen
        └─ project window_start, category, n = count(*), s = sum(price)
           └─ #6 filter count(*) > 2
              └─ aggregate by category, window: count(*), sum(price)
                 └─ project category, window_start, window_end, price
                    └─ filter window_start > '2026-01-01 00:00:00+00'::timestamptz
                       └─ window 5 minutes on ordered, zone UTC
                          └─ filter quantity > 1
                             └─ source purchases

        b -> console: upsert by (category, window_start), each row once, when its window closes
          windows close when an event at or after their end is seen
        └─ project category, window_start, twice = n * 2
           └─ filter count(*) > 10
              └─ project window_start, category, n = count(*)
                 └─ #6 as above

        """),
    PlanCase(
        "equal queries share their aggregate",
        """
        CREATE MATERIALIZED VIEW a WITH (connector = 'console') AS SELECT category, sum(price) AS s FROM purchases \
        GROUP BY category;
        CREATE MATERIALIZED VIEW b WITH (connector = 'console') AS SELECT p.category AS c, sum(p.price) + 1 AS s FROM \
        purchases p GROUP BY p.category;

        """,
        """
        job without a name: commits every 1 second, checkpoints every 10 seconds, 1 lane, memory 256 MB, zone UTC

        source purchases: kafka topic t at h:1, from the earliest record
          reads category text, price integer, ordered timestamptz
          event time ordered, watermark 0 seconds behind the latest event, late rows: drop, bad records: skip

        a -> console: upsert by (category), changed rows each 1 second
        └─ project category, s = sum(price)
           └─ #2 aggregate by category: sum(price)
              └─ project category, price
                 └─ source purchases

        b -> console: upsert by (c), changed rows each 1 second
        └─ project c = category, s = sum(price) + 1
           └─ #2 as above

        """),
    PlanCase(
        "only what is used is read",
        """
        SELECT count(*) AS n FROM purchases WHERE price > 3;

        """,
        """
        job without a name: commits every 1 second, checkpoints every 10 seconds, 1 lane, memory 256 MB, zone UTC

        source purchases: kafka topic t at h:1, from the earliest record
          reads price integer, ordered timestamptz
          event time ordered, watermark 0 seconds behind the latest event, late rows: drop, bad records: skip

        preview -> console: one row, changed rows each 1 second
        └─ project n = count(*)
           └─ aggregate all rows: count(*)
              └─ project nothing
                 └─ filter price > 3
                    └─ source purchases

        """),
    PlanCase(
        "a NOT NULL column is read to be checked",
        """
        SELECT joined FROM customers;

        """,
        """
        job without a name: commits every 1 second, checkpoints every 10 seconds, 1 lane, memory 256 MB, zone UTC

        source customers: kafka topic c at h:1, from the earliest record
          reads joined timestamptz, name text NOT NULL
          bad records: skip

        preview -> console: append, rows as they come
        └─ project joined
           └─ source customers

        """),
    PlanCase(
        "fields of records",
        """
        SELECT (address).city, c.address.zip, address.city = 'x' AS is_x FROM customers c;

        """,
        """
        job without a name: commits every 1 second, checkpoints every 10 seconds, 1 lane, memory 256 MB, zone UTC

        source customers: kafka topic c at h:1, from the earliest record
          reads address.city text, address.zip integer, name text NOT NULL
          bad records: skip

        preview -> console: append, rows as they come
        └─ project city = address.city, zip = address.zip, is_x = address.city = 'x'
           └─ source customers

        """),
    PlanCase(
        "a whole record is jsonb, and its fields survive a view",
        """
        CREATE VIEW v AS SELECT name, address FROM customers;
        SELECT address, (address).zip FROM v;

        """,
        """
        job without a name: commits every 1 second, checkpoints every 10 seconds, 1 lane, memory 256 MB, zone UTC

        source customers: kafka topic c at h:1, from the earliest record
          reads address jsonb, address.city text, address.zip integer, name text NOT NULL
          computes address = CASE WHEN (address IS NOT NULL) THEN \
        jsonb_build_object('city', address.city, 'zip', address.zip) END
          bad records: skip

        preview -> console: append, rows as they come
        └─ project address = address::jsonb, zip = address.zip
           └─ source customers

        """),
    PlanCase(
        "a record that a view passes on is not made for one of its fields",
        """
        CREATE VIEW v AS SELECT * FROM customers;
        SELECT (address).zip, address IS NULL AS none FROM v;

        """,
        """
        job without a name: commits every 1 second, checkpoints every 10 seconds, 1 lane, memory 256 MB, zone UTC

        source customers: kafka topic c at h:1, from the earliest record
          reads address.city text, address.zip integer, name text NOT NULL
          bad records: skip

        preview -> console: append, rows as they come
        └─ project zip = address.zip, none = (address.city IS NULL) AND (address.zip IS NULL)
           └─ source customers

        """),
    PlanCase(
        "every field of a record",
        """
        SELECT (address).* FROM customers;

        """,
        """
        job without a name: commits every 1 second, checkpoints every 10 seconds, 1 lane, memory 256 MB, zone UTC

        source customers: kafka topic c at h:1, from the earliest record
          reads address.city text, address.zip integer, name text NOT NULL
          bad records: skip

        preview -> console: append, rows as they come
        └─ project city = address.city, zip = address.zip
           └─ source customers

        """),
    PlanCase(
        "generated columns bring what they need",
        """
        CREATE TABLE g (
            body jsonb, id text GENERATED ALWAYS AS (body ->> 'id') STORED,
            twice text GENERATED ALWAYS AS (id || id) STORED
        ) WITH (connector = 'kafka', bootstrap_servers = 'h:1', topic = 'g', format = 'json');
        SELECT twice FROM g;

        """,
        """
        job without a name: commits every 1 second, checkpoints every 10 seconds, 1 lane, memory 256 MB, zone UTC

        source g: kafka topic g at h:1, from the earliest record
          reads body jsonb
          computes id = body ->> 'id', twice = id || id
          bad records: skip

        preview -> console: append, rows as they come
        └─ project twice
           └─ source g

        """),
    PlanCase(
        "system columns stand beside the star",
        """
        SELECT *, _kafka_offset, _kafka_partition FROM peeks;

        """,
        """
        job without a name: commits every 1 second, checkpoints every 10 seconds, 1 lane, memory 256 MB, zone UTC

        source peeks: kafka topic p at h:1, from the earliest record
          reads a integer, b text
          bad records: skip

        preview -> console: append, rows as they come
        └─ project a, b, _kafka_offset, _kafka_partition
           └─ source peeks

        """),
    PlanCase(
        "WITH is inlined",
        """
        WITH cheap AS (SELECT category, price FROM purchases WHERE price < 10), named (what) AS (SELECT category FROM cheap)
        SELECT what, length(what) FROM named ORDER BY 1 DESC NULLS LAST, length(what) LIMIT 5;

        """,
        """
        job without a name: commits every 1 second, checkpoints every 10 seconds, 1 lane, memory 256 MB, zone UTC

        source purchases: kafka topic t at h:1, from the earliest record
          reads category text, price integer, ordered timestamptz
          event time ordered, watermark 0 seconds behind the latest event, late rows: drop, bad records: skip

        preview -> console: append, rows as they come, ordered by what DESC NULLS LAST, length, stops after 5 rows
        └─ project what = category, length = length(category)
           └─ filter price < 10
              └─ source purchases

        """),
    PlanCase(
        "a window over a subquery",
        """
        SELECT window_end, category, avg(cost) FROM tumble((SELECT category, price * quantity AS cost, ordered FROM \
        purchases WHERE price > 0), ordered, interval '1 hour', origin => timestamptz '2026-01-01 00:30:00+00')
        GROUP BY window_end, category;

        """,
        """
        job without a name: commits every 1 second, checkpoints every 10 seconds, 1 lane, memory 256 MB, zone UTC

        source purchases: kafka topic t at h:1, from the earliest record
          reads category text, quantity integer, price integer, ordered timestamptz
          event time ordered, watermark 0 seconds behind the latest event, late rows: drop, bad records: skip

        preview -> console: upsert by (category, window_end), each row once, when its window closes
          windows close when an event at or after their end is seen
        └─ project window_end, category, avg = avg(cost)
           └─ aggregate by category, window: avg(price * quantity)
              └─ project category, window_start, window_end, cost
                 └─ window 1 hour on ordered from 2026-01-01 00:30:00+00, zone UTC
                    └─ project category, cost = price * quantity, ordered
                       └─ filter price > 0
                          └─ source purchases

        """),
    PlanCase(
        "grouping above a windowed subquery",
        """
        SELECT category, window_start, max(price) FROM (SELECT category, window_start, price FROM tumble(purchases, \
        ordered, interval '1 hour')) t GROUP BY category, window_start;

        """,
        """
        job without a name: commits every 1 second, checkpoints every 10 seconds, 1 lane, memory 256 MB, zone UTC

        source purchases: kafka topic t at h:1, from the earliest record
          reads category text, price integer, ordered timestamptz
          event time ordered, watermark 0 seconds behind the latest event, late rows: drop, bad records: skip

        preview -> console: upsert by (category, window_start), each row once, when its window closes
          windows close when an event at or after their end is seen
        └─ project category, window_start, max = max(price)
           └─ aggregate by category, window: max(price)
              └─ project category, window_start, window_end, price
                 └─ window 1 hour on ordered, zone UTC
                    └─ source purchases

        """),
]
