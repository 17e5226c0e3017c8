/// `runner replay`: the flags.
package struct ReplayOptions: Sendable {
    package enum Format: String, CaseIterable, Sendable {
        /// By the file's name and first byte: `.csv` is CSV, what begins with `[` is one array of objects, everything
        /// else has one JSON object a line.
        case auto, ndjson, json, csv
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

    /// What becomes of a record that is no JSON object or lacks a field that was asked for, and of a CSV row with more
    /// or fewer fields than its header, broken quotes, or text in a column of numbers.
    package enum Malformed: String, CaseIterable, Sendable {
        /// The replay ends with its place.
        case fail
        /// It is left out and counted.
        case skip
        /// It goes out byte for byte as it stands in the file, without key, field headers and shifted time.
        case send
    }

    /// A header of the written records.
    package struct Header: Hashable, Sendable {
        package var name: String
        /// A text, or the name of the field that holds it.
        package var value: String
        package var isField: Bool
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
    /// The time field is the record's own time in Kafka, too.
    package var setsRecordTime: Bool
    /// Of every record, in this order.
    package var headers: [Header]
    /// Records of one transaction; nil: none are used.
    package var transactionRecords: Int?
    /// CSV columns that become JSON numbers; the others become text.
    package var numbers: Set<String>
    package var malformed: Malformed
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
        setsRecordTime = false
        headers = []
        transactionRecords = nil
        numbers = []
        malformed = .fail
        loops = 1
        compression = "none"
        isQuiet = false
    }
}

extension ReplayOptions {
    static let spec = CommandSpec(
        "replay", "Writes the records of NDJSON, JSON array or CSV files into a Kafka topic, at a rate.",
        operands: "FILE...", operandCount: 1...10_000,
        examples: [
            ("runner replay events.ndjson -b localhost:9092 -t events --rate 500", "500 events a second"),
            (
                "runner replay day.csv -b localhost:9092 -t orders --numbers Quantity,UnitPrice",
                "CSV lines as JSON objects, two columns as numbers"
            ),
            (
                "runner replay dump.json -b localhost:9092 -t orders --key id --header source=dump --transaction 1000",
                "an array of objects with keys and a header, in transactions of 1000"
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
            Flag("format", value: "FORMAT", "auto, ndjson, json (an array of objects) or csv (with a header line)"),
            Flag("rate", value: "N", "events a second, or max (default)"),
            Flag("key", value: "FIELD", "the field that is the record's key"),
            Flag(
                "header", value: "NAME=VALUE", repeats: true,
                "a header of every record; NAME=@FIELD takes a field's text"
            ),
            Flag(
                "time-field", value: "FIELD",
                "the field that --stamp and --shift change: a time as sources read it with timestamp_format = 'auto'"),
            Flag("stamp", "the time field becomes the moment of writing"),
            Flag("shift", value: "DURATION", "the time field becomes later by this, earlier when negative"),
            Flag("shift-to-now", "shifts all times so that the first one is now"),
            Flag(
                "record-time",
                "the time field, after any change, is also the record's time in Kafka; a topic that is made then keeps "
                    + "records for ever, as retention goes by these times"),
            Flag("transaction", value: "N", "write in transactions of N records, or of 10 s when that is less"),
            Flag("numbers", value: "COLUMN,...", "CSV columns that become JSON numbers; the others become text"),
            Flag(
                "malformed", value: "POLICY",
                "a record that is no JSON object or lacks a field, a CSV row that does not fit its header or "
                    + "--numbers: fail (default), skip (counted) or send as it is"),
            Flag("loop", value: "N", "go through the files N times"),
            Flag("compression", value: "CODEC", "none, gzip, snappy, lz4 or zstd"),
            Flag("quiet", short: "q", "no progress on stderr"),
        ])

    /// Reads the flags.
    package init(_ arguments: Arguments) throws(UsageError) {
        guard let servers = try arguments.brokers() else { throw UsageError("--brokers is missing") }
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
        let policies = Malformed.allCases.map(\.rawValue)
        malformed = try arguments.word("malformed", among: policies).flatMap(Malformed.init(rawValue:)) ?? .fail
        loops = try arguments.integer("loop", in: 1...1_000_000) ?? 1
        let codecs = ["none", "gzip", "snappy", "lz4", "zstd"]
        compression = try arguments.word("compression", among: codecs) ?? "none"
        isQuiet = arguments.has("quiet")
        setsRecordTime = arguments.has("record-time")
        headers = try arguments.all("header").map(Self.header)
        transactionRecords = try arguments.integer("transaction", in: 1...1_000_000)
        if setsRecordTime, timeField == nil { throw UsageError("--record-time needs --time-field") }
        if restamp != nil, timeField == nil { throw UsageError("--stamp and --shift need --time-field") }
        if restamp == nil, timeField != nil, !setsRecordTime {
            throw UsageError("--time-field goes with --stamp, --shift, --shift-to-now or --record-time")
        }
    }

    private static func header(_ text: String) throws(UsageError) -> Header {
        guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
            throw UsageError("--header takes NAME=VALUE or NAME=@FIELD, not \"\(text)\"")
        }
        let value = text[text.index(after: equals)...]
        let isField = value.hasPrefix("@")
        return Header(
            name: String(text[..<equals]), value: String(isField ? value.dropFirst() : value), isField: isField)
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
