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
           = help: SET state_ttl = '1 day' forgets keys that nothing came for in a day.

        """),
    ErrorCase(
        "LEFT JOIN of rows as they come",
        """
        SELECT a.price FROM purchases a LEFT JOIN purchases b ON a.category = b.category;

        """,
        """
        error[E0102]: LEFT JOIN of rows as they come is not supported yet
          --> job.sql:20:38
           |
        20 | SELECT a.price FROM purchases a LEFT JOIN purchases b ON a.category = b.category;
           |                                      ^^^^
           = help: Whether a row stays without a partner is known only when its window closes: join rows of tumble(...) \
        with equal windows, or leave LEFT out.

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
        error[E0102]: a window over joined rows is not supported yet
          --> job.sql:21:29
           |
        21 | SELECT count(*) FROM tumble((SELECT a.ordered FROM purchases a JOIN purchases b ON a.category = b.category), \
        ordered, interval '1 hour') GROUP BY window_start;
           |                             ^
           = help: Group them without a window: SET state_ttl forgets groups that nothing comes for.

        """),
]
