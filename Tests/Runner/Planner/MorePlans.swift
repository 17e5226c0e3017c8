/// Jobs and their plans: grouping, INSERT and expressions.
let morePlans: [PlanCase] = [
    PlanCase(
        "the first rows of each window",
        """
        CREATE MATERIALIZED VIEW best WITH (connector = 'file', path = '/tmp/best.csv', format = 'csv') AS
        SELECT category, count(*) AS n FROM tumble(purchases, ordered, interval '1 day') GROUP BY category, window_start
        ORDER BY n DESC, 1 LIMIT 3;

        """,
        """
        job without a name: commits every 1 second, checkpoints every 10 seconds, 1 lane, memory 256 MB, zone UTC

        source purchases: kafka topic t at h:1, from the earliest record
          reads category text, ordered timestamptz
          event time ordered, watermark 0 seconds behind the latest event, late rows: drop, bad records: skip

        best -> csv file /tmp/best.csv: append, each row once, when its window closes, ordered by n DESC, category
          windows close when an event at or after their end is seen
        └─ project category, n
           └─ filter row_number() OVER (PARTITION BY window_start ORDER BY count(*) DESC, category) <= 3::bigint
              └─ row_number() OVER (PARTITION BY window_start ORDER BY count(*) DESC, category), to 3
                 └─ project category, n = count(*), window_start
                    └─ aggregate by category, window: count(*), all in one lane
                       └─ project category, window_start, window_end
                          └─ window 1 day on ordered, zone UTC
                             └─ source purchases

        """),
    PlanCase(
        "a row for each element, of those rows that are wanted",
        """
        SELECT name, part, p.part AS again FROM customers, unnest(string_to_array(name, ' ')) AS p(part)
        WHERE joined IS NOT NULL AND part <> 'van';

        """,
        """
        job without a name: commits every 1 second, checkpoints every 10 seconds, 1 lane, memory 256 MB, zone UTC

        source customers: kafka topic c at h:1, from the earliest record
          reads name text NOT NULL, joined timestamptz
          bad records: skip

        preview -> console: append, rows as they come
        └─ project name, part, again = part
           └─ filter unnest(string_to_array(name, ' ')) <> 'van'
              └─ a row for each of unnest(string_to_array(name, ' '))
                 └─ filter joined IS NOT NULL
                    └─ project name, joined, array = string_to_array(name, ' ')
                       └─ source customers

        """),
    PlanCase(
        "the first rows of a key, numbered",
        """
        SELECT category, n, brand, price * 2 AS twice FROM (SELECT *, row_number() OVER (PARTITION BY category ORDER BY \
        price DESC) AS n FROM purchases) t WHERE n <= 3;

        """,
        """
        job without a name: commits every 1 second, checkpoints every 10 seconds, 1 lane, memory 256 MB, zone UTC

        source purchases: kafka topic t at h:1, from the earliest record
          reads category text, brand text, price integer, ordered timestamptz
          event time ordered, watermark 0 seconds behind the latest event, late rows: drop, bad records: skip

        preview -> console: upsert by (category, n), changed rows each 1 second
        └─ project category, n, brand, twice = price * 2
           └─ filter row_number <= 3
              └─ project category, brand, price, n = row_number
                 └─ those rows, numbered by row_number()
                    └─ aggregate by category: smallest(row(brand text, price integer) by price DESC of integer, 3)
                       └─ first rows by price DESC
                          └─ project category, brand, price, price
                             └─ source purchases

        """),
    PlanCase(
        "aggregates with filters and expressions",
        """
        SELECT category, sum(price) FILTER (WHERE quantity > 1) * 100 / count(*) AS share, max(lower(brand)) FROM \
        purchases GROUP BY category;

        """,
        """
        job without a name: commits every 1 second, checkpoints every 10 seconds, 1 lane, memory 256 MB, zone UTC

        source purchases: kafka topic t at h:1, from the earliest record
          reads category text, brand text, quantity integer, price integer, ordered timestamptz
          event time ordered, watermark 0 seconds behind the latest event, late rows: drop, bad records: skip

        preview -> console: upsert by (category), changed rows each 1 second
        └─ project category, share = (sum(price) FILTER (WHERE (quantity > 1)) * 100) / count(*), max = max(lower(brand))
           └─ aggregate by category: sum(price) FILTER (WHERE quantity > 1), count(*), max(lower(brand))
              └─ project category, price, "(quantity > 1)" = quantity > 1, lower(brand)
                 └─ source purchases

        """),
    PlanCase(
        "GROUP BY names, numbers and expressions",
        """
        SELECT lower(category) AS c, price % 10 AS digit, count(*) FROM purchases GROUP BY c, 2;

        """,
        """
        job without a name: commits every 1 second, checkpoints every 10 seconds, 1 lane, memory 256 MB, zone UTC

        source purchases: kafka topic t at h:1, from the earliest record
          reads category text, price integer, ordered timestamptz
          event time ordered, watermark 0 seconds behind the latest event, late rows: drop, bad records: skip

        preview -> console: upsert by (c, digit), changed rows each 1 second
        └─ project c = lower(category), digit = price % 10, count = count(*)
           └─ aggregate by lower(category), (price % 10): count(*)
              └─ project lower(category), "(price % 10)" = price % 10
                 └─ source purchases

        """),
    PlanCase(
        "running totals of one partition",
        """
        INSERT INTO runs SELECT category, brand, window_start, sum(count(*)) OVER (PARTITION BY category ORDER BY \
        window_start), sum(sum(price)) OVER (w ORDER BY window_end), max(sum(price) / 2) OVER (w ORDER BY window_start)
        FROM tumble(purchases, ordered, interval '1 month', timezone => 'Europe/Berlin') GROUP BY category, brand, \
        window_start, window_end WINDOW w AS (PARTITION BY category);

        """,
        """
        job without a name: commits every 1 second, checkpoints every 10 seconds, 1 lane, memory 256 MB, zone UTC

        source purchases: kafka topic t at h:1, from the earliest record
          reads category text, brand text, price integer, ordered timestamptz
          event time ordered, watermark 0 seconds behind the latest event, late rows: drop, bad records: skip

        runs -> postgres w, table runs: upsert by (brand, category, start), changed rows each 1 second
        └─ project category, brand, start = window_start, a = running total 1::numeric(9,0), b = running total 2::real, \
        c = running total 3
           └─ running sum(count(*)) OVER (PARTITION BY category ORDER BY window_start), sum(sum(price)) OVER (PARTITION \
        BY category ORDER BY window_start), max(sum(price) / 2) OVER (PARTITION BY category ORDER BY window_start)
              └─ project category, brand, window_start, window_end, count(*), sum(price), "(sum(price) / 2)" = \
        sum(price) / 2
                 └─ aggregate by category, brand, window: count(*), sum(price), lanes by category
                    └─ project category, brand, window_start, window_end, price
                       └─ window 1 month on ordered, zone Europe/Berlin
                          └─ source purchases

        """),
    PlanCase(
        "INSERT matches names and casts",
        """
        INSERT INTO totals (quantity, category) SELECT avg(price), category FROM purchases GROUP BY category;

        """,
        """
        job without a name: commits every 1 second, checkpoints every 10 seconds, 1 lane, memory 256 MB, zone UTC

        source purchases: kafka topic t at h:1, from the earliest record
          reads category text, price integer, ordered timestamptz
          event time ordered, watermark 0 seconds behind the latest event, late rows: drop, bad records: skip

        totals -> postgres w, table totals: upsert by (category), changed rows each 1 second
        └─ project category, amount = NULL::bigint, quantity = avg(price)::integer
           └─ aggregate by category: avg(price)
              └─ project category, price
                 └─ source purchases

        """),
    PlanCase(
        "a literal takes the column's type",
        """
        INSERT INTO log SELECT 'all', '42' FROM purchases;

        """,
        """
        job without a name: commits every 1 second, checkpoints every 10 seconds, 1 lane, memory 256 MB, zone UTC

        source purchases: kafka topic t at h:1, from the earliest record
          reads ordered timestamptz
          event time ordered, watermark 0 seconds behind the latest event, late rows: drop, bad records: skip

        log -> postgres w, table log: append, rows as they come
        └─ project category = 'all', amount = 42::bigint
           └─ source purchases

        """),
    PlanCase(
        "logic",
        """
        SELECT * FROM peeks WHERE NOT (a IN (1, 2) OR a BETWEEN 5 AND 7) AND b IS DISTINCT FROM 'x' AND (a > 3) IS NOT \
        TRUE AND b NOT LIKE 'a%';

        """,
        """
        job without a name: commits every 1 second, checkpoints every 10 seconds, 1 lane, memory 256 MB, zone UTC

        source peeks: kafka topic p at h:1, from the earliest record
          reads a integer, b text
          bad records: skip

        preview -> console: append, rows as they come
        └─ project a, b
           └─ filter (NOT (((a = 1) OR (a = 2)) OR ((a >= 5) AND (a <= 7)))) AND (b IS DISTINCT FROM 'x') AND ((a > 3) \
        IS DISTINCT FROM true) AND (b !~~ 'a%')
              └─ source peeks

        """),
    PlanCase(
        "choices",
        """
        SELECT CASE a WHEN 1 THEN 'one' WHEN 2 THEN b END AS c, coalesce(b, a::text) AS d, nullif(a, 0), greatest(a, \
        3), least(a, 2.5) FROM peeks;

        """,
        """
        job without a name: commits every 1 second, checkpoints every 10 seconds, 1 lane, memory 256 MB, zone UTC

        source peeks: kafka topic p at h:1, from the earliest record
          reads a integer, b text
          bad records: skip

        preview -> console: append, rows as they come
        └─ project c = CASE WHEN (a = 1) THEN 'one' WHEN (a = 2) THEN b END, d = coalesce(b, a::text), nullif = CASE \
        WHEN (a = 0) THEN NULL::integer ELSE a END, greatest = greatest(a, 3), least = least(a::numeric, 2.5)
           └─ source peeks

        """),
    PlanCase(
        "equal windows are made once",
        """
        CREATE MATERIALIZED VIEW a WITH (connector = 'console') AS SELECT window_start, count(*) AS n FROM \
        tumble(purchases, ordered, interval '60 seconds') GROUP BY window_start;
        CREATE MATERIALIZED VIEW b WITH (connector = 'console') AS SELECT window_start, category, count(*) AS n FROM \
        tumble(purchases, ordered, interval '1 minute') GROUP BY category, window_start;

        """,
        """
        job without a name: commits every 1 second, checkpoints every 10 seconds, 1 lane, memory 256 MB, zone UTC

        source purchases: kafka topic t at h:1, from the earliest record
          reads category text, ordered timestamptz
          event time ordered, watermark 0 seconds behind the latest event, late rows: drop, bad records: skip

        a -> console: upsert by (window_start), each row once, when its window closes
          windows close when an event at or after their end is seen
        └─ project window_start, n = count(*)
           └─ aggregate by window: count(*)
              └─ project window_start, window_end
                 └─ #1 window 1 minute on ordered, zone UTC
                    └─ source purchases

        b -> console: upsert by (category, window_start), each row once, when its window closes
          windows close when an event at or after their end is seen
        └─ project window_start, category, n = count(*)
           └─ aggregate by category, window: count(*)
              └─ project category, window_start, window_end
                 └─ #1 as above

        """),
    PlanCase(
        "settings",
        """
        SET job_name = 'j';
        SET timezone = 'Asia/Jakarta';
        SET commit_interval = '2 seconds';
        SET state_ttl = '1 day';
        COMMENT ON MATERIALIZED VIEW a IS 'per category';
        CREATE MATERIALIZED VIEW a WITH (connector = 'blackhole', emit_interval = '5 seconds') AS SELECT category, \
        count(*), '2026-01-01 07:00'::timestamptz AS t FROM purchases GROUP BY category;

        """,
        """
        job j: commits every 2 seconds, checkpoints every 10 seconds, 1 lane, memory 256 MB, zone Asia/Jakarta, keys \
        forgotten after 1 day

        source purchases: kafka topic t at h:1, from the earliest record
          reads category text, ordered timestamptz
          event time ordered, watermark 0 seconds behind the latest event, late rows: drop, bad records: skip

        a -> blackhole: upsert by (category), changed rows each 6 seconds
          -- per category
        └─ project category, count = count(*), t = '2026-01-01 00:00:00+00'::timestamptz
           └─ aggregate by category: count(*)
              └─ project category
                 └─ source purchases

        """),
    PlanCase(
        "an event time without zone becomes an instant",
        """
        CREATE TABLE local (at timestamp, n integer) WITH (connector = 'kafka', bootstrap_servers = 'h:1', topic = 'l', \
        format = 'json', event_time = 'at', timezone = 'Asia/Jakarta', watermark_delay = '2 minutes');
        SELECT window_start, sum(n) FROM tumble((SELECT n, at FROM local), at, interval '1 day') GROUP BY window_start;

        """,
        """
        job without a name: commits every 1 second, checkpoints every 10 seconds, 1 lane, memory 256 MB, zone UTC

        source local: kafka topic l at h:1, from the earliest record
          reads at timestamp, n integer
          computes at as an instant = timezone('Asia/Jakarta', at)
          event time at as an instant, watermark 2 minutes behind the latest event, late rows: drop, bad records: skip

        preview -> console: upsert by (window_start), each row once, when its window closes
          windows close 2 minutes after their end
        └─ project window_start, sum = sum(n)
           └─ aggregate by window: sum(n)
              └─ project window_start, window_end, n
                 └─ window 1 day on at as an instant, zone Asia/Jakarta
                    └─ project n, at as an instant
                       └─ source local

        """),
    PlanCase(
        "GROUP BY date_trunc is a window",
        """
        SET timezone = 'Asia/Jakarta';
        SELECT date_trunc('day', ordered) AS day, category, count(*), extract(dow FROM date_trunc('day', ordered)) AS \
        dow FROM purchases
        WHERE date_trunc('day', ordered) > '2026-01-01' GROUP BY 1, 2 HAVING min(ordered) > date_trunc('day', ordered);

        """,
        """
        job without a name: commits every 1 second, checkpoints every 10 seconds, 1 lane, memory 256 MB, zone Asia/Jakarta

        source purchases: kafka topic t at h:1, from the earliest record
          reads category text, ordered timestamptz
          event time ordered, watermark 0 seconds behind the latest event, late rows: drop, bad records: skip

        preview -> console: upsert by (category, day), each row once, when its window closes
          windows close when an event at or after their end is seen
        └─ project day = window_start, category, count = count(*), dow = extract('dow', window_start)
           └─ filter min(ordered) > window_start
              └─ aggregate by category, window: count(*), min(ordered)
                 └─ project category, window_start, window_end, ordered
                    └─ window 1 day on ordered, zone Asia/Jakarta
                       └─ filter date_trunc('day', ordered) > '2025-12-31 17:00:00+00'::timestamptz
                          └─ source purchases

        """),
    PlanCase(
        "GROUP BY date_bin is a window with running totals",
        """
        SELECT date_bin('1 day 6 hours', ordered, '2026-01-01') AS bin, sum(sum(price)) OVER (ORDER BY date_bin('1 day \
        6 hours', ordered, '2026-01-01')) AS total FROM purchases GROUP BY date_bin('1 day 6 hours', ordered, '2026-01-01');

        """,
        """
        job without a name: commits every 1 second, checkpoints every 10 seconds, 1 lane, memory 256 MB, zone UTC

        source purchases: kafka topic t at h:1, from the earliest record
          reads price integer, ordered timestamptz
          event time ordered, watermark 0 seconds behind the latest event, late rows: drop, bad records: skip

        preview -> console: upsert by (bin), each row once, when its window closes
          windows close when an event at or after their end is seen
        └─ project bin = window_start, total = running total 1
           └─ running sum(sum(price)) OVER (ORDER BY window_start)
              └─ aggregate by window: sum(price)
                 └─ project window_start, window_end, price
                    └─ window 30 hours on ordered from 2026-01-01 00:00:00+00, zone UTC
                       └─ source purchases

        """),
    PlanCase(
        "GROUP BY time_bucket is a window, of months too",
        """
        SET timezone = 'Asia/Jakarta';
        SELECT time_bucket('5 minutes', ordered) AS start, count(*) FROM purchases GROUP BY start;
        SELECT time_bucket('3 months', ordered, origin => '2026-02-17') AS start, count(*) FROM purchases GROUP BY 1;

        """,
        """
        job without a name: commits every 1 second, checkpoints every 10 seconds, 1 lane, memory 256 MB, zone Asia/Jakarta

        source purchases: kafka topic t at h:1, from the earliest record
          reads ordered timestamptz
          event time ordered, watermark 0 seconds behind the latest event, late rows: drop, bad records: skip

        preview -> console: upsert by (start), each row once, when its window closes
          windows close when an event at or after their end is seen
        └─ project start = window_start, count = count(*)
           └─ aggregate by window: count(*)
              └─ project window_start, window_end
                 └─ window 5 minutes on ordered, zone UTC
                    └─ source purchases

        preview_2 -> console: upsert by (start), each row once, when its window closes
          windows close when an event at or after their end is seen
        └─ project start = window_start, count = count(*)
           └─ aggregate by window: count(*)
              └─ project window_start, window_end
                 └─ window 3 months on ordered from 2026-02-01 00:00:00+00, zone UTC
                    └─ source purchases

        """),
    PlanCase(
        "several INSERTs into a table without a key are UNION ALL",
        """
        INSERT INTO log SELECT category, price FROM purchases;
        INSERT INTO log SELECT brand, quantity FROM purchases WHERE price > 3;
        INSERT INTO log (amount) SELECT 7 FROM purchases;

        """,
        """
        job without a name: commits every 1 second, checkpoints every 10 seconds, 1 lane, memory 256 MB, zone UTC

        source purchases: kafka topic t at h:1, from the earliest record
          reads category text, brand text, quantity integer, price integer, ordered timestamptz
          event time ordered, watermark 0 seconds behind the latest event, late rows: drop, bad records: skip

        log -> postgres w, table log: append, rows as they come
        └─ union all
           └─ project category, amount = price::bigint
              └─ source purchases
           └─ project category = brand, amount = quantity::bigint
              └─ filter price > 3
                 └─ source purchases
           └─ project category = NULL::text, amount = 7::bigint
              └─ source purchases

        """),
    PlanCase(
        "groups of jsonb are groups of its one form",
        """
        SELECT to_jsonb(category) AS c, count(*), count(DISTINCT to_jsonb(price)) FROM purchases GROUP BY 1;

        """,
        """
        job without a name: commits every 1 second, checkpoints every 10 seconds, 1 lane, memory 256 MB, zone UTC

        source purchases: kafka topic t at h:1, from the earliest record
          reads category text, price integer, ordered timestamptz
          event time ordered, watermark 0 seconds behind the latest event, late rows: drop, bad records: skip

        preview -> console: upsert by (c), changed rows each 1 second
        └─ project c = coalesce(form of jsonb form(to_jsonb(category))::jsonb, jsonb form(to_jsonb(category)))::jsonb, count = count(*), count = count(DISTINCT jsonb form text(to_jsonb(price)))
           └─ aggregate by jsonb form(to_jsonb(category)): count(*), count(DISTINCT jsonb form text(to_jsonb(price))), min(to_jsonb(category)::text)
              └─ project jsonb form(to_jsonb(category)), jsonb form text(to_jsonb(price)), to_jsonb(category)::text
                 └─ source purchases

        """),
    PlanCase(
        "DISTINCT is GROUP BY everything",
        """
        SELECT DISTINCT category, lower(brand) AS b, category AS again FROM purchases WHERE price > 3;

        """,
        """
        job without a name: commits every 1 second, checkpoints every 10 seconds, 1 lane, memory 256 MB, zone UTC

        source purchases: kafka topic t at h:1, from the earliest record
          reads category text, brand text, price integer, ordered timestamptz
          event time ordered, watermark 0 seconds behind the latest event, late rows: drop, bad records: skip

        preview -> console: upsert by (category, b), changed rows each 1 second
        └─ project category, b = lower(brand), again = category
           └─ aggregate by category, lower(brand)
              └─ project category, lower(brand)
                 └─ filter price > 3
                    └─ source purchases

        """),
]
