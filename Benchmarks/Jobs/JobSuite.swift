import Glibc
import Runner

/// One whole job, `retail` for one: into a blackhole and into PostgreSQL, beside its floors and peers, by turns.
struct JobSuite {
    static let peers = ["duckdb", "flink", "spark", "kafka-streams"]

    let job: BenchJob
    let events: Int
    let context: BenchContext

    init(_ job: BenchJob, events: Int?, _ context: BenchContext) {
        self.job = job
        self.events = events ?? (context.options.isQuick ? 100_000 : 2_000_000)
        self.context = context
    }

    /// Measures the job on its own events.
    func run(into report: inout BenchReport) throws {
        let brokers = try context.kafka(&report)
        if brokers == nil {
            report.note("events come from files: KAFKA_HOME=DIR, or KAFKA_BROKERS, for a real Kafka")
        }
        let own = BenchEvents(job.origin(context.options.seed, 4), count: events, partitions: 4)
        let topic = try BenchTopic(
            own, brokers: brokers, topic: "bench-\(job.name)-\(getpid())-\(context.serial)", folder: context.folder)
        try topic.sendClosing(job.closing)
        defer { topic.remove() }
        try measure(topic, into: &report)
    }

    /// Measures the job on a topic, and from files with the same events where it stands beside DuckDB.
    func measure(_ topic: BenchTopic, into report: inout BenchReport) throws {
        guard context.options.has("duckdb") else { return try measure(topic, files: nil, into: &report) }
        guard topic.brokers != nil else { return try measure(topic, files: topic, into: &report) }
        let files = try BenchTopic(topic.events, brokers: nil, topic: "files-\(job.name)", folder: context.folder)
        try measure(topic, files: files, into: &report)
        files.remove()
    }

    private func measure(_ topic: BenchTopic, files: BenchTopic?, into report: inout BenchReport) throws {
        let expected = try ExpectedRows(job, topic.events)
        _ = try context.postgres(&report)
        let floor = topic.brokers == nil ? nil : try LibrdkafkaAlone(context, &report)
        var rightRuns = 0
        for run in 0..<context.options.runs {
            if let floor {
                let drop = try floor.drop(topic)
                add("librdkafka alone", topic, drop.wallSeconds, drop.cpuSeconds, to: &report)
            }
            let measured = try start(topic, "blackhole")
            add("blackhole", topic, JobSuite.jobSeconds(measured), measured.cpuSeconds, to: &report)
            addStages(measured, topic, to: &report)
            let isLast = run == context.options.runs - 1
            if try intoPostgres(topic, expected, isLast: isLast, &report) { rightRuns += 1 }
            if let files {
                try duckdb(files, expected, &report)
                let fromFiles = try start(files, "blackhole")
                add("blackhole, file", files, JobSuite.jobSeconds(fromFiles), fromFiles.cpuSeconds, to: &report)
                report.add(
                    name("blackhole, file", "peak resident", "MB"), Double(fromFiles.peakResidentBytes) / 1e6)
            }
        }
        report.check(
            job.name, "PostgreSQL", isRight: rightRuns == context.options.runs, hash: expected.hash,
            "\(expected.groups.count) rows, every one of the last run and the sums of all \(context.options.runs), "
                + "equal a plain recomputation")
        for (subject, origin) in [("blackhole", topic), ("blackhole, file", files)] {
            guard let origin else { continue }
            let console = try start(origin, "console", format: "csv")
            report.check(
                job.name, subject,
                isRight: expected.matches(console.output.split(separator: "\n").dropFirst(), separator: ","),
                hash: expected.hash, "\(expected.groups.count) rows of the same job on the console equal it too")
        }
        for subject in ["blackhole", "PostgreSQL", "blackhole, file"] {
            for name in [throughput(subject), cpu(subject)] {
                for peer in subject.hasSuffix("file") ? ["duckdb, file"] : ["librdkafka alone", "duckdb, file"] {
                    report.compare(name, with: FigureName(job.name, peer, name.figure, name.unit), as: peer)
                }
            }
        }
        report.compare(name("PostgreSQL", "rows", "rows/s"), with: name("psql COPY", "rows", "rows/s"), as: "psql COPY")
    }

    // MARK: Figures

    func name(_ subject: String, _ figure: String, _ unit: String) -> FigureName {
        FigureName(job.name, subject, figure, unit)
    }
    func throughput(_ subject: String) -> FigureName { name(subject, "throughput", "events/s") }
    func cpu(_ subject: String) -> FigureName { name(subject, "CPU", "ns/event") }

    private func add(
        _ subject: String, _ topic: BenchTopic, _ wall: Double, _ cpuSeconds: Double, to report: inout BenchReport
    ) {
        let events = Double(topic.events.count)
        report.add(throughput(subject), events / max(0.001, wall))
        report.add(cpu(subject), cpuSeconds * 1e9 / events)
    }

    private func addStages(_ run: MeasuredRun, _ topic: BenchTopic, to report: inout BenchReport) {
        for stage in run.stages where stage.name != "other" {
            report.add(
                name("blackhole", "CPU: \(stage.name)", "ns/event"), stage.seconds * 1e9 / Double(topic.events.count))
        }
        report.add(name("blackhole", "peak resident", "MB"), Double(run.peakResidentBytes) / 1e6)
        for (figure, field) in [("lanes stand, p50", "stall_us_p50"), ("lanes stand, p99", "stall_us_p99")] {
            guard let found = run.output.firstRange(of: "\"\(field)\":"),
                let micros = Double(run.output[found.upperBound...].prefix { $0.isNumber })
            else { continue }
            report.add(name("blackhole", figure, "ms"), micros / 1_000)
        }
    }

    /// The job's own seconds, from its last line: without the process's start.
    static func jobSeconds(_ run: MeasuredRun) -> Double {
        guard let found = run.output.firstRange(of: "\"seconds\":") else { return run.wallSeconds }
        return Double(run.output[found.upperBound...].prefix { $0.isNumber || $0 == "." }) ?? run.wallSeconds
    }

    // MARK: Runs

    /// One life of the job until it has caught up.
    func start(
        _ topic: BenchTopic, _ sink: String, format: String = "json", parallelism: Int? = nil, settings: String = "",
        table: String = ""
    ) throws -> MeasuredRun {
        let serial = context.serial
        let name = table.isEmpty ? "bench_\(job.name)_\(serial)" : table
        let file = "\(context.folder)/\(name).sql"
        let connector = "connector = '\(sink)'" + (sink == "postgres" ? ", connection = 'warehouse'" : "")
        writeText(file, job.text(job: name, topic: topic, sink: connector, settings: settings))
        let state = "\(context.folder)/state-\(serial)"
        let lanes = parallelism.map { ["--parallelism", "\($0)"] } ?? []
        let run = try context.run(
            context.options.runner,
            ["start", file, "--state-dir", state, "--until-caught-up", "-o", format, "--quiet"] + lanes,
            or: "the \(job.name) job into \(sink) failed")
        _ = try? MeasuredProcess(path: "/bin/rm", arguments: ["-rf", state], environment: [:]).run()
        return run
    }

    /// Into a new table, and the same rows by COPY into another new one. Whether the rows are right.
    private func intoPostgres(
        _ topic: BenchTopic, _ expected: ExpectedRows, isLast: Bool, _ report: inout BenchReport
    ) throws -> Bool {
        let table = "bench_\(job.name)_\(getpid())_\(context.serial)"
        let measured = try start(topic, "postgres", table: table)
        defer { _ = try? context.query("DROP TABLE IF EXISTS \(table), \(table)_copy") }
        let seconds = JobSuite.jobSeconds(measured)
        add("PostgreSQL", topic, seconds, measured.cpuSeconds, to: &report)
        let last = job.values.split(separator: " ").last.map(String.init) ?? ""
        let sums = try context.query("SELECT count(*), sum(\(last)) FROM \(table)").first?.split(separator: "|") ?? []
        guard sums.count == 2, let rows = Int(sums[0]), let sum = Double(sums[1]) else { return false }
        if rows >= 10_000 {
            report.add(name("PostgreSQL", "rows", "rows/s"), Double(rows) / max(0.001, seconds))
            report.add(
                name("psql COPY", "rows", "rows/s"), Double(rows) / (try CopyFloor(context).seconds(of: table)))
        }
        guard expected.matches(rows: rows, lastSum: sum) else { return false }
        return try !isLast || expected.matches(context.query("SELECT * FROM \(table)"), separator: "|")
    }

    private func duckdb(_ files: BenchTopic, _ expected: ExpectedRows, _ report: inout BenchReport) throws {
        let threads = sysconf(Int32(_SC_NPROCESSORS_ONLN))
        let run = try context.run(
            context.options.python,
            ["Benchmarks/Jobs/duckdb_job.py", files.path, job.duckdb.columns, job.duckdb.query, "\(threads)"],
            or: "DuckDB failed; is duckdb installed for \(context.options.python) (tools/setup python)?")
        let words = run.output.split { $0 == " " || $0 == "\n" }
        let numbers = words.prefix(4).compactMap { Double($0) }
        guard numbers.count == 4, words.count == 5 else { throw BenchError("duckdb_job.py said: \(run.output)") }
        report.used("DuckDB", String(words[4]))
        add("duckdb, file", files, numbers[0], numbers[1], to: &report)
        guard expected.matches(rows: Int(numbers[2]), lastSum: numbers[3]) else {
            throw BenchError("\(job.name): DuckDB has another result: \(run.output)")
        }
    }
}

/// The floor of a sink: psql COPY of the same rows, in binary, into a table like the one they are in.
struct CopyFloor {
    let context: BenchContext

    init(_ context: BenchContext) {
        self.context = context
    }

    /// Seconds of `\copy` alone, into `TABLE_copy`, which is left there.
    func seconds(of table: String) throws -> Double {
        let file = "\(context.folder)/copy"
        try context.query("CREATE TABLE \(table)_copy (LIKE \(table) INCLUDING ALL)")
        try context.query("\\copy \(table) TO '\(file)' (FORMAT binary)")
        defer { unlink(file) }
        let said = try context.query("\\copy \(table)_copy FROM '\(file)' (FORMAT binary)", after: "\\timing on")
        // `Time: 1234.567 ms (00:01.235)`
        guard let time = said.last(where: { $0.hasPrefix("Time: ") }),
            let milliseconds = Double(time.dropFirst("Time: ".count).prefix { $0 != " " })
        else { throw BenchError("psql did not tell the time of COPY: \(said)") }
        return milliseconds / 1_000
    }
}
