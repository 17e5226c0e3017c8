import Glibc
import Runner

/// Events of a profile in a real Kafka, or described for the generator inside the job.
struct BenchTopic {
    let options: EventOptions
    let events: Int
    let brokers: String?
    let topic: String

    /// Writes the events to a new topic when there is a Kafka.
    init(_ profile: EventProfile, keySpace: UInt64?, events: Int, brokers: String?, topic: String) throws {
        // The generator inside a job takes no more options than these.
        options =
            brokers == nil
            ? EventOptions(profile: profile, seed: 1, partitions: 4)
            : EventOptions(
                profile: profile, seed: 1, partitions: 4, disorderMicrosMax: 60_000_000, keySpace: keySpace)
        self.events = events
        self.brokers = brokers
        self.topic = topic
        guard let brokers else { return }
        let producer = try KafkaProducer(
            bootstrapServers: brokers, options: .init(acknowledge: .leader, compression: "lz4", lingerMilliseconds: 50))
        try KafkaAdministration(producer.handle).createTopic(topic, partitions: options.partitions)
        let generator = try EventGenerator(options)
        let perPartition = Int64(events / options.partitions)
        var sent = [Int64](repeating: 0, count: options.partitions)
        while sent.contains(where: { $0 < perPartition }) {
            for partition in sent.indices where sent[partition] < perPartition {
                let wanted = Int(min(5_000, perPartition - sent[partition]))
                let batch = generator.batch(partition: partition, from: sent[partition], count: wanted)
                for index in 0..<batch.count {
                    try producer.send(topic: topic, partition: Int32(partition), value: batch.payloads[index])
                }
                sent[partition] = batch.nextOffset
            }
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
