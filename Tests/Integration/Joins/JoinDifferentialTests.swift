import Glibc
import TestSupport
import Testing

/// Random joins over random rows: rows as they come, bound in time, in windows, of groups in windows.
@Suite(.enabled(if: Database.isAvailable, "PostgreSQL's server is not installed"))
struct JoinDifferentialTests {
    private static func number(_ name: String, _ usual: Int) -> Int { Tree.variable(name).flatMap { Int($0) } ?? usual }
    private static let seeds: [Int] = {
        let first = number("JOIN_SEED", 1)
        return Array(first..<first + number("JOIN_CASES", 6))
    }()
    private static let queriesPerCase = 6
    /// 2025-03-29T20:00:00Z, so that the rows of some hours lie around a change of clocks.
    private static let start = 1_743_278_400

    @Test(arguments: seeds) func `random joins give what PostgreSQL gives`(_ seed: Int) throws {
        var random = JoinRandom(UInt64(seed))
        let folder = Tree.scratch()
        let delays = [random.pick([0, 60, 900]), random.pick([0, 60, 900])]
        var sides: [JoinSideRows] = []
        for (name, delay) in zip(["l", "r"], delays) {
            let side = JoinSideRows(&random, delaySeconds: delay, start: Self.start)
            for (number, file) in side.files.enumerated() {
                let lines = file.map { $0.json(&random) + "\n" }.joined()
                try Tree.write("\(folder)/\(name)-\(number).json", lines)
            }
            sides.append(side)
        }
        let queries = (0..<Self.queriesPerCase).map { _ in JoinQuery(&random) }
        let database = try Database()
        let run = try JobRun(
            text: job(delays, queries), environment: ["FOLDER": folder, "RUNNER_CONN_WAREHOUSE": database.uri])
        let lanes = 1 + random.below(3)
        if random.chance(40) {
            let phase = random.pick([
                "beforeCommit:1", "afterCommit:1", "checkpointLinked:1", "exchanged:1", "decoded:1",
            ])
            try run.runUntilKilled(phase, lanes: 1 + random.below(3))
        }
        try run.catchUp(lanes: lanes)
        try database.query(oracle(sides))
        for (number, query) in queries.enumerated() {
            let difference = try database.difference("SELECT * FROM public.out\(number)", query.there)
            #expect(
                difference.isEmpty,
                """
                JOIN_CASES=1 JOIN_SEED=\(seed) tools/test --filter JoinDifferentialTests
                \(query.here)
                \(difference.count) rows differ, delays \(delays), lanes \(lanes), files in \(folder):
                \(difference.prefix(12).joined(separator: "\n"))
                """)
        }
    }

    private func job(_ delays: [Int], _ queries: [JoinQuery]) -> String {
        var text = """
            SET job_name = 'joins';
            SET commit_interval = '50 ms';
            SET checkpoint_interval = '50 ms';
            SET state_ttl = '1000 days';

            """
        for (name, delay) in zip(["l", "r"], delays) {
            text += """
                CREATE TABLE \(name) (id bigint, k text, n integer, at timestamptz) WITH (
                    connector = 'file', path = '${FOLDER}/\(name)-*.json', format = 'json',
                    timestamp_format = 'unix_seconds', event_time = 'at', watermark_delay = '\(delay) seconds');

                """
        }
        for (number, query) in queries.enumerated() {
            let sink = "WITH (connector = 'postgres', connection = 'warehouse'"
            if query.isGrouped {
                text += "CREATE MATERIALIZED VIEW out\(number) \(sink)) AS \(query.here);\n"
            } else {
                text += "CREATE TABLE out\(number) (\(query.columns)) \(sink));\n"
                text += "INSERT INTO out\(number) \(query.here);\n"
            }
        }
        return text
    }

    /// The rows, by PostgreSQL.
    private func oracle(_ sides: [JoinSideRows]) -> String {
        var text = "CREATE SCHEMA oracle; SET search_path = oracle, public;\n"
        for (name, side) in zip(["l", "r"], sides) {
            text += "CREATE TABLE \(name) (id bigint, k text, n integer, at timestamptz);\n"
            text += "INSERT INTO \(name) VALUES \(side.rows.map(\.sql).joined(separator: ", "));\n"
        }
        return text
    }
}
