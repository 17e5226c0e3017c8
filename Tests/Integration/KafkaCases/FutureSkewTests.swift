import TestSupport
import Testing

/// Event times far ahead of the times at which their records were written.
@Suite(
    .serialized,
    .enabled(if: Topics.isReal && Database.isAvailable, "set KAFKA_HOME (or KAFKA_BROKERS); and install PostgreSQL"))
struct FutureSkewTests {
    /// 2025-06-15T15:07:00Z.
    private static let start = 1_750_000_020

    private static let job = """
        SET job_name = 'skew';
        SET commit_interval = '50 ms';
        CREATE TABLE events (id bigint, at timestamptz) WITH (
            connector = 'kafka', bootstrap_servers = '${KAFKA_BROKERS}', topic = '${TOPIC}', format = 'json',
            timestamp_format = 'unix_seconds', event_time = 'at', max_future_skew = '1 hour', on_error = 'dead_letter');
        CREATE TABLE copied (id bigint) WITH (connector = 'postgres', connection = 'warehouse');
        INSERT INTO copied SELECT id FROM events;
        CREATE MATERIALIZED VIEW minutes WITH (connector = 'postgres', connection = 'warehouse') AS
        SELECT window_start, count(*) AS n FROM tumble(events, at, interval '1 minute') GROUP BY window_start;
        """

    @Test func `a record from the future goes to the dead letters and moves no watermark`() throws {
        let topics = try Topics()
        let topic = Topics.name("skew")
        try topics.create(topic, partitions: 1)
        let database = try Database()
        let run = try JobRun(
            text: Self.job,
            environment: ["KAFKA_BROKERS": topics.brokers, "TOPIC": topic, "RUNNER_CONN_WAREHOUSE": database.uri])
        func record(_ id: Int, at: Int, written: Int) -> TopicRecord {
            TopicRecord(
                topic: topic, partition: 0, value: "{\"id\": \(id), \"at\": \(Self.start + at)}",
                timestampMilliseconds: Int64(Self.start + written) * 1_000)
        }
        try topics.send([
            record(1, at: 0, written: 0), record(2, at: 3_599, written: 0), record(3, at: 3_600, written: 0),
            // A second too far, and ten hours.
            record(4, at: 3_601, written: 0), record(5, at: 36_000, written: 3_700),
            record(6, at: 3_700, written: 3_700),
        ])
        let (summary, _) = try run.catchUp()
        #expect(summary.contains("\"dead_lettered\":2"), "\(summary)")
        // Not late: the records before did not move the watermark by hours.
        try topics.send([record(7, at: 3_705, written: 3_705), record(8, at: 3_760, written: 3_760)])
        let (next, _) = try run.catchUp(lanes: 2)
        #expect(next.contains("\"late\":0,"), "\(next)")
        #expect(try database.query("SELECT id FROM copied ORDER BY id") == ["1", "2", "3", "6", "7", "8"])
        let letters = try database.query(
            "SELECT \"offset\", reason, "
                + "convert_from(record, 'UTF8')::jsonb ->> 'id' FROM millrace.dead_letter ORDER BY 1"
        )
        #expect(letters == ["3|future_timestamp|4", "4|future_timestamp|5"])
        let minutes = try database.query(
            "SELECT extract(epoch FROM window_start)::bigint - \(Self.start), n FROM minutes ORDER BY 1")
        #expect(minutes == ["0|1", "3540|1", "3600|1", "3660|2"])
    }
}
