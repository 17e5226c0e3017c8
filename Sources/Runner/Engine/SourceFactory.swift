import Operators

/// The connectors of a job's sources.
enum SourceFactory {
    /// Connects to every source, one after the other.
    static func make(
        _ plan: LogicalPlan, log: @escaping @Sendable (String) -> Void
    ) throws(JobError) -> JobSources {
        var sources: [any RecordSource] = []
        var feeds: [EmbeddedFeed] = []
        for (index, source) in plan.sources.enumerated() {
            do throws(SourceError) {
                switch source.connector {
                case .kafka(let options):
                    var servers = options.bootstrapServers
                    if servers == "embedded" {
                        let feed = try EmbeddedFeed(source, topic: options.topic, log: log)
                        servers = feed.bootstrapServers
                        feeds.append(feed)
                    }
                    let settings = KafkaSettings(bootstrapServers: servers, properties: options.properties)
                    // The embedded cluster is old and says so to every client, which is of no use to anybody.
                    let isEmbedded = options.bootstrapServers == "embedded"
                    sources.append(
                        try KafkaConsumer(
                            topics: [(source: index, topic: options.topic)], settings: settings,
                            log: KafkaLog(write: { if !isEmbedded { log("kafka: \($0)") } })))
                case .generator(let options):
                    sources.append(try GeneratorSource(source: index, declared: options))
                }
            } catch {
                throw JobError(error)
            }
        }
        return JobSources(sources: sources, feeds: feeds)
    }
}

/// A job's sources, and what feeds those that live in the process.
struct JobSources {
    let sources: [any RecordSource]
    let feeds: [EmbeddedFeed]

    /// Ends all of them.
    func close() {
        for source in sources { source.close() }
        for feed in feeds { feed.stop() }
    }
}
