import Glibc
import TestSupport
import Testing

/// Commands that speak to a job that runs.
@Suite(.enabled(if: Database.isAvailable, "PostgreSQL's server is not installed"))
struct RunningJobTests {
    private func runner(_ words: [String], _ environment: [String: String] = [:]) throws -> (Int32, Child) {
        let child = try Child(Tree.runner, words, environment: environment)
        return (try child.wait(timeoutSeconds: 60), child)
    }

    @Test func `a checkpoint is made when asked for, and the next start replays nothing of it`() throws {
        let job = try SmallJob(
            replaced(SmallJob.text(), "SET job_name", "SET checkpoint_interval = '1 h'; SET job_name"))
        let running = try job.started()
        try job.send(0..<50)
        try job.waitForRows(50)
        let (code, child) = try runner(["checkpoint", "--state-dir", job.run.stateDirectory])
        #expect(code == 0 && child.errorText.contains("small: checkpoint at epoch "), "\(child.errorText)")
        running.send(signal: SIGKILL)
        try running.wait()
        let (summary, next) = try job.run.catchUp()
        #expect(summary.contains("\"records\":0,"), "\(summary) \(next.errorText)")
        #expect(next.errorText.contains("restored at epoch"))
        #expect(try job.difference(0..<50).isEmpty)
        #expect(try runner(["checkpoint", "--state-dir", job.run.stateDirectory]).0 == 1)
    }

    @Test func `why and list speak of the job`() throws {
        let job = try SmallJob()
        let root = Tree.scratch()
        var run = job.run
        run.stateDirectory = root + "/millrace/small"
        let child = try run.start()
        #expect(child.read(until: { $0.errorText.contains("millrace ") }))
        let environment = ["XDG_STATE_HOME": root]
        #expect(try runner(["list", "--running"], environment).1.outputText == "small\n")
        let (code, why) = try runner(["why", "small"], environment)
        #expect(code == 0 && why.outputText.contains("no source has an event_time"), "\(why.errorText)")
        child.send(signal: SIGTERM)
        #expect(try child.wait() == 0, "\(child.errorText)")
        #expect(try runner(["list", "--running"], environment).1.outputText.isEmpty)
        #expect(try runner(["list"], environment).1.outputText == "small\n")
        try showsForms(environment, directory: run.stateDirectory)
        let stopped = try runner(["why", "small"], environment)
        #expect(stopped.0 == 1 && stopped.1.errorText.contains("not running"), "\(stopped.1.errorText)")
    }

    @Test func `status says where a job stands that was started again, before any record comes`() throws {
        let text = """
            SET job_name = 'again';
            SET commit_interval = '50 ms';
            CREATE TABLE events (id bigint, at timestamptz) WITH (connector = 'kafka', topic = '${TOPIC}',
                bootstrap_servers = '${KAFKA_BROKERS}', format = 'json', event_time = 'at',
                watermark_delay = '1 minute');
            CREATE MATERIALIZED VIEW n WITH (connector = 'blackhole') AS
            SELECT count(*) AS n FROM tumble(events, at, interval '1 hour') GROUP BY window_start;
            """
        let topics = try Topics()
        let topic = Topics.name("again")
        try topics.create(topic, partitions: 1)
        try topics.send([
            TopicRecord(topic: topic, partition: 0, value: #"{"id": 1, "at": "2026-01-01T12:01:00Z"}"#)
        ])
        let run = try JobRun(text: text, environment: ["KAFKA_BROKERS": topics.brokers, "TOPIC": topic])
        let first = try run.catchUp().summary
        #expect(first.contains("\"epoch\":1,\"watermark\":\"2026-01-01T12:00:00Z\""), "\(first)")
        let child = try run.start()
        #expect(child.read(until: { $0.errorText.contains("restored at epoch 1") }), "\(child.errorText)")
        let status = try runner(["status", "--state-dir", run.stateDirectory, "-o", "json"]).1.outputText
        #expect(
            status.contains("\"epoch\":1,") && status.contains("\"lag\":0,")
                && status.contains("\"watermark\":\"2026-01-01T12:00:00Z\""), "\(status)")
        child.send(signal: SIGTERM)
        #expect(try child.wait() == 0, "\(child.errorText)")
        #expect(child.errorText.contains("done: 0 records") && !child.errorText.contains("epoch 0,"))
        withExtendedLifetime(topics) {}
    }

    /// `-o` of the commands that tell about jobs.
    private func showsForms(_ environment: [String: String], directory: String) throws {
        #expect(
            try runner(["list", "-o", "json"], environment).1.outputText
                == "{\"job\":\"small\",\"running\":false,\"state_dir\":\"\(directory)\"}\n")
        #expect(
            try runner(["list", "-o", "csv"], environment).1.outputText
                == "job,running,state\nsmall,false,\(directory)\n")
        let csv = try runner(["status", "-o", "csv"], environment).1.outputText
        #expect(csv.hasPrefix("job,running,pid,epoch,records/s,lag,watermark,state\nsmall,stopped,,"), "\(csv)")
        let markdown = try runner(["status", "-o", "markdown"], environment).1.outputText
        #expect(
            markdown.hasPrefix("| job | running |") && markdown.contains("\n| small | stopped | - |"), "\(markdown)")
        let program = String(try Tree.runner.dropLast("runner".count)) + "state"
        let facts = try Child.output(
            program, ["inspect", "small", "-o", "csv"], environment: environment)
        #expect(facts.hasPrefix("what,name,field,value\njob,small,uuid,"), "\(facts)")
        #expect(facts.contains("\ncheckpoint,1,good,true\n"), "\(facts)")
        let tables = try Child.output(
            program, ["inspect", "small", "-o", "markdown"], environment: environment)
        #expect(tables.contains("\n\n| source | partition | position | reaches | idle |\n|---|"), "\(tables)")
    }

    @Test func `a job on an embedded Kafka does not pretend to go on after a restart`() throws {
        let text = """
            SET job_name = 'tried';
            CREATE TABLE purchases (transaction_id text, category text, price integer, "timestamp" timestamptz) WITH (
                connector = 'kafka', bootstrap_servers = 'embedded', topic = 'purchases', format = 'json',
                event_time = 'timestamp', timestamp_format = 'unix_seconds');
            CREATE MATERIALIZED VIEW totals WITH (connector = 'console') AS
            SELECT category, count(*) AS n FROM purchases GROUP BY category;
            """
        let run = try JobRun(text: text, environment: [:])
        let first = try run.start()
        #expect(first.read(until: { !$0.output.isEmpty }), "\(first.errorText)")
        first.send(signal: SIGTERM)
        #expect(try first.wait() == 0, "\(first.errorText)")
        for flags in [[], ["--dry-run"]] {
            let again = try run.start(flags)
            #expect(try again.wait(timeoutSeconds: 60) == 78, "\(again.errorText)")
            #expect(again.errorText.contains("nothing to go on from"), "\(again.errorText)")
            #expect(again.errorText.contains("remove \(run.stateDirectory)"), "\(again.errorText)")
        }
    }
}
