/// `connector = 'generator'`: seeded events as a source, with partitions, positions and an optional rate and end.
package final class GeneratorSource: RecordSource {
    let generator: EventGenerator
    /// Index of the job's source.
    let source: Int
    /// Events in all partitions together; nil: without end.
    let count: Int64?
    /// Events a second over all partitions; nil: as fast as they are taken.
    let rate: Double?
    let nowMilliseconds: @Sendable () -> Int64

    package var isFinite: Bool { count != nil }
    /// What stands for a topic in positions and messages.
    package let topic: String

    /// - Parameter nowMilliseconds: the monotonic clock that the rate goes by.
    /// - Throws: `invalidOption`.
    package init(
        source: Int, options: EventOptions, count: Int64? = nil, rate: Double? = nil,
        nowMilliseconds: @escaping @Sendable () -> Int64 = { monotonicMilliseconds() }
    ) throws(SourceError) {
        if let count, count < 0 { throw .invalidOption(name: "count", reason: "is negative") }
        if let rate, !(rate > 0) { throw .invalidOption(name: "rate", reason: "is not above 0") }
        generator = try EventGenerator(options)
        self.source = source
        self.count = count
        self.rate = rate
        self.nowMilliseconds = nowMilliseconds
        topic = "generator:\(options.profile.rawValue)"
    }

    /// As declared in a job.
    ///
    /// - Throws: `invalidOption` for an unknown profile, naming those that exist.
    package convenience init(source: Int, declared: GeneratorSourceOptions) throws(SourceError) {
        guard let profile = EventProfile(rawValue: declared.profile) else {
            let known = EventProfile.allCases.map(\.rawValue).joined(separator: ", ")
            throw .invalidOption(name: "profile", reason: "\"\(declared.profile)\" is none of \(known)")
        }
        let options = EventOptions(profile: profile, seed: declared.seed, partitions: declared.partitions)
        try self.init(source: source, options: options, count: declared.count.map(Int64.init), rate: declared.rate)
    }

    private var all: [SourcePartition] {
        (0..<Int32(clamping: generator.options.partitions)).map {
            SourcePartition(source: source, topic: topic, partition: $0)
        }
    }

    package func partitions() throws(SourceError) -> [SourcePartition] { all }

    package func discoverPartitions() -> [SourcePartition] { [] }

    /// How many events a partition has in all; they are dealt in turn. `Int64.max` without end.
    func length(of partition: Int32) -> Int64 {
        guard let count else { return Int64.max }
        let partitions = Int64(generator.options.partitions)
        return count / partitions + (Int64(partition) < count % partitions ? 1 : 0)
    }

    package func offsetRanges(
        _ partitions: [SourcePartition]
    ) throws(SourceError) -> [SourcePartition: OffsetRange] {
        Dictionary(uniqueKeysWithValues: partitions.map { ($0, OffsetRange(low: 0, high: length(of: $0.partition))) })
    }

    package func startPositions(
        _ partitions: [SourcePartition], from start: StartFrom, nowUnixMicros: Int64
    ) throws(SourceError) -> [SourcePartition: Int64] {
        // Nothing is written while nobody reads: "latest" is the first event too.
        Dictionary(uniqueKeysWithValues: partitions.map { ($0, 0) })
    }

    package func verify(_ positions: [SourcePartition: Int64]) throws(SourceError) {
        let known = generator.options.partitions
        for (partition, position) in positions.sorted(by: { $0.key < $1.key }) {
            guard partition.topic == topic else {
                throw .topicMissing(topic: partition.topic, similar: [topic])
            }
            guard Int(partition.partition) < known else {
                throw .partitionsMissing(topic: topic, known: Int(partition.partition) + 1, found: known)
            }
            try checkPosition(
                position, of: partition, in: OffsetRange(low: 0, high: length(of: partition.partition)))
        }
    }

    package func makeLane(signal: LaneSignal) throws(SourceError) -> any LaneInput {
        GeneratorLane(source: self, signal: signal)
    }

    package func close() {}
}
