import Glibc
import TestSupport
import Testing

/// Where a job without state begins, and that one with state does not ask.
@Suite(
    .serialized,
    .enabled(if: Topics.isReal && Database.isAvailable, "set KAFKA_HOME (or KAFKA_BROKERS); and install PostgreSQL"))
struct StartFromTests {
    /// 2025-06-15T15:06:40Z.
    private static let start: Int64 = 1_750_000_000

    private static func job(_ startFrom: String, partitions: Int = 2) throws -> SmallJob {
        let text = SmallJob.text().replacing("format = 'json',", with: "format = 'json', start_from = '\(startFrom)',")
        return try SmallJob(text, partitions: partitions)
    }

    /// One record a second from `start` on, by turns in two partitions.
    private static func records(_ topic: String, _ ids: Range<Int>, from start: Int64 = start) -> [TopicRecord] {
        ids.map { id in
            TopicRecord(
                topic: topic, partition: Int32(id % 2), value: SmallJob.json(id),
                timestampMilliseconds: (start + Int64(id)) * 1_000)
        }
    }

    @Test func `earliest reads what is there`() throws {
        let job = try Self.job("earliest")
        try job.topics.send(Self.records(job.topic, 0..<40))
        let (_, child) = try job.run.catchUp(lanes: 2)
        #expect(try job.difference(0..<40).isEmpty)
        #expect(
            child.errorText.contains("starting from the earliest record: \(job.topic)[0]@0 \(job.topic)[1]@0\n"),
            "\(child.errorText)")
        // A job with state does not read it, and does not speak of it.
        let (_, again) = try job.run.catchUp()
        #expect(!again.errorText.contains("starting from"), "\(again.errorText)")
    }

    @Test func `latest reads what comes after the first start, also when that start saw nothing`() throws {
        let job = try Self.job("latest")
        try job.topics.send(Self.records(job.topic, 0..<40))
        let (summary, child) = try job.run.catchUp()
        #expect(summary.contains("\"records\":0,"), "\(summary)")
        #expect(
            child.errorText.contains("starting from the latest record: \(job.topic)[0]@20 \(job.topic)[1]@20\n"),
            "\(child.errorText)")
        try job.topics.send(Self.records(job.topic, 40..<60))
        try job.run.catchUp(lanes: 2)
        #expect(try job.difference(40..<60).isEmpty)
    }

    @Test func `a time reads the records from that time on, each partition by itself`() throws {
        let job = try Self.job("@2025-06-15T15:07:05Z")
        try job.topics.send(Self.records(job.topic, 0..<60))
        let (_, child) = try job.run.catchUp(lanes: 2)
        #expect(try job.difference(25..<60).isEmpty)
        #expect(
            child.errorText.contains(
                "starting from 2025-06-15 15:07:05+00: \(job.topic)[0]@13 \(job.topic)[1]@12\n"),
            "\(child.errorText)")
    }

    @Test func `a time behind all records reads what comes later`() throws {
        let job = try Self.job("@2025-06-15T16:00:00Z")
        try job.topics.send(Self.records(job.topic, 0..<60))
        try job.run.catchUp()
        try job.topics.send(Self.records(job.topic, 60..<80))
        try job.run.catchUp()
        #expect(try job.difference(60..<80).isEmpty)
    }

    @Test func `an age reads the records that are younger`() throws {
        let job = try Self.job("@-1h")
        let now = Int64(time(nil))
        try job.topics.send(Self.records(job.topic, 0..<20, from: now - 3 * 3_600))
        try job.topics.send(Self.records(job.topic, 20..<50, from: now - 600))
        let (_, child) = try job.run.catchUp(lanes: 2)
        #expect(try job.difference(20..<50).isEmpty)
        #expect(
            child.errorText.contains("starting from 1 hour ago: \(job.topic)[0]@10 \(job.topic)[1]@10\n"),
            "\(child.errorText)")
    }

    @Test(arguments: ["earliest", "latest", "@2025-06-15T15:06:45Z", "@-1h"])
    func `a job with state goes on from it whatever it is told now`(startFrom: String) throws {
        var job = try Self.job("@2025-06-15T15:06:50Z")
        try job.topics.send(Self.records(job.topic, 0..<30))
        try job.run.catchUp()
        #expect(try job.difference(10..<30).isEmpty)
        try job.topics.send(Self.records(job.topic, 30..<50))
        let text = try Tree.read(job.run.path).replacing("'@2025-06-15T15:06:50Z'", with: "'\(startFrom)'")
        try Tree.write(job.run.path, text)
        try job.run.catchUp(lanes: 2)
        #expect(try job.difference(10..<50).isEmpty)
        // Without its directory the job goes on from what the database holds.
        job.run.stateDirectory = Tree.scratch() + "/state"
        try job.topics.send(Self.records(job.topic, 50..<60))
        let child = try job.run.start(["--until-caught-up"])
        let code = try child.wait()
        #expect(code != 0, "\(child.errorText)")
        #expect(try job.difference(10..<50).isEmpty)
    }
}
