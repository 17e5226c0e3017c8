import TestSupport
import Testing

/// What a scheduler (Airflow, cron, systemd) relies on: waiting for a topic, exit codes, hooks.
@Suite(.enabled(if: Database.isAvailable, "PostgreSQL's server is not installed"))
struct SchedulerTests {
    @Test func `a hook after a good end gets the JSON line on its input`() throws {
        let job = try SmallJob()
        try job.send(0..<10)
        let file = "\(job.run.stateDirectory).ended.json"
        let child = try job.run.start([
            "--until-caught-up", "-o", "json", "--on-success", "cat > \(file)", "--on-failure", "exit 9",
        ])
        #expect(try child.wait() == 0, "\(child.errorText)")
        let line = try Tree.read(file)
        #expect(line.hasPrefix("{\"job\":\"small\",\"records\":10,"), "\(line)")
        #expect(child.outputText.contains(line))
    }

    @Test func `a hook after a bad end hears the exit code and the reason, and its own failure changes nothing`() throws
    {
        var job = try SmallJob()
        job.run.environment["KAFKA_BROKERS"] = "127.0.0.1:1"
        let file = "\(job.run.stateDirectory).ended.json"
        let child = try job.run.start(["--until-caught-up", "--on-failure", "cat > \(file); exit 3"])
        #expect(try child.wait(timeoutSeconds: 30) == 69)
        let line = try Tree.read(file)
        #expect(line.hasPrefix("{\"job\":\"small\",\"exit_code\":69,\"error\":\"cannot reach Kafka"), "\(line)")
        #expect(child.errorText.contains("failed: exit code 3"))
    }

    @Test func `a hook after an invalid job hears what is wrong with it, and where`() throws {
        let file = Tree.scratch() + "/ended.json"
        func told(_ text: String, _ environment: [String: String] = [:]) throws -> String {
            let run = try JobRun(text: text, environment: environment)
            let child = try run.start(["--until-caught-up", "--on-failure", "cat > \(file)"])
            #expect(try child.wait(timeoutSeconds: 30) == 78, "\(child.errorText)")
            #expect(child.errorText.contains("error: \(run.path) has "), "\(child.errorText)")
            return try Tree.read(file)
        }
        let job = """
            CREATE TABLE e (id bigint) WITH (connector = 'file', path = 'in.json', format = 'json');
            CREATE MATERIALIZED VIEW v WITH (connector = 'blackhole') AS
            SELECT idd FROM e;
            """
        #expect(
            try told(job)
                == #"{"job":null,"exit_code":78,"error":"E0203 at 3:8: column \"idd\" does not exist in e"}"# + "\n")
        let two = job + "\nCREATE MATERIALIZED VIEW w WITH (connector = 'blackhole') AS SELECT ie FROM e;"
        #expect(try told(two).contains(#" at 3:8: column \"idd\" does not exist in e; and 1 more error""#))
        let unknown = """
            SET job_name = 'none';
            CREATE TABLE e (id bigint) WITH (connector = 'file', path = 'in.json', format = 'json');
            CREATE TABLE t (id bigint) WITH (connector = 'postgres', connection = 'nowhere');
            INSERT INTO t SELECT id FROM e;
            """
        let unknownSaid = try told(unknown)
        #expect(unknownSaid.contains(/"job":"none","exit_code":78,"error":"E0308 at \d:/), "\(unknownSaid)")
    }

    /// The cluster inside the process makes every topic that is asked for.
    @Test(.enabled(if: Topics.isReal, "set KAFKA_HOME (or KAFKA_BROKERS)"))
    func `a topic that comes later is waited for, one that does not come is 69`() throws {
        let job = try SmallJob()
        let late = "late_\(job.topic)"
        var run = job.run
        run.environment["TOPIC"] = late
        let child = try run.start(["--until-caught-up", "--wait-for-topic", "60s"])
        #expect(child.read(until: { $0.errorText.contains("waiting for it") }), "\(child.errorText)")
        try job.topics.create(late, partitions: 1)
        #expect(try child.wait() == 0, "\(child.errorText)")
        var never = try JobRun(text: replaced(SmallJob.text(), "'small'", "'never'"), environment: run.environment)
        never.environment["TOPIC"] = "never_\(job.topic)"
        let waiting = try never.start(["--until-caught-up", "--wait-for-topic", "1s"])
        #expect(try waiting.wait(timeoutSeconds: 60) == 69, "\(waiting.errorText)")
        #expect(waiting.errorText.contains("waited in vain"))
    }
}
