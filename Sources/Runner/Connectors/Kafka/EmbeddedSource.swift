import Synchronization

/// `bootstrap_servers = 'embedded'`: a cluster inside the process, a topic in it and a feed of generated events.
///
/// It lives as long as the process: a job's positions in it mean nothing to the next one, which is refused by `verify`.
package final class EmbeddedSource: RecordSource {
    /// What the feed writes.
    package struct Options: Sendable {
        package var events: EventOptions
        /// Events that come before the others; their time must end where the others' begins.
        package var history: EventOptions?
        /// How many of them, over all partitions.
        package var historyCount: Int64
        /// Events in all; nil: until the source is closed.
        package var count: Int64?
        /// Events a second; nil: as fast as they are read.
        package var rate: Double?

        package init(events: EventOptions, count: Int64? = nil, rate: Double? = nil) {
            self.events = events
            history = nil
            historyCount = 0
            self.count = count
            self.rate = rate
        }

        /// Events that fit a table with these columns: the last two hours in quick motion, then the present as it goes.
        ///
        /// - Throws: `invalidOption` when no profile has such columns.
        package static func demonstration(
            columns: [String], nowUnixMicros: Int64, partitions: Int = 4, rate: Double = 10_000
        ) throws(SourceError) -> Options {
            guard let profile = EventProfile.matching(columns: columns) else {
                let known = EventProfile.allCases.map(\.rawValue).joined(separator: ", ")
                throw .invalidOption(
                    name: "bootstrap_servers",
                    reason: "the embedded Kafka writes the events of \(known); the table's columns fit none of them")
            }
            let historyMicros: Int64 = 7_200_000_000
            let historyStepMicros: Int64 = 20_000
            let historyCount = historyMicros / historyStepMicros
            // Reading the history takes this long; the present begins then.
            let begin = nowUnixMicros + Int64(Double(historyCount) / rate * 1e6)
            let live = EventOptions(
                profile: profile, seed: 2, partitions: partitions, startUnixMicros: begin,
                stepMicros: max(1, Int64(1e6 / rate)), disorderMicrosMax: 60_000_000, lateShare: 0.0005,
                malformedShare: 0.0005)
            var history = live
            history.seed = 1
            history.startUnixMicros = begin - historyMicros
            history.stepMicros = historyStepMicros
            var options = Options(events: live, rate: rate)
            options.history = history
            options.historyCount = historyCount
            return options
        }
    }

    /// Where each partition's reader is.
    ///
    /// Written by: the partition's lane. Read by: the feed.
    final class Positions: Sendable {
        private let next: Mutex<[Int32: Int64]> = Mutex([:])

        func set(_ partition: Int32, _ position: Int64) { next.withLock { $0[partition] = position } }

        func of(_ partition: Int32) -> Int64 { next.withLock { $0[partition] ?? 0 } }
    }

    private let cluster: EmbeddedCluster
    private let consumer: KafkaConsumer
    private let feed: EmbeddedFeed
    private let positions = Positions()

    package init(source: Int, topic: String, options: Options, log: KafkaLog = KafkaLog()) throws(SourceError) {
        let cluster = try EmbeddedCluster(log: log)
        try cluster.createTopic(topic, partitions: options.events.partitions)
        consumer = try KafkaConsumer(
            topics: [(source: source, topic: topic)],
            settings: KafkaSettings(bootstrapServers: cluster.bootstrapServers), log: log)
        let positions = positions
        feed = try EmbeddedFeed(
            into: cluster, topic: topic, options: options
        ) { positions.of($0) }
        self.cluster = cluster
    }

    deinit { feed.stop() }

    /// Counted feeds end, but Kafka does not know it: "caught up" is then the end.
    package var isFinite: Bool { false }

    /// Events written so far, and why writing ended early, if it did.
    package var written: (events: Int, error: SourceError?) { (feed.eventsWritten, feed.error) }

    package func partitions() throws(SourceError) -> [SourcePartition] { try consumer.partitions() }

    package func discoverPartitions() -> [SourcePartition] { consumer.discoverPartitions() }

    package func offsetRanges(
        _ partitions: [SourcePartition]
    ) throws(SourceError) -> [SourcePartition: OffsetRange] {
        try consumer.offsetRanges(partitions)
    }

    package func startPositions(
        _ partitions: [SourcePartition], from start: StartFrom, nowUnixMicros: Int64
    ) throws(SourceError) -> [SourcePartition: Int64] {
        try consumer.startPositions(partitions, from: start, nowUnixMicros: nowUnixMicros)
    }

    package func verify(_ positions: [SourcePartition: Int64]) throws(SourceError) {
        try consumer.verify(positions)
    }

    package func makeLane(signal: LaneSignal) throws(SourceError) -> any LaneInput {
        EmbeddedLane(try consumer.makeLane(signal: signal), positions)
    }

    package func close() {
        feed.stop()
        consumer.close()
    }
}

/// A lane of the embedded cluster: tells the feed how far it is.
private final class EmbeddedLane: LaneInput {
    private let lane: any LaneInput
    private let positions: EmbeddedSource.Positions

    init(_ lane: any LaneInput, _ positions: EmbeddedSource.Positions) {
        self.lane = lane
        self.positions = positions
    }

    var partitions: [SourcePartition] { lane.partitions }
    var isExhausted: Bool { lane.isExhausted }

    func add(_ partition: SourcePartition, position: Int64) throws(SourceError) -> Int {
        positions.set(partition.partition, position)
        return try lane.add(partition, position: position)
    }

    func consumeBatch(max: Int, timeoutMilliseconds: Int) throws(SourceError) -> RecordBatch? {
        guard let batch = try lane.consumeBatch(max: max, timeoutMilliseconds: timeoutMilliseconds) else { return nil }
        positions.set(lane.partitions[batch.slot].partition, batch.nextOffset)
        return batch
    }

    func seek(slot: Int, position: Int64) throws(SourceError) {
        try lane.seek(slot: slot, position: position)
        positions.set(lane.partitions[slot].partition, position)
    }

    func pause(slot: Int) { lane.pause(slot: slot) }
    func resume(slot: Int) { lane.resume(slot: slot) }
    func position(slot: Int) -> Int64 { lane.position(slot: slot) }
    func isAtEnd(slot: Int) -> Bool { lane.isAtEnd(slot: slot) }
    func lag(slot: Int) -> Int64? { lane.lag(slot: slot) }
}
