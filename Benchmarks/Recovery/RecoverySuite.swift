import Glibc
import Runner

/// `bench recovery`: a job with much or little state, Kafka to PostgreSQL, killed at full speed and started again.
///
/// ```
///  half of the events ─► caught up, stopped in good order ─► starts that die at the first record   (restore alone)
///  the other half     ─► kill -9 after two commits         ─► starts that die at the first record
///                                                             and at the first new commit          (restore, replay)
///  a last event closes the window ─► the table must equal a plain recomputation
/// ```
struct RecoverySuite {
    let events: Int
    let groupCounts: [Int]
    let runs: Int
    let interval: String
    let format: String
    let runner: String
    let environment: [String: String]

    init(_ arguments: Arguments, _ environment: [String: String]) throws {
        let isQuick = arguments.has("quick")
        events = try arguments.integer("events", in: 20_000...1_000_000_000) ?? (isQuick ? 3_000_000 : 6_000_000)
        runs = try arguments.integer("runs", in: 1...100) ?? (isQuick ? 1 : 5)
        interval = isQuick ? "100 milliseconds" : "1 second"
        let list = arguments.value("groups") ?? (isQuick ? "1000" : "1000,100000,1000000")
        groupCounts = try list.split(separator: ",").map { word in
            guard let count = Int(word), count > 0 else {
                throw UsageError("--groups takes numbers like 1000,1000000, not \"\(list)\"")
            }
            return count
        }
        format = try arguments.word("output", among: ["table", "markdown", "json"]) ?? "table"
        let own = CommandLine.arguments.first ?? "bench"
        let folder = own.contains("/") ? String(own[..<(own.lastIndex(of: "/") ?? own.startIndex)]) : "."
        runner = arguments.value("runner") ?? folder + "/runner"
        self.environment = environment
    }

    func run() throws -> ExitCode {
        guard environment["KAFKA_HOME"] != nil || environment["KAFKA_BROKERS"] != nil else {
            Terminal.say("recovery: skipped, it needs a real Kafka (KAFKA_HOME=DIR, or KAFKA_BROKERS)")
            return .done
        }
        var services = BenchServices(folder: "/tmp/millrace-bench-\(getpid())", environment: environment)
        defer { services.stop() }
        try services.start("kafka", unless: "KAFKA_BROKERS")
        try services.start("postgres", unless: "RUNNER_CONN_WAREHOUSE")
        var results: [RecoveryResult] = []
        for count in groupCounts {
            results.append(
                try RecoveryRun(
                    groups: count, events: events, runs: runs, interval: interval, runner: runner, services: services
                ).measure())
        }
        Terminal.put(RecoveryReport(results: results).render(format))
        return results.allSatisfy(\.isRight) ? .done : .failed
    }
}
