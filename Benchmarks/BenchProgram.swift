import Glibc
import Runner

let throughputCommand = Command(
    CommandSpec(
        "throughput", "Events per second and CPU per event of whole jobs through the release binary, by stage.",
        examples: [
            ("KAFKA_HOME=/opt/kafka bench throughput", "from a private, real Kafka"),
            ("bench throughput --quick", "a small run that checks itself; part of make test"),
        ],
        flags: [
            Flag("events", value: "N", "events in the topic; default 2,000,000"),
            Flag("runs", value: "N", "measured runs; default 5"),
            Flag("quick", "100,000 events, one run"),
            Flag("only", value: "NAME", "retail or items"),
            Flag("output", short: "o", value: "FORMAT", "table, markdown or json"),
            Flag("runner", value: "PATH", "the binary to measure; default the one beside bench"),
        ])
) { arguments, environment in
    try ThroughputSuite(arguments, environment).run()
}

let recoveryCommand = Command(
    CommandSpec(
        "recovery", "How soon a job goes on after kill -9 at full speed, by state size.",
        examples: [
            ("KAFKA_HOME=/opt/kafka bench recovery", "private servers; 1,000 to a million groups"),
            ("bench recovery --groups 10000000 --events 30000000", "one size"),
        ],
        flags: [
            Flag("events", value: "N", "events in each topic; default 6,000,000"),
            Flag("groups", value: "LIST", "state sizes; default 1000,100000,1000000"),
            Flag("runs", value: "N", "measured starts of each kind; default 5"),
            Flag("quick", "3,000,000 events, 1,000 groups, one run"),
            Flag("output", short: "o", value: "FORMAT", "table, markdown or json"),
            Flag("runner", value: "PATH", "the binary to measure; default the one beside bench"),
        ])
) { arguments, environment in
    try RecoverySuite(arguments, environment).run()
}

let jsonCommand = Command(
    CommandSpec(
        "json", "The decoder alone: nanoseconds of CPU an event, by kind of event and variant.",
        examples: [
            ("bench json --only retail --variant plain", "one figure"),
            ("bench json --with simdjson", "beside simdjson On-Demand; needs g++ and libsimdjson-dev"),
        ],
        flags: [
            Flag("events", value: "N", "events of each kind; default 50,000"),
            Flag("runs", value: "N", "measured runs; default 5"),
            Flag("only", value: "NAME", JSONProfile.all.map(\.name).joined(separator: ", ")),
            Flag("variant", value: "NAME", EventBytes.Variant.allCases.map(\.rawValue).joined(separator: ", ")),
            Flag("seed", value: "N", "decides the values; default 1"),
            Flag("quick", "5,000 events, one run"),
            Flag("with", value: "PEER", "simdjson"),
            Flag("output", short: "o", value: "FORMAT", "table, markdown or json"),
        ])
) { arguments, environment in
    try JSONSuite(arguments, environment).run()
}

let stateCommand = Command(
    CommandSpec(
        "state", "State of an aggregate: checkpoint, spill, restore, window close, memory kept.",
        examples: [
            ("bench state", "1 and 10 million groups"),
            ("bench state --groups 1000000 --with rocksdb", "beside WriteBatch and point reads; needs g++"),
        ],
        flags: [
            Flag("groups", value: "LIST", "state sizes; default 1000000,10000000"),
            Flag("runs", value: "N", "measured runs up to 2 million groups; default 5"),
            Flag("memory", value: "MB", "the budget of the step `bound`; default 256"),
            Flag("seed", value: "N", "decides keys, values and order; default 1"),
            Flag("quick", "20,000 groups, one run"),
            Flag("with", value: "PEER", "rocksdb"),
            Flag("step", value: "NAME", "one step in this process: memory, checkpoint, spill, restore or bound"),
            Flag("output", short: "o", value: "FORMAT", "table, markdown or json"),
        ])
) { arguments, environment in
    try StateSuite(arguments, environment).run()
}

let groupCommand = Command(
    CommandSpec(
        "group", "GROUP BY alone: nanoseconds of CPU a row, by groups, keys and aggregates.",
        examples: [
            ("bench group --groups 16,1000000", "two sizes"),
            ("bench group --with duckdb --python venv/bin/python", "beside DuckDB on the same arrays"),
        ],
        flags: [
            Flag("groups", value: "LIST", "numbers of groups; default 16,10000,1000000,10000000"),
            Flag("runs", value: "N", "measured runs up to 2 million groups; default 5"),
            Flag("seed", value: "N", "decides keys and values; default 1"),
            Flag("quick", "16 and 10,000 groups, one run"),
            Flag("with", value: "PEER", "duckdb"),
            Flag("python", value: "PATH", "a Python with duckdb and numpy; default /usr/bin/python3"),
            Flag("output", short: "o", value: "FORMAT", "table, markdown or json"),
        ])
) { arguments, environment in
    try GroupSuite(arguments, environment).run()
}

/// Runs `bench` with the process's own arguments and ends the process.
func runBench() -> Never {
    let program = Program(
        "bench", "Millrace \(millraceVersion): measures itself on this machine.",
        [throughputCommand, recoveryCommand, stateCommand, groupCommand, jsonCommand])
    exit(program.main(Array(CommandLine.arguments.dropFirst()), processEnvironment()))
}
