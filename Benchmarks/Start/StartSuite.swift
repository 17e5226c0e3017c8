import Glibc
import Runner

/// `bench start`: time to the first record, and CPU of a job without input.
struct StartSuite {
    static let parts = ["first", "idle"]

    let context: BenchContext
    private var idleSeconds: Double { context.options.isQuick ? 2 : 10 }

    init(_ context: BenchContext) {
        self.context = context
    }

    func run(into report: inout BenchReport) throws {
        guard let brokers = try context.kafka(&report) else {
            report.note("start: skipped, it needs a real Kafka (KAFKA_HOME=DIR, or KAFKA_BROKERS)")
            report.check("start", "skipped", isRight: true, hash: 0, "nothing was measured: there is no Kafka")
            return
        }
        _ = try context.postgres(&report)
        let producer = try KafkaProducer(bootstrapServers: brokers)
        let topic = "bench-start-\(getpid())"
        try KafkaAdministration(producer.handle).createTopic(topic, partitions: 4)
        defer { try? KafkaAdministration(producer.handle).deleteTopic(topic) }
        // Nothing is in the topic before the jobs that idle have been measured.
        if context.options.wants("idle") { try idle(topic, brokers, producer, &report) }
        if context.options.wants("first") { try first(topic, brokers, producer, &report) }
    }

    private func send(_ count: Int, to topic: String, _ producer: KafkaProducer) throws {
        for number in 0..<count {
            try producer.send(topic: topic, partition: Int32(number % 4), value: "{\"id\": \(number)}")
        }
        try producer.flush()
    }

    private func text(_ name: String, _ topic: String, _ brokers: String, sink: String) -> String {
        """
        SET job_name = '\(name)';
        CREATE TABLE events (id bigint)
        WITH (connector = 'kafka', bootstrap_servers = '\(brokers)', topic = '\(topic)', format = 'json');
        CREATE TABLE seen (id bigint) WITH (\(sink));
        INSERT INTO seen SELECT id FROM events;
        """
    }

    private func sink(_ kind: String, _ table: String) -> String {
        kind == "blackhole"
            ? "connector = 'blackhole'" : "connector = 'postgres', connection = 'warehouse', table = 'public.\(table)'"
    }

    // MARK: First record

    private func first(
        _ topic: String, _ brokers: String, _ producer: KafkaProducer, _ report: inout BenchReport
    ) throws {
        try send(1_000, to: topic, producer)
        var wasReached = true
        func figure(_ subject: String, _ name: String) -> FigureName { FigureName("start", subject, name, "ms") }
        for _ in 0..<context.options.runs {
            let floor = try context.run(context.options.runner, ["--version"], or: "no runner")
            report.add(figure("runner --version", "whole life"), floor.wallSeconds * 1_000)
            for kind in ["blackhole", "postgres"] {
                let name = "bench_start_\(getpid())_\(context.serial)"
                let file = "\(context.folder)/\(name).sql"
                writeText(file, text(name, topic, brokers, sink: sink(kind, name)))
                let run = try MeasuredProcess(
                    path: context.options.runner,
                    arguments: ["start", file, "--state-dir", "\(context.folder)/\(name)", "--quiet"],
                    environment: context.environment.merging(["RUNNER_FAULT_PHASE": "decoded:1"]) { $1 }
                ).run()
                wasReached = wasReached && run.exitCode == 128 + SIGKILL
                report.add(figure("into \(kind)", "first record"), run.wallSeconds * 1_000)
                report.add(figure("into \(kind)", "first record, CPU"), run.cpuSeconds * 1_000)
                if kind == "postgres" { try context.query("DROP TABLE IF EXISTS \(name)") }
            }
        }
        for kind in ["blackhole", "postgres"] {
            let name = figure("into \(kind)", "first record")
            report.compare(name, with: figure("runner --version", "whole life"), as: "runner --version")
            report.compare(name, with: 100, as: "the goal of 100 ms")
        }
        report.check(
            "start", "first record", isRight: wasReached, hash: 0, "every process read a record, and ended there")
    }

    // MARK: Idle

    private func idle(
        _ topic: String, _ brokers: String, _ producer: KafkaProducer, _ report: inout BenchReport
    ) throws {
        let signal = LaneSignal()
        for kind in ["blackhole", "postgres"] {
            let name = "bench_idle_\(getpid())_\(context.serial)"
            let file = "\(context.folder)/\(name).sql"
            writeText(file, text(name, topic, brokers, sink: sink(kind, name)))
            let job = try Coprocess(
                context.options.runner, ["start", file, "--state-dir", "\(context.folder)/\(name)", "--quiet"],
                environment: context.environment)
            signal.wait(timeoutMilliseconds: 2_000)
            let figure = FigureName("start", "idle, \(kind)", "CPU", "% of a core")
            for _ in 0..<context.options.runs {
                let (wall, cpu) = (StateClock.wall, job.cpuSeconds)
                signal.wait(timeoutMilliseconds: Int(idleSeconds * 1_000))
                report.add(figure, (job.cpuSeconds - cpu) / ((StateClock.wall - wall) / 1e9) * 100)
            }
            report.compare(figure, with: 2, as: "the goal of 2 %")
            var arrived = true
            if kind == "postgres" {
                try send(1_000, to: topic, producer)
                arrived = try hasArrived(1_000, in: name)
            }
            let code = job.end()
            report.check(
                "start", "idle, \(kind)", isRight: arrived && code == 0, hash: 0,
                kind == "postgres"
                    ? "1,000 records that were sent then arrived, and the job ended well" : "the job ended well")
            if kind == "postgres" { try context.query("DROP TABLE IF EXISTS \(name)") }
        }
    }

    private func hasArrived(_ rows: Int, in table: String) throws -> Bool {
        let signal = LaneSignal()
        for _ in 0..<300 {
            if try context.query("SELECT count(*) FROM \(table)").first == "\(rows)" { return true }
            signal.wait(timeoutMilliseconds: 100)
        }
        return false
    }
}
