import Glibc
import Runner

/// Events where a job reads them: in a topic of a real Kafka, or in files.
struct BenchTopic {
    let events: BenchEvents
    let brokers: String?
    let topic: String
    /// Wildcard of the files without a Kafka.
    let path: String

    /// Makes the topic and writes a share of the events; without a Kafka all of them go to files in `folder`.
    init(_ events: BenchEvents, brokers: String?, topic: String, folder: String, sentShare: Double = 1) throws {
        self.events = events
        self.brokers = brokers
        self.topic = topic
        guard brokers != nil else {
            path = try events.write(to: folder, name: topic)
            return
        }
        path = ""
        let producer = try producer()
        guard try KafkaAdministration(producer.handle).createTopic(topic, partitions: events.partitions) else {
            throw BenchError("the Kafka at \(brokers ?? "") has a topic \(topic) already")
        }
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
        let perPartition = Double(events.count / events.partitions)
        try events.forEach(Int64(perPartition * first)..<Int64(perPartition * last)) { partition, bytes in
            try producer.send(topic: topic, partition: Int32(partition), value: bytes)
        }
        try producer.flush()
    }

    /// Writes one event into each partition that is so late in event time that it closes every window before it. The
    /// end of files does that by itself.
    func sendClosing(_ text: String) throws {
        guard brokers != nil else { return }
        let producer = try producer()
        for partition in 0..<events.partitions {
            try producer.send(topic: topic, partition: Int32(partition), value: text)
        }
        try producer.flush()
    }

    /// Gives the broker its disk back, or unlinks the files.
    func remove() {
        guard brokers != nil else {
            for file in BenchEvents.files(path, partitions: events.partitions) { unlink(file) }
            return
        }
        try? KafkaAdministration(try producer().handle).deleteTopic(topic)
    }

    /// The WITH of a source that reads the events.
    var source: String {
        guard let brokers else { return "connector = 'file', path = '\(path)', format = 'json'" }
        return "connector = 'kafka', bootstrap_servers = '\(brokers)', topic = '\(topic)', format = 'json'"
    }
}
