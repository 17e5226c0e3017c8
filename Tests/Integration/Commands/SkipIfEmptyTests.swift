import Glibc
import TestSupport
import Testing

/// `--until-caught-up --skip-if-empty`: 99 says that there was nothing to do, and is never said when there was.
@Suite struct SkipIfEmptyTests {
    /// One record for the folder `in` of a job of files.
    private static func rows(_ ids: Range<Int>) -> String { ids.map { "\($0),row\n" }.joined() }

    @Test func `files that were read are work, the same files again are none, and no hook hears of that`() throws {
        let job = try FileJob("*.csv")
        let told = job.folder + "/told"
        let flags = ["--skip-if-empty", "--on-success", "cat >> \(told)", "--on-failure", "cat >> \(told)"]
        try job.put("a.csv", Self.rows(0..<10))
        let first = try job.outcome(flags)
        #expect(first.code == 0, "\(first.said)")
        #expect(try job.copied.count == 10)
        let again = try job.outcome(flags)
        #expect(again.code == 99 && again.said.contains("nothing to read"), "\(again.said)")
        #expect(try Tree.read(told).split(separator: "\n").count == 1)
        try job.put("b.csv", Self.rows(10..<15))
        #expect(try job.outcome(flags).code == 0)
        #expect(try job.copied.count == 15)
        #expect(try Tree.read(told).split(separator: "\n").count == 2)
    }

    /// The next run has nothing to read where all was journaled, and must still show what the killed one did not.
    @Test(arguments: ["decoded", "exchanged", "journaled", "beforeCommit", "duringCommit", "checkpointLinked"])
    func `what a killed run left is written before nothing is said to be left`(phase: String) throws {
        let job = try FileJob("*.csv")
        try job.put("a.csv", Self.rows(0..<1_000))
        let killed = try job.run.start(["--until-caught-up"], environment: ["RUNNER_FAULT_PHASE": phase])
        #expect(try killed.wait() == 128 + SIGKILL, "\(killed.errorText)")
        let next = try job.outcome(["--skip-if-empty"])
        #expect(next.code == 0 || next.code == 99, "\(next.said)")
        #expect(try job.copied.sorted() == Self.rows(0..<1_000).split(separator: "\n").map(String.init).sorted())
        #expect(try job.total == "1000,499500")
        #expect(try job.outcome(["--skip-if-empty"]).code == 99)
    }
}
