/// Every option of a job for people: what SET and WITH take, with defaults. A test holds it against what the readers
/// really ask for, and the tables of this folder's README against it.
package struct OptionReference: Sendable {
    /// One option.
    package struct Row: Sendable {
        package let name: String
        /// What may be written.
        package let values: String
        /// What holds when it is not given; `needed` when it must be.
        package let standard: String
        package let meaning: String

        init(_ name: String, _ values: String, _ standard: String, _ meaning: String) {
            self.name = name
            self.values = values
            self.standard = standard
            self.meaning = meaning
        }
    }

    package enum Role: String, Sendable, CaseIterable {
        case source, sink
    }

    /// Where the rows may be written.
    package enum Place: Sendable, Hashable {
        case set
        /// Every connector of the role.
        case every(Role)
        case connector(Role, String)

        package var title: String {
            switch self {
            case .set: "SET, once for the job"
            case .every(let role): "WITH of every \(role.rawValue)"
            case .connector(let role, let name): "WITH of a \(role.rawValue) with connector = '\(name)'"
            }
        }
    }

    package static let sections: [(place: Place, rows: [Row])] = [
        (.set, settings), (.every(.source), everySource), (.connector(.source, "kafka"), kafkaSource),
        (.connector(.source, "file"), fileSource),
        (.connector(.source, "generator"), generatorSource), (.connector(.source, "postgres"), postgresSource),
        (.every(.sink), everySink),
        (.connector(.sink, "postgres"), postgresSink), (.connector(.sink, "mysql"), mysqlSink),
        (.connector(.sink, "file"), fileSinkRows), (.connector(.sink, "kafka"), kafkaSinkRows),
        (.connector(.sink, "console"), consoleSink),
        (.connector(.sink, "blackhole"), []),
    ]

    /// All tables as Markdown.
    package static var markdown: String {
        var text = ""
        for (place, rows) in sections {
            text += "### \(place.title)\n\n"
            if rows.isEmpty {
                text += "No further options.\n\n"
                continue
            }
            text += "| option | value | default | meaning |\n|---|---|---|---|\n"
            for row in rows { text += "| `\(row.name)` | \(row.values) | \(row.standard) | \(row.meaning) |\n" }
            text += "\n"
        }
        return text
    }

    private static func time(_ micros: Int64) -> String { describeDuration(micros: micros) }

    private static let settings = [
        Row("job_name", "name", "the file's name", "names the state directory, and the job's row in `millrace.job`"),
        Row(
            "commit_interval",
            "\(time(Limits.commitIntervalMicrosMin)) to \(time(Limits.commitIntervalMicrosMax))",
            time(Limits.commitIntervalMicrosDefault), "how often an epoch ends: rows and positions commit together"),
        Row(
            "checkpoint_interval", "commit_interval to \(time(Limits.checkpointIntervalMicrosMax))",
            time(Limits.checkpointIntervalMicrosDefault),
            "how often state is written, at the least: what a restart has to replay"),
        Row(
            "parallelism", "1 to \(Limits.parallelismMax)", "number of cores",
            "lanes; may change between runs on the same state"),
        Row(
            "memory", "\(describeByteSize(Limits.memoryBytesMin)) or more",
            "an eighth of the machine's or container's, \(describeByteSize(Limits.memoryBytesDefaults.lowerBound)) to "
                + describeByteSize(Limits.memoryBytesDefaults.upperBound),
            "at most this for state and caches; what does not fit lies on disk"),
        Row(
            "state_ttl", "duration", "for ever",
            "how long a key without a window is remembered after its last row, at the least, by the records' times, of "
                + "files by the event time: it may be longer"),
        Row(
            "timezone", "IANA name", "UTC",
            "of text without a zone, of casts and date functions, and of times on the console"),
    ]

    private static let everySource = [
        Row("connector", "a connector's name", "needed", "the system that is read"),
        Row("event_time", "column", "none", "the time of the event; windows and watermarks follow it"),
        Row(
            "watermark_delay", "duration", "0; none for files that end",
            "how far behind the latest record others may come and still count; without one no row of files is late, "
                + "and their windows close at the end"),
        Row("idle_timeout", "duration", "none", "a partition that is silent for so long no longer holds the watermark"),
        Row(
            "max_future_skew", "duration", time(Limits.maxFutureSkewMicrosDefault),
            "a time further ahead of the record's own is an error and does not move the watermark"),
        Row(
            "timestamp_format", "auto, rfc3339, unix_seconds, unix_millis, unix_micros, unix_nanos or a template",
            "auto",
            "how times are written in the records; a template is like 'YYYY-MM-DD HH24:MI:SS.MS'"),
        Row("timezone", "IANA name", "SET timezone", "of times without a zone in the records"),
        Row(
            "on_error", "skip, dead_letter or fail", "skip",
            "what becomes of a record that can't be used, and of a result row that can't be computed or that a sink "
                + "refuses; always counted"),
        Row("late", "drop or dead_letter", "drop", "what becomes of a record behind the watermark; always counted"),
    ]

    private static let kafkaSource = [
        Row(
            "bootstrap_servers", "host:port, ... or embedded", "needed",
            "the brokers; embedded: a demonstration in the process"),
        Row("topic", "name", "needed", "the topic that is read"),
        Row("format", "json or csv", "needed", "how record values are written; csv: one line each, without a header"),
        Row("delimiter", "one character", ",", "csv: what stands between two fields"),
        Row(
            "start_from", "earliest, latest, @2026-01-31T00:00:00Z or @-1h", "earliest",
            "where a job without state begins"),
        Row(
            "kafka_options", "name=value, ...", "none",
            "of the Kafka client: SASL, TLS, fetching; those that would break exactly-once are refused"),
    ]

    private static let fileSource = [
        Row("path", "path with wildcards", "needed", "the files, read in the order of their names"),
        Row("format", "csv, json or parquet", "needed", "json: one object a line, or one array of objects"),
        Row("header", "true or false", "false", "csv: the first record of each file names the columns"),
        Row("delimiter", "one character", ",", "csv: what stands between two fields"),
        Row(
            "follow", "true or false", "false",
            "files grow (Parquet's do not) and new ones come: the job does not end with them"),
        Row("rate", "number", "none", "records a second, over all files: for demonstrations and tests"),
        Row("start_from", "earliest, or latest with follow", "earliest", "where a job without state begins"),
        reloadInterval,
    ]

    private static let reloadInterval = Row(
        "reload_interval", "\(time(Limits.reloadIntervalMicrosMin)) or more", "never",
        "of a lookup table: how often it is read again; when that fails the rows stay, and it is tried again")

    private static let generatorSource = [
        Row("profile", generatorProfiles.joined(separator: ", "), "needed", "what kind of events"),
        Row("seed", "whole number", "1", "equal seeds give equal events"),
        Row("count", "whole number", "without end", "events in all"),
        Row("partitions", "1 to 1024", "1", "into which the events are dealt"),
        Row("rate", "number", "as fast as it goes", "events a second"),
        Row("format", "json", "json", "how events are written"),
    ]

    private static let postgresSource = [
        Row(
            "connection", "name or URI", "needed",
            "as for a sink; a table with a PRIMARY KEY that streams are joined with, read at the start"),
        Row("table", "table or schema.table", "the declared name", "the table or view that is read"),
        reloadInterval,
    ]

    private static let everySink = [
        Row("connector", "a connector's name", "needed", "the system that is written"),
        Row(
            "emit", "final, changes or complete", "final for windows, else changes",
            "rows once when a window closes; rows that changed; the whole table (console, file)"),
        Row(
            "emit_interval", "duration", "each commit",
            "how often changes or complete write; a multiple of commit_interval"),
    ]

    private static let postgresSink = [
        Row("connection", "name or URI", "needed", "`RUNNER_CONN_<NAME>`, a secret of that name, or runner.toml"),
        Row("table", "table or schema.table", "the declared name", "the target"),
        Row("create_table", "auto or never", "auto", "whether a missing target is made, with its key"),
    ]

    private static let mysqlSink = [
        Row("connection", "name or URI", "needed", "`mysql://` in `RUNNER_CONN_<NAME>`, a secret or runner.toml"),
        Row("table", "table or database.table", "the declared name", "the target; it must be InnoDB"),
        Row("create_table", "auto or never", "auto", "whether a missing target is made, with its key"),
    ]

    private static let fileSinkRows = [
        Row(
            "path", "file or folder", "needed",
            "one file when the last part has a dot, else a folder that gets a file for each commit"),
        Row("format", "json, csv or parquet", "needed", "json: an object a line; parquet: into a folder"),
        Row("header", "true or false", "true", "csv: the first line of a file names the columns"),
        Row("compression", "none, snappy, zstd or lz4", "snappy", "parquet: how pages are compressed"),
        Row(
            "roll_interval", "duration", "each commit",
            "how long a file in a folder is written to before it shows; at an orderly end of the job all show"),
        Row(
            "partition_by", "column, ...", "none",
            "columns that become folders `name=value`, as Hive lays tables out; they are not in the files; NULL and '' "
                + "share the folder `name=__HIVE_DEFAULT_PARTITION__`"),
    ]

    private static let kafkaSinkRows = [
        Row("bootstrap_servers", "host:port, ...", "needed", "the brokers; all sinks of one Kafka share a transaction"),
        Row("topic", "name", "needed", "the topic that is written"),
        Row("format", "json", "needed", "an object a record; its key is an object of the key's columns"),
        Row(
            "create_table", "auto or never", "auto",
            "whether a missing topic is made; compacted when its rows change"),
        Row("partitions", "1 to 10000", "the broker's", "of a topic that is made"),
        Row(
            "compression", KafkaCompression.allCases.map(\.rawValue).joined(separator: ", "), "none",
            "how batches of records are compressed"),
        Row(
            "kafka_options", "name=value, ...", "none",
            "of the Kafka client: SASL, TLS, batching; those that would break exactly-once are refused"),
    ]

    private static let consoleSink = [
        Row("format", "json", "none", "rows are printed as `--output` says; takes json for other systems' sake")
    ]
}
