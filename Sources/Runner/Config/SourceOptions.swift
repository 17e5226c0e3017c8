import Operators

/// Facts about a record that every Kafka source offers as columns.
package enum SystemColumn: String, CaseIterable, Sendable {
    case topic = "_kafka_topic"
    case partition = "_kafka_partition"
    case offset = "_kafka_offset"
    case timestamp = "_kafka_timestamp"
    case key = "_kafka_key"

    package var type: DataType {
        switch self {
        case .topic, .key: .text
        case .partition: .integer
        case .offset: .bigint
        case .timestamp: .timestamptz
        }
    }
}

/// `on_error`: what becomes of a record that cannot be used.
package enum RecordPolicy: String, CaseIterable, Sendable {
    case skip
    case deadLetter = "dead_letter"
    case fail
}

/// `late`: what becomes of a row whose window is closed.
package enum LatePolicy: String, CaseIterable, Sendable {
    case drop
    case deadLetter = "dead_letter"
}

/// Which system the records come from, with its options.
package enum SourceConnector: Sendable {
    case kafka(KafkaSourceOptions)
    case generator(GeneratorSourceOptions)
    case file(FileSourceOptions)
    /// Only as a lookup table.
    case postgres(PostgresTableOptions)
}

/// Options of `connector = 'postgres'` of a table that is read.
package struct PostgresTableOptions: Hashable, Sendable {
    /// Looked up when the job starts.
    package var connectionName: String
    /// Identifiers, not quoted.
    package var schema: String
    package var table: String

    package init(connectionName: String, schema: String, table: String) {
        self.connectionName = connectionName
        self.schema = schema
        self.table = table
    }

    /// `schema.table`, for people.
    package var text: String { "\(schema).\(table)" }
}

/// Options of `connector = 'file'`.
package struct FileSourceOptions: Hashable, Sendable {
    /// A path, with wildcards as the shell knows them.
    package var path: String
    /// Nil: JSON, one object a line or one array of objects; or Parquet.
    package var layout: CSVLayout?
    /// Columns, not records: positions are rows.
    package var isParquet = false
    /// Records a second over all files and lanes; nil: as fast as they are used.
    package var rate: Double?
    /// Files grow and new ones appear: the source has no end.
    package var follows: Bool
    package var startFrom: StartFrom

    package init(path: String, layout: CSVLayout? = nil, follows: Bool = false, startFrom: StartFrom = .earliest) {
        self.path = path
        self.layout = layout
        self.follows = follows
        self.startFrom = startFrom
    }

    /// As in `format = '...'`.
    package var formatName: String { isParquet ? "parquet" : layout == nil ? "json" : "csv" }
}

/// Options of `connector = 'kafka'`.
package struct KafkaSourceOptions: Sendable {
    /// `host:port, ...`, or `embedded` for the cluster inside the process.
    package var bootstrapServers: String
    package var topic: String
    package var startFrom: StartFrom
    /// Allow-listed librdkafka properties.
    package var properties: [String: String]
    /// Each record's value is one line of delimited text without a header; nil: JSON.
    package var layout: CSVLayout?

    package init(
        bootstrapServers: String, topic: String, startFrom: StartFrom = .earliest, properties: [String: String] = [:],
        layout: CSVLayout? = nil
    ) {
        self.layout = layout
        self.bootstrapServers = bootstrapServers
        self.topic = topic
        self.startFrom = startFrom
        self.properties = properties
    }
}

extension SourceConnector {
    /// How delimited text lies in the records; nil for other formats.
    package var layout: CSVLayout? {
        switch self {
        case .kafka(let options): options.layout
        case .file(let options): options.layout
        case .generator, .postgres: nil
        }
    }
}

/// `start_from`: where a job without state begins.
package enum StartFrom: Hashable, Sendable {
    case earliest
    case latest
    /// Records at or after this time, microseconds since 1970-01-01.
    case at(unixMicros: Int64)
    /// Records of the last so many microseconds.
    case ago(micros: Int64)
}

/// Options of `connector = 'generator'`.
package struct GeneratorSourceOptions: Sendable {
    package var profile: String
    package var seed: UInt64
    /// Events in all; `nil` without end.
    package var count: Int?
    /// Events a second; `nil` as fast as they are taken.
    package var rate: Double?
    package var partitions: Int

    package init(profile: String, seed: UInt64 = 1, count: Int? = nil, rate: Double? = nil, partitions: Int = 1) {
        self.profile = profile
        self.seed = seed
        self.count = count
        self.rate = rate
        self.partitions = partitions
    }
}
