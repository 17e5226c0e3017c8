import Foundation
import Operators
import StateStore
import Synchronization
import Testing

@testable import Runner

/// A job of one append sink whose epochs write their own number: what was committed, and how often, can be counted.
///
/// Each is used by one thread at a time, which a test hands it to.
final class MySQLCountingJob: Sendable {
    let table = SinkTable(name: "counted", columns: schema(["epoch!": .bigint]))
    private let held: Mutex<MySQLSystem>

    init(_ database: MySQLDatabase, port: Int? = nil, graceSeconds: Int = 1, waitSeconds: Int = 4) throws {
        let target = try MySQLTarget(table, database: nil, name: "counted", create: .auto)
        var settings = MySQLSystem.Settings()
        settings.predecessorGraceSeconds = graceSeconds
        settings.lockWaitSecondsMax = waitSeconds
        let uri = database.server.uri(database.name, port: port)
        held = Mutex(try MySQLSystem(uri: uri, targets: [target], settings: settings))
    }

    /// Calls `body` with the sink itself.
    func withSystem<Value: Sendable>(_ body: (MySQLSystem) throws -> Value) throws -> Value {
        try held.withLock { try body($0) }
    }

    func epoch(_ number: Int64) throws -> EpochCommit {
        let encoder = try TupleEncoder(table)
        encoder.append(batch(table.columns, [[.int64(number)], [.int64(number)]]), operation: .append)
        return EpochCommit(number, [[encoder.take()]])
    }

    func start() throws -> SinkPosition {
        try #require(try withSystem { try $0.start(testJob) })
    }

    func commit(_ number: Int64) throws {
        let epoch = try epoch(number)
        _ = try withSystem { try $0.commit(epoch) }
    }

    /// What the engine's committer does: after an unclear or passing failure start anew, look, and send the epoch only
    /// if it is not there. Gives the number of attempts that failed.
    func commitWhatever(_ number: Int64) throws -> Int {
        var failures = 0
        while failures < 20 {
            do {
                if failures > 0, try start().epoch == Epoch(number) { return failures }
                try commit(number)
                return failures
            } catch let error as SinkError {
                switch error {
                case .unknownOutcome, .transient, .unreachable: failures += 1
                default: throw error
                }
            }
        }
        Issue.record("the epoch never got through")
        return failures
    }

    /// Starts and commits epoch 1, starting again as the engine would; false when another runner did it.
    func commitAfterStart() throws -> Bool {
        for _ in 0..<20 {
            do {
                if try start().epoch == Epoch(1) { return false }
                try commit(1)
                return true
            } catch let error where isTransient(error) || isUnknown(error) {
                continue
            }
        }
        return false
    }
}

extension MySQLDatabase {
    /// Every committed epoch wrote its two rows once, and the job's row agrees.
    func expectExactly(_ epochs: Int64) throws {
        let expected = epochs == 0 ? [] : (1...epochs).map { "\($0)|2" }
        #expect(try rows("SELECT epoch, count(*) FROM counted GROUP BY 1 ORDER BY 1") == expected)
        #expect(
            try rows("SELECT epoch, JSON_EXTRACT(ledger, '$.consumed') FROM millrace_job")
                == ["\(epochs)|\(epochs * 100)"])
    }
}

@Suite struct MySQLProtocolTests {
    @Test(.mysql) func `an epoch is remembered with its boundary, and a new start continues behind it`() throws {
        let database = try MySQLServer.database()
        let job = try MySQLCountingJob(database)
        #expect(try job.start().epoch == .none)
        try job.commit(1)
        try job.commit(2)
        let position = try MySQLCountingJob(database).start()
        #expect(position.epoch == Epoch(2))
        #expect(position.uuid == testJob.uuid)
        #expect(position.fingerprint == testJob.fingerprint)
        #expect(position.boundaries == [boundary(1), boundary(2)])
        try database.expectExactly(2)
        #expect(
            try database.rows("SELECT positions, watermark, ledger FROM millrace_epoch WHERE epoch = 2") == [
                #"[{"source":"events","topic":"events","partition":0,"offset":200}]|2000-01-01 00:00:02.000000|"#
                    + #"{"consumed":100,"accepted":97,"late":1,"invalid":1,"dead_lettered":1}"#
            ])
    }

    @Test(.mysql) func `an epoch out of order is refused`() throws {
        let database = try MySQLServer.database()
        let job = try MySQLCountingJob(database)
        _ = try job.start()
        #expect(throws: SinkError.self) { try job.commit(2) }
        try job.commit(1)
        #expect(throws: SinkError.self) { try job.commit(1) }
        try database.expectExactly(1)
    }

    @Test(.mysql) func `epochs before the oldest checkpoint are forgotten, its own stays to compare pasts by`() throws {
        let database = try MySQLServer.database()
        let job = try MySQLCountingJob(database)
        _ = try job.start()
        for number in Int64(1)...4 { try job.commit(number) }
        var epoch = try job.epoch(5)
        epoch.oldestCheckpoint = Epoch(3)
        let made = epoch
        _ = try job.withSystem { try $0.commit(made) }
        #expect(try job.start().boundaries.map(\.epoch.rawValue) == [3, 4, 5])
    }

    @Test(.mysql) func `a job that another machine began keeps its first identity`() throws {
        let database = try MySQLServer.database()
        _ = try MySQLCountingJob(database).start()
        let other = SinkJob(name: testJob.name, uuid: randomUUID(), fingerprint: "f2")
        let position = try MySQLCountingJob(database).withSystem { try $0.start(other) }
        #expect(position?.uuid == testJob.uuid)
        #expect(position?.fingerprint == "f1")
    }

    @Test(.mysql) func `a look finds the position and the differences, and changes nothing`() throws {
        let database = try MySQLServer.database()
        let fresh = try MySQLCountingJob(database).withSystem { try $0.look(testJob) }
        #expect(fresh.position == nil && fresh.problems.isEmpty)
        #expect(try database.rows("SHOW TABLES").isEmpty)
        let job = try MySQLCountingJob(database)
        _ = try job.start()
        try job.commit(1)
        try database.run("ALTER TABLE counted MODIFY epoch INT NOT NULL")
        let found = try MySQLCountingJob(database).withSystem { try $0.look(testJob) }
        #expect(found.position?.epoch == Epoch(1))
        #expect(found.position?.boundaries == [boundary(1)])
        #expect(found.problems.map(\.differences) == [[#"column "epoch": bigint here, int(11) there"#]])
        // The one that runs was not taken over.
        try job.commit(2)
    }

    @Test(.mysql) func `a start with an objection disturbs nobody`() throws {
        let database = try MySQLServer.database()
        let running = try MySQLCountingJob(database)
        _ = try running.start()
        try running.commit(1)
        let other = try MySQLCountingJob(database)
        var heard: Epoch?
        let text = refusalText {
            _ = try other.withSystem { system in
                try system.start(testJob) { position in
                    heard = position.epoch
                    return "not of this past"
                }
            }
        }
        #expect(text == "not of this past")
        #expect(heard == Epoch(1))
        try running.commit(2)
        try database.expectExactly(2)
    }

    @Test(.mysql) func `a runner that was taken over touches no row`() throws {
        let database = try MySQLServer.database()
        let zombie = try MySQLCountingJob(database)
        _ = try zombie.start()
        try zombie.commit(1)
        // As a take-over by a runner that could not end the zombie's session.
        try database.run("UPDATE millrace_job SET incarnation = incarnation + 1, owner = UUID()")
        expectFailure(isFenced) { try zombie.commit(2) }
        expectFailure(isFenced) { _ = try zombie.start() }
        try database.expectExactly(1)
    }

    @Test(.mysql) func `a new runner ends the session of the old one, which then finds itself fenced`() throws {
        let database = try MySQLServer.database()
        let old = try MySQLCountingJob(database)
        _ = try old.start()
        let new = try MySQLCountingJob(database)
        _ = try new.start()
        expectFailure({ isTransient($0) || isFenced($0) }) { try old.commit(1) }
        expectFailure(isFenced) { _ = try old.start() }
        try new.commit(1)
        try database.expectExactly(1)
    }

    @Test(.mysql) func `of several runners that start at one instant one goes on`() throws {
        let database = try MySQLServer.database()
        // The database is empty: tables and rows are made by all at once.
        let starts = try (0..<4).map { _ in
            let job = try MySQLCountingJob(database)
            return Background {
                do { return try job.commitAfterStart() } catch let error where isFenced(error) { return false }
            }
        }
        let winners = try starts.map { try $0.wait() }
        #expect(winners.filter { $0 }.count <= 1)
        let position = try MySQLCountingJob(database).start()
        #expect(position.epoch == Epoch(winners.contains(true) ? 1 : 0))
        try database.expectExactly(position.epoch.rawValue)
    }

    @Test(.mysql, arguments: [FaultProxy.Fault.cutBeforeCommit, .cutAfterCommit, .eatReply])
    func `a COMMIT that goes wrong writes its epoch once`(_ fault: FaultProxy.Fault) throws {
        let database = try MySQLServer.database()
        let proxy = try #require(FaultProxy(serverPort: database.server.port, wire: .mysql))
        defer { proxy.close() }
        let job = try MySQLCountingJob(database, port: proxy.port)
        _ = try job.start()
        for number in Int64(1)...10 {
            proxy.arm(fault)
            #expect(try job.commitWhatever(number) == 1)
            proxy.hit.wait()
        }
        try database.expectExactly(10)
    }

    @Test(.mysql) func `a runner that went silent inside COMMIT is ended, and finds itself fenced`() throws {
        let database = try MySQLServer.database()
        let proxy = try #require(FaultProxy(serverPort: database.server.port, wire: .mysql))
        defer { proxy.close() }
        let silent = try MySQLCountingJob(database, port: proxy.port)
        _ = try silent.start()
        try silent.commit(1)
        proxy.arm(.holdCommit)
        let commit = Background {
            expectFailure(isUnknown) { try silent.commit(2) }
            expectFailure(isFenced) { _ = try silent.start() }
            return true
        }
        proxy.hit.wait()
        // The silent one holds the job's row: its compare-and-set is done, its COMMIT is not.
        let next = try MySQLCountingJob(database)
        #expect(try next.start().epoch == Epoch(1))
        try next.commit(2)
        proxy.release()
        #expect(try commit.wait())
        try database.expectExactly(2)
    }

    @Test(.mysql) func `a stranger's lock is waited for up to the bound`() throws {
        let database = try MySQLServer.database()
        let job = try MySQLCountingJob(database)
        _ = try job.start()
        try database.run("START TRANSACTION")
        try database.run("SELECT 1 FROM millrace_job FOR UPDATE")
        let next = try MySQLCountingJob(database, graceSeconds: 1, waitSeconds: 2)
        expectFailure(isTransient) { _ = try next.start() }
        try database.run("ROLLBACK")
        #expect(try next.start().epoch == .none)
    }

    @Test(.mysql) func `a transaction that the server ended before COMMIT is not taken for committed`() throws {
        let database = try MySQLServer.database()
        let job = try MySQLCountingJob(database)
        _ = try job.start()
        try job.commit(1)
        let killed = try job.withSystem { try #require($0.session).connection.sessionNumber }
        try database.run("KILL CONNECTION \(killed)")
        expectFailure({ isTransient($0) || isUnknown($0) }) { try job.commit(2) }
        #expect(try job.commitWhatever(2) <= 1)
        try database.expectExactly(2)
    }

    @Test(.mysql) func `a database that is new to a job follows it from where the job stands`() throws {
        let database = try MySQLServer.database()
        let job = try MySQLCountingJob(database)
        _ = try job.start()
        try job.commit(1)
        _ = try job.start()
        try job.withSystem { try $0.join(at: Epoch(7)) }
        try job.commit(8)
        let position = try job.start()
        #expect(position.epoch == Epoch(8) && position.boundaries.map(\.epoch.rawValue) == [8])
        try database.run("UPDATE millrace_job SET incarnation = incarnation + 1")
        expectFailure(isFenced) { try job.withSystem { try $0.join(at: Epoch(9)) } }
    }
}
