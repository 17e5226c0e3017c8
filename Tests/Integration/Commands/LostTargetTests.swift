import Glibc
import TestSupport
import Testing

/// Targets that vanish between two runs of a job: they are not remade without a word, as half of what they were.
@Suite struct LostTargetTests {
    @Test(.enabled(if: Database.isAvailable, "PostgreSQL's server is not installed"))
    func `a table that was dropped is 78 with what to do, and nothing is made or consumed`() throws {
        let job = try SmallJob()
        try job.send(0..<50)
        try job.run.catchUp()
        try job.database.query("CREATE TABLE kept AS TABLE counts; DROP TABLE counts;")
        let before = try job.database.query("SELECT * FROM millrace.job")
        try job.send(50..<60)
        for flags in [["--until-caught-up"], ["--dry-run"], ["--until-caught-up"]] {
            let child = try job.run.start(flags)
            #expect(try child.wait() == 78, "\(child.errorText)")
            #expect(child.errorText.contains("table public.counts of sink counts is gone"), "\(child.errorText)")
            #expect(child.errorText.contains("restore it"), "\(child.errorText)")
        }
        #expect(try job.database.query("SELECT * FROM millrace.job") == before)
        #expect(try job.database.value("SELECT to_regclass('public.counts') IS NULL") == "t")
        // As from a backup.
        try job.database.query(
            "ALTER TABLE kept RENAME TO counts; ALTER TABLE counts ADD UNIQUE NULLS NOT DISTINCT (name)")
        try job.run.catchUp()
        #expect(try job.difference(0..<60).isEmpty)
    }

    @Test(.enabled(if: Database.isAvailable, "PostgreSQL's server is not installed"))
    func `a table that somebody made again, empty, is taken as it is`() throws {
        let job = try SmallJob()
        try job.send(0..<20)
        try job.run.catchUp()
        try job.database.query("DROP TABLE copied; CREATE TABLE copied (id bigint, name text, amount integer)")
        try job.send(20..<30)
        try job.run.catchUp()
        #expect(try job.database.value("SELECT count(*) FROM copied") == "10")
        // A table that an epoch needs while the job runs is not made either.
        let child = try job.started()
        try job.database.query("DROP TABLE copied")
        try job.send(30..<40)
        #expect(try child.wait(timeoutSeconds: 60) == 78, "\(child.errorText)")
    }

    private static let files = """
        SET job_name = 'lost';
        SET checkpoint_interval = '1 second';
        CREATE TABLE lines (id bigint NOT NULL) WITH (connector = 'file', path = '${IN}', format = 'json',
            follow = true);
        """

    @Test(.enabled(if: MariaDatabase.isAvailable, "MariaDB's server is not installed"))
    func `a table of MySQL that was dropped is 78, too`() throws {
        let maria = try MariaDatabase()
        let input = Tree.scratch() + "/in.json"
        try Tree.write(input, "{\"id\": 1}\n{\"id\": 1}\n{\"id\": 2}\n")
        let run = try JobRun(
            text: Self.files + """
                CREATE MATERIALIZED VIEW counts WITH (connector = 'mysql', connection = 'workshop', emit = 'changes') AS
                SELECT id, count(*) AS n FROM lines GROUP BY id;
                """, environment: ["IN": input, "RUNNER_CONN_WORKSHOP": maria.uri])
        try run.catchUp()
        #expect(try maria.query("SELECT id, n FROM counts ORDER BY id") == ["1\t2", "2\t1"])
        try maria.query("DROP TABLE counts")
        try Child.output("sh", ["-c", "echo '{\"id\": 2}' >> \(input)"])
        let child = try run.start(["--until-caught-up"])
        #expect(try child.wait() == 78, "\(child.errorText)")
        #expect(child.errorText.contains("counts of sink counts is gone"), "\(child.errorText)")
        #expect(
            try maria.value(
                "SELECT count(*) FROM information_schema.TABLES WHERE TABLE_NAME = 'counts' AND "
                    + "TABLE_SCHEMA = DATABASE()") == "0")
    }

    @Test func `a folder of files that is gone is 78 once it can't be made again, and whole until then`() throws {
        let folder = Tree.scratch()
        try Tree.write(folder + "/in.json", "{\"id\": 1}\n{\"id\": 2}\n")
        let run = try JobRun(
            text: Self.files + """
                CREATE MATERIALIZED VIEW copies WITH (connector = 'file', path = '\(folder)/out', format = 'json') AS
                SELECT id FROM lines;
                """, environment: ["IN": folder + "/in.json"])
        func rows() throws -> Int {
            try Tree.list(folder + "/out").filter { !$0.hasPrefix(".") }
                .reduce(0) { try $0 + Tree.read("\(folder)/out/\($1)").split(separator: "\n").count }
        }
        try run.catchUp()
        #expect(try rows() == 2)
        try Child.output("rm", ["-r", folder + "/out"])
        // The journal begins with the first record as yet.
        try run.catchUp()
        #expect(try rows() == 2)
        for count in 3..<6 {
            try Child.output("sh", ["-c", "echo '{\"id\": \(count)}' >> \(folder)/in.json"])
            try run.catchUp()
            #expect(try rows() == count)
        }
        // It has forgotten its first segments, as after a long time.
        try Child.output("sh", ["-c", "rm -r \(folder)/out \(run.stateDirectory)/journal/*"])
        for flags in [["--dry-run"], ["--until-caught-up"], ["--dry-run"]] {
            let child = try run.start(flags)
            #expect(try child.wait() == 78, "\(child.errorText)")
            #expect(child.errorText.contains("folder \(folder)/out of sink copies is gone"), "\(child.errorText)")
        }
        #expect(Tree.list(folder + "/out").filter { !$0.hasPrefix(".") }.isEmpty)
    }
}
