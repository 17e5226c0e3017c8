import Glibc
import TestSupport
import Testing

/// The commonest mistakes of somebody new: each is told with what is wrong, where, and what to do, under a stable exit
/// code.
@Suite struct NewcomerTests {
    private static let job = """
        SET job_name = 'first';
        CREATE TABLE orders (id bigint NOT NULL, name text, price integer, at timestamptz)
        WITH (connector = 'kafka', bootstrap_servers = '127.0.0.1:1', topic = 'orders', format = 'json',
              event_time = 'at', watermark_delay = '1 minute');
        CREATE MATERIALIZED VIEW daily WITH (connector = 'blackhole') AS
        SELECT window_start, name, sum(price) AS total
        FROM tumble(orders, at, interval '1 day') GROUP BY window_start, name;
        """

    @Test(arguments: [
        ("tumble(orders", "tumble(order", 7, ["syntax error at \"order\"", "write \"order\""]),
        ("tumble(orders", "tumble(ordres", 7, ["\"ordres\" does not exist", "did you mean \"orders\"?"]),
        ("sum(price)", "sum(prize)", 6, ["column \"prize\" does not exist", "did you mean \"price\"?"]),
        ("watermark_delay", "watermark_dealy", 4, ["no option watermark_dealy", "did you mean \"watermark_delay\"?"]),
        ("name text, price", "name text price", 2, ["is a comma missing before it?"]),
        ("'orders', format", "'orders' format", 3, ["is a comma missing before it?"]),
        ("= 'json'", "= \"json\"", 3, ["single quotes", "write 'json'"]),
        ("sum(price)", "sum(name)", 6, ["function sum(text) does not exist", "sum(...::numeric)"]),
        ("GROUP BY window_start, name", "GROUP BY window_start", 6, ["must appear in the GROUP BY clause"]),
        (
            ",\n      event_time = 'at', watermark_delay = '1 minute'", "", 6,
            ["no event time", "add event_time = 'at'"]
        ),
        ("127.0.0.1:1", "localhost", 3, ["'localhost' is no host and port", "host:9092"]),
        ("connector = 'kafka'", "'connector' = 'kafka'", 3, ["Flink's spelling", "write connector = 'kafka'"]),
        (
            "integer, at", "int, WATERMARK FOR at AS at - INTERVAL '5' SECOND, at", 2,
            ["Flink's spelling", "event_time"]
        ),
    ]) func `a mistake in the text is told at its line with what to write`(
        from: String, to: String, line: Int, words: [String]
    ) throws {
        let text = replaced(Self.job, from, to)
        #expect(text != Self.job)
        let run = try JobRun(text: text, environment: [:])
        let child = try Child(Tree.runner, ["validate", "--offline", run.path])
        #expect(try child.wait() == 78)
        #expect(child.errorText.contains("job.sql:\(line):") && child.errorText.contains("^"), "\(child.errorText)")
        for word in words { #expect(child.errorText.contains(word), "\(child.errorText)") }
    }

    @Test func `an empty file, a missing one and a folder are told`() throws {
        let run = try JobRun(text: "", environment: [:])
        for (path, words) in [
            (run.path, "the job has no query"), ("/nowhere/job.sql", "No such file"), ("/tmp", "Is a directory"),
        ] {
            let child = try Child(Tree.runner, ["start", path])
            #expect(try child.wait() == 78)
            #expect(child.errorText.contains(words), "\(child.errorText)")
        }
    }

    private static let files = """
        SET job_name = 'files';
        CREATE TABLE lines (id bigint) WITH (connector = 'file', path = '${IN}', format = 'json');
        INSERT INTO sink SELECT id FROM lines;
        CREATE TABLE sink (id bigint) WITH (connector = 'blackhole');
        """

    /// A file with one record.
    private static func input() throws -> String {
        let path = Tree.scratch() + "/in.json"
        try Tree.write(path, "{\"id\": 1}\n")
        return path
    }

    @Test func `a state directory that can't be made is 78 and names the flag`() throws {
        let run = try JobRun(text: Self.files, environment: ["IN": Self.input()])
        for place in [run.path, run.path + "/below", "/proc/nowhere/state"] {
            var other = run
            other.stateDirectory = place
            let child = try other.start()
            #expect(try child.wait() == 78, "\(child.errorText)")
            #expect(child.errorText.contains("can't be used") && child.errorText.contains("--state-dir"), "\(place)")
        }
    }

    @Test(arguments: [
        ("unix_seconds", "1700000000000", "unix_millis, not unix_seconds"),
        ("unix_millis", "1700000000", "unix_seconds, not unix_millis"),
    ]) func `times in another unit are suspected`(format: String, time: String, words: String) throws {
        let topics = try Topics()
        let topic = Topics.name("units")
        try topics.create(topic, partitions: 1)
        try topics.send([TopicRecord(topic: topic, partition: 0, value: "{\"id\": 1, \"at\": \(time)}")])
        let run = try JobRun(
            text: """
                SET job_name = 'units';
                CREATE TABLE events (id bigint, at timestamptz) WITH (connector = 'kafka',
                    bootstrap_servers = '${KAFKA_BROKERS}', topic = '\(topic)', format = 'json', event_time = 'at',
                    timestamp_format = '\(format)');
                CREATE MATERIALIZED VIEW daily WITH (connector = 'blackhole') AS
                SELECT window_start, count(*) FROM tumble(events, at, interval '1 day') GROUP BY window_start;
                """, environment: ["KAFKA_BROKERS": topics.brokers])
        let (_, child) = try run.catchUp()
        #expect(child.errorText.contains(words), "\(child.errorText)")
    }

    @Test(.enabled(if: Database.isAvailable, "PostgreSQL's server is not installed"))
    func `a database or a user that is not there is 78 with what to do, by start as by validate`() throws {
        var job = try SmallJob()
        let uri = job.database.uri
        for (changed, words) in [
            (uri + "_gone", "make the database"),
            ("postgres://nobody_there@\(uri.split(separator: "@")[1])", "make the role"),
        ] {
            job.run.environment["RUNNER_CONN_WAREHOUSE"] = changed
            let child = try job.run.start(["--until-caught-up"])
            #expect(try child.wait(timeoutSeconds: 30) == 78, "\(child.errorText)")
            #expect(child.errorText.contains(words), "\(child.errorText)")
            let validated = try Child(Tree.runner, ["validate", job.run.path], environment: job.run.environment)
            #expect(try validated.wait() == 78, "\(validated.errorText)")
            #expect(validated.errorText.contains("help: \(words)"), "\(validated.errorText)")
        }
    }

    @Test(.enabled(if: MariaDatabase.isAvailable, "MariaDB's server is not installed"))
    func `a wrong password of MySQL is 78 with what to do`() throws {
        let maria = try MariaDatabase()
        let run = try JobRun(
            text: replaced(Self.files, "'blackhole'", "'mysql', connection = 'workshop'"),
            environment: [
                "IN": Self.input(), "RUNNER_CONN_WORKSHOP": replaced(maria.uri, "root@", "root:hunter2@"),
            ])
        let child = try run.start()
        #expect(try child.wait(timeoutSeconds: 30) == 78, "\(child.errorText)")
        #expect(child.errorText.contains("check the user and the password"), "\(child.errorText)")
        #expect(!child.errorText.contains("hunter2"))
    }
}
