import Glibc
import TestSupport
import Testing

/// `start --dry-run`, `start --plan` and `validate`: they look at everything and change nothing.
@Suite(.enabled(if: Database.isAvailable, "PostgreSQL's server is not installed"))
struct ExamineTests {
    private func validate(_ job: SmallJob, _ flags: [String] = []) throws -> (Int32, Child) {
        let child = try Child(Tree.runner, ["validate", job.run.path] + flags, environment: job.run.environment)
        return (try child.wait(timeoutSeconds: 60), child)
    }

    @Test func `a dry run makes no directory, no schema and no table`() throws {
        let job = try SmallJob()
        try job.send(0..<20)
        let child = try job.run.start(["--dry-run"])
        #expect(try child.wait() == 0, "\(child.errorText)")
        #expect(child.errorText.contains("fresh") && child.errorText.contains("nothing was changed"))
        #expect(access(job.run.stateDirectory, F_OK) != 0)
        #expect(
            try job.database.value("SELECT to_regnamespace('millrace') IS NULL AND to_regclass('copied') IS NULL")
                == "t")
    }

    @Test func `a dry run does not disturb the job that runs`() throws {
        let job = try SmallJob()
        try job.send(0..<20)
        let running = try job.started()
        try job.waitForRows(20)
        let before = try job.database.value("SELECT incarnation || owner::text FROM millrace.job")
        for flag in ["--dry-run", "--plan"] {
            let child = try job.run.start([flag])
            #expect(try child.wait() == 0, "\(child.errorText)")
        }
        #expect(try job.database.value("SELECT incarnation || owner::text FROM millrace.job") == before)
        try job.send(20..<30)
        try job.waitForRows(30)
        running.send(signal: SIGTERM)
        #expect(try running.wait() == 0, "\(running.errorText)")
        #expect(try job.difference(0..<30).isEmpty)
    }

    @Test func `a plan says what a change does to the state`() throws {
        let job = try SmallJob()
        func plan() throws -> (Int32, String) {
            let child = try job.run.start(["--plan", "-o", "json"])
            return (try child.wait(), child.outputText)
        }
        #expect(try plan().1.contains("\"verdict\":\"fresh\""))
        try job.send(0..<20)
        try job.run.catchUp()
        #expect(try plan().1.contains("\"verdict\":\"unchanged\",\"epoch\":1,"))
        let more = """
            CREATE MATERIALIZED VIEW more WITH (connector = 'blackhole') AS
            SELECT amount, count(*) FROM events GROUP BY amount;
            """
        try Tree.write(job.run.path, SmallJob.text() + more)
        let (code, text) = try plan()
        #expect(code == 0 && text.contains("\"verdict\":\"compatible\""), "\(text)")
        #expect(text.contains("more aggregate is new"), "\(text)")
        try Tree.write(job.run.path, replaced(SmallJob.text(), "GROUP BY name", "WHERE amount > 3 GROUP BY name"))
        let refused = try plan()
        #expect(refused.0 == 78 && refused.1.contains("\"verdict\":\"refused\""), "\(refused.1)")
        #expect(refused.1.contains("counts aggregate rows was of events, is of events where"), "\(refused.1)")
        try Tree.write(job.run.path, SmallJob.text())
        try job.run.catchUp()
        #expect(try job.difference(0..<20).isEmpty)
    }

    @Test func `a plan of a job that is refused for other things than its state does not say that it goes on`() throws {
        let job = try SmallJob()
        func plan(_ flags: [String] = []) throws -> (Int32, Child) {
            let child = try job.run.start(["--plan"] + flags)
            return (try child.wait(), child)
        }
        let good = try plan()
        #expect(good.0 == 0 && good.1.outputText.contains("\nfresh: there is no state; the job begins"))
        try job.database.query("CREATE TABLE copied (id integer)")
        let fresh = try plan()
        #expect(fresh.0 == 78 && fresh.1.errorText.contains("error[E0502]"), "\(fresh.1.errorText)")
        #expect(
            fresh.1.outputText.hasSuffix(
                "\nfresh: there is no state, but the job does not start before the errors above are mended\n"))
        try job.database.query("DROP TABLE copied")
        try job.send(0..<20)
        try job.run.catchUp()
        #expect(try plan().1.outputText.hasSuffix("\nunchanged: the job goes on after epoch 1\n"))
        try job.database.query("ALTER TABLE copied DROP COLUMN amount")
        let (code, child) = try plan()
        #expect(code == 78 && child.errorText.contains("error[E0502]"), "\(child.errorText)")
        #expect(!child.outputText.contains("goes on"))
        #expect(
            child.outputText.hasSuffix(
                "\nunchanged: the state of epoch 1 fits the job, but the job does not start before the errors above "
                    + "are mended\n"), "\(child.outputText)")
        let json = try plan(["-o", "json"]).1.outputText
        #expect(json.contains("\"verdict\":\"unchanged\",\"epoch\":1,\"starts\":false,"), "\(json)")
    }

    @Test func `validate finds a topic, columns, keys and rights that do not fit, each at its statement`() throws {
        let job = try SmallJob()
        #expect(try validate(job).0 == 0)
        try job.database.query(
            "CREATE TABLE copied (id integer, name text); CREATE TABLE counts (name text, n bigint, total bigint)")
        let (code, child) = try validate(job)
        #expect(code == 78)
        let text = child.errorText
        #expect(text.contains("error[E0502]: table public.copied does not fit sink copied"), "\(text)")
        #expect(text.contains("column \"id\": bigint here, integer there"), "\(text)")
        #expect(text.contains("column \"amount\": integer here, missing there"), "\(text)")
        #expect(text.contains("key: (\"name\") here, no UNIQUE NULLS NOT DISTINCT on exactly these columns there"))
        let github = try validate(job, ["--format", "github"]).1.outputText
        #expect(github.contains("::error file=") && github.contains("title=E0502"), "\(github)")
        let json = try validate(job, ["-o", "json"]).1.outputText
        #expect(json.contains("\"code\":\"E0502\"") && json.contains("\"line\":8"), "\(json)")
        #expect(try validate(job, ["--offline"]).0 == 0)
        #expect(try job.database.value("SELECT to_regnamespace('millrace') IS NULL") == "t")
    }

    /// The cluster inside the process makes every topic that is asked for.
    @Test(.enabled(if: Topics.isReal, "set KAFKA_HOME (or KAFKA_BROKERS)"))
    func `validate names a topic that is not there, and is 69 only when nothing is wrong`() throws {
        var job = try SmallJob()
        job.run.environment["TOPIC"] = "nowhere-to-be-found"
        let (code, child) = try validate(job)
        #expect(code == 78 && child.errorText.contains("error[E0501]"), "\(child.errorText)")
        job.run.environment["TOPIC"] = job.topic
        job.run.environment["RUNNER_CONN_WAREHOUSE"] = "postgres://someone:hunter2@127.0.0.1:1/none"
        let away = try validate(job)
        #expect(away.0 == 69 && away.1.errorText.contains("error[E0503]"), "\(away.1.errorText)")
        #expect(!away.1.errorText.contains("hunter2"))
        job.run.environment["RUNNER_CONN_WAREHOUSE"] = nil
        let unknown = try validate(job)
        #expect(unknown.0 == 78 && unknown.1.errorText.contains("error[E0308]"), "\(unknown.1.errorText)")
    }
}
