import Runner

/// `bench throughput`: the suites json, group, state, kafka and sink, and the whole jobs, in one report.
let throughputSuite = SuiteCommand(
    name: "throughput", summary: "Everything that counts work: formats, groups, state, Kafka, sinks and whole jobs.",
    examples: [
        ("KAFKA_HOME=/opt/kafka bench throughput", "all of it, from a private, real Kafka; up to an hour"),
        ("bench throughput --only retail,items -o markdown", "two whole jobs: by stage, with rows in PostgreSQL"),
        ("bench throughput --only retail --with duckdb", "beside DuckDB on the same events as files"),
        ("bench throughput --only retail,items --with flink", "beside Flink on the same topics; see --peers"),
        ("bench throughput --quick", "a small run that checks itself; part of make test"),
    ],
    parts: ThroughputSuite.parts, peers: ThroughputSuite.peers,
    flags: [Flag("events", value: "N", "events of each whole job; default 2,000,000")],
    quick: "few events, one run"
) { context, arguments, report in
    let events = try arguments.integer("events", in: 1_000...1_000_000_000)
    try ThroughputSuite(events: events, context).run(into: &report)
}

/// The parts of `bench throughput`.
struct ThroughputSuite {
    static let parts = ["json", "group", "state", "kafka", "sink"] + BenchJob.all.map(\.name)
    static let peers = ["simdjson", "rocksdb"] + JobSuite.peers

    let events: Int?
    let context: BenchContext

    init(events: Int?, _ context: BenchContext) {
        self.events = events
        self.context = context
    }

    func run(into report: inout BenchReport) throws {
        let options = context.options
        let parts = context.narrowed(to: [])
        // What is missing is told before an hour is over.
        let peers = PeerSuite.isWanted(options) ? try PeerSuite(events: events, parts) : nil
        if options.wants("json") { try JSONSuite(events: nil, parts).run(into: &report) }
        if options.wants("group") {
            try GroupSuite(groups: GroupSuite.sizes(isQuick: options.isQuick), parts).run(into: &report)
        }
        if options.wants("state") {
            try StateSuite(groups: StateSuite.sizes(isQuick: options.isQuick), memoryMegabytes: 256, parts)
                .run(into: &report)
        }
        if options.wants("kafka") { try KafkaSuite(events: events, parts).run(into: &report) }
        if options.wants("sink") { try SinkSuite(rows: nil, parts).run(into: &report) }
        for job in BenchJob.all where options.wants(job.name) {
            if let peers, ["retail", "items"].contains(job.name) {
                try peers.run(job.name, into: &report)
                continue
            }
            try JobSuite(job, events: events, parts).run(into: &report)
        }
    }
}
