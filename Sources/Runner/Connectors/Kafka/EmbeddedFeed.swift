import Synchronization

/// Writes generated events into an embedded cluster, at a rate, never far ahead of who reads them.
///
/// The cluster drops what does not fit without a word, so the feed keeps each partition below `aheadBytesMax`.
package final class EmbeddedFeed: Sendable {
    /// Bytes between the reader's position and the last event; the cluster keeps about 5 MB.
    static let aheadBytesMax = 2 << 20

    private let stopping = Atomic<Bool>(false)
    private let written = Atomic<Int>(0)
    private let failure = Mutex<SourceError?>(nil)
    private let signal = LaneSignal()
    private let thread = Mutex<ConnectorThread?>(nil)

    /// Starts to write at once.
    ///
    /// - Parameter position: the reader's position in a partition: the next offset that it will be given.
    package init(
        into cluster: EmbeddedCluster, topic: String, options: EmbeddedSource.Options,
        position: @escaping @Sendable (Int32) -> Int64
    ) throws(SourceError) {
        let generator = try EventGenerator(options.events)
        let history = try EventGenerator(options.history ?? options.events)
        guard history.options.partitions == generator.options.partitions else {
            throw .invalidOption(name: "partitions", reason: "the history must have as many as what follows")
        }
        let pace = Pace(
            topic: topic, generator: generator, history: history,
            historyCount: options.history == nil ? 0 : options.historyCount, count: options.count ?? Int64.max,
            rate: options.rate, position: position)
        let bootstrapServers = cluster.bootstrapServers
        let started = ConnectorThread { [self] in
            do throws(SourceError) {
                let settings = KafkaProducer.Options(acknowledge: .leader, lingerMilliseconds: 5)
                let producer = try KafkaProducer(bootstrapServers: bootstrapServers, options: settings)
                try run(producer, pace)
            } catch {
                failure.withLock { $0 = error }
            }
        }
        thread.withLock { $0 = started }
    }

    /// Events written so far.
    package var eventsWritten: Int { written.load(ordering: .relaxed) }

    /// Why it ended, if it had to.
    package var error: SourceError? { failure.withLock { $0 } }

    /// Ends the feed and waits for its thread.
    package func stop() {
        stopping.store(true, ordering: .releasing)
        signal.wake()
        thread.withLock { $0 }?.join()
    }

    private struct Pace: Sendable {
        let topic: String
        let generator: EventGenerator
        let history: EventGenerator
        let historyCount: Int64
        let count: Int64
        let rate: Double?
        let position: @Sendable (Int32) -> Int64
    }

    private func run(_ producer: KafkaProducer, _ pace: Pace) throws(SourceError) {
        let partitions = pace.generator.options.partitions
        var next = [Int64](repeating: 0, count: partitions)
        var bytes = [Int64](repeating: 0, count: partitions)
        let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: EventGenerator.eventBytesMax)
        defer { buffer.deallocate() }
        let start = monotonicMilliseconds()
        while !stopping.load(ordering: .acquiring) {
            var wrote = 0
            for partition in 0..<partitions {
                let end = due(partition, partitions, pace, milliseconds: monotonicMilliseconds() - start)
                // What is not read yet has the mean size of all that was written.
                let mean = next[partition] == 0 ? 512 : bytes[partition] / next[partition] + 1
                let ahead = Int64(Self.aheadBytesMax) / mean
                let limit = min(end, pace.position(Int32(partition)) &+ ahead, next[partition] &+ 2_000)
                while next[partition] < limit {
                    bytes[partition] += try write(next[partition], partition, buffer, producer, pace)
                    next[partition] += 1
                    wrote += 1
                }
            }
            written.add(wrote, ordering: .relaxed)
            if wrote == 0 {
                if (0..<partitions).allSatisfy({ next[$0] >= length($0, partitions, pace.count) }) { break }
                producer.handle.serve(timeoutMilliseconds: 0)
                signal.wait(timeoutMilliseconds: 5)
            }
        }
        try producer.flush()
    }

    private func write(
        _ number: Int64, _ partition: Int, _ buffer: UnsafeMutablePointer<UInt8>, _ producer: KafkaProducer,
        _ pace: Pace
    ) throws(SourceError) -> Int64 {
        let past = length(partition, pace.generator.options.partitions, pace.historyCount)
        let event =
            number < past
            ? pace.history.write(partition: partition, number: number, to: buffer)
            : pace.generator.write(partition: partition, number: number - past, to: buffer)
        let key =
            event.keyLength == 0
            ? nil : UnsafeRawBufferPointer(start: buffer + event.keyStart, count: event.keyLength)
        try producer.send(
            topic: pace.topic, partition: Int32(partition), key: key,
            value: UnsafeRawBufferPointer(start: buffer, count: event.length))
        return Int64(event.length)
    }

    /// How many events of a partition should exist after so long.
    private func due(_ partition: Int, _ partitions: Int, _ pace: Pace, milliseconds: Int64) -> Int64 {
        let all = length(partition, partitions, pace.count)
        guard let rate = pace.rate else { return all }
        return min(all, Int64(min(9e15, Double(milliseconds) * rate / 1_000 / Double(partitions))))
    }

    private func length(_ partition: Int, _ partitions: Int, _ count: Int64) -> Int64 {
        count == Int64.max
            ? Int64.max : count / Int64(partitions) + (Int64(partition) < count % Int64(partitions) ? 1 : 0)
    }
}
