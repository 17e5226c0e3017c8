/// Statements as Flink writes them, and what a person reads about each.
let flinkTexts: [(sql: String, text: String)] = [
    (
        #"""
        CREATE TABLE t (
          ts timestamp(3),
          WATERMARK FOR ts AS ts - INTERVAL '5' SECOND
        ) WITH (connector = 'kafka')
        """#,
        #"""
        error[E0105]: WATERMARK FOR is Flink's spelling
         --> job.sql:3:3
          |
        3 |   WATERMARK FOR ts AS ts - INTERVAL '5' SECOND
          |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          = help: Write WITH (..., event_time = 'ts', watermark_delay = '5 second').

        """#
    ),
    (
        #"""
        SELECT window_start FROM TABLE(TUMBLE(TABLE bid, DESCRIPTOR(ts), INTERVAL '10' SECOND)) GROUP BY 1
        """#,
        #"""
        error[E0105]: TABLE(TUMBLE(...)) is Flink's spelling
         --> job.sql:1:26
          |
        1 | SELECT window_start FROM TABLE(TUMBLE(TABLE bid, DESCRIPTOR(ts), INTERVAL '10' SECOND)) GROUP BY 1
          |                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          = help: Write FROM tumble(bid, ts, interval '10' second).

        """#
    ),
    (
        #"""
        SELECT 1 FROM TABLE(HOP(TABLE bid, DESCRIPTOR(ts), INTERVAL '2' SECOND, INTERVAL '10' SECOND))
        """#,
        #"""
        error[E0105]: TABLE(HOP(...)) is Flink's spelling
         --> job.sql:1:15
          |
        1 | SELECT 1 FROM TABLE(HOP(TABLE bid, DESCRIPTOR(ts), INTERVAL '2' SECOND, INTERVAL '10' SECOND))
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          = help: Write FROM hop(bid, ts, interval '2' second, interval '10' second).

        """#
    ),
    (
        #"""
        SELECT 1 FROM TABLE(CUMULATE(TABLE bid, DESCRIPTOR(ts), INTERVAL '2' SECOND, INTERVAL '10' SECOND))
        """#,
        #"""
        error[E0105]: TABLE(CUMULATE(...)) is Flink's spelling
         --> job.sql:1:15
          |
        1 | SELECT 1 FROM TABLE(CUMULATE(TABLE bid, DESCRIPTOR(ts), INTERVAL '2' SECOND, INTERVAL '10' SECOND))
          |               ^^^^^^^^^^^^^^^
          = help: Cumulating windows are not supported: write tumble with emit = 'changes'.

        """#
    ),
    (
        #"""
        CREATE TABLE t (a int) WITH (
          'connector' = 'kafka',
          'topic' = 'x'
        )
        """#,
        #"""
        error[E0105]: an option's name in quotes is Flink's spelling
         --> job.sql:2:3
          |
        2 |   'connector' = 'kafka',
          |   ^^^^^^^^^^^ write connector = 'kafka'

        """#
    ),
    (
        #"""
        CREATE TABLE t (a int) WITH ('properties.bootstrap.servers' = 'h:1')
        """#,
        #"""
        error[E0105]: an option's name in quotes is Flink's spelling
         --> job.sql:1:30
          |
        1 | CREATE TABLE t (a int) WITH ('properties.bootstrap.servers' = 'h:1')
          |                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ write bootstrap_servers = 'h:1'

        """#
    ),
    (
        #"""
        SET 'parallelism.default' = '4'
        """#,
        #"""
        error[E0105]: an option's name in quotes is Flink's spelling
         --> job.sql:1:5
          |
        1 | SET 'parallelism.default' = '4'
          |     ^^^^^^^^^^^^^^^^^^^^^ write SET parallelism = '4'

        """#
    ),
    (
        #"""
        SELECT `timestamp` FROM t
        """#,
        #"""
        error[E0105]: a name in back-ticks is Flink's spelling
         --> job.sql:1:8
          |
        1 | SELECT `timestamp` FROM t
          |        ^
          = help: Names need no quotes; others stand in double quotes: "timestamp".

        """#
    ),
    (
        #"""
        CREATE TABLE t (a int, `timestamp` bigint)
        """#,
        #"""
        error[E0105]: a name in back-ticks is Flink's spelling
         --> job.sql:1:24
          |
        1 | CREATE TABLE t (a int, `timestamp` bigint)
          |                        ^
          = help: Names need no quotes; others stand in double quotes: "timestamp".

        """#
    ),
    (
        #"""
        SELECT o.a FROM o JOIN d FOR SYSTEM_TIME AS OF o.ts ON o.a = d.a
        """#,
        #"""
        error[E0105]: FOR SYSTEM_TIME AS OF is Flink's spelling
         --> job.sql:1:26
          |
        1 | SELECT o.a FROM o JOIN d FOR SYSTEM_TIME AS OF o.ts ON o.a = d.a
          |                          ^^^^^^^^^^^^^^^^^^^^^
          = help: A lookup join needs no time: write JOIN table ON condition.

        """#
    ),
    (
        #"""
        SELECT count(*) FROM tumble(t, PROCTIME(), interval '1 minute')
        """#,
        #"""
        error[E0105]: PROCTIME() is Flink's spelling
         --> job.sql:1:32
          |
        1 | SELECT count(*) FROM tumble(t, PROCTIME(), interval '1 minute')
          |                                ^^^^^^^^^^
          = help: A clock tells another time when rows are read again: write event_time = '_kafka_timestamp' in WITH, \#
        the time at which a record was written, and give it to the window.

        """#
    ),
    (
        #"""
        SELECT TUMBLE_START(ts, INTERVAL '1' MINUTE), count(*) FROM t GROUP BY TUMBLE(ts, INTERVAL '1' MINUTE)
        """#,
        #"""
        error[E0105]: TUMBLE_START(...) is Flink's spelling
         --> job.sql:1:8
          |
        1 | SELECT TUMBLE_START(ts, INTERVAL '1' MINUTE), count(*) FROM t GROUP BY TUMBLE(ts, INTERVAL '1' MINUTE)
          |        ^^^^^^^^^^^^^
          = help: Write window_start, with FROM tumble(t, ts, interval '5 minutes').

        error[E0105]: GROUP BY TUMBLE(...) is Flink's spelling
         --> job.sql:1:63
          |
        1 | SELECT TUMBLE_START(ts, INTERVAL '1' MINUTE), count(*) FROM t GROUP BY TUMBLE(ts, INTERVAL '1' MINUTE)
          |                                                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          = help: Write FROM tumble(t, ts, interval '1' minute) and GROUP BY window_start.

        """#
    ),
    (
        #"""
        SELECT a FROM t GROUP BY a, TUMBLE(ts, INTERVAL '1' MINUTE)
        """#,
        #"""
        error[E0105]: GROUP BY TUMBLE(...) is Flink's spelling
         --> job.sql:1:29
          |
        1 | SELECT a FROM t GROUP BY a, TUMBLE(ts, INTERVAL '1' MINUTE)
          |                             ^^^^^^^^^^^^^^^^^^^
          = help: Write FROM tumble(t, ts, interval '5 minutes') and GROUP BY window_start.

        """#
    ),
    (
        #"""
        CREATE TABLE t (a int, PRIMARY KEY (a) NOT ENFORCED) WITH (connector = 'console')
        """#,
        #"""
        error[E0105]: NOT ENFORCED is Flink's spelling
         --> job.sql:1:40
          |
        1 | CREATE TABLE t (a int, PRIMARY KEY (a) NOT ENFORCED) WITH (connector = 'console')
          |                                        ^^^^^^^^^^^^
          = help: Leave it out: a PRIMARY KEY is the key of the sink's upserts.

        """#
    ),
    (
        #"""
        CREATE TABLE t (a int, ts timestamp METADATA FROM 'timestamp')
        """#,
        #"""
        error[E0105]: METADATA is Flink's spelling
         --> job.sql:1:37
          |
        1 | CREATE TABLE t (a int, ts timestamp METADATA FROM 'timestamp')
          |                                     ^^^^^^^^^^^^^^^^^^^^^^^^^
          = help: Write the system column in the query: _kafka_timestamp, _kafka_offset, _kafka_partition, _kafka_key.

        """#
    ),
    (
        #"""
        SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY a)
        """#,
        #"""
        error[E0105]: MATCH_RECOGNIZE is Flink's spelling
         --> job.sql:1:17
          |
        1 | SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY a)
          |                 ^^^^^^^^^^^^^^^^^
          = help: Patterns over rows are not supported.

        """#
    ),
    (
        #"""
        EXECUTE STATEMENT SET BEGIN INSERT INTO a SELECT 1
        """#,
        #"""
        error[E0105]: EXECUTE STATEMENT SET is Flink's spelling
         --> job.sql:1:1
          |
        1 | EXECUTE STATEMENT SET BEGIN INSERT INTO a SELECT 1
          | ^^^^^^^^^^^^^^^^^^^^^
          = help: Leave it out: all queries of a job run together.

        """#
    ),
]
