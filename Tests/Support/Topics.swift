import Glibc
import Runner
import Synchronization

/// A record that a test wrote.
package struct TopicRecord: Sendable {
    package var topic: String
    package var partition: Int32
    package var offset: Int64 = 0
    package var key: String?
    package var value: String?
    package var timestampMilliseconds: Int64?

    package init(
        topic: String, partition: Int32, key: String? = nil, value: String?, timestampMilliseconds: Int64? = nil
    ) {
        self.topic = topic
        self.partition = partition
        self.key = key
        self.value = value
        self.timestampMilliseconds = timestampMilliseconds
    }
}

/// Topics on a real Kafka when KAFKA_HOME or KAFKA_BROKERS is set, else on the cluster inside the tests' process.
///
/// Offsets are counted here: a topic is written by one `Topics` alone, without transactions.
package final class Topics {
    package static let isReal = Tree.variable("KAFKA_BROKERS") != nil || Tree.variable("KAFKA_HOME") != nil
    package let brokers: String
    package private(set) var records: [TopicRecord] = []
    private var producer: KafkaProducer
    private let cluster: EmbeddedCluster?
    private var ends: [String: Int64] = [:]
    private static let real: Result<String, HarnessError> = {
        if let brokers = Tree.variable("KAFKA_BROKERS") { return .success(brokers) }
        do {
            let found = try Services.start("kafka")["KAFKA_BROKERS"]
            return found.map { .success($0) } ?? .failure(HarnessError("the private Kafka did not say where it is"))
        } catch {
            return .failure(HarnessError("\(error)"))
        }
    }()
    private static let count = Atomic<Int>(0)

    package init() throws {
        let embedded = Topics.isReal ? nil : try EmbeddedCluster(log: KafkaLog(write: { _ in }))
        cluster = embedded
        brokers = try embedded?.bootstrapServers ?? Topics.real.get()
        producer = try Topics.producer(brokers)
    }

    private static func producer(_ brokers: String) throws -> KafkaProducer {
        try KafkaProducer(
            bootstrapServers: brokers, options: KafkaProducer.Options(lingerMilliseconds: 1),
            log: KafkaLog(write: { _ in }))
    }

    /// Makes a topic larger. What follows is written by a new producer: the old one may refuse partitions that its
    /// metadata does not name yet.
    package func addPartitions(_ topic: String, total: Int) throws {
        try administration.addPartitions(topic, total: total)
        producer = try Topics.producer(brokers)
    }

    /// A name that no other test uses.
    package static func name(_ stem: String) -> String {
        "\(stem)-\(getpid())-\(count.wrappingAdd(1, ordering: .relaxed).newValue)"
    }

    package var administration: KafkaAdministration { KafkaAdministration(producer.handle) }

    package func create(_ topic: String, partitions: Int) throws {
        if let cluster {
            try cluster.createTopic(topic, partitions: partitions)
        } else {
            // Records of tests are older than a week: retention would take them.
            try administration.createTopic(topic, partitions: partitions, configuration: ["retention.ms": "-1"])
            try waitFor(topic)
        }
    }

    /// Deletes a topic and makes it anew, without its records.
    package func makeAgain(_ topic: String, partitions: Int) throws {
        try administration.deleteTopic(topic)
        // The broker hears of that a moment later, too.
        for _ in 0..<200 where isThere(topic) {}
        for _ in 0..<100 {
            if (try? administration.createTopic(topic, partitions: partitions)) == true { return try waitFor(topic) }
        }
        throw HarnessError("the topic \(topic) was deleted, and can't be made again")
    }

    /// The controller has made a topic; the broker that is asked for it hears of that a moment later.
    private func waitFor(_ topic: String) throws {
        for _ in 0..<200 where !isThere(topic) {}
        if !isThere(topic) { throw HarnessError("the topic \(topic) was made, and is not there") }
    }

    private func isThere(_ topic: String) -> Bool {
        (try? producer.handle.partitionCounts(topics: [topic], timeoutSeconds: 5)) != nil
    }

    /// Writes records in this order and waits until the broker has them.
    package func send(_ added: [TopicRecord]) throws {
        for var record in added {
            let place = "\(record.topic)/\(record.partition)"
            record.offset = ends[place] ?? 0
            ends[place] = record.offset + 1
            try producer.send(
                topic: record.topic, partition: record.partition, key: record.key, value: record.value,
                timestampMilliseconds: record.timestampMilliseconds)
            records.append(record)
        }
        try producer.flush()
    }

    /// A topic's own setting; nil when there is no such topic.
    package func setting(_ name: String, of topic: String) -> String? {
        administration.configuration(of: topic)?[name]
    }

    /// All records of a topic that a reader of committed records sees, by partition and offset.
    package func committed(_ topic: String) throws -> [TopicRecord] {
        let consumer = try KafkaConsumer(
            topics: [(0, topic)], settings: KafkaSettings(bootstrapServers: brokers), log: KafkaLog(write: { _ in }))
        defer { consumer.close() }
        let lane = try consumer.makeLane(signal: LaneSignal())
        for partition in try consumer.partitions() { _ = try lane.add(partition, position: 0) }
        var found: [TopicRecord] = []
        func text(_ bytes: UnsafeRawBufferPointer) -> String? {
            bytes.baseAddress == nil ? nil : String(decoding: bytes, as: UTF8.self)
        }
        for _ in 0..<600 {
            if let batch = try lane.consumeBatch(max: 1_000, timeoutMilliseconds: 100) {
                let partition = lane.partitions[batch.slot].partition
                for index in 0..<batch.count {
                    var record = TopicRecord(
                        topic: topic, partition: partition, key: text(batch.keys[index]),
                        value: text(batch.payloads[index]))
                    record.offset = batch.offsets[index]
                    found.append(record)
                }
            }
            if lane.partitions.indices.allSatisfy({ lane.isAtEnd(slot: $0) }) {
                return found.sorted { ($0.partition, $0.offset) < ($1.partition, $1.offset) }
            }
        }
        throw HarnessError("the records of \(topic) did not come within a minute")
    }
}
