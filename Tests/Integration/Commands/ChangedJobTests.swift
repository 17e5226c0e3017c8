import Glibc
import TestSupport
import Testing

/// What a job whose text was changed may keep of its state.
@Suite(.enabled(if: Database.isAvailable, "PostgreSQL's server is not installed"))
struct ChangedJobTests {
    /// A query that is new beside those of `SmallJob`.
    private static let added = """
        CREATE MATERIALIZED VIEW by_amount WITH (connector = 'postgres', connection = 'warehouse') AS
        SELECT amount, count(*) AS n FROM events WHERE id >= 0 GROUP BY amount;

        """

    /// The new query before the old ones, so that all of them stand elsewhere.
    private static let text = replaced(
        SmallJob.text(), "CREATE MATERIALIZED VIEW counts", added + "CREATE MATERIALIZED VIEW counts")

    @Test func `a query beside the old ones begins empty, and the old ones go on`() throws {
        let job = try SmallJob(partitions: 2)
        try job.send(0..<100)
        try job.run.catchUp(lanes: 2)
        try Tree.write(job.run.path, Self.text)
        let (_, child) = try job.run.catchUp(lanes: 1)
        #expect(child.errorText.contains("by_amount aggregate is new: it begins empty"), "\(child.errorText)")
        #expect(child.errorText.contains("restored at epoch"), "\(child.errorText)")
        try job.send(100..<180, partition: 1)
        // Killed before a checkpoint of the changed job: it replays what it journaled onto the old one.
        try job.run.runUntilKilled("journaled:1", lanes: 2)
        try job.send(180..<200)
        try job.run.catchUp(lanes: 3)
        #expect(try job.difference(0..<200).isEmpty)
        let wrong = try job.database.difference(
            "SELECT amount, n FROM by_amount",
            "SELECT i * 3 % 50, count(*) FROM generate_series(100, 199) i GROUP BY 1")
        #expect(wrong.isEmpty, "\(wrong.prefix(5))")
    }

    @Test func `a lost query is refused with what it was, by --plan as by a start, and nothing is touched`() throws {
        let job = try SmallJob(Self.text)
        try job.send(0..<50)
        try job.run.catchUp()
        let before = try job.database.query("SELECT * FROM millrace.job")
        try Tree.write(job.run.path, SmallJob.text())
        let child = try job.run.start(["--until-caught-up"])
        #expect(try child.wait() == 78)
        #expect(
            child.errorText.contains("state of by_amount aggregate is gone (keys amount integer"), "\(child.errorText)")
        #expect(child.errorText.contains("another job_name"))
        #expect(try job.database.query("SELECT * FROM millrace.job") == before)
    }

    @Test func `epochs that only the old text can make again are not made by the new one`() throws {
        let job = try SmallJob(partitions: 2)
        try job.send(0..<100)
        #expect(try job.run.runUntilKilled("journaled:1", lanes: 1))
        try Tree.write(job.run.path, Self.text)
        let child = try job.run.start(["--until-caught-up"])
        #expect(try child.wait() == 78, "\(child.errorText)")
        #expect(child.errorText.contains("start it once with its old text"), "\(child.errorText)")
        try Tree.write(job.run.path, SmallJob.text())
        try job.run.catchUp()
        try Tree.write(job.run.path, Self.text)
        try job.send(100..<120, partition: 1)
        try job.run.catchUp()
        #expect(try job.difference(0..<120).isEmpty)
        #expect(try job.database.value("SELECT sum(n) FROM by_amount") == "20")
    }
}
