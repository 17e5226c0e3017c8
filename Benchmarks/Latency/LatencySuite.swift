import Glibc
import Runner

/// `bench latency`: Kafka to a visible row in PostgreSQL, open loop.
struct LatencySuite {
    static let parts = ["append", "changes"]

    let rate: Int
    let interval: String
    let context: BenchContext
    private var runs: Int { context.options.runs }
    private var secondsPerRun: Int { context.options.isQuick ? 2 : 10 }
    private var secondsBefore: Int { context.options.isQuick ? 1 : 3 }

    init(rate: Int?, interval: String, _ context: BenchContext) {
        self.rate = rate ?? (context.options.isQuick ? 2_000 : 10_000)
        self.interval = interval
        self.context = context
    }

    func run(into report: inout BenchReport) throws {
        guard let brokers = try context.kafka(&report) else {
            report.note("latency: skipped, it needs a real Kafka (KAFKA_HOME=DIR, or KAFKA_BROKERS)")
            report.check("latency", "skipped", isRight: true, hash: 0, "nothing was measured: there is no Kafka")
            return
        }
        _ = try context.postgres(&report)
        for part in LatencySuite.parts where context.options.wants(part) {
            try measure(part, brokers, &report)
        }
    }

    private func measure(_ part: String, _ brokers: String, _ report: inout BenchReport) throws {
        let table = "bench_latency_\(part)_\(getpid())"
        let events = rate * (secondsBefore + secondsPerRun * runs)
        let producer = try KafkaProducer(bootstrapServers: brokers)
        try KafkaAdministration(producer.handle).createTopic(table, partitions: LatencyFeed.partitions)
        defer { try? KafkaAdministration(producer.handle).deleteTopic(table) }
        defer { _ = try? context.query("DROP TABLE IF EXISTS \(table)") }
        let file = "\(context.folder)/\(table).sql"
        writeText(file, text(part, table, brokers))
        let job = try Coprocess(
            context.options.runner, ["start", file, "--state-dir", "\(context.folder)/\(table)", "--quiet"],
            environment: context.environment)
        try awaitTable(table)
        if part == "append" { try context.query("CREATE INDEX ON \(table) (part, id)") }
        let feed = try Coprocess(
            "/proc/self/exe", ["latency", "--feed", table, "--rate", "\(rate)", "--events", "\(events)"],
            environment: context.environment)
        let start = try feed.line()
        guard start.hasPrefix("start "), let micros = Int64(start.dropFirst("start ".count)) else {
            throw BenchError("the feed said: \(start)")
        }
        let latencies = try watch(part, table, events: events, startMicros: micros)
        let sent = try feed.line()
        // Signal 0 is none: it ends by itself, and takes its folder along.
        feed.end(0)
        let code = job.end()
        for (name, share, goal) in [("p50", 0.5, 150.0), ("p99", 0.99, 300), ("p99.9", 0.999, 0), ("max", 1, 0)] {
            let figure = FigureName("latency", part, name, "ms")
            for run in 0..<runs {
                let first = rate * (secondsBefore + secondsPerRun * run)
                let sorted = latencies[first..<first + rate * secondsPerRun].sorted()
                report.add(figure, sorted[Swift.min(sorted.count - 1, Int(share * Double(sorted.count)))] / 1_000)
            }
            if goal > 0 { report.compare(figure, with: goal, as: "the goal of \(Int(goal)) ms") }
        }
        let found = try context.query(
            part == "append"
                ? "SELECT count(*), sum(id), sum(amount) FROM \(table)"
                : "SELECT sum(events), max(last) * (max(last) + 1) / 2, sum(amount) FROM \(table)")
        let wanted = "\(events)|\(events * (events - 1) / 2)|\(events * 4_711)"
        report.check(
            "latency", part, isRight: found.first.map(String.init) == wanted && sent == "sent \(events)" && code == 0,
            hash: resultHash(wanted.utf8), "\(events) events at \(rate)/s, each in the table once; the job ended well")
    }

    /// Returns when the job has made its table.
    private func awaitTable(_ table: String) throws {
        let signal = LaneSignal()
        for _ in 0..<300 {
            if try context.query("SELECT to_regclass('\(table)') IS NOT NULL").first == "t" { return }
            signal.wait(timeoutMilliseconds: 100)
        }
        throw BenchError("the job does not make its table \(table)")
    }

    /// Microseconds from when each event was due to when it was seen, by event.
    private func watch(_ part: String, _ table: String, events: Int, startMicros: Int64) throws -> [Double] {
        let psql = try Coprocess(
            "/usr/bin/env", ["psql", context.environment["RUNNER_CONN_WAREHOUSE"] ?? "", "-XAtq"],
            environment: context.environment)
        let signal = LaneSignal()
        var latencies = [Double](repeating: 0, count: events)
        // The next event of each partition that was not seen yet.
        var next = Array(0..<LatencyFeed.partitions)
        let question = question(part, table)
        let deadline = startMicros + Int64(events) * 1_000_000 / Int64(rate) + 60_000_000
        while next.contains(where: { $0 < events }) {
            psql.say(question)
            let answer = try psql.line()
            let now = monotonicMicros()
            let seen = answer.split(separator: "|", omittingEmptySubsequences: false).map { Int($0) ?? -1 }
            guard seen.count == next.count else { throw BenchError("psql said: \(answer)") }
            for (partition, last) in seen.enumerated() {
                while next[partition] <= last && next[partition] < events {
                    let due = startMicros + Int64(next[partition]) * 1_000_000 / Int64(rate)
                    latencies[next[partition]] = Double(now - due)
                    next[partition] += LatencyFeed.partitions
                }
            }
            guard now < deadline else { throw BenchError("events do not arrive: \(next) of \(events) are awaited") }
            signal.wait(timeoutMilliseconds: 2)
        }
        return latencies
    }

    /// One row: the newest event of each partition.
    private func question(_ part: String, _ table: String) -> String {
        if part == "append" {
            let probes = (0..<LatencyFeed.partitions).map { "(SELECT max(id) FROM \(table) WHERE part = \($0))" }
            return "SELECT \(probes.joined(separator: ", "));"
        }
        let newest = (0..<LatencyFeed.partitions).map { "max(last) FILTER (WHERE part = \($0))" }
        return "SELECT \(newest.joined(separator: ", ")) FROM \(table);"
    }

    private func text(_ part: String, _ table: String, _ brokers: String) -> String {
        let head = """
            SET job_name = '\(table)';
            SET commit_interval = '\(interval)';
            CREATE TABLE events (part integer, id bigint, amount bigint)
            WITH (connector = 'kafka', bootstrap_servers = '\(brokers)', topic = '\(table)', format = 'json');

            """
        let target = "connector = 'postgres', connection = 'warehouse', table = 'public.\(table)'"
        if part == "append" {
            return head + """
                CREATE TABLE seen (part integer, id bigint, amount bigint) WITH (\(target));
                INSERT INTO seen SELECT part, id, amount FROM events WHERE part >= 0;
                """
        }
        return head + """
            CREATE TABLE seen (part integer, key bigint, events bigint, amount bigint, last bigint,
                PRIMARY KEY (part, key)) WITH (\(target), emit = 'changes');
            INSERT INTO seen
            SELECT part, id / \(LatencyFeed.partitions) % 250, count(*), sum(amount), max(id)
            FROM events WHERE part >= 0 GROUP BY part, id / \(LatencyFeed.partitions) % 250;
            """
    }
}
