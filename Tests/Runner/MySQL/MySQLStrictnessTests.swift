import Operators
import Testing

@testable import Runner

/// Nothing is cut, rounded or made zero, whatever the server does by itself; and who stands between is found out.
@Suite struct MySQLStrictnessTests {
    private static let columns = schema([
        "id!": .bigint, "value": .text, "n": .bigint, "amount": .numeric(NumericShape(precision: 12, scale: 3)),
    ])

    private static func row(_ id: Int64, _ value: String, _ n: Int64?, _ thousandths: Int128) -> [Scalar] {
        [
            .int64(id), .text(value), n.map { .int64($0) } ?? .null,
            .decimal(Decimal(coefficient: thousandths, scale: 3)),
        ]
    }

    private static let rows = [
        row(1, "abc", 5, 1_250), row(2, "abcd", 5, 1_250), row(3, "abc", 300, 1_250), row(4, "abc", 5, 123_456_250),
        row(5, "abc", 5, 1_255), row(6, "abc", nil, 1_250), row(7, "", -128, -999_990),
    ]

    /// A server that takes anything; for all cases.
    private static let lax = Result {
        try MySQLServer.start("lax", options: "--sql-mode= --innodb-strict-mode=0")
    }

    /// - Parameter turnsLax: whether also the job's own session loses its mode, behind its back: then warnings tell.
    @Test(.mysql, arguments: [RowOperation.append, .upsert], [false, true])
    func `where the server's own mode is empty, a value that does not fit is a refused row`(
        _ operation: RowOperation, _ turnsLax: Bool
    ) throws {
        let database = try MySQLDatabase(Self.lax.get())
        #expect(try database.rows("SELECT @@sql_mode, @@innodb_strict_mode") == ["|0"])
        try database.run("CREATE TABLE bare (value VARCHAR(3), n TINYINT)")
        try database.run("INSERT INTO bare VALUES ('abcd', 300)")
        #expect(try database.rows("SELECT * FROM bare") == ["abc|127"], "the server is not lax")
        let (sink, system) = try database.start(
            SinkTable(name: "t", columns: Self.columns, key: operation == .append ? [] : [0], onError: .skip))
        // Narrower than the check at the start lets through.
        try database.run(
            "ALTER TABLE t MODIFY value VARCHAR(3), MODIFY n TINYINT NOT NULL, MODIFY amount DECIMAL(5, 2)")
        if turnsLax {
            try system.session?.connection.execute("SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES'")
        }
        let report = try database.commit(1, sink, system, operation, Self.rows)
        #expect(report.rejectedRows == 5 && report.rows == 2)
        #expect(
            try database.rows("SELECT id, value, n, amount FROM t ORDER BY id") == ["1|abc|5|1.25", "7||-128|-999.99"])
        #expect(try database.rows("SELECT epoch FROM millrace_job") == ["1"])
    }

    /// What the server is told, in place of what; what the session then says of itself.
    @Test(
        .mysql,
        arguments: [
            ("SESSION sql_mode", "@kept_sql_mode", "does not keep the session's sql_mode (STRICT_ALL_TABLES, "),
            ("NO_ZERO_DATE", "IGNORE_SPACE", "does not keep the session's sql_mode (NO_ZERO_DATE missing)"),
            ("SESSION autocommit = 1", "SESSION autocommit = 0", "does not keep the session's autocommit setting"),
            ("@@global.read_only", "'ON'", "is read_only: connect to the primary"),
            ("@@global.innodb_read_only", "1", "is innodb_read_only"),
            ("@@global.innodb_flush_log_at_trx_commit", "2", "innodb_flush_log_at_trx_commit = 2: a crash could lose"),
            ("CONNECTION_ID()", "7000000", "stands behind a proxy that shares sessions"),
        ])
    func `a session that is not as it was set is refused before anything is written`(
        _ said: String, _ heard: String, _ expected: String
    ) throws {
        let database = try MySQLServer.database()
        let proxy = try #require(FaultProxy(serverPort: database.server.port, wire: .mysql))
        defer { proxy.close() }
        let uri = database.server.uri(database.name, port: proxy.port)
        let sink = try MySQLSink(SinkTable(name: "t", columns: Self.columns, key: [0]))
        proxy.replace(said, with: heard)
        let text = refusalText { _ = try MySQLSystem(uri: uri, targets: [sink.target]).start(testJob) }
        #expect(text?.contains(expected) == true, "\(text ?? "it was taken")")
        #expect(try database.rows("SHOW TABLES").isEmpty)
        proxy.replace("", with: "")
        _ = try MySQLSystem(uri: uri, targets: [sink.target]).start(testJob)
        #expect(try database.rows("SHOW TABLES LIKE 't'") == ["t"])
    }
}
