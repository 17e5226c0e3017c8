import Glibc
import TestSupport
import Testing

/// Lookup tables in PostgreSQL that change while the job runs and between its lives.
@Suite(.enabled(if: Database.isAvailable, "PostgreSQL's server is not installed"))
struct LookupReloadTests {
    private func job(checkpoints: String = "1 h") throws -> SmallJob {
        let job = try SmallJob.rated(
            by: "connector = 'postgres', connection = 'warehouse', table = 'dims.rates'", checkpoints: checkpoints)
        try job.database.query(
            """
            CREATE SCHEMA dims;
            CREATE TABLE dims.rates (name text PRIMARY KEY, rate integer);
            INSERT INTO dims.rates VALUES ('n0', 10), ('n1', 20), ('n2', 30);
            """)
        return job
    }

    @Test func `replayed rows meet the table that they met before the crash`() throws {
        let job = try job()
        let running = try job.started()
        try job.send(0..<60)
        try job.waitForRows(60)
        running.send(signal: SIGKILL)
        try running.wait()
        // No checkpoint was made: the next life replays everything.
        try job.database.query("UPDATE dims.rates SET rate = rate + 100; DELETE FROM dims.rates WHERE name = 'n2'")
        try job.send(60..<90, partition: 1)
        let (_, child) = try job.run.catchUp(lanes: 2)
        #expect(child.errorText.contains("replaying"), "\(child.errorText)")
        let seen = "SELECT id, rate FROM copied"
        let expected =
            "SELECT i, (i % 3 + 1) * 10 + CASE WHEN i < 60 THEN 0 ELSE 100 END FROM generate_series(0, 89) i "
            + "WHERE i < 60 OR i % 3 < 2"
        #expect(try job.database.difference(seen, expected).isEmpty)
        #expect(try job.wrongCounts().isEmpty)
    }

    @Test func `tables that change between kills leave counts that are those of the rows`() throws {
        let job = try job(checkpoints: "100 ms")
        let phases = ["afterCommit:2", "journaled:3", "manifestWritten:1", "beforeCommit:2", "checkpointLinked:1"]
        var kills = 0
        for (turn, phase) in phases.enumerated() {
            try job.send(turn * 40..<turn * 40 + 40, partition: Int32(turn % 2))
            if try job.run.runUntilKilled(phase, lanes: 1 + turn % 2) { kills += 1 }
            try job.database.query("UPDATE dims.rates SET rate = rate + 1")
        }
        try job.send(200..<210)
        try job.run.catchUp(lanes: 2)
        #expect(kills >= 2)
        #expect(try job.database.value("SELECT count(*) FROM copied") == "210")
        #expect(try job.database.value("SELECT count(DISTINCT rate) > 3 FROM copied") == "t")
        #expect(try job.wrongCounts().isEmpty)
    }

    @Test func `without its copies a replay says that it meets another table`() throws {
        let job = try job()
        try job.send(0..<30)
        // A job that ends makes a checkpoint with its last epoch; this one goes on, and has none when it dies.
        #expect(try job.run.run(until: "afterCommit:1", ["-p", "1"]).isKilled)
        for file in Tree.list(job.run.stateDirectory + "/lookups") {
            unlink(job.run.stateDirectory + "/lookups/" + file)
        }
        try job.database.query("UPDATE dims.rates SET rate = rate + 100")
        try job.send(30..<60)
        let (_, child) = try job.run.catchUp()
        #expect(
            child.errorText.contains("lookup table rates: this state directory has no copy of what epochs 1 to"),
            "\(child.errorText)")
        // What the other tests would see if the copies were not read.
        #expect(try !job.wrongCounts().isEmpty)
    }

    @Test func `a table is read again while the job runs, and stays when that fails`() throws {
        let job = try job()
        let running = try job.started()
        try job.send(0..<3)
        try job.waitForRows(3)
        try job.database.query("UPDATE dims.rates SET rate = rate + 100")
        var next = 3
        // Three rows at a time, until some meet the new table.
        let isNew = "SELECT count(*) > 0 FROM copied WHERE rate >= 100"
        while next < 2_000, try job.database.value(isNew) == "f" {
            try job.send(next..<next + 3)
            next += 3
            try job.waitForRows(next)
        }
        #expect(try job.database.value(isNew) == "t")
        try job.database.query("ALTER TABLE dims.rates RENAME TO away")
        #expect(
            running.read(until: {
                $0.errorText.contains("warning: lookup table rates keeps its rows, it could not be read again")
            }), "\(running.errorText)")
        try job.send(next..<next + 3)
        next += 3
        try job.waitForRows(next)
        try job.database.query("ALTER TABLE dims.away RENAME TO rates")
        #expect(
            running.read(until: { $0.errorText.contains("lookup table rates is read again: 3 rows") }),
            "\(running.errorText)")
        running.send(signal: SIGKILL)
        try running.wait()
        try job.database.query("UPDATE dims.rates SET rate = rate + 1000")
        try job.run.catchUp()
        #expect(try job.database.value("SELECT count(*) FROM copied") == "\(next)")
        #expect(try job.wrongCounts().isEmpty)
    }
}
