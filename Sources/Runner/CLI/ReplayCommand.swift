/// `runner replay`: the flags.
package struct ReplayOptions: Sendable {
    package enum Format: String, CaseIterable, Sendable {
        /// By the file's name: `.csv` is CSV, everything else has one JSON object a line.
        case auto, ndjson, csv
    }

    /// What becomes of the time field.
    package enum Restamp: Hashable, Sendable {
        /// The moment of writing.
        case now
        /// Later by so many µs; earlier when negative.
        case shift(micros: Int64)
        /// All by what brings the first record's time to the moment of the start.
        case shiftToNow
    }

    package var paths: [String]
    package var bootstrapServers: String
    package var topic: String
    /// Partitions of a topic that has to be made; nil: 4.
    package var partitions: Int?
    package var format: Format
    /// Events a second; nil: as fast as Kafka takes them.
    package var rate: Double?
    package var keyField: String?
    package var timeField: String?
    package var restamp: Restamp?
    /// CSV columns that become JSON numbers; the others become text.
    package var numbers: Set<String>
    package var loops: Int
    package var compression: String
    package var isQuiet: Bool

    package init(paths: [String], bootstrapServers: String, topic: String) {
        self.paths = paths
        self.bootstrapServers = bootstrapServers
        self.topic = topic
        partitions = nil
        format = .auto
        rate = nil
        keyField = nil
        timeField = nil
        restamp = nil
        numbers = []
        loops = 1
        compression = "none"
        isQuiet = false
    }
}

extension ReplayOptions {
    static let spec = CommandSpec(
        "replay", "Writes the records of NDJSON or CSV files into a Kafka topic, at a rate.",
        operands: "FILE...", operandCount: 1...10_000,
        examples: [
            ("runner replay events.ndjson -b localhost:9092 -t events --rate 500", "500 events a second"),
            (
                "runner replay day.csv -b localhost:9092 -t orders --numbers Quantity,UnitPrice",
                "CSV lines as JSON objects, two columns as numbers"
            ),
            (
                "runner replay old.ndjson -b localhost:9092 -t events --time-field ts --shift-to-now",
                "last year's events as if they began now"
            ),
        ],
        flags: [
            Flag("brokers", short: "b", value: "HOST:PORT", "the Kafka to write to"),
            Flag("topic", short: "t", value: "TOPIC", "the topic to write to; made when it does not exist"),
            Flag("partitions", value: "N", "partitions of a topic that does not exist yet (default 4)"),
            Flag("format", value: "FORMAT", "auto, ndjson or csv (with a header line)"),
            Flag("rate", value: "N", "events a second, or max (default)"),
            Flag("key", value: "FIELD", "the field that is the record's key"),
            Flag("time-field", value: "FIELD", "the field that --stamp and --shift change"),
            Flag("stamp", "the time field becomes the moment of writing"),
            Flag("shift", value: "DURATION", "the time field becomes later by this, earlier when negative"),
            Flag("shift-to-now", "shifts all times so that the first one is now"),
            Flag("numbers", value: "COLUMN,...", "CSV columns that become JSON numbers; the others become text"),
            Flag("loop", value: "N", "go through the files N times"),
            Flag("compression", value: "CODEC", "none, gzip, snappy, lz4 or zstd"),
            Flag("quiet", short: "q", "no progress on stderr"),
        ])

    /// Reads the flags.
    package init(_ arguments: Arguments) throws(UsageError) {
        guard let servers = arguments.value("brokers") else { throw UsageError("--brokers is missing") }
        guard let topic = arguments.value("topic") else { throw UsageError("--topic is missing") }
        self.init(paths: arguments.operands, bootstrapServers: servers, topic: topic)
        partitions = try arguments.integer("partitions", in: 1...1_024)
        let words = Format.allCases.map(\.rawValue)
        format = try arguments.word("format", among: words).flatMap(Format.init(rawValue:)) ?? .auto
        rate = try arguments.rate("rate")
        keyField = arguments.value("key")
        timeField = arguments.value("time-field")
        restamp = try Self.restamp(arguments)
        numbers = Set(arguments.value("numbers")?.split(separator: ",").map(String.init) ?? [])
        loops = try arguments.integer("loop", in: 1...1_000_000) ?? 1
        let codecs = ["none", "gzip", "snappy", "lz4", "zstd"]
        compression = try arguments.word("compression", among: codecs) ?? "none"
        isQuiet = arguments.has("quiet")
        if restamp != nil, timeField == nil { throw UsageError("--stamp and --shift need --time-field") }
        if restamp == nil, timeField != nil {
            throw UsageError("--time-field goes with --stamp, --shift or --shift-to-now")
        }
    }

    private static func restamp(_ arguments: Arguments) throws(UsageError) -> Restamp? {
        var all: [Restamp] = []
        if arguments.has("stamp") { all.append(.now) }
        if arguments.has("shift-to-now") { all.append(.shiftToNow) }
        if let text = arguments.value("shift") {
            guard let micros = ToolArguments.durationMicros(text) else {
                throw UsageError("--shift takes a duration like 90d or -2h, not \"\(text)\"")
            }
            all.append(.shift(micros: micros))
        }
        guard all.count <= 1 else { throw UsageError("--stamp, --shift and --shift-to-now exclude each other") }
        return all.first
    }
}

let replayCommand = Command(ReplayOptions.spec) { arguments, _ in
    try ReplayRun(ReplayOptions(arguments)).run()
    return .done
}
