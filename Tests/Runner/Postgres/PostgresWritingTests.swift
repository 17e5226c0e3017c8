import Operators
import StateStore
import Testing

@testable import Runner

/// What epochs of appended, replaced and deleted rows leave in a table.
@Suite struct PostgresWritingTests {
    private static func numeric(_ coefficient: Int128, _ scale: Int) -> Scalar {
        .decimal(Decimal(coefficient: coefficient, scale: scale))
    }

    /// One sink, its system and its epochs.
    private final class Job {
        let database: TestDatabase
        let sink: TestSink
        let system: PostgresSystem
        private var epoch: Int64 = 0

        init(
            _ database: TestDatabase, _ table: SinkTable, _ settings: PostgresSystem.Settings = .init()
        ) throws {
            self.database = database
            sink = try TestSink(table)
            system = try PostgresSystem(uri: database.uri, targets: [sink.target], settings: settings)
            _ = try system.start(testJob)
        }

        @discardableResult
        func commit(
            _ operations: [(RowOperation, [[Scalar]])], deadLetters: [DeadLetter] = []
        ) throws -> CommitReport {
            for (operation, rows) in operations { sink.add(operation, rows) }
            epoch += 1
            return try system.commit(EpochCommit(epoch, [[sink.encoder.take()]], deadLetters: deadLetters))
        }
    }

    private static let counts = SinkTable(
        name: "counts", columns: schema(["n": .bigint, "k": .text]), key: [1], keyIsDerived: true, emit: .changes)

    @Test(.postgres) func `the last row of a key in an epoch wins, deletions too`() throws {
        let database = try TestServer.database()
        let job = try Job(database, Self.counts)
        try job.commit([
            (.upsert, [[.int64(1), .text("a")], [.int64(1), .text("b")], [.int64(2), .text("a")]]),
            (.delete, [[.int64(0), .text("b")], [.int64(0), .text("c")]]),
            (.upsert, [[.int64(3), .text("c")]]),
        ])
        #expect(try database.rows("SELECT k, n FROM counts ORDER BY k") == ["a|2", "c|3"])
        try job.commit([(.delete, [[.null, .text("a")]]), (.upsert, [[.int64(4), .text("b")]])])
        #expect(try database.rows("SELECT k, n FROM counts ORDER BY k") == ["b|4", "c|3"])
    }

    @Test(.postgres) func `lanes of one epoch are one set of rows`() throws {
        let database = try TestServer.database()
        let first = try TestSink(Self.counts)
        let second = try TupleEncoder(Self.counts)
        first.add(.upsert, [[.int64(1), .text("a")]])
        second.append(
            batch(Self.counts.columns, [[.int64(2), .text("a")], [.int64(3), .text("b")]]), operation: .upsert)
        let system = try PostgresSystem(uri: database.uri, targets: [first.target])
        _ = try system.start(testJob)
        _ = try system.commit(EpochCommit(1, [[first.encoder.take(), second.take()]]))
        #expect(try database.rows("SELECT k, n FROM counts ORDER BY k") == ["a|2", "b|3"])
    }

    @Test(.postgres) func `NULL in a derived key is one key, found again and deleted`() throws {
        let database = try TestServer.database()
        let table = SinkTable(
            name: "pairs", columns: schema(["a": .text, "b": .integer, "n": .bigint]), key: [0, 1], keyIsDerived: true,
            emit: .changes)
        let job = try Job(database, table)
        let rows: [[Scalar]] = [
            [.null, .int64(1), .int64(1)], [.null, .null, .int64(2)], [.text("x"), .null, .int64(3)],
            [.text("x"), .int64(1), .int64(4)],
        ]
        try job.commit([(.upsert, rows)])
        try job.commit([(.upsert, [[.null, .null, .int64(20)], [.null, .int64(1), .int64(10)]])])
        let all = "SELECT a, b, n FROM pairs ORDER BY a, b"
        #expect(try database.rows(all) == ["x|1|4", "x|~|3", "~|1|10", "~|~|20"])
        try job.commit([
            (.delete, [[.null, .null, .null], [.text("x"), .null, .null], [.text("x"), .int64(1), .null]])
        ])
        #expect(try database.rows(all) == ["~|1|10"])
    }

    @Test(
        .postgres,
        arguments: [
            (DataType.numeric, numeric(10, 1), numeric(100, 2)), (.double, Scalar.double(-0.0), .double(0)),
            (.interval, .interval(Interval(days: 1)), .interval(Interval(micros: 86_400_000_000))),
            (.real, .double(.nan), .double(-.nan)),
        ] as [(DataType, Scalar, Scalar)])
    func `keys that are equal in two forms are one key`(_ type: DataType, _ one: Scalar, _ other: Scalar) throws {
        let database = try TestServer.database()
        let table = SinkTable(name: "t", columns: schema(["k": type, "n": .integer]), key: [0])
        let job = try Job(database, table)
        try job.commit([(.upsert, [[one, .int64(1)], [other, .int64(2)]])])
        #expect(try database.rows("SELECT n FROM t") == ["2"])
    }

    @Test(.postgres) func `keys of every type come in order and each once`() throws {
        let database = try TestServer.database()
        let values: [(DataType, [Scalar])] = [
            (.bigint, [.int64(-5), .int64(.max), .int64(.min), .int64(0)]), (.smallint, [.int64(-1), .int64(1)]),
            (.text, [.text(""), .text("a"), .text("ab"), .text("abcdefghi"), .text("abcdefgh")]),
            (.date, [.int64(-1), .int64(1)]), (.boolean, [.boolean(true), .boolean(false)]),
            (.timestamptz, [.int64(-1), .int64(1)]), (.uuid, [.bytes(.init(repeating: 255, count: 16))]),
            (.bytea, [.bytes([0]), .bytes([0, 0]), .bytes([])]), (.double, [.double(-1.5), .double(1.5)]),
            (.numeric, [Self.numeric(-15, 1), Self.numeric(15, 1), Self.numeric(0, 0)]),
        ]
        for (index, (type, keys)) in values.enumerated() {
            let table = SinkTable(name: "t\(index)", columns: schema(["k": type, "n": .integer]), key: [0])
            let job = try Job(database, table)
            let rows = (keys + keys.reversed() + keys).enumerated().map { [$1, .int64(Int64($0))] }
            try job.commit([(.upsert, rows)])
            let count = Int64(keys.count)
            #expect(
                try database.rows("SELECT count(*), min(n) FROM t\(index)") == ["\(count)|\(count * 2)"], "\(type)")
            try job.commit([(.delete, rows)])
            #expect(try database.rows("SELECT count(*) FROM t\(index)") == ["0"], "\(type)")
            try database.run("DROP SCHEMA millrace CASCADE")
        }
    }

    @Test(.postgres) func `an aggregate without a key is a table of one row`() throws {
        let database = try TestServer.database()
        let table = SinkTable(
            name: "total", columns: schema(["sum": .numeric, "count!": .bigint]), holdsOneRow: true, emit: .changes)
        let job = try Job(database, table)
        try job.commit([(.upsert, [[Self.numeric(5, 0), .int64(1)], [Self.numeric(7, 0), .int64(2)]])])
        try job.commit([(.upsert, [[Self.numeric(9, 0), .int64(3)]])])
        #expect(try database.rows("SELECT * FROM total") == ["9|3"])
        try job.commit([(.delete, [[.null, .null]])])
        #expect(try database.rows("SELECT count(*) FROM total") == ["0"])
        try job.commit([(.append, [[.null, .int64(0)]])])
        #expect(try database.rows("SELECT * FROM total") == ["~|0"])
        #expect(throws: ServerError.self) { try database.run("INSERT INTO total VALUES (1, 1)") }
    }

    @Test(.postgres) func `a table whose columns are all key takes a row twice`() throws {
        let database = try TestServer.database()
        let job = try Job(database, SinkTable(name: "seen", columns: schema(["k": .text]), key: [0]))
        try job.commit([(.upsert, [[.text("a")], [.text("a")]])])
        try job.commit([(.upsert, [[.text("a")], [.text("b")]])])
        #expect(try database.rows("SELECT k FROM seen ORDER BY k") == ["a", "b"])
    }

    @Test(.postgres) func `an epoch of 70,000 rows goes in by statements and messages of bounded size`() throws {
        let database = try TestServer.database()
        var settings = PostgresSystem.Settings()
        settings.statementBytesMax = 300_000
        let job = try Job(database, Self.counts, settings)
        let rows = (0..<70_000).map { [Scalar.int64(Int64($0)), .text("key \(70_000 - $0)")] }
        #expect(try job.commit([(.upsert, rows)]).rows == 70_000)
        #expect(try database.rows("SELECT count(*), sum(n) FROM counts") == ["70000|2449965000"])
        #expect(try job.commit([(.delete, Array(rows[..<69_999]))]).rows == 69_999)
        #expect(try database.rows("SELECT k, n FROM counts") == ["key 1|69999"])
    }

    @Test(.postgres) func `final rows replace the rows that an earlier job left with their keys`() throws {
        let database = try TestServer.database()
        var table = Self.counts
        table.emit = .final
        let job = try Job(database, table)
        let all = "SELECT k, n FROM counts ORDER BY k"
        try job.commit([(.upsert, [[.int64(1), .text("b")], [.int64(2), .text("a")], [.int64(3), .text("b")]])])
        #expect(try database.rows(all) == ["a|2", "b|3"])
        try job.commit([(.upsert, [[.int64(4), .text("c")], [.int64(5), .text("a")]])])
        #expect(try database.rows(all) == ["a|5", "b|3", "c|4"])
        #expect(try job.commit([(.upsert, [[.int64(6), .text("d")], [.int64(7), .text("d")]])]).rows == 1)
        #expect(try database.rows(all) == ["a|5", "b|3", "c|4", "d|7"])
    }

    @Test(.postgres) func `names of every kind are quoted`() throws {
        let database = try TestServer.database()
        let columns = schema(["select": .integer, "a \"b\"": .text, "Größe": .integer, "x;--": .integer])
        try database.run("CREATE SCHEMA \"odd \"\"schema\"")
        let table = SinkTable(name: "t", columns: columns, key: [0], emit: .changes)
        let encoder = try TupleEncoder(table)
        let target = try PostgresTarget(table, schema: "odd \"schema", name: "or\"der", create: .auto)
        let system = try PostgresSystem(uri: database.uri, targets: [target])
        _ = try system.start(testJob)
        let row: [Scalar] = [.int64(1), .text("x"), .int64(2), .int64(3)]
        encoder.append(batch(columns, [row]), operation: .upsert)
        _ = try system.commit(EpochCommit(1, [[encoder.take()]]))
        encoder.append(batch(columns, [row]), operation: .delete)
        _ = try system.commit(EpochCommit(2, [[encoder.take()]]))
        #expect(try database.rows(#"SELECT count(*) FROM "odd ""schema"."or""der""#) == ["0"])
    }

    @Test(.postgres) func `nothing on the search path is found by name`() throws {
        let database = try TestServer.database()
        try database.run(
            """
            CREATE SCHEMA evil;
            CREATE FUNCTION evil.now() RETURNS timestamptz LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'now'; END $$;
            CREATE FUNCTION evil.unnest(bigint[], text[]) RETURNS SETOF record LANGUAGE plpgsql
              AS $$ BEGIN RAISE EXCEPTION 'unnest'; END $$;
            CREATE FUNCTION evil.same(text, text) RETURNS boolean LANGUAGE plpgsql
              AS $$ BEGIN RAISE EXCEPTION 'same'; END $$;
            CREATE OPERATOR evil.= (LEFTARG = text, RIGHTARG = text, FUNCTION = evil.same);
            CREATE TABLE evil.counts (k text, n bigint);
            CREATE DOMAIN evil.text AS integer;
            """)
        try database.run("ALTER DATABASE \(database.name) SET search_path = evil, pg_catalog")
        let job = try Job(database, Self.counts)
        try job.commit([(.upsert, [[.int64(1), .text("a")], [.int64(2), .text("b")]])])
        try job.commit([(.delete, [[.int64(1), .text("a")]])])
        #expect(try database.rows("SELECT k, n FROM public.counts") == ["b|2"])
        #expect(try database.rows("SELECT count(*) FROM evil.counts") == ["0"])
    }

    @Test(.postgres) func `sinks of one database are one transaction`() throws {
        let database = try TestServer.database()
        let good = try TestSink(SinkTable(name: "good", columns: schema(["n": .integer])))
        let bad = try TestSink(SinkTable(name: "bad", columns: schema(["n!": .integer])))
        let system = try PostgresSystem(uri: database.uri, targets: [good.target, bad.target])
        _ = try system.start(testJob)
        good.add(.append, [[.int64(1)]])
        bad.add(.append, [[.null]])
        #expect(throws: SinkError.self) {
            try system.commit(EpochCommit(1, [[good.encoder.take()], [bad.encoder.take()]]))
        }
        #expect(try database.rows("SELECT count(*) FROM good") == ["0"])
        #expect(try database.rows("SELECT epoch FROM millrace.job") == ["0"])
        #expect(throws: SinkError.self) { try PostgresSystem(uri: database.uri, targets: [good.target, good.target]) }
    }

    @Test(.postgres) func `dead letters are written with their epoch, each once`() throws {
        let database = try TestServer.database()
        let job = try Job(database, Self.counts)
        func letter(_ offset: Int64, _ reason: String) -> DeadLetter {
            DeadLetter(
                source: "events", topic: "t", partition: 3, offset: offset, reason: reason, detail: "byte \0 of it",
                record: [0, 255])
        }
        try job.commit([], deadLetters: [letter(1, "malformed"), letter(1, "malformed"), letter(1, "late")])
        try job.commit([], deadLetters: [letter(2, "malformed")])
        #expect(
            try database.rows(
                """
                SELECT job, epoch, source, topic, partition, "offset", reason, detail, record FROM millrace.dead_letter
                ORDER BY "offset", reason
                """) == [
                    #"test|1|events|t|3|1|late|byte  of it|\x00ff"#,
                    #"test|1|events|t|3|1|malformed|byte  of it|\x00ff"#,
                    #"test|2|events|t|3|2|malformed|byte  of it|\x00ff"#,
                ])
    }
}
