/// What Spark and Databricks write.
let sparkRules: [DialectRule] = [
    DialectRule(
        "window ( $ts , $'size )", "Spark", "WINDOW(...)",
        "Write FROM tumble(t, {ts}, interval {size}) and GROUP BY window_start, window_end."),
    DialectRule(
        "window ( $ts , $'size , $'slide )", "Spark", "WINDOW(...)",
        "Write FROM hop(t, {ts}, interval {slide}, interval {size}) and GROUP BY window_start, window_end."),
    DialectRule(
        "lateral view explode (", "Spark", "LATERAL VIEW explode",
        "Write FROM t, jsonb_array_elements(t.items) AS item."),
    DialectRule(
        "partitioned by", "Spark", "PARTITIONED BY", "Leave it out: Kafka's own partitions are read as they are."),
    DialectRule("<=>", "Spark", "<=>", "Write IS NOT DISTINCT FROM.", alsoParses: true),
    DialectRule(
        "window ( $t . $ts , $'size )", "Spark", "WINDOW(...)",
        "Write FROM tumble({t}, {ts}, interval {size}) and GROUP BY window_start, window_end."),
    DialectRule(
        "window ( $t . $ts , $'size , $'slide )", "Spark", "WINDOW(...)",
        "Write FROM hop({t}, {ts}, interval {slide}, interval {size}) and GROUP BY window_start, window_end."),
    DialectRule(
        "window ( $ts , interval $#n $unit )", "Spark", "WINDOW(...)",
        "Write FROM tumble(t, {ts}, interval '{n} {unit}') and GROUP BY window_start, window_end."),
    DialectRule(
        "window ( $ts , interval $'size )", "Spark", "WINDOW(...)",
        "Write FROM tumble(t, {ts}, interval {size}) and GROUP BY window_start, window_end."),
    DialectRule(
        "window . start", "Spark", "window.start",
        "Write window_start."),
    DialectRule(
        "window . end", "Spark", "window.end",
        "Write window_end."),
    DialectRule(
        "session_window ( $t . $ts , $'gap )", "Spark", "session_window(...)",
        "Write FROM session({t}, {ts}, interval {gap}) and GROUP BY the keys, "
            + "window_start, window_end.", alsoParses: true),
    DialectRule(
        "session_window ( $ts , $'gap )", "Spark", "session_window(...)",
        "Write FROM session(t, {ts}, interval {gap}) and GROUP BY the keys, "
            + "window_start, window_end.", alsoParses: true),
    DialectRule(
        "session_window (", "Spark", "session_window(...)",
        "Write FROM session(t, ts, interval '5 minutes') and GROUP BY the keys, "
            + "window_start, window_end.", alsoParses: true),
    DialectRule(
        "watermark $ts delay of interval $#n $unit", "Spark", "WATERMARK ... DELAY OF",
        "Write WITH (..., event_time = '{ts}', watermark_delay = '{n} {unit}') on the source."),
    DialectRule(
        "watermark $ts delay of interval $'n", "Spark", "WATERMARK ... DELAY OF",
        "Write WITH (..., event_time = '{ts}', watermark_delay = {n}) on the source."),
    DialectRule(
        "withwatermark (", "Spark", "withWatermark(...)",
        "Write WITH (..., event_time = 'ts', watermark_delay = '10 minutes') on the source.", alsoParses: true),
    DialectRule(
        "using kafka options (", "Spark", "USING kafka OPTIONS",
        "Write WITH (connector = 'kafka', bootstrap_servers = 'host:9092', topic = 'name', format = 'json')."),
    DialectRule(
        "using $format options (", "Spark", "USING ... OPTIONS",
        "Write WITH (connector = 'file', path = '...', format = 'json')."),
    DialectRule(
        "^ create or refresh streaming live table $s", "Spark", "CREATE OR REFRESH STREAMING TABLE",
        "Write CREATE MATERIALIZED VIEW {s} WITH (connector = ...) AS SELECT, or CREATE VIEW {s} AS SELECT."),
    DialectRule(
        "^ create or refresh streaming table $s", "Spark", "CREATE OR REFRESH STREAMING TABLE",
        "Write CREATE MATERIALIZED VIEW {s} WITH (connector = ...) AS SELECT, or CREATE VIEW {s} AS SELECT."),
    DialectRule(
        "^ create streaming table $s", "Spark", "CREATE STREAMING TABLE",
        "Write CREATE MATERIALIZED VIEW {s} WITH (connector = ...) AS SELECT, or CREATE VIEW {s} AS SELECT."),
    DialectRule(
        "^ create or refresh materialized view $s", "Spark", "CREATE OR REFRESH",
        "Write CREATE MATERIALIZED VIEW {s} WITH (connector = ...) AS SELECT."),
    DialectRule(
        "^ create or replace table $s", "Spark", "CREATE OR REPLACE TABLE",
        "Write CREATE TABLE {s} (columns) WITH (connector = ...), or CREATE MATERIALIZED VIEW {s} WITH (...) AS "
            + "SELECT."),
    DialectRule(
        "from stream ( $t )", "Spark", "STREAM(...)",
        "Write FROM {t}: a topic is read as it grows.", alsoParses: true),
    DialectRule(
        "from stream ( $s . $t )", "Spark", "STREAM(...)",
        "Write FROM {t}: a topic is read as it grows.", alsoParses: true),
    DialectRule(
        "from stream read_kafka (", "Spark", "read_kafka(...)",
        "Declare the topic: CREATE TABLE name (columns) WITH (connector = 'kafka', topic = ...), and write FROM name."),
    DialectRule(
        "from read_kafka (", "Spark", "read_kafka(...)",
        "Declare the topic: CREATE TABLE name (columns) WITH (connector = 'kafka', topic = ...), and write FROM "
            + "name.", alsoParses: true),
    DialectRule(
        "from_json (", "Spark", "from_json(...)",
        "Declare the column jsonb, and write column ->> 'field'."),
]
