import Glibc
import Runner

/// `bench scale`: lanes, partitions, groups, and windows that overlap.
struct ScaleSuite {
    static let parts = ["lanes", "partitions", "groups", "windows"]

    let events: Int
    let groups: [Int]
    let context: BenchContext
    var runs: Int { context.options.runs }

    init(events: Int?, groups: [Int], _ context: BenchContext) {
        self.events = events ?? (context.options.isQuick ? 100_000 : 2_000_000)
        self.groups = groups.sorted()
        self.context = context
    }

    static func sizes(isQuick: Bool) -> [Int] {
        isQuick ? [1_000, 20_000] : [10_000, 100_000, 1_000_000, 10_000_000]
    }

    func run(into report: inout BenchReport) throws {
        if context.options.wants("lanes") {
            for job in [BenchJob.retail, .items] { try lanes(job, &report) }
        }
        if context.options.wants("partitions") { try partitions(&report) }
        if context.options.wants("groups") { try groupCounts(&report) }
        if context.options.wants("windows") { try overlaps(&report) }
    }

    func name(_ subject: String, _ figure: String, _ unit: String) -> FigureName {
        FigureName("scale", subject, figure, unit)
    }

    private func topic(_ job: BenchJob, partitions: Int, _ report: inout BenchReport) throws -> BenchTopic {
        let brokers = try context.kafka(&report)
        if brokers == nil { report.note("events come from files: KAFKA_HOME=DIR for a real Kafka") }
        let own = BenchEvents(job.origin(context.options.seed, partitions), count: events, partitions: partitions)
        let topic = try BenchTopic(
            own, brokers: brokers, topic: "bench-scale-\(getpid())-\(context.serial)", folder: context.folder)
        try topic.sendClosing(job.closing)
        return topic
    }

    func add(_ subject: String, _ run: MeasuredRun, events: Int, _ report: inout BenchReport) {
        report.add(name(subject, "throughput", "events/s"), Double(events) / max(0.001, JobSuite.jobSeconds(run)))
        report.add(name(subject, "CPU", "ns/event"), run.cpuSeconds * 1e9 / Double(events))
    }

    /// Whether the console shows the job's result.
    private func isRight(_ job: JobSuite, _ topic: BenchTopic, _ expected: ExpectedRows, _ lanes: Int?) throws -> Bool {
        let run = try job.start(topic, "console", format: "csv", parallelism: lanes)
        return expected.matches(run.output.split(separator: "\n").dropFirst(), separator: ",")
    }

    // MARK: Lanes

    private func lanes(_ job: BenchJob, _ report: inout BenchReport) throws {
        let topic = try topic(job, partitions: 4, &report)
        defer { topic.remove() }
        let suite = JobSuite(job, events: events, context)
        let expected = try ExpectedRows(job, topic.events)
        for _ in 0..<runs {
            for count in [1, 2] {
                add(
                    "\(count) lanes, \(job.name)", try suite.start(topic, "blackhole", parallelism: count),
                    events: events, &report)
            }
        }
        for (figure, unit) in [("throughput", "events/s"), ("CPU", "ns/event")] {
            report.compare(
                name("2 lanes, \(job.name)", figure, unit), with: name("1 lanes, \(job.name)", figure, unit),
                as: "one lane")
        }
        let right = try isRight(suite, topic, expected, 1) && isRight(suite, topic, expected, 2)
        report.check(
            "scale", "lanes, \(job.name)", isRight: right, hash: expected.hash,
            "\(expected.groups.count) rows on the console, by one lane and by two, equal a plain recomputation")
    }

    // MARK: Partitions

    private func partitions(_ report: inout BenchReport) throws {
        let suite = JobSuite(.retail, events: events, context)
        let counts = context.options.isQuick ? [1, 8] : [1, 4, 16, 64]
        var topics: [(count: Int, topic: BenchTopic)] = []
        for count in counts { topics.append((count, try topic(.retail, partitions: count, &report))) }
        defer { for one in topics { one.topic.remove() } }
        for _ in 0..<runs {
            for (count, topic) in topics {
                let measured = try suite.start(topic, "blackhole")
                add("\(count) partitions", measured, events: topic.events.count, &report)
            }
        }
        for (count, topic) in topics {
            let expected = try ExpectedRows(.retail, topic.events)
            report.check(
                "scale", "\(count) partitions", isRight: try isRight(suite, topic, expected, nil), hash: expected.hash,
                "\(expected.groups.count) rows on the console equal a plain recomputation")
        }
        tell("partitions", counts, suffix: "", &report)
    }

    // MARK: Groups

    private func groupCounts(_ report: inout BenchReport) throws {
        guard let most = groups.last else { return }
        for count in groups {
            let memories = ScaleSuite.memories(count)
            let events = GroupEvents(groups: count, total: most, seed: context.options.seed)
            let files = "groups-\(count)"
            let sum = try events.write(to: context.folder, name: files)
            defer { for number in 0..<GroupEvents.files { unlink("\(context.folder)/\(files)-\(number).ndjson") } }
            for _ in 0..<runs {
                for (label, memory) in memories {
                    let measured = try start(files, memory, sink: "blackhole", output: "json")
                    add("\(count) groups, \(label)", measured, events: events.events, &report)
                    report.add(
                        name("\(count) groups, \(label)", "peak resident", "MB"),
                        Double(measured.peakResidentBytes) / 1e6)
                }
            }
            for (label, memory) in memories {
                let found = try start(files, memory, sink: "console", output: "csv").output
                let wanted = "\(events.total) \(events.events) \(sum)"
                report.check(
                    "scale", "\(count) groups, \(label)",
                    isRight: found.split(separator: "\n").last.map(String.init) == wanted,
                    hash: resultHash(wanted.utf8),
                    "\(events.total) rows and the sums of their counts and values are those of the events")
            }
        }
        for (label, _) in ScaleSuite.memories(most) {
            tell("groups", groups, suffix: ", \(label)", &report)
        }
        for count in groups {
            for (label, _) in ScaleSuite.memories(count).dropFirst() {
                report.compare(
                    name("\(count) groups, \(label)", "CPU", "ns/event"),
                    with: name("\(count) groups, in memory", "CPU", "ns/event"), as: "in memory")
            }
        }
    }

    /// What a group of these events takes in memory, row and slot, about: the peak of ten million of them in 8 GB.
    private static let groupBytes = 110

    /// Amounts of memory for so many groups: more than enough, 256 MB, and a tenth of the groups' where that can be.
    private static func memories(_ groups: Int) -> [(label: String, memory: String)] {
        let tenth = (groups * groupBytes / 10) >> 20
        return [("in memory", "8 GB"), ("memory 256 MB", "256 MB")]
            + (tenth < 16 ? [] : [("memory a tenth of the state", "\(tenth) MB")])
    }

    /// One life of the aggregate. Of rows on the console, awk gives number and sums.
    func start(
        _ files: String, _ memory: String, windows: String = "tumble(events, t, interval '1 minute')", sink: String,
        output: String
    ) throws -> MeasuredRun {
        let serial = context.serial
        let (file, state) = ("\(context.folder)/groups-\(serial).sql", "\(context.folder)/state-\(serial)")
        writeText(
            file,
            """
            SET job_name = 'bench_groups_\(serial)';
            SET memory = '\(memory)';
            CREATE TABLE events (k bigint, v integer, t timestamptz)
            WITH (connector = 'file', path = '\(context.folder)/\(files)-*.ndjson', format = 'json',
                  timestamp_format = 'unix_seconds', event_time = 't', watermark_delay = '1 second');
            CREATE MATERIALIZED VIEW totals WITH (connector = '\(sink)', emit = 'final') AS
            SELECT window_start, k, count(*) AS events, sum(v) AS total
            FROM \(windows) GROUP BY window_start, k;
            """)
        let arguments = ["start", file, "--state-dir", state, "--until-caught-up", "-o", output, "--quiet"]
        defer { _ = try? MeasuredProcess(path: "/bin/rm", arguments: ["-rf", state], environment: [:]).run() }
        if sink == "blackhole" {
            return try context.run(context.options.runner, arguments, or: "the job of many groups failed")
        }
        let awk = "awk -F, 'NR > 1 { n++; e += $3; s += $4 } END { printf \"%d %d %d\\n\", n, e, s }'"
        return try context.run(
            "/bin/bash", ["-c", "set -o pipefail; \"$@\" | \(awk)", "bash", context.options.runner] + arguments,
            or: "the job of many groups failed")
    }

    /// The curve's verdict.
    func tell(_ what: String, _ counts: [Int], suffix: String, _ report: inout BenchReport) {
        let points = counts.compactMap { count -> (n: Int, cost: Double)? in
            report.figure(name("\(count) \(what)\(suffix)", "CPU", "ns/event")).map { (count, $0.median) }
        }
        guard let growth = Growth(points), let least = points.first, let most = points.last else { return }
        report.note(
            "verdict: \(what)\(suffix): from \(least.n) to \(most.n) an event costs \(BenchReport.text(growth.factor)) "
                + "times as much; the whole cost grows as n^\(BenchReport.text(1 + growth.exponent)), \(growth.verdict)"
        )
    }
}
