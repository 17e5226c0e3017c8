import TestSupport
import Testing

/// A job that takes one topic to PostgreSQL, to MySQL and into a folder. What was sent is in PostgreSQL's table `raw`,
/// too, so that its own computation can be compared.
final class SharedJob {
    static let isPossible = Database.isAvailable && MariaDatabase.isAvailable
    static let need: Comment = "needs PostgreSQL and MariaDB: apt-get install postgresql mariadb-server"

    let topics: Topics
    let topic: String
    let postgres: Database
    let maria: MariaDatabase
    let run: JobRun
    let folder = Tree.scratch()
    /// How many records the topic has.
    private(set) var sent = 0
    private let isBad: (Int) -> Bool

    /// - Parameters:
    ///   - stem: what the topic's name begins with.
    ///   - ownServer: a MariaDB that the test may stop.
    ///   - isBad: the numbers of records that are not as the job wants them; their key is `bad`.
    ///   - text: the job's text for a topic. Its connections are `warehouse` and `workshop`, its folder is `${OUT}`.
    init(
        _ stem: String, ownServer: Bool = false, isBad: @escaping (Int) -> Bool = { _ in false },
        text: (_ topic: String) -> String
    ) throws {
        self.isBad = isBad
        topics = try Topics()
        topic = Topics.name(stem)
        try topics.create(topic, partitions: 2)
        postgres = try Database()
        maria = try MariaDatabase(ownServer: ownServer)
        run = try JobRun(
            text: text(topic),
            environment: [
                "KAFKA_BROKERS": topics.brokers, "RUNNER_CONN_WAREHOUSE": postgres.uri,
                "RUNNER_CONN_WORKSHOP": maria.uri, "OUT": folder,
            ])
        try postgres.query("CREATE SCHEMA oracle")
    }

    /// Sends the next records: three seconds apart, to both partitions in turn.
    func send(_ count: Int) throws {
        try topics.send(
            (sent..<(sent + count)).map { index in
                let time = 1_617_000_000 + index * 3
                let region = ["\"ID\"", "\"id\"", "null", "\"\"", "\"it's \\\\ ü🦊\""][index % 5]
                let isBad = self.isBad(index)
                return TopicRecord(
                    topic: topic, partition: Int32(index % 2), key: isBad ? "bad" : nil,
                    value: """
                        {"id": \(isBad ? "\"?\"" : "\(index)"), "region": \(region), \
                        "price": \(index * 7_919 % 1_000_003).\(10 + index % 90), "timestamp": \(time)}
                        """, timestampMilliseconds: Int64(time) * 1_000)
            })
        try postgres.load(Array(topics.records[sent...]))
        sent += count
    }
}
