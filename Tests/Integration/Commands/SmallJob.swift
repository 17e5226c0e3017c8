import Glibc
import TestSupport

/// A job that copies a small topic to a table and counts by name, for tests of everything around a job.
struct SmallJob {
    let topic: String
    let topics: Topics
    let database: Database
    var run: JobRun

    static func text(onError: String = "skip", extra: String = "") -> String {
        """
        SET job_name = 'small';
        SET commit_interval = '50 ms';
        CREATE TABLE events (id bigint NOT NULL, name text, amount integer\(extra)) WITH (
            connector = 'kafka', bootstrap_servers = '${KAFKA_BROKERS}', topic = '${TOPIC}', format = 'json',
            on_error = '\(onError)');
        CREATE TABLE copied (id bigint, name text, amount integer)
        WITH (connector = 'postgres', connection = 'warehouse');
        INSERT INTO copied SELECT id, name, amount FROM events;
        CREATE MATERIALIZED VIEW counts WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes',
            emit_interval = '50 ms') AS
        SELECT name, count(*) AS n, sum(amount) AS total FROM events GROUP BY name;
        """
    }

    init(_ text: String = SmallJob.text(), partitions: Int = 1) throws {
        topic = Topics.name("small")
        topics = try Topics()
        database = try Database()
        try topics.create(topic, partitions: partitions)
        run = try JobRun(
            text: text,
            environment: [
                "KAFKA_BROKERS": topics.brokers, "TOPIC": topic, "RUNNER_CONN_WAREHOUSE": database.uri,
            ])
    }

    static func json(_ id: Int) -> String { "{\"id\": \(id), \"name\": \"n\(id % 3)\", \"amount\": \(id * 3 % 50)}" }

    func send(_ ids: Range<Int>, partition: Int32 = 0) throws {
        try topics.send(ids.map { TopicRecord(topic: topic, partition: partition, value: SmallJob.json($0)) })
    }

    /// Rows that are wrong when the records of these numbers should have been read once each.
    func difference(_ ids: Range<Int>) throws -> [String] {
        let records =
            "(SELECT i AS id, 'n' || i % 3 AS name, i * 3 % 50 AS amount FROM generate_series"
            + "(\(ids.lowerBound), \(ids.upperBound - 1)) i) e"
        return try database.difference("SELECT * FROM copied", "SELECT id, name, amount FROM \(records)")
            + database.difference(
                "SELECT * FROM counts", "SELECT name, count(*), sum(amount) FROM \(records) GROUP BY name")
    }

    /// Starts it for good and waits for its first line.
    func started(_ flags: [String] = []) throws -> Child {
        let child = try run.start(flags)
        guard child.read(until: { $0.errorText.contains("millrace ") }) else {
            throw HarnessError("no first line: \(child.errorText)")
        }
        return child
    }

    /// Waits until the table holds so many rows; the database does the waiting.
    func waitForRows(_ count: Int) throws {
        let found = try database.value(
            """
            DO $$ BEGIN
                FOR i IN 1..600 LOOP
                    IF to_regclass('public.copied') IS NOT NULL THEN
                        IF (SELECT count(*) FROM public.copied) >= \(count) THEN RETURN; END IF;
                    END IF;
                    PERFORM pg_sleep(0.05);
                    COMMIT;
                END LOOP;
                RAISE 'the rows did not come';
            END $$;
            SELECT 'there';
            """)
        guard found == "there" else { throw HarnessError("waiting for rows said \(found)") }
    }
}
