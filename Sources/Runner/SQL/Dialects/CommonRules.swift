/// What more than one of the others writes.
let commonRules: [DialectRule] = [
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
    DialectRule(
        "interval $'#n seconds", "Flink", "an INTERVAL's unit in the plural", "Write interval '{n.inside} seconds'.",
        alsoParses: true),
    DialectRule(
        "interval $'#n minutes", "Flink", "an INTERVAL's unit in the plural", "Write interval '{n.inside} minutes'.",
        alsoParses: true),
    DialectRule(
        "interval $'#n hours", "Flink", "an INTERVAL's unit in the plural", "Write interval '{n.inside} hours'.",
        alsoParses: true),
    DialectRule(
        "interval $'#n days", "Flink", "an INTERVAL's unit in the plural", "Write interval '{n.inside} days'.",
        alsoParses: true),
    DialectRule(
        "interval $'#n weeks", "Flink", "an INTERVAL's unit in the plural", "Write interval '{n.inside} weeks'.",
        alsoParses: true),
    DialectRule(
        "interval $'#n months", "Flink", "an INTERVAL's unit in the plural", "Write interval '{n.inside} months'.",
        alsoParses: true),
    DialectRule(
        "interval $'#n years", "Flink", "an INTERVAL's unit in the plural", "Write interval '{n.inside} years'.",
        alsoParses: true),
]
