/// Mistakes around DISTINCT ON, sessions and joins.
let sessionErrors: [ErrorCase] = [
    ErrorCase(
        "DISTINCT ON another order",
        """
        SELECT DISTINCT ON (category) category, price FROM purchases ORDER BY price, category;

        """,
        """
        error[E0212]: SELECT DISTINCT ON expressions must match initial ORDER BY expressions
          --> job.sql:20:21
           |
        20 | SELECT DISTINCT ON (category) category, price FROM purchases ORDER BY price, category;
           |                     ^^^^^^^^

        """),
    ErrorCase(
        "a condition on a session's bounds",
        """
        SELECT window_start, count(*) FROM session(purchases, ordered, interval '5 minutes')
        WHERE window_start > '2026-01-01' GROUP BY window_start;

        """,
        """
        error[E0102]: the bounds of a session below its GROUP BY is not supported yet
          --> job.sql:21:20
           |
        21 | WHERE window_start > '2026-01-01' GROUP BY window_start;
           |                    ^
           = help: HAVING and the select list may use them.

        """),
    ErrorCase(
        "rows of sessions",
        """
        SELECT * FROM session(purchases, ordered, interval '5 minutes');

        """,
        """
        error[E0102]: rows of sessions that are not grouped is not supported yet
          --> job.sql:20:8
           |
        20 | SELECT * FROM session(purchases, ordered, interval '5 minutes');
           |        ^
           = help: Write GROUP BY window_start, window_end and the keys of the session in the same SELECT.

        """),
    ErrorCase(
        "a running total over sessions of several keys in the order of their starts",
        """
        SELECT category, brand, window_end, sum(count(*)) OVER (PARTITION BY category ORDER BY window_start)
        FROM session(purchases, ordered, interval '5 minutes') GROUP BY category, brand, window_start, window_end;

        """,
        """
        error[E0102]: a running total over sessions of several keys by window_start is not supported yet
          --> job.sql:20:88
           |
        20 | SELECT category, brand, window_end, sum(count(*)) OVER (PARTITION BY category ORDER BY window_start)
           |                                                                                        ^^^^^^^^^^^^
           = help: Sessions are over in the order of window_end: write ORDER BY window_end.

        """),
    ErrorCase(
        "a rank of sessions by what they have",
        """
        SELECT category, window_end, rank() OVER (PARTITION BY category ORDER BY count(*) DESC)
        FROM session(purchases, ordered, interval '5 minutes') GROUP BY category, window_end;

        """,
        """
        error[E0102]: rank() over sessions in another order than that of window_end is not supported yet
          --> job.sql:20:30
           |
        20 | SELECT category, window_end, rank() OVER (PARTITION BY category ORDER BY count(*) DESC)
           |                              ^^^^
           = help: Write ORDER BY window_end: the number of a session is known when it is over.

        """),
    ErrorCase(
        "a number beside a total over sessions",
        """
        SELECT category, window_end, sum(count(*)) OVER (ORDER BY window_end) AS n,
            row_number() OVER (PARTITION BY category ORDER BY window_end) AS visit
        FROM session(purchases, ordered, interval '5 minutes') GROUP BY category, window_end;

        """,
        """
        error[E0102]: row_number() over sessions beside a running total with another PARTITION BY is not supported yet
          --> job.sql:21:5
           |
        21 |     row_number() OVER (PARTITION BY category ORDER BY window_end) AS visit
           |     ^^^^^^^^^^

        """),
    ErrorCase(
        "a number over sessions of several keys",
        """
        SELECT category, window_end, row_number() OVER (ORDER BY window_end) AS n
        FROM session(purchases, ordered, interval '5 minutes') GROUP BY category, window_end;

        """,
        """
        error[E0102]: row_number() over sessions of several keys is not supported yet
          --> job.sql:20:30
           |
        20 | SELECT category, window_end, row_number() OVER (ORDER BY window_end) AS n
           |                              ^^^^^^^^^^
           = help: Put all keys of GROUP BY but the session's bounds into PARTITION BY.

        """),
    ErrorCase(
        "ranks over groups that are forgotten",
        """
        SET state_ttl = '1 day';
        CREATE MATERIALIZED VIEW v WITH (connector = 'console') AS
        SELECT category, rank() OVER (ORDER BY count(*) DESC) AS r FROM purchases GROUP BY category;

        """,
        """
        error[E0102]: rank() over groups that state_ttl forgets is not supported yet
          --> job.sql:22:18
           |
        22 | SELECT category, rank() OVER (ORDER BY count(*) DESC) AS r FROM purchases GROUP BY category;
           |                  ^^^^
           = help: Put window_start into GROUP BY, or leave state_ttl out: all groups are then kept in memory.

        """),
    ErrorCase(
        "ranks over groups that can't be told apart",
        """
        SELECT * FROM (
            SELECT r, rank() OVER (ORDER BY r) AS s FROM (SELECT count(*) AS r FROM purchases GROUP BY category) t) u
        WHERE s < 3;

        """,
        """
        error[E0102]: rank() over groups whose keys are not in its input is not supported yet
          --> job.sql:21:15
           |
        21 |     SELECT r, rank() OVER (ORDER BY r) AS s FROM (SELECT count(*) AS r FROM purchases GROUP BY category) t) u
           |               ^^^^
           = help: Put all keys of GROUP BY into the select list below, and nothing but WHERE between.

        """),
    ErrorCase(
        "a session by a column that groups have not",
        """
        SELECT brand, window_start, count(*) FROM session(purchases, ordered, interval '5 minutes', by => category)
        GROUP BY brand, window_start;

        """,
        """
        error[E0102]: a session by a column that is not in GROUP BY is not supported yet
          --> job.sql:20:99
           |
        20 | SELECT brand, window_start, count(*) FROM session(purchases, ordered, interval '5 minutes', by => category)
           |                                                                                                   ^^^^^^^^
           = help: Add the column to GROUP BY. Without by => ... a session is that of the keys of GROUP BY.

        """),
]
