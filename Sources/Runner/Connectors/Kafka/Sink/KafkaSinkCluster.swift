import Operators
import StateStore

/// A Kafka as a start of its sinks looks at it; ends with its owner.
struct KafkaSinkCluster {
    private let settings: KafkaSinkSystem.Settings
    private let reading: KafkaSettings
    /// Sees where partitions really end, behind transactions that are still open.
    private let handle: KafkaHandle

    init(_ settings: KafkaSinkSystem.Settings) throws(SourceError) {
        self.settings = settings
        var client = settings.client
        // Only what reaches the brokers; how records are put together is the producer's.
        client.properties = client.properties.filter { sourceKafkaOptions.contains($0.key) }
        reading = client
        handle = try KafkaHandle(
            role: .consumer,
            properties: client.consumerProperties(partitions: 1) + [("isolation.level", "read_uncommitted")],
            log: settings.log)
    }

    var administration: KafkaAdministration { KafkaAdministration(handle) }

    func exists(_ topic: String) throws(SourceError) -> Bool {
        do throws(SourceError) {
            _ = try handle.partitionCounts(topics: [topic], timeoutSeconds: reading.startTimeoutSeconds)
            return true
        } catch {
            if case .topicMissing = error { return false }
            throw error
        }
    }

    func topicNames() throws(SourceError) -> [String] {
        try handle.topicNames(timeoutSeconds: reading.startTimeoutSeconds)
    }

    /// Makes a topic unless it is there, and waits until the brokers know it.
    func make(_ topic: String, partitions: Int, _ configuration: [String: String]) throws(SourceError) {
        if try exists(topic) { return }
        do throws(SourceError) {
            try administration.createTopic(topic, partitions: partitions, configuration: configuration)
        } catch {
            guard case .failed(let operation, let reason) = error else { throw error }
            throw .invalidOption(name: operation, reason: reason)
        }
        let deadline = monotonicMilliseconds() + Int64(reading.startTimeoutSeconds) * 1_000
        while try !exists(topic) {
            guard monotonicMilliseconds() < deadline else {
                throw .failed(operation: "create topic \(topic)", reason: "it was made, but no broker knows it yet")
            }
            LaneSignal().wait(timeoutMilliseconds: 50)
        }
    }

    /// What the job's own topic says; nil when it says nothing.
    ///
    /// - Parameter untilEnd: whether to wait for transactions that are still open. Without, what is committed by now.
    func standing(_ names: KafkaJobNames, untilEnd: Bool) throws(SourceError) -> KafkaStanding? {
        guard try exists(names.standing) else { return nil }
        let range = try handle.offsetRange(
            topic: names.standing, partition: 0, timeoutSeconds: reading.startTimeoutSeconds)
        guard range.high > range.low else { return nil }
        let consumer = try KafkaConsumer(topics: [(0, names.standing)], settings: reading, log: settings.log)
        defer { consumer.close() }
        let lane = try consumer.makeLane(signal: LaneSignal())
        let place = SourcePartition(source: 0, topic: names.standing, partition: 0)
        let slot = try lane.add(place, position: range.low)
        var reader = KafkaStandingReader()
        let deadline = monotonicMilliseconds() + settings.settleMilliseconds
        while lane.position(slot: slot) < range.high {
            if !untilEnd && lane.isAtEnd(slot: slot) { break }
            guard monotonicMilliseconds() < deadline else {
                throw .failed(
                    operation: "read \(names.standing)",
                    reason:
                        "its records up to offset \(range.high) do not come: a transaction is open"
                )
            }
            guard let batch = try lane.consumeBatch(max: 1_000, timeoutMilliseconds: 100) else { continue }
            for index in 0..<batch.count {
                do throws(StoreError) {
                    try reader.take(key: batch.keys[index], value: batch.payloads[index])
                } catch {
                    throw .corrupt(
                        topic: names.standing, partition: 0, offset: batch.offsets[index], reason: "\(error)")
                }
            }
        }
        return reader.result
    }
}
