import Runner
import Testing

@Suite struct ConnectionTests {
    static let uri = "postgres://me:sesame@db:5432/shop"

    static func find(
        _ name: String, environment: [String: String] = [:], files: [String: String] = [:], toml: String = ""
    ) throws(Diagnostic) -> Connection {
        let (configuration, _) = RunnerConfiguration.read(SourceText(name: "runner.toml", text: toml))
        let lookup = ConnectionLookup(environment: environment, configuration: configuration) { files[$0] }
        return try lookup.find(name, for: "a PostgreSQL sink", schemes: ["postgres", "postgresql"], at: 3)
    }

    @Test func `the four places are asked in order`() throws {
        var environment = ["RUNNER_CONN_WAREHOUSE_EU": Self.uri, "CREDENTIALS_DIRECTORY": "/cred"]
        var files = ["/cred/warehouse-eu": Self.uri + "\n", "/run/secrets/warehouse-eu": Self.uri]
        let toml = "[connections]\nwarehouse-eu = '\(Self.uri)'"
        var origins: [String] = []
        func ask() throws {
            let found = try Self.find("warehouse-eu", environment: environment, files: files, toml: toml)
            #expect(found.uri.reveal() == Self.uri)
            origins.append(found.origin)
        }
        try ask()
        environment["RUNNER_CONN_WAREHOUSE_EU"] = nil
        try ask()
        files["/cred/warehouse-eu"] = nil
        try ask()
        files["/run/secrets/warehouse-eu"] = nil
        try ask()
        #expect(
            origins == [
                "RUNNER_CONN_WAREHOUSE_EU", "/cred/warehouse-eu", "/run/secrets/warehouse-eu",
                "[connections] of runner.toml",
            ])
    }

    @Test func `a URI in the job is taken as it is`() throws {
        #expect(try Self.find(Self.uri).origin == "the job file")
        #expect(
            try Self.find("w", environment: ["RUNNER_CONN_W": "host=db dbname=shop"]).uri.reveal()
                == "host=db dbname=shop")
    }

    @Test func `a name that is nowhere says where it was looked for`() {
        let error = #expect(throws: Diagnostic.self) {
            try Self.find("warehose", environment: ["RUNNER_CONN_WAREHOUSE": Self.uri])
        }
        #expect(error?.message == "there is no connection 'warehose'")
        #expect(error?.hint == "did you mean 'warehouse'?")
        #expect(
            error?.help == [
                "Looked for it in RUNNER_CONN_WAREHOSE, /run/secrets/warehose, [connections] in runner.toml.",
                "Set RUNNER_CONN_WAREHOSE=postgres://user:password@host:port/database.",
            ])
        #expect(error?.range.offset == 3)
    }

    @Test(arguments: ["../../etc/passwd", "a b", "", "a/b", "${X}"])
    func `a name can be no path`(name: String) {
        let error = #expect(throws: Diagnostic.self) { try Self.find(name, files: ["/run/secrets/\(name)": Self.uri]) }
        #expect(error?.code == .unknownConnection)
    }

    @Test(arguments: ["mysql://me:sesame@db/shop", "sesame", "  "])
    func `what is no connection of this kind is refused without being shown`(value: String) {
        let error = #expect(throws: Diagnostic.self) { try Self.find("w", environment: ["RUNNER_CONN_W": value]) }
        #expect(error?.code == .unknownConnection)
        #expect(error.map { "\($0)".contains("sesame") } == false)
    }

    @Test(arguments: [
        (
            "mysql://me:sesame@db/shop",
            "RUNNER_CONN_W holds a mysql:// connection, and a PostgreSQL sink needs postgres:// or postgresql://"
        ),
        ("se same://me@db/shop", "RUNNER_CONN_W holds no connection for a PostgreSQL sink"),
        ("sesame", "RUNNER_CONN_W holds no connection for a PostgreSQL sink"), ("  ", "RUNNER_CONN_W is empty"),
    ])
    func `a connection of another kind is told with the kind that it is and those that fit`(
        value: String, message: String
    ) {
        let error = #expect(throws: Diagnostic.self) { try Self.find("w", environment: ["RUNNER_CONN_W": value]) }
        #expect(error?.message == message)
        #expect(error?.help == ["It should read postgres://user:password@host:port/database."])
    }

    @Test(
        arguments: [
            "postgres://me:sesame@db:99999/shop", "postgres://db:0/shop", "postgres://a:5432,b:x@y:70000/shop",
            "postgresql://[::1]:99999", "host=db port=99999 dbname=shop", "postgres://a:1,b:five/shop",
        ])
    func `a port that can't be is refused where the connection is named`(value: String) {
        let error = #expect(throws: Diagnostic.self) { try Self.find("w", environment: ["RUNNER_CONN_W": value]) }
        #expect(error?.code == .badOptionValue)
        #expect(error?.range.offset == 3)
        #expect(error.map { "\($0)".contains("sesame") } == false)
    }

    @Test(
        arguments: [
            "postgres://me:se:99999@db/shop", "postgres://db", "postgres://[::1]/shop", "postgres://db:/shop",
            "postgres://a:5432,b/shop", "host=db port=5433", "postgres://me:a/b@db/shop",
        ])
    func `other numbers than ports don't matter`(value: String) throws {
        #expect(try Self.find("w", environment: ["RUNNER_CONN_W": value]).uri.reveal() == value)
    }

    @Test func `a secret prints as stars in every way`() {
        let secret = Secret("sesame")
        var dumped = ""
        dump(secret, to: &dumped)
        dump(Connection(uri: secret, origin: "x"), to: &dumped)
        for shown in ["\(secret)", String(reflecting: secret), String(describing: [secret]), dumped] {
            #expect(!shown.contains("sesame"))
        }
    }

    @Test(arguments: [
        ("postgres://me:sesame@db/shop", "postgres://me:***@db/shop"),
        ("postgres://me:se/sa@me@db/shop", "postgres://me:***@db/shop"),
        ("postgres://me@db/shop", "postgres://me@db/shop"), ("postgres://db:5432/shop", "postgres://db:5432/shop"),
        ("host=db password=sesame user=me", "host=db password=*** user=me"),
        ("host=db PASSWORD = 'se same' user=me", "host=db PASSWORD = '***' user=me"),
        ("postgres://db/shop?user=me&password=sesame&x=1", "postgres://db/shop?user=me&password=***&x=1"),
        ("sasl.username=me, sasl.password=sesame, a=b", "sasl.username=me, sasl.password=***, a=b"),
        ("nothing here", "nothing here"),
        ("a postgres://x:y@h and a mysql://p:q@h", "a postgres://x:***@h and a mysql://p:***@h"),
        ("postgres//me:sesame@db", "postgres//me:***@db"), ("'me:sesame@db/shop'", "'me:***@db/shop'"),
        ("at 10:30 to a@b", "at 10:30 to a@b"),
    ])
    func `passwords in a text are masked`(text: String, masked: String) {
        #expect(mask(text) == masked)
    }

    @Test func `a password in the job file is warned about and not shown`() {
        let declared = Declared("connector = 'postgres', connection = 'postgres://me:sesame@db/shop'")
        #expect(declared.sink() != nil)
        #expect(
            declared.sinkMessages() == """
                warning[W0103]: a password stands in the job file
                 --> job.sql:2:38
                  |
                2 | connector = 'postgres', connection = 'postgres://me:******@db/shop'
                  |                                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                  = help: Take it from the environment, ${PASSWORD}, or name a connection: see RUNNER_CONN_NAME.

                """)
        let safe = Declared("connector = 'postgres', connection = 'postgres://me:${PASSWORD}@db/shop'")
        #expect(readSinkOptions(safe.options, table: "t", environment: ["PASSWORD": "x"]).diagnostics == [])
    }

    @Test func `a password among Kafka's options is warned about`() {
        let kafka = "connector = 'kafka', bootstrap_servers = 'h:1', topic = 't', format = 'json',\nkafka_options = "
        #expect(
            Declared(kafka + "'sasl.username=me, sasl.password=sesame'").sourceMessages() == """
                warning[W0103]: a password stands in the job file
                 --> job.sql:3:17
                  |
                3 | kafka_options = 'sasl.username=me, sasl.password=******'
                  |                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                  = help: Take it from the environment, ${PASSWORD}, or name a connection: see RUNNER_CONN_NAME.

                """)
        #expect(Declared(kafka + "'sasl.password=${PASSWORD}'").sourceMessages(["PASSWORD": "x"]) == "")
    }
}
