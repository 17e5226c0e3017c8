import Glibc
import TestSupport
import Testing

/// A bare SELECT, of which somebody wants to see a few rows.
@Suite struct PreviewTests {
    private static func topic(_ count: Int) throws -> (topics: Topics, JobRun) {
        let topics = try Topics()
        let topic = Topics.name("preview")
        try topics.create(topic, partitions: 1)
        try topics.send((0..<count).map { TopicRecord(topic: topic, partition: 0, value: "{\"id\": \($0)}") })
        let run = try JobRun(
            text: """
                SET job_name = 'preview';
                SET commit_interval = '50 ms';
                CREATE TABLE events (id bigint NOT NULL) WITH (connector = 'kafka',
                    bootstrap_servers = '${KAFKA_BROKERS}', topic = '\(topic)', format = 'json');
                SELECT id FROM events LIMIT 2;
                """, environment: ["KAFKA_BROKERS": topics.brokers])
        return (topics, run)
    }

    @Test func `a topic's preview ends in good order when it has shown its LIMIT`() throws {
        let (topics, run) = try Self.topic(10)
        let child = try run.start(["-o", "csv"])
        #expect(try child.wait(timeoutSeconds: 30) == 0, "\(child.errorText)")
        #expect(child.outputText == "id\n0\n1\n")
        #expect(child.errorText.contains("done: 10 records, 2 rows"), "\(child.errorText)")
        withExtendedLifetime(topics) {}
    }

    @Test func `it shows the same again the next time, unless it is told where to keep its state`() throws {
        let (topics, run) = try Self.topic(10)
        let (root, scratch) = (Tree.scratch(), Tree.scratch())
        let places = ["XDG_STATE_HOME": root, "TMPDIR": scratch]
        for _ in 0..<2 {
            let child = try Child(
                Tree.runner, ["start", run.path, "-o", "csv"],
                environment: run.environment.merging(places) { $1 })
            #expect(try child.wait(timeoutSeconds: 30) == 0, "\(child.errorText)")
            #expect(child.outputText == "id\n0\n1\n")
            #expect(child.errorText.contains("a preview, whose state is not kept"), "\(child.errorText)")
            #expect(Tree.list(root).isEmpty && Tree.list(scratch).isEmpty)
        }
        _ = try run.start(["-o", "csv"]).wait(timeoutSeconds: 30)
        #expect(!Tree.list(run.stateDirectory).isEmpty)
        withExtendedLifetime(topics) {}
    }

    @Test func `an empty partition is no matter to a preview without windows`() throws {
        let topics = try Topics()
        let topic = Topics.name("preview")
        try topics.create(topic, partitions: 2)
        let record = "{\"id\": 1, \"at\": \"2026-01-01T00:00:00Z\"}"
        try topics.send((0..<3).map { _ in TopicRecord(topic: topic, partition: 0, value: record) })
        func said(_ query: String, _ words: [String]) throws -> String {
            let run = try JobRun(
                text: """
                    SET commit_interval = '50 ms';
                    CREATE TABLE events (id bigint, at timestamptz) WITH (connector = 'kafka', event_time = 'at',
                        bootstrap_servers = '${KAFKA_BROKERS}', topic = '\(topic)', format = 'json');
                    \(query)
                    """, environment: ["KAFKA_BROKERS": topics.brokers])
            let child = try run.start(["-o", "csv"] + words)
            #expect(try child.wait(timeoutSeconds: 30) == 0, "\(child.errorText)")
            return child.errorText
        }
        let rows = try said("SELECT id FROM events LIMIT 2;", [])
        #expect(!rows.contains("window"), "\(rows)")
        let windows = try said(
            "SELECT count(*) AS n FROM tumble(events, at, interval '1 hour') GROUP BY window_start;",
            ["--until-caught-up"])
        #expect(windows.contains("warning: \(topic)[1] has no record yet"), "\(windows)")
    }

    @Test func `from standard input it needs no name, as from a file`() throws {
        let lines = Tree.scratch() + "/in.json"
        try Tree.write(lines, "{\"id\": 1}\n{\"id\": 2}\n")
        let source =
            "CREATE TABLE lines (id bigint) WITH (connector = 'file', path = '\(lines)', format = 'json');\n"
        let run = try JobRun(text: source + "SELECT id FROM lines;", environment: [:])
        let child = try Child(Tree.runner, ["start", "-", "-o", "csv"], input: run.path)
        #expect(try child.wait(timeoutSeconds: 30) == 0, "\(child.errorText)")
        #expect(child.outputText == "id\n1\n2\n")
        #expect(child.errorText.contains("job preview  a preview, whose state is not kept"), "\(child.errorText)")
        // What keeps state must have a name to find it by.
        let kept = source + "CREATE MATERIALIZED VIEW ids WITH (connector = 'blackhole') AS SELECT id FROM lines;"
        try Tree.write(run.path, kept)
        let nameless = try Child(Tree.runner, ["start", "-"], input: run.path)
        #expect(try nameless.wait(timeoutSeconds: 30) == 78)
        #expect(nameless.errorText.contains("SET job_name"), "\(nameless.errorText)")
    }

    @Test func `it waits for rows until it has them all`() throws {
        let (topics, run) = try Self.topic(1)
        let child = try run.start(["-o", "csv"])
        #expect(child.read(timeoutSeconds: 30) { $0.outputText == "id\n0\n" }, "\(child.errorText)")
        try topics.send([TopicRecord(topic: topics.records[0].topic, partition: 0, value: "{\"id\": 7}")])
        #expect(try child.wait(timeoutSeconds: 30) == 0, "\(child.errorText)")
        #expect(child.outputText == "id\n0\n7\n")
    }

    @Test func `LIMIT 0 shows the columns and ends at once, whether or not there are rows`() throws {
        for count in [0, 10] {
            let (topics, run) = try Self.topic(count)
            try Tree.write(run.path, replaced(Tree.read(run.path), "LIMIT 2", "LIMIT 0"))
            let child = try run.start(["-o", "csv"])
            #expect(try child.wait(timeoutSeconds: 30) == 0, "\(child.errorText)")
            #expect(child.outputText == "id\n")
            withExtendedLifetime(topics) {}
        }
    }

    @Test func `a reader that goes away ends it with 141, without a word of error`() throws {
        let (topics, run) = try Self.topic(10)
        try Tree.write(run.path, replaced(Tree.read(run.path), " LIMIT 2", ""))
        let script = """
            exec 3>&1
            { "$0" start "$1" --state-dir "$2" -o csv 2>"$2.said"; echo "code $?" >&3; } | head -n 2
            """
        let child = try Child(
            "bash", ["-c", script, try Tree.runner, run.path, run.stateDirectory], environment: run.environment)
        #expect(child.read(timeoutSeconds: 30) { $0.outputText == "id\n0\n" }, "\(child.outputText)")
        try topics.send([TopicRecord(topic: topics.records[0].topic, partition: 0, value: "{\"id\": 99}")])
        try child.wait(timeoutSeconds: 30)
        #expect(child.outputText == "id\n0\ncode 141\n")
        #expect(try !Tree.read(run.stateDirectory + ".said").contains("error"))
        withExtendedLifetime(topics) {}
    }

    @Test func `times on the console are in the zone of the job, with its name from the file`() throws {
        let path = Tree.scratch() + "/in.json"
        try Tree.write(path, "{\"at\": \"2026-01-01T20:30:00Z\"}\n")
        let run = try JobRun(
            text: """
                SET timezone = 'Asia/Jakarta';
                CREATE TABLE lines (at timestamptz) WITH (connector = 'file', path = '\(path)', format = 'json');
                SELECT at FROM lines;
                """, environment: [:])
        let child = try run.start(["-o", "csv"])
        #expect(try child.wait(timeoutSeconds: 30) == 0, "\(child.errorText)")
        #expect(child.outputText == "at\n2026-01-02 03:30:00+07\n")
        #expect(try Child.output(Tree.runner, ["explain", run.path]).hasPrefix("job job: commits every"))
        #expect(try Child.output(Tree.runner, ["explain", run.path, "-o", "json"]).hasPrefix("{\"job\":\"job\","))
    }

    @Test func `files that are followed end likewise, and every preview must have its rows`() throws {
        let path = Tree.scratch() + "/in.json"
        try Tree.write(path, "{\"id\": 1}\n{\"id\": 2}\n{\"id\": 3}\n")
        let text = """
            SET job_name = 'preview';
            SET commit_interval = '50 ms';
            CREATE TABLE lines (id bigint NOT NULL) WITH (connector = 'file', path = '\(path)', format = 'json',
                follow = true);
            SELECT id FROM lines LIMIT 1;
            """
        let one = try JobRun(text: text, environment: [:]).start(["-o", "json"])
        #expect(try one.wait(timeoutSeconds: 30) == 0, "\(one.errorText)")
        #expect(one.outputText == "{\"id\":1}\n")
        let two = try JobRun(text: text + "\nSELECT -id AS n FROM lines LIMIT 2;", environment: [:])
            .start(["-o", "json"])
        #expect(try two.wait(timeoutSeconds: 30) == 0, "\(two.errorText)")
        #expect(two.outputText.contains("{\"n\":-1}\n{\"n\":-2}\n"), "\(two.outputText)")
        // Without a limit of its own the second one goes on.
        let open = try JobRun(text: text + "\nSELECT -id AS n FROM lines;", environment: [:]).start(["-o", "json"])
        #expect(open.read(timeoutSeconds: 30) { $0.outputText.contains("{\"n\":-3}\n") }, "\(open.errorText)")
        try Child.output("sh", ["-c", "echo '{\"id\": 4}' >> \(path)"])
        #expect(open.read(timeoutSeconds: 30) { $0.outputText.contains("{\"n\":-4}\n") }, "\(open.errorText)")
        open.send(signal: SIGINT)
        #expect(try open.wait(timeoutSeconds: 30) == 0, "\(open.errorText)")
    }
}
