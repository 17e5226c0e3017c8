/// `runner tap`: the flags.
package struct TapOptions: Sendable {
    package enum Output: String, CaseIterable, Sendable {
        case table, json
    }

    package var bootstrapServers: String
    package var topic: String
    /// nil: the last records of every partition.
    package var start: StartFrom?
    /// Records to look at, over all partitions.
    package var sample = 10_000
    /// Records to show.
    package var rows = 10
    package var output = Output.table
    package var showsDDL = false
    package var follows = false
    package var kafkaOptions: [String: String] = [:]

    package init(bootstrapServers: String, topic: String) {
        self.bootstrapServers = bootstrapServers
        self.topic = topic
    }
}

/// The flags of every tool that only reads from a Kafka.
let kafkaReadingFlags = [
    Flag("brokers", short: "b", value: "HOST:PORT", "the Kafka to read from"),
    Flag("kafka-options", value: "k=v,...", "as kafka_options in a job: TLS, SASL, time-outs"),
]

extension Arguments {
    /// `--brokers`, whose ports can be; one that is left out is Kafka's own.
    func brokers() throws(UsageError) -> String? {
        guard let servers = value("brokers") else { return nil }
        for server in servers.split(separator: ",") {
            let trimmed = server.filter { !$0.isWhitespace }
            let port = trimmed.split(separator: ":", omittingEmptySubsequences: false).dropFirst().last
            guard let port, !isPort(port) else { continue }
            throw UsageError("--brokers: \(port) is no port; a port is a number from 1 to 65535")
        }
        return servers
    }

    /// `--kafka-options`, by the allow-list of jobs.
    func kafkaOptions() throws(UsageError) -> [String: String] {
        guard let text = value("kafka-options") else { return [:] }
        let outcome = parseKafkaOptions(text)
        if let problem = outcome.problems.first {
            throw UsageError("--kafka-options: \(problem.message)\(problem.hint.map { "; \($0)" } ?? "")")
        }
        return outcome.properties
    }
}

extension TapOptions {
    static let spec = CommandSpec(
        "tap", "Shows a topic's records and what schema, times and disorder they have.",
        examples: [
            ("runner tap -b localhost:9092 -t orders", "some records, the fields, the disorder"),
            ("runner tap -b localhost:9092 -t orders --ddl > job.sql", "the CREATE TABLE to begin a job with"),
            ("runner tap -b localhost:9092 -t orders --from earliest --sample 100000 -o json", "for a program"),
            ("runner tap -b localhost:9092 -t orders --follow", "records as they come, until Ctrl-C"),
        ],
        flags: kafkaReadingFlags + [
            Flag("topic", short: "t", value: "TOPIC", "the topic to look at"),
            Flag("from", value: "WHERE", "earliest, latest, @2026-01-31T12:00:00Z or @-1h; default: the last records"),
            Flag("sample", value: "N", "records to look at (default 10000)"),
            Flag("rows", short: "n", value: "N", "records to show (default 10)"),
            Flag("ddl", "only the CREATE TABLE, on stdout; fields that can be no columns are left out and named"),
            Flag("follow", short: "f", "records as they come, one a line, until Ctrl-C"),
            Flag("output", short: "o", value: "FORMAT", "table (default) or json"),
        ])

    package init(_ arguments: Arguments) throws(UsageError) {
        guard let servers = try arguments.brokers() else { throw UsageError("--brokers is missing") }
        guard let topic = arguments.value("topic") else {
            throw UsageError("--topic is missing; runner topics -b \(servers) lists them")
        }
        self.init(bootstrapServers: servers, topic: topic)
        if let text = arguments.value("from") {
            do throws(ValueError) { start = try parseStart(text) } catch {
                throw UsageError("--from: \(error.message)")
            }
        }
        sample = try arguments.integer("sample", in: 1...10_000_000) ?? sample
        rows = try arguments.integer("rows", in: 0...1_000) ?? rows
        let formats = Output.allCases.map(\.rawValue)
        output = try arguments.word("output", among: formats).flatMap(Output.init(rawValue:)) ?? .table
        showsDDL = arguments.has("ddl")
        follows = arguments.has("follow")
        kafkaOptions = try arguments.kafkaOptions()
        if showsDDL, follows { throw UsageError("--ddl and --follow exclude each other") }
    }
}

let tapCommand = Command(TapOptions.spec) { arguments, _ in
    try TapRun(TapOptions(arguments)).run()
    return .done
}
