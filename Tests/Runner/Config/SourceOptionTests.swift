import Operators
import Runner
import Testing

@Suite struct SourceOptionTests {
    static let kafka = "connector = 'kafka', bootstrap_servers = 'localhost:9092', topic = 't', format = 'json'"

    @Test func `a Kafka source with everything`() throws {
        let declared = Declared(
            Self.kafka + """
                , start_from = '@-1h', kafka_options = 'security.protocol=SASL_SSL, sasl.password="a,b"',
                event_time = 'ts', watermark_delay = '1 day', idle_timeout = '30 s', max_future_skew = '2 hours',
                timestamp_format = 'unix_millis', timezone = 'Asia/Jakarta', on_error = 'dead_letter', late = 'drop'
                """)
        let settings = try #require(declared.source())
        guard case .kafka(let kafka) = settings.connector else {
            Issue.record("no Kafka")
            return
        }
        #expect(kafka.bootstrapServers == "localhost:9092" && kafka.topic == "t")
        #expect(kafka.startFrom == .ago(micros: 3_600_000_000))
        #expect(kafka.properties == ["security.protocol": "SASL_SSL", "sasl.password": "a,b"])
        #expect(settings.eventTime?.value == "ts")
        #expect(settings.watermarkDelayMicros == 86_400_000_000 && settings.idleTimeoutMicros == 30_000_000)
        #expect(settings.maxFutureSkewMicros == 7_200_000_000)
        #expect(settings.timestamps == TimestampFormat(.unixMillis, timezone: "Asia/Jakarta"))
        #expect(settings.onError == .deadLetter && settings.late == .drop)
    }

    @Test func `what is not given has its default`() throws {
        let settings = try #require(Declared(Self.kafka).source())
        guard case .kafka(let kafka) = settings.connector else {
            Issue.record("no Kafka")
            return
        }
        #expect(kafka.startFrom == .earliest && kafka.properties == [:])
        #expect(settings.eventTime == nil && settings.watermarkDelayMicros == 0 && settings.idleTimeoutMicros == nil)
        #expect(settings.maxFutureSkewMicros == 3_600_000_000)
        #expect(settings.timestamps == .auto && settings.onError == .skip && settings.late == .drop)
    }

    @Test(arguments: [
        ("earliest", StartFrom.earliest), ("latest", .latest), ("@-90 minutes", .ago(micros: 5_400_000_000)),
        ("@2026-11-20T05:00:00Z", .at(unixMicros: 1_795_150_800_000_000)),
    ])
    func `start_from has four forms`(text: String, start: StartFrom) throws {
        let settings = try #require(Declared(Self.kafka + ", start_from = '\(text)'").source())
        guard case .kafka(let kafka) = settings.connector else {
            Issue.record("no Kafka")
            return
        }
        #expect(kafka.startFrom == start)
    }

    @Test(arguments: [
        ("timestamp_format = 'Mon DD YYYY HH24:MI:SS'", true, ""),
        ("timestamp_format = 'YYYY-MM-DD HH24:MI:SS.USOF'", false, "unknown pattern"),
        ("timestamp_format = 'YYYY MM Mon'", false, "two months"), ("timestamp_format = 'rfc'", false, "neither"),
    ])
    func `a template of times is read with the options`(option: String, isRead: Bool, words: String) {
        let declared = Declared(Self.kafka + ", event_time = 'ts', " + option)
        #expect((declared.source() != nil) == isRead)
        #expect(declared.sourceMessages().contains(words) || isRead, "\(declared.sourceMessages())")
    }

    @Test func `files have no time of their own to compare with, and may end`() {
        let file = "connector = 'file', path = 'day*.json', format = 'json', event_time = 'ts'"
        let skewed = Declared(file + ", max_future_skew = '1 day'")
        #expect(skewed.source() == nil && skewed.sourceMessages().contains("max_future_skew compares"))
        for options in ["event_time = 'ts', max_future_skew = 'never'", "max_future_skew = '1 day'"] {
            let declared = Declared("connector = 'file', path = 'day*.json', format = 'json', " + options)
            let messages = declared.sourceMessages()
            #expect(messages.contains("max_future_skew compares"), "\(messages)")
            #expect(messages.split(separator: "error[").count == 1, "\(messages)")
        }
        func warns(_ options: String) -> Bool { Declared(file + options).sourceMessages().contains("W0108") }
        #expect(warns(", follow = true"))
        #expect(!warns(", follow = true, idle_timeout = '1 minute'") && !warns(""))
    }

    @Test func `delimited text in Kafka, and files at a rate`() throws {
        let kafka = "connector = 'kafka', bootstrap_servers = 'localhost:9092', topic = 't', format = 'csv'"
        let layout = try #require(Declared(kafka + ", delimiter = '|'").source()).connector.layout
        #expect(layout == CSVLayout(delimiter: UInt8(ascii: "|"), hasHeader: false))
        #expect(Declared(kafka + ", header = true").source() == nil)
        #expect(Declared(Self.kafka + ", delimiter = '|'").source() == nil)
        let file = "connector = 'file', path = 'a.json', format = 'json'"
        guard case .file(let options)? = Declared(file + ", rate = 2.5").source()?.connector else {
            Issue.record("no file")
            return
        }
        #expect(options.rate == 2.5)
        #expect(Declared(file + ", rate = '-1'").source() == nil)
    }

    @Test func `a generator`() throws {
        let settings = try #require(
            Declared("connector = 'generator', profile = 'retail', seed = 7, count = 1000, rate = 2.5, partitions = 4")
                .source())
        guard case .generator(let generator) = settings.connector else {
            Issue.record("no generator")
            return
        }
        #expect(generator.profile == "retail" && generator.seed == 7 && generator.count == 1_000)
        #expect(generator.rate == 2.5 && generator.partitions == 4)
    }

    @Test func `every reference source that is supported now is read`() {
        for (name, isRead) in [
            ("000_daily_purchases.sql", true), ("001a_purchases_30s.sql", true), ("001b_bank_customers.sql", true),
            ("001c_monthly_retail.sql", true), ("002_retail_5m.sql", true), ("003_shop_gross_income.sql", true),
            ("004_connected_platforms.sql", true),
        ] {
            let parsed = (try? JobFileTests.load(name)).map(parseJob)
            let tables = (parsed?.job.statements ?? []).compactMap { statement -> CreateTable? in
                guard case .createTable(let table) = statement.kind else { return nil }
                return table
            }
            let outcome = tables.first.map { readSourceOptions($0.options, environment: [:]) }
            #expect((outcome?.settings != nil) == isRead, "\(name): \(String(describing: outcome?.diagnostics))")
        }
    }

    @Test func `an unknown option has its place and the nearest name`() {
        #expect(
            Declared(Self.kafka + ",\nevent_time = 'ts',\n  watermark_dealy = '1 s'").sourceMessages() == """
                error[E0301]: connector 'kafka' has no option watermark_dealy
                 --> job.sql:4:3
                  |
                4 |   watermark_dealy = '1 s'
                  |   ^^^^^^^^^^^^^^^ did you mean "watermark_delay"?

                """)
    }

    @Test func `an option of another system names the one here`() {
        #expect(
            Declared(Self.kafka + ",\n\"scan.startup.mode\" = 'earliest-offset'").sourceMessages() == """
                error[E0301]: connector 'kafka' has no option scan.startup.mode
                 --> job.sql:3:1
                  |
                3 | "scan.startup.mode" = 'earliest-offset'
                  | ^^^^^^^^^^^^^^^^^^^ the spelling here is start_from

                """)
    }

    @Test func `missing options are reported at WITH, all at once`() {
        #expect(
            Declared("connector = 'kafka'").sourceMessages() == """
                error[E0303]: connector 'kafka' needs bootstrap_servers
                 --> job.sql:1:24
                  |
                1 | CREATE TABLE t (a int) WITH (
                  |                        ^^^^
                  = help: Write bootstrap_servers = 'host:9092'.

                error[E0303]: connector 'kafka' needs topic
                 --> job.sql:1:24
                  |
                1 | CREATE TABLE t (a int) WITH (
                  |                        ^^^^
                  = help: Write topic = 'name'.

                error[E0303]: connector 'kafka' needs format
                 --> job.sql:1:24
                  |
                1 | CREATE TABLE t (a int) WITH (
                  |                        ^^^^
                  = help: Write format = 'json', or 'csv'.

                """)
    }

    @Test func `a value that cannot be read is reported at the value`() {
        #expect(
            Declared(Self.kafka + ",\nevent_time = 'ts', watermark_delay = '1 houur'").sourceMessages() == """
                error[E0302]: watermark_delay cannot be read
                 --> job.sql:3:38
                  |
                3 | event_time = 'ts', watermark_delay = '1 houur'
                  |                                      ^^^^^^^^^ "houur" is no unit of time: write a number and a \
                unit, such as '30 seconds' or '1h'

                """)
    }

    @Test(arguments: [
        ("connector = 'file', path = 'x'", "connector 'file' needs format"),
        ("connector = 'file', format = 'csv'", "connector 'file' needs path"),
        ("connector = 'file', path = 'x', format = 'json', header = true", "header goes with format = 'csv'"),
        ("connector = 'file', path = 'x', format = 'avro'", "format 'avro' is not supported yet"),
        (
            "connector = 'file', path = 'x', format = 'csv', delimiter = '::'",
            "delimiter is one character, such as ',' ';' '|' or '\\t'"
        ),
        (
            "connector = 'file', path = 'x', format = 'csv', start_from = 'latest'",
            "a file source starts from 'earliest', or with follow = true from 'latest'"
        ),
        ("connector = 'kafak'", "there is no connector 'kafak' for a source"),
        (kafka.replacing("json", with: "avro"), "format 'avro' is not supported yet"),
        (kafka.replacing("json", with: "jsn"), "there is no format 'jsn'"),
        (kafka + ", header = true", "connector 'kafka' has no option header"),
        (kafka + ", late = 'dead_leter'", "late is 'drop' or 'dead_letter'"),
        (kafka + ", timezone = 'Asia/Jakatra'", "there is no time zone 'Asia/Jakatra'"),
        (kafka + ", timezone = '../etc/passwd'", "there is no time zone '../etc/passwd'"),
        (kafka + ", start_from = 'begin'", "start_from cannot be read"),
        (kafka + ", start_from = '@2026-01-01'", "start_from cannot be read"),
        (kafka + ", watermark_delay = '1 s'", "watermark_delay needs event_time"),
        (kafka + ", topic = 'u'", "topic is given twice"),
        (kafka + ", on_error", "on_error has no value"),
        (
            kafka + ", timestamp_format = 'unix_milis'",
            "timestamp_format 'unix_milis' is neither a known form nor a template"
        ),
        (kafka.replacing("localhost:9092", with: "localhost"), "'localhost' is no host and port"),
        (kafka.replacing("'t'", with: "'a b'"), "'a b' is no topic's name"),
        (
            kafka + ", idle_timeout = '0 s', event_time = 'ts'",
            "idle_timeout is between 1 microsecond and 3660 days"
        ),
        ("connector = 'generator', profile = 'retial'", "there is no profile 'retial'"),
        ("connector = 'generator', profile = 'retail', rate = 0", "rate is a number of events a second, above 0"),
        ("connector = 'generator', profile = 'retail', seed = -1", "seed is a whole number from 0 on"),
    ])
    func `each wrong option has one message`(with: String, message: String) {
        let diagnostics = readSourceOptions(Declared(with).options, environment: [:]).diagnostics
        #expect(diagnostics.map(\.message) == [message])
    }

    @Test func `Kafka options that would break exactly-once are refused with the reason`() {
        let with =
            Self.kafka + ",\nkafka_options = 'group.id=x, enable.auto.commit=true, sasl.mecanism=PLAIN, nonsense'"
        #expect(
            Declared(with).sourceMessages() == """
                error[E0309]: group.id is set by the runner
                 --> job.sql:3:17
                  |
                3 | kafka_options = 'group.id=x, enable.auto.commit=true, sasl.mecanism=PLAIN, nonsense'
                  |                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                  = help: Partitions are assigned to lanes, not by a consumer group, whose rebalances repeat records.

                error[E0309]: enable.auto.commit is set by the runner
                 --> job.sql:3:17
                  |
                3 | kafka_options = 'group.id=x, enable.auto.commit=true, sasl.mecanism=PLAIN, nonsense'
                  |                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                  = help: Positions are committed with the rows, in one transaction of the database.

                error[E0309]: sasl.mecanism is not among the Kafka options that may be set
                 --> job.sql:3:17
                  |
                3 | kafka_options = 'group.id=x, enable.auto.commit=true, sasl.mecanism=PLAIN, nonsense'
                  |                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ did you mean \
                "sasl.mechanism"?

                error[E0302]: "nonsense" in kafka_options is no name=value
                 --> job.sql:3:17
                  |
                3 | kafka_options = 'group.id=x, enable.auto.commit=true, sasl.mecanism=PLAIN, nonsense'
                  |                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

                """)
    }
}
