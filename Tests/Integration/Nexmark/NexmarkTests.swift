import TestSupport
import Testing

/// The Nexmark queries in one job over generated events, against PostgreSQL over the same lines.
@Suite(.enabled(if: Database.isAvailable, "PostgreSQL's server is not installed"))
struct NexmarkTests {
    private static let folder = Tree.root + "/Tests/Integration/Nexmark"

    /// One query as it stands in its file.
    private struct Query {
        let name: String
        var select = ""
        /// What of the result is compared.
        var ours: String
        var expected: String

        init(_ file: String) throws {
            name = String(file.dropLast(4))
            var parts = ["query": ""]
            var part = "query"
            for line in try Tree.read(NexmarkTests.folder + "/Queries/" + file).split(separator: "\n") {
                if line.hasPrefix("--- ") {
                    part = String(line.dropFirst(4))
                } else {
                    parts[part, default: ""] += line + "\n"
                }
            }
            select = parts["query"] ?? ""
            ours = parts["ours"] ?? "SELECT * FROM public.\(name)"
            expected = parts["expected"] ?? select
        }

        /// The query with its target.
        var statement: String {
            "CREATE MATERIALIZED VIEW \(name) WITH (connector = 'postgres', connection = 'warehouse') AS\n\(select);\n"
        }
    }

    private let queries: [Query]
    /// The events of all queries but q12, and those of q12.
    private let lines: [String: [String]]
    private let events: String
    /// What q13 looks up: `i,i` for i below 10,000.
    private let sideInput: String

    init() throws {
        queries = try Tree.list(NexmarkTests.folder + "/Queries").filter { $0.hasSuffix(".sql") }.map { try Query($0) }
        let folder = Tree.scratch()
        events = folder + "/events.json"
        sideInput = folder + "/side_input.csv"
        try Tree.write(sideInput, (0..<10_000).map { "\($0),\($0)\n" }.joined())
        let clocked = folder + "/clocked.json"
        let generate = ["generate", "nexmark", "-q"]
        _ = try Child.output(
            try Tree.runner, generate + ["-n", "10000", "--step", "20ms", "--seed", "9", "-o", events])
        _ = try Child.output(try Tree.runner, generate + ["-n", "50000", "--seed", "5", "-o", clocked])
        lines = [
            "events": try Tree.read(events).split(separator: "\n").map(String.init),
            "clocked": try Tree.read(clocked).split(separator: "\n").map(String.init),
        ]
    }

    private func job(_ database: Database) throws -> JobRun {
        let head = try Tree.read(NexmarkTests.folder + "/nexmark.sql")
        return try JobRun(
            text: head + queries.map(\.statement).joined(),
            environment: ["EVENTS": events, "SIDE_INPUT": sideInput, "RUNNER_CONN_WAREHOUSE": database.uri])
    }

    @Test func `every query gives what PostgreSQL gives, straight through`() throws {
        let database = try Database()
        try job(database).catchUp(lanes: 2)
        try check(database, "straight through")
    }

    @Test func `every query gives what PostgreSQL gives, killed and restored`() throws {
        let database = try Database()
        let job = try job(database)
        let phases = ["journaled:2", "afterCommit:2", "manifestWritten:1", "beforeCommit:2", "duringCommit:1"]
        var kills = 0
        for (index, phase) in phases.enumerated() where try job.runUntilKilled(phase, lanes: 1 + index % 2) {
            kills += 1
        }
        #expect(kills >= 3)
        try job.catchUp(lanes: 2)
        try check(database, "killed and restored")
    }

    private func check(_ database: Database, _ way: String) throws {
        try database.load(
            lines.flatMap { topic, lines in lines.map { TopicRecord(topic: topic, partition: 0, value: $0) } })
        try database.query(
            "CREATE SCHEMA oracle; SET search_path = oracle, public;\n"
                + (try Tree.read(NexmarkTests.folder + "/records.sql")))
        for query in queries {
            let difference = try database.difference(query.ours, query.expected)
            #expect(difference.isEmpty, "\(way), \(query.name):\n\(difference.prefix(8).joined(separator: "\n"))")
            let count = try database.value("SELECT count(*) > 0 FROM public.\(query.name)")
            #expect(count == "t", "\(way), \(query.name) is empty, which shows nothing")
        }
    }
}
