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
        ("connector = 'kafka', topic = 'y', format = 'json'", "connector 'kafka' needs bootstrap_servers"),
        (
            "connector = 'kafka', bootstrap_servers = 'embedded', topic = 'y', format = 'json'",
            "the embedded Kafka ends with the process: nobody could read what is written to it"
        ),
        ("connector = 'kafka', bootstrap_servers = 'h:1', topic = 'a b', format = 'json'", "'a b' is no topic's name"),
        (
            "connector = 'kafka', bootstrap_servers = 'h:1', topic = 'y', format = 'avro'",
            "format 'avro' is not supported yet"
        ),
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

    private static let kafka = "connector = 'kafka', bootstrap_servers = 'h:1', topic = 'y', format = 'json'"

    @Test(arguments: [
        (", compression = 'brotli'", "compression is 'none' or 'gzip' or 'snappy' or 'lz4' or 'zstd'"),
        (", emit = 'complete'", "emit = 'complete' is for console and files"),
        (", partitions = '0'", "partitions is a whole number from 1 to 10000"),
        (
            ", create_table = 'never', partitions = '3'",
            "partitions is for a topic that is made, which create_table = 'never' forbids"
        ),
        (", kafka_options = 'transactional.id=x'", "transactional.id is set by the runner"),
        (", kafka_options = 'acks=1'", "acks is set by the runner"),
        (
            ", kafka_options = 'fetch.min.bytes=1'",
            "fetch.min.bytes is not among the Kafka options that may be set"
        ),
    ])
    func `each wrong option of a Kafka sink has one message`(more: String, message: String) {
        let diagnostics = readSinkOptions(Declared(Self.kafka + more).options, table: "t", environment: [:]).diagnostics
        #expect(diagnostics.map(\.message) == [message])
    }

    @Test func `a Kafka sink`() throws {
        let settings = try #require(
            Declared(Self.kafka + ", compression = 'zstd', partitions = '6', kafka_options = 'linger.ms=50'").sink())
        guard case .kafka(let options) = settings.connector else {
            Issue.record("\(settings.connector)")
            return
        }
        var expected = KafkaSinkOptions(bootstrapServers: "h:1", topic: "y")
        expected.partitions = 6
        expected.properties = ["compression.codec": "zstd", "linger.ms": "50"]
        #expect(options == expected)
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
