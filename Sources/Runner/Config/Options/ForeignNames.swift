/// Options of Flink, RisingWave, ksqlDB and Arroyo, and the option that does the same here.
package let foreignOptionNames: [String: String] = [
    "properties.bootstrap.servers": "bootstrap_servers", "properties.bootstrap.server": "bootstrap_servers",
    "bootstrap.servers": "bootstrap_servers", "brokers": "bootstrap_servers", "servers": "bootstrap_servers",
    "kafka_topic": "topic", "topic-pattern": "topic", "scan.startup.mode": "start_from",
    "scan.startup.timestamp.millis": "start_from", "source.offset": "start_from", "auto.offset.reset": "start_from",
    "startingoffsets": "start_from", "value.format": "format", "value_format": "format", "key_format": "format",
    "timestamp": "event_time", "event_time_field": "event_time", "watermark_field": "event_time",
    "watermark.idle_time": "idle_timeout", "scan.watermark.idle-timeout": "idle_timeout",
    "table-name": "table", "table.name": "table", "jdbc.url": "connection", "url": "connection",
    "timestamp_format": "timestamp_format", "json.timestamp-format.standard": "timestamp_format",
    "json.ignore-parse-errors": "on_error", "bad_data": "on_error", "rows-per-second": "rate",
    "events_per_second": "rate", "number-of-rows": "count", "message_count": "count",
]

/// Connectors of other systems and the one that does the same here.
let foreignConnectors: [String: String] = [
    "upsert-kafka": "kafka", "jdbc": "postgres", "postgresql": "postgres", "pg": "postgres", "datagen": "generator",
    "nexmark": "generator", "print": "console", "stdout": "console", "filesystem": "file", "single_file": "file",
    "s3": "file", "null": "blackhole", "mariadb": "mysql",
]
