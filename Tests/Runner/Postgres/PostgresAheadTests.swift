import Dispatch
import Operators
import StateStore
import Synchronization
import Testing

@testable import Runner

/// Epochs of final rows that wait for their turn: the table says which server process wrote each.
final class QueuedJob: Sendable {
    static let columns = schema(["id!": .bigint, "epoch!": .bigint])
    private let held: Mutex<PostgresSystem>
    private let table: SinkTable
    private let epochs: [EpochCommit]

    /// - Parameters:
    ///   - ids: for each epoch, the ids of its rows.
    ///   - hasKey: `id` is the key.
    ///   - isAhead: later epochs are known while one is being committed.
    init(
        _ database: TestDatabase, _ ids: [[Int64]], hasKey: Bool = false, port: Int? = nil, isAhead: Bool = true,
        onError: RecordPolicy = .fail, settings: PostgresSystem.Settings = quickSettings()
    ) throws {
        table = SinkTable(
            name: "queued", columns: QueuedJob.columns, key: hasKey ? [0] : [], emit: .final, onError: onError)
        let encoder = try TupleEncoder(table)
        epochs = ids.enumerated().map { index, ids in
            let rows: [[Scalar]] = ids.map { [.int64($0), .int64(Int64(index) + 1)] }
            encoder.append(batch(QueuedJob.columns, rows), operation: hasKey ? .upsert : .append)
            return EpochCommit(Int64(index) + 1, [[encoder.take()]])
        }
        let target = try PostgresTarget(table, schema: nil, name: "queued", create: .auto)
        let uri = database.server.uri(database.name, port: port) + "?sslmode=disable&gssencmode=disable"
        let system = try PostgresSystem(uri: uri, targets: [target], settings: settings)
        if isAhead {
            let all = epochs
            system.follow { epoch in all.filter { $0.boundary.epoch > epoch } }
        }
        held = Mutex(system)
    }

    @discardableResult
    func start() throws -> Epoch {
        try held.withLock { try $0.start(testJob)?.epoch ?? .none }
    }

    @discardableResult
    func commit(_ number: Int) throws -> CommitReport {
        let epoch = epochs[number - 1]
        return try held.withLock { try $0.commit(epoch) }
    }

    func close() { held.withLock { $0.close() } }

    /// What the engine's committer does, for all epochs; gives the number of attempts that failed.
    func commitAll() throws -> Int {
        var failures = 0
        var number = 1
        while number <= epochs.count {
            do {
                try commit(number)
                number += 1
            } catch let error as SinkError {
                switch error {
                case .unknownOutcome, .transient, .unreachable: failures += 1
                default: throw error
                }
                guard failures < 50 else { throw error }
                while true {
                    do {
                        number = Int(try start().rawValue) + 1
                        break
                    } catch let error as SinkError {
                        guard isTransient(error), failures < 50 else { throw error }
                        failures += 1
                    }
                }
            }
        }
        return failures
    }
}

extension TestDatabase {
    /// The table, made before the job starts: who writes a row is seen in it.
    fileprivate func makeQueued(_ constraint: String = "") throws {
        try run(
            "CREATE TABLE queued (id bigint NOT NULL\(constraint), epoch bigint NOT NULL, "
                + "writer integer DEFAULT pg_backend_pid())")
    }

    /// What a thread of the sink's can ask.
    fileprivate var watch: Watch { Watch(uri: uri) }
}

/// Looks at a database from any thread, by a connection for each question.
private struct Watch: Sendable {
    let uri: String

    func value(_ sql: String) throws -> String {
        let connection = try PostgresConnection(PostgresAddress(uri), applicationName: "watch")
        defer { connection.close() }
        return try connection.execute(sql).text(0, 0) ?? ""
    }

    /// Waits until so many connections have written rows and wait for their epochs' turn.
    func awaitAhead(_ count: Int) {
        do {
            _ = try value(
                """
                DO $$ BEGIN
                    FOR attempt IN 1..2000 LOOP
                        PERFORM pg_stat_clear_snapshot();
                        IF (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
                            AND application_name LIKE 'millrace-ahead/%' AND state = 'idle in transaction') = \(count)
                        THEN RETURN; END IF;
                        PERFORM pg_sleep(0.01);
                    END LOOP;
                    RAISE 'other than \(count) epochs are written ahead';
                END $$
                """)
        } catch {
            Issue.record(error)
        }
    }
}

/// Rows of later epochs are written while an earlier one is being committed.
@Suite struct PostgresAheadTests {
    private func ids(_ epochs: Int, rows: Int = 3) -> [[Int64]] {
        (0..<epochs).map { epoch in (0..<rows).map { Int64(epoch * rows + $0) } }
    }

    @Test(.postgres) func `later epochs are written by connections of their own, and seen in their turn`() throws {
        let database = try TestServer.database()
        try database.makeQueued()
        var settings = quickSettings()
        let seen = Mutex("")
        let watch = database.watch
        settings.onPhase = { phase, epoch in
            guard phase == .before, epoch == Epoch(1) else { return }
            // Two are written, and nobody sees any of the three.
            watch.awaitAhead(2)
            let found = (try? watch.value("SELECT count(*) FROM queued")) ?? ""
            seen.withLock { $0 = found }
        }
        let job = try QueuedJob(database, ids(5), settings: settings)
        try job.start()
        #expect(try job.commit(1).rows == 3)
        #expect(seen.withLock { $0 } == "0")
        #expect(try database.rows("SELECT DISTINCT epoch FROM queued") == ["1"])
        for number in 2...5 {
            #expect(try job.commit(number).rows == 3)
            #expect(try database.rows("SELECT max(epoch), count(*) FROM queued") == ["\(number)|\(number * 3)"])
        }
        #expect(try database.rows("SELECT count(DISTINCT writer) FROM queued WHERE epoch <= 3") == ["3"])
        #expect(try database.rows("SELECT epoch, ledger ->> 'consumed' FROM millrace.job") == ["5|500"])
        #expect(try database.rows("SELECT count(*) FROM millrace.epoch") == ["5"])
        job.close()
    }

    @Test(.postgres, arguments: [false, true])
    func `an epoch whose key a later one has written already does not wait for it for ever`(_ meets: Bool) throws {
        let database = try TestServer.database()
        try database.makeQueued(" PRIMARY KEY")
        var settings = quickSettings()
        settings.aheadLockMilliseconds = 100
        let watch = database.watch
        settings.onPhase = { phase, epoch in
            // The next one waits for this one's key, or has its own rows.
            if phase == .before, epoch == Epoch(1), !meets { watch.awaitAhead(2) }
        }
        // Each pair of neighbours has a key in common, or none has.
        let ids: [[Int64]] = meets ? [[1, 2], [2, 3], [3, 4], [4, 5]] : [[1, 2], [3, 4], [5, 6], [7, 8]]
        let job = try QueuedJob(database, ids, hasKey: true, settings: settings)
        try job.start()
        #expect(try job.commitAll() == 0)
        let expected = meets ? ["1|1", "2|2", "3|3", "4|4", "5|4"] : (1...8).map { "\($0)|\(($0 + 1) / 2)" }
        #expect(try database.rows("SELECT id, epoch FROM queued ORDER BY id") == expected)
        job.close()
    }

    @Test(.postgres) func `a row that is refused is found in its epoch's turn`() throws {
        let database = try TestServer.database()
        try database.makeQueued(" CHECK (id <> 4)")
        let job = try QueuedJob(database, ids(4), onError: .skip)
        try job.start()
        let reports = try (1...4).map { try job.commit($0) }
        #expect(reports.map(\.rows) == [3, 2, 3, 3])
        #expect(reports.map(\.rejectedRows) == [0, 1, 0, 0])
        #expect(try database.rows("SELECT count(*), sum(id) FROM queued") == ["11|\(66 - 4)"])
        job.close()
    }

    @Test(.postgres) func `a constraint that COMMIT checks refuses the row in its epoch's turn`() throws {
        let database = try TestServer.database()
        try database.run("CREATE TABLE known (id bigint PRIMARY KEY); INSERT INTO known SELECT generate_series(0, 10)")
        try database.makeQueued(" REFERENCES known DEFERRABLE INITIALLY DEFERRED")
        let job = try QueuedJob(database, ids(4), onError: .skip)
        try job.start()
        #expect(try (1...4).map { try job.commit($0).rejectedRows } == [0, 0, 0, 1])
        #expect(try database.rows("SELECT count(*), max(id) FROM queued") == ["11|10"])
        job.close()
    }

    @Test(
        .postgres,
        arguments: [
            FaultProxy.Fault.cutBeforeCommit, .cutAfterCommit, .eatReply, .rollBackInstead,
        ], [1, 2, 3])
    func `a COMMIT of rows that were written ahead goes wrong, and each is there once`(
        _ fault: FaultProxy.Fault, _ epoch: Int64
    ) throws {
        let database = try TestServer.database()
        try database.makeQueued()
        let proxy = try #require(FaultProxy(serverPort: database.server.port))
        defer { proxy.close() }
        let watch = database.watch
        let isArmed = Mutex(false)
        var settings = quickSettings()
        settings.onPhase = { phase, at in
            guard phase == .before, at <= Epoch(epoch), isArmed.withLock({ !$0 }) else { return }
            if at == Epoch(1) { watch.awaitAhead(2) }
            guard at == Epoch(epoch) else { return }
            isArmed.withLock { $0 = true }
            proxy.arm(fault)
        }
        let job = try QueuedJob(database, ids(6), port: proxy.port, settings: settings)
        try job.start()
        #expect(try job.commitAll() == 1)
        proxy.hit.wait()
        #expect(
            try database.rows("SELECT epoch, count(*) FROM queued GROUP BY 1 ORDER BY 1") == (1...6).map { "\($0)|3" })
        #expect(try database.rows("SELECT epoch, ledger ->> 'consumed' FROM millrace.job") == ["6|600"])
        job.close()
    }

    @Test(.postgres) func `the next life does not wait for what an earlier one has written ahead`() throws {
        let database = try TestServer.database()
        try database.makeQueued(" PRIMARY KEY")
        let watch = database.watch
        var settings = quickSettings()
        settings.onPhase = { phase, epoch in
            if phase == .before, epoch == Epoch(1) { watch.awaitAhead(2) }
        }
        let old = try QueuedJob(database, ids(3), hasKey: true, settings: settings)
        try old.start()
        try old.commit(1)
        // Rows of two more epochs lie in open transactions, with keys that the next life writes.
        watch.awaitAhead(2)
        let new = try QueuedJob(database, ids(3), hasKey: true, isAhead: false)
        #expect(try new.start() == Epoch(1))
        watch.awaitAhead(0)
        try new.commit(2)
        expectFailure({ isFenced($0) || isTransient($0) || isUnknown($0) }) { try old.commit(2) }
        try new.commit(3)
        #expect(
            try database.rows("SELECT epoch, count(*) FROM queued GROUP BY 1 ORDER BY 1") == (1...3).map { "\($0)|3" })
        old.close()
        new.close()
    }
}
