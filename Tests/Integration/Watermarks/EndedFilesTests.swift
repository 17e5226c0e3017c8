import Glibc
import TestSupport
import Testing

/// Files that end, and that are more when the job is started again.
@Suite struct EndedFilesTests {
    private let folder = Tree.scratch()

    private func job(_ text: String, _ environment: [String: String] = [:]) throws -> JobRun {
        mkdir(folder + "/in", 0o755)
        mkdir(folder + "/out", 0o755)
        let settings = "SET job_name = 'ended';\nSET commit_interval = '50 ms';\n"
        return try JobRun(text: settings + text, environment: environment.merging(["FOLDER": folder]) { own, _ in own })
    }

    private func source(_ name: String, _ files: String, _ options: String = "") -> String {
        """
        CREATE TABLE \(name) (id bigint, v integer, at timestamptz) WITH (
            connector = 'file', path = '${FOLDER}/in/\(files)', format = 'json', event_time = 'at'\(options));

        """
    }

    private func sink(_ name: String, _ columns: String, _ query: String, emit: String = "final") -> String {
        """
        CREATE TABLE \(name) (\(columns)) WITH (connector = 'file', path = '${FOLDER}/out/\(name).csv', format = 'csv',
            header = false\(emit == "final" ? "" : ", emit = '\(emit)'"));
        INSERT INTO \(name) \(query);

        """
    }

    private func put(_ name: String, _ rows: [(id: Int, v: Int, at: String)]) throws {
        try Tree.write(
            "\(folder)/in/\(name)",
            rows.map { "{\"id\": \($0.id), \"v\": \($0.v), \"at\": \"2025-\($0.at)Z\"}\n" }.joined())
    }

    private func lines(_ name: String) throws -> [String] {
        try Tree.read("\(folder)/out/\(name).csv").split(separator: "\n").map(String.init).sorted()
    }

    /// Runs it to the end of its files; what the last line says.
    private func run(_ run: JobRun, _ flags: [String] = []) throws -> String {
        let child = try run.start(["--until-caught-up", "-o", "json"] + flags)
        #expect(try child.wait() == 0, "\(child.errorText)")
        return String(child.outputText.split(separator: "\n").last ?? "")
    }

    @Test(arguments: ["", ", watermark_delay = '0 seconds'"])
    func `windows without rows are told for each key up to the last event, whenever windows close`(
        options: String
    ) throws {
        let filled = try job(
            source("events", "*.json", options)
                + sink(
                    "hours", "hour timestamptz, v integer, n bigint, total bigint",
                    """
                    SELECT window_start, v, count(*), sum(count(*)) OVER (PARTITION BY v ORDER BY window_end)
                    FROM tumble(events, at, interval '1 hour', fill => true) GROUP BY v, window_start
                    """))
        let rows = [(1, "01:10"), (2, "01:20"), (1, "03:05"), (2, "04:30"), (3, "04:40"), (2, "06:15")]
        try put("a.json", rows.enumerated().map { (id: $0, v: $1.0, at: "03-10T\($1.1):00") })
        _ = try run(filled)
        var expected: [String] = []
        for (key, first, counts) in [(1, 1, [1, 0, 1, 0, 0]), (2, 1, [1, 0, 0, 1, 0, 1]), (3, 4, [1, 0])] {
            var total = 0
            for (index, count) in counts.enumerated() {
                total += count
                expected.append("2025-03-10 0\(first + index):00:00+00,\(key),\(count),\(total)")
            }
        }
        #expect(try lines("hours") == expected.sorted())
    }

    /// Windows whose final rows are given out, that overlap, that are only shown, and a total without windows.
    private func windows() throws -> JobRun {
        try job(
            source("events", "*.json")
                + sink(
                    "months", "month timestamptz, n bigint",
                    "SELECT window_start, count(*) FROM tumble(events, at, interval '1 month') GROUP BY window_start")
                + sink(
                    "sliding", "day timestamptz, n bigint",
                    """
                    SELECT window_start, count(*) FROM hop(events, at, interval '1 day', interval '2 days')
                    GROUP BY window_start
                    """)
                + sink(
                    "present", "year timestamptz, v bigint",
                    "SELECT window_start, sum(v) FROM tumble(events, at, interval '1 year') GROUP BY window_start",
                    emit: "complete")
                + sink("total", "n bigint, v bigint", "SELECT count(*), sum(v) FROM events", emit: "complete"))
    }

    private func putFirst() throws {
        try put("1.json", [(1, 10, "01-01T10:00:00"), (2, 20, "01-01T11:00:00")])
    }

    /// One in each closed window, one in windows of which one is closed, and one ahead of them.
    private func putMore() throws {
        try put("2.json", [(3, 5, "01-01T12:00:00"), (4, 6, "01-02T12:00:00"), (5, 7, "02-03T00:00:00")])
    }

    private func expectAll() throws {
        #expect(try lines("months") == ["2025-01-01 00:00:00+00,2", "2025-02-01 00:00:00+00,1"])
        #expect(
            try lines("sliding") == [
                "2024-12-31 00:00:00+00,2", "2025-01-01 00:00:00+00,2", "2025-01-02 00:00:00+00,1",
                "2025-02-02 00:00:00+00,1", "2025-02-03 00:00:00+00,1",
            ])
        #expect(try lines("present") == ["2025-01-01 00:00:00+00,48"])
        #expect(try lines("total") == ["5,48"])
    }

    @Test func `windows that the end closed stay closed, those that only change go on`() throws {
        let run = try windows()
        try putFirst()
        #expect(try self.run(run).contains("\"late\":0"))
        #expect(try lines("months") == ["2025-01-01 00:00:00+00,2"])
        #expect(try lines("sliding") == ["2024-12-31 00:00:00+00,2", "2025-01-01 00:00:00+00,2"])
        #expect(try lines("present") == ["2025-01-01 00:00:00+00,30"])
        try putMore()
        #expect(try self.run(run).contains("\"late\":2"))
        try expectAll()
    }

    @Test(arguments: [
        "exchanged", "journaled", "checkpointLinked", "manifestWritten", "beforeCommit", "duringCommit", "afterCommit",
    ])
    func `a run that is killed at its end gives what it would have given`(_ phase: String) throws {
        let run = try windows()
        for put in [putFirst, putMore] {
            try put()
            #expect(try run.run(until: phase, ["--until-caught-up"]).isKilled)
            _ = try self.run(run)
        }
        try expectAll()
    }

    @Test func `sessions that the end closed get no more rows and no neighbour that overlaps`() throws {
        let run = try job(
            source("events", "*.json")
                + sink(
                    "visits", "id bigint, first timestamptz, last timestamptz, n bigint",
                    """
                    SELECT id, window_start, window_end, count(*) FROM session(events, at, interval '10 minutes')
                    GROUP BY id, window_start, window_end
                    """))
        try put("1.json", [(1, 0, "01-01T10:00:00")])
        _ = try self.run(run)
        try put("2.json", [(1, 0, "01-01T10:05:00"), (2, 0, "01-01T10:09:59"), (1, 0, "01-01T10:12:00")])
        #expect(try self.run(run).contains("\"late\":2"))
        #expect(
            try lines("visits") == [
                "1,2025-01-01 10:00:00+00,2025-01-01 10:10:00+00,1",
                "1,2025-01-01 10:12:00+00,2025-01-01 10:22:00+00,1",
            ])
    }

    /// Sessions with their numbers, in a file that shows every one.
    private func everySession() throws -> JobRun {
        try job(
            source("events", "*.json", ", watermark_delay = '0 seconds'")
                + sink(
                    "every", "id bigint, first timestamptz, last timestamptz, n bigint, visit bigint",
                    """
                    SELECT id, window_start, window_end, count(*),
                        row_number() OVER (PARTITION BY id ORDER BY window_end)
                    FROM session(events, at, interval '10 minutes') GROUP BY id, window_start, window_end
                    """, emit: "complete"))
    }

    @Test func `every session is shown, and those that are over stay as they were`() throws {
        let run = try everySession()
        try put("1.json", [(1, 0, "01-01T10:00:00"), (1, 0, "01-01T10:05:00"), (2, 0, "01-01T10:15:00")])
        _ = try self.run(run, ["-p", "2"])
        let over = "1,2025-01-01 10:00:00+00,2025-01-01 10:15:00+00,2,1"
        #expect(try lines("every") == [over, "2,2025-01-01 10:15:00+00,2025-01-01 10:25:00+00,1,1"])
        // The second row would have been of the session that is over, the first one is of none that is open.
        try put("2.json", [(1, 0, "01-01T10:04:00"), (1, 0, "01-01T10:10:00"), (2, 0, "01-01T10:20:00")])
        #expect(try self.run(run, ["-p", "1"]).contains("\"late\":1"))
        let second = "1,2025-01-01 10:10:00+00,2025-01-01 10:20:00+00,1,2"
        let other = "2,2025-01-01 10:15:00+00,2025-01-01 10:30:00+00,2,1"
        #expect(try lines("every") == [over, second, other])
        try put("3.json", [(3, 0, "01-01T12:00:00")])
        _ = try self.run(run, ["-p", "2"])
        #expect(
            try lines("every") == [over, second, other, "3,2025-01-01 12:00:00+00,2025-01-01 12:10:00+00,1,1"])
        let program = String(try Tree.runner.dropLast("runner".count)) + "state"
        func state(_ words: [String]) throws -> String {
            let child = try Child(program, words + ["--state-dir", run.stateDirectory], environment: [:])
            #expect(try child.wait(timeoutSeconds: 60) == 0, "\(child.errorText)")
            return child.outputText
        }
        for words in [["export"], ["get", "id=1"]] {
            let shown = try state(words + ["--table", "every closed"])
            #expect(shown.split(separator: "\n").count >= 2, "\(shown)")
            for column in ["id", "first", "last", "n"] { #expect(shown.contains(column)) }
        }
        // The bytes of a kept row have no column's name.
        let inspected = try state(["inspect"])
        #expect(inspected.contains("table every closed: 3 keys") && inspected.contains(" row="), "\(inspected)")
    }

    @Test(arguments: ["exchanged", "checkpointLinked", "manifestWritten", "beforeCommit", "afterCommit"])
    func `a run over every session that is killed gives what it would have given`(_ phase: String) throws {
        let run = try everySession()
        try put("1.json", [(1, 0, "01-01T10:00:00"), (2, 0, "01-01T10:15:00")])
        #expect(try run.run(until: phase, ["--until-caught-up"]).isKilled)
        _ = try self.run(run)
        try put("2.json", [(1, 0, "01-01T10:10:00"), (2, 0, "01-01T10:20:00"), (3, 0, "01-01T12:00:00")])
        #expect(try run.run(until: phase, ["--until-caught-up"]).isKilled)
        _ = try self.run(run)
        #expect(
            try lines("every") == [
                "1,2025-01-01 10:00:00+00,2025-01-01 10:10:00+00,1,1",
                "1,2025-01-01 10:10:00+00,2025-01-01 10:20:00+00,1,2",
                "2,2025-01-01 10:15:00+00,2025-01-01 10:30:00+00,2,1",
                "3,2025-01-01 12:00:00+00,2025-01-01 12:10:00+00,1,1",
            ])
    }

    @Test func `rows of a join that wait for partners wait for those in later files`() throws {
        let run = try job(
            source("orders", "o*.json") + source("payments", "p*.json")
                + sink(
                    "paid", "id bigint, v integer",
                    """
                    SELECT o.id, p.v FROM orders o
                    JOIN payments p ON o.id = p.id AND p.at BETWEEN o.at AND o.at + interval '2 hours'
                    """))
        try put("o1.json", [(1, 0, "01-01T10:00:00")])
        try put("p1.json", [(7, 7, "01-01T10:01:00")])
        _ = try self.run(run)
        try put("o2.json", [(2, 0, "01-01T10:30:00")])
        try put("p2.json", [(1, 5, "01-01T11:00:00")])
        _ = try self.run(run)
        #expect(try lines("paid") == ["1,5"])
    }

    @Test func `no row of files is late, whatever their order and however many epochs they take`() throws {
        let run = try job(
            source("events", "*.json")
                + sink(
                    "hours", "hour timestamptz, n bigint",
                    "SELECT window_start, count(*) FROM tumble(events, at, interval '1 hour') GROUP BY window_start"))
        for file in 0..<4 {
            try put(
                "\(file).json",
                (0..<6_000).map { row in
                    let minute = (row * 7_919 + file * 13) % 1_440
                    let (hour, rest) = minute.quotientAndRemainder(dividingBy: 60)
                    return (row, 1, "01-01T\(hour < 10 ? "0" : "")\(hour):\(rest < 10 ? "0" : "")\(rest):00")
                })
        }
        #expect(try self.run(run).contains("\"late\":0"))
        let counts = try lines("hours").compactMap { $0.split(separator: ",").last.flatMap { Int($0) } }
        #expect(counts.count == 24 && counts.reduce(0, +) == 24_000)
    }

    @Test(.enabled(if: Database.isAvailable, "PostgreSQL's server is not installed"))
    func `of rows with one key the last file's stays, with any number of lanes`() throws {
        let database = try Database()
        let run = try job(
            """
            CREATE TABLE changes (id bigint, v integer) WITH (
                connector = 'file', path = '${FOLDER}/in/*.json', format = 'json');
            CREATE TABLE latest (id bigint PRIMARY KEY, v integer) WITH (connector = 'postgres', connection = 'warehouse');
            INSERT INTO latest SELECT id, v FROM changes;
            """, ["RUNNER_CONN_WAREHOUSE": database.uri])
        for file in 1...6 { try put("day\(file).json", (0..<1_200).map { ($0, file, "01-01T00:00:00") }) }
        _ = try self.run(run, ["-p", "4"])
        #expect(try database.value("SELECT count(*) || ' ' || min(v) FROM latest") == "1200 6")
    }

    @Test func `a file that has ended does not hold back the topic beside it`() throws {
        let topics = try Topics()
        let topic = Topics.name("beside")
        try topics.create(topic, partitions: 1)
        let run = try job(
            source("history", "history.json")
                + """
                CREATE TABLE live (id bigint, v integer, at timestamptz) WITH (connector = 'kafka', format = 'json',
                    bootstrap_servers = '${KAFKA_BROKERS}', topic = '${TOPIC}', event_time = 'at');
                CREATE VIEW all_events AS SELECT id, v, at FROM history UNION ALL SELECT id, v, at FROM live;

                """
                + sink(
                    "hours", "hour timestamptz, n bigint",
                    "SELECT window_start, count(*) FROM tumble(all_events, at, interval '1 hour') GROUP BY window_start"
                ),
            ["KAFKA_BROKERS": topics.brokers, "TOPIC": topic])
        try put("history.json", [(1, 1, "01-01T00:30:00"), (2, 1, "01-01T02:05:00"), (3, 1, "01-01T02:10:00")])
        try topics.send([
            TopicRecord(topic: topic, partition: 0, value: "{\"id\": 4, \"v\": 1, \"at\": \"2025-01-01T09:00:00Z\"}")
        ])
        let child = try run.start()
        var found: [String] = []
        for _ in 0..<1_500 where found.count < 2 {
            found = (try? lines("hours")) ?? []
            if found.count < 2 { poll(nil, 0, 20) }
        }
        child.send(signal: SIGTERM)
        #expect(try child.wait() == 0, "\(child.errorText)")
        #expect(found == ["2025-01-01 00:00:00+00,1", "2025-01-01 02:00:00+00,2"])
    }
}
