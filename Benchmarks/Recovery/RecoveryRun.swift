import Glibc
import Runner

/// One job of one state size through all its kills.
struct RecoveryRun {
    let groups: Int
    let events: Int
    let runs: Int
    /// `commit_interval`: with fewer events a shorter one, so that kills come before the events end.
    let interval: String
    let runner: String
    let services: BenchServices

    private var name: String { "bench_recovery_\(groups)_\(getpid())" }
    private var job: String { "\(services.folder)/\(name).sql" }
    private var state: String { "\(services.folder)/\(name)" }

    func measure() throws -> RecoveryResult {
        let topic = try BenchTopic(
            .retail, keySpace: UInt64(max(groups, 1_000)), events: events,
            brokers: services.environment["KAFKA_BROKERS"], topic: name, sentShare: 0.5)
        writeText(job, text(topic))
        var result = RecoveryResult(groups: groups)
        let build = try start(until: nil)
        result.buildSeconds = build.wallSeconds
        try topic.send(from: 0.5, to: 1)
        for _ in 0..<runs { result.recordAfterStop.append(try start(until: "decoded:1").wallSeconds) }
        try start(until: "afterCommit:2")
        let before = try committedRecords()
        for _ in 0..<runs {
            result.recordAfterKill.append(try start(until: "decoded:1").wallSeconds)
            result.commitAfterKill.append(try start(until: "afterCommit:1").wallSeconds)
        }
        result.lives = 3 * runs + 3
        result.newRecords = try committedRecords() - before
        guard result.newRecords > 0 else { throw BenchError("the kills came after the last record: more --events") }
        try topic.sendClosing()
        try start(until: nil)
        let expected = try ExpectedCustomers(topic, modulus: groups)
        let rows = try query("SELECT customer, events, amount FROM public.\(name)")
        result.hash = expected.hash
        result.foundGroups = rows.count
        result.isRight = expected.matches(rows)
        return result
    }

    /// One life of the job: to the named moment, where it dies as by kill -9, or until it has caught up.
    @discardableResult
    private func start(until phase: String?) throws -> MeasuredRun {
        var environment = services.environment
        environment["RUNNER_FAULT_PHASE"] = phase
        let run = try MeasuredProcess(
            path: runner,
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
        let rows = try query("SELECT ledger ->> 'consumed' FROM millrace.job WHERE name = '\(name)'")
        return rows.first.flatMap { Int($0) } ?? 0
    }

    /// Rows with `|` between the fields.
    private func query(_ sql: String) throws -> [Substring] {
        let uri = services.environment["RUNNER_CONN_WAREHOUSE"] ?? ""
        let run = try MeasuredProcess(
            path: "/usr/bin/env", arguments: ["psql", uri, "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", sql],
            environment: services.environment
        ).run()
        guard run.exitCode == 0 else { throw BenchError("psql ended with \(run.exitCode)") }
        return run.output.split(separator: "\n")
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

    init(_ topic: BenchTopic, modulus: Int) throws {
        var totals: [Int64: (events: Int64, amount: Int64)] = [:]
        try topic.forEachEvent { event in
            guard let customer = Self.number("\"customer_id\":", in: event),
                let quantity = Self.number("\"quantity\":", in: event),
                let price = Self.number("\"price\":", in: event)
            else { return }
            totals[customer % Int64(modulus), default: (0, 0)].events += 1
            totals[customer % Int64(modulus), default: (0, 0)].amount += quantity * price
        }
        self.totals = totals
    }

    /// The whole number behind a key, given with its quotes and colon, in a flat JSON object.
    private static func number(_ key: StaticString, in event: UnsafeRawBufferPointer) -> Int64? {
        guard let base = event.baseAddress else { return nil }
        let size = key.utf8CodeUnitCount
        var index = 0
        while index + size <= event.count, memcmp(base + index, key.utf8Start, size) != 0 {
            // Keys begin with a quote.
            guard let quote = memchr(base + index + 1, 0x22, event.count - index - 1) else { return nil }
            index = base.distance(to: UnsafeRawPointer(quote))
        }
        index += size
        while index < event.count, event[index] == 0x20 { index += 1 }
        let isNegative = index < event.count && event[index] == 0x2D
        if isNegative { index += 1 }
        var value: Int64 = 0
        let start = index
        while index < event.count, (0x30...0x39).contains(event[index]) {
            value = value * 10 + Int64(event[index] - 0x30)
            index += 1
        }
        return index == start ? nil : (isNegative ? -value : value)
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
    var hash: String {
        var sum: UInt64 = 0
        for (customer, total) in totals {
            var hash: UInt64 = 0xCBF2_9CE4_8422_2325
            for byte in "\(customer),\(total.events),\(total.amount)".utf8 {
                hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
            }
            sum &+= hash
        }
        return String(sum, radix: 16)
    }
}
