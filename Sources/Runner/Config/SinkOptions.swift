import Operators

/// `emit`: when a row of a grouped query is written.
package enum EmitMode: String, CaseIterable, Sendable {
    /// Once, when the watermark passes the window's end; rows of an ungrouped query as they come.
    case final
    /// After each interval in which its group changed.
    case changes
    /// Every group at each interval.
    case complete
}

/// Which system the rows go to, with its options.
package enum SinkConnector: Sendable {
    /// `connectionName` is looked up when the job starts; `schema` and `table` are identifiers, not quoted.
    case postgres(connectionName: String, schema: String?, table: String, create: CreateTablePolicy)
    /// `schema` is a database of the server, nil for the connection's own.
    case mysql(connectionName: String, schema: String?, table: String, create: CreateTablePolicy)
    case file(FileSinkOptions)
    case kafka(KafkaSinkOptions)
    case console
    /// Counts rows and drops them.
    case blackhole
}

/// Options of a sink with `connector = 'file'`.
package struct FileSinkOptions: Hashable, Sendable {
    /// How rows are written.
    package enum Format: String, CaseIterable, Sendable {
        case json
        case csv
        case parquet
    }

    /// A file, when its last part has a dot in it; else a folder that gets many files.
    package var path: String
    package var format: Format
    /// CSV: the first line of a file names the columns.
    package var header = true
    /// Parquet: how its pages are compressed.
    package var codec = ParquetCodec.snappy
    /// How long a file in a folder is written to; nil: a file for each commit.
    package var rollMicros: Int64?
    /// Columns that are folders and not part of the rows (Hive's layout).
    package var partitionBy: [String] = []

    package init(path: String, format: Format) {
        self.path = path
        self.format = format
    }

    /// True when all rows go into the one file that `path` names.
    package var isOneFile: Bool {
        let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        return name.contains(".") && name != "." && name != ".."
    }
}

/// Options of a sink with `connector = 'kafka'`.
package struct KafkaSinkOptions: Hashable, Sendable {
    /// `host:port, ...`
    package var bootstrapServers: String
    package var topic: String
    package var create = CreateTablePolicy.auto
    /// Of a topic that is made; nil: as many as the broker gives.
    package var partitions: Int?
    /// Allow-listed librdkafka properties, compression among them.
    package var properties: [String: String] = [:]

    package init(bootstrapServers: String, topic: String) {
        self.bootstrapServers = bootstrapServers
        self.topic = topic
    }
}

/// `compression` of a sink with `connector = 'kafka'`.
package enum KafkaCompression: String, CaseIterable, Sendable {
    case none, gzip, snappy, lz4, zstd
}

/// `create_table`: whether a missing target is made.
package enum CreateTablePolicy: String, CaseIterable, Sendable {
    case auto
    case never
}

extension SinkConnector {
    /// Where rows go that a database keeps under their keys; nil for what only shows them or writes them down.
    package var database: (connectionName: String, schema: String?, table: String)? {
        switch self {
        case .postgres(let name, let schema, let table, _), .mysql(let name, let schema, let table, _):
            (name, schema, table)
        default: nil
        }
    }

    /// Records and rows that can't be used can be written there, with the epoch.
    package var keepsDeadLetters: Bool {
        switch self {
        case .postgres, .mysql, .kafka, .file: true
        case .console, .blackhole: false
        }
    }

    /// Rows have keys there, under which a later row takes the place of an earlier one.
    package var keepsKeys: Bool {
        if case .kafka = self { true } else { database != nil }
    }
}
