import TestSupport
import Testing

/// Joins of rows as they come whose times are bound: what is kept of them, and what comes too late.
@Suite(.enabled(if: Database.isAvailable, "PostgreSQL's server is not installed"))
struct IntervalJoinTests {
    private static let job = """
        SET job_name = 'bounded';
        SET commit_interval = '50 ms';
        SET checkpoint_interval = '50 ms';
        CREATE TABLE orders (id bigint, at timestamptz) WITH (
            connector = 'kafka', bootstrap_servers = '${KAFKA_BROKERS}', topic = '${ORDERS}', format = 'json',
            timestamp_format = 'unix_seconds', event_time = 'at');
        CREATE TABLE payments (id bigint, at timestamptz) WITH (
            connector = 'kafka', bootstrap_servers = '${KAFKA_BROKERS}', topic = '${PAYMENTS}', format = 'json',
            timestamp_format = 'unix_seconds', event_time = 'at');
        CREATE TABLE paid (id bigint, at timestamptz) WITH (connector = 'postgres', connection = 'warehouse');
        INSERT INTO paid SELECT o.id, p.at FROM orders o JOIN payments p
        ON o.id = p.id AND p.at BETWEEN o.at AND o.at + interval '10 minutes';
        CREATE TABLE unpaid (id bigint) WITH (connector = 'postgres', connection = 'warehouse');
        INSERT INTO unpaid SELECT o.id FROM orders o LEFT JOIN payments p
        ON o.id = p.id AND p.at BETWEEN o.at AND o.at + interval '10 minutes' WHERE p.id IS NULL;
        """
    private static let count = 2_000

    /// One order a minute; two of three are paid, every second of those too late.
    private static func records(_ topics: (orders: String, payments: String)) -> [TopicRecord] {
        var list: [(at: Int, record: TopicRecord)] = []
        for id in 0..<count {
            let at = 1_750_000_000 + id * 60
            list.append((at, record(topics.orders, id, at)))
            let paid = at + (id % 2 == 0 ? 180 : 720)
            if id % 3 != 0 { list.append((paid, record(topics.payments, id, paid))) }
        }
        return list.sorted { $0.at < $1.at }.map(\.record)
    }

    private static func record(_ topic: String, _ id: Int, _ at: Int) -> TopicRecord {
        TopicRecord(topic: topic, partition: 0, value: "{\"id\": \(id), \"at\": \(at)}")
    }

    /// Rows of a state table, as `state export` has them.
    private func rows(_ table: String, _ run: JobRun) throws -> Int {
        let program = String(try Tree.runner.dropLast("runner".count)) + "state"
        let child = try Child(
            program, ["export", "--table", table, "--state-dir", run.stateDirectory], environment: [:])
        let code = try child.wait(timeoutSeconds: 60)
        guard code == 0 else { throw HarnessError("state export ended with \(code): \(child.errorText)") }
        return child.outputText.split(separator: "\n").count
    }

    @Test func `what the watermark has passed is forgotten, and what comes behind it is late`() throws {
        let topics = try Topics()
        let names = (orders: Topics.name("orders"), payments: Topics.name("payments"))
        for name in [names.orders, names.payments] { try topics.create(name, partitions: 1) }
        let database = try Database()
        let run = try JobRun(
            text: Self.job,
            environment: [
                "KAFKA_BROKERS": topics.brokers, "ORDERS": names.orders, "PAYMENTS": names.payments,
                "RUNNER_CONN_WAREHOUSE": database.uri,
            ])
        let records = Self.records(names)
        let parts = 4
        for part in 0..<parts {
            let range = part * records.count / parts..<(part + 1) * records.count / parts
            try topics.send(Array(records[range]))
            let (summary, _) = try run.catchUp(lanes: 1 + part % 2)
            #expect(summary.contains("\"late\":0,"), "\(summary)")
        }
        // Of 2,000 orders and 1,300 payments those of the last half hour, some of them in several slices.
        for table in ["paid", "unpaid"] {
            let kept = try rows(table, run)
            #expect(kept > 0 && kept < 200, "\(table): \(kept)")
        }
        // An order behind the watermark, with a payment that would be in time if it were not.
        try topics.send([Self.record(names.orders, 50_000, 1_750_060_000)])
        try topics.send([Self.record(names.payments, 50_000, 1_750_119_999)])
        let (summary, _) = try run.catchUp()
        #expect(summary.contains("\"late\":1,"), "\(summary)")
        try database.query(
            """
            CREATE VIEW o AS SELECT id, to_timestamp(1750000000 + id * 60) AS at
            FROM generate_series(0::bigint, \(Self.count - 1)) id;
            CREATE VIEW p AS SELECT id, at + CASE WHEN id % 2 = 0 THEN 180 ELSE 720 END * interval '1 second' AS at
            FROM o WHERE id % 3 <> 0;
            """)
        let on = "ON o.id = p.id AND p.at BETWEEN o.at AND o.at + interval '10 minutes'"
        let paid = try database.difference("SELECT * FROM paid", "SELECT o.id, p.at FROM o JOIN p \(on)")
        #expect(paid.isEmpty, "\(paid.prefix(12))")
        let unpaid = try database.difference(
            "SELECT * FROM unpaid WHERE id < \(Self.count - 20)",
            "SELECT o.id FROM o LEFT JOIN p \(on) WHERE p.id IS NULL AND o.id < \(Self.count - 20)")
        #expect(unpaid.isEmpty, "\(unpaid.prefix(12))")
    }
}
