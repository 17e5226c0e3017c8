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
]
