import Glibc

/// A C program that consumes a topic through librdkafka and drops it: the floor of everything that reads Kafka.
struct LibrdkafkaAlone {
    /// What consuming a topic took.
    struct Drop {
        let messages: Int
        let bytes: Int
        let wallSeconds: Double
        let cpuSeconds: Double
    }

    private let program: String
    private let context: BenchContext

    /// Compiles it; nil, with a note, where there is no C compiler.
    init?(_ context: BenchContext, _ report: inout BenchReport) throws {
        self.context = context
        program = context.folder + "/librdkafka-alone"
        guard access(program, X_OK) != 0 else { return }
        let run = try MeasuredProcess(
            path: "/bin/bash", arguments: ["Benchmarks/Kafka/librdkafka.sh", program], environment: context.environment
        ).run()
        guard run.exitCode == 0 else {
            report.note("no figures of librdkafka alone: no C compiler (cc), or bench does not run in the repository")
            return nil
        }
        let version = try? MeasuredProcess(
            path: "/usr/bin/env", arguments: ["dpkg-query", "-W", "-f=${Version}", "librdkafka1"],
            environment: context.environment
        ).run()
        report.used("librdkafka", version?.output ?? "unknown")
    }

    func drop(_ topic: BenchTopic) throws -> Drop {
        let run = try context.run(
            program, [topic.brokers ?? "", topic.topic, "\(topic.events.partitions)"], or: "librdkafka alone failed")
        let numbers = run.output.split { $0 == " " || $0 == "\n" }.compactMap { Double($0) }
        guard numbers.count == 4 else { throw BenchError("librdkafka alone said: \(run.output)") }
        return Drop(
            messages: Int(numbers[0]), bytes: Int(numbers[1]), wallSeconds: numbers[2] / 1e9,
            cpuSeconds: numbers[3] / 1e9)
    }
}
