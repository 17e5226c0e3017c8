/// Jobs over lookup tables, and what is said of them.
let lookupErrors: [ErrorCase] = [
    ErrorCase(
        "a lookup table as a stream",
        """
        SELECT * FROM totals;

        """,
        """
        error[E0212]: "totals" is a lookup table: its rows are only joined with those of a stream
          --> job.sql:20:15
           |
        20 | SELECT * FROM totals;
           |               ^^^^^^
           = help: Write it behind the stream: FROM stream JOIN totals ON stream.column = totals.key.

        """),
    ErrorCase(
        "a lookup table without a key",
        """
        SELECT l.amount FROM purchases p JOIN log l ON p.category = l.category;

        """,
        """
        error[E0212]: "log" needs a PRIMARY KEY: a lookup table is joined by it
          --> job.sql:16:14
           |
        16 | CREATE TABLE log (category text, amount bigint)
           |              ^^^
           = help: Write PRIMARY KEY behind a column, or PRIMARY KEY (column, ...) behind the last one.

        """),
    ErrorCase(
        "a part of the key that ON leaves out",
        """
        SELECT k.amount FROM purchases p JOIN peaks k ON p.category = k.category AND k.amount > p.price;

        """,
        """
        error[E0102]: a join with "peaks" that does not compare amount of its key is not supported yet
          --> job.sql:20:74
           |
        20 | SELECT k.amount FROM purchases p JOIN peaks k ON p.category = k.category AND k.amount > p.price;
           |                                                                          ^^^
           = help: ON has an equality for each column of PRIMARY KEY (category, amount).

        """),
    ErrorCase(
        "all rows of a lookup table",
        """
        SELECT t.amount FROM purchases p RIGHT JOIN totals t ON p.category = t.category;

        """,
        """
        error[E0102]: RIGHT JOIN of a lookup table is not supported yet
          --> job.sql:20:40
           |
        20 | SELECT t.amount FROM purchases p RIGHT JOIN totals t ON p.category = t.category;
           |                                        ^^^^
           = help: A stream never ends, so no row of totals is ever known to have no partner.

        """),
    ErrorCase(
        "groups that change, joined",
        """
        SELECT t.amount FROM (SELECT category, count(*) AS n FROM purchases GROUP BY category) g JOIN totals t \
        ON g.category = t.category;

        """,
        """
        error[E0102]: a join of groups that have no window is not supported yet
          --> job.sql:20:90
           |
        20 | SELECT t.amount FROM (SELECT category, count(*) AS n FROM purchases GROUP BY category) g JOIN totals t ON g.category = t.category;
           |                                                                                          ^^^^
           = help: Their rows change for ever. Join before grouping, or above groups by window_start.

        """),
    ErrorCase(
        "keys of types whose values look different",
        """
        SELECT d.b FROM purchases p JOIN days d ON p.ordered = d.a;
        CREATE TABLE days (a date PRIMARY KEY, b text) WITH (connector = 'postgres', connection = 'w');

        """,
        """
        error[E0102]: a join key of timestamptz and date is not supported yet
          --> job.sql:20:54
           |
        20 | SELECT d.b FROM purchases p JOIN days d ON p.ordered = d.a;
           |                                                      ^
           = help: Cast one of them to the other's type.

        """),
    ErrorCase(
        "an option of streams on a lookup table",
        """
        SELECT f.b FROM purchases p JOIN f ON p.category = f.a;
        CREATE TABLE f (a text PRIMARY KEY, b text) WITH (connector = 'file', path = 'x', format = 'csv', follow = true);

        """,
        """
        error[E0301]: a lookup table has no option follow: it is read as a whole at the start
          --> job.sql:21:99
           |
        21 | CREATE TABLE f (a text PRIMARY KEY, b text) WITH (connector = 'file', path = 'x', format = 'csv', follow = true);
           |                                                                                                   ^^^^^^

        """),
    ErrorCase(
        "a lookup table behind a comma without its key in WHERE",
        """
        SELECT t.amount FROM purchases p, totals t WHERE p.price > t.amount;

        """,
        """
        error[E0102]: "totals" in FROM without an equality with its key in WHERE is not supported yet
          --> job.sql:20:35
           |
        20 | SELECT t.amount FROM purchases p, totals t WHERE p.price > t.amount;
           |                                   ^^^^^^
           = help: Write WHERE stream.column = totals.key, or JOIN totals ON ... before it.

        """),
    ErrorCase(
        "a misspelt column of a lookup table behind a comma",
        """
        SELECT t.amount FROM purchases p, totals t WHERE p.category = t.category AND t.amuont > 3;

        """,
        """
        error[E0203]: column "amuont" does not exist in t
          --> job.sql:20:80
           |
        20 | SELECT t.amount FROM purchases p, totals t WHERE p.category = t.category AND t.amuont > 3;
           |                                                                                ^^^^^^ did you mean "amount"?

        """),
]
