/// What people write who come from other systems, where it parses.
let foreignErrors: [ErrorCase] = [
    ErrorCase(
        "window_time of Flink",
        """
        SELECT window_time, count(*) FROM tumble(purchases, ordered, interval '1 hour')
        GROUP BY window_start, window_end, window_time;

        """,
        """
        error[E0203]: column "window_time" does not exist in purchases
          --> job.sql:20:8
           |
        20 | SELECT window_time, count(*) FROM tumble(purchases, ordered, interval '1 hour')
           |        ^^^^^^^^^^^
           = help: Write window_end - interval '1 millisecond', and leave it out of GROUP BY.

        error[E0203]: column "window_time" does not exist in purchases
          --> job.sql:21:36
           |
        21 | GROUP BY window_start, window_end, window_time;
           |                                    ^^^^^^^^^^^
           = help: Write window_end - interval '1 millisecond', and leave it out of GROUP BY.

        """),
    ErrorCase(
        "columns that ksqlDB adds",
        """
        SELECT rowtime, ROWKEY, purchases.rowoffset, windowstart FROM purchases;

        """,
        """
        error[E0203]: column "rowtime" does not exist in purchases
          --> job.sql:20:8
           |
        20 | SELECT rowtime, ROWKEY, purchases.rowoffset, windowstart FROM purchases;
           |        ^^^^^^^
           = help: Write _kafka_timestamp, the time of the record, or the event time.

        error[E0203]: column "rowkey" does not exist in purchases
          --> job.sql:20:17
           |
        20 | SELECT rowtime, ROWKEY, purchases.rowoffset, windowstart FROM purchases;
           |                 ^^^^^^
           = help: Write _kafka_key, the key of the record.

        error[E0203]: column "rowoffset" does not exist in purchases
          --> job.sql:20:35
           |
        20 | SELECT rowtime, ROWKEY, purchases.rowoffset, windowstart FROM purchases;
           |                                   ^^^^^^^^^
           = help: Write _kafka_offset.

        error[E0203]: column "windowstart" does not exist in purchases
          --> job.sql:20:46
           |
        20 | SELECT rowtime, ROWKEY, purchases.rowoffset, windowstart FROM purchases;
           |                                              ^^^^^^^^^^^
           = help: Write window_start, with FROM tumble(t, ts, interval '5 minutes').

        """),
    ErrorCase(
        "fields as ksqlDB takes them out",
        """
        SELECT address->city FROM customers;
        SELECT to_jsonb(category) ->> zip FROM purchases;

        """,
        """
        error[E0203]: column "city" does not exist in customers
          --> job.sql:20:17
           |
        20 | SELECT address->city FROM customers;
           |                 ^^^^
           = help: A field of jsonb is named in quotes: -> 'city'; of a record: (column).city.

        error[E0203]: column "zip" does not exist in purchases
          --> job.sql:21:31
           |
        21 | SELECT to_jsonb(category) ->> zip FROM purchases;
           |                               ^^^
           = help: A field of jsonb is named in quotes: ->> 'zip'; of a record: (column).zip.

        """),
    ErrorCase(
        "functions of ksqlDB and Spark",
        """
        SELECT timestamptostring(ordered, 'yyyy'), collect(price), count_distinct(brand), topk(price, 3) FROM purchases;

        """,
        """
        error[E0205]: function timestamptostring does not exist
          --> job.sql:20:8
           |
        20 | SELECT timestamptostring(ordered, 'yyyy'), collect(price), count_distinct(brand), topk(price, 3) \
        FROM purchases;
           |        ^^^^^^^^^^^^^^^^^
           = help: Write to_char(ts, 'YYYY-MM-DD HH24:MI:SS').

        error[E0205]: function collect does not exist
          --> job.sql:20:44
           |
        20 | SELECT timestamptostring(ordered, 'yyyy'), collect(price), count_distinct(brand), topk(price, 3) \
        FROM purchases;
           |                                            ^^^^^^^
           = help: Write array_agg(x).

        error[E0205]: function count_distinct does not exist
          --> job.sql:20:60
           |
        20 | SELECT timestamptostring(ordered, 'yyyy'), collect(price), count_distinct(brand), topk(price, 3) \
        FROM purchases;
           |                                                            ^^^^^^^^^^^^^^
           = help: Write count(DISTINCT x).

        error[E0205]: function topk does not exist
          --> job.sql:20:83
           |
        20 | SELECT timestamptostring(ordered, 'yyyy'), collect(price), count_distinct(brand), topk(price, 3) \
        FROM purchases;
           |                                                                                   ^^^^
           = help: Number them, row_number() OVER (PARTITION BY key ORDER BY x DESC) AS n, and above: WHERE n <= 3.

        """),
]
