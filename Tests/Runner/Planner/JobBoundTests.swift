import Testing

@testable import Runner

/// How much a job may hold, and what may not be in it.
@Suite struct JobBoundTests {
    @Test func `a job has as many sinks as can be told apart, and the next one is refused`() {
        func job(_ count: Int) -> String {
            "CREATE TABLE a (n integer) WITH (connector = 'file', path = 'a', format = 'json');\n"
                + (1...count).map { "SELECT n + \($0) AS k, count(*) FROM a GROUP BY k;\n" }.joined()
        }
        #expect(messages(job(Limits.sinksMax)) == "")
        let refused = messages(job(Limits.sinksMax + 1))
        #expect(refused.contains("a job has at most 64 sinks") && refused.contains("job.sql:66:"), "\(refused)")
    }

    private func job(types: String, column: String) -> String {
        "\(types)\nCREATE TABLE a (n integer, c \(column)) WITH (connector = 'file', path = 'a', format = 'json');\n"
            + "SELECT n FROM a;\n"
    }

    /// Its queries were left out of the job before, without a word.
    @Test(arguments: ["r", "r[]"]) func `a record type within itself is unknown`(field: String) {
        let refused = messages(job(types: "CREATE TYPE r AS (a integer, b \(field));", column: "r"))
        #expect(refused.contains("error[E0") && refused.contains("job.sql:1:"), "\(refused)")
    }

    @Test func `record types that double each other end at as many fields as a table has columns`() {
        let types = (1...30).map { "CREATE TYPE r\($0) AS (a r\($0 - 1), b r\($0 - 1));" }
        let all = (["CREATE TYPE r0 AS (a integer);"] + types).joined(separator: "\n")
        let refused = messages(job(types: all, column: "r30"))
        #expect(refused.contains("a record type has at most 1600 fields"), "\(refused)")
        #expect(refused.contains("job.sql:12:"), "\(refused)")
    }
}
