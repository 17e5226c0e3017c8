/// What Flink writes besides windows.
let flinkRules: [DialectRule] = [
    DialectRule(
        "watermark for $ts as $same - interval $'n $unit", "Flink", "WATERMARK FOR",
        "Write WITH (..., event_time = '{ts}', watermark_delay = '{n.inside} {unit}')."),
    DialectRule(
        "watermark for $ts as $same - interval $'n", "Flink", "WATERMARK FOR",
        "Write WITH (..., event_time = '{ts}', watermark_delay = {n})."),
    DialectRule(
        "watermark for $ts as $same )", "Flink", "WATERMARK FOR", "Write WITH (..., event_time = '{ts}')."),
    DialectRule(
        "watermark for $ts", "Flink", "WATERMARK FOR",
        "Write WITH (..., event_time = '{ts}', watermark_delay = '5 seconds')."),
    DialectRule(
        "for system_time as of", "Flink", "FOR SYSTEM_TIME AS OF",
        "A lookup join needs no time: write JOIN table ON condition."),
    DialectRule(
        "proctime ( )", "Flink", "PROCTIME()",
        "A clock tells another time when rows are read again: write event_time = '_kafka_timestamp' in WITH, the time "
            + "at which a record was written, and give it to the window.",
        alsoParses: true),
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
    DialectRule(
        "lateral table (", "Flink", "LATERAL TABLE(...)",
        "Write FROM t, jsonb_array_elements(t.items) AS item for jsonb, unnest(t.items) AS item for an array."),
    DialectRule(
        "try_cast (", "Flink", "TRY_CAST(...)",
        "Write CASE WHEN x ~ '^-?[0-9]+$' THEN x::integer END; a cast that fails is an error of its row, see "
            + "on_error."),
    DialectRule(
        "safe_cast (", "BigQuery", "SAFE_CAST(...)",
        "Write CASE WHEN x ~ '^-?[0-9]+$' THEN x::integer END; a cast that fails is an error of its row, see "
            + "on_error."),
    DialectRule(
        "$ rowtime", "Flink", "$rowtime",
        "Write event_time = '_kafka_timestamp' in WITH, and _kafka_timestamp in the query."),
    DialectRule(
        "current_watermark (", "Flink", "CURRENT_WATERMARK(...)",
        "A query has no watermark; the rows of a window come when it has passed the window's end.", alsoParses: true),
]
