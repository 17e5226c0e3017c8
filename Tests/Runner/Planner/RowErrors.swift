/// Jobs over numbered, unnested and filled-in rows, and what is said of them.
let rowErrors: [ErrorCase] = [
    ErrorCase(
        "ranks with ties over rows without windows",
        """
        SELECT * FROM (SELECT *, rank() OVER (PARTITION BY category ORDER BY price) AS r FROM purchases) t WHERE r < 3;

        """,
        """
        error[E0102]: rank() over more than one window is not supported yet
          --> job.sql:20:26
           |
        20 | SELECT * FROM (SELECT *, rank() OVER (PARTITION BY category ORDER BY price) AS r FROM purchases) t WHERE r < 3;
           |                          ^^^^
           = help: Put window_start into PARTITION BY, or write row_number(): it keeps the first rows of a key, and \
        tells rows that are equal in ORDER BY apart.

        """),
    ErrorCase(
        "more numbered rows of a key than are kept",
        """
        SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY category ORDER BY price) AS n FROM purchases) t \
        WHERE n <= 10001;

        """,
        """
        error[E0103]: at most 10000 rows are kept for a key, not 10001
          --> job.sql:20:26
           |
        20 | SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY category ORDER BY price) AS n FROM purchases) t WHERE n <= 10001;
           |                          ^^^^^^^^^^

        """),
    ErrorCase(
        "GROUP BY over numbered rows",
        """
        SELECT count(*) FROM (SELECT *, row_number() OVER (PARTITION BY category ORDER BY price) AS n FROM purchases) t \
        WHERE n <= 10;

        """,
        """
        error[E0102]: an aggregate over groups that have no window is not supported yet
          --> job.sql:20:8
           |
        20 | SELECT count(*) FROM (SELECT *, row_number() OVER (PARTITION BY category ORDER BY price) AS n FROM purchases) t WHERE n <= 10;
           |        ^^^^^
           = help: Their rows change for ever. Above groups by window_start it works: their rows are final.

        """),
]
