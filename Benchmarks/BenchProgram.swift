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
        "json", "The decoder alone: nanoseconds per event, beside memcpy of the same bytes.",
        examples: [("bench json", "100,000 retail events, 15 rounds")], flags: [])
) { _, _ in
    try JSONSuite.run()
    return .done
}

/// Runs `bench` with the process's own arguments and ends the process.
func runBench() -> Never {
    let program = Program(
        "bench", "Millrace \(millraceVersion): measures itself on this machine.",
        [throughputCommand, recoveryCommand, jsonCommand])
    exit(program.main(Array(CommandLine.arguments.dropFirst()), processEnvironment()))
}
