import Glibc
import Runner

/// `bench throughput`: the retail job (few groups) and the items job (many) from Kafka, or from the generator, into a
/// blackhole, by stage.
struct ThroughputSuite {
    let events: Int
    let runs: Int
    let only: String?
    let format: String
    let runner: String
    let environment: [String: String]

    init(_ arguments: Arguments, _ environment: [String: String]) throws {
        let isQuick = arguments.has("quick")
        events = try arguments.integer("events", in: 1_000...1_000_000_000) ?? (isQuick ? 100_000 : 2_000_000)
        runs = try arguments.integer("runs", in: 1...100) ?? (isQuick ? 1 : 5)
        only = try arguments.word("only", among: ["retail", "items"])
        format = try arguments.word("output", among: ["table", "markdown", "json"]) ?? "table"
        let own = CommandLine.arguments.first ?? "bench"
        let folder = own.contains("/") ? String(own[..<(own.lastIndex(of: "/") ?? own.startIndex)]) : "."
        runner = arguments.value("runner") ?? folder + "/runner"
        self.environment = environment
    }

    func run() throws -> ExitCode {
        let work = "/tmp/millrace-bench-\(getpid())"
        mkdir(work, 0o755)
        let kafka = try startKafka(work)
        defer {
            if kafka != nil && environment["KAFKA_BROKERS"] == nil {
                _ = try? MeasuredProcess(
                    path: services, arguments: ["stop", work], environment: environment
                ).run()
            }
            _ = try? MeasuredProcess(path: "/bin/rm", arguments: ["-rf", work], environment: environment).run()
        }
        Terminal.say(
            "source: \(kafka.map { "Kafka at \($0)" } ?? "the generator in the job (KAFKA_HOME=DIR for a real Kafka)")"
        )
        var results: [ThroughputResult] = []
        for (name, key, keySpace) in [("retail", "category", nil), ("items", "customer_id", UInt64(1_000_000))] {
            guard only == nil || only == name else { continue }
            let topic = try BenchTopic(
                .retail, keySpace: keySpace, events: events, brokers: kafka, topic: "bench-\(name)-\(getpid())")
            results.append(try measure(name, key, topic, work))
        }
        Terminal.put(ThroughputReport(results: results, events: events).render(format))
        return results.allSatisfy(\.isRight) ? .done : .failed
    }

    private var services: String { "tools/services" }

    /// A broker list from the environment, or a private Kafka where KAFKA_HOME says one is.
    private func startKafka(_ work: String) throws -> String? {
        if let brokers = environment["KAFKA_BROKERS"], !brokers.isEmpty { return brokers }
        guard environment["KAFKA_HOME"] != nil else { return nil }
        let started = try MeasuredProcess(
            path: services, arguments: ["start", "kafka", work], environment: environment
        ).run()
        guard started.exitCode == 0,
            let line = started.output.split(separator: "\n").first(where: { $0.hasPrefix("KAFKA_BROKERS=") })
        else { throw BenchError("tools/services could not start a Kafka; run bench from the repository's folder") }
        return String(line.dropFirst("KAFKA_BROKERS=".count))
    }

    private func measure(_ name: String, _ key: String, _ topic: BenchTopic, _ work: String) throws -> ThroughputResult
    {
        let expected = try ExpectedGroups(topic, key: key)
        var result = ThroughputResult(name: name, events: events)
        for run in 0...runs {
            let isCheck = run == runs
            let job = "\(work)/\(name).sql"
            writeText(job, text(name, key, topic, sink: isCheck ? "console" : "blackhole"))
            let state = "\(work)/state-\(name)-\(run)"
            let format = isCheck ? "csv" : "json"
            let measured = try MeasuredProcess(
                path: runner,
                arguments: ["start", job, "--state-dir", state, "--until-caught-up", "-o", format, "--quiet"],
                environment: environment
            ).run()
            guard measured.exitCode == 0 else {
                throw BenchError("the \(name) job ended with \(measured.exitCode): \(measured.output.suffix(500))")
            }
            if isCheck { result.isRight = expected.matches(csv: measured.output) } else { result.runs.append(measured) }
        }
        result.groups = expected.groups.count
        result.hash = expected.hash
        return result
    }

    /// The job: window, key and payment method; average, quantity, amount.
    private func text(_ name: String, _ key: String, _ topic: BenchTopic, sink: String) -> String {
        let emit = sink == "console" ? "complete" : "changes"
        return """
            SET job_name = 'bench_\(name)';
            CREATE TABLE purchases (
                transaction_id text NOT NULL, customer_id bigint, category text, brand text, product_name text,
                quantity integer, price integer, payment_method text, "timestamp" timestamptz
            ) WITH (\(topic.source), event_time = 'timestamp', watermark_delay = '60 seconds');
            CREATE MATERIALIZED VIEW totals WITH (connector = '\(sink)', emit = '\(emit)',
                emit_interval = '1 hour') AS
            SELECT window_start, \(key), payment_method, avg(price) AS average, sum(quantity) AS quantity,
                   sum(price::bigint * quantity) AS amount
            FROM tumble(purchases, "timestamp", interval '5 minutes') GROUP BY window_start, \(key), payment_method;
            """
    }
}

/// Writes a small file.
func writeText(_ path: String, _ text: String) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    guard descriptor >= 0 else { return }
    Terminal.write(text, to: descriptor)
    close(descriptor)
}
