import Glibc
import Runner

/// Events of a profile in a real Kafka, or described for the generator inside the job.
struct BenchTopic {
    let options: EventOptions
    let events: Int
    let brokers: String?
    let topic: String

    /// Writes the first events, by default all, to a new topic when there is a Kafka.
    init(
        _ profile: EventProfile, keySpace: UInt64?, events: Int, brokers: String?, topic: String,
        sentShare: Double = 1
    ) throws {
        // The generator inside a job takes no more options than these.
        options =
            brokers == nil
            ? EventOptions(profile: profile, seed: 1, partitions: 4)
            : EventOptions(
                profile: profile, seed: 1, partitions: 4, disorderMicrosMax: 60_000_000, keySpace: keySpace)
        self.events = events
        self.brokers = brokers
        self.topic = topic
        guard brokers != nil else { return }
        try KafkaAdministration(try producer().handle).createTopic(topic, partitions: options.partitions)
        try send(from: 0, to: sentShare)
    }

    private func producer() throws -> KafkaProducer {
        try KafkaProducer(
            bootstrapServers: brokers ?? "",
            options: .init(acknowledge: .leader, compression: "lz4", lingerMilliseconds: 50))
    }

    /// Writes the events of a part of the stream, given by shares of it.
    func send(from first: Double, to last: Double) throws {
        let producer = try producer()
        let generator = try EventGenerator(options)
        let perPartition = Double(events / options.partitions)
        var sent = [Int64](repeating: Int64(perPartition * first), count: options.partitions)
        let end = Int64(perPartition * last)
        while sent.contains(where: { $0 < end }) {
            for partition in sent.indices where sent[partition] < end {
                let wanted = Int(min(5_000, end - sent[partition]))
                let batch = generator.batch(partition: partition, from: sent[partition], count: wanted)
                for index in 0..<batch.count {
                    try producer.send(topic: topic, partition: Int32(partition), value: batch.payloads[index])
                }
                sent[partition] = batch.nextOffset
            }
        }
        try producer.flush()
    }

    /// Writes one event into each partition that is so late in event time that it closes every window before it.
    func sendClosing() throws {
        let producer = try producer()
        let seconds = options.startUnixMicros / 1_000_000 + 90 * 86_400
        for partition in 0..<options.partitions {
            try producer.send(
                topic: topic, partition: Int32(partition),
                value: "{\"customer_id\":0,\"quantity\":0,\"price\":0,\"timestamp\":\(seconds)}")
        }
        try producer.flush()
    }

    /// The WITH of a source that reads the events.
    var source: String {
        if let brokers {
            return "connector = 'kafka', bootstrap_servers = '\(brokers)', topic = '\(topic)', format = 'json'"
        }
        return "connector = 'generator', profile = '\(options.profile.rawValue)', seed = '1', count = '\(events)', "
            + "partitions = '\(options.partitions)'"
    }

    /// Calls `body` with every event's bytes, as they were written.
    func forEachEvent(_ body: (UnsafeRawBufferPointer) -> Void) throws {
        let generator = try EventGenerator(options)
        let perPartition = Int64(events / options.partitions)
        for partition in 0..<options.partitions {
            var next: Int64 = 0
            while next < perPartition {
                let wanted = Int(min(5_000, perPartition - next))
                let batch = generator.batch(partition: partition, from: next, count: wanted)
                for index in 0..<batch.count { body(batch.payloads[index]) }
                next = batch.nextOffset
            }
        }
    }
}
