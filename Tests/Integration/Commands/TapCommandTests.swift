import Glibc
import TestSupport
import Testing

/// `runner tap` as people call it: what it says of a topic, and whether a job can begin with it.
@Suite struct TapCommandTests {
    /// 2026-01-01T00:00:00Z.
    private static let start: Int64 = 1_767_225_600

    /// One event a second; each tenth comes 20 s late, one of them 45 s.
    private static func record(_ index: Int) -> String {
        let late: Int64 = index == 150 ? 45 : index % 10 == 0 && index >= 100 ? 20 : 0
        let note = index % 4 == 0 ? ", \"note\": \"n\(index % 8)\"" : index % 4 == 1 ? ", \"note\": null" : ""
        return "{\"id\": \(index + 1), \"price\": \(index % 5).25, \"shop\": \"s\(index % 3)\"\(note), "
            + "\"time\": \((start + Int64(index) - late) * 1_000)}"
    }

    /// A topic with 200 records, one of them broken.
    private func filled(_ stem: String = "tap") throws -> (topics: Topics, topic: String) {
        let topics = try Topics()
        let topic = Topics.name(stem)
        try topics.create(topic, partitions: 1)
        let broken = TopicRecord(topic: topic, partition: 0, value: "{oops")
        try topics.send((0..<200).map { TopicRecord(topic: topic, partition: 0, value: Self.record($0)) } + [broken])
        return (topics, topic)
    }

    private func tap(_ topics: Topics, _ topic: String, _ words: [String] = []) throws -> String {
        try Child.output(Tree.runner, ["tap", "-b", topics.brokers, "-t", topic] + words)
    }

    @Test func `it shows records, fields, disorder and the delay that fits`() throws {
        let (topics, topic) = try filled()
        let text = try tap(topics, topic, ["-n", "3"])
        #expect(
            text == """
                \(topic): 1 partitions, 201 offsets; looked at 201 records, 1 no JSON object

                id  price  shop  note  time
                1   0.25   s0    n0    1767225600000
                2   1.25   s1    null  1767225601000
                3   2.25   s2          1767225602000

                field  type     null  distinct  least          largest        note
                id     integer  0 %   200       1              200            \("")
                price  decimal  0 %   5         0.25           4.25           \("")
                shop   text     0 %   3         s0             s2             \("")
                note   text     75 %  2         n0             n4             \("")
                time   time     0 %   197       1767225600000  1767225799000  event time, unix_millis

                event time time: 2026-01-01 00:00:00+00 to 2026-01-01 00:03:19+00
                disorder within a partition: p50 0.0 s, p99 19.0 s, largest 44.0 s -> watermark_delay = '1 minute'

                """)
    }

    @Test func `programs get the same as JSON`() throws {
        let (topics, topic) = try filled()
        let text = try tap(topics, topic, ["-o", "json"])
        let start = #"{"topic":"\#(topic)","partitions":1,"offsets":201,"records":201,"empty":0,"malformed":1,"#
        #expect(text.hasPrefix(start), "\(text)")
        #expect(
            text.contains(
                #"{"name":"note","type":"text","null_share":0.75,"distinct":2,"min":"n0","max":"n4"}"#), "\(text)")
        #expect(
            text.contains(
                #""event_time":{"field":"time","format":"unix_millis","disorder_seconds":{"p50":0.0,"p99":19.0,"#
                    + #""max":44.0},"watermark_delay":"1 minute"}"#), "\(text)")
    }

    @Test func `the CREATE TABLE it suggests is good to validate, and a job begins with it`() throws {
        let (topics, topic) = try filled("Tap.Orders")
        let ddl = try tap(topics, topic, ["--ddl"])
        #expect(ddl.contains("    watermark_delay = '1 minute'\n"), "\(ddl)")
        #expect(ddl.contains("    timestamp_format = 'unix_millis',\n    event_time = 'time',\n"), "\(ddl)")
        let folder = Tree.scratch()
        let table = "\"\(topic.lowercased())\""
        let run = try JobRun(
            text: """
                SET job_name = 'tapped';
                \(ddl)
                CREATE TABLE minutes (minute timestamptz, n bigint, total numeric) WITH (
                    connector = 'file', path = '\(folder)/minutes.csv', format = 'csv', header = false);
                INSERT INTO minutes SELECT window_start, count(*), sum(price)
                FROM tumble(\(table), "time", interval '1 minute') GROUP BY window_start;
                """, environment: [:])
        let validate = try Child(Tree.runner, ["validate", run.path])
        #expect(try validate.wait() == 0, "\(ddl)\n\(validate.errorText)")
        let (summary, _) = try run.catchUp()
        #expect(summary.contains("\"records\":201,") && summary.contains("\"late\":0,"), "\(summary)")
        // The watermark ends at 00:02:19, a minute before the last event: two windows are closed.
        let first = try Tree.read(folder + "/minutes.csv").split(separator: "\n").map(String.init)
        #expect(first.count == 2 && first[0].hasPrefix("2026-01-01 00:00:00+00,60,"), "\(first)")
    }

    @Test func `what Python writes, with fractions of seconds and escapes in names, begins a job, too`() throws {
        let topics = try Topics()
        let topic = Topics.name("python")
        try topics.create(topic, partitions: 1)
        try topics.send(
            (0..<100).map { index in
                let value = #"{"gr\u00f6\u00dfe": \#(index), "": 1, "ts": \#(Self.start + Int64(index)).125}"#
                return TopicRecord(topic: topic, partition: 0, value: value)
            })
        let ddl = try tap(topics, topic, ["--ddl"])
        #expect(ddl.hasPrefix("-- left out: field \"\", as a column needs a name\nCREATE TABLE "), "\(ddl)")
        let folder = Tree.scratch()
        let run = try JobRun(
            text: """
                SET job_name = 'tapped';
                \(ddl)
                CREATE TABLE minutes (minute timestamptz, total bigint) WITH (
                    connector = 'file', path = '\(folder)/minutes.csv', format = 'csv', header = false);
                INSERT INTO minutes SELECT window_start, sum("größe")
                FROM tumble(\(topic.contains("-") ? "\"\(topic)\"" : topic), ts, interval '1 minute')
                GROUP BY window_start;
                """, environment: [:])
        let (summary, _) = try run.catchUp()
        #expect(summary.contains("\"records\":100,"), "\(summary)")
        #expect(try Tree.read(folder + "/minutes.csv") == "2026-01-01 00:00:00+00,1770\n")
    }

    @Test func `a topic of CSV text shows its records, and has no CREATE TABLE`() throws {
        let topics = try Topics()
        let topic = Topics.name("lines")
        try topics.create(topic, partitions: 1)
        try topics.send((0..<3).map { TopicRecord(topic: topic, partition: 0, value: "\($0),a\tb") })
        let reason =
            "no record of \(topic) is a JSON object; a job reads CSV text with format = 'csv' and declared columns"
        let text = try tap(topics, topic)
        #expect(text.hasSuffix("3 no JSON object\n\n0,a\\tb\n1,a\\tb\n2,a\\tb\n\n\(reason)\n"), "\(text)")
        let child = try Child(Tree.runner, ["tap", "-b", topics.brokers, "-t", topic, "--ddl"])
        #expect(try child.wait() == 65)
        #expect(child.outputText.isEmpty && child.errorText.contains(reason), "\(child.errorText)")
    }

    @Test func `from and sample choose what is looked at`() throws {
        let (topics, topic) = try filled()
        let early = try tap(topics, topic, ["--from", "earliest", "--sample", "10", "-n", "1"])
        #expect(early.contains("looked at 10 records\n") && early.contains("\n1   0.25"), "\(early)")
        let last = try tap(topics, topic, ["--sample", "2", "-n", "1"])
        #expect(last.contains("looked at 2 records, 1 no JSON object\n") && last.contains("\n200  "), "\(last)")
        #expect(try tap(topics, topic, ["--from", "latest"]).contains("looked at 0 records\n"))
    }

    @Test func `followed, records are shown as they come, until it is stopped`() throws {
        let (topics, topic) = try filled()
        let child = try Child(Tree.runner, ["tap", "-b", topics.brokers, "-t", topic, "-f", "--from", "earliest"])
        func lines(_ child: Child) -> Int { child.outputText.split(separator: "\n").count }
        #expect(child.read(timeoutSeconds: 30) { lines($0) == 201 }, "\(child.errorText)")
        let added = (200..<203).map { TopicRecord(topic: topic, partition: 0, value: Self.record($0)) }
        try topics.send(added)
        #expect(child.read(timeoutSeconds: 30) { lines($0) == 204 }, "\(child.errorText)")
        child.send(signal: SIGINT)
        #expect(try child.wait(timeoutSeconds: 30) == 0, "\(child.errorText)")
        let expected = (0..<200).map(Self.record) + ["{oops"] + (200..<203).map(Self.record)
        #expect(child.outputText == expected.map { $0 + "\n" }.joined())
    }

    /// The cluster inside the process makes every topic that is asked for.
    @Test(.enabled(if: Topics.isReal, "set KAFKA_HOME (or KAFKA_BROKERS)"))
    func `a topic that is not there is an error with its name`() throws {
        let child = try Child(Tree.runner, ["tap", "-b", Topics().brokers, "-t", "no-such-topic-at-all"])
        #expect(try child.wait() != 0, "\(child.outputText)")
        #expect(child.errorText.contains("no-such-topic-at-all"), "\(child.errorText)")
    }
}
