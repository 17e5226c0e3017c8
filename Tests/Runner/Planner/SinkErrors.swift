/// Messages about keys, emit modes and declarations, each under the job that earns it.
let sinkErrors: [ErrorCase] = [
    ErrorCase(
        "dead letters that no sink keeps",
        """
        CREATE TABLE visits (page text) WITH (
            connector = 'kafka', bootstrap_servers = 'h:1', topic = 'v', format = 'json',
            on_error = 'dead_letter');
        CREATE TABLE late_ones (page text, at timestamptz) WITH (
            connector = 'kafka', bootstrap_servers = 'h:1', topic = 'l', format = 'json', event_time = 'at',
            late = 'dead_letter');
        SELECT page FROM visits;
        SELECT page FROM late_ones;

        """,
        """
        error[E0302]: dead letters of visits have nowhere to go: no sink of this job keeps any
          --> job.sql:22:16
           |
        22 |     on_error = 'dead_letter');
           |                ^^^^^^^^^^^^^ write 'skip' or 'fail'
           = help: Or add a sink that keeps them with its rows: postgres, mysql, kafka or file.

        error[E0302]: dead letters of late_ones have nowhere to go: no sink of this job keeps any
          --> job.sql:25:12
           |
        25 |     late = 'dead_letter');
           |            ^^^^^^^^^^^^^ write 'drop'
           = help: Or add a sink that keeps them with its rows: postgres, mysql, kafka or file.

        """),
    ErrorCase(
        "changing rows need a key",
        """
        INSERT INTO log SELECT category, sum(price) FROM purchases GROUP BY category;

        """,
        """
        error[E0402]: log has no PRIMARY KEY, and the rows of this query change
          --> job.sql:20:13
           |
        20 | INSERT INTO log SELECT category, sum(price) FROM purchases GROUP BY category;
           |             ^^^
           = help: Add PRIMARY KEY (category).

        """),
    ErrorCase(
        "a key that does not tell the groups apart",
        """
        INSERT INTO totals SELECT category, sum(price), min(quantity)
        FROM purchases
        GROUP BY category, brand;

        """,
        """
        error[E0402]: the PRIMARY KEY of totals does not tell apart groups that differ in brand
          --> job.sql:14:22
           |
        14 | CREATE TABLE totals (category text PRIMARY KEY, amount bigint, quantity integer)
           |                      ^^^^^^^^
           |
        20 | INSERT INTO totals SELECT category, sum(price), min(quantity)
           |             ------ the query is here
           = help: Add the column of brand to the PRIMARY KEY, or take it out of GROUP BY.

        """),
    ErrorCase(
        "a key that changes",
        """
        INSERT INTO peaks SELECT category, sum(price) FROM purchases GROUP BY category;

        """,
        """
        error[E0402]: "amount" of the PRIMARY KEY of peaks is no key of GROUP BY: it changes with the row
          --> job.sql:18:74
           |
        18 | CREATE TABLE peaks (category text, amount bigint, PRIMARY KEY (category, amount))
           |                                                                          ^^^^^^ only keys of GROUP BY can \
        be in it
           |
        20 | INSERT INTO peaks SELECT category, sum(price) FROM purchases GROUP BY category;
           |             ----- the query is here

        """),
    ErrorCase(
        "a row that is never final",
        """
        CREATE MATERIALIZED VIEW v
        WITH (connector = 'console', emit = 'final')
        AS SELECT category, count(*) FROM purchases GROUP BY category;

        """,
        """
        error[E0401]: emit = 'final' never writes a row here: a GROUP BY without a window is never final
          --> job.sql:21:37
           |
        21 | WITH (connector = 'console', emit = 'final')
           |                                     ^^^^^^^ write emit = 'changes'
           = help: Or group by window_start of tumble(table, time, size).

        """),
    ErrorCase(
        "changes of rows that never change",
        """
        CREATE MATERIALIZED VIEW v
        WITH (connector = 'console', emit = 'changes')
        AS SELECT category FROM purchases;

        """,
        """
        error[E0401]: emit = 'changes' is for grouped queries
          --> job.sql:21:37
           |
        21 | WITH (connector = 'console', emit = 'changes')
           |                                     ^^^^^^^^^ leave it out: the rows of this query never change

        """),
    ErrorCase(
        "an interval for final rows",
        """
        CREATE MATERIALIZED VIEW v
        WITH (connector = 'console', emit_interval = '5 seconds')
        AS SELECT category FROM purchases;

        """,
        """
        error[E0401]: emit_interval goes with emit = 'changes' or 'complete'
          --> job.sql:20:26
           |
        20 | CREATE MATERIALIZED VIEW v
           |                          ^ the rows of v are final

        """),
    ErrorCase(
        "changing rows whose key is not shown",
        """
        CREATE MATERIALIZED VIEW v
        WITH (connector = 'postgres', connection = 'w')
        AS SELECT count(*) FROM purchases GROUP BY category;

        """,
        """
        error[E0402]: category is in GROUP BY but not in the select list, so the rows of v have no key
          --> job.sql:22:44
           |
        22 | AS SELECT count(*) FROM purchases GROUP BY category;
           |                                            ^^^^^^^^
           = help: With emit = 'changes' a row is found again by the keys of GROUP BY.

        """),
    ErrorCase(
        "two columns of one name",
        """
        CREATE MATERIALIZED VIEW v
        WITH (connector = 'console')
        AS SELECT price, price FROM purchases;

        """,
        """
        error[E0202]: column "price" specified more than once
          --> job.sql:22:18
           |
        22 | AS SELECT price, price FROM purchases;
           |                  ^^^^^
           = help: Give each column a name of its own with AS.

        """),
    ErrorCase(
        "two views write one table",
        """
        CREATE MATERIALIZED VIEW a
        WITH (connector = 'postgres', connection = 'w', table = 't')
        AS SELECT price FROM purchases;
        CREATE MATERIALIZED VIEW b
        WITH (connector = 'postgres', connection = 'w', table = 't')
        AS SELECT price FROM purchases;

        """,
        """
        error[E0302]: a and b write the same table "t"
          --> job.sql:24:1
           |
        24 | WITH (connector = 'postgres', connection = 'w', table = 't')
           | ^^^^

        """),
    ErrorCase(
        "an event time that is not declared",
        """
        CREATE TABLE t (a int, at timestamptz)
        WITH (connector = 'kafka', bootstrap_servers = 'h:1',
        topic = 't', format = 'json',
        event_time = 'ts');
        SELECT * FROM t;

        """,
        """
        error[E0203]: event_time: column "ts" does not exist in t
          --> job.sql:23:14
           |
        23 | event_time = 'ts');
           |              ^^^^ did you mean "at"?

        """),
    ErrorCase(
        "an event time that is a number",
        """
        CREATE TABLE t (a int, ts bigint)
        WITH (connector = 'kafka', bootstrap_servers = 'h:1',
        topic = 't', format = 'json',
        event_time = 'ts');
        SELECT * FROM t;

        """,
        """
        error[E0207]: event_time: column "ts" is of type bigint, not timestamptz or timestamp
          --> job.sql:23:14
           |
        23 | event_time = 'ts');
           |              ^^^^
           = help: Declare it timestamptz: numbers are read as Unix times (timestamp_format = 'auto' tells the unit).

        """),
    ErrorCase(
        "a column twice in a table",
        """
        CREATE TABLE t (a int, b text, a text) WITH (connector = 'console');
        SELECT * FROM purchases;

        """,
        """
        error[E0202]: "a" is there twice in this table
          --> job.sql:20:32
           |
        20 | CREATE TABLE t (a int, b text, a text) WITH (connector = 'console');
           |                                ^
           |                 - the first is here

        """),
    ErrorCase(
        "an unknown type is reported once",
        """
        CREATE TABLE t (a int, b txt)
        WITH (connector = 'kafka', bootstrap_servers = 'h:1', topic = 't', format = 'json');
        SELECT * FROM t;

        """,
        """
        error[E0206]: type "txt" does not exist
          --> job.sql:20:26
           |
        20 | CREATE TABLE t (a int, b txt)
           |                          ^^^ did you mean "text"?

        """),
    ErrorCase(
        "a generated column over an unknown one",
        """
        CREATE TABLE t (a int, b int GENERATED ALWAYS AS (aa + 1) STORED)
        WITH (connector = 'kafka', bootstrap_servers = 'h:1', topic = 't', format = 'json');
        SELECT * FROM t;

        """,
        """
        error[E0203]: column "aa" does not exist in t
          --> job.sql:20:51
           |
        20 | CREATE TABLE t (a int, b int GENERATED ALWAYS AS (aa + 1) STORED)
           |                                                   ^^ did you mean "a"?

        """),
    ErrorCase(
        "a broken option is reported where it stands",
        """
        CREATE TABLE t (a int)
        WITH (connector = 'kafka', bootstrap_servers = 'h:1',
        topic = 't', format = 'json',
        watermark = '1 hour');
        SELECT * FROM t;

        """,
        """
        error[E0301]: connector 'kafka' has no option watermark
          --> job.sql:23:1
           |
        23 | watermark = '1 hour');
           | ^^^^^^^^^
           = help: Options: bootstrap_servers, connector, delimiter, event_time, format, idle_timeout, kafka_options, late, \
        max_future_skew, on_error, start_from, timestamp_format, timezone, topic, watermark_delay.

        """),
    ErrorCase(
        "a table that nothing uses",
        """
        CREATE TABLE t (a int) WITH (connector = 'console');
        SELECT * FROM purchases;

        """,
        """
        warning[W0105]: nothing reads or writes t
          --> job.sql:20:14
           |
        20 | CREATE TABLE t (a int) WITH (connector = 'console');
           |              ^

        """),
    ErrorCase(
        "a second INSERT into a table with a key",
        """
        INSERT INTO peaks SELECT category, price FROM purchases;
        INSERT INTO peaks SELECT brand, price FROM purchases;

        """,
        """
        error[E0102]: a second INSERT into "peaks" with a PRIMARY KEY is not supported yet
          --> job.sql:21:13
           |
        21 | INSERT INTO peaks SELECT brand, price FROM purchases;
           |             ^^^^^
           |
        20 | INSERT INTO peaks SELECT category, price FROM purchases;
           |             ----- the first is here
           = help: Write one INSERT: INSERT INTO peaks SELECT ... UNION ALL SELECT ...

        """),
    ErrorCase(
        "a second INSERT whose rows come otherwise",
        """
        INSERT INTO log SELECT category, price FROM purchases;
        INSERT INTO log SELECT category, count(*) FROM tumble(purchases, ordered, interval '1 hour')
        GROUP BY window_start, category;

        """,
        """
        error[E0102]: a second INSERT into "log" of rows as they come beside rows of closed windows is not \
        supported yet
          --> job.sql:21:13
           |
        21 | INSERT INTO log SELECT category, count(*) FROM tumble(purchases, ordered, interval '1 hour')
           |             ^^^
           |
        20 | INSERT INTO log SELECT category, price FROM purchases;
           |             --- the first is here
           = help: Write into a table of its own; a view in the database puts the two together by UNION ALL.

        """),
    ErrorCase(
        "a second INSERT that is wrong by itself",
        """
        INSERT INTO log SELECT category, price FROM purchases;
        INSERT INTO log SELECT pirce, brand FROM purchases;

        """,
        """
        error[E0203]: column "pirce" does not exist in purchases
          --> job.sql:21:24
           |
        21 | INSERT INTO log SELECT pirce, brand FROM purchases;
           |                        ^^^^^ did you mean "price"?

        """),
    ErrorCase(
        "a key that may collide",
        """
        INSERT INTO totals SELECT lower(category), sum(price), 1
        FROM purchases
        GROUP BY category;

        """,
        """
        warning[W0106]: "category" of totals is computed from the key category: groups with the same value overwrite \
        each other
          --> job.sql:14:22
           |
        14 | CREATE TABLE totals (category text PRIMARY KEY, amount bigint, quantity integer)
           |                      ^^^^^^^^

        """),
    ErrorCase(
        "an order without effect",
        """
        CREATE MATERIALIZED VIEW v
        WITH (connector = 'postgres', connection = 'w')
        AS SELECT price FROM purchases ORDER BY price;

        """,
        """
        warning[W0104]: ORDER BY has no effect here: the rows of a stream have no order
          --> job.sql:22:41
           |
        22 | AS SELECT price FROM purchases ORDER BY price;
           |                                         ^^^^^

        """),
    ErrorCase(
        "groups that are kept for ever",
        """
        SET timezone = 'Asia/Kolkata';
        SELECT date_trunc('decade', ordered) AS ten, count(*) FROM purchases GROUP BY ten;

        """,
        """
        warning[W0107]: grouped by date_trunc(...), every group is kept for ever
          --> job.sql:21:8
           |
        21 | SELECT date_trunc('decade', ordered) AS ten, count(*) FROM purchases GROUP BY ten;
           |        ^^^^^^^^^^
           = help: FROM tumble(table, time, size) GROUP BY window_start closes windows and forgets them.

        """),
    ErrorCase(
        "a comment on nothing",
        """
        COMMENT ON TABLE sales IS 'x';
        SELECT * FROM purchases;

        """,
        """
        error[E0201]: relation "sales" does not exist
          --> job.sql:20:18
           |
        20 | COMMENT ON TABLE sales IS 'x';
           |                  ^^^^^

        """),
    ErrorCase(
        "no query at all",
        """
        SET job_name = 'empty';

        """,
        """
        error[E0404]: the job has no query
          --> job.sql:20:1
           |
        20 | SET job_name = 'empty';
           | ^^^
           = help: Write INSERT INTO target SELECT ..., CREATE MATERIALIZED VIEW ... AS SELECT ..., or SELECT ...

        """),
]
