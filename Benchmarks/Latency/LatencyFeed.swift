import Glibc
import Runner

/// Sends events at fixed times from a process of its own. Event i is due i / rate seconds after the start.
struct LatencyFeed {
    let brokers: String
    let topic: String
    let rate: Int
    let events: Int

    static let partitions = 4

    /// Prints `start MICROSECONDS` of the monotonic clock, sends, prints `sent EVENTS`.
    func run() throws {
        let producer = try KafkaProducer(
            bootstrapServers: brokers, options: .init(acknowledge: .leader, compression: "none", lingerMilliseconds: 1))
        // The first record waits for the connection: one that the job skips is sent before the clock runs.
        for partition in 0..<LatencyFeed.partitions {
            try producer.send(topic: topic, partition: Int32(partition), value: "{\"part\": -1}")
        }
        try producer.flush()
        let start = monotonicMicros() + 100_000
        Terminal.put("start \(start)\n")
        let signal = LaneSignal()
        var sent = 0
        while sent < events {
            let due = Swift.min(events, Int(max(0, monotonicMicros() - start)) * rate / 1_000_000 + 1)
            while sent < due {
                let text = Array("{\"part\": \(sent % LatencyFeed.partitions), \"id\": \(sent), \"amount\": 4711}".utf8)
                try text.withUnsafeBytes {
                    try producer.send(topic: topic, partition: Int32(sent % LatencyFeed.partitions), value: $0)
                }
                sent += 1
            }
            signal.wait(timeoutMilliseconds: 1)
        }
        try producer.flush()
        Terminal.put("sent \(sent)\n")
    }
}
