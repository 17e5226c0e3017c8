import Testing

@testable import Runner

@Suite struct SinkCountTests {
    @Test func `a job has as many sinks as can be told apart, and the next one is refused`() {
        func job(_ count: Int) -> String {
            "CREATE TABLE a (n integer) WITH (connector = 'file', path = 'a', format = 'json');\n"
                + (1...count).map { "SELECT n + \($0) AS k, count(*) FROM a GROUP BY k;\n" }.joined()
        }
        #expect(messages(job(Limits.sinksMax)) == "")
        let refused = messages(job(Limits.sinksMax + 1))
        #expect(refused.contains("a job has at most 64 sinks") && refused.contains("job.sql:66:"), "\(refused)")
    }
}
