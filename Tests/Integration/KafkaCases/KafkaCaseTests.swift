import Glibc
import Runner
import TestSupport
import Testing

/// What a real Kafka does to a whole job.
@Suite(
    .serialized,
    .enabled(if: Topics.isReal && Database.isAvailable, "set KAFKA_HOME (or KAFKA_BROKERS); and install PostgreSQL"))
struct KafkaCaseTests {
    @Test func `partitions that are added while the job runs are read from their start`() throws {
        let job = try SmallJob()
        let child = try job.started(["-p", "2"])
        try job.send(0..<50)
        try job.waitForRows(50)
        try job.topics.addPartitions(job.topic, total: 3)
        try job.send(50..<80, partition: 1)
        try job.send(80..<90, partition: 2)
        try job.waitForRows(90)
        child.send(signal: SIGTERM)
        #expect(try child.wait() == 0, "\(child.errorText)")
        #expect(try job.difference(0..<90).isEmpty)
        try job.send(90..<100, partition: 2)
        try job.run.catchUp()
        #expect(try job.difference(0..<100).isEmpty)
    }

    @Test func `records that were deleted before they were read are a refusal that names them`() throws {
        let job = try SmallJob(partitions: 2)
        try job.send(0..<50)
        try job.send(50..<60, partition: 1)
        try job.run.catchUp()
        try job.send(60..<100)
        try job.topics.administration.deleteRecords(topic: job.topic, partition: 0, before: 75)
        let child = try job.run.start(["--until-caught-up"])
        let code = try child.wait()
        #expect(code == 78)
        #expect(child.errorText.contains("\(job.topic) partition 0, offsets [50, 75)"), "\(code): \(child.errorText)")
        #expect(try job.difference(0..<60).isEmpty)
    }

    @Test(arguments: [
        "security.protocol=ssl",
        "security.protocol=sasl_plaintext,sasl.mechanisms=PLAIN,sasl.username=u,sasl.password=hunter2",
    ]) func `a Kafka that does not speak as the job says is 78, and no password is shown`(_ options: String) throws {
        var job = try SmallJob()
        try Tree.write(
            job.run.path,
            replaced(SmallJob.text(), "format = 'json',", "format = 'json', kafka_options = '\(options)',"))
        let child = try job.run.start(["--until-caught-up"])
        #expect(try child.wait(timeoutSeconds: 60) == 78, "\(child.errorText)")
        #expect(child.errorText.contains("error: Kafka refuses access: "), "\(child.errorText)")
        #expect(!child.errorText.contains("hunter2"))
        // Where nobody answers nothing was refused.
        job.run.environment["KAFKA_BROKERS"] = "127.0.0.1:1"
        let away = try job.run.start(["--until-caught-up"])
        #expect(try away.wait(timeoutSeconds: 60) == 69, "\(away.errorText)")
    }

    @Test func `a topic that was deleted and made again is a refusal`() throws {
        let job = try SmallJob(partitions: 2)
        try job.send(0..<50)
        try job.run.catchUp()
        try job.topics.makeAgain(job.topic, partitions: 1)
        let child = try job.run.start(["--until-caught-up"])
        #expect(try child.wait() == 78)
        #expect(child.errorText.contains("made again"), "\(child.errorText)")
        #expect(try job.difference(0..<50).isEmpty)
    }

    @Test func `a topic made again with more records than were read is a refusal, too`() throws {
        let job = try SmallJob(partitions: 2)
        try job.send(0..<50)
        try job.send(50..<70, partition: 1)
        try job.run.catchUp(lanes: 2)
        // The topic is the same as yet: its marks are found again.
        try job.run.catchUp()
        try job.topics.makeAgain(job.topic, partitions: 2)
        let producer = try KafkaProducer(bootstrapServers: job.topics.brokers, options: KafkaProducer.Options())
        for id in 1_000..<1_400 {
            try producer.send(topic: job.topic, partition: Int32(id % 2), value: SmallJob.json(id))
        }
        try producer.flush()
        let child = try job.run.start(["--until-caught-up"])
        #expect(try child.wait() == 78)
        #expect(child.errorText.contains("holds another record at offset"), "\(child.errorText)")
        #expect(child.errorText.contains("made again"), "\(child.errorText)")
        #expect(try job.difference(0..<70).isEmpty)
    }

    @Test func `tombstones and empty values are counted and give no rows`() throws {
        let job = try SmallJob()
        try job.send(0..<10)
        try job.topics.send([
            TopicRecord(topic: job.topic, partition: 0, key: "gone", value: nil),
            TopicRecord(topic: job.topic, partition: 0, value: ""),
        ])
        try job.send(10..<20)
        let (summary, _) = try job.run.catchUp()
        #expect(summary.contains("\"records\":22,"), "\(summary)")
        #expect(try job.difference(0..<20).isEmpty)
        let ledger = try job.database.value(
            "SELECT ledger ->> 'consumed' || ' ' || (ledger ->> 'accepted') FROM millrace.job")
        let counts = try job.database.value("SELECT ledger FROM millrace.job")
        #expect(ledger == "22 20", "\(counts)")
    }

    @Test func `aborted transactions give nothing, and the job ends behind their markers`() throws {
        let job = try SmallJob()
        let writer = try KafkaProducer(
            bootstrapServers: job.topics.brokers,
            options: KafkaProducer.Options(compression: "zstd", transactionalID: "tx-\(job.topic)"))
        for round in 0..<6 {
            try writer.beginTransaction()
            let isKept = round % 2 == 0
            for index in 0..<10 {
                let id = isKept ? round / 2 * 10 + index : 1_000 + index
                try writer.send(topic: job.topic, partition: 0, value: SmallJob.json(id))
            }
            try writer.flush()
            if isKept { try writer.commitTransaction() } else { try writer.abortTransaction() }
            let (summary, _) = try job.run.catchUp()
            #expect(summary.contains("\"records\":\(isKept ? 10 : 0),"), "round \(round): \(summary)")
        }
        #expect(try job.difference(0..<30).isEmpty)
    }

    @Test func `all codecs are read, with kills between`() throws {
        let job = try SmallJob()
        for (round, codec) in ["none", "gzip", "snappy", "lz4", "zstd"].enumerated() {
            let producer = try KafkaProducer(
                bootstrapServers: job.topics.brokers, options: KafkaProducer.Options(compression: codec))
            for id in round * 500..<round * 500 + 500 {
                try producer.send(topic: job.topic, partition: 0, value: SmallJob.json(id))
            }
            try producer.flush()
            let phase = ["afterCommit:1", "duringCommit:1", "journaled:1"][round % 3]
            try job.run.runUntilKilled(phase, lanes: 1 + round % 2)
        }
        try job.run.catchUp(lanes: 2)
        #expect(try job.difference(0..<2_500).isEmpty)
    }

    @Test func `records of delimited text are read by the order of the columns`() throws {
        let topic = Topics.name("delimited")
        let topics = try Topics()
        let database = try Database()
        try topics.create(topic, partitions: 1)
        let values = [
            "1;\"a;b\";2.50;2026-11-20 10:00:00", "2;;;", "3;\"x", "4;c;7",
            "5;\"say \"\"hi\"\"\";-1;2026-11-20T10:05:00Z",
        ]
        try topics.send(values.map { TopicRecord(topic: topic, partition: 0, value: $0) })
        let job = try JobRun(
            text: """
                SET job_name = 'delimited';
                CREATE TABLE events (id bigint, name text, price numeric(10, 2), at timestamptz) WITH (
                    connector = 'kafka', bootstrap_servers = '${KAFKA_BROKERS}', topic = '\(topic)', format = 'csv',
                    delimiter = ';');
                CREATE TABLE copied (id bigint, name text, price numeric(10, 2), at timestamptz, place bigint)
                WITH (connector = 'postgres', connection = 'warehouse');
                INSERT INTO copied SELECT id, name, price, at, _kafka_offset FROM events;
                """, environment: ["KAFKA_BROKERS": topics.brokers, "RUNNER_CONN_WAREHOUSE": database.uri])
        let (summary, child) = try job.catchUp()
        #expect(summary.contains("\"invalid\":2"), "\(summary) \(child.errorText)")
        let difference = try database.difference(
            "SELECT * FROM copied",
            """
            VALUES (1::bigint, 'a;b', 2.50, timestamptz '2026-11-20 10:00:00+00', 0::bigint), (2, NULL, NULL, NULL, 1),
                   (5, 'say "hi"', -1.00, '2026-11-20 10:05:00+00', 4)
            """)
        #expect(difference.isEmpty, "\(difference)")
    }
}
