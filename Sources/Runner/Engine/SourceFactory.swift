import Operators

/// The connectors of a job's sources.
enum SourceFactory {
    /// Connects to every source, one after the other.
    static func make(
        _ plan: LogicalPlan, log: @escaping @Sendable (String) -> Void
    ) throws(JobError) -> [any RecordSource] {
        var sources: [any RecordSource] = []
        for (index, source) in plan.sources.enumerated() {
            do throws(SourceError) {
                switch source.connector {
                case .kafka(let options):
                    let settings = KafkaSettings(
                        bootstrapServers: options.bootstrapServers, properties: options.properties)
                    sources.append(
                        try KafkaConsumer(
                            topics: [(source: index, topic: options.topic)], settings: settings,
                            log: KafkaLog(write: { log("kafka: \($0)") })))
                case .generator(let options):
                    sources.append(try GeneratorSource(source: index, declared: options))
                }
            } catch {
                throw JobError(error)
            }
        }
        return sources
    }
}
