/// Messages about joins, each under the job that earns it.
let joinErrors: [ErrorCase] = [
    ErrorCase(
        "two tables in FROM",
        """
        SELECT * FROM purchases, customers;

        """,
        """
        error[E0102]: a join without an equality of both sides is not supported yet
          --> job.sql:20:26
           |
        20 | SELECT * FROM purchases, customers;
           |                          ^^^^^^^^^
           = help: Rows are kept by what is equal: ON a.id = b.a_id, and whatever else with AND.

        """),
    ErrorCase(
        "a join of rows as they come, kept for ever",
        """
        SELECT a.price FROM purchases a JOIN purchases b ON a.category = b.category;

        """,
        """
        warning[W0107]: the rows of both sides are kept for ever, as a partner may always come
          --> job.sql:20:33
           |
        20 | SELECT a.price FROM purchases a JOIN purchases b ON a.category = b.category;
           |                                 ^^^^
           = help: Bound the event times: ... AND b.ts BETWEEN a.ts AND a.ts + interval '1 hour' forgets rows by the \
        watermark.
           = help: SET state_ttl = '1 day' forgets keys that nothing came for in a day.

        """),
    ErrorCase(
        "LEFT JOIN of rows as they come",
        """
        SELECT a.price FROM purchases a LEFT JOIN purchases b ON a.category = b.category;

        """,
        """
        error[E0102]: LEFT JOIN of rows as they come without a bound on their times is not supported yet
          --> job.sql:20:38
           |
        20 | SELECT a.price FROM purchases a LEFT JOIN purchases b ON a.category = b.category;
           |                                      ^^^^
           = help: Whether a row stays without a partner is known when the watermark has passed all that it may be \
        joined with: ON ... AND b.ts BETWEEN a.ts AND a.ts + interval '1 hour', of event times.
           = help: Or join rows of tumble(...) with equal windows.

        """),
    ErrorCase(
        "a file without a key, which may be meant as a lookup table",
        """
        CREATE TABLE l (k text, v int) WITH (connector = 'file', path = 'l.csv', format = 'csv');
        SELECT p.price, l.v FROM purchases p LEFT JOIN l ON p.category = l.k;
        SELECT p.price, l.v FROM purchases p JOIN l ON p.category = l.k;
        SELECT p.price, l.v FROM purchases p, l WHERE p.category = l.k;
        SELECT p.price, l.v FROM tumble(purchases, ordered, interval '1 hour') p JOIN l ON p.category = l.k;

        """,
        """
        error[E0102]: LEFT JOIN of rows as they come without a bound on their times is not supported yet
          --> job.sql:21:43
           |
        21 | SELECT p.price, l.v FROM purchases p LEFT JOIN l ON p.category = l.k;
           |                                           ^^^^
           = help: With a PRIMARY KEY "l" is a lookup table: each row of a stream finds its row by the key.
           = help: Whether a row stays without a partner is known when the watermark has passed all that it may be \
        joined with: ON ... AND b.ts BETWEEN a.ts AND a.ts + interval '1 hour', of event times.
           = help: Or join rows of tumble(...) with equal windows.

        warning[W0107]: the rows of both sides are kept for ever, as a partner may always come
          --> job.sql:22:38
           |
        22 | SELECT p.price, l.v FROM purchases p JOIN l ON p.category = l.k;
           |                                      ^^^^
           = help: With a PRIMARY KEY "l" is a lookup table: each row of a stream finds its row by the key.
           = help: Bound the event times: ... AND b.ts BETWEEN a.ts AND a.ts + interval '1 hour' forgets rows by the \
        watermark.
           = help: SET state_ttl = '1 day' forgets keys that nothing came for in a day.

        warning[W0107]: the rows of both sides are kept for ever, as a partner may always come
          --> job.sql:23:39
           |
        23 | SELECT p.price, l.v FROM purchases p, l WHERE p.category = l.k;
           |                                       ^
           = help: With a PRIMARY KEY "l" is a lookup table: each row of a stream finds its row by the key.
           = help: Bound the event times: ... AND b.ts BETWEEN a.ts AND a.ts + interval '1 hour' forgets rows by the \
        watermark.
           = help: SET state_ttl = '1 day' forgets keys that nothing came for in a day.

        error[E0102]: a join of rows in windows with rows as they come is not supported yet
          --> job.sql:24:74
           |
        24 | SELECT p.price, l.v FROM tumble(purchases, ordered, interval '1 hour') p JOIN l ON p.category = l.k;
           |                                                                          ^^^^
           = help: With a PRIMARY KEY "l" is a lookup table: each row of a stream finds its row by the key.
           = help: Join rows of the same windows, or join first and put no window below.

        """),
    ErrorCase(
        "a bound on one side only, or on another column than the event time, is none",
        """
        SELECT a.price FROM purchases a FULL JOIN purchases b ON a.category = b.category AND b.ordered >= a.ordered;
        SELECT a.price FROM purchases a JOIN customers b ON a.category = b.name AND b.joined BETWEEN a.ordered \
        AND a.ordered + interval '1 hour';

        """,
        """
        error[E0102]: FULL JOIN of rows as they come without a bound on their times is not supported yet
          --> job.sql:20:38
           |
        20 | SELECT a.price FROM purchases a FULL JOIN purchases b ON a.category = b.category AND b.ordered >= a.ordered;
           |                                      ^^^^
           = help: Whether a row stays without a partner is known when the watermark has passed all that it may be \
        joined with: ON ... AND b.ts BETWEEN a.ts AND a.ts + interval '1 hour', of event times.
           = help: Or join rows of tumble(...) with equal windows.

        warning[W0107]: the rows of both sides are kept for ever, as a partner may always come
          --> job.sql:21:33
           |
        21 | SELECT a.price FROM purchases a JOIN customers b ON a.category = b.name AND b.joined BETWEEN a.ordered \
        AND a.ordered + interval '1 hour';
           |                                 ^^^^
           = help: Bound the event times: ... AND b.ts BETWEEN a.ts AND a.ts + interval '1 hour' forgets rows by the \
        watermark.
           = help: SET state_ttl = '1 day' forgets keys that nothing came for in a day.

        """),
    ErrorCase(
        "a join of groups without a window",
        """
        SET state_ttl = '1 day';
        SELECT a.n FROM (SELECT category, count(*) AS n FROM purchases GROUP BY category) a JOIN purchases b ON \
        a.category = b.category;

        """,
        """
        error[E0102]: a join of groups that have no window is not supported yet
          --> job.sql:21:85
           |
        21 | SELECT a.n FROM (SELECT category, count(*) AS n FROM purchases GROUP BY category) a JOIN purchases b ON \
        a.category = b.category;
           |                                                                                     ^^^^
           = help: Their rows change for ever. Rows as they come, and groups by window_start, can be joined.

        """),
    ErrorCase(
        "a window over joined rows",
        """
        SET state_ttl = '1 day';
        SELECT count(*) FROM tumble((SELECT a.ordered FROM purchases a JOIN purchases b ON a.category = b.category), \
        ordered, interval '1 hour') GROUP BY window_start;

        """,
        """
        error[E0102]: a window over joined rows without an event time is not supported yet
          --> job.sql:21:29
           |
        21 | SELECT count(*) FROM tumble((SELECT a.ordered FROM purchases a JOIN purchases b ON a.category = b.category), \
        ordered, interval '1 hour') GROUP BY window_start;
           |                             ^
           = help: Joined rows have one where ON bounds how far the event times of both sides are apart: that of a side \
        that is never NULL.
           = help: Or group them without a window: SET state_ttl forgets groups that nothing comes for.

        """),
    ErrorCase(
        "a window over the time of a side that may be NULL",
        """
        SELECT count(*) FROM tumble((SELECT a.ordered AS mine, b.ordered AS other FROM purchases a LEFT JOIN purchases b
        ON a.category = b.category AND b.ordered BETWEEN a.ordered AND a.ordered + interval '1 hour'), other,
        interval '1 hour') GROUP BY window_start;

        """,
        """
        error[E0211]: "other" is not an event time of the joined rows
          --> job.sql:21:96
           |
        21 | ON a.category = b.category AND b.ordered BETWEEN a.ordered AND a.ordered + interval '1 hour'), other,
           |                                                                                                ^^^^^
           = help: An event time by which ON bounds how far both sides are apart is one, if its side is never NULL.

        """),
    ErrorCase(
        "USING in a FULL JOIN of windows",
        """
        SELECT price FROM (SELECT * FROM tumble(purchases, ordered, interval '1 hour')) a FULL JOIN
        (SELECT window_start, category FROM tumble(purchases, ordered, interval '1 hour')) b
        USING (window_start, category);

        """,
        """
        error[E0102]: USING in a FULL JOIN is not supported yet
          --> job.sql:22:8
           |
        22 | USING (window_start, category);
           |        ^^^^^^^^^^^^
           = help: Write ON a.x = b.x, and coalesce(a.x, b.x) where the value of either is wanted.

        """),
]
