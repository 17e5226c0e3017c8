/// Messages about views, fields and INSERT, each under the job that earns it.
let objectErrors: [ErrorCase] = [
    ErrorCase(
        "DISTINCT over groups",
        """
        SELECT DISTINCT count(*) FROM purchases GROUP BY category;

        """,
        """
        error[E0102]: SELECT DISTINCT over groups is not supported yet
          --> job.sql:20:1
           |
        20 | SELECT DISTINCT count(*) FROM purchases GROUP BY category;
           | ^^^^^^

        """),
    ErrorCase(
        "an event time that a view computed anew",
        """
        CREATE VIEW v AS SELECT price, ordered + interval '1 hour' AS ordered FROM purchases;
        SELECT count(*) FROM tumble(v, ordered, interval '1 minute') GROUP BY window_start;

        """,
        """
        error[E0211]: "ordered" is not the event time of purchases
          --> job.sql:21:32
           |
        21 | SELECT count(*) FROM tumble(v, ordered, interval '1 minute') GROUP BY window_start;
           |                                ^^^^^^^ it was computed anew on the way from purchases
           |
         2 | CREATE TABLE purchases (
           |              --------- declared here

        """),
    ErrorCase(
        "a view of itself",
        """
        CREATE VIEW v AS SELECT * FROM v;
        SELECT * FROM v;

        """,
        """
        error[E0212]: "v" is defined by itself
          --> job.sql:20:32
           |
        20 | CREATE VIEW v AS SELECT * FROM v;
           |                                ^

        """),
    ErrorCase(
        "a broken view is reported once",
        """
        CREATE VIEW v AS SELECT pirce FROM purchases;
        SELECT * FROM v;
        SELECT count(*) FROM v;

        """,
        """
        error[E0203]: column "pirce" does not exist in purchases
          --> job.sql:20:25
           |
        20 | CREATE VIEW v AS SELECT pirce FROM purchases;
           |                         ^^^^^ did you mean "price"?

        """),
    ErrorCase(
        "too many names for a view",
        """
        CREATE VIEW v (a, b) AS SELECT price FROM purchases;
        SELECT * FROM v;

        """,
        """
        error[E0212]: "v" has 1 column available but 2 columns specified
          --> job.sql:20:19
           |
        20 | CREATE VIEW v (a, b) AS SELECT price FROM purchases;
           |                   ^

        """),
    ErrorCase(
        "a name that is taken",
        """
        CREATE VIEW purchases AS SELECT * FROM customers;
        SELECT * FROM purchases;

        """,
        """
        error[E0202]: relation "purchases" already exists
          --> job.sql:20:13
           |
        20 | CREATE VIEW purchases AS SELECT * FROM customers;
           |             ^^^^^^^^^
           |
         2 | CREATE TABLE purchases (
           |              --------- declared here

        """),
    ErrorCase(
        "a field that a record does not have",
        """
        SELECT (address).town FROM customers;

        """,
        """
        error[E0203]: column "town" not found in data type place
          --> job.sql:20:18
           |
        20 | SELECT (address).town FROM customers;
           |                  ^^^^

        """),
    ErrorCase(
        "a field of something that is no record",
        """
        SELECT (name).first FROM customers;

        """,
        """
        error[E0207]: column notation .first applied to type text, which is not a composite type
          --> job.sql:20:15
           |
        20 | SELECT (name).first FROM customers;
           |               ^^^^^

        """),
    ErrorCase(
        "fields of an expression",
        """
        SELECT (lower(name)).first FROM customers;

        """,
        """
        error[E0207]: only a column of a record type has fields
          --> job.sql:20:9
           |
        20 | SELECT (lower(name)).first FROM customers;
           |         ^^^^^

        """),
    ErrorCase(
        "an ambiguous column",
        """
        SELECT price FROM (SELECT price, quantity AS price FROM purchases) t;

        """,
        """
        error[E0204]: column reference "price" is ambiguous
          --> job.sql:20:8
           |
        20 | SELECT price FROM (SELECT price, quantity AS price FROM purchases) t;
           |        ^^^^^

        """),
    ErrorCase(
        "INSERT into nowhere",
        """
        INSERT INTO sales SELECT * FROM purchases;

        """,
        """
        error[E0201]: relation "sales" does not exist
          --> job.sql:20:13
           |
        20 | INSERT INTO sales SELECT * FROM purchases;
           |             ^^^^^
           = help: A target is declared with CREATE TABLE sales (...) WITH (connector = 'postgres', ...).

        """),
    ErrorCase(
        "INSERT into a view",
        """
        CREATE VIEW v AS SELECT * FROM purchases;
        INSERT INTO v SELECT * FROM purchases;

        """,
        """
        error[E0212]: cannot insert into view "v"
          --> job.sql:21:13
           |
        21 | INSERT INTO v SELECT * FROM purchases;
           |             ^ the target of INSERT is a table

        """),
    ErrorCase(
        "INSERT with too many columns",
        """
        INSERT INTO totals SELECT category, price, quantity, brand FROM purchases;

        """,
        """
        error[E0213]: INSERT has more expressions than target columns: 4 for 3
          --> job.sql:20:20
           |
        20 | INSERT INTO totals SELECT category, price, quantity, brand FROM purchases;
           |                    ^^^^^^
           |
        14 | CREATE TABLE totals (category text PRIMARY KEY, amount bigint, quantity integer)
           |              ------ declared here

        """),
    ErrorCase(
        "INSERT of another type",
        """
        INSERT INTO totals SELECT category, category, quantity FROM purchases;

        """,
        """
        error[E0208]: column "amount" is of type bigint but expression is of type text
          --> job.sql:20:37
           |
        20 | INSERT INTO totals SELECT category, category, quantity FROM purchases;
           |                                     ^^^^^^^^ you will need to rewrite or cast the expression

        """),
    ErrorCase(
        "INSERT of a literal that does not fit",
        """
        INSERT INTO totals SELECT category, 'many', 0 FROM purchases;

        """,
        """
        error[E0107]: invalid input syntax for type bigint: "many"
          --> job.sql:20:37
           |
        20 | INSERT INTO totals SELECT category, 'many', 0 FROM purchases;
           |                                     ^^^^^^

        """),
    ErrorCase(
        "INSERT with an unknown column",
        """
        INSERT INTO totals (category, amuont) SELECT category, price FROM purchases;

        """,
        """
        error[E0203]: column "amuont" of relation "totals" does not exist
          --> job.sql:20:31
           |
        20 | INSERT INTO totals (category, amuont) SELECT category, price FROM purchases;
           |                               ^^^^^^ did you mean "amount"?

        """),
    ErrorCase(
        "INSERT with a column twice",
        """
        INSERT INTO totals (category, category) SELECT category, price FROM purchases;

        """,
        """
        error[E0202]: "category" is there twice in this column list
          --> job.sql:20:31
           |
        20 | INSERT INTO totals (category, category) SELECT category, price FROM purchases;
           |                               ^^^^^^^^
           |                     -------- the first is here

        """),
    ErrorCase(
        "INSERT with fewer expressions than columns",
        """
        INSERT INTO totals (category, amount) SELECT category FROM purchases;

        """,
        """
        error[E0213]: INSERT has more target columns than expressions: 2 for 1
          --> job.sql:20:31
           |
        20 | INSERT INTO totals (category, amount) SELECT category FROM purchases;
           |                               ^^^^^^

        """),
    ErrorCase(
        "INSERT without the key",
        """
        INSERT INTO totals (amount) SELECT price FROM purchases;

        """,
        """
        error[E0213]: column "category" of "totals" is NOT NULL, and the query gives no value
          --> job.sql:20:13
           |
        20 | INSERT INTO totals (amount) SELECT price FROM purchases;
           |             ^^^^^^
           |
        14 | CREATE TABLE totals (category text PRIMARY KEY, amount bigint, quantity integer)
           |                      -------- declared here

        """),
    ErrorCase(
        "a table that is read and written",
        """
        INSERT INTO purchases SELECT * FROM purchases;

        """,
        """
        error[E0212]: "purchases" is read by a query and cannot be written as well
          --> job.sql:20:13
           |
        20 | INSERT INTO purchases SELECT * FROM purchases;
           |             ^^^^^^^^^

        """),
]
