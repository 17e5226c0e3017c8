import Operators
import Synchronization

/// `bootstrap_servers = 'embedded'`: a Kafka inside the process, fed with events that look like what the source
/// declares. For trying things out: nothing outlives the process.
final class EmbeddedFeed: Sendable {
    /// Events a second over all partitions. The cluster keeps a few megabytes a partition and drops what is older, so
    /// the pace is one that any consumer keeps.
    static let eventsPerSecond = 10_000
    static let partitions = 4

    private let hasStopped = Atomic<Bool>(false)
    private let cluster: EmbeddedCluster
    private let thread: Mutex<WorkerThread?>

    /// Where the consumer connects.
    var bootstrapServers: String { cluster.bootstrapServers }

    /// Makes the topic and starts to feed it; event times begin two hours ago and reach the present at the pace.
    init(_ source: SourcePlan, topic: String, log: @escaping @Sendable (String) -> Void) throws(SourceError) {
        cluster = try EmbeddedCluster(log: KafkaLog(write: { _ in }))
        thread = Mutex(nil)
        try cluster.createTopic(topic, partitions: EmbeddedFeed.partitions)
        let profile = EmbeddedFeed.profile(for: source)
        let hours: Int64 = 2
        let start = wallClockUnixMicros() - hours * 3_600_000_000
        let generator = try EventGenerator(
            EventOptions(
                profile: profile, partitions: EmbeddedFeed.partitions, startUnixMicros: start, stepMicros: 20_000,
                disorderMicrosMax: 60_000_000, lateShare: 0.0005, malformedShare: 0.0005))
        let servers = cluster.bootstrapServers
        let made = WorkerThread(name: "feed") { [self] in
            do throws(SourceError) {
                try feed(generator, servers, topic)
            } catch {
                log("the embedded Kafka is not fed any more: \(error)")
            }
        }
        thread.withLock { $0 = made }
    }

    /// The profile whose fields the source's columns name best.
    static func profile(for source: SourcePlan) -> EventProfile {
        let wanted = Set(source.decoded.compactMap { $0.path.first?.lowercased() })
        var best = EventProfile.retail
        var bestScore = -1
        for profile in EventProfile.allCases {
            let score = profile.fields.count { wanted.contains($0) }
            if score > bestScore { (best, bestScore) = (profile, score) }
        }
        return best
    }

    private func feed(_ generator: EventGenerator, _ servers: String, _ topic: String) throws(SourceError) {
        let producer = try KafkaProducer(bootstrapServers: servers, log: KafkaLog(write: { _ in }))
        let started = monotonicMicros()
        let signal = LaneSignal()
        let block = EventBlock(eventsMax: 2_000)
        var sent: [Int64] = Array(repeating: 0, count: EmbeddedFeed.partitions)
        while !hasStopped.load(ordering: .acquiring) {
            let due = (monotonicMicros() - started) * Int64(EmbeddedFeed.eventsPerSecond) / 1_000_000
            for partition in sent.indices {
                let missing = due / Int64(EmbeddedFeed.partitions) - sent[partition]
                guard missing > 0 else { continue }
                block.fill(generator, partition: partition, from: sent[partition], wanted: Int(min(missing, 2_000)))
                let batch = block.batch(slot: 0, nextOffset: 0, reachedEnd: false)
                for index in 0..<batch.count {
                    try producer.send(topic: topic, partition: Int32(partition), value: batch.payloads[index])
                }
                sent[partition] += Int64(batch.count)
            }
            signal.wait(timeoutMilliseconds: 20)
        }
    }

    /// Ends the feed.
    func stop() {
        hasStopped.store(true, ordering: .releasing)
        thread.withLock { $0 }?.join()
    }
}
