/// Statements as ksqlDB, RisingWave, Spark and others write them, and what a person reads about each.
let otherDialectTexts: [(sql: String, text: String)] = [
    (
        #"""
        SELECT a FROM t EMIT CHANGES
        """#,
        #"""
        error[E0105]: EMIT CHANGES is ksqlDB's spelling
         --> job.sql:1:17
          |
        1 | SELECT a FROM t EMIT CHANGES
          |                 ^^^^^^^^^^^^
          = help: Write WITH (..., emit = 'changes') on the sink.

        """#
    ),
    (
        #"""
        SELECT a, count(*) FROM t WINDOW TUMBLING (SIZE 30 SECONDS, GRACE PERIOD 10 MINUTES) GROUP BY a EMIT CHANGES
        """#,
        #"""
        error[E0105]: WINDOW TUMBLING (...) is ksqlDB's spelling
         --> job.sql:1:27
          |
        1 | SELECT a, count(*) FROM t WINDOW TUMBLING (SIZE 30 SECONDS, GRACE PERIOD 10 MINUTES) GROUP BY a EMIT CHANGES
          |                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          = help: Write FROM tumble(t, ts, interval '30 seconds').

        error[E0105]: GRACE PERIOD is ksqlDB's spelling
         --> job.sql:1:61
          |
        1 | SELECT a, count(*) FROM t WINDOW TUMBLING (SIZE 30 SECONDS, GRACE PERIOD 10 MINUTES) GROUP BY a EMIT CHANGES
          |                                                             ^^^^^^^^^^^^^^^^^^^^^^^
          = help: Write watermark_delay = '10 minutes' in the source's WITH.

        error[E0105]: EMIT CHANGES is ksqlDB's spelling
         --> job.sql:1:97
          |
        1 | SELECT a, count(*) FROM t WINDOW TUMBLING (SIZE 30 SECONDS, GRACE PERIOD 10 MINUTES) GROUP BY a EMIT CHANGES
          |                                                                                                 ^^^^^^^^^^^^
          = help: Write WITH (..., emit = 'changes') on the sink.

        """#
    ),
    (
        #"""
        SELECT a FROM t WINDOW HOPPING (SIZE 30 SECONDS, ADVANCE BY 10 SECONDS) GROUP BY a
        """#,
        #"""
        error[E0105]: WINDOW HOPPING (...) is ksqlDB's spelling
         --> job.sql:1:17
          |
        1 | SELECT a FROM t WINDOW HOPPING (SIZE 30 SECONDS, ADVANCE BY 10 SECONDS) GROUP BY a
          |                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          = help: Write FROM hop(t, ts, interval '10 seconds', interval '30 seconds').

        """#
    ),
    (
        #"""
        SELECT a FROM t WINDOW SESSION (60 SECONDS) GROUP BY a
        """#,
        #"""
        error[E0105]: WINDOW SESSION (...) is ksqlDB's spelling
         --> job.sql:1:17
          |
        1 | SELECT a FROM t WINDOW SESSION (60 SECONDS) GROUP BY a
          |                 ^^^^^^^^^^^^^^^^^^^^^^^^^^
          = help: Write FROM session(t, ts, interval '60 seconds').

        """#
    ),
    (
        #"""
        CREATE STREAM s (a int) WITH (kafka_topic = 'x')
        """#,
        #"""
        error[E0105]: CREATE STREAM is ksqlDB's spelling
         --> job.sql:1:1
          |
        1 | CREATE STREAM s (a int) WITH (kafka_topic = 'x')
          | ^^^^^^^^^^^^^^^
          = help: Write CREATE TABLE s (columns) WITH (connector = 'kafka', topic = ...).

        """#
    ),
    (
        #"""
        CREATE STREAM s AS SELECT a FROM t
        """#,
        #"""
        error[E0105]: CREATE STREAM is ksqlDB's spelling
         --> job.sql:1:1
          |
        1 | CREATE STREAM s AS SELECT a FROM t
          | ^^^^^^^^^^^^^^^^^^
          = help: Write CREATE VIEW s AS SELECT, or CREATE MATERIALIZED VIEW s WITH (connector = ...) AS SELECT.

        """#
    ),
    (
        #"""
        CREATE SOURCE s (a int) WITH (connector = 'kafka') FORMAT PLAIN ENCODE JSON
        """#,
        #"""
        error[E0105]: CREATE SOURCE is RisingWave's spelling
         --> job.sql:1:1
          |
        1 | CREATE SOURCE s (a int) WITH (connector = 'kafka') FORMAT PLAIN ENCODE JSON
          | ^^^^^^^^^^^^^^^
          = help: Write CREATE TABLE s (columns) WITH (connector = 'kafka', topic = ...).

        error[E0105]: FORMAT ... ENCODE is RisingWave's spelling
         --> job.sql:1:52
          |
        1 | CREATE SOURCE s (a int) WITH (connector = 'kafka') FORMAT PLAIN ENCODE JSON
          |                                                    ^^^^^^^^^^^^^^^^^^^^^^^^
          = help: Write format = 'json' inside WITH (...).

        """#
    ),
    (
        #"""
        CREATE SINK s FROM mv WITH (connector = 'jdbc')
        """#,
        #"""
        error[E0105]: CREATE SINK is RisingWave's spelling
         --> job.sql:1:1
          |
        1 | CREATE SINK s FROM mv WITH (connector = 'jdbc')
          | ^^^^^^^^^^^^^^^^^^^^^
          = help: Write CREATE MATERIALIZED VIEW s WITH (connector = ...) AS SELECT * FROM mv.

        """#
    ),
    (
        #"""
        CREATE MATERIALIZED VIEW v AS SELECT 1 EMIT ON WINDOW CLOSE
        """#,
        #"""
        error[E0105]: EMIT ON WINDOW CLOSE is RisingWave's spelling
         --> job.sql:1:40
          |
        1 | CREATE MATERIALIZED VIEW v AS SELECT 1 EMIT ON WINDOW CLOSE
          |                                        ^^^^^^^^^^^^^^^^^^^^
          = help: Write WITH (..., emit = 'final'); windows have it by default.

        """#
    ),
    (
        #"""
        CREATE TABLE t (a int) APPEND ONLY WITH (connector = 'kafka')
        """#,
        #"""
        error[E0105]: APPEND ONLY is RisingWave's spelling
         --> job.sql:1:24
          |
        1 | CREATE TABLE t (a int) APPEND ONLY WITH (connector = 'kafka')
          |                        ^^^^^^^^^^^
          = help: Leave it out: a table without a PRIMARY KEY only grows.

        """#
    ),
    (
        #"""
        CREATE TABLE t (a int) INCLUDE timestamp AS ts WITH (connector = 'kafka')
        """#,
        #"""
        error[E0105]: INCLUDE ... AS is RisingWave's spelling
         --> job.sql:1:24
          |
        1 | CREATE TABLE t (a int) INCLUDE timestamp AS ts WITH (connector = 'kafka')
          |                        ^^^^^^^^^^^^^^^^^^^^
          = help: Write the system column in the query: _kafka_timestamp, _kafka_offset, _kafka_partition, _kafka_key.

        """#
    ),
    (
        #"""
        CREATE TABLE t (a STRUCT<b INT, c STRING>)
        """#,
        #"""
        error[E0105]: STRUCT<...> is Spark's spelling
         --> job.sql:1:19
          |
        1 | CREATE TABLE t (a STRUCT<b INT, c STRING>)
          |                   ^^^^^^^
          = help: Make a type, CREATE TYPE name AS (field type, ...), or declare the column jsonb.

        """#
    ),
    (
        #"""
        CREATE TABLE t (a ARRAY<STRING>)
        """#,
        #"""
        error[E0105]: ARRAY<...> is Flink's spelling
         --> job.sql:1:19
          |
        1 | CREATE TABLE t (a ARRAY<STRING>)
          |                   ^^^^^^^^^^^^^
          = help: Write string[].

        """#
    ),
    (
        #"""
        CREATE TABLE t (a MAP<STRING, INT>)
        """#,
        #"""
        error[E0105]: MAP<...> is Flink's spelling
         --> job.sql:1:19
          |
        1 | CREATE TABLE t (a MAP<STRING, INT>)
          |                   ^^^^
          = help: Declare the column jsonb and read it with column ->> 'key'.

        """#
    ),
    (
        #"""
        CREATE TABLE t (a int COMMENT 'the a', b int)
        """#,
        #"""
        error[E0105]: COMMENT is Flink's spelling
         --> job.sql:1:23
          |
        1 | CREATE TABLE t (a int COMMENT 'the a', b int)
          |                       ^^^^^^^^^^^^^^^
          = help: Write COMMENT ON COLUMN table.column IS 'the a'; as a statement of its own.

        """#
    ),
    (
        #"""
        CREATE TABLE t (a int) PARTITIONED BY (a) WITH (connector = 'kafka')
        """#,
        #"""
        error[E0105]: PARTITIONED BY is Spark's spelling
         --> job.sql:1:24
          |
        1 | CREATE TABLE t (a int) PARTITIONED BY (a) WITH (connector = 'kafka')
          |                        ^^^^^^^^^^^^^^
          = help: Leave it out: Kafka's own partitions are read as they are.

        """#
    ),
    (
        #"""
        CREATE TABLE t (a BIGINT UNSIGNED)
        """#,
        #"""
        error[E0105]: UNSIGNED is MySQL's spelling
         --> job.sql:1:26
          |
        1 | CREATE TABLE t (a BIGINT UNSIGNED)
          |                          ^^^^^^^^
          = help: Write the next larger type: integer for smallint, bigint for integer, numeric(20).

        """#
    ),
    (
        #"""
        SELECT a FROM t WHERE a == 1
        """#,
        #"""
        error[E0105]: == is Spark's spelling
         --> job.sql:1:25
          |
        1 | SELECT a FROM t WHERE a == 1
          |                         ^^
          = help: Write =.

        """#
    ),
    (
        #"""
        SELECT a FROM t WHERE a <=> 1
        """#,
        #"""
        error[E0105]: <=> is Spark's spelling
         --> job.sql:1:25
          |
        1 | SELECT a FROM t WHERE a <=> 1
          |                         ^^^
          = help: Write IS NOT DISTINCT FROM.

        """#
    ),
    (
        #"""
        SELECT window(ts, '5 minutes'), count(*) FROM t GROUP BY window(ts, '5 minutes')
        """#,
        #"""
        error[E0105]: WINDOW(...) is Spark's spelling
         --> job.sql:1:8
          |
        1 | SELECT window(ts, '5 minutes'), count(*) FROM t GROUP BY window(ts, '5 minutes')
          |        ^^^^^^^^^^^^^^^^^^^^^^^
          = help: Write FROM tumble(t, ts, interval '5 minutes') and GROUP BY window_start, window_end.

        """#
    ),
    (
        #"""
        SELECT ts + INTERVAL 5 MINUTE FROM t
        """#,
        #"""
        error[E0105]: an INTERVAL without quotes is Flink's spelling
         --> job.sql:1:13
          |
        1 | SELECT ts + INTERVAL 5 MINUTE FROM t
          |             ^^^^^^^^^^^^^^^^^
          = help: Write interval '5 minute'.

        """#
    ),
    (
        #"""
        SELECT a FROM t QUALIFY row_number() OVER (PARTITION BY a) = 1
        """#,
        #"""
        error[E0105]: QUALIFY is Snowflake's spelling
         --> job.sql:1:17
          |
        1 | SELECT a FROM t QUALIFY row_number() OVER (PARTITION BY a) = 1
          |                 ^^^^^^^
          = help: Write SELECT ... FROM (SELECT ..., row_number() OVER (...) AS n FROM t) x WHERE n <= 1.

        """#
    ),
    (
        #"""
        INSERT OVERWRITE t SELECT 1
        """#,
        #"""
        error[E0105]: INSERT OVERWRITE is Flink's spelling
         --> job.sql:1:1
          |
        1 | INSERT OVERWRITE t SELECT 1
          | ^^^^^^^^^^^^^^^^
          = help: Write INSERT INTO; a PRIMARY KEY on the sink makes writes upserts.

        """#
    ),
    (
        #"""
        CREATE TABLE t (a int) WITH (connector = "kafka")
        """#,
        #"""
        error[E0302]: a value stands in single quotes
         --> job.sql:1:42
          |
        1 | CREATE TABLE t (a int) WITH (connector = "kafka")
          |                                          ^^^^^^^ write 'kafka'

        """#
    ),
    (
        #"""
        SELECT a, count(*) FROM t GROUP BY ALL
        """#,
        #"""
        error[E0105]: GROUP BY ALL is Spark's spelling
         --> job.sql:1:27
          |
        1 | SELECT a, count(*) FROM t GROUP BY ALL
          |                           ^^^^^^^^^^^^
          = help: Name the columns, or their numbers in the select list: GROUP BY 1, 2.

        """#
    ),
    (
        #"""
        SELECT * EXCEPT (a) FROM t
        """#,
        #"""
        error[E0105]: * EXCEPT (...) is Spark's spelling
         --> job.sql:1:8
          |
        1 | SELECT * EXCEPT (a) FROM t
          |        ^^^^^^^^^^
          = help: Name the columns that are wanted.

        """#
    ),
]
