import FoundationEssentials
import Runner
import Testing

/// Where shared material lies, when it is there.
private let shared = ProcessInfo.processInfo.environment["MILLRACE_SHARED"]

@Suite struct NexmarkTests {
    @Test(.enabled(if: shared != nil, "set MILLRACE_SHARED"))
    func `the Nexmark queries parse, all but the one on processing time`() throws {
        let path = URL(filePath: shared ?? "").appending(path: "jobs/nexmark.sql")
        let parsed = parseJob(try String(contentsOf: path, encoding: .utf8))
        #expect(parsed.diagnostics.map(\.message) == ["PROCTIME() is Flink's spelling"])
        #expect(parsed.job.statements.count == 25)
    }
}
