import Glibc
import Testing

@testable import Runner

/// Against a real Kafka: what the embedded cluster can't do.
@Suite(.serialized, .enabled(if: RealKafka.isAvailable, "set KAFKA_HOME or KAFKA_BROKERS"))
struct KafkaBrokerTests {
    let brokers: String
    let administration: KafkaAdministration
    let tools: KafkaProducer
    let topic: String

    init() throws {
        brokers = try #require(RealKafka.brokers, "the private Kafka did not start")
        tools = try KafkaProducer(bootstrapServers: brokers)
        administration = KafkaAdministration(tools.handle)
        // So long that no two are alike: a name that does not exist is told those that it resembles.
        topic = "t-" + (0..<4).map { _ in String(UInt64.random(in: .min ... .max), radix: 36) }.joined()
    }

    func produce(_ range: Range<Int>, partition: Int32 = 0) throws {
        for number in range { try tools.send(topic: topic, partition: partition, key: "k", value: "v\(number)") }
        try tools.flush()
    }

    func consumer() throws -> KafkaConsumer {
        try KafkaConsumer(topics: [(0, topic)], settings: KafkaSettings(bootstrapServers: brokers))
    }

    /// A lane that reads all partitions from the start, or from a position.
    func lane(_ consumer: KafkaConsumer, from position: Int64 = 0) throws -> any LaneInput {
        let lane = try consumer.makeLane(signal: LaneSignal())
        for partition in try consumer.partitions() { _ = try lane.add(partition, position: position) }
        return lane
    }

    @Test func `no client makes a topic by asking for it, not even where brokers make what is asked for`() throws {
        let transactor = try KafkaTransactor(
            name: topic, settings: KafkaSettings(bootstrapServers: brokers), recordBytesMax: nil,
            log: KafkaLog(write: { _ in }))
        for handle in [tools.handle, transactor.handle] {
            for _ in 0..<3 {
                let error = #expect(throws: SourceError.self) {
                    try handle.partitionCounts(topics: [topic], timeoutSeconds: 5)
                }
                guard case .topicMissing? = error else {
                    Issue.record("\(String(describing: error))")
                    return
                }
            }
        }
        #expect(throws: SourceError.self) { try consumer() }
        #expect(try !tools.handle.topicNames(timeoutSeconds: 5).contains(topic))
    }

    @Test func `every codec is read, also when they are mixed in one partition`() throws {
        try administration.createTopic(topic, partitions: 1)
        var expected: [String] = []
        for codec in ["none", "gzip", "snappy", "lz4", "zstd"] {
            for size in [1, 3_000] {
                let producer = try KafkaProducer(
                    bootstrapServers: brokers, options: KafkaProducer.Options(compression: codec))
                for number in 0..<size {
                    expected.append("\(codec) \(number) of \(size)")
                    try producer.send(topic: topic, partition: 0, value: expected.last)
                }
                try producer.flush()
            }
        }
        let records = try lane(consumer()).drain()
        #expect(records.map(\.value) == expected)
        #expect(records.map(\.offset) == expected.indices.map(Int64.init))
    }

    @Test func `aborted transactions give nothing and the position passes their markers`() throws {
        try administration.createTopic(topic, partitions: 1)
        let writer = try KafkaProducer(
            bootstrapServers: brokers,
            options: KafkaProducer.Options(compression: "lz4", transactionalID: "x-\(topic)"))
        var expected: [String] = []
        for round in 0..<10 {
            try writer.beginTransaction()
            for number in 0..<50 { try writer.send(topic: topic, partition: 0, value: "\(round) \(number)") }
            if round % 3 == 2 {
                try writer.flush()
                try writer.abortTransaction()
            } else {
                expected += (0..<50).map { "\(round) \($0)" }
                try writer.commitTransaction()
            }
        }
        try writer.beginTransaction()
        try writer.abortTransaction()
        try writer.beginTransaction()
        try writer.send(topic: topic, partition: 0, value: "last, aborted")
        try writer.flush()
        try writer.abortTransaction()
        let consumer = try consumer()
        let lane = try lane(consumer)
        #expect(try lane.drain().map(\.value) == expected)
        let partition = lane.partitions[0]
        let range = try #require(try consumer.offsetRanges([partition])[partition])
        // 501 records and a marker for each of 11 transactions that wrote something.
        #expect(range.high == 512)
        #expect(lane.position(slot: 0) == range.high)
        #expect(lane.lag(slot: 0) == 0)
        try consumer.verify([partition: lane.position(slot: 0)])
    }

    @Test func `an open transaction holds the end back, and its commit gives all of it`() throws {
        try administration.createTopic(topic, partitions: 1)
        try produce(0..<10)
        let writer = try KafkaProducer(
            bootstrapServers: brokers, options: KafkaProducer.Options(transactionalID: "open-\(topic)"))
        try writer.beginTransaction()
        for number in 0..<5 { try writer.send(topic: topic, partition: 0, value: "open \(number)") }
        try writer.flush()
        try produce(10..<20)
        let lane = try lane(consumer())
        #expect(try lane.drain().count == 10)
        #expect(lane.position(slot: 0) == 10)
        #expect(lane.lag(slot: 0) == 15)
        try writer.commitTransaction()
        let rest = try lane.drain { lane, _ in lane.position(slot: 0) == 26 }
        #expect(rest.map(\.value) == (0..<5).map { "open \($0)" } + (10..<20).map { "v\($0)" })
    }

    @Test func `tombstones, empty values, missing keys and large records are told apart`() throws {
        try administration.createTopic(topic, partitions: 1, configuration: ["max.message.bytes": "20000000"])
        let large = String(repeating: "x", count: 10_000_000)
        try tools.send(topic: topic, partition: 0, key: "gone", value: nil, timestampMilliseconds: 1_000)
        try tools.send(topic: topic, partition: 0, key: nil, value: "", headers: [("source", "test")])
        try tools.send(topic: topic, partition: 0, key: "", value: "a", timestampMilliseconds: 946_684_800_001)
        try tools.send(topic: topic, partition: 0, key: nil, value: large)
        try tools.send(topic: topic, partition: 0, key: nil, value: "after")
        try tools.flush()
        let records = try lane(consumer()).drain()
        #expect(records.map(\.key) == ["gone", nil, "", nil, nil])
        #expect(records.map(\.value) == [nil, "", "a", large, "after"])
        #expect(records[0].timestamp == 1_000_000 - 946_684_800_000_000)
        #expect(records[2].timestamp == 1_000)
    }

    @Test func `records that retention took are refused, before the start and while running`() throws {
        try administration.createTopic(topic, partitions: 1)
        try produce(0..<100)
        try administration.deleteRecords(topic: topic, partition: 0, before: 60)
        let consumer = try consumer()
        let partition = try #require(try consumer.partitions().first)
        let expected = SourceError.lostOffsets(topic: topic, partition: 0, wanted: 10, low: 60)
        #expect(throws: expected) { try consumer.verify([partition: 10]) }
        try consumer.verify([partition: 60])
        #expect(throws: expected) { try lane(consumer, from: 10).drain { _, _ in false } }
        let starts = try consumer.startPositions([partition], from: .earliest, nowUnixMicros: 0)
        #expect(starts == [partition: 60])
    }

    @Test func `a topic that was made again is refused`() throws {
        try administration.createTopic(topic, partitions: 3)
        try produce(0..<100)
        let before = try consumer().partitions()
        try administration.deleteTopic(topic)
        try recreate(partitions: 1)
        // The other producer's numbers are those of the topic that is gone.
        let writer = try KafkaProducer(bootstrapServers: brokers)
        for number in 0..<5 { try writer.send(topic: topic, partition: 0, key: "k", value: "v\(number)") }
        try writer.flush()
        let consumer = try consumer()
        #expect(throws: SourceError.partitionsMissing(topic: topic, known: 3, found: 1)) {
            try consumer.verify(Dictionary(uniqueKeysWithValues: before.map { ($0, 0) }))
        }
        #expect(throws: SourceError.truncatedOrRemade(topic: topic, partition: 0, wanted: 100, high: 5)) {
            try consumer.verify([before[0]: 100])
        }
    }

    /// A deleted topic's name is free only a moment later.
    func recreate(partitions: Int) throws {
        for _ in 0..<100 {
            if (try? administration.createTopic(topic, partitions: partitions)) == true { return }
            tools.handle.serve(timeoutMilliseconds: 100)
        }
        Issue.record("the topic could not be made again")
    }

    @Test func `partitions that are added are found and read from their start`() throws {
        try administration.createTopic(topic, partitions: 2)
        try produce(0..<10)
        let consumer = try consumer()
        let lane = try lane(consumer)
        var all = try lane.drain()
        #expect(consumer.discoverPartitions().isEmpty)
        try administration.addPartitions(topic, total: 5)
        var found: [SourcePartition] = []
        for _ in 0..<100 where found.count < 3 {
            found += consumer.discoverPartitions()
            tools.handle.serve(timeoutMilliseconds: 50)
        }
        #expect(found.map(\.partition).sorted() == [2, 3, 4])
        // The other producer has not heard of the new partitions yet.
        let writer = try KafkaProducer(bootstrapServers: brokers)
        for number in 10..<20 { try writer.send(topic: topic, partition: 4, value: "v\(number)") }
        try writer.flush()
        for partition in found { _ = try lane.add(partition, position: 0) }
        all += try lane.drain { _, records in records.count == 10 }
        #expect(all.map(\.value) == (0..<20).map { "v\($0)" })
        #expect(consumer.discoverPartitions().isEmpty)
    }

    @Test func `start positions by time are the first records not older than it`() throws {
        try administration.createTopic(topic, partitions: 2, configuration: ["retention.ms": "-1"])
        for minute in 0..<10 {
            try tools.send(
                topic: topic, partition: 0, value: "\(minute)",
                timestampMilliseconds: 1_700_000_000_000 + Int64(minute) * 60_000)
        }
        try tools.flush()
        let consumer = try consumer()
        let partitions = try consumer.partitions()
        let base: Int64 = 1_700_000_000_000_000
        func start(_ from: StartFrom, now: Int64 = 0) throws -> [Int64?] {
            let found = try consumer.startPositions(partitions, from: from, nowUnixMicros: now)
            return partitions.map { found[$0] }
        }
        #expect(try start(.at(unixMicros: base + 180_000_000)) == [3, 0])
        #expect(try start(.at(unixMicros: base + 180_000_001)) == [3, 0])
        #expect(try start(.at(unixMicros: base + 180_001_000)) == [4, 0])
        #expect(try start(.ago(micros: 120_000_000), now: base + 600_000_000) == [8, 0])
        #expect(try start(.at(unixMicros: base + 3_600_000_000)) == [10, 0])
        #expect(try start(.at(unixMicros: -5)) == [0, 0])
        #expect(try start(.latest) == [10, 0])
    }

    @Test func `pausing between batches loses and repeats nothing`() throws {
        try administration.createTopic(topic, partitions: 3)
        for partition in 0..<3 { try produce(0..<20_000, partition: Int32(partition)) }
        let lane = try lane(consumer())
        var random = EventRandom(seed: 11)
        var all: [ReadRecord] = []
        for _ in 0..<300 {
            let slot = Int(random.below(3))
            random.next() & 1 == 0 ? lane.pause(slot: slot) : lane.resume(slot: slot)
            guard let batch = try lane.consumeBatch(max: Int(1 + random.below(300)), timeoutMilliseconds: 5) else {
                continue
            }
            all += records(of: batch, partition: lane.partitions[batch.slot].partition)
        }
        for slot in 0..<3 { lane.resume(slot: slot) }
        all += try lane.drain()
        for partition in 0..<3 {
            #expect(all.filter { $0.partition == partition }.map(\.offset) == (0..<20_000).map(Int64.init))
        }
    }

    @Test func `a missing topic is named with those that look like it`() throws {
        try administration.createTopic(topic, partitions: 1)
        #expect(throws: SourceError.topicMissing(topic: topic + "x", similar: [topic])) {
            try KafkaConsumer(
                topics: [(0, topic + "x")], settings: KafkaSettings(bootstrapServers: brokers, startTimeoutSeconds: 5))
        }
    }

    @Test func `a broker that speaks no TLS, or asks for no password, is an error with its reason`() throws {
        try administration.createTopic(topic, partitions: 1)
        let wrong: [[String: String]] = [
            ["security.protocol": "ssl"],
            [
                "security.protocol": "sasl_plaintext", "sasl.mechanisms": "PLAIN", "sasl.username": "u",
                "sasl.password": "secret",
            ],
        ]
        for properties in wrong {
            var caught: SourceError?
            do {
                _ = try KafkaConsumer(
                    topics: [(0, topic)],
                    settings: KafkaSettings(bootstrapServers: brokers, properties: properties, startTimeoutSeconds: 3),
                    log: KafkaLog(write: { _ in }))
            } catch { caught = error }
            let error = try #require(caught)
            switch error {
            case .denied, .unreachable: #expect(!error.description.contains("secret"))
            default: Issue.record("expected denied or unreachable, got \(error)")
            }
        }
    }

    @Test(.enabled(if: RealKafka.isPrivate))
    func `a damaged record batch stops the partition there`() throws {
        try administration.createTopic(topic, partitions: 1)
        try produce(0..<10)
        try tools.send(topic: topic, partition: 0, value: "the damaged one")
        try tools.flush()
        try produce(11..<20)
        let path = "\(RealKafka.directory)/kafka/data/\(topic)-0/00000000000000000000.log"
        try #require(damage(path, where: "the damaged one"))
        let lane = try lane(consumer())
        var read: [ReadRecord] = []
        var caught: SourceError?
        for _ in 0..<100 where caught == nil {
            do {
                guard let batch = try lane.consumeBatch(max: 100, timeoutMilliseconds: 100) else { continue }
                read += records(of: batch, partition: 0)
            } catch { caught = error }
        }
        #expect(read.map(\.value) == (0..<10).map { "v\($0)" })
        guard case .corrupt(topic, 0, let offset, _)? = caught else {
            Issue.record("expected corrupt, got \(String(describing: caught))")
            return
        }
        #expect(offset == 10)
    }

    /// Flips a bit in the first place of a file that holds the text.
    func damage(_ path: String, where text: String) -> Bool {
        guard let file = fopen(path, "r+") else { return false }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        guard let range = bytes[0..<count].firstRange(of: Array(text.utf8)) else { return false }
        fseek(file, range.lowerBound, SEEK_SET)
        return fputc(Int32(bytes[range.lowerBound] ^ 1), file) >= 0
    }

    @Test(.enabled(if: RealKafka.isPrivate))
    func `a broker that is killed and starts again costs nothing`() throws {
        try administration.createTopic(topic, partitions: 1)
        try produce(0..<5_000)
        let consumer = try consumer()
        let lane = try lane(consumer)
        var all = try lane.drain(max: 100) { _, records in records.count >= 1_000 }
        _ = try #require(RealKafka.run("tools/services kill kafka \(RealKafka.directory)"))
        for _ in 0..<5 {
            guard let batch = try lane.consumeBatch(max: 100, timeoutMilliseconds: 20) else { continue }
            all += records(of: batch, partition: 0)
        }
        #expect(consumer.discoverPartitions().isEmpty)
        _ = try #require(RealKafka.run("tools/services start kafka \(RealKafka.directory)"))
        try produce(5_000..<6_000)
        all += try lane.drain { lane, _ in lane.position(slot: 0) == 6_000 }
        #expect(all.map(\.value) == (0..<6_000).map { "v\($0)" })
    }
}
