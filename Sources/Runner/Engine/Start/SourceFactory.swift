import Operators

/// The connectors of a job's sources.
enum SourceFactory {
    /// Connects to every source, one after the other; `wait` says how long one that is not there yet may take.
    static func make(
        _ plan: LogicalPlan, waiting wait: SourceWait = SourceWait(), log: @escaping @Sendable (String) -> Void
    ) throws(JobError) -> JobSources {
        var sources: [any RecordSource] = []
        for (index, source) in plan.sources.enumerated() {
            while true {
                do throws(SourceError) {
                    sources.append(try make(index, source, log: log))
                    break
                } catch {
                    try wait.again(after: error, of: source, log: log)
                }
            }
        }
        return JobSources(sources: sources)
    }

    /// Connects to one source.
    static func make(
        _ index: Int, _ source: SourcePlan, log: @escaping @Sendable (String) -> Void
    ) throws(SourceError) -> any RecordSource {
        switch source.connector {
        case .kafka(let options):
            if isEmbedded(source) { return try embedded(index, source, topic: options.topic) }
            let settings = KafkaSettings(bootstrapServers: options.bootstrapServers, properties: options.properties)
            return try KafkaConsumer(
                topics: [(source: index, topic: options.topic)], settings: settings,
                log: KafkaLog(write: { log("kafka: \($0)") }))
        case .file(let options) where options.isParquet: return try ParquetSource(source: index, options: options)
        case .file(let options): return try FileSource(source: index, options: options)
        case .postgres:
            throw .failed(operation: source.name, reason: "a table of a database is joined by its key, never a stream")
        case .generator(let options): return try GeneratorSource(source: index, declared: options)
        }
    }

    /// Whether the source's cluster lives in the process, so that there is nothing to look at before the start.
    static func isEmbedded(_ source: SourcePlan) -> Bool {
        if case .kafka(let options) = source.connector { options.bootstrapServers == "embedded" } else { false }
    }

    /// A cluster inside the process, fed with events that look like what the source declares. For trying things out:
    /// nothing outlives the process.
    private static func embedded(
        _ index: Int, _ source: SourcePlan, topic: String
    ) throws(SourceError) -> EmbeddedSource {
        let columns = source.decoded.compactMap { $0.path.first }
        let options = try EmbeddedSource.Options.demonstration(columns: columns, nowUnixMicros: wallClockUnixMicros())
        // The embedded cluster is old and says so to every client, which is of no use to anybody.
        return try EmbeddedSource(source: index, topic: topic, options: options, log: KafkaLog(write: { _ in }))
    }
}

/// A job's sources.
struct JobSources {
    let sources: [any RecordSource]

    /// Ends all of them.
    func close() {
        for source in sources { source.close() }
    }
}

/// How long a start waits for a Kafka that does not answer and for topics that do not exist.
final class SourceWait {
    private let deadlineMilliseconds: Int64
    private let isStopped: () -> Bool
    private var hasTold = false
    /// Between two looks.
    private static let pauseMilliseconds = 500

    /// Does not wait at all unless it is told to; `isStopped` is asked a few times a second.
    init(milliseconds: Int64 = 0, isStopped: @escaping () -> Bool = { false }) {
        deadlineMilliseconds = monotonicMilliseconds() + milliseconds
        self.isStopped = isStopped
    }

    /// Returns when another attempt is due, throws when there is none.
    func again(after error: SourceError, of source: SourcePlan, log: (String) -> Void) throws(JobError) {
        switch error {
        case .topicMissing, .unreachable: break
        default: throw JobError(error, of: source)
        }
        guard monotonicMilliseconds() < deadlineMilliseconds else {
            // Whoever waited expects that it comes: its absence is no mistake in the job.
            if hasTold { throw JobError(.unavailable, "\(error.description); waited in vain") }
            throw JobError(error)
        }
        if !hasTold { log("\(error.description); waiting for it") }
        hasTold = true
        LaneSignal().wait(timeoutMilliseconds: SourceWait.pauseMilliseconds)
        if isStopped() { throw JobError(.interrupted, "stopped while waiting: \(error.description)") }
    }
}
