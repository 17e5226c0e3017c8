/// What ksqlDB writes.
let ksqlRules: [DialectRule] = ksqlPhrases + ksqlKeys

private let ksqlPhrases: [DialectRule] = [
    DialectRule(
        "within $#n $unit", "ksqlDB", "WITHIN",
        "Write the bound into ON: ... AND b.ts BETWEEN a.ts - interval '{n} {unit}' AND a.ts + interval '{n} {unit}'."),
    DialectRule(
        "within ( $#n $unit , $#m $other )", "ksqlDB", "WITHIN",
        "Write the bound into ON: ... AND b.ts BETWEEN a.ts - interval '{n} {unit}' AND a.ts + interval '{m} "
            + "{other}'."),
    DialectRule(
        "^ create source connector", "ksqlDB", "CREATE SOURCE CONNECTOR",
        "Connectors run outside; their topic is declared: CREATE TABLE name (columns) WITH (connector = 'kafka', "
            + "topic = ...)."),
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
    DialectRule(
        "partition by $key ;", "ksqlDB", "PARTITION BY",
        "Leave it out: rows go to their keys by themselves."),
]

/// A column as the record's key: `id BIGINT KEY`.
private let ksqlKeys = ["bigint", "int", "integer", "string", "varchar", "double"].map { type in
    DialectRule(
        "\(type) key", "ksqlDB", "KEY",
        "Leave it out: a record's key is the column _kafka_key; a sink has its PRIMARY KEY.")
}
