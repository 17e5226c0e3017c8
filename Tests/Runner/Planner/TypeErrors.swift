/// Messages about types of operators, conditions and casts, each under the job that earns it.
let typeErrors: [ErrorCase] = [
    ErrorCase(
        "text plus a number",
        """
        SELECT category + price FROM purchases;

        """,
        """
        error[E0208]: operator does not exist: text + integer
          --> job.sql:20:17
           |
        20 | SELECT category + price FROM purchases;
           |                 ^ text is joined with ||

        """),
    ErrorCase(
        "text plus text",
        """
        SELECT category + category FROM purchases;

        """,
        """
        error[E0208]: operator does not exist: text + text
          --> job.sql:20:17
           |
        20 | SELECT category + category FROM purchases;
           |                 ^ text is joined with ||

        """),
    ErrorCase(
        "a number is no condition",
        """
        SELECT * FROM purchases WHERE price;

        """,
        """
        error[E0208]: argument of WHERE must be type boolean, not type integer
          --> job.sql:20:31
           |
        20 | SELECT * FROM purchases WHERE price;
           |                               ^^^^^

        """),
    ErrorCase(
        "a number in AND",
        """
        SELECT * FROM purchases WHERE price AND quantity > 1;

        """,
        """
        error[E0208]: argument of AND must be type boolean, not type integer
          --> job.sql:20:31
           |
        20 | SELECT * FROM purchases WHERE price AND quantity > 1;
           |                               ^^^^^

        """),
    ErrorCase(
        "text in NOT",
        """
        SELECT NOT category FROM purchases;

        """,
        """
        error[E0208]: argument of NOT must be type boolean, not type text
          --> job.sql:20:12
           |
        20 | SELECT NOT category FROM purchases;
           |            ^^^^^^^^

        """),
    ErrorCase(
        "CASE with types that do not fit",
        """
        SELECT CASE WHEN price > 1 THEN price ELSE category END FROM purchases;

        """,
        """
        error[E0208]: CASE types text and integer cannot be matched
          --> job.sql:20:33
           |
        20 | SELECT CASE WHEN price > 1 THEN price ELSE category END FROM purchases;
           |                                 ^^^^^

        """),
    ErrorCase(
        "COALESCE with types that do not fit",
        """
        SELECT coalesce(price, ordered) FROM purchases;

        """,
        """
        error[E0208]: COALESCE types integer and timestamptz cannot be matched
          --> job.sql:20:24
           |
        20 | SELECT coalesce(price, ordered) FROM purchases;
           |                        ^^^^^^^

        """),
    ErrorCase(
        "a cast that does not exist",
        """
        SELECT price::timestamptz FROM purchases;

        """,
        """
        error[E0208]: cannot cast type integer to timestamptz
          --> job.sql:20:13
           |
        20 | SELECT price::timestamptz FROM purchases;
           |             ^^

        """),
    ErrorCase(
        "a literal that is no number",
        """
        SELECT * FROM purchases WHERE price = 'abc';

        """,
        """
        error[E0107]: invalid input syntax for type integer: "abc"
          --> job.sql:20:39
           |
        20 | SELECT * FROM purchases WHERE price = 'abc';
           |                                       ^^^^^

        """),
    ErrorCase(
        "an interval that cannot be read",
        """
        SELECT * FROM tumble(purchases, ordered, interval '5 mintes');

        """,
        """
        error[E0107]: invalid input syntax for type interval: "5 mintes"
          --> job.sql:20:51
           |
        20 | SELECT * FROM tumble(purchases, ordered, interval '5 mintes');
           |                                                   ^^^^^^^^^^

        """),
    ErrorCase(
        "an unknown type in a cast",
        """
        SELECT price::int65 FROM purchases;

        """,
        """
        error[E0206]: type "int65" does not exist
          --> job.sql:20:15
           |
        20 | SELECT price::int65 FROM purchases;
           |               ^^^^^
           = help: Types: boolean, smallint, integer, bigint, numeric, real, double precision, text, varchar, \
        timestamptz, timestamp, date, interval, jsonb, uuid, bytea, and those of CREATE TYPE.

        """),
]
