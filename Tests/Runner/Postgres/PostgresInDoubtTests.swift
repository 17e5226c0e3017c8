import Foundation
import Operators
import StateStore
import Synchronization
import Testing

@testable import Runner

/// A COMMIT that takes long because a deferred trigger sleeps in it.
@Suite struct PostgresInDoubtTests {
    private static func slowCommit(_ seconds: Double) -> String {
        """
        CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN PERFORM pg_sleep(\(seconds)); RETURN NULL; END $$;
        CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON counted DEFERRABLE INITIALLY DEFERRED
          FOR EACH ROW WHEN (NEW.epoch = 2) EXECUTE FUNCTION slow();
        """
    }

    /// Starts a job, commits epoch 1, and sends epoch 2, whose COMMIT takes long, from a thread of its own.
    private func begin(
        _ database: TestDatabase, seconds: Double, port: Int? = nil
    ) throws -> Background<[SinkError]> {
        let job = try CountingJob(database, port: port)
        _ = try job.start()
        try job.commit(1)
        try database.run(Self.slowCommit(seconds))
        let work = Background {
            var errors: [SinkError] = []
            for action in [{ try job.commit(2) }, { _ = try job.start() }] as [() throws -> Void] {
                do { try action() } catch let error as SinkError { errors.append(error) }
            }
            return errors
        }
        try waitUntil(
            database, "SELECT count(*) FROM pg_stat_activity WHERE query = 'COMMIT' AND wait_event = 'PgSleep'")
        return work
    }

    /// Waits inside the server until the query says 1.
    private func waitUntil(_ database: TestDatabase, _ query: String) throws {
        let condition = query + " AND datname = current_database()"
        for _ in 0..<1000 {
            if try database.rows(condition) == ["1"] { return }
            try database.run("SELECT pg_sleep(0.01)")
        }
        Issue.record("never so: \(query)")
    }

    @Test(.postgres) func `a new runner waits for the COMMIT of its predecessor and reads its epoch`() throws {
        let database = try TestServer.database()
        let predecessor = try begin(database, seconds: 0.3)
        var settings = quickSettings()
        settings.predecessorGraceMilliseconds = 20_000
        settings.lockWaitMillisecondsMax = 30_000
        let next = try CountingJob(database, settings: settings)
        #expect(try next.start().epoch == Epoch(2))
        let errors = try predecessor.wait()
        // Its COMMIT was done; only its start finds that it was taken over.
        #expect(errors.count == 1 && errors.allSatisfy { isFenced($0) })
        try database.expectExactly(2)
    }

    @Test(.postgres) func `a predecessor whose COMMIT takes too long is ended, and its epoch is not there`() throws {
        let database = try TestServer.database()
        let predecessor = try begin(database, seconds: 600)
        let next = try CountingJob(database)
        #expect(try next.start().epoch == Epoch(1))
        let errors = try predecessor.wait()
        #expect(errors.count == 2)
        #expect(errors.first.map { isUnknown($0) } == true)
        #expect(errors.last.map { isFenced($0) } == true)
        try database.expectExactly(1)
    }

    @Test(.postgres) func `a dead predecessor's COMMIT frees the row by itself`() throws {
        let database = try TestServer.database()
        let proxy = try #require(FaultProxy(serverPort: database.server.port))
        defer { proxy.close() }
        let predecessor = try begin(database, seconds: 600, port: proxy.port)
        // As a kill: the client's end is gone, the server is in the middle of COMMIT.
        proxy.close()
        _ = try predecessor.wait()
        var settings = quickSettings()
        settings.predecessorGraceMilliseconds = 60_000
        settings.lockWaitMillisecondsMax = 120_000
        let next = try CountingJob(database, settings: settings)
        #expect(try next.start().epoch == Epoch(1))
        try database.expectExactly(1)
    }

    @Test(.postgres) func `a stranger's lock is waited for up to the bound, and named`() throws {
        let database = try TestServer.database()
        let job = try CountingJob(database)
        _ = try job.start()
        try database.run("BEGIN; SELECT 1 FROM millrace.job FOR UPDATE")
        var settings = quickSettings()
        settings.predecessorGraceMilliseconds = 50
        settings.lockWaitMillisecondsMax = 200
        let next = try CountingJob(database, settings: settings)
        let error = #expect(throws: SinkError.self) { _ = try next.start() }
        #expect("\(error.map { "\($0)" } ?? "")".contains("(test)"))
        try database.run("ROLLBACK")
        #expect(try next.start().epoch == .none)
    }
}
