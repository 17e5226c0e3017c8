import Glibc
import TestSupport
import Testing

/// What `state get`, `state diff` and `state export` show of checkpoints that jobs have written.
@Suite struct StateToolTests {
    private static func job(_ count: String) -> String {
        """
        SET job_name = 'kept';
        SET commit_interval = '50 ms';
        SET checkpoint_interval = '200 ms';
        CREATE TABLE orders (order_id text, furniture text, price integer, ts timestamptz) WITH (
            connector = 'generator', profile = 'furniture', seed = 7, \(count) partitions = 2, rate = '6000',
            event_time = 'ts', watermark_delay = '1000 days', timestamp_format = 'unix_seconds');
        CREATE MATERIALIZED VIEW totals WITH (connector = 'file', path = '${OUT}/totals.csv', format = 'csv') AS
        SELECT furniture, count(*) AS n, sum(price) AS total, count(DISTINCT price) AS prices,
            percentile_cont(0.5) WITHIN GROUP (ORDER BY price) AS middle
        FROM orders GROUP BY furniture;
        CREATE MATERIALIZED VIEW latest WITH (connector = 'console', emit = 'changes') AS
        SELECT DISTINCT ON (furniture) furniture, order_id, price, ts FROM orders ORDER BY furniture, ts DESC, order_id;
        CREATE MATERIALIZED VIEW hops WITH (connector = 'file', path = '${OUT}/hops.csv', format = 'csv') AS
        SELECT window_start, furniture, count(*) AS n
        FROM hop(orders, ts, interval '1 second', interval '2 seconds') GROUP BY window_start, furniture;
        CREATE MATERIALIZED VIEW visits WITH (connector = 'file', path = '${OUT}/visits.csv', format = 'csv') AS
        SELECT furniture, window_start, window_end, count(*) AS n
        FROM session(orders, ts, interval '1 minute') GROUP BY furniture, window_start, window_end;
        CREATE MATERIALIZED VIEW running WITH (connector = 'file', path = '${OUT}/running.csv', format = 'csv') AS
        SELECT furniture, window_start, sum(price) AS total,
            sum(sum(price)) OVER (PARTITION BY furniture ORDER BY window_start) AS so_far
        FROM tumble(orders, ts, interval '1 second') GROUP BY furniture, window_start;
        """
    }

    /// Runs the program `state`, which lies beside the runner.
    private func state(_ words: [String]) throws -> (code: Int32, text: String, errors: String) {
        let program = String(try Tree.runner.dropLast("runner".count)) + "state"
        let child = try Child(program, words, environment: [:])
        let code = try child.wait(timeoutSeconds: 60)
        return (code, child.outputText, child.errorText)
    }

    private func lines(_ text: String) -> [String] { text.split(separator: "\n").map(String.init).sorted() }

    @Test func `exported groups are the rows that the job wrote`() throws {
        let folder = Tree.scratch()
        let job = try JobRun(text: Self.job("count = 12000,"), environment: ["OUT": folder])
        try job.catchUp(lanes: 2)
        let place = ["--state-dir", job.stateDirectory]
        let written = try lines(Tree.read(folder + "/totals.csv")).filter { !$0.hasPrefix("furniture,") }
        let csv = try state(["export", "--table", "totals", "--format", "csv"] + place)
        #expect(csv.code == 0, "\(csv.errors)")
        #expect(lines(csv.text).filter { !$0.hasPrefix("furniture,") } == written && written.count == 8)
        let file = folder + "/totals.parquet"
        let parquet = try state(["export", "--table", "totals", "--format", "parquet", "--output", file] + place)
        #expect(parquet.code == 0 && parquet.errors.contains("8 rows"), "\(parquet.errors)")
        #expect(Tree.list(folder).contains("totals.parquet"))
        #expect(!Tree.list(folder).contains { $0.contains("partial") })
        let totals = try state(["export", "--table", "running running"] + place)
        #expect(lines(totals.text).count == 8 && totals.text.contains("\"closed_through\":"), "\(totals.errors)")
        let chair = try state(["get", "furniture=Chair", "--table", "totals", "-o", "json"] + place)
        #expect(chair.code == 0 && lines(chair.text).count == 1, "\(chair.errors)")
        #expect(chair.text.contains("\"n\":") && chair.text.contains("\"middle\":"), "\(chair.text)")
        #expect(try state(["get", "furniture=Throne"] + place).code == 1)
        try jumps(place)
        let latest = try state(["export", "--table", "latest"] + place)
        #expect(lines(latest.text).count == 8 && lines(latest.text).allSatisfy { $0.contains("\"order_id\":\"") })
    }

    @Test func `a value is looked for in tables whose column can have it, and keys have the names of the query`() throws
    {
        let folder = Tree.scratch()
        try Tree.write(folder + "/in.ndjson", "{\"id\": 2, \"day\": \"2026-01-02\"}\n{\"id\": 3, \"day\": null}\n")
        let job = try JobRun(
            text: """
                SET job_name = 'two';
                CREATE TABLE t (id bigint, day date) WITH (
                    connector = 'file', path = '${FOLDER}/in.ndjson', format = 'json');
                CREATE MATERIALIZED VIEW days WITH (connector = 'blackhole', emit = 'changes') AS
                SELECT day + 1 AS d, count(*) AS n FROM t GROUP BY day + 1;
                CREATE MATERIALIZED VIEW numbers WITH (connector = 'blackhole', emit = 'changes') AS
                SELECT id % 2 AS d, count(*) AS n FROM t GROUP BY id % 2;
                """, environment: ["FOLDER": folder])
        try job.catchUp()
        let place = ["-o", "json", "--state-dir", job.stateDirectory]
        let number = try state(["get", "d=0"] + place)
        #expect(number.code == 0 && lines(number.text).count == 1, "\(number.errors)")
        #expect(number.text.contains("\"table\":\"numbers\"") && number.text.contains("\"d\":0"), "\(number.text)")
        let day = try state(["get", "d=2026-01-03"] + place)
        #expect(day.code == 0 && day.text.contains("\"table\":\"days\"") && lines(day.text).count == 1, "\(day.text)")
        #expect(try lines(state(["get", "d=NULL"] + place).text).count == 1)
        let none = try state(["get", "d=x"] + place)
        #expect(none.code == 2 && none.errors.contains("d=x: not a value of"), "\(none.code): \(none.errors)")
    }

    @Test func `rows that a join keeps are shown by side, in their columns`() throws {
        let topics = try Topics()
        let topic = Topics.name("kept")
        try topics.create(topic, partitions: 1)
        try topics.send(
            (0..<6).map { TopicRecord(topic: topic, partition: 0, value: "{\"id\": \($0), \"shop\": \"s\($0 % 2)\"}") })
        let job = try JobRun(
            text: """
                SET job_name = 'sides';
                SET state_ttl = '10 days';
                CREATE TABLE events (id bigint, shop text) WITH (connector = 'kafka',
                    bootstrap_servers = '${KAFKA_BROKERS}', topic = '\(topic)', format = 'json');
                CREATE TABLE pairs (a bigint, b bigint, shop text) WITH (connector = 'blackhole');
                INSERT INTO pairs SELECT a.id, b.id, b.shop FROM events a JOIN events b ON a.id = b.id + 3;
                """, environment: ["KAFKA_BROKERS": topics.brokers])
        try job.catchUp()
        let place = ["--state-dir", job.stateDirectory]
        let all = try state(["export"] + place)
        #expect(all.code == 0, "\(all.errors)")
        let rows = lines(all.text)
        #expect(rows.count == 12, "\(all.text)")
        #expect(rows.filter { $0.contains("\"side\":\"left\",\"epoch\":1,") }.count == 6, "\(all.text)")
        #expect(rows.filter { $0.contains("\"side\":\"right\",\"epoch\":1,") }.count == 6, "\(all.text)")
        #expect(rows.filter { $0.contains("\"shop\":\"s1\"") }.count == 3, "\(all.text)")
        #expect(try state(["inspect"] + place).code == 0)
    }

    @Test func `the sides of a window join are tables of their own`() throws {
        let topics = try Topics()
        let topic = Topics.name("windows")
        try topics.create(topic, partitions: 1)
        try topics.send(
            (0..<6).map {
                TopicRecord(
                    topic: topic, partition: 0, value: "{\"id\": \($0), \"shop\": \"s\($0 % 2)\", \"at\": \($0)}")
            })
        let job = try JobRun(
            text: """
                SET job_name = 'window_sides';
                CREATE TABLE events (id bigint, shop text, at timestamptz) WITH (connector = 'kafka',
                    bootstrap_servers = '${KAFKA_BROKERS}', topic = '\(topic)', format = 'json',
                    timestamp_format = 'unix_seconds', event_time = 'at');
                CREATE TABLE pairs (a bigint, b bigint) WITH (connector = 'blackhole');
                INSERT INTO pairs SELECT a.id, b.id
                FROM tumble((SELECT * FROM events WHERE id < 5), at, interval '1 day') a
                JOIN tumble((SELECT id, shop, at FROM events WHERE id > 1), at, interval '1 day') b
                ON a.window_start = b.window_start AND a.shop = b.shop;
                """, environment: ["KAFKA_BROKERS": topics.brokers])
        try job.catchUp()
        let place = ["--state-dir", job.stateDirectory]
        let left = try state(["export", "--table", "pairs left", "--format", "csv"] + place)
        #expect(left.code == 0 && lines(left.text).count == 6, "\(left.errors) \(left.text)")
        #expect(left.text.contains("window_end") && left.text.contains("id"), "\(left.text)")
        let right = try state(["export", "--table", "pairs right", "--format", "csv"] + place)
        #expect(right.code == 0 && lines(right.text).count == 5, "\(right.errors) \(right.text)")
        let got = try state(["get", "id=1", "-o", "json"] + place)
        #expect(got.code == 0 && got.text.contains("\"table\":\"pairs left\""), "\(got.errors) \(got.text)")
        #expect(lines(got.text).count == 1, "\(got.text)")
        #expect(try state(["inspect"] + place).text.contains("table pairs right: "))
    }

    @Test func `groups are found by arrays as SQL writes them`() throws {
        let folder = Tree.scratch()
        let rows = (0..<9).map { "{\"numbers\": [\($0 % 3), null, 7], \"truths\": [\($0 == 4)]}\n" }
        try Tree.write(folder + "/rows.json", rows.joined())
        let job = try JobRun(
            text: """
                SET job_name = 'by_arrays';
                CREATE TABLE rows (numbers integer[], truths boolean[]) WITH (
                    connector = 'file', path = '${FOLDER}/rows.json', format = 'json');
                CREATE MATERIALIZED VIEW groups WITH (connector = 'blackhole', emit = 'changes') AS
                SELECT numbers, truths, count(*) AS c FROM rows GROUP BY numbers, truths;
                """, environment: ["FOLDER": folder])
        try job.catchUp()
        let place = ["--state-dir", job.stateDirectory]
        let one = try state(["get", "numbers={1,NULL,7}", "-o", "json"] + place)
        #expect(one.code == 0 && lines(one.text).count == 2, "\(one.errors) \(one.text)")
        #expect(lines(one.text).allSatisfy { $0.contains("\"numbers\":[1,null,7]") }, "\(one.text)")
        let truth = try state(["get", "truths={t}", "-o", "json"] + place)
        #expect(truth.code == 0 && lines(truth.text).count == 1, "\(truth.errors) \(truth.text)")
        #expect(try state(["get", "numbers={many}"] + place).code == 2)
        #expect(try state(["get", "numbers={1,7}"] + place).code == 1)
    }

    /// A key is jumped to, another column is looked for: both find the same rows, in every window and pane.
    private func jumps(_ place: [String]) throws {
        for table in ["totals", "hops", "running", "visits"] {
            let all = try lines(state(["export", "--table", table] + place).text)
            let keys = Set(
                all.compactMap { $0.split(separator: "\"furniture\":\"").last?.split(separator: "\"").first })
            for key in keys {
                let found = try state(
                    ["get", "furniture=\(key)", "--table", table, "--limit", "1000000", "-o", "json"] + place)
                #expect(lines(found.text) == all.filter { $0.contains("\"furniture\":\"\(key)\"") }, "\(table) \(key)")
            }
        }
    }

    @Test func `open windows, panes and sessions have rows, and a diff tells what a checkpoint added`() throws {
        let folder = Tree.scratch()
        let job = try JobRun(text: Self.job(""), environment: ["OUT": folder])
        let child = try job.start()
        #expect(child.read(until: { $0.output.count > 20_000 }))
        let place = ["--state-dir", job.stateDirectory]
        let beside = try state(["export", "--table", "totals"] + place)
        #expect(beside.code == 0 && lines(beside.text).count == 8, "\(beside.errors)")
        child.send(signal: SIGTERM)
        #expect(try child.wait() == 0, "\(child.errorText)")
        for (table, column) in [("hops", "pane_end"), ("visits", "last_row"), ("running", "window_end")] {
            let found = try state(["export", "--table", table] + place)
            #expect(found.code == 0 && found.text.contains("\"\(column)\":"), "\(table) \(found.errors)")
        }
        try jumps(place)
        let diff = try state(["diff", "--table", "totals", "-o", "json"] + place)
        #expect(diff.code == 0 && lines(diff.text).count == 8, "\(diff.errors)")
        #expect(lines(diff.text).allSatisfy { $0.contains("\"change\":\"changed\",\"before\":{\"furniture\"") })
    }

    @Test func `what can't be done says why`() throws {
        let job = try JobRun(text: Self.job("count = 100,"), environment: ["OUT": Tree.scratch()])
        try job.catchUp()
        let place = ["--state-dir", job.stateDirectory]
        let table = try state(["export", "--table", "total"] + place)
        #expect(table.code == 2 && table.errors.contains("did you mean totals?"), "\(table.errors)")
        let csv = try state(["export", "--format", "csv"] + place)
        #expect(csv.code == 2 && csv.errors.contains("holds one table"), "\(csv.errors)")
        let value = try state(["get", "n=many", "--table", "totals"] + place)
        #expect(value.code == 2 && value.errors.contains("not a value of bigint"), "\(value.errors)")
        let epoch = try state(["export", "--epoch", "999999"] + place)
        #expect(epoch.code == 1 && epoch.errors.contains("no usable checkpoint of epoch 999999"), "\(epoch.errors)")
        #expect(try state(["diff", "1"] + place).code == 2)
    }
}
