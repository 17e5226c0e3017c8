import Runner
import Testing

@Suite struct SinkOptionTests {
    @Test func `a PostgreSQL sink`() throws {
        let settings = try #require(
            Declared(
                "connector = 'postgres', connection = 'warehouse', table = 'public.retail', emit = 'changes', "
                    + "emit_interval = '5 seconds', create_table = 'never'"
            ).sink())
        guard case .postgres("warehouse", "public", "retail", .never) = settings.connector else {
            Issue.record("\(settings.connector)")
            return
        }
        #expect(settings.emit == .changes && settings.emitIntervalMicros == 5_000_000)
    }

    @Test func `the table is the declared name by default`() throws {
        let settings = try #require(Declared("connector = 'postgres', connection = 'w'").sink())
        guard case .postgres("w", nil, "t", .auto) = settings.connector else {
            Issue.record("\(settings.connector)")
            return
        }
        #expect(settings.emit == nil && settings.emitIntervalMicros == nil)
    }

    @Test func `a MySQL sink`() throws {
        let settings = try #require(
            Declared("connector = 'mysql', connection = 'workshop', table = 'shop.agg', emit = 'changes'").sink())
        guard case .mysql("workshop", "shop", "agg", .auto) = settings.connector else {
            Issue.record("\(settings.connector)")
            return
        }
        #expect(settings.connector.database?.table == "agg")
    }

    @Test func `console and blackhole`() throws {
        let console = try #require(
            Declared("connector = 'console', emit = 'complete', emit_interval = '10 seconds'").sink())
        guard case .console = console.connector else {
            Issue.record("no console")
            return
        }
        #expect(console.emit == .complete)
        guard case .blackhole? = Declared("connector = 'blackhole'").sink()?.connector else {
            Issue.record("no blackhole")
            return
        }
    }

    @Test(arguments: [
        ("connector = 'kafka', topic = 'y'", "connector 'kafka' as a sink is not supported yet"),
        ("connector = 'kafka'", "connector 'kafka' as a sink is not supported yet"),
        ("connector = 'jdbc'", "there is no connector 'jdbc' for a sink"),
        ("connector = 'console', roll_interval = '5 m'", "connector 'console' has no option roll_interval"),
        ("connector = 'console', partition_by = 'x'", "connector 'console' has no option partition_by"),
        ("connector = 'postgres'", "connector 'postgres' needs connection"),
        ("connector = 'postgres', connection = 'w', table = 'a.b.c'", "'a.b.c' is no table's name"),
        ("connector = 'postgres', connection = 'w', table = 'a b'", "'a b' is no table's name"),
        ("connector = 'postgres', connection = '../x'", "'../x' is no connection's name"),
        ("connector = 'postgres', connection = 'w', emit = 'complete'", "emit = 'complete' is for console and files"),
        ("connector = 'console', emit = 'append'", "emit is 'final' or 'changes' or 'complete'"),
        (
            "connector = 'console', emit = 'final', emit_interval = '1 s'",
            "emit_interval goes with emit = 'changes' or 'complete'"
        ),
        ("topic = 'x'", "a sink needs connector"),
    ])
    func `each wrong option has one message`(with: String, message: String) {
        let diagnostics = readSinkOptions(Declared(with).options, table: "t", environment: [:]).diagnostics
        #expect(diagnostics.map(\.message) == [message])
    }

    @Test func `a connector that comes later says which are there today`() {
        #expect(
            Declared("connector = 'kafka'").sinkMessages() == """
                error[E0304]: connector 'kafka' as a sink is not supported yet
                 --> job.sql:2:13
                  |
                2 | connector = 'kafka'
                  |             ^^^^^^^
                  = help: A sink today is one of 'postgres', 'mysql', 'file', 'console', 'blackhole'.

                """)
    }

    @Test func `a quoted name with a dot is one name`() throws {
        let settings = try #require(
            Declared("connector = 'postgres', connection = 'w', table = 'public.\"a.B\"'").sink())
        guard case .postgres(_, "public", "a.B", _) = settings.connector else {
            Issue.record("\(settings.connector)")
            return
        }
    }
}
