import Operators
import StateStore
import Testing

@testable import Runner

/// Rows that the database does not take, and what becomes of the others.
@Suite struct PostgresRefusedRowsTests {
    private func start(
        _ database: TestDatabase, _ table: SinkTable, _ before: String = ""
    ) throws -> (TestSink, PostgresSystem) {
        if !before.isEmpty { try database.run(before) }
        let sink = try TestSink(table)
        let system = try PostgresSystem(uri: database.uri, targets: [sink.target])
        _ = try system.start(testJob)
        return (sink, system)
    }

    private static let columns = schema(["id": .bigint, "value": .text])

    /// 10,000 rows of which those at `bad` violate the CHECK of `checked`.
    private static func rows(bad: Set<Int>) -> [[Scalar]] {
        (0..<10_000).map { [.int64(Int64($0)), .text(bad.contains($0) ? "bad" : "row \($0)")] }
    }

    private static let checked = """
        CREATE TABLE checked (id bigint UNIQUE, value text CONSTRAINT fine CHECK (value <> 'bad'));
        """

    @Test(.postgres, arguments: [RowOperation.append, .upsert], [[4_321], [0, 9_999], [17, 18, 19, 5_000]])
    func `bad rows among ten thousand are found, the others are written`(
        _ operation: RowOperation, _ bad: [Int]
    ) throws {
        let database = try TestServer.database()
        var table = SinkTable(name: "checked", columns: Self.columns, onError: .skip)
        if operation == .upsert { table.key = [0] }
        let (sink, system) = try start(database, table, Self.checked)
        sink.add(operation, Self.rows(bad: Set(bad)))
        let report = try system.commit(EpochCommit(1, [[sink.encoder.take()]]))
        #expect(report.rejectedRows == bad.count)
        #expect(report.rows == 10_000 - bad.count)
        #expect(
            try database.rows("SELECT count(*), count(*) FILTER (WHERE value = 'bad') FROM checked") == [
                "\(10_000 - bad.count)|0"
            ])
        #expect(try database.rows("SELECT epoch FROM millrace.job") == ["1"])
    }

    @Test(.postgres) func `a refused row becomes a dead letter that says what it was`() throws {
        let database = try TestServer.database()
        var table = SinkTable(name: "checked", columns: Self.columns, key: [0], onError: .deadLetter)
        table.name = "checked"
        let (sink, system) = try start(database, table, Self.checked)
        sink.add(.upsert, Self.rows(bad: [77]))
        _ = try system.commit(EpochCommit(1, [[sink.encoder.take()]]))
        let found = try database.rows(
            "SELECT source, topic, reason, detail, convert_from(record, 'UTF8') FROM millrace.dead_letter")
        #expect(found.count == 1)
        #expect(found[0].hasPrefix("checked|~|refused_23514|"))
        #expect(found[0].contains("violates check constraint \"fine\""))
        #expect(found[0].hasSuffix(#"|{"id":77,"value":"bad"}"#))
    }

    @Test(.postgres) func `with the policy fail nothing of the epoch is written, and the row is named`() throws {
        let database = try TestServer.database()
        let (sink, system) = try start(database, SinkTable(name: "checked", columns: Self.columns), Self.checked)
        sink.add(.append, Self.rows(bad: [77]))
        let error = #expect(throws: SinkError.self) { try system.commit(EpochCommit(1, [[sink.encoder.take()]])) }
        guard case .badData(let text) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(text.contains(#"{"id":77,"value":"bad"}"#))
        #expect(try database.rows("SELECT count(*) FROM checked") == ["0"])
        #expect(try database.rows("SELECT epoch FROM millrace.job") == ["0"])
    }

    @Test(
        .postgres,
        arguments: [
            // A table, what is wrong with the second of three rows, and the SQLSTATE that says so.
            ("CREATE TABLE t (id bigint UNIQUE, value varchar(4))", Scalar.text("five!"), "22001"),
            ("CREATE TABLE t (id bigint UNIQUE, value text NOT NULL)", .null, "23502"),
            ("CREATE TABLE t (id bigint UNIQUE, value text)", .text("a\0b"), "22021"),
            ("CREATE TABLE t (id bigint UNIQUE, value text)", .bytes([0xFF, 0xFE]), "22021"),
            ("CREATE TABLE t (id bigint UNIQUE, value text UNIQUE)", .text("ok 1"), "23505"),
            (
                """
                CREATE TABLE parent (value text PRIMARY KEY); INSERT INTO parent VALUES ('ok 1'), ('ok 3');
                CREATE TABLE t (id bigint UNIQUE, value text REFERENCES parent DEFERRABLE INITIALLY DEFERRED)
                """, .text("orphan"), "23503"
            ),
            (
                """
                CREATE TABLE t (id bigint UNIQUE, value text);
                CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS
                  $$ BEGIN IF NEW.value = 'no' THEN RAISE EXCEPTION 'no'; END IF; RETURN NEW; END $$;
                CREATE TRIGGER no BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION no()
                """, .text("no"), "P0001"
            ),
            ("CREATE TABLE t (id bigint UNIQUE, value text); CREATE INDEX ON t (value)", .text(noise(20_000)), "54000"),
        ] as [(String, Scalar, String)])
    func `each kind of bad row is a dead letter, on both ways of writing`(
        _ ddl: String, _ bad: Scalar, _ state: String
    ) throws {
        for operation in [RowOperation.append, .upsert] {
            let database = try TestServer.database()
            try database.run(ddl)
            // The target is made narrower than the sink believes only after the check at the start.
            let isNarrow = ddl.contains("varchar") || ddl.contains("NOT NULL")
            if isNarrow {
                try database.run("ALTER TABLE t RENAME TO wanted; CREATE TABLE t (id bigint UNIQUE, value text)")
            }
            var table = SinkTable(name: "t", columns: Self.columns, onError: .deadLetter)
            if operation == .upsert { table.key = [0] }
            let (sink, system) = try start(database, table)
            if isNarrow { try database.run("DROP TABLE t; ALTER TABLE wanted RENAME TO t") }
            sink.add(operation, [[.int64(1), .text("ok 1")], [.int64(2), bad], [.int64(3), .text("ok 3")]])
            _ = try system.commit(EpochCommit(1, [[sink.encoder.take()]]))
            #expect(try database.rows("SELECT id FROM t ORDER BY id") == ["1", "3"])
            #expect(try database.rows("SELECT reason FROM millrace.dead_letter") == ["refused_\(state)"])
        }
    }

    @Test(.postgres) func `NULL in a declared PRIMARY KEY is a record error`() throws {
        let database = try TestServer.database()
        let table = SinkTable(name: "t", columns: Self.columns, key: [0], onError: .skip)
        let (sink, system) = try start(database, table)
        sink.add(.upsert, [[.null, .text("x")], [.int64(1), .text("y")]])
        #expect(try system.commit(EpochCommit(1, [[sink.encoder.take()]])).rejectedRows == 1)
        #expect(try database.rows("SELECT * FROM t") == ["1|y"])
    }

    @Test(.postgres, arguments: ["40001", "40P01", "53100", "53300", "55P03", "57014"])
    func `a passing error gives the same epoch another chance`(_ state: String) throws {
        let database = try TestServer.database()
        let (sink, system) = try start(database, SinkTable(name: "t", columns: Self.columns))
        try database.run(
            """
            CREATE SEQUENCE tries;
            CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS
              $$ BEGIN IF nextval('public.tries') = 1 THEN RAISE EXCEPTION 'once' USING ERRCODE = '\(state)'; END IF;
                 RETURN NEW; END $$;
            CREATE TRIGGER fail BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION fail()
            """)
        sink.add(.append, [[.int64(1), .text("x")]])
        let epoch = EpochCommit(1, [[sink.encoder.take()]])
        expectFailure(isTransient) { _ = try system.commit(epoch) }
        #expect(try system.start(testJob)?.epoch == Epoch.none)
        _ = try system.commit(epoch)
        #expect(try database.rows("SELECT count(*) FROM t") == ["1"])
    }

    @Test(.postgres) func `a server process that is ended is a passing error`() throws {
        let database = try TestServer.database()
        let (sink, system) = try start(database, SinkTable(name: "t", columns: Self.columns))
        try database.run("SELECT pg_terminate_backend(backend_pid) FROM millrace.job")
        sink.add(.append, [[.int64(1), .text("x")]])
        let epoch = EpochCommit(1, [[sink.encoder.take()]])
        expectFailure(isTransient) { _ = try system.commit(epoch) }
        _ = try system.start(testJob)
        _ = try system.commit(epoch)
        #expect(try database.rows("SELECT count(*) FROM t") == ["1"])
    }

    @Test(
        .postgres,
        arguments: [
            ("ALTER TABLE t DROP COLUMN value", "column \"value\": text here, missing there"),
            ("DROP TABLE t", "it is missing"),
            ("ALTER TABLE t RENAME value TO other", "column \"value\": text here, missing there"),
            ("REVOKE INSERT ON t FROM writer", "privileges missing: INSERT"),
        ])
    func `a table that was altered while running stops the job with a diff`(_ ddl: String, _ line: String) throws {
        let database = try TestServer.database()
        // A role of its own, so that privileges mean something.
        let role = "writer_\(database.name)"
        try database.run("CREATE ROLE \(role) LOGIN; GRANT CREATE ON DATABASE \(database.name) TO \(role)")
        try database.run("CREATE TABLE t (id bigint, value text); GRANT SELECT, INSERT ON t TO \(role)")
        let sink = try TestSink(SinkTable(name: "t", columns: Self.columns))
        let system = try PostgresSystem(
            uri: database.server.uri(database.name, user: role), targets: [sink.target])
        _ = try system.start(testJob)
        sink.add(.append, [[.int64(1), .text("x")]])
        let first = sink.encoder.take()
        _ = try system.commit(EpochCommit(1, [[first]]))
        try database.run(ddl.split(separator: "writer", omittingEmptySubsequences: false).joined(separator: role))
        let error = #expect(throws: SinkError.self) { try system.commit(EpochCommit(2, [[first]])) }
        guard case .refused(let text) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(text.contains(line))
    }
}

/// Text that does not compress.
private func noise(_ count: Int) -> String {
    var state: UInt64 = 88_172_645_463_325_252
    return String(
        decoding: (0..<count).map { _ in
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return UInt8(33 + state % 90)
        }, as: UTF8.self)
}
