import Operators

/// One `runner tap`.
struct TapRun {
    private let options: TapOptions

    init(_ options: TapOptions) { self.options = options }

    func run() throws(JobError) {
        let sample: TapSample
        do throws(SourceError) {
            if options.follows { return try follow() }
            sample = try TapSample(options)
        } catch {
            throw JobError(error)
        }
        if options.showsDDL {
            // A job file without its table is no success.
            if let reason = sample.reasonWithoutObjects(options.topic) { throw JobError(.badData, reason) }
            Terminal.put(TapDDL(sample, options).text)
        } else if options.output == .json {
            Terminal.put(TapReport(sample, options).json)
        } else {
            Terminal.put(TapReport(sample, options).text)
        }
    }

    /// Records as they come.
    private func follow() throws(SourceError) {
        let reader = try TapReader(options)
        try reader.begin(at: options.start ?? .latest)
        while !ToolPace.stopIsPending() {
            guard let batch = try reader.next(timeoutMilliseconds: 200) else { continue }
            var text = ""
            for index in 0..<batch.count { text += String(decoding: batch.payloads[index], as: UTF8.self) + "\n" }
            Terminal.put(text)
        }
    }
}

/// Reads a topic without being any job: nothing is remembered anywhere.
final class TapReader {
    let consumer: KafkaConsumer
    let partitions: [SourcePartition]
    let ranges: [SourcePartition: OffsetRange]
    private let lane: any LaneInput
    private(set) var isAtEnd = false

    init(_ options: TapOptions) throws(SourceError) {
        consumer = try KafkaConsumer(
            topics: [(source: 0, topic: options.topic)],
            settings: KafkaSettings(bootstrapServers: options.bootstrapServers, properties: options.kafkaOptions))
        partitions = try consumer.partitions()
        ranges = try consumer.offsetRanges(partitions)
        lane = try consumer.makeLane(signal: LaneSignal())
    }

    deinit { consumer.close() }

    func begin(at start: StartFrom) throws(SourceError) {
        let positions = try consumer.startPositions(partitions, from: start, nowUnixMicros: wallClockUnixMicros())
        for partition in partitions { _ = try lane.add(partition, position: positions[partition] ?? 0) }
    }

    /// Begins so many offsets before each partition's end.
    func begin(beforeEnd count: Int) throws(SourceError) {
        for partition in partitions {
            let range = ranges[partition] ?? OffsetRange(low: 0, high: 0)
            _ = try lane.add(partition, position: max(range.low, range.high - Int64(count)))
        }
    }

    /// The next records, nil when none came in time.
    func next(timeoutMilliseconds: Int) throws(SourceError) -> RecordBatch? {
        try lane.consumeBatch(max: 1_000, timeoutMilliseconds: timeoutMilliseconds)
    }

    func partition(slot: Int) -> Int32 { lane.partitions[slot].partition }

    /// Whether everything that the topic held at the beginning has been read.
    var hasCaughtUp: Bool {
        lane.partitions.indices.allSatisfy { slot in
            lane.isAtEnd(slot: slot) || lane.position(slot: slot) >= ranges[lane.partitions[slot]]?.high ?? 0
        }
    }
}

/// What was read of a topic to look at it.
struct TapSample {
    let partitions: Int
    /// Offsets between the partitions' beginnings and ends; compacted and aborted records are among them.
    let offsets: Int64
    private(set) var records = 0
    private(set) var empty = 0
    let schema: SchemaProfile
    private(set) var disorder = DisorderProfile()
    /// The first records, as they are.
    private(set) var shown: [String] = []
    let eventTime: FieldProfile?

    init(_ options: TapOptions) throws(SourceError) {
        let reader = try TapReader(options)
        partitions = reader.partitions.count
        offsets = reader.ranges.values.reduce(0) { $0 + $1.high - $1.low }
        if let start = options.start {
            try reader.begin(at: start)
        } else {
            try reader.begin(beforeEnd: max(1, options.sample / max(1, partitions)))
        }
        do throws(TimeError) { schema = try SchemaProfile() } catch {
            throw .failed(operation: "read times", reason: "\(error)")
        }
        var kept: [(partition: Int32, record: [UInt8])] = []
        while records < options.sample, !ToolPace.stopIsPending(), !reader.hasCaughtUp {
            guard let batch = try reader.next(timeoutMilliseconds: 100) else { continue }
            for index in 0..<min(batch.count, options.sample - records) {
                let record = batch.payloads[index]
                records += 1
                if record.isEmpty {
                    empty += 1
                    continue
                }
                if shown.count < options.rows { shown.append(String(decoding: record, as: UTF8.self)) }
                if schema.add(record) { kept.append((reader.partition(slot: batch.slot), Array(record))) }
            }
        }
        eventTime = schema.eventTime
        // Which field is the time is only known now.
        guard let eventTime else { return }
        for (partition, record) in kept {
            if let micros = record.withUnsafeBytes({ schema.time(of: eventTime, in: $0) }) {
                disorder.add(micros, partition: partition)
            }
        }
    }

    /// Why the records that were read show no fields; nil when one is a JSON object, or none was read.
    func reasonWithoutObjects(_ topic: String) -> String? {
        guard schema.objects == 0, records > empty else { return nil }
        return "no record of \(topic) is a JSON object; a job reads CSV text with format = 'csv' and declared columns"
    }
}
