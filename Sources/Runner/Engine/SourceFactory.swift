import Operators

/// The connectors of a job's sources.
enum SourceFactory {
    /// Connects to every source, one after the other.
    static func make(
        _ plan: LogicalPlan, log: @escaping @Sendable (String) -> Void
    ) throws(JobError) -> JobSources {
        var sources: [any RecordSource] = []
        for (index, source) in plan.sources.enumerated() {
            do throws(SourceError) {
                sources.append(try make(index, source, log: log))
            } catch {
                throw JobError(error)
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
