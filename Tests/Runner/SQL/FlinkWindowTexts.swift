/// Windows and more as Flink and Arroyo write them, and what a person reads about each.
let flinkWindowTexts: [(sql: String, text: String)] = [
    (
        #"""
        SELECT tumble(interval '10 minutes') AS window, count(*) FROM t GROUP BY window
        """#,
        #"""
        error[E0105]: tumble(...) of a size alone is Arroyo's spelling
         --> job.sql:1:8
          |
        1 | SELECT tumble(interval '10 minutes') AS window, count(*) FROM t GROUP BY window
          |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          = help: Write FROM tumble(t, ts, interval '10 minutes') and GROUP BY window_start, window_end.

        """#
    ),
    (
        #"""
        SELECT hop(interval '1 minute', interval '10 minutes') AS window, count(*) FROM t GROUP BY window, user_id
        """#,
        #"""
        error[E0105]: hop(...) of sizes alone is Arroyo's spelling
         --> job.sql:1:8
          |
        1 | SELECT hop(interval '1 minute', interval '10 minutes') AS window, count(*) FROM t GROUP BY window, \#
        user_id
          |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          = help: Write FROM hop(t, ts, interval '1 minute', interval '10 minutes') and GROUP BY window_start, \#
        window_end.

        """#
    ),
    (
        #"""
        SELECT count(*) FROM t GROUP BY 1, session(interval '10 minutes')
        """#,
        #"""
        error[E0105]: session(...) of a gap alone is Arroyo's spelling
         --> job.sql:1:36
          |
        1 | SELECT count(*) FROM t GROUP BY 1, session(interval '10 minutes')
          |                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          = help: Write FROM session(t, ts, interval '10 minutes') and GROUP BY the keys, window_start, window_end.

        """#
    ),
    (
        #"""
        SELECT window_start, count(*) FROM TUMBLE(p, DESCRIPTOR(ts), INTERVAL '10' MINUTES) GROUP BY window_start
        """#,
        #"""
        error[E0105]: TUMBLE(..., DESCRIPTOR(...), ...) is Flink's spelling
         --> job.sql:1:36
          |
        1 | SELECT window_start, count(*) FROM TUMBLE(p, DESCRIPTOR(ts), INTERVAL '10' MINUTES) GROUP BY \#
        window_start
          |                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          = help: Write FROM tumble(p, ts, interval '10 minutes').

        """#
    ),
    (
        #"""
        SELECT window_start, count(*) FROM TUMBLE(TABLE p, DESCRIPTOR(ts), INTERVAL '10' MINUTES) GROUP BY \#
        window_start
        """#,
        #"""
        error[E0105]: TUMBLE(..., DESCRIPTOR(...), ...) is Flink's spelling
         --> job.sql:1:36
          |
        1 | SELECT window_start, count(*) FROM TUMBLE(TABLE p, DESCRIPTOR(ts), INTERVAL '10' MINUTES) GROUP BY \#
        window_start
          |                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          = help: Write FROM tumble(p, ts, interval '10 minutes').

        """#
    ),
    (
        #"""
        SELECT window_start, count(*) FROM TABLE(TUMBLE(DATA => TABLE p, TIMECOL => DESCRIPTOR(ts), SIZE => \#
        INTERVAL '10' MINUTES)) GROUP BY window_start
        """#,
        #"""
        error[E0105]: TABLE(TUMBLE(...)) is Flink's spelling
         --> job.sql:1:36
          |
        1 | SELECT window_start, count(*) FROM TABLE(TUMBLE(DATA => TABLE p, TIMECOL => DESCRIPTOR(ts), SIZE => \#
        INTERVAL '10' MINUTES)) GROUP BY window_start
          |                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\#
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^
          = help: Write FROM tumble(p, ts, interval '10 minutes').

        """#
    ),
    (
        #"""
        SELECT window_start, count(*) FROM HOP(p, DESCRIPTOR(ts), INTERVAL '5' MINUTES, INTERVAL '10' MINUTES) \#
        GROUP BY window_start
        """#,
        #"""
        error[E0105]: HOP(..., DESCRIPTOR(...), ...) is Flink's spelling
         --> job.sql:1:36
          |
        1 | SELECT window_start, count(*) FROM HOP(p, DESCRIPTOR(ts), INTERVAL '5' MINUTES, INTERVAL '10' \#
        MINUTES) GROUP BY window_start
          |                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          = help: Write FROM hop(p, ts, interval '5 minutes', interval '10 minutes').

        """#
    ),
    (
        #"""
        SELECT window_start, count(*) FROM TABLE(SESSION(TABLE p PARTITION BY id, DESCRIPTOR(ts), INTERVAL '5' \#
        MINUTES)) GROUP BY window_start
        """#,
        #"""
        error[E0105]: TABLE(SESSION(...)) is Flink's spelling
         --> job.sql:1:36
          |
        1 | SELECT window_start, count(*) FROM TABLE(SESSION(TABLE p PARTITION BY id, DESCRIPTOR(ts), INTERVAL \#
        '5' MINUTES)) GROUP BY window_start
          |                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\#
        ^^^^^^^^^^^^^^^^
          = help: Write FROM session(p, ts, interval '5 minutes') and GROUP BY id, window_start, window_end.

        """#
    ),
    (
        #"""
        SELECT window_start, count(*) FROM SESSION(TABLE p, DESCRIPTOR(ts), INTERVAL '5' MINUTES) GROUP BY \#
        window_start
        """#,
        #"""
        error[E0105]: SESSION(..., DESCRIPTOR(...), ...) is Flink's spelling
         --> job.sql:1:36
          |
        1 | SELECT window_start, count(*) FROM SESSION(TABLE p, DESCRIPTOR(ts), INTERVAL '5' MINUTES) GROUP BY \#
        window_start
          |                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          = help: Write FROM session(p, ts, interval '5 minutes') and GROUP BY window_start, window_end.

        """#
    ),
    (
        #"""
        SELECT window_start, count(*) FROM TABLE(TUMBLE(TABLE p, DESCRIPTOR(ts), INTERVAL '10' MINUTES, INTERVAL \#
        '1' MINUTE)) GROUP BY window_start
        """#,
        #"""
        error[E0105]: TABLE(TUMBLE(...)) is Flink's spelling
         --> job.sql:1:36
          |
        1 | SELECT window_start, count(*) FROM TABLE(TUMBLE(TABLE p, DESCRIPTOR(ts), INTERVAL '10' MINUTES, \#
        INTERVAL '1' MINUTE)) GROUP BY window_start
          |                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\#
        ^^^^^^^^^^^^^^^^^^^^^
          = help: Write FROM tumble(p, ts, interval '10 minutes', origin => timestamptz '1970-01-01 00:00:00+00' \#
        + interval '1' minute).

        """#
    ),
    (
        #"""
        SELECT TRY_CAST(msg AS INT) FROM t
        """#,
        #"""
        error[E0105]: TRY_CAST(...) is Flink's spelling
         --> job.sql:1:8
          |
        1 | SELECT TRY_CAST(msg AS INT) FROM t
          |        ^^^^^^^^^
          = help: Write CASE WHEN x ~ '^-?[0-9]+$' THEN x::integer END; a cast that fails is an error of its row, \#
        see on_error.

        """#
    ),
    (
        #"""
        SELECT $rowtime FROM t
        """#,
        #"""
        error[E0105]: $rowtime is Flink's spelling
         --> job.sql:1:8
          |
        1 | SELECT $rowtime FROM t
          |        ^^^^^^^^
          = help: Write event_time = '_kafka_timestamp' in WITH, and _kafka_timestamp in the query.

        """#
    ),
    (
        #"""
        CREATE TABLE u (id bigint, total AS price * 2) WITH (connector='kafka')
        """#,
        #"""
        error[E0101]: syntax error at "AS"
         --> job.sql:1:34
          |
        1 | CREATE TABLE u (id bigint, total AS price * 2) WITH (connector='kafka')
          |                                  ^^ a computed column is written total type GENERATED ALWAYS AS (...) \#
        STORED

        """#
    ),
    (
        #"""
        CREATE TABLE u (id bigint, ts timestamp(3), WATERMARK FOR ts AS ts - INTERVAL '30 seconds') WITH \#
        (connector='kafka')
        """#,
        #"""
        error[E0105]: WATERMARK FOR is Flink's spelling
         --> job.sql:1:45
          |
        1 | CREATE TABLE u (id bigint, ts timestamp(3), WATERMARK FOR ts AS ts - INTERVAL '30 seconds') WITH \#
        (connector='kafka')
          |                                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          = help: Write WITH (..., event_time = 'ts', watermark_delay = '30 seconds').

        """#
    ),
    (
        #"""
        CREATE TABLE u (id bigint, ts timestamp(3), WATERMARK FOR ts AS ts) WITH (connector='kafka')
        """#,
        #"""
        error[E0105]: WATERMARK FOR is Flink's spelling
         --> job.sql:1:45
          |
        1 | CREATE TABLE u (id bigint, ts timestamp(3), WATERMARK FOR ts AS ts) WITH (connector='kafka')
          |                                             ^^^^^^^^^^^^^^^^^^^^^^^
          = help: Write WITH (..., event_time = 'ts').

        """#
    ),
    (
        #"""
        SELECT * FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY proctime ASC) AS rn FROM t) \#
        WHERE rn = 1
        """#,
        #"""
        error[E0101]: subquery in FROM must have an alias
         --> job.sql:1:15
          |
        1 | SELECT * FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY proctime ASC) AS rn FROM t) \#
        WHERE rn = 1
          |               ^ name it behind its parenthesis: (SELECT ...) AS x

        """#
    ),
    (
        #"""
        SELECT t.id FROM t LEFT JOIN LATERAL TABLE(split(msg)) AS T(word) ON TRUE
        """#,
        #"""
        error[E0105]: LATERAL TABLE(...) is Flink's spelling
         --> job.sql:1:30
          |
        1 | SELECT t.id FROM t LEFT JOIN LATERAL TABLE(split(msg)) AS T(word) ON TRUE
          |                              ^^^^^^^^^^^^^^
          = help: Write FROM t, jsonb_array_elements(t.items) AS item for jsonb, unnest(t.items) AS item for an \#
        array.

        """#
    ),
    (
        #"""
        SELECT CURRENT_WATERMARK(ts) FROM t
        """#,
        #"""
        error[E0105]: CURRENT_WATERMARK(...) is Flink's spelling
         --> job.sql:1:8
          |
        1 | SELECT CURRENT_WATERMARK(ts) FROM t
          |        ^^^^^^^^^^^^^^^^^^
          = help: A query has no watermark; the rows of a window come when it has passed the window's end.

        """#
    ),
]
