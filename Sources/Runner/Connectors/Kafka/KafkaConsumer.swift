import CRdKafka
import Synchronization

/// The Kafka side of a job: one client for all lanes, with positions that the job owns (never a consumer group).
package final class KafkaConsumer: RecordSource {
    /// The topics to read, with the index of the job's source that reads each.
    package let topics: [(source: Int, topic: String)]
    /// The client; tools may ask it more than `RecordSource` offers.
    package let handle: KafkaHandle
    let settings: KafkaSettings
    /// How many partitions the queues were sized for.
    let sizedForPartitions: Int
    let housekeeper: KafkaHousekeeper
    private let known = Mutex(Set<SourcePartition>())

    package var isFinite: Bool { false }

    /// Connects, and waits until the cluster has named the partitions of every topic.
    ///
    /// - Throws: `unreachable`, `topicMissing`, `denied`, `invalidOption`.
    package init(
        topics: [(source: Int, topic: String)], settings: KafkaSettings, log: KafkaLog = KafkaLog()
    ) throws(SourceError) {
        let names = topics.map(\.topic)
        guard Set(names).count == names.count else {
            throw .failed(
                operation: "kafka", reason: "one consumer reads a topic once; use another for the second source")
        }
        let usual = 8
        var handle = try KafkaHandle(
            role: .consumer, properties: settings.consumerProperties(partitions: usual), log: log)
        let counts = try handle.partitionCounts(topics: names, timeoutSeconds: settings.startTimeoutSeconds)
        let total = counts.values.reduce(0, +)
        var sized = usual
        // Only many partitions are worth a second client: their queues must be smaller to keep the memory bounded.
        if total > 2 * usual {
            sized = total
            handle = try KafkaHandle(
                role: .consumer, properties: settings.consumerProperties(partitions: total), log: log)
        }
        self.topics = topics
        self.settings = settings
        self.handle = handle
        sizedForPartitions = sized
        housekeeper = KafkaHousekeeper(handle: handle)
    }

    deinit { housekeeper.stop() }

    package func partitions() throws(SourceError) -> [SourcePartition] {
        let found = try ask(timeoutSeconds: settings.startTimeoutSeconds)
        known.withLock { $0.formUnion(found) }
        return found
    }

    package func discoverPartitions() -> [SourcePartition] {
        guard let found = try? ask(timeoutSeconds: 2) else { return [] }
        return known.withLock { known in
            let new = found.filter { !known.contains($0) }
            known.formUnion(new)
            return new
        }
    }

    private func ask(timeoutSeconds: Int) throws(SourceError) -> [SourcePartition] {
        let counts = try handle.partitionCounts(topics: topics.map(\.topic), timeoutSeconds: timeoutSeconds)
        return topics.flatMap { source, topic in
            (0..<Int32(clamping: counts[topic] ?? 0)).map {
                SourcePartition(source: source, topic: topic, partition: $0)
            }
        }.sorted()
    }

    package func offsetRanges(
        _ partitions: [SourcePartition]
    ) throws(SourceError) -> [SourcePartition: OffsetRange] {
        var ranges: [SourcePartition: OffsetRange] = [:]
        for partition in partitions {
            ranges[partition] = try handle.offsetRange(
                topic: partition.topic, partition: partition.partition, timeoutSeconds: settings.startTimeoutSeconds)
        }
        return ranges
    }

    package func startPositions(
        _ partitions: [SourcePartition], from start: StartFrom, nowUnixMicros: Int64
    ) throws(SourceError) -> [SourcePartition: Int64] {
        let ranges = try offsetRanges(partitions)
        switch start {
        case .earliest: return ranges.mapValues(\.low)
        case .latest: return ranges.mapValues(\.high)
        case .at(let micros):
            return try positions(partitions, atUnixMilliseconds: floorMilliseconds(micros), ranges: ranges)
        case .ago(let micros):
            let (time, overflow) = nowUnixMicros.subtractingReportingOverflow(micros)
            return try positions(
                partitions, atUnixMilliseconds: overflow ? 0 : floorMilliseconds(time), ranges: ranges)
        }
    }

    /// Rounds down: a record of the same millisecond must not be missed.
    private func floorMilliseconds(_ micros: Int64) -> Int64 {
        let (quotient, remainder) = micros.quotientAndRemainder(dividingBy: 1_000)
        return remainder < 0 ? quotient - 1 : quotient
    }

    private func positions(
        _ partitions: [SourcePartition], atUnixMilliseconds time: Int64, ranges: [SourcePartition: OffsetRange]
    ) throws(SourceError) -> [SourcePartition: Int64] {
        var positions: [SourcePartition: Int64] = [:]
        for (topic, members) in Dictionary(grouping: partitions, by: \.topic) {
            let offsets = try handle.offsets(
                atUnixMilliseconds: time, topic: topic, partitions: members.map(\.partition),
                timeoutSeconds: settings.startTimeoutSeconds)
            for member in members {
                positions[member] = (offsets[member.partition] ?? nil) ?? ranges[member]?.high ?? 0
            }
        }
        return positions
    }

    package func verify(_ positions: [SourcePartition: Int64]) throws(SourceError) {
        let counts = try handle.partitionCounts(
            topics: topics.map(\.topic), timeoutSeconds: settings.startTimeoutSeconds)
        for (topic, members) in Dictionary(grouping: positions.keys, by: \.topic).sorted(by: { $0.key < $1.key }) {
            let wanted = Int(members.map(\.partition).max() ?? -1) + 1
            let found = counts[topic] ?? 0
            guard found >= wanted else { throw .partitionsMissing(topic: topic, known: wanted, found: found) }
        }
        for (partition, position) in positions.sorted(by: { $0.key < $1.key }) {
            let range = try handle.offsetRange(
                topic: partition.topic, partition: partition.partition, timeoutSeconds: settings.startTimeoutSeconds)
            try checkPosition(position, of: partition, in: range)
        }
    }

    package func makeLane(signal: LaneSignal) throws(SourceError) -> any LaneInput {
        KafkaLane(consumer: self, signal: signal)
    }

    package func close() { housekeeper.stop() }
}

/// Refuses a position that the partition can't be read from.
func checkPosition(
    _ position: Int64, of partition: SourcePartition, in range: OffsetRange
) throws(SourceError) {
    if position < range.low {
        throw .lostOffsets(
            topic: partition.topic, partition: partition.partition, wanted: position, low: range.low)
    }
    if position > range.high {
        throw .truncatedOrRemade(
            topic: partition.topic, partition: partition.partition, wanted: position, high: range.high)
    }
}
