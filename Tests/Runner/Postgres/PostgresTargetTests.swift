import Operators
import StateStore
import Testing

@testable import Runner

/// Tables that are made, and tables that are there.
@Suite struct PostgresTargetTests {
    private static let columns = schema([
        "a!": .integer, "b": .numeric(NumericShape(precision: 10, scale: 2)), "c": .text(limit: 20), "d": .timestamptz,
    ])

    /// Why the database's table is refused for the sink, or `nil`.
    private func refusal(_ database: TestDatabase, _ table: SinkTable, create: CreateTablePolicy = .auto) throws
        -> String?
    {
        let target = try PostgresTarget(table, schema: nil, name: "t", create: create)
        let system = try PostgresSystem(uri: database.uri, targets: [target])
        defer { system.close() }
        return refusalText { _ = try system.start(testJob) }
    }

    @Test(.postgres) func `a missing table is made with its types and its key, and fits from then on`() throws {
        let database = try TestServer.database()
        let describe = """
            SELECT attname, format_type(atttypid, atttypmod), attnotnull FROM pg_attribute
            WHERE attrelid = 'public.t'::regclass AND attnum > 0 ORDER BY attnum
            """
        let keys = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'public.t'::regclass"
        let declared = SinkTable(name: "s", columns: Self.columns, key: [2, 0])
        #expect(try refusal(database, declared) == nil)
        #expect(
            try database.rows(describe) == [
                "a|integer|t", "b|numeric(10,2)|f", "c|character varying(20)|t", "d|timestamp with time zone|f",
            ])
        #expect(try database.rows(keys) == ["PRIMARY KEY (c, a)"])
        #expect(try refusal(database, declared) == nil)
        try database.run("DROP TABLE t")
        let derived = SinkTable(name: "s", columns: Self.columns, key: [2, 0], keyIsDerived: true)
        #expect(try refusal(database, derived) == nil)
        #expect(try database.rows(keys) == ["UNIQUE NULLS NOT DISTINCT (c, a)"])
        #expect(try refusal(database, derived, create: .never) == nil)
    }

    @Test(.postgres) func `create_table = 'never' makes nothing`() throws {
        let database = try TestServer.database()
        let text = try refusal(database, SinkTable(name: "s", columns: Self.columns), create: .never)
        #expect(text == "table public.t does not fit sink s:\n  it does not exist, and create_table is 'never'")
        #expect(try database.rows("SELECT to_regclass('public.t'), to_regclass('millrace.job')") == ["~|~"])
    }

    private static let fits: [String] = [
        "CREATE TABLE t (a integer, b numeric(10,2), c varchar(20), d timestamptz)",
        "CREATE TABLE t (d timestamptz, c text, b numeric, a integer NOT NULL)",
        "CREATE TABLE t (a integer, b numeric(12,2), c varchar, d timestamptz, e text, f int NOT NULL DEFAULT 1)",
        "CREATE TABLE t (a integer, b numeric(20,4), c varchar(30), d timestamptz, id bigserial PRIMARY KEY)",
        "CREATE TABLE t (a integer, b numeric, c text, d timestamptz, e int GENERATED ALWAYS AS (a * 2) STORED)",
        "CREATE TABLE t (a integer, b numeric(10,2), c text, d timestamptz) PARTITION BY RANGE (a)",
    ]

    @Test(.postgres, arguments: fits)
    func `a table that can hold every row is taken as it is`(_ ddl: String) throws {
        let database = try TestServer.database()
        try database.run(ddl)
        #expect(try refusal(database, SinkTable(name: "s", columns: Self.columns)) == nil)
    }

    private static let differs: [(String, [String])] = [
        (
            "CREATE TABLE t (a bigint, b numeric(10,1), c varchar(19), d timestamp)",
            [
                "column \"a\": integer here, bigint there", "column \"b\": numeric(10,2) here, numeric(10,1) there",
                "column \"c\": varchar(20) here, character varying(19) there",
                "column \"d\": timestamptz here, timestamp without time zone there",
            ]
        ),
        (
            "CREATE TABLE t (a integer, b numeric(9,2), c text, d timestamptz(3))",
            [
                "column \"b\": numeric(10,2) here, numeric(9,2) there",
                "column \"d\": timestamptz here, timestamp(3) with time zone there",
            ]
        ),
        (
            "CREATE TABLE t (a integer, b numeric, c text, \"D\" timestamptz, e text NOT NULL)",
            [
                "column \"d\": timestamptz here, missing there",
                "column \"e\": not written here, NOT NULL without a default there",
            ]
        ),
        (
            "CREATE TABLE t (a integer, b numeric NOT NULL, c text, d timestamptz)",
            [
                "column \"b\": may be NULL here, NOT NULL there "
                    + "(NOT NULL at the source's column tells that it is never)"
            ]
        ),
        (
            "CREATE TABLE t (a integer GENERATED ALWAYS AS IDENTITY, b numeric, c text, d timestamptz)",
            ["column \"a\": written here, GENERATED ALWAYS there"]
        ),
        (
            "CREATE UNLOGGED TABLE t (a integer, b numeric, c text, d timestamptz)",
            ["it is UNLOGGED: a crash of the database would empty it (ALTER TABLE \"public\".\"t\" SET LOGGED)"]
        ),
        ("CREATE VIEW t AS SELECT 1 AS a", ["it is a view, not a table"]),
        ("CREATE MATERIALIZED VIEW t AS SELECT 1 AS a", ["it is a materialized view, not a table"]),
        (
            """
            CREATE TABLE t (a integer, b numeric, c text, d timestamptz);
            CREATE RULE nothing AS ON INSERT TO t DO INSTEAD NOTHING
            """, ["it has rules, which would rewrite what is written"]
        ),
        (
            """
            CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w;
            CREATE FOREIGN TABLE t (a int) SERVER s
            """,
            ["it is a foreign table, not a table"]
        ),
    ]

    @Test(.postgres, arguments: differs)
    func `a table that differs is refused, line by line`(_ ddl: String, _ lines: [String]) throws {
        let database = try TestServer.database()
        try database.run(ddl)
        let text = try refusal(database, SinkTable(name: "s", columns: Self.columns))
        #expect(text == (["table public.t does not fit sink s:"] + lines.map { "  " + $0 }).joined(separator: "\n"))
    }

    private static let keyCases: [(String, Bool, String?)] = [
        ("PRIMARY KEY (a, b)", false, nil), ("UNIQUE (b, a)", false, nil), ("PRIMARY KEY (b, a)", true, nil),
        ("UNIQUE NULLS NOT DISTINCT (a, b)", true, nil),
        (
            "UNIQUE (a, b)", true,
            "key: NULLs in (\"a\", \"b\") are one key here, each another there: it needs UNIQUE NULLS NOT DISTINCT"
        ),
        ("UNIQUE (a)", false, "key: (\"a\", \"b\") here, no PRIMARY KEY or UNIQUE on exactly these columns there"),
        (
            "UNIQUE (a, b, c)", false,
            "key: (\"a\", \"b\") here, no PRIMARY KEY or UNIQUE on exactly these columns there"
        ),
        (
            "UNIQUE (a, b) DEFERRABLE", false,
            "key: (\"a\", \"b\") here, no PRIMARY KEY or UNIQUE on exactly these columns there"
        ),
        (
            "CHECK (a > 0)", true,
            "key: (\"a\", \"b\") here, no UNIQUE NULLS NOT DISTINCT on exactly these columns there"
        ),
    ]

    @Test(.postgres, arguments: keyCases)
    func `an upsert needs a unique key on exactly its columns`(
        _ constraint: String, _ isDerived: Bool, _ line: String?
    ) throws {
        let database = try TestServer.database()
        try database.run("CREATE TABLE t (a integer, b text, c text, \(constraint))")
        // A partial index and one over an expression say nothing about the key.
        try database.run("CREATE UNIQUE INDEX ON t (a, b) WHERE c = 'x'; CREATE UNIQUE INDEX ON t (a, lower(b))")
        let columns = schema([
            "a\(isDerived && constraint.hasPrefix("PRIMARY") ? "!" : "")": .integer,
            "b\(isDerived && constraint.hasPrefix("PRIMARY") ? "!" : "")": .text, "c": .text,
        ])
        let text = try refusal(
            database, SinkTable(name: "s", columns: columns, key: [0, 1], keyIsDerived: isDerived, emit: .changes))
        #expect(text == line.map { "table public.t does not fit sink s:\n  \($0)" })
    }

    @Test(.postgres)
    func `a key whose collation takes different texts for one is refused, as a column and as an index`() throws {
        let database = try TestServer.database()
        try database.run(
            """
            CREATE COLLATION folds (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
            CREATE COLLATION german (provider = icu, locale = 'de');
            CREATE TABLE t (a integer, b text COLLATE folds, c text COLLATE folds, PRIMARY KEY (a, b))
            """)
        let table = SinkTable(
            name: "s", columns: schema(["a": .integer, "b": .text, "c": .text]), key: [0, 1], emit: .changes)
        let text = try refusal(database, table)
        #expect(
            text == """
                table public.t does not fit sink s:
                  column "b": its collation "folds" takes different texts for one key (ALTER TABLE "public"."t" ALTER \
                COLUMN "b" TYPE text COLLATE "C")
                """)
        // What the remedy leaves fits, and so does a collation that only orders.
        try database.run("ALTER TABLE \"public\".\"t\" ALTER COLUMN \"b\" TYPE text COLLATE \"C\"")
        #expect(try refusal(database, table) == nil)
        try database.run("ALTER TABLE t ALTER COLUMN b TYPE text COLLATE german")
        #expect(try refusal(database, table) == nil)
        try database.run("CREATE UNIQUE INDEX ON t (a, b COLLATE folds)")
        #expect(try refusal(database, table)?.contains("has the collation \"folds\", which takes") == true)
    }

    @Test(.postgres) func `a table that may hold many rows is no target for one row`() throws {
        let database = try TestServer.database()
        let table = SinkTable(name: "s", columns: schema(["n": .bigint]), holdsOneRow: true, emit: .changes)
        try database.run("CREATE TABLE t (n bigint)")
        #expect(try refusal(database, table)?.contains("CREATE UNIQUE INDEX ON \"public\".\"t\" ((true))") == true)
        try database.run("CREATE UNIQUE INDEX ON t ((true))")
        #expect(try refusal(database, table) == nil)
    }

    @Test(.postgres) func `row-level security, missing privileges and a schema that is not there are refused`() throws {
        let database = try TestServer.database()
        let role = "reader_\(database.name)"
        try database.run(
            """
            CREATE ROLE \(role) LOGIN; GRANT CREATE ON DATABASE \(database.name) TO \(role);
            CREATE TABLE secured (n bigint); ALTER TABLE secured ENABLE ROW LEVEL SECURITY;
            GRANT SELECT, INSERT ON secured TO \(role); CREATE TABLE closed (n bigint)
            """)
        let table = SinkTable(name: "s", columns: schema(["n": .bigint]))
        for (schema, name, line) in [
            ("public", "secured", "row-level security applies to this role, which COPY does not allow"),
            ("public", "closed", "privileges missing: INSERT"), ("nowhere", "t", "schema \"nowhere\" does not exist"),
        ] {
            let target = try PostgresTarget(table, schema: schema, name: name, create: .auto)
            let system = try PostgresSystem(
                uri: database.server.uri(database.name, user: role), targets: [target])
            let error = #expect(throws: SinkError.self) { try system.start(testJob) }
            #expect(
                "\(error.map { "\($0)" } ?? "")".contains(line.split(separator: "\"").joined(separator: "\\\"")),
                "\(line)")
        }
    }

    @Test(.postgres) func `the check without a start finds the same and changes nothing`() throws {
        let database = try TestServer.database()
        let target = try PostgresTarget(
            SinkTable(name: "s", columns: Self.columns), schema: nil, name: "t", create: .auto)
        let system = try PostgresSystem(uri: database.uri, targets: [target])
        #expect(try system.look(testJob).problems == [])
        #expect(try database.rows("SELECT to_regclass('public.t'), to_regnamespace('millrace')") == ["~|~"])
        try database.run("CREATE TABLE t (a integer, b numeric, c text)")
        #expect(
            try system.look(testJob).problems == [
                .init(
                    sink: 0, message: "table public.t does not fit sink s",
                    differences: ["column \"d\": timestamptz here, missing there"])
            ])
    }

    @Test(.postgres) func `a look finds what a role may not make, and where the job stands without disturbing it`()
        throws
    {
        let database = try TestServer.database()
        let role = "looker_\(database.name)"
        try database.run("CREATE ROLE \(role) LOGIN; REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        let target = try PostgresTarget(
            SinkTable(name: "s", columns: Self.columns), schema: nil, name: "t", create: .auto)
        let poor = try PostgresSystem(uri: database.server.uri(database.name, user: role), targets: [target])
        let found = try poor.look(testJob).problems
        #expect(found.map(\.sink) == [0, nil])
        #expect(found.first?.differences.first?.contains("GRANT CREATE, USAGE ON SCHEMA") == true)
        #expect(found.last?.message.contains("GRANT CREATE ON DATABASE") == true)
        let running = try CountingJob(database)
        _ = try running.start()
        try running.commit(1)
        let before = try database.rows("SELECT * FROM millrace.job")
        let seen = try running.withSystem { try $0.look(testJob) }
        #expect(seen.position?.epoch == Epoch(1) && seen.position?.boundaries == [boundary(1)])
        #expect(try database.rows("SELECT * FROM millrace.job") == before)
        try running.commit(2)
        try database.expectExactly(2)
    }
}
