/// `runner generate`: the flags.
package struct GenerateOptions: Sendable {
    package var events: EventOptions
    /// nil: until stopped.
    package var count: Int64?
    /// Events a second; nil: as fast as they are taken.
    package var rate: Double?
    package var bootstrapServers: String?
    package var topic: String
    /// Partitions of a topic that has to be made; nil: 4.
    package var partitions: Int?
    package var compression: String
    /// A file, or `-` for standard output; only without Kafka.
    package var output: String
    package var isQuiet: Bool

    package init(events: EventOptions) {
        self.events = events
        count = nil
        rate = nil
        bootstrapServers = nil
        topic = events.profile.usualTopic
        partitions = nil
        compression = "none"
        output = "-"
        isQuiet = false
    }
}

extension GenerateOptions {
    static let spec = CommandSpec(
        "generate", "Writes seeded events of a reference job to Kafka, a file or standard output.",
        operands: "PROFILE", operandCount: 1...1,
        examples: [
            ("runner generate retail --count 5", "five events on standard output"),
            ("runner generate retail -b localhost:9092 -t test-topic-streaming --rate 1000", "live events into Kafka"),
            (
                "runner generate shop --count 1000000 --seed 7 --late 1% --malformed 0.001 > shop.ndjson",
                "a million events, some late, some broken, the same ones every time"
            ),
        ],
        flags: [
            Flag("brokers", short: "b", value: "HOST:PORT", "write to this Kafka"),
            Flag("topic", short: "t", value: "TOPIC", "default: the topic that the profile's job reads"),
            Flag("partitions", value: "N", "partitions of a topic that does not exist yet (default 4)"),
            Flag("output", short: "o", value: "FILE", "write lines to a file instead; - is standard output"),
            Flag("count", short: "n", value: "N", "events in all; without it and --output: until Ctrl-C"),
            Flag("rate", value: "N", "events a second, or max (default)"),
            Flag("seed", value: "N", "another seed, other events (default 1)"),
            Flag(
                "start", value: "TIME",
                "time of the first event: now, RFC 3339 or Unix time; "
                    + "default now with --rate, else 2025-01-26T14:00:00Z"),
            Flag("step", value: "DURATION", "event time between two events; default 1/rate, else 500us"),
            Flag("disorder", value: "DURATION", "how much older than their place in the stream events may be"),
            Flag("late", value: "SHARE", "share of events that are late by --late-by"),
            Flag("late-by", value: "DURATION", "how late they are (default 2h)"),
            Flag("malformed", value: "SHARE", "share of events that no decoder accepts"),
            Flag("duplicates", value: "SHARE", "share of events that repeat an earlier one"),
            Flag("keys", value: "N", "different customers, items or users"),
            Flag("key", value: "FIELD", "the field that is the record's key; none (default)"),
            Flag("compression", value: "CODEC", "none, gzip, snappy, lz4 or zstd"),
            Flag("quiet", short: "q", "no progress on stderr"),
        ])

    /// Reads the flags.
    package init(_ arguments: Arguments, nowUnixMicros: Int64) throws(UsageError) {
        let name = arguments.operands[0]
        let names = EventProfile.allCases.map(\.rawValue)
        guard let profile = EventProfile(rawValue: name) else {
            let near = suggest(name, among: names)
            throw UsageError(
                "no profile \"\(name)\"\(near.map { "; did you mean \($0)?" } ?? ""); "
                    + "there are \(names.joined(separator: ", "))")
        }
        self.init(events: EventOptions(profile: profile))
        try readTarget(arguments)
        try readEvents(arguments, nowUnixMicros: nowUnixMicros)
    }

    private mutating func readTarget(_ arguments: Arguments) throws(UsageError) {
        bootstrapServers = try arguments.brokers()
        topic = arguments.value("topic") ?? topic
        partitions = try arguments.integer("partitions", in: 1...1_024)
        output = arguments.value("output") ?? "-"
        count = try arguments.integer("count", in: 0...Int.max).map(Int64.init)
        rate = try arguments.rate("rate")
        let codecs = ["none", "gzip", "snappy", "lz4", "zstd"]
        compression = try arguments.word("compression", among: codecs) ?? "none"
        isQuiet = arguments.has("quiet")
        if bootstrapServers != nil, arguments.value("output") != nil {
            throw UsageError("--output and --brokers exclude each other")
        }
        if bootstrapServers == nil {
            for flag in ["topic", "partitions", "compression"] where arguments.value(flag) != nil {
                throw UsageError("--\(flag) needs --brokers")
            }
        }
    }

    private mutating func readEvents(_ arguments: Arguments, nowUnixMicros: Int64) throws(UsageError) {
        if let seed = try arguments.integer("seed", in: 0...Int.max) { events.seed = UInt64(seed) }
        if let text = arguments.value("start") {
            guard let start = ToolArguments.unixMicros(text, nowUnixMicros: nowUnixMicros) else {
                throw UsageError("--start takes now, RFC 3339 or Unix time, not \"\(text)\"")
            }
            events.startUnixMicros = start
        } else if rate != nil {
            events.startUnixMicros = nowUnixMicros
        }
        if let step = try arguments.duration("step") {
            events.stepMicros = step
        } else if let rate {
            events.stepMicros = max(1, Int64(1e6 / rate))
        }
        events.disorderMicrosMax = try arguments.duration("disorder") ?? 0
        events.lateShare = try arguments.share("late") ?? 0
        events.lateMicros = try arguments.duration("late-by") ?? events.lateMicros
        events.malformedShare = try arguments.share("malformed") ?? 0
        events.duplicateShare = try arguments.share("duplicates") ?? 0
        if let keys = try arguments.integer("keys", in: 1...1_000_000_000_000) { events.keySpace = UInt64(keys) }
        if let key = arguments.value("key"), key != "none" { events.keyField = key }
    }
}

let generateCommand = Command(GenerateOptions.spec) { arguments, _ in
    try GenerateRun(GenerateOptions(arguments, nowUnixMicros: wallClockUnixMicros())).run()
    return .done
}
