import Glibc
import TestSupport
import Testing

@Suite(.enabled(if: Database.isAvailable, "PostgreSQL's server is not installed"))
struct ExitCodeTests {
    /// A run's exit code and what it said.
    private func runner(_ arguments: [String], _ environment: [String: String] = [:]) throws -> (Int32, Child) {
        let child = try Child(Tree.runner, arguments, environment: environment)
        return (try child.wait(timeoutSeconds: 60), child)
    }

    @Test(arguments: [
        ["start"], ["start", "a.sql", "b.sql"], ["start", "a.sql", "--paralelism", "2"], ["strat", "a.sql"],
        ["start", "a.sql", "-p", "0"], ["start", "a.sql", "-o", "xml"], ["start", "a.sql", "--skip-if-empty"],
    ]) func `a wrong command line is 2 and says how to go on`(_ arguments: [String]) throws {
        let (code, child) = try runner(arguments)
        #expect(code == 2)
        #expect(child.output.isEmpty)
        #expect(child.errorText.contains("--help"), "\(child.errorText)")
    }

    @Test func `a near miss of a flag is named`() throws {
        #expect(try runner(["start", "a.sql", "--paralelism", "2"]).1.errorText.contains("--parallelism"))
        #expect(try runner(["strat", "a.sql"]).1.errorText.contains("start"))
    }

    @Test func `bad data with on_error = 'fail' is 65 and says where, and nothing of it is written`() throws {
        let job = try SmallJob(SmallJob.text(onError: "fail"))
        try job.send(0..<5)
        try job.topics.send([TopicRecord(topic: job.topic, partition: 0, value: "{\"id\": \"x\"}")])
        let child = try job.run.start(["--until-caught-up"])
        #expect(try child.wait() == 65)
        #expect(child.errorText.contains("\(job.topic)"), "\(child.errorText)")
        #expect(child.errorText.contains("5"), "\(child.errorText)")
    }

    @Test(arguments: ["nowhere.ndjson", "/tmp"]) func `replay of what is no file is 78 before it asks for Kafka`(
        _ path: String
    ) throws {
        let good = Tree.scratch() + "/good.ndjson"
        try Tree.write(good, "{\"id\": 1}\n")
        let (code, child) = try runner(["replay", good, path, "-b", "127.0.0.1:1", "-t", "t"])
        #expect(code == 78)
        #expect(child.errorText.hasPrefix("error: cannot read \(path): "), "\(child.errorText)")
    }

    @Test func `a Kafka that does not answer is 69`() throws {
        var job = try SmallJob()
        job.run.environment["KAFKA_BROKERS"] = "127.0.0.1:1"
        let child = try job.run.start(["--until-caught-up"])
        #expect(try child.wait(timeoutSeconds: 30) == 69)
        #expect(child.errorText.contains("127.0.0.1:1"), "\(child.errorText)")
    }

    @Test func `a database that does not answer is 69 and no password is shown`() throws {
        var job = try SmallJob()
        job.run.environment["RUNNER_CONN_WAREHOUSE"] = "postgres://someone:hunter2@127.0.0.1:1/none"
        let child = try job.run.start(["--until-caught-up"])
        #expect(try child.wait(timeoutSeconds: 30) == 69)
        #expect(!child.errorText.contains("hunter2"))
    }

    @Test func `a port that can't be is 78 where it is written, and 2 on the command line`() throws {
        var job = try SmallJob()
        job.run.environment["RUNNER_CONN_WAREHOUSE"] = "postgres://someone:hunter2@127.0.0.1:99999/none"
        let child = try job.run.start(["--until-caught-up"])
        #expect(try child.wait(timeoutSeconds: 30) == 78, "\(child.errorText)")
        #expect(child.errorText.contains("'99999'") && child.errorText.contains(".sql:"), "\(child.errorText)")
        #expect(!child.errorText.contains("hunter2"))
        job.run.environment["KAFKA_BROKERS"] = "127.0.0.1:99999"
        let kafka = try job.run.start(["--until-caught-up"])
        #expect(try kafka.wait(timeoutSeconds: 30) == 78, "\(kafka.errorText)")
        #expect(try runner(["topics", "-b", "127.0.0.1:99999"]).0 == 2)
    }

    @Test func `a second runner on the same state is 75 and the first goes on`() throws {
        let job = try SmallJob()
        let first = try job.started()
        try job.send(0..<10)
        let second = try job.run.start(["--until-caught-up"])
        #expect(try second.wait() == 75, "\(second.errorText)")
        try job.waitForRows(10)
        first.send(signal: SIGTERM)
        #expect(try first.wait() == 0, "\(first.errorText)")
        #expect(try job.difference(0..<10).isEmpty)
    }

    @Test func `an invalid job is 78 with a place and a code`() throws {
        let job = try JobRun(text: "SET job_name = 'x';\nSELECT pirce FROM nowhere;\n", environment: [:])
        let child = try job.start()
        #expect(try child.wait() == 78)
        #expect(child.errorText.contains("error[E") && child.errorText.contains(":2:"), "\(child.errorText)")
        #expect(child.output.isEmpty)
    }

    @Test func `a job that was changed does not go on with its old state: 78`() throws {
        let job = try SmallJob()
        try job.send(0..<10)
        try job.run.catchUp()
        try Tree.write(job.run.path, replaced(SmallJob.text(), "GROUP BY name", "WHERE amount > 3 GROUP BY name"))
        let child = try job.run.start(["--until-caught-up"])
        #expect(try child.wait() == 78, "\(child.errorText)")
        try Tree.write(job.run.path, SmallJob.text())
        try job.run.catchUp()
        #expect(try job.difference(0..<10).isEmpty)
    }

    @Test func `another job in the same directory is 78`() throws {
        let job = try SmallJob()
        try job.send(0..<10)
        try job.run.catchUp()
        try Tree.write(job.run.path, replaced(SmallJob.text(), "'small'", "'smaller'"))
        let child = try job.run.start(["--until-caught-up"])
        #expect(try child.wait() == 78, "\(child.errorText)")
    }

    @Test func `nothing to read is 99 with --skip-if-empty and 0 without`() throws {
        let job = try SmallJob()
        let empty = try job.run.start(["--until-caught-up", "--skip-if-empty"])
        #expect(try empty.wait() == 99, "\(empty.errorText)")
        try job.run.catchUp()
        try job.send(0..<10)
        let child = try job.run.start(["--until-caught-up", "--skip-if-empty"])
        #expect(try child.wait() == 0, "\(child.errorText)")
        let again = try job.run.start(["--until-caught-up", "--skip-if-empty"])
        #expect(try again.wait() == 99, "\(again.errorText)")
        #expect(try job.difference(0..<10).isEmpty)
    }
}
