/// Messages about windows, and what is not supported yet, each under the job that earns it.
let windowErrors: [ErrorCase] = [
    ErrorCase(
        "a window over a column that is not the event time",
        """
        SELECT window_start, count(*)
        FROM tumble(purchases, created, interval '1 minute')
        GROUP BY window_start;

        """,
        """
        error[E0211]: "created" is not the event time of purchases
          --> job.sql:21:24
           |
        21 | FROM tumble(purchases, created, interval '1 minute')
           |                        ^^^^^^^ its event time is "ordered"
           |
         2 | CREATE TABLE purchases (
           |              --------- declared here

        """),
    ErrorCase(
        "a window over a source without an event time",
        """
        SELECT window_start, count(*)
        FROM tumble(customers, joined, interval '1 minute')
        GROUP BY window_start;

        """,
        """
        error[E0403]: customers has no event time, so it has no windows
          --> job.sql:21:24
           |
        21 | FROM tumble(customers, joined, interval '1 minute')
           |                        ^^^^^^ add event_time = 'joined' to its WITH clause
           |
         8 | CREATE TABLE customers (name text NOT NULL, address place, joined timestamptz)
           |              --------- declared here

        """),
    ErrorCase(
        "a window over an expression",
        """
        SELECT count(*)
        FROM tumble(purchases, ordered + interval '1 hour', interval '1 minute')
        GROUP BY window_start;

        """,
        """
        error[E0211]: windows are over a column, the event time of the source
          --> job.sql:21:32
           |
        21 | FROM tumble(purchases, ordered + interval '1 hour', interval '1 minute')
           |                                ^
           = help: An event time that is computed is a column GENERATED ALWAYS AS (...) STORED of the source.

        """),
    ErrorCase(
        "a window without a size",
        """
        SELECT count(*) FROM tumble(purchases, ordered) GROUP BY window_start;

        """,
        """
        error[E0211]: tumble takes a table, its time column and a size
          --> job.sql:20:22
           |
        20 | SELECT count(*) FROM tumble(purchases, ordered) GROUP BY window_start;
           |                      ^^^^^^
           = help: tumble(table, time_column, interval '5 minutes' [, origin => timestamptz '...'] [, timezone => \
        'Asia/Jakarta'] [, fill => true])

        """),
    ErrorCase(
        "a window of mixed units",
        """
        SELECT count(*)
        FROM tumble(purchases, ordered, interval '1 day 1 hour')
        GROUP BY window_start;

        """,
        """
        error[E0211]: the size of a window is in months, or in days, or in hours and smaller units
          --> job.sql:21:33
           |
        21 | FROM tumble(purchases, ordered, interval '1 day 1 hour')
           |                                 ^^^^^^^^ 1 day 1 hour mixes them

        """),
    ErrorCase(
        "a window of no length",
        """
        SELECT count(*)
        FROM tumble(purchases, ordered, interval '0 minutes')
        GROUP BY window_start;

        """,
        """
        error[E0211]: the size of a window must be positive
          --> job.sql:21:33
           |
        21 | FROM tumble(purchases, ordered, interval '0 minutes')
           |                                 ^^^^^^^^

        """),
    ErrorCase(
        "a window of negative length",
        """
        SELECT count(*)
        FROM tumble(purchases, ordered, interval '-5 minutes')
        GROUP BY window_start;

        """,
        """
        error[E0211]: the size of a window must be positive
          --> job.sql:21:33
           |
        21 | FROM tumble(purchases, ordered, interval '-5 minutes')
           |                                 ^^^^^^^^

        """),
    ErrorCase(
        "a window in an unknown zone",
        """
        SELECT count(*)
        FROM tumble(purchases, ordered, interval '1 day', timezone => 'Asia/Jakarte')
        GROUP BY window_start;

        """,
        """
        error[E0211]: time zone "Asia/Jakarte" not recognized
          --> job.sql:21:63
           |
        21 | FROM tumble(purchases, ordered, interval '1 day', timezone => 'Asia/Jakarte')
           |                                                               ^^^^^^^^^^^^^^ did you mean "Asia/Jakarta"?

        """),
    ErrorCase(
        "a window with an unknown argument",
        """
        SELECT count(*)
        FROM tumble(purchases, ordered, interval '1 day', zone => 'Asia/Jakarta')
        GROUP BY window_start;

        """,
        """
        error[E0211]: tumble has no argument named "zone"
          --> job.sql:21:51
           |
        21 | FROM tumble(purchases, ordered, interval '1 day', zone => 'Asia/Jakarta')
           |                                                   ^^^^

        """),
    ErrorCase(
        "windows without window_start in GROUP BY",
        """
        SELECT category, count(*)
        FROM tumble(purchases, ordered, interval '1 minute')
        GROUP BY category;

        """,
        """
        error[E0210]: GROUP BY over windows must contain window_start or window_end
          --> job.sql:22:10
           |
        22 | GROUP BY category;
           |          ^^^^^^^^
           = help: Add window_start to GROUP BY: a group is then complete when its window closes.

        """),
    ErrorCase(
        "a hopping window with gaps",
        """
        SELECT count(*)
        FROM hop(purchases, ordered, interval '6 minutes', interval '5 minutes')
        GROUP BY window_start;

        """,
        """
        error[E0211]: windows that begin every 6 minutes and last 5 minutes leave gaps
          --> job.sql:21:30
           |
        21 | FROM hop(purchases, ordered, interval '6 minutes', interval '5 minutes')
           |                              ^^^^^^^^ the slide comes before the size, and is not longer

        """),
    ErrorCase(
        "tumble as a value",
        """
        SELECT tumble(ordered, interval '1 minute') FROM purchases;

        """,
        """
        error[E0207]: tumble(...) stands in FROM
          --> job.sql:20:8
           |
        20 | SELECT tumble(ordered, interval '1 minute') FROM purchases;
           |        ^^^^^^
           = help: SELECT ... FROM tumble(table, time_column, interval '5 minutes') GROUP BY window_start

        """),
    ErrorCase(
        "a zone for a timestamp without one",
        """
        SELECT count(*)
        FROM tumble(invoices, "InvoiceDate", interval '1 day', timezone => 'Asia/Jakarta')
        GROUP BY window_start;

        """,
        """
        error[E0211]: "InvoiceDate" is a timestamp without time zone, read as UTC time
          --> job.sql:21:68
           |
        21 | FROM tumble(invoices, "InvoiceDate", interval '1 day', timezone => 'Asia/Jakarta')
           |                                                                    ^^^^^^^^^^^^^^ set timezone = \
        'Asia/Jakarta' on the source

        """),
    ErrorCase(
        "UNION ALL of different columns",
        """
        SELECT price FROM purchases UNION ALL SELECT price, quantity FROM purchases;

        """,
        """
        error[E0212]: each UNION query must have the same number of columns
          --> job.sql:20:39
           |
        20 | SELECT price FROM purchases UNION ALL SELECT price, quantity FROM purchases;
           |                                       ^^^^^^ 1 before, 2 here

        """),
    ErrorCase(
        "an aggregate over an aggregate",
        """
        SELECT max(n) FROM (SELECT category, count(*) AS n FROM purchases GROUP BY category) c;

        """,
        """
        error[E0102]: an aggregate over groups that have no window is not supported yet
          --> job.sql:20:8
           |
        20 | SELECT max(n) FROM (SELECT category, count(*) AS n FROM purchases GROUP BY category) c;
           |        ^^^
           = help: Their rows change for ever. Above groups by window_start it works: their rows are final.

        """),
    ErrorCase(
        "top-N",
        """
        SELECT *, row_number() OVER (PARTITION BY category ORDER BY price) FROM purchases;

        """,
        """
        error[E0102]: row_number() over all rows of a key without a limit is not supported yet
          --> job.sql:20:11
           |
        20 | SELECT *, row_number() OVER (PARTITION BY category ORDER BY price) FROM purchases;
           |           ^^^^^^^^^^
           = help: Put it into a subquery and write WHERE rn <= 10 above: so many rows are kept for each key.

        """),
    ErrorCase(
        "a window function over plain rows",
        """
        SELECT sum(price) OVER (ORDER BY ordered) FROM purchases;

        """,
        """
        error[E0102]: a window function over rows that are not grouped is not supported yet
          --> job.sql:20:8
           |
        20 | SELECT sum(price) OVER (ORDER BY ordered) FROM purchases;
           |        ^^^
           = help: Running totals work: sum(sum(x)) OVER (PARTITION BY key ORDER BY window_start).

        """),
    ErrorCase(
        "a window function in WHERE",
        """
        SELECT * FROM purchases WHERE sum(price) OVER (ORDER BY ordered) > 3;

        """,
        """
        error[E0209]: window functions are not allowed in WHERE
          --> job.sql:20:31
           |
        20 | SELECT * FROM purchases WHERE sum(price) OVER (ORDER BY ordered) > 3;
           |                               ^^^

        """),
    ErrorCase(
        "a running total without a window",
        """
        SELECT category, sum(sum(price)) OVER (ORDER BY category)
        FROM purchases
        GROUP BY category;

        """,
        """
        error[E0102]: a window function over groups without a window is not supported yet
          --> job.sql:20:18
           |
        20 | SELECT category, sum(sum(price)) OVER (ORDER BY category)
           |                  ^^^
           = help: Running totals work over tumble(...): they go from window to window.

        """),
    ErrorCase(
        "a running total ordered by something else",
        """
        SELECT category, window_start, sum(sum(price)) OVER (ORDER BY category)
        FROM tumble(purchases, ordered, interval '1 minute')
        GROUP BY category, window_start;

        """,
        """
        error[E0102]: ORDER BY something else than window_start or window_end in OVER is not supported yet
          --> job.sql:20:63
           |
        20 | SELECT category, window_start, sum(sum(price)) OVER (ORDER BY category)
           |                                                               ^^^^^^^^

        """),
    ErrorCase(
        "a running total over a column that is not grouped",
        """
        SELECT window_start, sum(sum(price)) OVER (PARTITION BY brand ORDER BY window_start)
        FROM tumble(purchases, ordered, interval '1 minute')
        GROUP BY window_start;

        """,
        """
        error[E0210]: column "purchases.brand" must appear in the GROUP BY clause or be used in an aggregate function
          --> job.sql:20:57
           |
        20 | SELECT window_start, sum(sum(price)) OVER (PARTITION BY brand ORDER BY window_start)
           |                                                         ^^^^^

        """),
    ErrorCase(
        "a query without FROM",
        """
        SELECT 1;

        """,
        """
        error[E0102]: a query without FROM is not supported yet
          --> job.sql:20:1
           |
        20 | SELECT 1;
           | ^^^^^^

        """),
    ErrorCase(
        "OFFSET",
        """
        SELECT * FROM purchases OFFSET 3;

        """,
        """
        error[E0102]: OFFSET is not supported yet
          --> job.sql:20:32
           |
        20 | SELECT * FROM purchases OFFSET 3;
           |                                ^
           = help: A stream has no first rows: what is to be left out is a condition in WHERE.

        """),
    ErrorCase(
        "ORDER BY something that is not shown",
        """
        SELECT price FROM purchases ORDER BY quantity;

        """,
        """
        error[E0102]: ORDER BY something that is not in the select list is not supported yet
          --> job.sql:20:38
           |
        20 | SELECT price FROM purchases ORDER BY quantity;
           |                                      ^^^^^^^^
           = help: Add it to the select list.

        """),
    ErrorCase(
        "ORDER BY a position that is not there",
        """
        SELECT price FROM purchases ORDER BY 2;

        """,
        """
        error[E0212]: ORDER BY position 2 is not in select list
          --> job.sql:20:38
           |
        20 | SELECT price FROM purchases ORDER BY 2;
           |                                      ^

        """),
    ErrorCase(
        "LIMIT below nothing",
        """
        SELECT price FROM purchases LIMIT -1;

        """,
        """
        error[E0212]: LIMIT must not be negative
          --> job.sql:20:35
           |
        20 | SELECT price FROM purchases LIMIT -1;
           |                                   ^

        """),
    ErrorCase(
        "LIMIT inside",
        """
        SELECT * FROM (SELECT price FROM purchases LIMIT 3) t;

        """,
        """
        error[E0102]: LIMIT of rows that are not grouped by window_start is not supported yet
          --> job.sql:20:50
           |
        20 | SELECT * FROM (SELECT price FROM purchases LIMIT 3) t;
           |                                                  ^
           = help: Of each window: row_number() OVER (PARTITION BY window_start ORDER BY ...) AS n in a subquery.
           = help: The first rows of all: row_number() OVER (ORDER BY ...) AS n in a subquery, and WHERE n <= 10.

        """),
]
