import FoundationEssentials
import Glibc
import Runner

/// The jobs `retail` and `items` beside other stream processors, on the peers' own events.
struct PeerSuite {
    /// How a peer's program is called.
    private struct Peer {
        let name: String
        /// The virtual environment that it needs; nil: any Python.
        let environment: String?
        let script: String
        /// Arguments behind the query, a list for each sink, with our name of the sink.
        let ways: [(sink: String, arguments: [String])]
    }

    private static let all = [
        Peer(
            name: "flink", environment: "flink", script: "flink_peer.py",
            ways: [("blackhole", ["none"]), ("PostgreSQL", ["postgres"])]),
        Peer(
            name: "spark", environment: "spark", script: "spark_peer.py",
            ways: [("blackhole", ["none"]), ("PostgreSQL", ["postgres"])]),
        Peer(
            name: "kafka-streams", environment: nil, script: "streams_peer.py",
            ways: [("blackhole", ["exactly_once_v2"])]),
    ]

    let events: Int
    let context: BenchContext
    private let peers: [Peer]
    /// Where their virtual environments are.
    private let installed: String
    /// Where this run's events and results are.
    private let work: String
    private var source: String { context.options.peersFolder }

    /// Throws unless everything is there that the peers need.
    init(events: Int?, _ context: BenchContext) throws {
        self.events = events ?? (context.options.isQuick ? 100_000 : 2_000_000)
        self.context = context
        peers = PeerSuite.all.filter { context.options.has($0.name) }
        installed = context.environment["PEERS_WORK"] ?? "/tmp/peers-work"
        work = context.folder + "/peers"
        let names = peers.map(\.name).joined(separator: ",")
        guard access(source + "/gen.py", R_OK) == 0 else {
            throw BenchError("--with \(names) needs the peers' folder: \(source) has no gen.py; give it by --peers DIR")
        }
        for peer in peers {
            guard let name = peer.environment, access("\(installed)/venv-\(name)/done", F_OK) != 0 else { continue }
            throw BenchError(
                "--with \(peer.name): it is not installed in \(installed); "
                    + "PEERS_WORK=\(installed) \(source)/run.sh setup does it (2.5 GB)")
        }
        mkdir(work, 0o755)
    }

    /// Whether a peer is wanted that needs the peers' events.
    static func isWanted(_ options: BenchOptions) -> Bool { all.contains { options.has($0.name) } }

    func run(_ query: String, into report: inout BenchReport) throws {
        guard let brokers = try context.kafka(&report) else {
            throw BenchError("--with flink, spark and kafka-streams needs a real Kafka: KAFKA_HOME or KAFKA_BROKERS")
        }
        _ = try context.postgres(&report)
        let file = "\(work)/\(query).ndjson"
        let keys = query == "items" ? "30000" : ""
        try context.run(
            "/bin/bash",
            [
                "-c",
                "cd '\(work)' && python3 '\(source)/gen.py' \(events) \(context.options.seed) \(keys) "
                    + "> \(query).ndjson && python3 '\(source)/expect.py' \(query) > expected.json",
            ], or: "the peers' gen.py or expect.py failed")
        let own = BenchEvents(.lines(path: file), count: events, partitions: 4)
        let topic = try BenchTopic(own, brokers: brokers, topic: query, folder: context.folder)
        defer {
            topic.remove()
            unlink(file)
        }
        for peer in peers { for way in peer.ways { try measure(peer, query, way, brokers, &report) } }
        let job = query == "items" ? BenchJob.products : BenchJob.retail
        try topic.sendClosing(job.closing)
        let suite = JobSuite(job, events: events, context)
        try suite.measure(topic, into: &report)
        for peer in peers {
            for sink in ["blackhole", "PostgreSQL"] {
                for name in [suite.throughput(sink), suite.cpu(sink)] {
                    report.compare(
                        name, with: FigureName(query, "\(peer.name), \(sink)", name.figure, name.unit), as: peer.name)
                }
            }
        }
    }

    private func measure(
        _ peer: Peer, _ query: String, _ way: (sink: String, arguments: [String]), _ brokers: String,
        _ report: inout BenchReport
    ) throws {
        let python = peer.environment.map { "\(installed)/venv-\($0)/bin/python" } ?? "/usr/bin/python3"
        let variables = [
            "PEERS_WORK": work, "PEERS_PG": databaseForPeers, "KAFKA_BOOTSTRAP": brokers,
            "RUNS": "\(context.options.runs)", "WARMUPS": context.environment["WARMUPS"] ?? "1", "TZ": "UTC",
            "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": "1",
        ]
        Terminal.say("\(peer.name), \(query), \(way.sink): \(context.options.runs) runs after a warm-up")
        let run = try context.run(
            python, ["\(source)/\(peer.script)", query] + way.arguments, or: "\(peer.name) failed", adding: variables)
        let subject = "\(peer.name), \(way.sink)"
        for line in run.output.split(separator: "\n") where line.hasPrefix("{") {
            let found = try FoundationEssentials.JSONDecoder().decode(PeerLine.self, from: Data(line.utf8))
            guard found.run.isMeasured else { continue }
            report.used(peer.name, found.version)
            let count = Double(found.events)
            report.add(FigureName(query, subject, "throughput", "events/s"), count / max(0.001, found.seconds))
            report.add(FigureName(query, subject, "CPU", "ns/event"), found.cpu_seconds * 1e9 / count)
            report.add(FigureName(query, subject, "peak resident", "MB"), found.rss_mb_peak)
            if found.check != "ok" { report.note("\(subject), \(query): its result: \(found.check)") }
        }
    }

    /// Their programs want a password in the address, if only one that nobody asks for.
    private var databaseForPeers: String {
        let uri = context.environment["RUNNER_CONN_WAREHOUSE"] ?? ""
        guard let scheme = uri.firstRange(of: "://"), let at = uri.firstIndex(of: "@") else { return uri }
        let user = uri[scheme.upperBound..<at]
        return "postgresql://\(user.contains(":") ? String(user) : user + ":none")\(uri[at...])"
    }
}

/// A line that a peer's program prints for each run.
private struct PeerLine: Decodable {
    enum Run: Decodable {
        case number
        case word

        var isMeasured: Bool { if case .number = self { true } else { false } }

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            self = (try? container.decode(Int.self)) == nil ? .word : .number
        }
    }

    let version: String
    let run: Run
    let events: Int
    let seconds: Double
    let cpu_seconds: Double
    let rss_mb_peak: Double
    let check: String
}
