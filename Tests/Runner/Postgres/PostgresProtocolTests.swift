import Foundation
import Operators
import StateStore
import Synchronization
import Testing

@testable import Runner

/// A job of one append sink whose epochs write their own number: what was committed, and how often, can be counted.
///
/// Each is used by one thread at a time, which a test hands it to.
final class CountingJob: Sendable {
    let table = SinkTable(name: "counted", columns: schema(["epoch!": .bigint]))
    private let held: Mutex<PostgresSystem>

    init(_ database: TestDatabase, port: Int? = nil, settings: PostgresSystem.Settings = quickSettings()) throws {
        let target = try PostgresTarget(table, schema: nil, name: "counted", create: .auto)
        let uri = database.server.uri(database.name, port: port) + "?sslmode=disable&gssencmode=disable"
        held = Mutex(try PostgresSystem(uri: uri, targets: [target], settings: settings))
    }

    /// Calls `body` with the sink itself.
    func withSystem<Value: Sendable>(_ body: (PostgresSystem) throws -> Value) throws -> Value {
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
}

extension TestDatabase {
    /// Every committed epoch wrote its two rows once, and the job's row agrees.
    func expectExactly(_ epochs: Int64) throws {
        let expected = epochs == 0 ? [] : (1...epochs).map { "\($0)|2" }
        #expect(try rows("SELECT epoch, count(*) FROM counted GROUP BY 1 ORDER BY 1") == expected)
        #expect(
            try rows("SELECT epoch, ledger ->> 'consumed' FROM millrace.job") == ["\(epochs)|\(epochs * 100)"])
    }
}

/// Runs `body` on a thread of its own and gives what it gave.
final class Background<Value: Sendable>: Sendable {
    private let result = Mutex<Result<Value, any Error>?>(nil)
    private let done = DispatchSemaphore(value: 0)

    init(_ body: @escaping @Sendable () throws -> Value) {
        Thread.detachNewThread { [self] in
            let outcome = Result { try body() }
            result.withLock { $0 = outcome }
            done.signal()
        }
    }

    func wait() throws -> Value {
        done.wait()
        return try result.withLock { result in
            guard let result else { throw CancellationError() }
            return try result.get()
        }
    }
}

/// Records a failure unless `body` throws what `isExpected` says.
func expectFailure(
    _ isExpected: (any Error) -> Bool, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void
) {
    do {
        try body()
        Issue.record("nothing was thrown", sourceLocation: sourceLocation)
    } catch {
        if !isExpected(error) { Issue.record(error, sourceLocation: sourceLocation) }
    }
}

/// Why the sink refused; `nil` when it did not.
func refusalText(_ body: () throws -> Void) -> String? {
    do {
        try body()
    } catch let error as SinkError {
        if case .refused(let text) = error { return text }
        Issue.record(error)
    } catch {
        Issue.record(error)
    }
    return nil
}

func isFenced(_ error: any Error) -> Bool { if case SinkError.fenced = error { true } else { false } }
func isTransient(_ error: any Error) -> Bool { if case SinkError.transient = error { true } else { false } }
func isUnknown(_ error: any Error) -> Bool { if case SinkError.unknownOutcome = error { true } else { false } }

@Suite struct PostgresProtocolTests {
    @Test(.postgres) func `an epoch is remembered with its boundary, and a new start continues behind it`() throws {
        let database = try TestServer.database()
        let job = try CountingJob(database)
        #expect(try job.start().epoch == .none)
        try job.commit(1)
        try job.commit(2)
        let position = try CountingJob(database).start()
        #expect(position.epoch == Epoch(2))
        #expect(position.uuid == testJob.uuid)
        #expect(position.fingerprint == testJob.fingerprint)
        #expect(position.boundaries == [boundary(1), boundary(2)])
        try database.expectExactly(2)
        #expect(
            try database.rows("SELECT positions, watermark, ledger FROM millrace.epoch WHERE epoch = 2") == [
                #"[{"topic": "events", "offset": 200, "source": "events", "partition": 0}]|2000-01-01 00:00:02+00|"#
                    + #"{"late": 1, "invalid": 1, "accepted": 97, "consumed": 100, "dead_lettered": 1}"#
            ])
    }

    @Test(.postgres) func `an epoch out of order is refused`() throws {
        let database = try TestServer.database()
        let job = try CountingJob(database)
        _ = try job.start()
        #expect(throws: SinkError.self) { try job.commit(2) }
        try job.commit(1)
        #expect(throws: SinkError.self) { try job.commit(1) }
        try database.expectExactly(1)
    }

    @Test(.postgres) func `epochs before the oldest checkpoint are forgotten, its own stays to compare pasts by`()
        throws
    {
        let database = try TestServer.database()
        let job = try CountingJob(database)
        _ = try job.start()
        for number in Int64(1)...4 { try job.commit(number) }
        var epoch = try job.epoch(5)
        epoch.oldestCheckpoint = Epoch(3)
        let made = epoch
        _ = try job.withSystem { try $0.commit(made) }
        #expect(try job.start().boundaries.map(\.epoch.rawValue) == [3, 4, 5])
    }

    @Test(.postgres) func `a job that another machine began keeps its first identity`() throws {
        let database = try TestServer.database()
        _ = try CountingJob(database).start()
        let other = SinkJob(name: testJob.name, uuid: randomUUID(), fingerprint: "f2")
        let position = try CountingJob(database).withSystem { try $0.start(other) }
        #expect(position?.uuid == testJob.uuid)
        #expect(position?.fingerprint == "f1")
    }

    @Test(.postgres) func `a database that is new to the job follows it from where it stands`() throws {
        let database = try TestServer.database()
        let job = try CountingJob(database)
        _ = try job.start()
        try job.commit(1)
        try job.withSystem { try $0.join(at: Epoch(7)) }
        #expect(throws: SinkError.self) { try job.commit(2) }
        _ = try job.start()
        try job.commit(8)
        let position = try job.start()
        #expect(position.epoch == Epoch(8) && position.boundaries == [boundary(8)])
        try database.run("UPDATE millrace.job SET incarnation = incarnation + 1, owner = gen_random_uuid()")
        expectFailure(isFenced) { try job.withSystem { try $0.join(at: Epoch(9)) } }
        #expect(try database.rows("SELECT epoch FROM millrace.job") == ["8"])
    }

    @Test(.postgres) func `a start with an objection disturbs nobody`() throws {
        let database = try TestServer.database()
        let running = try CountingJob(database)
        _ = try running.start()
        try running.commit(1)
        let other = try CountingJob(database)
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

    @Test(.postgres) func `a runner that was taken over touches no row`() throws {
        let database = try TestServer.database()
        let zombie = try CountingJob(database)
        _ = try zombie.start()
        try zombie.commit(1)
        // As a take-over by a runner that may not end the zombie's server process.
        try database.run("UPDATE millrace.job SET incarnation = incarnation + 1, owner = gen_random_uuid()")
        expectFailure(isFenced) { try zombie.commit(2) }
        expectFailure(isFenced) { _ = try zombie.start() }
        try database.expectExactly(1)
    }

    @Test(.postgres) func `a new runner ends the server process of the old one, which then finds itself fenced`() throws
    {
        let database = try TestServer.database()
        let old = try CountingJob(database)
        _ = try old.start()
        let new = try CountingJob(database)
        _ = try new.start()
        expectFailure({ isTransient($0) || isFenced($0) }) { try old.commit(1) }
        expectFailure(isFenced) { _ = try old.start() }
        try new.commit(1)
        try database.expectExactly(1)
    }

    @Test(.postgres) func `of several runners that start at one instant one goes on`() throws {
        let database = try TestServer.database()
        // The database is empty: tables and rows are made by all at once.
        let starts = try (0..<4).map { _ in
            let job = try CountingJob(database)
            return Background {
                do { return try job.commitAfterStart() } catch let error where isFenced(error) { return false }
            }
        }
        let winners = try starts.map { try $0.wait() }
        #expect(winners.filter { $0 }.count <= 1)
        let last = try CountingJob(database)
        let position = try last.start()
        #expect(position.epoch == Epoch(winners.contains(true) ? 1 : 0))
        try database.expectExactly(position.epoch.rawValue)
    }

    @Test(
        .postgres,
        arguments: [
            FaultProxy.Fault.cutBeforeCommit, .cutAfterCommit, .eatReply, .rollBackInstead,
        ])
    func `a COMMIT that goes wrong writes its epoch once`(_ fault: FaultProxy.Fault) throws {
        let database = try TestServer.database()
        let proxy = try #require(FaultProxy(serverPort: database.server.port))
        defer { proxy.close() }
        let job = try CountingJob(database, port: proxy.port)
        _ = try job.start()
        for number in Int64(1)...10 {
            proxy.arm(fault)
            #expect(try job.commitWhatever(number) == 1)
            proxy.hit.wait()
        }
        try database.expectExactly(10)
    }

    @Test(.postgres) func `a COMMIT answered with ROLLBACK is no success`() throws {
        let database = try TestServer.database()
        let proxy = try #require(FaultProxy(serverPort: database.server.port))
        defer { proxy.close() }
        let job = try CountingJob(database, port: proxy.port)
        _ = try job.start()
        proxy.arm(.rollBackInstead)
        expectFailure(isUnknown) { try job.commit(1) }
        #expect(try job.start().epoch == .none)
    }

    @Test(.postgres) func `a runner that went silent inside COMMIT is ended, and finds itself fenced`() throws {
        let database = try TestServer.database()
        let proxy = try #require(FaultProxy(serverPort: database.server.port))
        defer { proxy.close() }
        let silent = try CountingJob(database, port: proxy.port)
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
        let next = try CountingJob(database)
        #expect(try next.start().epoch == Epoch(1))
        try next.commit(2)
        proxy.release()
        #expect(try commit.wait())
        try database.expectExactly(2)
    }
}

extension CountingJob {
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
