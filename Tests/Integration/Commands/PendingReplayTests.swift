import Glibc
import TestSupport
import Testing

/// Epochs that were journaled and not committed when the job was killed: an edit that reads records in another way must
/// wait until they are made again with the old text.
@Suite(.enabled(if: Database.isAvailable, "PostgreSQL's server is not installed"))
struct PendingReplayTests {
    private static let remedy =
        "start it once with its old text (until it has caught up or is stopped in good order), then change it"

    private static let timed = replaced(
        SmallJob.text(extra: ", at timestamptz"), "format = 'json',",
        "format = 'json', event_time = 'at', watermark_delay = '1 minute',")

    @Test(arguments: [
        ("on_error = 'skip'", "on_error = 'dead_letter'", "on_error of events was skip, is dead_letter"),
        ("'1 minute'", "'9 seconds'", "watermark_delay of events was 1 minute, is 9 seconds"),
        (
            "on_error = 'skip'", "timestamp_format = 'unix_millis', on_error = 'skip'",
            "timestamp_format of events was auto, is unix_millis"
        ),
        (
            "on_error = 'skip'", "timezone = 'Asia/Tokyo', on_error = 'skip'",
            "timezone of events was UTC, is Asia/Tokyo"
        ),
        (
            "(id bigint NOT NULL, name text,", "(id bigint NOT NULL, name text NOT NULL,",
            "columns of events that are read had name text, have name text NOT NULL"
        ),
    ]) func `an edit of how records are read is refused until what is pending was made again`(
        from: String, to: String, sentence: String
    ) throws {
        let job = try SmallJob(Self.timed)
        try job.send(0..<100)
        #expect(try job.run.runUntilKilled("journaled:1", lanes: 1))
        let edited = replaced(Self.timed, from, to)
        #expect(edited != Self.timed)
        try Tree.write(job.run.path, edited)
        let before = try job.database.query("SELECT * FROM millrace.job")
        let child = try job.run.start(["--until-caught-up"])
        #expect(try child.wait() == 78, "\(child.errorText)")
        #expect(child.errorText.contains(sentence), "\(child.errorText)")
        #expect(child.errorText.contains(Self.remedy), "\(child.errorText)")
        let plan = try job.run.start(["--plan", "-o", "json"])
        #expect(try plan.wait() == 78, "\(plan.errorText)")
        #expect(plan.outputText.contains("\"verdict\":\"refused\""), "\(plan.outputText)")
        #expect(plan.outputText.contains(sentence) && plan.outputText.contains(Self.remedy), "\(plan.outputText)")
        #expect(try job.database.query("SELECT * FROM millrace.job") == before)
        // The remedy, word by word.
        try Tree.write(job.run.path, Self.timed)
        try job.run.catchUp()
        try Tree.write(job.run.path, edited)
        let allowed = try job.run.start(["--plan", "-o", "json"])
        #expect(try allowed.wait() == 0, "\(allowed.errorText)")
        #expect(allowed.outputText.contains("\"verdict\":\"compatible\""), "\(allowed.outputText)")
        #expect(allowed.outputText.contains(sentence), "\(allowed.outputText)")
        try job.send(100..<120)
        try job.run.catchUp()
        #expect(try job.difference(0..<120).isEmpty)
    }

    @Test func `what was changed in good order counts as the old text after the next kill`() throws {
        let job = try SmallJob(Self.timed)
        try job.send(0..<50)
        try job.run.catchUp()
        let second = replaced(Self.timed, "'1 minute'", "'2 minutes'")
        try Tree.write(job.run.path, second)
        try job.send(50..<100)
        #expect(try job.run.runUntilKilled("journaled:1", lanes: 1))
        // Neither the checkpoint nor the database has seen the second text.
        try Tree.write(job.run.path, replaced(Self.timed, "'1 minute'", "'3 minutes'"))
        let child = try job.run.start(["--until-caught-up"])
        #expect(try child.wait() == 78, "\(child.errorText)")
        #expect(
            child.errorText.contains("watermark_delay of events was 2 minutes, is 3 minutes"), "\(child.errorText)")
        try Tree.write(job.run.path, second)
        try job.run.catchUp()
        #expect(try job.difference(0..<100).isEmpty)
    }

    @Test func `a comment, an interval and other lanes wait for nothing`() throws {
        let job = try SmallJob(Self.timed)
        try job.send(0..<100)
        #expect(try job.run.runUntilKilled("journaled:1", lanes: 1))
        try Tree.write(
            job.run.path,
            replaced(Self.timed, "SET commit_interval = '50 ms';", "-- why\nSET commit_interval = '90 ms';"))
        try job.run.catchUp(lanes: 3)
        #expect(try job.difference(0..<100).isEmpty)
    }

    @Test(arguments: ["skip", "dead_letter"])
    func `a job that ended at a row which its sink refuses goes on with another policy`(policy: String) throws {
        let text = SmallJob.text(onError: "fail")
        let job = try SmallJob(text)
        try job.send(0..<50)
        try job.run.catchUp()
        try job.database.query("ALTER TABLE copied ADD CHECK (id <> 57)")
        try job.send(50..<60)
        for _ in 0..<2 {
            let child = try job.run.start(["--until-caught-up"])
            #expect(try child.wait() == 65, "\(child.errorText)")
        }
        let edited = replaced(text, "on_error = 'fail'", "on_error = '\(policy)'")
        try Tree.write(job.run.path, edited)
        try job.run.catchUp()
        let ids = try job.database.value("SELECT string_agg(id::text, ' ' ORDER BY id) FROM copied WHERE id >= 50")
        #expect(ids == "50 51 52 53 54 55 56 58 59")
    }

    @Test func `a file with another delimiter is refused the same way`() throws {
        let database = try Database()
        let folder = Tree.scratch()
        let lines = (0..<200).map { "\($0),n\($0 % 3)|x,\($0 * 3 % 50)\n" }
        try Tree.write(folder + "/in.csv", lines.joined())
        let text = """
            SET job_name = 'delimited';
            SET commit_interval = '50 ms';
            CREATE TABLE events (id bigint, name text, amount integer) WITH (
                connector = 'file', path = '\(folder)/in.csv', format = 'csv', delimiter = ',');
            CREATE TABLE copied (id bigint, name text) WITH (connector = 'postgres', connection = 'warehouse');
            INSERT INTO copied SELECT id, name FROM events;
            """
        let run = try JobRun(text: text, environment: ["RUNNER_CONN_WAREHOUSE": database.uri])
        #expect(try run.runUntilKilled("journaled:1", lanes: 1))
        try Tree.write(run.path, replaced(text, "delimiter = ','", "delimiter = '|'"))
        let child = try run.start()
        #expect(try child.wait() == 78, "\(child.errorText)")
        #expect(child.errorText.contains("delimiter of events was ',', is '|'"), "\(child.errorText)")
        #expect(child.errorText.contains(Self.remedy), "\(child.errorText)")
        try Tree.write(run.path, text)
        try run.catchUp()
        #expect(
            try database.difference(
                "SELECT * FROM copied", "SELECT i, 'n' || i % 3 || '|x' FROM generate_series(0, 199) i"
            ).isEmpty)
    }
}
