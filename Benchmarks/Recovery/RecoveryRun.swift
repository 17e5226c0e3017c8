import Glibc
import Runner

/// One job of one state size through all its kills.
struct RecoveryRun {
    let groups: Int
    let events: Int
    /// `commit_interval`: with fewer events a shorter one, so that kills come before the events end.
    let interval: String
    let brokers: String
    let context: BenchContext

    private var name: String { "bench_recovery_\(groups)_\(getpid())" }
    private var job: String { "\(context.folder)/\(name).sql" }
    private var state: String { "\(context.folder)/\(name)" }
    private var runs: Int { context.options.runs }

    func measure(into report: inout BenchReport) throws {
        let origin = BenchEvents.Origin.profile(
            EventOptions(
                profile: .retail, seed: context.options.seed, partitions: 4, disorderMicrosMax: 60_000_000,
                keySpace: UInt64(max(groups, 1_000))))
        let topic = try BenchTopic(
            BenchEvents(origin, count: events, partitions: 4), brokers: brokers, topic: name, folder: context.folder,
            sentShare: 0.5)
        defer { topic.remove() }
        writeText(job, text(topic))
        let subject = "\(groups) groups"
        func figure(_ name: String) -> FigureName { FigureName("recovery", subject, name, "ms") }
        try start(until: nil)
        try topic.send(from: 0.5, to: 1)
        for _ in 0..<runs { report.add(figure("first record, after a stop"), try timed(until: "decoded:1")) }
        try start(until: "afterCommit:2")
        let before = try committedRecords()
        for _ in 0..<runs {
            report.add(figure("first record, after kill -9"), try timed(until: "decoded:1"))
            report.add(figure("first new commit, after kill -9"), try timed(until: "afterCommit:1"))
        }
        let newRecords = try committedRecords() - before
        guard newRecords > 0 else { throw BenchError("the kills came after the last record: more --events") }
        report.compare(
            figure("first record, after kill -9"), with: figure("first record, after a stop"), as: "after a stop")
        try topic.sendClosing(
            "{\"customer_id\":0,\"quantity\":0,\"price\":0,\"timestamp\":\(BenchEvents.closingSeconds)}")
        try start(until: nil)
        let expected = try ExpectedCustomers(topic.events, modulus: groups)
        let rows = try context.query("SELECT customer, events, amount FROM public.\(name)")
        report.check(
            "recovery", subject, isRight: expected.matches(rows), hash: expected.hash,
            "\(rows.count) rows after \(3 * runs + 3) lives equal a plain recomputation; those killed at their first "
                + "commit got \(newRecords) records further")
    }

    /// Milliseconds from the start of the process to its death at a moment.
    private func timed(until phase: String) throws -> Double {
        try start(until: phase).wallSeconds * 1_000
    }

    /// One life of the job: to the named moment, where it dies as by kill -9, or until it has caught up.
    @discardableResult
    private func start(until phase: String?) throws -> MeasuredRun {
        var environment = context.environment
        environment["RUNNER_FAULT_PHASE"] = phase
        let run = try MeasuredProcess(
            path: context.options.runner,
            arguments: ["start", job, "--state-dir", state, "--quiet", "--until-caught-up", "-o", "json"],
            environment: environment
        ).run()
        let wanted: Int32 = phase == nil ? 0 : 128 + SIGKILL
        if phase != nil && run.exitCode == 0 {
            throw BenchError("the job caught up before \(phase ?? ""): give it more --events")
        }
        guard run.exitCode == wanted else { throw BenchError("the job ended with \(run.exitCode): \(run.output)") }
        return run
    }

    private func committedRecords() throws -> Int {
        let rows = try context.query("SELECT ledger ->> 'consumed' FROM millrace.job WHERE name = '\(name)'")
        return rows.first.flatMap { Int($0) } ?? 0
    }

    /// One window holds all groups until the last event closes it, so the state is what it is called.
    private func text(_ topic: BenchTopic) -> String {
        """
        SET job_name = '\(name)';
        SET commit_interval = '\(interval)';
        CREATE TABLE purchases (
            customer_id bigint, quantity integer, price integer, "timestamp" timestamptz
        ) WITH (\(topic.source), event_time = 'timestamp', watermark_delay = '1 hour');
        CREATE TABLE totals (
            window_start timestamptz, customer bigint, events bigint, amount bigint,
            PRIMARY KEY (window_start, customer)
        ) WITH (connector = 'postgres', connection = 'warehouse', table = 'public.\(name)', emit = 'final');
        INSERT INTO totals
        SELECT window_start, customer_id % \(groups), count(*), sum(price::bigint * quantity)
        FROM tumble(purchases, "timestamp", interval '30 days') GROUP BY window_start, customer_id % \(groups);
        """
    }
}

/// Events and amounts by customer as a plain program computes them from the same bytes.
struct ExpectedCustomers {
    private var totals: [Int64: (events: Int64, amount: Int64)] = [:]

    init(_ events: BenchEvents, modulus: Int) throws {
        var totals: [Int64: (events: Int64, amount: Int64)] = [:]
        try events.forEach { _, bytes in
            let event = EventText(bytes: bytes)
            guard let customer = event.number("\"customer_id\":"), let quantity = event.number("\"quantity\":"),
                let price = event.number("\"price\":")
            else { return }
            totals[customer % Int64(modulus), default: (0, 0)].events += 1
            totals[customer % Int64(modulus), default: (0, 0)].amount += quantity * price
        }
        self.totals = totals
    }

    /// Whether lines `customer|events|amount` say the same.
    func matches(_ lines: [Substring]) -> Bool {
        guard lines.count == totals.count, !lines.isEmpty else { return false }
        return lines.allSatisfy { line in
            let numbers = line.split(separator: "|").compactMap { Int64($0) }
            guard numbers.count == 3, let wanted = totals[numbers[0]] else { return false }
            return wanted == (numbers[1], numbers[2])
        }
    }

    /// One number for the whole result.
    var hash: UInt64 {
        totals.reduce(0) { sum, entry in
            sum &+ resultHash("\(entry.key),\(entry.value.events),\(entry.value.amount)".utf8)
        }
    }
}
