import TestSupport
import Testing

/// Each golden query three ways: straight through, stopped and restored from checkpoints in the middle, and killed
/// in named phases and restored, with other numbers of lanes between lives. All must give what PostgreSQL gives.
@Suite(.enabled(if: Database.isAvailable, "PostgreSQL's server is not installed"))
struct GoldenTests {
    /// In the order of an epoch; each case begins at another one.
    static let phases = [
        "beforeCommit:1", "decoded:1", "checkpointLinked:1", "afterCommit:1", "exchanged:1", "manifestWritten:1",
        "journaled:1", "duringCommit:1",
    ]

    @Test func `there are at least 80 golden queries`() {
        #expect(GoldenCase.names.count >= 80 || Tree.variable("GOLDEN_ONLY") != nil)
    }

    @Test(arguments: GoldenCase.names) func `gives what PostgreSQL gives, three ways`(_ name: String) throws {
        let golden = try GoldenCase(name)
        let topics = try Topics()
        let topic = Topics.name("golden")
        try topics.create(topic, partitions: SalesData.partitions)
        let shift = golden.name.utf8.reduce(0) { $0 &+ Int($1) }
        let stopped = try Way("stopped and restored", golden, topics, topic)
        let killed = try Way("killed and restored", golden, topics, topic)
        for slice in 0..<SalesData.slices {
            try topics.send(SalesData.records(topic: topic, slice: slice))
            try stopped.run.catchUp(lanes: 1 + (shift + slice) % 3)
            let first = GoldenTests.phases[(shift + slice) % GoldenTests.phases.count]
            let second = GoldenTests.phases[(shift + 3 * slice + 1) % GoldenTests.phases.count]
            // There are new records, so an epoch with all its phases comes, and a checkpoint at its end.
            let isKilled = try killed.run.runUntilKilled(first, lanes: 1 + slice % 2)
            #expect(isKilled, "\(first) of slice \(slice) never came")
            // May have nothing left to do: then it ends by itself.
            if slice % 2 == 1 { try killed.run.runUntilKilled(second, lanes: 2 - slice % 2) }
        }
        try killed.run.catchUp(lanes: 2)
        let straight = try Way("straight through", golden, topics, topic)
        try straight.run.catchUp(lanes: 2)
        for way in [straight, stopped, killed] { try way.check(topics.records) }
    }
}

/// One way of running a golden query, with a database of its own.
private struct Way {
    let name: String
    let golden: GoldenCase
    let run: JobRun
    let database: Database
    /// Where files go.
    private let folder = Tree.scratch()

    init(_ name: String, _ golden: GoldenCase, _ topics: Topics, _ topic: String) throws {
        self.name = name
        self.golden = golden
        database = try Database()
        try database.query(GoldenCase.lookupsSQL)
        run = try JobRun(
            text: golden.job,
            environment: [
                "KAFKA_BROKERS": topics.brokers, "TOPIC": topic, "RUNNER_CONN_WAREHOUSE": database.uri,
                "FOLDER": GoldenCase.folder, "OUT": folder,
            ])
    }

    func check(_ records: [TopicRecord]) throws {
        try database.load(records)
        // The sink's tables are in public; PostgreSQL's answer is made in a schema of its own.
        try database.query("CREATE SCHEMA oracle; SET search_path = oracle, public;\n" + GoldenCase.recordsSQL)
        for expected in golden.expected {
            let table = expected.table
            let select = expected.select.trimmedStatement
            if expected.isFile {
                try database.query(
                    """
                    SET search_path = oracle, public;
                    CREATE TABLE public.\(table) AS SELECT * FROM (\n\(select)\n) e WITH NO DATA;
                    \\copy public.\(table) FROM '\(folder)/\(table).csv' CSV
                    """)
            }
            let difference = try database.difference("SELECT * FROM public.\(table)", "SELECT * FROM (\n\(select)\n) e")
            #expect(difference.isEmpty, "\(name), \(table):\n\(difference.prefix(12).joined(separator: "\n"))")
            let count = try database.value("SELECT count(*) > 0 FROM public.\(table)")
            #expect(count == "t" || golden.name.contains("empty"), "\(name): \(table) is empty, which shows nothing")
        }
    }
}

extension String {
    /// Without the semicolon at its end.
    fileprivate var trimmedStatement: String {
        var text = self[...]
        while let last = text.last, last == ";" || last.isWhitespace { text.removeLast() }
        return String(text)
    }
}
