import Glibc
import TestSupport
import Testing

/// Ctrl-C: once in good order, twice at once.
@Suite(.enabled(if: Database.isAvailable, "PostgreSQL's server is not installed"))
struct InterruptTests {
    @Test func `the first one commits, makes a checkpoint and ends with 0`() throws {
        let job = try SmallJob()
        try job.send(0..<50)
        let child = try job.started()
        try job.waitForRows(50)
        child.send(signal: SIGINT)
        #expect(try child.wait(timeoutSeconds: 30) == 0, "\(child.errorText)")
        #expect(child.errorText.contains("stopping: committing, then a checkpoint; once more to stop now"))
        #expect(child.errorText.contains("done: 50 records"), "\(child.errorText)")
        // Nothing is left to make again.
        let (_, next) = try job.run.catchUp()
        #expect(next.errorText.contains("restored at epoch") && !next.errorText.contains("replaying"))
        #expect(try job.difference(0..<50).isEmpty)
    }

    @Test func `two at one moment, as timeout sends them, are one orderly stop`() throws {
        let job = try SmallJob()
        try job.send(0..<50)
        let child = try job.started()
        try job.waitForRows(50)
        // Two of one kind could become one before they are heard.
        child.send(signal: SIGTERM)
        child.send(signal: SIGINT)
        #expect(try child.wait(timeoutSeconds: 30) == 0, "\(child.errorText)")
        #expect(child.errorText.contains("done: 50 records"), "\(child.errorText)")
        #expect(try job.difference(0..<50).isEmpty)
    }

    @Test func `the second one ends it with 130 while the first still waits for a lock, and nothing is lost`() throws {
        let job = try SmallJob()
        try job.send(0..<50)
        let child = try job.started()
        try job.waitForRows(50)
        let locker = try Child(
            "psql",
            [
                "-X", "-q", "-d", job.database.uri, "-c", "BEGIN", "-c", "LOCK TABLE copied", "-c", "SELECT 'held'",
                "-c",
                "SELECT pg_sleep(120)",
            ])
        #expect(locker.read { $0.outputText.contains("held") }, "\(locker.errorText)")
        try job.send(50..<80)
        // The commit of the new rows is under way and can't end.
        let waits = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'copied'::regclass"
        for _ in 0..<600 where try job.database.value(waits) == "0" { continue }
        #expect(try job.database.value(waits) != "0")
        child.send(signal: SIGINT)
        #expect(child.read { $0.errorText.contains("once more to stop now") }, "\(child.errorText)")
        // What comes within a moment is the first one's echo: asked again until it is heard, some times a second.
        #expect(
            !child.read(timeoutSeconds: 30) { child in
                child.send(signal: SIGINT)
                return false
            })
        #expect(try child.wait(timeoutSeconds: 10) == 130, "\(child.errorText)")
        locker.send(signal: SIGKILL)
        try locker.wait()
        try job.database.query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
                + "AND query = 'SELECT pg_sleep(120)'")
        try job.run.catchUp()
        #expect(try job.difference(0..<80).isEmpty)
    }
}
