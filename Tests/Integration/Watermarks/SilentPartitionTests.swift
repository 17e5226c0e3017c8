import TestSupport
import Testing

/// Jobs that end when they have caught up, with a partition that gives nothing.
@Suite(.enabled(if: Database.isAvailable, "PostgreSQL's server is not installed"))
struct SilentPartitionTests {
    private func job(_ options: String) throws -> SmallJob {
        try SmallJob(
            """
            SET job_name = 'silent';
            SET commit_interval = '50 ms';
            CREATE TABLE events (id bigint, at timestamptz) WITH (
                connector = 'kafka', bootstrap_servers = '${KAFKA_BROKERS}', topic = '${TOPIC}', format = 'json',
                event_time = 'at', watermark_delay = '1 minute'\(options));
            CREATE TABLE hours (hour timestamptz, n bigint) WITH (connector = 'postgres', connection = 'warehouse');
            INSERT INTO hours SELECT window_start, count(*) FROM tumble(events, at, interval '1 hour')
            GROUP BY window_start;
            """, partitions: 2)
    }

    private func send(_ job: SmallJob, _ times: [String], partition: Int32 = 0) throws {
        try job.topics.send(
            times.map {
                TopicRecord(
                    topic: job.topic, partition: partition, value: "{\"id\": 1, \"at\": \"2026-11-20T\($0):00Z\"}")
            })
    }

    private func hours(_ job: SmallJob) throws -> String? {
        try job.database.value(
            "SELECT string_agg(to_char(hour AT TIME ZONE 'UTC', 'HH24') || ':' || n, ' ' ORDER BY hour) FROM hours")
    }

    @Test func `with an idle_timeout an empty partition is waited for, once`() throws {
        let job = try job(", idle_timeout = '1 s'")
        try send(job, ["10:10", "10:20", "11:30"])
        let (_, first) = try job.run.catchUp(lanes: 2)
        #expect(try hours(job) == "10:2", "\(first.errorText)")
        #expect(first.errorText.contains("\(job.topic)[1] is silent and holds back"), "\(first.errorText)")
        // That it is idle is known from then on.
        try send(job, ["11:40", "12:05"])
        let (_, second) = try job.run.catchUp(lanes: 1)
        #expect(try hours(job) == "10:2 11:2", "\(second.errorText)")
        #expect(!second.errorText.contains("is silent"), "\(second.errorText)")
        // Until it gives something: then it counts again.
        try send(job, ["12:10"], partition: 1)
        try send(job, ["14:30"])
        let (_, third) = try job.run.catchUp(lanes: 2)
        #expect(try hours(job) == "10:2 11:2", "\(third.errorText)")
        #expect(!third.errorText.contains("is silent"), "\(third.errorText)")
    }

    @Test func `a run without anything new does not wait`() throws {
        let job = try job(", idle_timeout = '1 hour'")
        let (_, child) = try job.run.catchUp()
        #expect(!child.errorText.contains("is silent"), "\(child.errorText)")
    }

    @Test func `without an idle_timeout the end says why no window was closed`() throws {
        let job = try job("")
        try send(job, ["10:10", "11:30"])
        let (_, child) = try job.run.catchUp()
        #expect(try hours(job) == nil || hours(job) == "")
        #expect(
            child.errorText.contains(
                "warning: \(job.topic)[1] has no record yet, so the watermark of events has no value"),
            "\(child.errorText)")
    }
}
