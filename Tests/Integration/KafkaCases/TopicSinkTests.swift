import Glibc
import TestSupport
import Testing

/// Rows into topics, as a reader of committed records sees them.
@Suite(
    .serialized,
    .enabled(if: Topics.isReal && Database.isAvailable, "set KAFKA_HOME (or KAFKA_BROKERS); and install PostgreSQL"))
struct TopicSinkTests {
    private final class Job {
        let topics: Topics
        let topic = Topics.name("sinks")
        let database: Database
        let run: JobRun

        init(_ more: String = "", settings: String = "", sink: String = "") throws {
            topics = try Topics()
            try topics.create(topic, partitions: 2)
            database = try Database()
            run = try JobRun(
                text: """
                    SET job_name = '\(topic)';
                    SET commit_interval = '100 ms';
                    CREATE TABLE events (id bigint NOT NULL, region text, note text)
                    WITH (connector = 'kafka', bootstrap_servers = '${KAFKA_BROKERS}', topic = '\(topic)',
                          format = 'json'\(settings));
                    CREATE TABLE detail (id bigint, region text, note text)
                    WITH (connector = 'kafka', bootstrap_servers = '${KAFKA_BROKERS}', topic = '\(topic)-detail',
                          format = 'json', partitions = 3\(sink));
                    INSERT INTO detail SELECT id, region, note FROM events;
                    \(more)
                    """, environment: ["KAFKA_BROKERS": topics.brokers])
            try database.query("CREATE SCHEMA oracle")
        }

        func send(_ range: Range<Int>, note: String = "x") throws {
            try topics.send(
                range.map { index in
                    TopicRecord(
                        topic: topic, partition: Int32(index % 2),
                        value: "{\"id\": \(index), \"region\": \"r\(index % 5)\", \"note\": \"\(note)\"}")
                })
        }

        /// The ids in the detail topic, sorted.
        func ids() throws -> [Int] {
            try topics.committed("\(topic)-detail").compactMap { record in
                let digits = record.value?.dropFirst(6).prefix { $0.isNumber }
                return digits.flatMap { Int($0) }
            }.sorted()
        }
    }

    @Test func `a row that leaves the result is a tombstone under its key, and the rows of one key keep their order`()
        throws
    {
        let job = try Job(
            """
            CREATE MATERIALIZED VIEW small WITH (connector = 'kafka', bootstrap_servers = '${KAFKA_BROKERS}',
                topic = 'SMALL', format = 'json', partitions = 2) AS
            SELECT region, count(*) AS n FROM events GROUP BY region HAVING count(*) < 4;
            CREATE MATERIALIZED VIEW whole WITH (connector = 'kafka', bootstrap_servers = '${KAFKA_BROKERS}',
                topic = 'WHOLE', format = 'json') AS SELECT count(*) AS n FROM events;
            """)
        let text = try Tree.read(job.run.path)
        try Tree.write(
            job.run.path,
            replaced(replaced(text, "'SMALL'", "'\(job.topic)-small'"), "'WHOLE'", "'\(job.topic)-whole'"))
        for (from, to) in [(0, 5), (5, 12), (12, 17)] {
            try job.send(from..<to)
            try job.run.catchUp()
        }
        #expect(try job.ids() == Array(0..<17))
        // 17 rows over 5 regions: r0 and r1 have four.
        var last: [String: String] = [:]
        for record in try job.topics.committed("\(job.topic)-small") {
            last[try #require(record.key)] = record.value ?? "deleted"
        }
        #expect(
            last == [
                "{\"region\":\"r0\"}": "deleted", "{\"region\":\"r1\"}": "deleted",
                "{\"region\":\"r2\"}": "{\"region\":\"r2\",\"n\":3}",
                "{\"region\":\"r3\"}": "{\"region\":\"r3\",\"n\":3}",
                "{\"region\":\"r4\"}": "{\"region\":\"r4\",\"n\":3}",
            ])
        let whole = try job.topics.committed("\(job.topic)-whole")
        #expect(whole.last?.key == "{}" && whole.last?.value == "{\"n\":17}")
        let policy = job.topics.setting("cleanup.policy", of: "\(job.topic)-small")
        #expect(policy == "compact")
    }

    @Test func `killed in each phase and started elsewhere, no record is lost or doubled`() throws {
        let job = try Job()
        var sent = 0
        for (round, phase) in ["duringCommit:1", "journaled:1", "beforeCommit:1", "afterCommit:1"].enumerated() {
            try job.send(sent..<sent + 100)
            sent += 100
            #expect(try job.run.runUntilKilled(phase, lanes: 2), "\(phase)")
            // Kafka still has every boundary when there was no checkpoint yet.
            if round == 0 { try Child.output("rm", ["-rf", job.run.stateDirectory]) }
            try job.run.catchUp(lanes: 1)
            #expect(try job.ids() == Array(0..<sent), "after \(phase)")
        }
    }

    @Test func `what a job wrote that has ended can be read at once, in however many partitions it lies`() throws {
        let job = try Job()
        try Tree.write(job.run.path, replaced(try Tree.read(job.run.path), "partitions = 3", "partitions = 60"))
        for round in 1...4 {
            try job.send((round - 1) * 300..<round * 300)
            try job.run.catchUp()
            #expect(try job.ids().count == round * 300)
        }
    }

    @Test func `a second run of the job takes it over, and the first one ends with 75`() throws {
        let job = try Job()
        try job.send(0..<50)
        let first = try job.run.start()
        #expect(first.read { _ in ((try? job.ids()) ?? []).count == 50 }, "\(first.errorText)")
        var second = job.run
        second.stateDirectory += "-2"
        try second.catchUp()
        try job.send(50..<100)
        #expect(try first.wait() == 75, "\(first.errorText)")
        try second.catchUp()
        #expect(try job.ids() == Array(0..<100))
    }

    @Test func `a row that the topic has no room for is a clear end, or is left out and counted`() throws {
        let strict = try Job(settings: ", on_error = 'fail'")
        try strict.topics.administration.createTopic(
            "\(strict.topic)-detail", partitions: 1, configuration: ["max.message.bytes": "4096"])
        try strict.send(0..<10)
        try strict.send(10..<11, note: String(repeating: "y", count: 5_000))
        let child = try strict.run.start(["--until-caught-up"])
        #expect(try child.wait() == 65, "\(child.errorText)")
        #expect(child.errorText.contains("is larger than its topic takes"), "\(child.errorText)")
        #expect(try strict.ids() == [])
        let lenient = try Job(settings: ", on_error = 'skip'")
        try lenient.topics.administration.createTopic(
            "\(lenient.topic)-detail", partitions: 1, configuration: ["max.message.bytes": "4096"])
        try lenient.send(0..<10)
        try lenient.send(10..<11, note: String(repeating: "y", count: 5_000))
        try lenient.run.catchUp()
        #expect(try lenient.ids() == Array(0..<10))
    }

    /// Headers, key and value of a topic's committed records, as Kafka's own tool shows them.
    private static func shown(_ topic: String, _ count: Int, _ topics: Topics) throws -> [String] {
        let home = try #require(getenv("KAFKA_HOME").map { String(cString: $0) })
        return try Child.output(
            home + "/bin/kafka-console-consumer.sh",
            [
                "--bootstrap-server", topics.brokers, "--topic", topic, "--from-beginning", "--max-messages",
                "\(count)",
                "--timeout-ms", "30000", "--isolation-level", "read_committed", "--property", "print.headers=true",
            ]
        ).split(separator: "\n").map(String.init)
    }

    @Test(.enabled(if: getenv("KAFKA_HOME") != nil, "set KAFKA_HOME"))
    func `a changed row that its topic has no room for takes the one before it away, and its key is a dead letter`()
        throws
    {
        let job = try Job(
            """
            CREATE MATERIALIZED VIEW notes WITH (connector = 'kafka', bootstrap_servers = '${KAFKA_BROKERS}',
                topic = 'NOTES', format = 'json') AS SELECT region, max(note) AS note FROM events GROUP BY region;
            """, settings: ", on_error = 'dead_letter'")
        let topic = "\(job.topic)-notes"
        try Tree.write(job.run.path, replaced(try Tree.read(job.run.path), "'NOTES'", "'\(topic)'"))
        try job.topics.administration.createTopic(
            topic, partitions: 1, configuration: ["max.message.bytes": "4096", "cleanup.policy": "compact"])
        try job.send(0..<5)
        try job.run.catchUp()
        try job.send(5..<6, note: String(repeating: "y", count: 5_000))
        try job.send(6..<7, note: "z")
        try job.run.catchUp()
        try job.send(10..<11, note: "z")
        try job.run.catchUp()
        let records = try job.topics.committed(topic)
        let key = "{\"region\":\"r0\"}"
        #expect(
            records.filter { $0.key == key }.map(\.value) == [
                "{\"region\":\"r0\",\"note\":\"x\"}", nil, "{\"region\":\"r0\",\"note\":\"z\"}",
            ])
        #expect(records.count { $0.value == nil } == 1)
        #expect(records.last { $0.key == "{\"region\":\"r1\"}" }?.value?.contains("\"z\"") == true)
        let letters = "millrace.job.\(job.topic).dead_letter"
        let count = try job.topics.committed(letters).count
        let told = try Self.shown(letters, count, job.topics).filter { $0.contains("millrace.source:notes,") }
        #expect(told.count == 1)
        #expect(told.first?.contains("millrace.reason:refused_too_large,") == true, "\(told)")
        #expect(told.first?.hasSuffix("its key is kept\t\(key)") == true, "\(told)")
    }

    @Test func `dead letters go to a topic of the job, with their reasons, once`() throws {
        let job = try Job(settings: ", on_error = 'dead_letter'")
        try job.send(0..<20)
        try job.topics.send([TopicRecord(topic: job.topic, partition: 0, value: "{\"id\": \"?\"}")])
        #expect(try job.run.runUntilKilled("duringCommit:1", lanes: 1))
        try job.run.catchUp()
        let letters = try job.topics.committed("millrace.job.\(job.topic).dead_letter")
        #expect(letters.map(\.value) == ["{\"id\": \"?\"}"])
        #expect(try job.ids() == Array(0..<20))
    }

    @Test func `what a topic can't be is refused before anything is written`() throws {
        let never = try Job(sink: ", create_table = 'never'")
        try Tree.write(never.run.path, replaced(try Tree.read(never.run.path), ", partitions = 3", ""))
        let missing = try never.run.start(["--until-caught-up"])
        #expect(try missing.wait() == 78)
        #expect(missing.errorText.contains("does not exist, and create_table is 'never'"), "\(missing.errorText)")
        let compacted = try Job()
        try compacted.topics.administration.createTopic(
            "\(compacted.topic)-detail", partitions: 1, configuration: ["cleanup.policy": "compact"])
        let child = try compacted.run.start(["--until-caught-up"])
        #expect(try child.wait() != 0)
        #expect(child.errorText.contains("takes no records without a key"), "\(child.errorText)")
        let gone = try Job()
        try gone.send(0..<5)
        try gone.run.catchUp()
        try gone.topics.administration.deleteTopic("\(gone.topic)-detail")
        // Deleting goes on for a moment after the answer.
        for _ in 0..<100 where gone.topics.setting("cleanup.policy", of: "\(gone.topic)-detail") != nil {}
        let away = try gone.run.start(["--until-caught-up"])
        #expect(try away.wait() != 0)
        #expect(away.errorText.contains("is gone; nothing was written"), "\(away.errorText)")
    }

    @Test func `a Kafka that is not there is 69`() throws {
        let job = try Job()
        let text = replaced(
            try Tree.read(job.run.path), "'${KAFKA_BROKERS}', topic = '\(job.topic)-detail'",
            "'127.0.0.1:1', topic = '\(job.topic)-detail'")
        try Tree.write(job.run.path, text)
        let child = try job.run.start(["--until-caught-up"])
        #expect(try child.wait() == 69, "\(child.errorText)")
        #expect(child.errorText.contains("cannot reach Kafka at 127.0.0.1:1"), "\(child.errorText)")
    }
}
