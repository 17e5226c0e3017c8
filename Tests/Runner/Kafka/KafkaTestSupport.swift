import Glibc
import Synchronization
import Testing

@testable import Runner

/// A record as a test sees it.
struct ReadRecord: Equatable {
    let partition: Int32
    let offset: Int64
    let key: String?
    let value: String?
    let timestamp: Int64
}

/// Copies a batch's records out.
func records(of batch: borrowing RecordBatch, partition: Int32) -> [ReadRecord] {
    func text(_ bytes: UnsafeRawBufferPointer) -> String? {
        bytes.baseAddress == nil ? nil : String(decoding: bytes, as: UTF8.self)
    }
    return (0..<batch.count).map { index in
        ReadRecord(
            partition: partition, offset: batch.offsets[index], key: text(batch.keys[index]),
            value: text(batch.payloads[index]), timestamp: batch.timestamps[index])
    }
}

extension LaneInput {
    /// Reads until all partitions are at their end (or the condition holds), for at most a minute.
    func drain(
        max: Int = 1_000, until done: ((any LaneInput, [ReadRecord]) -> Bool)? = nil
    ) throws -> [ReadRecord] {
        var all: [ReadRecord] = []
        for _ in 0..<600 {
            if let batch = try consumeBatch(max: max, timeoutMilliseconds: 100) {
                all += records(of: batch, partition: partitions[batch.slot].partition)
            }
            if let done {
                if done(self, all) { return all }
            } else if partitions.indices.allSatisfy({ isAtEnd(slot: $0) }) {
                return all
            }
        }
        Issue.record("the records did not come within a minute; \(all.count) came")
        return all
    }
}

/// A log that keeps its lines.
final class LinesLog: Sendable {
    let lines = Mutex<[String]>([])
    var log: KafkaLog { KafkaLog(write: { line in self.lines.withLock { $0.append(line) } }) }
}

/// The real Kafka of this test run, or nil: started once, stopped when the process ends.
enum RealKafka {
    static let brokers: String? = {
        if let given = environment("KAFKA_BROKERS") { return given }
        guard environment("KAFKA_HOME") != nil, let output = run("tools/services start kafka \(directory)") else {
            return nil
        }
        atexit { _ = RealKafka.run("tools/services stop \(RealKafka.directory) && rm -rf \(RealKafka.directory)") }
        return output.split(separator: "\n").first { $0.hasPrefix("KAFKA_BROKERS=") }.map { String($0.dropFirst(14)) }
    }()

    static let isAvailable = environment("KAFKA_BROKERS") != nil || environment("KAFKA_HOME") != nil
    /// True when the broker is ours, so that a test may hurt it.
    static let isPrivate = environment("KAFKA_BROKERS") == nil && environment("KAFKA_HOME") != nil

    static let directory = "/tmp/millrace-tests-\(getpid())"
    private static let root = #filePath.split(separator: "/").dropLast(4).map { "/" + $0 }.joined()

    private static func environment(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A command's output, run at the top of the tree; nil when it failed.
    static func run(_ command: String) -> String? {
        guard let stream = popen("cd \(root) && \(command)", "r") else { return nil }
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = fread(&chunk, 1, chunk.count, stream)
            if count == 0 { break }
            output += chunk[0..<count]
        }
        return pclose(stream) == 0 ? String(decoding: output, as: UTF8.self) : nil
    }
}

/// A value that tests change from any thread.
final class Synchronized<Value: Sendable>: Sendable {
    private let stored: Mutex<Value>
    init(_ value: Value) { stored = Mutex(value) }
    var value: Value {
        get { stored.withLock { $0 } }
        set { stored.withLock { $0 = newValue } }
    }
}
