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
        for flags in [["--plan"], ["--until-caught-up"]] {
            let child = try job.run.start(flags)
            #expect(try child.wait() == 78)
            let text = child.outputText + child.errorText
            #expect(text.contains("state of by_amount aggregate is gone (keys amount integer"), "\(flags): \(text)")
            #expect(text.contains("another job_name"), "\(flags): \(text)")
        }
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

    @Test func `a sink in another database joins at the job's epoch, and both go on together through a kill`() throws {
        let job = try SmallJob(partitions: 2)
        try job.send(0..<100)
        try job.run.catchUp()
        let other = try Database()
        var run = job.run
        run.environment["RUNNER_CONN_OTHER"] = other.uri
        let copy = """
            CREATE TABLE elsewhere (id bigint, name text) WITH (connector = 'postgres', connection = 'other');
            INSERT INTO elsewhere SELECT id, name FROM events;
            """
        // First in the file: the new database commits first and takes the dead letters.
        try Tree.write(run.path, replaced(SmallJob.text(), "CREATE TABLE copied", copy + "CREATE TABLE copied"))
        let plan = try run.start(["--plan"])
        #expect(try plan.wait() == 0, "\(plan.errorText)")
        #expect(plan.outputText.contains("sink elsewhere is new"), "\(plan.outputText)")
        try job.send(100..<150, partition: 1)
        // Between the two commits: one database has the epoch, the other has not.
        #expect(try run.runUntilKilled("afterCommit:1", lanes: 1))
        try run.catchUp(lanes: 2)
        try job.send(150..<180)
        try run.catchUp()
        #expect(try job.difference(0..<180).isEmpty)
        #expect(
            try other.difference(
                "SELECT * FROM elsewhere", "SELECT i, 'n' || i % 3 FROM generate_series(100, 179) i"
            ).isEmpty)
        let epochs = try (
            job.database.value("SELECT epoch FROM millrace.job"), other.value("SELECT epoch FROM millrace.job")
        )
        #expect(epochs.0 == epochs.1)
    }
}
