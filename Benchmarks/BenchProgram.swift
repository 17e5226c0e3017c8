import Glibc
import Runner

/// Runs `bench` with the process's own arguments and ends the process.
func runBench() -> Never {
    let suites = [
        throughputSuite, latencySuite, recoverySuite, scaleSuite, startSuite, jsonSuite, groupSuite, stateSuite,
        kafkaSuite, sinkSuite,
    ]
    let program = Program(
        "bench", "Millrace \(millraceVersion): measures itself on this machine.", suites.map(\.command))
    exit(program.main(Array(CommandLine.arguments.dropFirst()), processEnvironment()))
}

private let jsonSuite = SuiteCommand(
    name: "json", summary: "The JSON decoder alone, from bytes to columns: nanoseconds of CPU an event.",
    examples: [
        ("bench json --only retail --variant plain", "one figure"),
        ("bench json --with simdjson", "beside simdjson On-Demand; needs g++ and libsimdjson-dev"),
    ],
    parts: JSONProfile.all.map(\.name), peers: ["simdjson"],
    flags: [
        Flag("events", value: "N", "events of each kind; default 50,000"),
        Flag(
            "variant", value: "NAMES",
            "of \(EventBytes.Variant.allCases.map(\.rawValue).joined(separator: ", ")); default all"),
    ], quick: "5,000 events, one run"
) { context, arguments, report in
    let events = try arguments.integer("events", in: 100...10_000_000)
    let wanted = try arguments.words("variant", among: EventBytes.Variant.allCases.map(\.rawValue))
    let variants = EventBytes.Variant.allCases.filter { wanted.isEmpty || wanted.contains($0.rawValue) }
    try JSONSuite(events: events, variants: variants, context).run(into: &report)
}

private let groupSuite = SuiteCommand(
    name: "group", summary: "GROUP BY alone: nanoseconds of CPU a row, by groups, keys and aggregates.",
    examples: [
        ("bench group --groups 16,1000000 --only string", "two sizes, one kind of key"),
        ("bench group --with duckdb", "beside DuckDB on the same arrays"),
    ],
    parts: GroupCase.Keys.allCases.map(\.rawValue), peers: ["duckdb"],
    flags: [Flag("groups", value: "LIST", "numbers of groups; default 16,10000,1000000,10000000")],
    quick: "16 and 10,000 groups, one run"
) { context, arguments, report in
    let groups = try arguments.integers("groups", or: GroupSuite.sizes(isQuick: context.options.isQuick))
    try GroupSuite(groups: groups, context).run(into: &report)
}

private let stateSuite = SuiteCommand(
    name: "state", summary: "State of an aggregate: checkpoint, spill, restore, window close, memory kept.",
    examples: [
        ("bench state", "1 and 10 million groups"),
        ("bench state --groups 1000000 --with rocksdb", "beside WriteBatch and point reads; needs g++"),
    ],
    parts: StateStep.names, peers: ["rocksdb"],
    flags: [
        Flag("groups", value: "LIST", "state sizes; default 1000000,10000000"),
        Flag("memory", value: "MB", "the budget of the step `bound`; default 256"),
        Flag("step", value: "NAME", "one step in this process, for the suite itself"),
    ],
    quick: "20,000 groups, one run"
) { context, arguments, report in
    let groups = try arguments.integers("groups", or: StateSuite.sizes(isQuick: context.options.isQuick))
    let memory = try arguments.integer("memory", in: 16...1_000_000) ?? 256
    if let step = try arguments.word("step", among: StateStep.names) {
        throw try StateSuite.measure(
            step, groups: groups[0], seed: context.options.seed, memoryMegabytes: memory)
    }
    try StateSuite(groups: groups, memoryMegabytes: memory, context).run(into: &report)
}

private let recoverySuite = SuiteCommand(
    name: "recovery", summary: "How soon a job goes on after kill -9 at full speed, by state size.",
    examples: [
        ("KAFKA_HOME=/opt/kafka bench recovery", "private servers; 1,000 to a million groups"),
        ("bench recovery --groups 10000000 --events 30000000", "one size"),
    ],
    flags: [
        Flag("events", value: "N", "events in each topic; default 6,000,000"),
        Flag("groups", value: "LIST", "state sizes; default 1000,100000,1000000"),
    ],
    quick: "3,000,000 events, 1,000 groups, one run"
) { context, arguments, report in
    try RecoverySuite(arguments, context).run(into: &report)
}

private let kafkaSuite = SuiteCommand(
    name: "kafka", summary: "Consuming from a real Kafka: into nothing, and into columns, beside librdkafka alone.",
    examples: [("KAFKA_HOME=/opt/kafka bench kafka", "from a private Kafka, 2 million events")],
    parts: KafkaSuite.parts, flags: [Flag("events", value: "N", "events in the topic; default 2,000,000")],
    quick: "100,000 events, one run"
) { context, arguments, report in
    let events = try arguments.integer("events", in: 1_000...1_000_000_000)
    try KafkaSuite(events: events, context).run(into: &report)
}

private let sinkSuite = SuiteCommand(
    name: "sink", summary: "Rows into PostgreSQL: append, and upserts of which a share meets a row, beside psql COPY.",
    examples: [
        ("bench sink", "into a private PostgreSQL, a million rows"),
        ("RUNNER_CONN_WAREHOUSE=postgres://me@db/x bench sink --only append", "into another one"),
    ],
    parts: SinkSuite.parts, flags: [Flag("rows", value: "N", "rows of each case; default 1,000,000")],
    quick: "20,000 rows, one run"
) { context, arguments, report in
    let rows = try arguments.integer("rows", in: 1_000...100_000_000)
    try SinkSuite(rows: rows, context).run(into: &report)
}

private let latencySuite = SuiteCommand(
    name: "latency", summary: "From Kafka to a row that PostgreSQL shows, open loop: p50, p99, p99.9 and the worst.",
    examples: [
        ("KAFKA_HOME=/opt/kafka bench latency", "private servers, 10,000 events a second, commits every 100 ms"),
        ("bench latency --only append --commit-interval '50 milliseconds'", "one job, more commits"),
    ],
    parts: LatencySuite.parts,
    flags: [
        Flag("rate", value: "N", "events a second; default 10,000"),
        Flag("commit-interval", value: "TIME", "the job's; default '100 milliseconds'"),
        Flag("feed", value: "TOPIC", "sends --events at --rate, for the suite itself"),
        Flag("events", value: "N", "for --feed"),
    ], quick: "2,000 events a second, one run of 2 s"
) { context, arguments, report in
    let rate = try arguments.integer("rate", in: 100...1_000_000)
    if let topic = arguments.value("feed") {
        let events = try arguments.integer("events", in: 1...1_000_000_000) ?? 10_000
        try LatencyFeed(
            brokers: context.environment["KAFKA_BROKERS"] ?? "", topic: topic, rate: rate ?? 10_000, events: events
        ).run()
        throw ExitCode.done
    }
    try LatencySuite(
        rate: rate, interval: arguments.value("commit-interval") ?? "100 milliseconds", context
    ).run(into: &report)
}

private let scaleSuite = SuiteCommand(
    name: "scale",
    summary: "How cost grows with lanes, partitions, groups and overlapping windows, as curves with a verdict.",
    examples: [
        ("KAFKA_HOME=/opt/kafka bench scale --picture pictures", "all curves, drawn"),
        ("bench scale --only groups --groups 1000,1000000", "two sizes of state"),
    ],
    parts: ScaleSuite.parts,
    flags: [
        Flag("events", value: "N", "events of lanes, partitions and windows; default 2,000,000"),
        Flag("groups", value: "LIST", "groups alive at a time; default 10000,100000,1000000,10000000"),
    ], quick: "100,000 events, 1,000 and 20,000 groups, one run"
) { context, arguments, report in
    let events = try arguments.integer("events", in: 1_000...1_000_000_000)
    let groups = try arguments.integers("groups", or: ScaleSuite.sizes(isQuick: context.options.isQuick))
    try ScaleSuite(events: events, groups: groups, context).run(into: &report)
}

private let startSuite = SuiteCommand(
    name: "start", summary: "Time from a job's start to its first record, and CPU of a job without input.",
    examples: [("KAFKA_HOME=/opt/kafka bench start", "private servers; two minutes")], parts: StartSuite.parts,
    quick: "one run, 2 s of idling"
) { context, _, report in
    try StartSuite(context).run(into: &report)
}
