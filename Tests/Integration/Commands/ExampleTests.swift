import Glibc
import TestSupport
import Testing

/// What Tests/Jobs/Schedulers shows, run for real.
@Suite(.enabled(if: Database.isAvailable, "PostgreSQL's server is not installed"))
struct ExampleTests {
    private static let folder = Tree.root + "/Tests/Jobs/Schedulers"

    private static func has(_ program: String) -> Bool {
        (try? Child.output("sh", ["-c", "command -v \(program)"])) != nil
    }

    /// PATH with the runner under test first.
    private static func path() throws -> String {
        let runner = try Tree.runner
        return "\(runner.dropLast("/runner".utf8.count)):\(Tree.variable("PATH") ?? "/usr/bin:/bin")"
    }

    @Test(.enabled(if: Airflow.isWanted, "Airflow is not installed: tools/setup airflow"))
    func `in Airflow the DAG catches up, is skipped when nothing came, and fails on a bad job`() throws {
        let job = try SmallJob()
        var environment = job.run.environment
        environment["PATH"] = try Self.path()
        environment["MILLRACE_JOB"] = job.run.path
        environment["MILLRACE_STATE"] = job.run.stateDirectory
        let airflow = try Airflow(dag: Self.folder + "/retail_dag.py", environment)
        try job.send(0..<30)
        let first = try airflow.play("retail_5m", day: 1)
        #expect(first.states == ["catch_up": "success", "report": "success"], "\(first.log)")
        #expect(first.log.contains(" 30 records up to epoch 1 "), "\(first.log)")
        #expect(try airflow.play("retail_5m", day: 2).states == ["catch_up": "skipped", "report": "skipped"])
        try job.send(30..<40)
        let third = try airflow.play("retail_5m", day: 3)
        #expect(third.states == first.states && third.log.contains(" 10 records up to "), "\(third.log)")
        try Tree.write(job.run.path, replaced(SmallJob.text(), "SELECT id, name", "SELECT idd, name"))
        // One try: the DAG's own waits half a minute before the next.
        let bad = try airflow.run(["tasks", "test", "retail_5m", "catch_up"])
        #expect(bad.contains("column \"idd\" does not exist") && bad.contains("exit code 78"), "\(bad)")
        #expect(try job.difference(0..<40).isEmpty)
    }

    @Test(.enabled(if: has("flock") && has("bash"), "needs flock and bash"))
    func `the cron line catches up, is silent when there is nothing to do, and leaves a running one alone`() throws {
        let job = try SmallJob()
        try job.send(0..<30)
        let folder = Tree.scratch()
        try Tree.write(folder + "/retail.sql", SmallJob.text())
        let assignments = job.run.environment.map { "\($0.key)='\($0.value)'\n" }.joined()
        try Tree.write(folder + "/env", assignments)
        let lines = try Tree.read(Self.folder + "/millrace.cron").split(separator: "\n").map(String.init)
        let line = try #require(lines.first { $0.hasPrefix("*/5 ") })
        let fields = line.split(separator: " ", maxSplits: 6)
        #expect(fields[5] == "millrace")
        // A percent sign is a line's end to cron.
        let command = String(try #require(fields.last))
        #expect(!command.contains("%"))
        func cron() throws -> (code: Int32, said: String) {
            let child = try Child(
                "bash", ["-c", command], environment: ["DIR": folder, "PATH": Self.path()])
            return (try child.wait(), child.outputText + child.errorText)
        }
        // Cron mails whatever is said: nothing, unless something is wrong.
        #expect(try cron() == (0, ""))
        #expect(try Tree.read(folder + "/retail.ndjson").hasPrefix("{\"job\":\"small\",\"records\":30,"))
        #expect(try cron() == (0, ""))
        try job.send(30..<40)
        let holder = try Child("bash", ["-c", "exec 9>'\(folder)/retail.lock'; flock 9; echo held; exec sleep 60"])
        #expect(holder.read { $0.outputText.contains("held") })
        #expect(try cron() == (0, ""))
        #expect(try job.database.value("SELECT count(*) FROM copied") == "30")
        holder.send(signal: SIGKILL)
        try holder.wait()
        #expect(try cron() == (0, ""))
        #expect(try job.difference(0..<40).isEmpty)
        try Tree.write(folder + "/retail.sql", replaced(SmallJob.text(), "SELECT id, name", "SELECT idd, name"))
        let bad = try cron()
        #expect(bad.said.contains("ended with an error") && bad.said.contains("did you mean"), "\(bad.said)")
    }

    @Test func `the unit starts again after what passes, and not after what only a person can mend`() throws {
        let unit = try Tree.read(Self.folder + "/millrace@.service")
        func value(_ name: String) throws -> String {
            let line = unit.split(separator: "\n").first { $0.hasPrefix(name + "=") }
            return String(try #require(line).dropFirst(name.utf8.count + 1))
        }
        #expect(try value("Restart") == "on-failure")
        let final = Set(try value("RestartPreventExitStatus").split(separator: " ").compactMap { Int32($0) })
        // Each code as the runner really gives it.
        var job = try SmallJob(SmallJob.text(onError: "fail"))
        try job.topics.send([TopicRecord(topic: job.topic, partition: 0, value: "{\"id\": \"x\"}")])
        #expect(final.contains(try job.run.start().wait()), "bad records")
        #expect(final.contains(try job.run.start(["--no-such-flag"]).wait()), "usage")
        let other = try SmallJob()
        let first = try other.started()
        #expect(final.contains(try other.run.start().wait()), "a second runner")
        first.send(signal: SIGKILL)
        #expect(try first.wait() == 128 + SIGKILL)
        try Tree.write(other.run.path, "SELECT 1 FROM nowhere;")
        #expect(final.contains(try other.run.start().wait()), "a wrong job")
        job.run.environment["KAFKA_BROKERS"] = "127.0.0.1:1"
        let away = try job.run.start().wait(timeoutSeconds: 30)
        #expect(away == 69 && !final.contains(away))
        #expect(!final.contains(1) && !final.contains(0))
        // systemd's own look at it, with a program that is there.
        guard Self.has("systemd-analyze") else { return }
        let copy = Tree.scratch() + "/millrace@.service"
        try Tree.write(copy, replaced(unit, "/usr/local/bin/runner", "/bin/true"))
        let child = try Child("systemd-analyze", ["verify", copy])
        #expect(try child.wait() == 0)
        #expect(!(child.errorText + child.outputText).contains("millrace@"), "\(child.errorText)")
    }
}
