import Operators
import StateStore
import Testing

@testable import Runner

/// Servers and tables that must not be written to, and rows that a table does not take.
@Suite struct MySQLRefusalTests {
    private static let keyed = SinkTable(
        name: "t", columns: schema(["id!": .bigint, "value": .text]), key: [0], emit: .changes)

    @Test(
        .mysql,
        arguments: [
            ("CREATE TABLE t (id BIGINT PRIMARY KEY, value LONGTEXT) ENGINE = MyISAM", "its engine is MyISAM"),
            ("CREATE TABLE t (id BIGINT PRIMARY KEY, value LONGTEXT) ENGINE = Aria", "its engine is Aria"),
            ("CREATE TABLE t (id BIGINT PRIMARY KEY)", #"column "value": text here, missing there"#),
            ("CREATE TABLE t (id INT PRIMARY KEY, value LONGTEXT)", #"column "id": bigint here, int(11) there"#),
            ("CREATE TABLE t (id BIGINT, value LONGTEXT)", #"key: ("id") here, no PRIMARY KEY or UNIQUE"#),
            ("CREATE TABLE t (id BIGINT PRIMARY KEY, value CHAR(9))", "drops spaces"),
            ("CREATE TABLE t (id BIGINT PRIMARY KEY, value TEXT CHARACTER SET latin1)", "character set latin1"),
            ("CREATE TABLE t (id BIGINT PRIMARY KEY, value LONGTEXT NOT NULL)", "may be NULL here, NOT NULL there"),
            ("CREATE TABLE t (id BIGINT PRIMARY KEY, value VARCHAR(9) UNIQUE)", "another UNIQUE index"),
            (
                "CREATE TABLE t (id BIGINT PRIMARY KEY, value LONGTEXT, x INT NOT NULL)",
                #"column "x": not written here, NOT NULL without a default there"#
            ),
            (
                "CREATE TABLE t (id BIGINT PRIMARY KEY, y INT, value LONGTEXT AS (y) VIRTUAL)",
                #"column "value": written here, GENERATED there"#
            ),
            ("CREATE VIEW t AS SELECT 1 AS id, 'a' AS value", "it is view, not a table"),
        ])
    func `a table that does not fit is refused with what is different`(_ ddl: String, _ expected: String) throws {
        let database = try MySQLServer.database()
        try database.run("SET character_set_server = utf8mb4")
        try database.run(ddl)
        let text = refusalText { _ = try database.start(Self.keyed) }
        #expect(text?.contains(expected) == true, "\(text ?? "")")
        #expect(text?.contains("table t does not fit sink t:\n  ") == true)
    }

    @Test(
        .mysql,
        arguments: [
            (DataType.timestamptz, "DATETIME", "DATETIME(6)"), (.timestamptz, "DATETIME(3)", "DATETIME(6)"),
            (.timestamp, "TIMESTAMP(6)", "timestamp here"), (.double, "FLOAT", "float there"),
            (.double, "DOUBLE(10,2)", "double(10,2) there"), (.numeric, "DECIMAL(18,2)", "cast it to numeric(p, s)"),
            (.numeric(NumericShape(precision: 12, scale: 2)), "DECIMAL(18,1)", "decimal(18,1) there"),
            (.numeric(NumericShape(precision: 12, scale: 2)), "DECIMAL(11,2)", "decimal(11,2) there"),
            (.bytea, "BINARY(8)", "binary(8) there"), (.boolean, "CHAR(1)", "char(1) there"),
        ])
    func `a column that would round or pad is refused`(_ type: DataType, _ column: String, _ expected: String) throws {
        let database = try MySQLServer.database()
        try database.run("CREATE TABLE t (id BIGINT PRIMARY KEY, value \(column) NULL)")
        var table = Self.keyed
        table.columns = schema(["id!": .bigint, "value": type])
        let text = refusalText { _ = try database.start(table) }
        #expect(text?.contains(expected) == true, "\(text ?? "")")
    }

    @Test(.mysql) func `a text key in a collation that takes a for A is refused with the statement that mends it`()
        throws
    {
        let database = try MySQLServer.database()
        try database.run("CREATE TABLE t (k VARCHAR(20) COLLATE utf8mb4_general_ci PRIMARY KEY) CHARACTER SET utf8mb4")
        let table = SinkTable(name: "t", columns: schema(["k!": .text]), key: [0])
        let text = refusalText { _ = try database.start(table) } ?? ""
        let statement = try #require(text.firstRange(of: "(ALTER").map { text[$0.lowerBound...].dropFirst() })
        try database.run(String(statement.dropLast()))
        _ = try database.start(table)
    }

    @Test(.mysql) func `a missing table is not made when it may not be`() throws {
        let database = try MySQLServer.database()
        let text = refusalText { _ = try database.start(Self.keyed, create: .never) }
        #expect(text?.contains("it does not exist, and create_table is 'never'") == true)
    }

    @Test(
        .mysql,
        arguments: [
            ("--read-only", "is read_only"), ("--innodb-flush-log-at-trx-commit=2", "a crash could lose epochs"),
        ])
    func `a server that must not be written to is refused`(_ option: String, _ expected: String) throws {
        let server = try MySQLServer.start("refused\(option.count)", options: option)
        let sink = try MySQLSink(Self.keyed)
        let text = refusalText {
            _ = try MySQLSystem(uri: server.uri("workshop"), targets: [sink.target]).start(testJob)
        }
        #expect(text?.contains(expected) == true, "\(text ?? "")")
    }

    @Test(.mysql) func `missing rights are told at the start`() throws {
        let database = try MySQLServer.database()
        try database.run("CREATE TABLE t (id BIGINT PRIMARY KEY, value LONGTEXT)")
        let user = "u\(database.name)"
        try database.run("CREATE USER \(user) IDENTIFIED BY 'sesame'")
        try database.run("GRANT SELECT, INSERT, UPDATE, CREATE ON \(database.name).* TO \(user)")
        let sink = try MySQLSink(Self.keyed)
        let uri = database.server.uri(database.name, user: "\(user):sesame")
        let text = refusalText { _ = try MySQLSystem(uri: uri, targets: [sink.target]).start(testJob) }
        #expect(text?.contains("privileges missing: DELETE command denied") == true, "\(text ?? "")")
        try database.run("GRANT DELETE ON \(database.name).* TO \(user)")
        // No right to end sessions of others is needed to end those of its own.
        let first = try MySQLSystem(uri: uri, targets: [sink.target])
        _ = try first.start(testJob)
        _ = try MySQLSystem(uri: uri, targets: [sink.target]).start(testJob)
        sink.add(.upsert, [[.int64(1), .text("x")]])
        expectFailure({ isTransient($0) || isFenced($0) }) {
            _ = try first.commit(EpochCommit(1, [[sink.encoder.take()]]))
        }
    }

    @Test(.mysql) func `a password is in no error`() throws {
        let database = try MySQLServer.database()
        let sink = try MySQLSink(Self.keyed)
        let uri = database.server.uri(database.name, user: "nobody:very-secret-word")
        do {
            _ = try MySQLSystem(uri: uri, targets: [sink.target]).start(testJob)
            Issue.record("nothing was thrown")
        } catch {
            #expect(!"\(error)".contains("very-secret-word"))
            #expect("\(error)".contains("as nobody"))
        }
    }

    // MARK: Rows

    private static let columns = schema(["id!": .bigint, "value": .text])
    private static let checked =
        "CREATE TABLE checked (id BIGINT PRIMARY KEY, value LONGTEXT, CONSTRAINT fine CHECK (value <> 'bad')) "
        + "CHARACTER SET utf8mb4"

    private static func rows(bad: Set<Int>) -> [[Scalar]] {
        (0..<10_000).map { [.int64(Int64($0)), .text(bad.contains($0) ? "bad" : "row \($0)")] }
    }

    @Test(.mysql, arguments: [RowOperation.append, .upsert], [[4_321], [0, 9_999], [17, 18, 19, 5_000]])
    func `bad rows among ten thousand are found, the others are written`(
        _ operation: RowOperation, _ bad: [Int]
    ) throws {
        let database = try MySQLServer.database()
        try database.run(Self.checked)
        var table = SinkTable(name: "checked", columns: Self.columns, onError: .deadLetter)
        if operation == .upsert { table.key = [0] }
        let (sink, system) = try database.start(table)
        let report = try database.commit(1, sink, system, operation, Self.rows(bad: Set(bad)))
        #expect(report.rejectedRows == bad.count)
        #expect(report.rows == 10_000 - bad.count)
        #expect(
            try database.rows("SELECT count(*), coalesce(sum(value = 'bad'), 0) FROM checked")
                == ["\(10_000 - bad.count)|0"])
        let letters = try database.rows(
            "SELECT source, topic, reason, record FROM millrace_dead_letter ORDER BY 0 + JSON_VALUE(record, '$.id')"
        )
        #expect(letters == bad.map { #"checked|~|refused_4025|{"id":\#($0),"value":"bad"}"# })
        #expect(try database.rows("SELECT epoch FROM millrace_job") == ["1"])
    }

    @Test(.mysql) func `a changed row that is refused takes the one before it away`() throws {
        let database = try MySQLServer.database()
        try database.run(Self.checked)
        var table = SinkTable(name: "checked", columns: Self.columns, key: [0], emit: .changes)
        table.onError = .skip
        let (sink, system) = try database.start(table)
        func commit(_ epoch: Int64, _ operation: RowOperation, _ rows: [(Int64, String)]) throws -> Int {
            let scalars = rows.map { [Scalar.int64($0.0), .text($0.1)] }
            return try database.commit(epoch, sink, system, operation, scalars).rejectedRows
        }
        func rows() throws -> [String] { try database.rows("SELECT id, value FROM checked ORDER BY id") }
        #expect(try commit(1, .upsert, [(1, "a"), (2, "b"), (3, "c")]) == 0)
        #expect(try commit(2, .upsert, [(1, "bad"), (3, "d"), (2, "bad"), (4, "bad")]) == 3)
        #expect(try rows() == ["3|d"])
        // Of what is not there any more nothing is deleted.
        #expect(try commit(3, .delete, [(1, "a"), (4, "x")]) == 0)
        #expect(try rows() == ["3|d"])
        #expect(try commit(4, .upsert, [(1, "e")]) == 0)
        #expect(try rows() == ["1|e", "3|d"])
    }

    @Test(.mysql) func `with the policy fail nothing of the epoch is written, and the row is named`() throws {
        let database = try MySQLServer.database()
        try database.run(Self.checked)
        let (sink, system) = try database.start(SinkTable(name: "checked", columns: Self.columns))
        let error = #expect(throws: SinkError.self) {
            try database.commit(1, sink, system, .append, Self.rows(bad: [77]))
        }
        guard case .badData(let text) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(text.contains(#"{"id":77,"value":"bad"}"#))
        #expect(try database.rows("SELECT count(*) FROM checked") == ["0"])
        #expect(try database.rows("SELECT epoch FROM millrace_job") == ["0"])
    }

    @Test(.mysql) func `a text longer than its column is refused, not cut, also when only spaces are over`() throws {
        let database = try MySQLServer.database()
        try database.run("CREATE TABLE t (id BIGINT PRIMARY KEY, value VARCHAR(3)) CHARACTER SET utf8mb4")
        var table = Self.keyed
        table.onError = .skip
        let (sink, system) = try database.start(table)
        let report = try database.commit(
            1, sink, system, .upsert,
            [[.int64(1), .text("abc")], [.int64(2), .text("abcd")], [.int64(3), .text("abc ")], [.int64(4), .null]])
        #expect(report.rejectedRows == 2)
        #expect(try database.rows("SELECT id, value FROM t ORDER BY id") == ["1|abc", "4|~"])
    }

    @Test(.mysql) func `a row longer than the server takes is refused, and the session lives on`() throws {
        let database = try MySQLServer.database()
        var table = Self.keyed
        table.onError = .deadLetter
        let (sink, system) = try database.start(table)
        let long = String(repeating: "x", count: 17 << 20)
        let report = try database.commit(
            1, sink, system, .upsert, [[.int64(1), .text("a")], [.int64(2), .text(long)], [.int64(3), .text("c")]])
        #expect(report.rejectedRows == 1)
        #expect(try database.rows("SELECT id FROM t ORDER BY id") == ["1", "3"])
        #expect(
            try database.rows(
                "SELECT reason, detail LIKE '%bytes are kept%', length(record) > 1000000 FROM millrace_dead_letter")
                == ["refused_1153|1|1"])
    }

    @Test(.mysql) func `letters of records come with the epoch, one for each reason`() throws {
        let database = try MySQLServer.database()
        let job = try MySQLCountingJob(database)
        _ = try job.start()
        let letter = DeadLetter(
            source: "events", topic: "events", partition: 3, offset: 12, reason: "late", detail: "it's late",
            record: [0, 0x27, 0xFF])
        let epoch = EpochCommit(1, [[]], deadLetters: [letter, letter])
        _ = try job.withSystem { try $0.commit(epoch) }
        #expect(
            try database.rows(
                "SELECT job, epoch, source, topic, `partition`, `offset`, reason, detail, hex(record) "
                    + "FROM millrace_dead_letter"
            )
                == ["test|1|events|events|3|12|late|it's late|0027FF"])
    }

    @Test(.mysql) func `a table that changes while the job runs ends it with what is different`() throws {
        let database = try MySQLServer.database()
        let (sink, system) = try database.start(Self.keyed)
        try database.commit(1, sink, system, .upsert, [[.int64(1), .text("a")]])
        try database.run("ALTER TABLE t DROP COLUMN value")
        let text = refusalText { try database.commit(2, sink, system, .upsert, [[.int64(2), .text("b")]]) }
        #expect(text?.contains(#"column "value": text here, missing there"#) == true, "\(text ?? "")")
        #expect(try database.rows("SELECT epoch FROM millrace_job") == ["1"])
    }

    @Test(.mysql) func `a lock that others hold is waited for and then tried again`() throws {
        let database = try MySQLServer.database()
        let (sink, system) = try database.start(Self.keyed)
        try database.commit(1, sink, system, .upsert, [[.int64(1), .text("a")]])
        try system.session?.connection.execute("SET SESSION innodb_lock_wait_timeout = 1")
        try database.run("START TRANSACTION")
        try database.run("UPDATE t SET value = 'mine'")
        expectFailure(isTransient) { try database.commit(2, sink, system, .upsert, [[.int64(1), .text("b")]]) }
        try database.run("ROLLBACK")
        #expect(try system.start(testJob)?.epoch == Epoch(1))
        try database.commit(2, sink, system, .upsert, [[.int64(1), .text("b")]])
        #expect(try database.rows("SELECT value FROM t") == ["b"])
    }
}
