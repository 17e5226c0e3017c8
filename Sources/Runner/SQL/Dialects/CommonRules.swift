/// What more than one of the others writes.
let commonRules: [DialectRule] = commonPhrases + pluralUnits

private let commonPhrases: [DialectRule] = [
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

/// `INTERVAL '5' SECONDS`: in SQL the unit stands in the singular.
private let pluralUnits = ["seconds", "minutes", "hours", "days", "weeks", "months", "years"].map { unit in
    DialectRule(
        "interval $'#n \(unit)", "Flink", "an INTERVAL's unit in the plural", "Write interval '{n.inside} \(unit)'.",
        alsoParses: true)
}
