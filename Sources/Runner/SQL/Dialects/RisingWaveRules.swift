/// What RisingWave writes.
let risingWaveRules: [DialectRule] = [
    DialectRule(
        "^ create source if not exists $s", "RisingWave", "CREATE SOURCE",
        "Write CREATE TABLE {s} (columns) WITH (connector = 'kafka', topic = ...)."),
    DialectRule(
        "^ create sink if not exists $s from $t", "RisingWave", "CREATE SINK",
        "Write CREATE MATERIALIZED VIEW {s} WITH (connector = ...) AS SELECT * FROM {t}."),
    DialectRule(
        "^ create sink if not exists $s", "RisingWave", "CREATE SINK",
        "Write CREATE MATERIALIZED VIEW {s} WITH (connector = ...) AS SELECT."),
    DialectRule(
        "^ create connection $c", "RisingWave", "CREATE CONNECTION",
        "Leave it out: connection = '{c}' in WITH names one of runner.toml or of the environment."),
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
    DialectRule(
        "properties . bootstrap . server = $'v", "RisingWave", "properties.bootstrap.server",
        "Write bootstrap_servers = {v}."),
    DialectRule(
        "properties . bootstrap . servers = $'v", "Flink", "properties.bootstrap.servers",
        "Write bootstrap_servers = {v}."),
    DialectRule(
        "scan . startup . mode = $'v", "RisingWave", "scan.startup.mode",
        "Write start_from = 'earliest', 'latest', or a time: '@2026-01-31T00:00:00Z'."),
    DialectRule(
        "asof join", "RisingWave", "ASOF JOIN",
        "Write JOIN b ON a.key = b.key AND b.ts BETWEEN a.ts - interval '1 hour' AND a.ts: all partners in that "
            + "time.", alsoParses: true),
]
