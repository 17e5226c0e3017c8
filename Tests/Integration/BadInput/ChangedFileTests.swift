import Glibc
import TestSupport
import Testing

/// Files that change under a job that stands in them.
@Suite struct ChangedFileTests {
    private static func rows(_ range: Range<Int>) -> String { range.map { "\($0),row \($0)\n" }.joined() }

    /// A job that follows a file, with its first rows committed.
    private func following() throws -> (FileJob, Child) {
        let job = try FileJob("*.csv", options: ", follow = true")
        try job.put("a.csv", Self.rows(0..<100))
        let child = try job.run.start(["-o", "json"])
        for _ in 0..<3_000 where (try? job.copied.count) != 100 { poll(nil, 0, 20) }
        guard (try? job.copied.count) == 100 else { throw HarnessError("no rows: \(child.errorText)") }
        return (job, child)
    }

    @Test(arguments: ["cut", "gone", "replaced"])
    func `a followed file that is cut, gone or replaced ends the job with its name, and nothing is lost`(_ how: String)
        throws
    {
        let (job, child) = try following()
        let file = job.folder + "/in/a.csv"
        switch how {
        case "cut": truncate(file, 20)
        case "gone": unlink(file)
        default:
            try job.put("new.tmp", Self.rows(0..<200))
            rename(job.folder + "/in/new.tmp", file)
        }
        #expect(try child.wait(timeoutSeconds: 30) == 78)
        let words = ["cut": "now has 20 bytes", "gone": "a.csv is gone", "replaced": "another file has its name"]
        #expect(child.errorText.contains(words[how] ?? "?"), "\(child.errorText)")
        #expect(try job.copied.count == 100)
        // As it was: the job goes on.
        try job.put("a.csv", Self.rows(0..<150))
        let (code, said) = try job.outcome()
        #expect(code == 0, "\(said)")
        #expect(try job.copied == Self.rows(0..<150).split(separator: "\n").map(String.init))
    }

    @Test func `a file that was cut or changed between two starts is refused, and grown ones are read on`() throws {
        let job = try FileJob("a.csv")
        try job.put("a.csv", Self.rows(0..<50))
        #expect(try job.outcome().code == 0)
        try job.put("a.csv", Self.rows(0..<40))
        let (code, said) = try job.outcome()
        #expect(code == 78 && said.contains("was cut or replaced"), "\(code): \(said)")
        try job.put("a.csv", Self.rows(100..<190))
        let other = try job.outcome()
        #expect(other.code == 78 && other.said.contains("another record"), "\(other)")
        unlink(job.folder + "/in/a.csv")
        let gone = try job.outcome()
        #expect(gone.code != 0 && gone.said.contains("a.csv"), "\(gone)")
        try job.put("a.csv", Self.rows(0..<70))
        #expect(try job.outcome().code == 0)
        #expect(try job.copied == Self.rows(0..<70).split(separator: "\n").map(String.init))
        #expect(try job.total == "70,\(69 * 70 / 2)")
    }
}

@Suite(.enabled(if: SmallDisk.isPossible, "no tmpfs can be mounted here"))
struct FullDiskTests {
    private func filled(_ out: String = "out") throws -> FileJob {
        let job = try FileJob("a.csv")
        try job.put("a.csv", (0..<200_000).map { "\($0),a row with some text in it\n" }.joined())
        return job
    }

    @Test func `a full disk under the files of a sink is waited for`() throws {
        let job = try filled()
        let said = try SmallDisk.shell(
            """
            mount -t tmpfs -o size=2m tmpfs "$2/out"
            "$1" start "$3" --state-dir "$4" --until-caught-up 2> "$2/said" & runner=$!
            while kill -0 $runner && ! grep -q 'No space left' "$2/said"; do sleep 0.05; done
            mount -o remount,size=64m "$2/out"
            wait $runner; echo "code $?"
            wc -l < "$2/out/copied.csv"; cat "$2/out/total.csv"; cat "$2/said"
            """, [try Tree.runner, job.folder, job.run.path, job.run.stateDirectory], job.run.environment)
        #expect(said.hasPrefix("code 0\n200000\n200000,\(199_999 * 200_000 / 2)\n"), "\(said)")
        #expect(said.contains("No space left on device; again in"), "\(said)")
    }

    /// A job whose state is larger than the megabyte that there is for it, until `then` is done to it.
    private func starved(_ then: String) throws -> (job: FileJob, said: String) {
        let job = try filled()
        try Tree.write(
            job.run.path,
            try Tree.read(job.run.path) + """
                CREATE MATERIALIZED VIEW each WITH (
                    connector = 'file', path = '${FOLDER}/out/each.csv', format = 'csv', header = false) AS
                SELECT id, name || repeat('.', 50) AS name, count(*) AS n FROM input GROUP BY 1, 2;
                """)
        mkdir(job.run.stateDirectory, 0o755)
        let said = try SmallDisk.shell(
            """
            mount -t tmpfs -o size=1m tmpfs "$3"
            "$1" start "$2" --state-dir "$3/s" --until-caught-up 2> "$4/said" & runner=$!
            while kill -0 $runner && ! grep -q 'waiting for room' "$4/said"; do sleep 0.05; done
            \(then)
            wait $runner; echo "code $?"; cat "$4/said"
            """, [try Tree.runner, job.run.path, job.run.stateDirectory, job.folder], job.run.environment)
        #expect(said.contains("no space left for state") && said.contains("waiting for room, again in 1 s"), "\(said)")
        return (job, said)
    }

    @Test func `a full disk under the state is waited for, and the same process goes on`() throws {
        let (job, said) = try starved("mount -o remount,size=512m \"$3\"")
        #expect(said.contains("code 0\n"), "\(said)")
        #expect(try job.total == "200000,\(199_999 * 200_000 / 2)")
        #expect(try job.copied.count == 200_000)
        #expect(try Tree.read(job.folder + "/out/each.csv").split(separator: "\n").count == 200_000)
    }

    @Test func `a stop ends a job that waits for room, and says why it did not end well`() throws {
        let (_, said) = try starved("kill -TERM $runner")
        #expect(said.contains("code 1\n") && said.contains("error: no space left for state"), "\(said)")
    }
}

@Suite struct DatabaseAwayTests {
    @Test(arguments: ["postgres", "mysql"])
    func `a database that does not answer at the start is 69, and no password is shown`(_ kind: String) throws {
        let job = try FileJob("a.csv")
        try job.put("a.csv", "1,a\n")
        try Tree.write(
            job.run.path,
            try Tree.read(job.run.path) + """

                CREATE TABLE away (id bigint, name text) WITH (connector = '\(kind)', connection = 'away');
                INSERT INTO away SELECT id, name FROM input;
                """)
        let child = try job.run.start(
            ["--until-caught-up"],
            environment: ["RUNNER_CONN_AWAY": "\(kind)://someone:hunter2@127.0.0.1:1/none"])
        #expect(try child.wait(timeoutSeconds: 60) == 69, "\(child.errorText)")
        #expect(child.errorText.contains("127.0.0.1:1") && !child.errorText.contains("hunter2"), "\(child.errorText)")
        #expect((try? job.copied) ?? [] == [], "no other sink is ahead")
    }
}
