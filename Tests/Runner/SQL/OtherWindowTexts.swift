/// More statements as ksqlDB, Spark and RisingWave write them, and what a person reads about each.
let otherWindowTexts: [(sql: String, text: String)] = [
    (
        #"""
        SELECT t.id FROM t JOIN p WITHIN 1 HOUR ON t.id = p.id EMIT CHANGES
        """#,
        #"""
        error[E0105]: WITHIN is ksqlDB's spelling
         --> job.sql:1:27
          |
        1 | SELECT t.id FROM t JOIN p WITHIN 1 HOUR ON t.id = p.id EMIT CHANGES
          |                           ^^^^^^^^^^^^^
          = help: Write the bound into ON: ... AND b.ts BETWEEN a.ts - interval '1 hour' AND a.ts + interval '1 \#
        hour'.

        error[E0105]: EMIT CHANGES is ksqlDB's spelling
         --> job.sql:1:56
          |
        1 | SELECT t.id FROM t JOIN p WITHIN 1 HOUR ON t.id = p.id EMIT CHANGES
          |                                                        ^^^^^^^^^^^^
          = help: Write WITH (..., emit = 'changes') on the sink.

        """#
    ),
    (
        #"""
        SELECT t.id FROM t JOIN p WITHIN (1 HOUR, 2 HOURS) ON t.id = p.id
        """#,
        #"""
        error[E0105]: WITHIN is ksqlDB's spelling
         --> job.sql:1:27
          |
        1 | SELECT t.id FROM t JOIN p WITHIN (1 HOUR, 2 HOURS) ON t.id = p.id
          |                           ^^^^^^^^^^^^^^^^^^^^^^^^
          = help: Write the bound into ON: ... AND b.ts BETWEEN a.ts - interval '1 hour' AND a.ts + interval '2 \#
        hours'.

        """#
    ),
    (
        #"""
        SELECT id FROM t PARTITION BY id
        """#,
        #"""
        error[E0105]: PARTITION BY is ksqlDB's spelling
         --> job.sql:1:18
          |
        1 | SELECT id FROM t PARTITION BY id
          |                  ^^^^^^^^^^^^^^^
          = help: Leave it out: rows go to their keys by themselves.

        """#
    ),
    (
        #"""
        CREATE TABLE s (id BIGINT KEY, ts BIGINT) WITH (connector='kafka')
        """#,
        #"""
        error[E0105]: KEY is ksqlDB's spelling
         --> job.sql:1:20
          |
        1 | CREATE TABLE s (id BIGINT KEY, ts BIGINT) WITH (connector='kafka')
          |                    ^^^^^^^^^^
          = help: Leave it out: a record's key is the column _kafka_key; a sink has its PRIMARY KEY.

        """#
    ),
    (
        #"""
        CREATE SOURCE CONNECTOR c WITH ('connector.class'='x')
        """#,
        #"""
        error[E0105]: CREATE SOURCE CONNECTOR is ksqlDB's spelling
         --> job.sql:1:1
          |
        1 | CREATE SOURCE CONNECTOR c WITH ('connector.class'='x')
          | ^^^^^^^^^^^^^^^^^^^^^^^
          = help: Connectors run outside; their topic is declared: CREATE TABLE name (columns) WITH (connector = \#
        'kafka', topic = ...).

        error[E0105]: an option's name in quotes is Flink's spelling
         --> job.sql:1:33
          |
        1 | CREATE SOURCE CONNECTOR c WITH ('connector.class'='x')
          |                                 ^^^^^^^^^^^^^^^^^ write "connector.class" = 'x'

        """#
    ),
    (
        #"""
        SET 'auto.offset.reset' = 'earliest'; SELECT id FROM t
        """#,
        #"""
        error[E0105]: an option's name in quotes is Flink's spelling
         --> job.sql:1:5
          |
        1 | SET 'auto.offset.reset' = 'earliest'; SELECT id FROM t
          |     ^^^^^^^^^^^^^^^^^^^ write start_from = 'earliest' in the source's WITH

        """#
    ),
    (
        #"""
        CREATE TABLE u (a int) USING kafka OPTIONS (subscribe 'x')
        """#,
        #"""
        error[E0105]: USING kafka OPTIONS is Spark's spelling
         --> job.sql:1:24
          |
        1 | CREATE TABLE u (a int) USING kafka OPTIONS (subscribe 'x')
          |                        ^^^^^^^^^^^^^^^^^^^^^
          = help: Write WITH (connector = 'kafka', bootstrap_servers = 'host:9092', topic = 'name', format = \#
        'json').

        """#
    ),
    (
        #"""
        CREATE OR REFRESH STREAMING TABLE u AS SELECT * FROM STREAM(t)
        """#,
        #"""
        error[E0105]: CREATE OR REFRESH STREAMING TABLE is Spark's spelling
         --> job.sql:1:1
          |
        1 | CREATE OR REFRESH STREAMING TABLE u AS SELECT * FROM STREAM(t)
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          = help: Write CREATE MATERIALIZED VIEW u WITH (connector = ...) AS SELECT, or CREATE VIEW u AS SELECT.

        error[E0105]: STREAM(...) is Spark's spelling
         --> job.sql:1:49
          |
        1 | CREATE OR REFRESH STREAMING TABLE u AS SELECT * FROM STREAM(t)
          |                                                 ^^^^^^^^^^^^^^
          = help: Write FROM t: a topic is read as it grows.

        """#
    ),
    (
        #"""
        CREATE OR REFRESH MATERIALIZED VIEW u AS SELECT * FROM t
        """#,
        #"""
        error[E0105]: CREATE OR REFRESH is Spark's spelling
         --> job.sql:1:1
          |
        1 | CREATE OR REFRESH MATERIALIZED VIEW u AS SELECT * FROM t
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          = help: Write CREATE MATERIALIZED VIEW u WITH (connector = ...) AS SELECT.

        """#
    ),
    (
        #"""
        CREATE OR REPLACE TABLE u AS SELECT * FROM t
        """#,
        #"""
        error[E0105]: CREATE OR REPLACE TABLE is Spark's spelling
         --> job.sql:1:1
          |
        1 | CREATE OR REPLACE TABLE u AS SELECT * FROM t
          | ^^^^^^^^^^^^^^^^^^^^^^^^^
          = help: Write CREATE TABLE u (columns) WITH (connector = ...), or CREATE MATERIALIZED VIEW u WITH (...) \#
        AS SELECT.

        """#
    ),
    (
        #"""
        SELECT * FROM STREAM(t)
        """#,
        #"""
        error[E0105]: STREAM(...) is Spark's spelling
         --> job.sql:1:10
          |
        1 | SELECT * FROM STREAM(t)
          |          ^^^^^^^^^^^^^^
          = help: Write FROM t: a topic is read as it grows.

        """#
    ),
    (
        #"""
        SELECT * FROM read_kafka(bootstrapServers => 'h:1', subscribe => 'x')
        """#,
        #"""
        error[E0105]: read_kafka(...) is Spark's spelling
         --> job.sql:1:10
          |
        1 | SELECT * FROM read_kafka(bootstrapServers => 'h:1', subscribe => 'x')
          |          ^^^^^^^^^^^^^^^^
          = help: Declare the topic: CREATE TABLE name (columns) WITH (connector = 'kafka', topic = ...), and \#
        write FROM name.

        warning[W0101]: bootstrapServers without quotes is read as bootstrapservers
         --> job.sql:1:26
          |
        1 | SELECT * FROM read_kafka(bootstrapServers => 'h:1', subscribe => 'x')
          |                          ^^^^^^^^^^^^^^^^ write "bootstrapServers" to keep the capitals

        """#
    ),
    (
        #"""
        SELECT session_window(ts, '5 minutes'), count(*) FROM t GROUP BY session_window(ts, '5 minutes'), user_id
        """#,
        #"""
        error[E0105]: session_window(...) is Spark's spelling
         --> job.sql:1:8
          |
        1 | SELECT session_window(ts, '5 minutes'), count(*) FROM t GROUP BY session_window(ts, '5 minutes'), \#
        user_id
          |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          = help: Write FROM session(t, ts, interval '5 minutes') and GROUP BY the keys, window_start, window_end.

        error[E0105]: session_window(...) is Spark's spelling
         --> job.sql:1:66
          |
        1 | SELECT session_window(ts, '5 minutes'), count(*) FROM t GROUP BY session_window(ts, '5 minutes'), \#
        user_id
          |                                                                  ^^^^^^^^^^^^^^^
          = help: Write FROM session(t, ts, interval '5 minutes') and GROUP BY the keys, window_start, window_end.

        """#
    ),
    (
        #"""
        SELECT window.start, count(*) FROM t GROUP BY user_id, window(t.ts, '10 minutes')
        """#,
        #"""
        error[E0105]: window.start is Spark's spelling
         --> job.sql:1:8
          |
        1 | SELECT window.start, count(*) FROM t GROUP BY user_id, window(t.ts, '10 minutes')
          |        ^^^^^^^^^^^^
          = help: Write window_start.

        error[E0105]: WINDOW(...) is Spark's spelling
         --> job.sql:1:56
          |
        1 | SELECT window.start, count(*) FROM t GROUP BY user_id, window(t.ts, '10 minutes')
          |                                                        ^^^^^^^^^^^^^^^^^^^^^^^^^^
          = help: Write FROM tumble(t, ts, interval '10 minutes') and GROUP BY window_start, window_end.

        """#
    ),
    (
        #"""
        SELECT window(ts, INTERVAL 5 MINUTES), count(*) FROM t GROUP BY 1
        """#,
        #"""
        error[E0105]: WINDOW(...) is Spark's spelling
         --> job.sql:1:8
          |
        1 | SELECT window(ts, INTERVAL 5 MINUTES), count(*) FROM t GROUP BY 1
          |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          = help: Write FROM tumble(t, ts, interval '5 minutes') and GROUP BY window_start, window_end.

        """#
    ),
    (
        #"""
        SELECT from_json(msg, 'a INT, b STRING').a FROM t
        """#,
        #"""
        error[E0105]: from_json(...) is Spark's spelling
         --> job.sql:1:8
          |
        1 | SELECT from_json(msg, 'a INT, b STRING').a FROM t
          |        ^^^^^^^^^^
          = help: Declare the column jsonb, and write column ->> 'field'.

        """#
    ),
    (
        #"""
        SELECT * FROM t WATERMARK ts DELAY OF INTERVAL 10 MINUTES
        """#,
        #"""
        error[E0105]: WATERMARK ... DELAY OF is Spark's spelling
         --> job.sql:1:17
          |
        1 | SELECT * FROM t WATERMARK ts DELAY OF INTERVAL 10 MINUTES
          |                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          = help: Write WITH (..., event_time = 'ts', watermark_delay = '10 minutes') on the source.

        """#
    ),
    (
        #"""
        SELECT withWatermark(ts, '10 minutes') FROM t
        """#,
        #"""
        error[E0105]: withWatermark(...) is Spark's spelling
         --> job.sql:1:8
          |
        1 | SELECT withWatermark(ts, '10 minutes') FROM t
          |        ^^^^^^^^^^^^^^
          = help: Write WITH (..., event_time = 'ts', watermark_delay = '10 minutes') on the source.

        """#
    ),
    (
        #"""
        CREATE TABLE s (id bigint) WITH (connector='kafka', topic='t', properties.bootstrap.server='h:1', \#
        scan.startup.mode='earliest') FORMAT PLAIN ENCODE JSON
        """#,
        #"""
        error[E0105]: properties.bootstrap.server is RisingWave's spelling
         --> job.sql:1:64
          |
        1 | CREATE TABLE s (id bigint) WITH (connector='kafka', topic='t', properties.bootstrap.server='h:1', \#
        scan.startup.mode='earliest') FORMAT PLAIN ENCODE JSON
          |                                                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          = help: Write bootstrap_servers = 'h:1'.

        error[E0105]: scan.startup.mode is RisingWave's spelling
         --> job.sql:1:99
          |
        1 | CREATE TABLE s (id bigint) WITH (connector='kafka', topic='t', properties.bootstrap.server='h:1', \#
        scan.startup.mode='earliest') FORMAT PLAIN ENCODE JSON
          |                                                                                                   \#
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          = help: Write start_from = 'earliest', 'latest', or a time: '@2026-01-31T00:00:00Z'.

        error[E0105]: FORMAT ... ENCODE is RisingWave's spelling
         --> job.sql:1:129
          |
        1 | CREATE TABLE s (id bigint) WITH (connector='kafka', topic='t', properties.bootstrap.server='h:1', \#
        scan.startup.mode='earliest') FORMAT PLAIN ENCODE JSON
          |                                                                                                       \#
                                  ^^^^^^^^^^^^^^^^^^^^^^^^
          = help: Write format = 'json' inside WITH (...).

        """#
    ),
    (
        #"""
        CREATE SOURCE IF NOT EXISTS s (id bigint) WITH (connector='kafka', topic='t') FORMAT UPSERT ENCODE JSON
        """#,
        #"""
        error[E0105]: CREATE SOURCE is RisingWave's spelling
         --> job.sql:1:1
          |
        1 | CREATE SOURCE IF NOT EXISTS s (id bigint) WITH (connector='kafka', topic='t') FORMAT UPSERT ENCODE JSON
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          = help: Write CREATE TABLE s (columns) WITH (connector = 'kafka', topic = ...).

        error[E0105]: FORMAT ... ENCODE is RisingWave's spelling
         --> job.sql:1:79
          |
        1 | CREATE SOURCE IF NOT EXISTS s (id bigint) WITH (connector='kafka', topic='t') FORMAT UPSERT ENCODE JSON
          |                                                                               ^^^^^^^^^^^^^^^^^^^^^^^^^
          = help: Write format = 'json' inside WITH (...).

        """#
    ),
    (
        #"""
        SELECT * FROM SESSION(t PARTITION BY user_id, ts, INTERVAL '5 minutes')
        """#,
        #"""
        error[E0105]: SESSION(... PARTITION BY ...) is Flink's spelling
         --> job.sql:1:15
          |
        1 | SELECT * FROM SESSION(t PARTITION BY user_id, ts, INTERVAL '5 minutes')
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          = help: Write FROM session(t, ts, interval '5 minutes') and GROUP BY user_id, window_start, window_end.

        """#
    ),
    (
        #"""
        SELECT t.id FROM t ASOF JOIN p ON t.id = p.id AND t.ts >= p.ts
        """#,
        #"""
        error[E0105]: ASOF JOIN is RisingWave's spelling
         --> job.sql:1:20
          |
        1 | SELECT t.id FROM t ASOF JOIN p ON t.id = p.id AND t.ts >= p.ts
          |                    ^^^^^^^^^
          = help: Write JOIN b ON a.key = b.key AND b.ts BETWEEN a.ts - interval '1 hour' AND a.ts: all partners \#
        in that time.

        """#
    ),
    (
        #"""
        CREATE CONNECTION c WITH (type='kafka')
        """#,
        #"""
        error[E0105]: CREATE CONNECTION is RisingWave's spelling
         --> job.sql:1:1
          |
        1 | CREATE CONNECTION c WITH (type='kafka')
          | ^^^^^^^^^^^^^^^^^^^
          = help: Leave it out: connection = 'c' in WITH names one of runner.toml or of the environment.

        """#
    ),
    (
        #"""
        SELECT ts + INTERVAL '10' MINUTES FROM t
        """#,
        #"""
        error[E0105]: an INTERVAL's unit in the plural is Flink's spelling
         --> job.sql:1:13
          |
        1 | SELECT ts + INTERVAL '10' MINUTES FROM t
          |             ^^^^^^^^^^^^^^^^^^^^^
          = help: Write interval '10 minutes'.

        """#
    ),
]
