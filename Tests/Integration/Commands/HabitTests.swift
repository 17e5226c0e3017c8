import Glibc
import TestSupport
import Testing

@Suite(.enabled(if: Database.isAvailable, "PostgreSQL's server is not installed"))
struct HabitTests {
    @Test(arguments: [SIGTERM, SIGINT]) func `a signal commits, checkpoints and is 0; the next start replays nothing`(
        _ signal: Int32
    ) throws {
        let job = try SmallJob(partitions: 2)
        let child = try job.started(["-p", "2"])
        try job.send(0..<300)
        try job.send(300..<500, partition: 1)
        try job.waitForRows(500)
        child.send(signal: signal)
        #expect(try child.wait() == 0, "\(child.errorText)")
        #expect(try job.difference(0..<500).isEmpty)
        let (summary, next) = try job.run.catchUp(lanes: 3)
        #expect(summary.contains("\"records\":0,"), "\(summary)")
        #expect(next.errorText.contains("restored at epoch"), "\(next.errorText)")
        #expect(!next.errorText.contains("replaying"), "\(next.errorText)")
        #expect(try job.difference(0..<500).isEmpty)
    }

    @Test func `the first line tells version, job and state; the last one of stdout is JSON`() throws {
        let job = try SmallJob()
        try job.send(0..<20)
        let (summary, child) = try job.run.catchUp()
        let first = child.errorText.split(separator: "\n").first.map(String.init) ?? ""
        #expect(first.hasPrefix("millrace ") && first.contains("job small") && first.contains("(fresh)"), "\(first)")
        #expect(first.contains(job.run.stateDirectory), "\(first)")
        let fields = try job.database.query(
            """
            SELECT jsonb_typeof(j -> k), k FROM (SELECT '\(summary)'::jsonb AS j) s,
                unnest(ARRAY['job', 'records', 'rows', 'late', 'invalid', 'epoch', 'watermark', 'seconds']) k
            """)
        #expect(
            fields == [
                "string|job", "number|records", "number|rows", "number|late", "number|invalid", "number|epoch",
                "null|watermark", "number|seconds",
            ])
        #expect(summary.contains("\"records\":20,\"rows\":23,"), "\(summary)")
    }

    @Test func `a start tells when the first final row is due, on stderr`() throws {
        let job = try SmallJob(
            """
            SET job_name = 'small';
            CREATE TABLE events (id bigint NOT NULL, at timestamptz) WITH (
                connector = 'kafka', bootstrap_servers = '${KAFKA_BROKERS}', topic = '${TOPIC}', format = 'json',
                event_time = 'at', watermark_delay = '1 minute');
            CREATE MATERIALIZED VIEW hourly WITH (connector = 'blackhole') AS
            SELECT window_start, count(*) AS n FROM tumble(events, at, interval '1 hour') GROUP BY window_start;
            """)
        let (summary, child) = try job.run.catchUp()
        #expect(child.outputText == summary + "\n")
        let line = try #require(
            child.errorText.split(separator: "\n").first { $0.hasPrefix("hourly: first final row expected at 20") })
        #expect(line.hasSuffix(":01:00+00; windows close 1 minute after their end"), "\(line)")
        let (_, quiet) = try job.run.catchUp(["-q"])
        #expect(quiet.errorText.isEmpty)
    }

    @Test func `a job comes from standard input, too`() throws {
        let job = try SmallJob()
        try job.send(0..<20)
        let child = try Child(
            Tree.runner, ["start", "-", "--state-dir", job.run.stateDirectory, "--until-caught-up", "-q"],
            environment: job.run.environment, input: job.run.path)
        #expect(try child.wait() == 0, "\(child.errorText)")
        #expect(try job.difference(0..<20).isEmpty)
    }

    @Test func `a directory that a failed start left does not stand in the way of a job that the database knows`()
        throws
    {
        let job = try SmallJob(partitions: 2)
        try job.send(0..<100)
        try job.run.catchUp()
        try Child.output("rm", ["-rf", job.run.stateDirectory])
        var failing = job.run
        failing.environment["RUNNER_CONN_WAREHOUSE"] = "postgres://someone@127.0.0.1:1/none"
        let child = try failing.start(["--until-caught-up"])
        #expect(try child.wait() == 69, "\(child.errorText)")
        try job.send(100..<160, partition: 1)
        try job.run.catchUp()
        #expect(try job.difference(0..<160).isEmpty)
    }

    @Test func `help is on stdout, examples before flags, for the program and each command`() throws {
        let help = try Child.output(Tree.runner, ["--help"])
        #expect(help.contains("usage: runner"))
        let commands = help.split(separator: "\n").filter { $0.hasPrefix("  ") }
            .compactMap { $0.split(separator: " ").first.map(String.init) }
        #expect(commands.contains("start") && commands.contains("validate"), "\(help)")
        for command in commands {
            let text = try Child.output(Tree.runner, [command, "--help"])
            let examples = try #require(text.firstRange(of: "examples:"), "\(command)")
            let flags = try #require(text.firstRange(of: "flags:"), "\(command)")
            #expect(examples.lowerBound < flags.lowerBound, "\(command)")
            #expect(try Child.output(Tree.runner, [command, "-h"]) == text)
        }
    }

    @Test func `a job whose state is gone is rebuilt from Kafka to the same rows`() throws {
        let job = try SmallJob(partitions: 2)
        try job.send(0..<100)
        try job.run.catchUp()
        try Child.output("rm", ["-rf", job.run.stateDirectory])
        try job.send(100..<160, partition: 1)
        try job.run.catchUp(lanes: 2)
        let difference = try job.difference(0..<160)
        #expect(difference.isEmpty, "\(difference.prefix(5))")
    }
}
