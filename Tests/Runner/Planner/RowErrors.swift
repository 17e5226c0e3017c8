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
    ErrorCase(
        "elements in the select list",
        """
        SELECT unnest(string_to_array(brand, ',')) FROM purchases;

        """,
        """
        error[E0102]: unnest outside FROM is not supported yet
          --> job.sql:20:8
           |
        20 | SELECT unnest(string_to_array(brand, ',')) FROM purchases;
           |        ^^^^^^
           = help: Write FROM table, unnest(column) AS element.

        """),
    ErrorCase(
        "elements of nothing",
        """
        SELECT * FROM jsonb_array_elements('[1]');

        """,
        """
        error[E0102]: jsonb_array_elements without a table before it in FROM is not supported yet
          --> job.sql:20:15
           |
        20 | SELECT * FROM jsonb_array_elements('[1]');
           |               ^^^^^^^^^^^^^^^^^^^^
           = help: Write FROM table, jsonb_array_elements(column) AS element.

        """),
    ErrorCase(
        "elements of what is no array",
        """
        SELECT * FROM purchases, unnest(brand) AS e;
        SELECT * FROM purchases, jsonb_array_elements(brand) AS e;
        SELECT * FROM purchases, unnest(string_to_array(brand, ',')) WITH ORDINALITY AS e;
        SELECT * FROM purchases LEFT JOIN LATERAL unnest(string_to_array(brand, ',')) AS e ON quantity = 1;

        """,
        """
        error[E0207]: unnest takes an array, not text
          --> job.sql:20:33
           |
        20 | SELECT * FROM purchases, unnest(brand) AS e;
           |                                 ^^^^^

        error[E0207]: jsonb_array_elements takes jsonb, not text
          --> job.sql:21:47
           |
        21 | SELECT * FROM purchases, jsonb_array_elements(brand) AS e;
           |                                               ^^^^^

        error[E0102]: WITH ORDINALITY is not supported yet
          --> job.sql:22:26
           |
        22 | SELECT * FROM purchases, unnest(string_to_array(brand, ',')) WITH ORDINALITY AS e;
           |                          ^^^^^^

        error[E0102]: a condition on the elements of an array in ON is not supported yet
          --> job.sql:23:96
           |
        23 | SELECT * FROM purchases LEFT JOIN LATERAL unnest(string_to_array(brand, ',')) AS e ON quantity = 1;
           |                                                                                                ^
           = help: Write ON true, and the condition in WHERE.

        """),
    ErrorCase(
        "elements of rows that change",
        """
        SELECT e FROM (SELECT quantity, array_agg(brand) AS brands FROM purchases GROUP BY quantity) x, unnest(brands) AS e;

        """,
        """
        error[E0102]: unnest over groups that have no window is not supported yet
          --> job.sql:20:97
           |
        20 | SELECT e FROM (SELECT quantity, array_agg(brand) AS brands FROM purchases GROUP BY quantity) x, unnest(brands) AS e;
           |                                                                                                 ^^^^^^
           = help: Their rows change for ever. Above groups by window_start it works: their rows are final.

        """),
    ErrorCase(
        "LIMIT where there is no window",
        """
        INSERT INTO log SELECT category, price FROM purchases ORDER BY price LIMIT 3;

        """,
        """
        error[E0102]: LIMIT of rows that are not grouped by window_start is not supported yet
          --> job.sql:20:76
           |
        20 | INSERT INTO log SELECT category, price FROM purchases ORDER BY price LIMIT 3;
           |                                                                            ^
           = help: Of each window: row_number() OVER (PARTITION BY window_start ORDER BY ...) AS n in a subquery.
           = help: The first rows of all: row_number() OVER (ORDER BY ...) AS n in a subquery, and WHERE n <= 10.

        """),
    ErrorCase(
        "windows without rows that can have none",
        """
        SELECT brand, count(*) FROM hop(purchases, ordered, interval '1 hour', interval '3 hours', fill => true) GROUP BY brand, window_start;
        SELECT * FROM tumble(purchases, ordered, interval '1 day', fill => true);

        """,
        """
        error[E0102]: fill => true of hop(...) with other keys than the window is not supported yet
          --> job.sql:20:115
           |
        20 | SELECT brand, count(*) FROM hop(purchases, ordered, interval '1 hour', interval '3 hours', fill => true) GROUP BY brand, window_start;
           |                                                                                                                   ^^^^^
           = help: Over tumble(...) each key has its windows without rows; over hop(...) window_start alone has.

        error[E0102]: fill => true for rows that are not grouped is not supported yet
          --> job.sql:21:1
           |
        21 | SELECT * FROM tumble(purchases, ordered, interval '1 day', fill => true);
           | ^^^^^^
           = help: Group by window_start: a window without rows then has a row with count 0.

        """),
    ErrorCase(
        "arrays, and types of MySQL, where there are none",
        """
        CREATE TABLE times (at timestamptz[]) WITH (connector = 'file', path = 'x', format = 'json');
        SELECT at FROM times;
        CREATE TABLE kept (c text, all_brands text[]) WITH (connector = 'postgres', connection = 'w');
        INSERT INTO kept SELECT category, array_agg(brand) FROM tumble(purchases, ordered, interval '1 day') GROUP BY \
        category, window_start;
        CREATE MATERIALIZED VIEW keyed WITH (connector = 'mysql', connection = 'w') AS
        SELECT string_to_array(brand, ' ') AS words, count(*) AS n FROM purchases GROUP BY string_to_array(brand, ' ');
        CREATE MATERIALIZED VIEW spans WITH (connector = 'mysql', connection = 'w') AS
        SELECT category, interval '1 day' * quantity AS span FROM purchases;
        CREATE TABLE fine (share numeric(38, 31)) WITH (connector = 'mysql', connection = 'w');
        INSERT INTO fine SELECT quantity / 3.0 FROM purchases;

        """,
        """
        error[E0102]: an array of timestamptz of a JSON source is not supported yet
          --> job.sql:20:21
           |
        20 | CREATE TABLE times (at timestamptz[]) WITH (connector = 'file', path = 'x', format = 'json');
           |                     ^^
           = help: A column of type jsonb takes a JSON array.

        error[E0102]: an array as a key in MySQL: column "words" of keyed is text[] is not supported yet
          --> job.sql:24:26
           |
        24 | CREATE MATERIALIZED VIEW keyed WITH (connector = 'mysql', connection = 'w') AS
           |                          ^^^^^
           = help: Write words::text.

        error[E0302]: column "span" of spans is interval: MySQL has no type for it; cast it to text
          --> job.sql:26:26
           |
        26 | CREATE MATERIALIZED VIEW spans WITH (connector = 'mysql', connection = 'w') AS
           |                          ^^^^^

        error[E0302]: column "share" of fine is numeric(38,31): MySQL's DECIMAL has 0 to 30 digits behind the point
          --> job.sql:29:13
           |
        29 | INSERT INTO fine SELECT quantity / 3.0 FROM purchases;
           |             ^^^^

        """),
]
