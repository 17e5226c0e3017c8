import Glibc

/// One `runner generate`.
package struct GenerateRun {
    private let options: GenerateOptions

    package init(_ options: GenerateOptions) { self.options = options }

    /// Writes the events; returns how many.
    @discardableResult
    package func run() throws(JobError) -> Int64 {
        do throws(SourceError) {
            if let servers = options.bootstrapServers { return try writeToKafka(servers) }
            return try writeLines()
        } catch {
            throw JobError(error)
        }
    }

    private func writeToKafka(_ servers: String) throws(SourceError) -> Int64 {
        let producer = try KafkaProducer(
            bootstrapServers: servers, options: KafkaProducer.Options(compression: options.compression))
        let partitions = try ToolTopic.prepare(options.topic, partitions: options.partitions, with: producer)
        var events = options.events
        events.partitions = partitions
        let generator = try EventGenerator(events)
        let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: EventGenerator.eventBytesMax)
        defer { buffer.deallocate() }
        var pace = ToolPace(rate: options.rate, isQuiet: options.isQuiet)
        var written: Int64 = 0
        let end = options.count ?? Int64.max
        while written < end, pace.next(after: written) {
            let (number, partition) = written.quotientAndRemainder(dividingBy: Int64(partitions))
            let event = generator.write(partition: Int(partition), number: number, to: buffer)
            let key =
                event.keyLength == 0
                ? nil : UnsafeRawBufferPointer(start: buffer + event.keyStart, count: event.keyLength)
            try producer.send(
                topic: options.topic, partition: Int32(partition), key: key,
                value: UnsafeRawBufferPointer(start: buffer, count: event.length))
            written += 1
        }
        try producer.flush()
        pace.finish(written, to: options.topic)
        return written
    }

    private func writeLines() throws(SourceError) -> Int64 {
        let generator = try EventGenerator(options.events)
        let target = try ByteTarget(options.output)
        let capacity = 1 << 18
        let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity + EventGenerator.eventBytesMax + 1)
        defer { buffer.deallocate() }
        var used = 0
        var pace = ToolPace(rate: options.rate, isQuiet: options.isQuiet)
        var written: Int64 = 0
        let end = options.count ?? Int64.max
        while written < end, pace.next(after: written) {
            let event = generator.write(partition: 0, number: written, to: buffer + used)
            used += event.length
            buffer[used] = 10
            used += 1
            written += 1
            // At a rate somebody watches the lines as they come.
            if used >= capacity || options.rate != nil {
                try target.write(buffer, used)
                used = 0
                if target.isClosed { break }
            }
        }
        try target.write(buffer, used)
        pace.finish(written, to: options.output == "-" ? "standard output" : options.output)
        return written
    }
}

/// A file or standard output that takes bytes.
final class ByteTarget {
    private let descriptor: Int32
    private let path: String
    /// The reader has gone away: `runner generate retail | head`.
    private(set) var isClosed = false

    init(_ path: String) throws(SourceError) {
        self.path = path
        descriptor = path == "-" ? STDOUT_FILENO : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw .failed(operation: "write \(path)", reason: String(cString: strerror(errno)))
        }
    }

    deinit { if path != "-" { close(descriptor) } }

    func write(_ bytes: UnsafePointer<UInt8>, _ count: Int) throws(SourceError) {
        var start = 0
        while start < count, !isClosed {
            let taken = Glibc.write(descriptor, bytes + start, count - start)
            if taken >= 0 {
                start += taken
            } else if errno == EPIPE {
                isClosed = true
            } else if errno != EINTR {
                throw .failed(operation: "write \(path)", reason: String(cString: strerror(errno)))
            }
        }
    }
}

/// The topic that a tool writes to.
enum ToolTopic {
    /// Makes the topic if there is none; the answer is how many partitions it has.
    ///
    /// - Parameter keepsAll: a topic that is made has no end to its retention: Kafka takes records with old times of
    ///   their own away within minutes.
    static func prepare(
        _ topic: String, partitions: Int?, keepsAll: Bool = false, with producer: KafkaProducer
    ) throws(SourceError) -> Int {
        let handle = producer.handle
        // Among all names: asked for one, a broker may make the topic by itself, with its own partitions and retention.
        if try !handle.topicNames(timeoutSeconds: 10).contains(topic) {
            try KafkaAdministration(handle).createTopic(
                topic, partitions: partitions ?? 4, configuration: keepsAll ? ["retention.ms": "-1"] : [:])
        }
        let count = try knownPartitions(of: topic, handle)
        if let partitions, partitions != count {
            throw .topicExists(topic: topic, wanted: partitions, found: count)
        }
        return count
    }

    /// The partitions of a topic that exists: the brokers hear of a new one a moment after it was made.
    private static func knownPartitions(of topic: String, _ handle: KafkaHandle) throws(SourceError) -> Int {
        let deadline = monotonicMilliseconds() + 10_000
        while true {
            do throws(SourceError) {
                let counts = try handle.partitionCounts(topics: [topic], timeoutSeconds: 10)
                if let count = counts[topic] { return count }
            } catch {
                guard case .topicMissing = error, monotonicMilliseconds() < deadline else { throw error }
            }
            LaneSignal().wait(timeoutMilliseconds: 50)
        }
    }
}
