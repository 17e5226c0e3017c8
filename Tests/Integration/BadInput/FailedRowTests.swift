import Glibc
import TestSupport
import Testing

/// Result rows that can't be computed: what a sink then holds, who hears of it, and that it is so after a kill, too.
@Suite(.enabled(if: Database.isAvailable, "needs PostgreSQL: apt-get install postgresql"))
struct FailedRowTests {
    private struct Job {
        let folder = Tree.scratch()
        let database: Database
        var run: JobRun

        init(onError: String, _ queries: String) throws {
            mkdir(folder + "/in", 0o755)
            database = try Database()
            run = try JobRun(
                text: """
                    SET job_name = 'failing';
                    SET commit_interval = '50 ms';
                    SET checkpoint_interval = '100 ms';
                    CREATE TABLE input (k text, v bigint, n numeric(38, 6), ts timestamptz) WITH (
                        connector = 'file', path = '${FOLDER}/in/*.csv', format = 'csv', header = false,
                        event_time = 'ts', watermark_delay = '1 day', on_error = '\(onError)');
                    \(queries)
                    """, environment: ["FOLDER": folder, "RUNNER_CONN_WAREHOUSE": database.uri])
        }

        func put(_ name: String, _ lines: String...) throws {
            try Tree.write("\(folder)/in/\(name).csv", lines.map { $0 + "\n" }.joined())
        }

        func rows(_ table: String) throws -> [String] { try database.query("SELECT * FROM \(table) ORDER BY 1") }

        func letters() throws -> [String] {
            try database.query(
                """
                SELECT source, topic IS NULL, "offset" IS NULL, reason, detail, convert_from(record, 'UTF8')
                FROM millrace.dead_letter ORDER BY source, 6
                """)
        }
    }

    private static func view(_ name: String, _ query: String) -> String {
        """
        CREATE MATERIALIZED VIEW \(name) WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes') AS
        SELECT \(query) GROUP BY k\(name == "had" ? " HAVING 10 / (sum(v)::bigint - 11) > -100" : "");

        """
    }

    private static let views =
        view("ratios", "k, 10 / (sum(v)::bigint - 11) AS ratio FROM input")
        + view("small", "k, sum(v)::smallint AS n FROM input")
        + view("had", "k, count(*) AS n FROM input")

    @Test func `a row that fails leaves the sink, comes back when it can be computed, and is counted`() throws {
        let job = try Job(onError: "skip", Self.views)
        try job.put("1", "a,1,,", "b,5,,", ",7,,")
        #expect(try job.run.catchUp().summary.contains("\"failed_rows\":0,"))
        #expect(try job.rows("ratios") == ["a|-1", "b|-1", "|-2"])
        try job.put("2", "a,10,,", "b,40000,,")
        let second = try job.run.catchUp(lanes: 2)
        #expect(second.summary.contains("\"failed_rows\":3,"), "\(second.summary)")
        #expect(second.summary.contains("\"invalid\":0,"), "\(second.summary)")
        #expect(try job.rows("ratios") == ["b|0", "|-2"])
        #expect(try job.rows("small") == ["a|11", "|7"])
        #expect(try job.rows("had") == ["b|2", "|1"])
        let said = second.child.errorText
        #expect(said.contains("a row of ratios can't be computed and is left out: division by zero"), "\(said)")
        #expect(said.contains("{\"k\":\"a\""), "\(said)")
        try job.put("3", "a,1,,", "b,-40000,,")
        #expect(try job.run.catchUp().summary.contains("\"failed_rows\":0,"))
        #expect(try job.rows("ratios") == ["a|10", "b|-1", "|-2"])
        #expect(try job.rows("small") == ["a|12", "b|5", "|7"])
        #expect(try job.rows("had") == ["a|3", "b|3", "|1"])
    }

    @Test(arguments: ["changes", "final"])
    func `on_error = 'fail' ends the job with the row's key, and again after a restart`(emit: String) throws {
        let job = try Job(
            onError: "fail",
            """
            CREATE MATERIALIZED VIEW ratios WITH (connector = 'postgres', connection = 'warehouse', emit = '\(emit)') AS
            SELECT window_start, k, 10 / (sum(v)::bigint - 11) AS ratio FROM tumble(input, ts, interval '1 day')
            GROUP BY window_start, k;
            """)
        try job.put("1", "a,1,,2026-01-01T00:00:00Z", "bad one,11,,2026-01-01T00:00:00Z")
        for _ in 0..<2 {
            let child = try job.run.start(["--until-caught-up"])
            #expect(try child.wait() == 65, "\(child.errorText)")
            let said = child.errorText
            #expect(said.contains("a row of ratios can't be computed: division by zero (SQLSTATE 22012)"), "\(said)")
            #expect(said.contains("\"k\":\"bad one\"") && said.contains("on_error = 'fail'"), "\(said)")
        }
        #expect(try job.rows("ratios") == [])
    }

    @Test(arguments: [1, 2])
    func `a failed row is a dead letter, once, whenever the job is killed`(lanes: Int) throws {
        let job = try Job(
            onError: "dead_letter",
            Self.views
                + """
                CREATE MATERIALIZED VIEW daily WITH (connector = 'postgres', connection = 'warehouse') AS
                SELECT window_start, k, 10 / (sum(v)::bigint - 11) AS ratio FROM tumble(input, ts, interval '1 day')
                GROUP BY window_start, k;
                """)
        let (first, later) = ("2026-01-01T00:00:00Z", "2026-01-05T00:00:00Z")
        try job.put("1", "a,1,,\(first)", "b,5,,\(first)", "z,11,,\(first)")
        try job.run.runUntilKilled("duringCommit:1", lanes: lanes)
        try job.run.catchUp(lanes: lanes)
        try job.put("2", "a,10,,\(later)", "b,40000,,\(later)", "x,y,,")
        for phase in ["duringCommit:2", "afterCommit:3"] { try job.run.runUntilKilled(phase, lanes: lanes) }
        try job.run.catchUp(lanes: lanes)
        let zero = "t|t|expression_error|division by zero (SQLSTATE 22012)|"
        let letters = try job.letters()
        #expect(letters.filter { $0.hasPrefix("input|") }.count == 1)
        let results = letters.filter { !$0.hasPrefix("input|") }
        #expect(results.count == 6, "\(letters)")
        for (line, name) in zip(results, ["daily|z", "had|a", "had|z", "ratios|a", "ratios|z"]) {
            let parts = name.split(separator: "|")
            #expect(line.hasPrefix("\(parts[0])|\(zero)") && line.contains("\"k\":\"\(parts[1])\""), "\(line)")
        }
        #expect(
            results.last?.hasPrefix("small|t|t|expression_error|smallint out of range (SQLSTATE 22003)|") == true,
            "\(results)")
        #expect(try job.rows("ratios") == ["b|0"])
        #expect(
            try job.rows("daily").sorted() == [
                "2026-01-01 00:00:00+00|a|-1", "2026-01-01 00:00:00+00|b|-1", "2026-01-05 00:00:00+00|a|-10",
                "2026-01-05 00:00:00+00|b|0",
            ])
    }

    @Test func `a sum of numeric beyond 38 digits is a failed row`() throws {
        let job = try Job(
            onError: "dead_letter",
            Self.view("sums", "k, sum(n) AS total, count(*) AS n FROM input")
                + """
                CREATE MATERIALIZED VIEW daily WITH (connector = 'postgres', connection = 'warehouse') AS
                SELECT window_start, k, sum(n) AS total FROM tumble(input, ts, interval '1 day')
                GROUP BY window_start, k;
                """)
        let large = "99999999999999999999999999999999.999999"
        try job.put("1", "a,1,\(large),2026-01-01T00:00:00Z", "b,1,1.5,2026-01-01T00:00:00Z")
        try job.run.catchUp()
        #expect(try job.rows("sums") == ["a|\(large)|1", "b|1.500000|1"])
        try job.put("2", "a,1,\(large),2026-01-02T00:00:00Z", "a,1,\(large),2026-01-02T00:00:00Z")
        let second = try job.run.catchUp()
        #expect(second.summary.contains("\"failed_rows\":2,"), "\(second.summary)")
        #expect(try job.rows("sums") == ["b|1.500000|1"])
        let letters = try job.letters()
        #expect(
            letters.map { $0.split(separator: "|").first } == ["daily", "sums"]
                && letters.allSatisfy { $0.contains("numeric out of range (SQLSTATE 22003)|{") }, "\(letters)")
    }

    @Test(arguments: ["skip", "dead_letter"])
    func `rows that the database refuses are told, counted and in the status`(policy: String) throws {
        let job = try Job(
            onError: policy,
            """
            CREATE TABLE checked (k text, n bigint) WITH (connector = 'postgres', connection = 'warehouse');
            INSERT INTO checked SELECT k, v FROM input;
            """)
        try job.database.query("CREATE TABLE checked (k text, n bigint CONSTRAINT small CHECK (n < 100))")
        try job.put("1", "a,1,,", "b,100,,", "c,101,,", "d,102,,", "e,103,,", "f,104,,")
        let run = try job.run.catchUp()
        #expect(run.summary.contains("\"rows\":1,") && run.summary.contains("\"failed_rows\":5,"), "\(run.summary)")
        let said = run.child.errorText.split(separator: "\n").filter { $0.contains("public.checked refuses a row") }
        #expect(said.count == 3 && said.last?.hasSuffix("(more of these are only counted)") == true, "\(said)")
        let first = try #require(said.first)
        #expect(first.contains("\"small\"") && first.contains("; the row: {\"k\":\"b\",\"n\":100}"), "\(first)")
        #expect(run.child.errorText.contains("failed rows 5,"))
        let status = try Child.output(
            try Tree.runner, ["status", "--state-dir", job.run.stateDirectory, "-o", "json"], environment: [:])
        #expect(status.contains("\"failed_rows\":5"), "\(status)")
        let letters = try job.letters()
        #expect(letters.count == (policy == "skip" ? 0 : 5))
        #expect(letters.allSatisfy { $0.hasPrefix("checked|t|t|refused_23514|") }, "\(letters)")
    }

    @Test func `dead letters of a job that only writes files lie with the first of them, once`() throws {
        let folder = Tree.scratch()
        mkdir(folder + "/in", 0o755)
        try Tree.write(folder + "/in/1.csv", "a,1,2026-01-01T00:00:00Z\nb,11,2026-01-01T00:00:00Z\nc,x,\n")
        let run = try JobRun(
            text: """
                SET job_name = 'lettered';
                SET commit_interval = '50 ms';
                CREATE TABLE input (k text, v bigint, ts timestamptz) WITH (
                    connector = 'file', path = '${FOLDER}/in/*.csv', format = 'csv', header = false,
                    event_time = 'ts', on_error = 'dead_letter');
                CREATE MATERIALIZED VIEW ratios WITH (
                    connector = 'file', path = '${FOLDER}/out/ratios.csv', format = 'csv', header = false) AS
                SELECT window_start, k, 10 / (sum(v)::bigint - 11) AS ratio FROM tumble(input, ts, interval '1 day')
                GROUP BY window_start, k;
                """, environment: ["FOLDER": folder])
        for phase in ["beforeCommit:1", "duringCommit:1", "duringCommit:2"] { try run.runUntilKilled(phase, lanes: 1) }
        try run.catchUp()
        #expect(try Tree.read(folder + "/out/ratios.csv") == "2026-01-01 00:00:00+00,a,-1\n")
        let letters = try Tree.read(folder + "/out/.millrace/ratios.csv/dead_letters.ndjson").split(separator: "\n")
        #expect(letters.count == 2, "\(letters)")
        #expect(letters.contains { $0.contains("\"source\":\"input\"") && $0.contains("\"record\":\"c,x,") })
        #expect(letters.contains { $0.contains("\"source\":\"ratios\"") && $0.contains("division by zero") })
    }

    @Test func `a changed row that the database refuses does not leave the one before it`() throws {
        let job = try Job(onError: "skip", Self.view("sums", "k, sum(v) AS n FROM input"))
        try job.database.query(
            "CREATE TABLE sums (k text UNIQUE NULLS NOT DISTINCT, n numeric CONSTRAINT small CHECK (n < 100))")
        try job.put("1", "a,1,,", "b,2,,", ",3,,", "x,1000,,")
        #expect(try job.run.catchUp().summary.contains("\"failed_rows\":1,"))
        #expect(try job.rows("sums") == ["a|1", "b|2", "|3"])
        try job.put("2", "a,99,,", "b,1,,", ",99,,")
        #expect(try job.run.catchUp().summary.contains("\"failed_rows\":2,"))
        #expect(try job.rows("sums") == ["b|3"])
        try job.put("3", "a,-50,,")
        #expect(try job.run.catchUp().summary.contains("\"failed_rows\":0,"))
        #expect(try job.rows("sums") == ["a|50", "b|3"])
    }

    /// A query whose changes the console shows, over files in the folder's `in`.
    private func preview(_ query: String) throws -> (folder: String, run: JobRun) {
        let folder = Tree.scratch()
        mkdir(folder + "/in", 0o755)
        let run = try JobRun(
            text: """
                SET job_name = 'unshown';
                CREATE TABLE input (k text, v bigint) WITH (
                    connector = 'file', path = '${FOLDER}/in/*.csv', format = 'csv', header = false);
                \(query)
                """, environment: ["FOLDER": folder])
        return (folder, run)
    }

    @Test func `rows that were never shown are not taken away`() throws {
        let (folder, run) = try preview(
            "SELECT k, 10 / (sum(v)::bigint - 11) AS ratio FROM input GROUP BY k HAVING count(*) > 1;")
        try Tree.write(folder + "/in/1.csv", "a,1\nb,10\nc,1\nc,2\n")
        let lines = try run.catchUp().child.outputText.split(separator: "\n").dropLast()
        #expect(lines == ["{\"op\":\"upsert\",\"k\":\"c\",\"ratio\":-1}"])
    }

    @Test func `rows that an earlier life of the job did not show are not taken away`() throws {
        let (folder, run) = try preview(
            """
            SELECT k, n FROM (SELECT k, count(*) AS n FROM input GROUP BY k HAVING sum(v) < 100) AS q
            WHERE n % 3 <> 1;
            """)
        let runs = [
            ("a,1\nb,1\nb,1\nc,500\n", ["upsert b 2"]), ("a,1\nb,1\nc,1\n", ["upsert a 2", "upsert b 3"]),
            ("a,1\na,1\nb,1\nc,1\n", ["delete a", "delete b"]), ("a,1\nb,200\nc,1\n", ["upsert a 5"]),
        ]
        for (index, (text, expected)) in runs.enumerated() {
            try Tree.write("\(folder)/in/\(index).csv", text)
            let output = try run.catchUp(lanes: 1 + index % 2).child.outputText
            let lines = output.split(separator: "\n").dropLast().map { line in
                let words = line.split { !$0.isLetter && !$0.isNumber }.map(String.init)
                return words[1] == "delete" ? "delete \(words[3])" : "\(words[1]) \(words[3]) \(words[5])"
            }
            #expect(lines.sorted() == expected.sorted(), "\(index): \(output)")
        }
    }
}
