import Glibc
import TestSupport
import Testing

/// `runner topics`: what a Kafka holds, and how far a job is behind.
@Suite(.enabled(if: Database.isAvailable, "PostgreSQL's server is not installed"))
struct TopicsCommandTests {
    private func topics(_ job: SmallJob, _ words: [String], _ environment: [String: String] = [:]) throws -> [String] {
        let text = try Child.output(
            Tree.runner, ["topics", "-b", job.topics.brokers] + words, environment: environment)
        return text.split(separator: "\n").map(String.init)
    }

    /// The words of the table's lines.
    private func cells(_ lines: [String]) -> [[String]] { lines.map { $0.split(separator: " ").map(String.init) } }

    @Test func `partitions, their ends and the lag of a job are those of its topic and its state`() throws {
        var job = try SmallJob(partitions: 3)
        let other = Topics.name("other")
        try job.topics.create(other, partitions: 2)
        let root = Tree.scratch()
        job.run.stateDirectory = root + "/millrace/small"
        try job.send(0..<30)
        try job.send(30..<50, partition: 2)
        try job.run.catchUp()
        try job.send(50..<57, partition: 2)
        try job.send(57..<60, partition: 1)

        #expect(
            try cells(topics(job, [job.topic])) == [
                ["topic", "partition", "begin", "end", "records"], [job.topic, "0", "0", "30", "30"],
                [job.topic, "1", "0", "3", "3"], [job.topic, "2", "0", "27", "27"],
            ])
        let withLag = [
            ["topic", "partition", "begin", "end", "records", "position", "lag"],
            [job.topic, "0", "0", "30", "30", "30", "0"], [job.topic, "1", "0", "3", "3", "0", "3"],
            [job.topic, "2", "0", "27", "27", "20", "7"], [other, "0", "0", "0", "0", "-", "-"],
            [other, "1", "0", "0", "0", "-", "-"],
        ]
        #expect(try cells(topics(job, [job.topic, other, "--job", "small"], ["XDG_STATE_HOME": root])) == withLag)
        #expect(
            try cells(topics(job, [job.topic, other, "--state-dir", job.run.stateDirectory])) == withLag)
        let all = try cells(topics(job, ["--state-dir", job.run.stateDirectory]))
        #expect(all.first == ["topic", "partitions", "begin", "end", "records", "position", "lag"])
        #expect(all.contains([job.topic, "3", "0", "60", "60", "-", "10"]), "\(all)")
        #expect(all.contains([other, "2", "0", "0", "0", "-", "-"]), "\(all)")
        #expect(!all.contains { $0.first?.hasPrefix("__") == true }, "Kafka's own: \(all)")

        let json = try topics(job, [job.topic, "--state-dir", job.run.stateDirectory, "-o", "json"])
        #expect(
            json.last
                == "{\"topic\":\"\(job.topic)\",\"partition\":2,\"begin\":0,\"end\":27,\"position\":20,\"lag\":7}")
        #expect(
            try topics(job, ["-o", "json"]).contains(
                "{\"topic\":\"\(other)\",\"partitions\":2,\"begin\":0,\"end\":0,\"position\":null,\"lag\":null}"))
        try job.run.catchUp()
        #expect(
            try cells(topics(job, [job.topic, "--job", "small"], ["XDG_STATE_HOME": root])).map(\.last) == [
                "lag", "0", "0", "0",
            ])
    }

    @Test func `a job without state is told, and so is a missing --brokers`() throws {
        let job = try SmallJob()
        let child = try Child(
            Tree.runner, ["topics", "-b", job.topics.brokers, "--job", "nobody"],
            environment: ["XDG_STATE_HOME": Tree.scratch()])
        #expect(try child.wait() != 0)
        #expect(child.errorText.contains("nobody"), "\(child.errorText)")
        let usage = try Child(Tree.runner, ["topics"])
        #expect(try usage.wait() == 2)
        #expect(usage.errorText.contains("--brokers is missing"), "\(usage.errorText)")
    }

    /// The cluster inside the process makes every topic that is asked for.
    @Test(.enabled(if: Topics.isReal, "set KAFKA_HOME (or KAFKA_BROKERS)"))
    func `a topic that is not there is an error with its name`() throws {
        let job = try SmallJob()
        let child = try Child(Tree.runner, ["topics", "no-such-topic-at-all", "-b", job.topics.brokers])
        #expect(try child.wait() != 0, "\(child.outputText)")
        #expect(child.errorText.contains("no-such-topic-at-all"), "\(child.errorText)")
    }
}
