/// Every rule; the more special of two that start alike stands first.
let dialectRules: [DialectRule] = flinkRules + ksqlRules + risingWaveRules + sparkRules + commonRules

private let flinkRules: [DialectRule] = [
    DialectRule(
        "watermark for $ts as $same - interval $'n $unit", "Flink", "WATERMARK FOR",
        "Write WITH (..., event_time = '{ts}', watermark_delay = '{n.inside} {unit}')."),
    DialectRule(
        "watermark for $ts", "Flink", "WATERMARK FOR",
        "Write WITH (..., event_time = '{ts}', watermark_delay = '5 seconds')."),
    DialectRule(
        "table ( tumble ( table $t , descriptor ( $ts ) , $*size ) )", "Flink", "TABLE(TUMBLE(...))",
        "Write FROM tumble({t}, {ts}, {size})."),
    DialectRule(
        "table ( hop ( table $t , descriptor ( $ts ) , $*slide , $*size ) )", "Flink", "TABLE(HOP(...))",
        "Write FROM hop({t}, {ts}, {slide}, {size})."),
    DialectRule("table ( tumble (", "Flink", "TABLE(TUMBLE(...))", "Write FROM tumble(t, ts, interval '5 minutes')."),
    DialectRule(
        "table ( hop (", "Flink", "TABLE(HOP(...))", "Write FROM hop(t, ts, interval '1 minute', interval '5 minutes')."
    ),
    DialectRule(
        "table ( session (", "Flink", "TABLE(SESSION(...))", "Write FROM session(t, ts, interval '5 minutes')."),
    DialectRule(
        "table ( cumulate (", "Flink", "TABLE(CUMULATE(...))",
        "Cumulating windows are not supported: write tumble with emit = 'changes'."),
    DialectRule(
        "for system_time as of", "Flink", "FOR SYSTEM_TIME AS OF",
        "A lookup join needs no time: write JOIN table ON condition."),
    DialectRule(
        "proctime ( )", "Flink", "PROCTIME()",
        "A clock tells another time when rows are read again: write event_time = '_kafka_timestamp' in WITH, the time "
            + "at which a record was written, and give it to the window.",
        alsoParses: true),
    DialectRule(
        "tumble_start (", "Flink", "TUMBLE_START(...)",
        "Write window_start, with FROM tumble(t, ts, interval '5 minutes').",
        alsoParses: true),
    DialectRule(
        "tumble_end (", "Flink", "TUMBLE_END(...)", "Write window_end, with FROM tumble(t, ts, interval '5 minutes').",
        alsoParses: true),
    DialectRule(
        "hop_start (", "Flink", "HOP_START(...)", "Write window_start, with FROM hop(t, ts, slide, size).",
        alsoParses: true),
    DialectRule(
        "hop_end (", "Flink", "HOP_END(...)", "Write window_end, with FROM hop(t, ts, slide, size).", alsoParses: true),
    DialectRule(
        "session_start (", "Flink", "SESSION_START(...)", "Write window_start, with FROM session(t, ts, gap).",
        alsoParses: true),
    DialectRule(
        "session_end (", "Flink", "SESSION_END(...)", "Write window_end, with FROM session(t, ts, gap).",
        alsoParses: true),
    DialectRule(
        "group by tumble ( $ts , $*size )", "Flink", "GROUP BY TUMBLE(...)",
        "Write FROM tumble(t, {ts}, {size}) and GROUP BY window_start.", alsoParses: true),
    DialectRule(
        "group by hop ( $ts ,", "Flink", "GROUP BY HOP(...)",
        "Write FROM hop(t, {ts}, slide, size) and GROUP BY window_start.",
        alsoParses: true),
    DialectRule(
        ", tumble ( $ts , interval", "Flink", "GROUP BY TUMBLE(...)",
        "Write FROM tumble(t, {ts}, interval '5 minutes') and GROUP BY window_start.", alsoParses: true),
    DialectRule(
        "not enforced", "Flink", "NOT ENFORCED", "Leave it out: a PRIMARY KEY is the key of the sink's upserts."),
    DialectRule(
        "metadata from $'field", "Flink", "METADATA",
        "Write the system column in the query: _kafka_timestamp, _kafka_offset, _kafka_partition, _kafka_key."),
    DialectRule(
        "metadata virtual", "Flink", "METADATA",
        "Write the system column in the query: _kafka_timestamp, _kafka_offset, _kafka_partition, _kafka_key."),
    DialectRule(
        "group by all", "Spark", "GROUP BY ALL", "Name the columns, or their numbers in the select list: GROUP BY 1, 2."
    ),
    DialectRule("* except (", "Spark", "* EXCEPT (...)", "Name the columns that are wanted."),
    DialectRule("* exclude (", "Snowflake", "* EXCLUDE (...)", "Name the columns that are wanted."),
    DialectRule("match_recognize (", "Flink", "MATCH_RECOGNIZE", "Patterns over rows are not supported."),
    DialectRule(
        "^ execute statement set", "Flink", "EXECUTE STATEMENT SET",
        "Leave it out: all queries of a job run together."),
    DialectRule(
        "^ begin statement set", "Flink", "BEGIN STATEMENT SET", "Leave it out: all queries of a job run together."),
    DialectRule("^ create catalog", "Flink", "CREATE CATALOG", "Leave it out: a job declares its tables itself."),
    DialectRule("^ use $name", "Flink", "USE", "Leave it out: a job declares its tables itself."),
    DialectRule(
        "^ insert overwrite", "Flink", "INSERT OVERWRITE",
        "Write INSERT INTO; a PRIMARY KEY on the sink makes writes upserts."),
]

private let ksqlRules: [DialectRule] = [
    DialectRule("emit changes", "ksqlDB", "EMIT CHANGES", "Write WITH (..., emit = 'changes') on the sink."),
    DialectRule("emit final", "ksqlDB", "EMIT FINAL", "Write WITH (..., emit = 'final') on the sink."),
    DialectRule(
        "window tumbling ( size $#n $unit", "ksqlDB", "WINDOW TUMBLING (...)",
        "Write FROM tumble(t, ts, interval '{n} {unit}')."),
    DialectRule(
        "window hopping ( size $#n $unit , advance by $#m $other", "ksqlDB", "WINDOW HOPPING (...)",
        "Write FROM hop(t, ts, interval '{m} {other}', interval '{n} {unit}')."),
    DialectRule(
        "window session ( $#n $unit", "ksqlDB", "WINDOW SESSION (...)",
        "Write FROM session(t, ts, interval '{n} {unit}')."),
    DialectRule(
        "grace period $#n $unit", "ksqlDB", "GRACE PERIOD", "Write watermark_delay = '{n} {unit}' in the source's WITH."
    ),
    DialectRule(
        "^ create or replace stream", "ksqlDB", "CREATE OR REPLACE STREAM",
        "Write CREATE TABLE for a topic, CREATE VIEW for a query."),
    DialectRule(
        "^ create stream $s as", "ksqlDB", "CREATE STREAM",
        "Write CREATE VIEW {s} AS SELECT, or CREATE MATERIALIZED VIEW {s} WITH (connector = ...) AS SELECT."),
    DialectRule(
        "^ create stream $s", "ksqlDB", "CREATE STREAM",
        "Write CREATE TABLE {s} (columns) WITH (connector = 'kafka', topic = ...)."),
    DialectRule(
        "partition by $key emit", "ksqlDB", "PARTITION BY", "Leave it out: rows go to their keys by themselves."),
]

private let risingWaveRules: [DialectRule] = [
    DialectRule(
        "emit on window close", "RisingWave", "EMIT ON WINDOW CLOSE",
        "Write WITH (..., emit = 'final'); windows have it by default."),
    DialectRule(
        "^ create source $s", "RisingWave", "CREATE SOURCE",
        "Write CREATE TABLE {s} (columns) WITH (connector = 'kafka', topic = ...)."),
    DialectRule(
        "^ create sink $s from $t", "RisingWave", "CREATE SINK",
        "Write CREATE MATERIALIZED VIEW {s} WITH (connector = ...) AS SELECT * FROM {t}."),
    DialectRule(
        "^ create sink $s", "RisingWave", "CREATE SINK",
        "Write CREATE MATERIALIZED VIEW {s} WITH (connector = ...) AS SELECT."),
    DialectRule("format $f encode $e", "RisingWave", "FORMAT ... ENCODE", "Write format = '{e}' inside WITH (...)."),
    DialectRule("append only", "RisingWave", "APPEND ONLY", "Leave it out: a table without a PRIMARY KEY only grows."),
    DialectRule(
        "include $what as", "RisingWave", "INCLUDE ... AS",
        "Write the system column in the query: _kafka_timestamp, _kafka_offset, _kafka_partition, _kafka_key."),
]

private let sparkRules: [DialectRule] = [
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
]

private let commonRules: [DialectRule] = [
    DialectRule(
        "struct <", "Spark", "STRUCT<...>",
        "Make a type, CREATE TYPE name AS (field type, ...), or declare the column jsonb."),
    DialectRule(
        "row <", "Flink", "ROW<...>", "Make a type, CREATE TYPE name AS (field type, ...), or declare the column jsonb."
    ),
    DialectRule("map <", "Flink", "MAP<...>", "Declare the column jsonb and read it with column ->> 'key'."),
    DialectRule("array < $type >", "Flink", "ARRAY<...>", "Write {type}[]."),
    DialectRule("array <", "Flink", "ARRAY<...>", "Write type[] for scalars, jsonb for anything else."),
    DialectRule(
        "comment $'text", "Flink", "COMMENT",
        "Write COMMENT ON COLUMN table.column IS {text}; as a statement of its own."),
    DialectRule(
        "unsigned", "MySQL", "UNSIGNED",
        "Write the next larger type: integer for smallint, bigint for integer, numeric(20)."),
    DialectRule("==", "Spark", "==", "Write =.", alsoParses: true),
    DialectRule(
        "`", "Flink", "a name in back-ticks", "Names need no quotes; others stand in double quotes: \"timestamp\".",
        alsoParses: true),
    DialectRule("interval $#n $unit", "Flink", "an INTERVAL without quotes", "Write interval '{n} {unit}'."),
    DialectRule(
        "qualify", "Snowflake", "QUALIFY",
        "Write SELECT ... FROM (SELECT ..., row_number() OVER (...) AS n FROM t) x WHERE n <= 1."),
]

/// Functions of other systems and the spelling that works here, for messages about a function that does not exist.
package let foreignFunctionNames: [String: String] = [
    "ifnull": "coalesce(a, b)", "nvl": "coalesce(a, b)", "date_format": "to_char(time, 'YYYY-MM-DD')",
    "unix_timestamp": "extract(epoch FROM time)", "from_unixtime": "to_timestamp(seconds)",
    "to_timestamp_ltz": "to_timestamp(seconds)", "collect_list": "array_agg(x)", "collect": "array_agg(x)",
    "collect_set": "array_agg(DISTINCT x)", "listagg": "string_agg(x, ',')", "group_concat": "string_agg(x, ',')",
    "latest_by_offset": "last_value(x)", "earliest_by_offset": "first_value(x)", "ucase": "upper(x)",
    "lcase": "lower(x)", "len": "length(x)", "get_json_object": "column ->> 'field'",
    "json_value": "column ->> 'field'", "json_extract": "column -> 'field'", "extractjsonfield": "column ->> 'field'",
    "count_distinct": "count(DISTINCT x)", "approx_distinct": "approx_count_distinct(x)",
    "approx_count_distinct_hll": "approx_count_distinct(x)", "if": "CASE WHEN a THEN b ELSE c END",
    "timestampdiff": "b - a", "datediff": "b - a", "timestampadd": "time + interval '1 day'",
    "date_add": "time + interval '1 day'", "regexp_extract": "(regexp_match(text, pattern))[1]",
    "instr": "strpos(text, part)", "rlike": "text ~ pattern", "explode": "jsonb_array_elements(items) in FROM",
    "from_timestamp": "to_char(time, 'YYYY-MM-DD')", "current_row_timestamp": "the event-time column",
]
