import TestSupport

/// A reference job with its topic, its own database, and PostgreSQL's view of the same records.
final class ReferenceJob {
    let topic: String
    let topics: Topics
    let database: Database
    var run: JobRun
    private var loaded = 0

    static let isPossible = Database.isAvailable && Tree.variable("KAFKA_BROKERS") == nil
    static let condition = "needs PostgreSQL; and a Kafka of its own, as the jobs' topics have fixed names"

    init(_ file: String, topic: String, partitions: Int = 2) throws {
        self.topic = topic
        topics = try Topics()
        database = try Database()
        try topics.create(topic, partitions: partitions)
        run = JobRun(
            path: "\(Tree.root)/Tests/Jobs/\(file)",
            environment: [
                "KAFKA_BROKERS": topics.brokers, "RUNNER_CONN_WAREHOUSE": database.uri, "KAFKA_TOPIC_NAME": topic,
            ])
        try database.query("CREATE SCHEMA oracle")
    }

    /// Writes records to Kafka and to PostgreSQL's table `raw`.
    func send(_ records: [TopicRecord]) throws {
        try topics.send(records)
        try database.load(Array(topics.records[loaded...]))
        loaded = topics.records.count
    }

    /// Loads lines of JSON that the job showed into `public.shown(line jsonb)`.
    func show(_ lines: [String]) throws {
        let rows = lines.map { "($json$\($0)$json$)" }.joined(separator: ", ")
        try database.query(
            "DROP TABLE IF EXISTS public.shown; CREATE TABLE public.shown (line jsonb);"
                + (rows.isEmpty ? "" : "INSERT INTO public.shown VALUES \(rows)"))
    }
}

/// The lines of a child's stdout but the last, which is the summary.
func shownLines(_ child: Child) -> [String] {
    child.outputText.split(separator: "\n").dropLast().map(String.init)
}
