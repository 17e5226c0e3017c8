import TestSupport
import Testing

/// What `state` shows of a window whose groups did not fit in memory, and what a restart makes of them.
@Suite struct StateBlocksTests {
    private static let groups = 240_000

    private static let job = """
        SET job_name = 'blocks';
        SET memory = '16 MB';
        CREATE TABLE events (k bigint, name text, v integer, ts timestamptz) WITH (
            connector = 'file', path = '${FOLDER}/in.ndjson', format = 'json', follow = true, event_time = 'ts',
            timestamp_format = 'unix_seconds', watermark_delay = '0 seconds');
        CREATE MATERIALIZED VIEW totals WITH (
            connector = 'file', path = '${FOLDER}/totals.csv', format = 'csv', emit = 'final') AS
        SELECT window_start, k, name, count(*) AS n, sum(v) AS total
        FROM tumble(events, ts, interval '1 hour') GROUP BY window_start, k, name;
        """

    private func state(_ job: JobRun, _ words: [String]) throws -> [Substring] {
        let program = String(try Tree.runner.dropLast("runner".count)) + "state"
        let child = try Child(program, words + ["--state-dir", job.stateDirectory], environment: [:])
        let code = try child.wait(timeoutSeconds: 120)
        #expect(code == 0, "\(words): \(child.errorText)")
        return child.outputText.split(separator: "\n")
    }

    /// Each group once in each round, in an order that no table likes.
    private func rounds(_ count: Int) -> String {
        var text = ""
        for round in 0..<count {
            for index in 0..<Self.groups {
                let k = (index * 7_919 + round) % Self.groups
                text += "{\"k\":\(k),\"name\":\"the name of customer \(k % 1000)\",\"v\":\(k % 100 + round),"
                text += "\"ts\":\(1_767_225_600 + round)}\n"
            }
        }
        return text
    }

    private func row(_ k: Int, rounds: Int) -> String {
        "\(k),the name of customer \(k % 1000),\(rounds),\(k % 100 * rounds + rounds * (rounds - 1) / 2)"
    }

    @Test func `groups in blocks are shown, found, compared, and all there when the window closes`() throws {
        let folder = Tree.scratch()
        let job = try JobRun(text: Self.job, environment: ["FOLDER": folder])
        try Tree.write(folder + "/in.ndjson", rounds(1))
        try job.catchUp(lanes: 2)
        try Tree.write(folder + "/in.ndjson", rounds(2))
        // A restart on other lanes adds to what lies there.
        try job.catchUp(lanes: 3)
        let exported = try state(job, ["export", "--table", "totals", "--format", "csv"])
        let shown = Set(
            exported.dropFirst().map { line in
                let cells = line.split(separator: ",", omittingEmptySubsequences: false)
                return (cells.prefix(2) + cells.suffix(2)).joined(separator: ",")
            })
        let wanted = Set((0..<Self.groups).map { row($0, rounds: 2) })
        #expect(exported.count == Self.groups + 1 && shown == wanted, "\(exported.prefix(3))")
        let k = 123_456
        let got = try state(job, ["get", "k=\(k)", "name=the name of customer 456", "-o", "json"])
        #expect(got.count == 1 && got[0].contains("\"n\":2") && got[0].contains("\"total\":\(56 * 2 + 1)"), "\(got)")
        #expect(try state(job, ["get", "k=\(k)", "-o", "json"]).count == 1)
        let summary = try state(job, ["inspect", "-o", "json"]).joined()
        #expect(summary.contains("\(Self.groups)"), "\(summary)")
        try Tree.write(
            folder + "/in.ndjson", rounds(2) + "{\"k\":0,\"name\":\"last\",\"v\":0,\"ts\":1767240000}\n")
        try job.catchUp(lanes: 1)
        let written = try Tree.read(folder + "/totals.csv").split(separator: "\n").dropFirst()
        let final = Set(written.map { $0.split(separator: ",", maxSplits: 1)[1] })
        #expect(written.count == Self.groups && final == Set(wanted.map { Substring($0) }), "\(written.prefix(3))")
    }

    @Test func `killed again and again while its groups leave memory, a job gives each group once`() throws {
        let folder = Tree.scratch()
        let job = try JobRun(
            text: "SET commit_interval = '50 ms';\nSET checkpoint_interval = '100 ms';\n" + Self.job,
            environment: ["FOLDER": folder])
        try Tree.write(
            folder + "/in.ndjson", rounds(4) + "{\"k\":0,\"name\":\"last\",\"v\":0,\"ts\":1767240000}\n")
        let phases = ["exchanged", "checkpointLinked", "manifestWritten", "journaled", "beforeCommit", "afterCommit"]
        var kills = 0
        for round in 0..<12 {
            // The second time: the first groups have left memory, and there is much left to be read.
            let phase = "\(phases[round % phases.count]):2"
            if try job.runUntilKilled(phase, lanes: 1 + round % 3) { kills += 1 }
        }
        #expect(kills >= phases.count, "\(kills) kills")
        try job.catchUp(lanes: 2)
        let written = try Tree.read(folder + "/totals.csv").split(separator: "\n").dropFirst()
        let final = Set(written.map { $0.split(separator: ",", maxSplits: 1)[1] })
        let wanted = Set((0..<Self.groups).map { Substring(row($0, rounds: 4)) })
        #expect(written.count == Self.groups && final == wanted, "\(written.count) rows, \(written.prefix(3))")
    }
}
