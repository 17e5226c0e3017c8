import Glibc
import TestSupport
import Testing

/// What a terminal shows after what a program wrote to it: lines of characters, and the orders that redrawing needs.
private struct TerminalScreen {
    private(set) var lines: [[Character]]
    private var row = 0
    private var column = 0
    /// What it does not know.
    private(set) var unknown: [String] = []

    init(_ text: String, width: Int, height: Int) {
        lines = Array(repeating: [], count: height)
        var rest = Substring(text)
        // What pty sends for a line's end.
        while let character = rest.popFirst() {
            switch character {
            case "\r\n": newLine()
            case "\r": column = 0
            case "\n": newLine()
            case "\u{1B}": obey(&rest)
            default:
                if column == width { newLine() }
                if lines[row].count <= column {
                    lines[row] += Array(repeating: " ", count: column - lines[row].count + 1)
                }
                lines[row][column] = character
                column += 1
            }
        }
    }

    var text: String {
        var shown = lines.map { line in String(line).reversed().drop { $0 == " " }.reversed() }.map { String($0) }
        while shown.last == "" { shown.removeLast() }
        return shown.joined(separator: "\n")
    }

    private mutating func newLine() {
        column = 0
        row += 1
        guard row == lines.count else { return }
        lines.removeFirst()
        lines.append([])
        row -= 1
    }

    private mutating func obey(_ rest: inout Substring) {
        if rest.hasPrefix("[H") {
            (row, column) = (0, 0)
        } else if rest.hasPrefix("[J") {
            lines[row] = Array(lines[row].prefix(column))
            for below in lines.indices where below > row { lines[below] = [] }
        } else {
            unknown.append(String(rest.prefix(6)))
        }
        rest = rest.dropFirst(2)
    }
}

/// The console on a terminal: one that script(1) makes, of a size that stty(1) sets.
@Suite struct TerminalTests {
    private static func job() throws -> (topics: Topics, topic: String, run: JobRun) {
        let topics = try Topics()
        let topic = Topics.name("screen")
        try topics.create(topic, partitions: 1)
        let run = try JobRun(
            text: """
                SET job_name = 'screen';
                SET commit_interval = '50 ms';
                CREATE TABLE events (id bigint NOT NULL, name text) WITH (connector = 'kafka',
                    bootstrap_servers = '${KAFKA_BROKERS}', topic = '\(topic)', format = 'json');
                CREATE MATERIALIZED VIEW shown WITH (connector = 'console', emit = 'complete', emit_interval = '50 ms') AS
                SELECT name, count(*) AS n, max(id) AS last FROM events GROUP BY name ORDER BY name;
                """, environment: ["KAFKA_BROKERS": topics.brokers])
        return (topics, topic, run)
    }

    private static func send(_ names: [String], from first: Int, _ topic: String, _ topics: Topics) throws {
        try topics.send(
            names.enumerated().map { index, name in
                TopicRecord(topic: topic, partition: 0, value: "{\"id\": \(first + index), \"name\": \"\(name)\"}")
            })
    }

    private static func startOnTerminal(_ run: JobRun, width: Int, height: Int) throws -> Child {
        let command = """
            stty cols \(width) rows \(height); exec "$RUNNER" start "$JOB" --state-dir "$STATE" 2>"$STATE.said"
            """
        return try Child(
            "script", ["-qfec", command, "/dev/null"],
            environment: run.environment.merging(
                ["RUNNER": Tree.runner, "JOB": run.path, "STATE": run.stateDirectory, "SHELL": "/bin/sh"]
            ) { _, new in new })
    }

    @Test func `a whole result is drawn anew on a terminal, where the last one stood`() throws {
        let (topics, topic, run) = try Self.job()
        let child = try Self.startOnTerminal(run, width: 40, height: 10)
        func screen() -> TerminalScreen { TerminalScreen(child.outputText, width: 40, height: 10) }
        try Self.send(["ü", "b"], from: 1, topic, topics)
        let first = """
             name | n | last
            ------+---+------
             b    | 1 |    2
             ü    | 1 |    1
            (2 rows)
            """
        #expect(child.read { _ in screen().text == first }, "\(screen().text)")
        try Self.send(["a", "b"], from: 3, topic, topics)
        let second = """
             name | n | last
            ------+---+------
             a    | 1 |    3
             b    | 2 |    4
             ü    | 1 |    1
            (3 rows)
            """
        #expect(child.read { _ in screen().text == second }, "\(screen().text)")
        // More rows than the terminal has lines, and wider than it is.
        try Self.send((0..<20).map { "name \($0) " + String(repeating: "x", count: 60) }, from: 5, topic, topics)
        #expect(child.read { _ in screen().text.contains("more lines") }, "\(screen().text)")
        let lines = screen().text.split(separator: "\n")
        #expect(lines.count == 9 && lines.allSatisfy { $0.count <= 40 }, "\(screen().text)")
        #expect(lines[4].hasPrefix(" name 0 xxx") && lines[4].contains("…"), "\(screen().text)")
        #expect(screen().unknown.isEmpty)
        withExtendedLifetime(topics) {}
    }

    @Test func `what a run ends with stands on the terminal in full, whatever its size`() throws {
        let lines = Tree.scratch() + "/in.json"
        try Tree.write(lines, (10..<40).map { "{\"id\": \($0)}\n" }.joined())
        let shown = "WITH (connector = 'console', emit = 'complete', emit_interval = '50 ms')"
        let run = try JobRun(
            text: """
                SET job_name = 'ending';
                CREATE TABLE events (id bigint) WITH (connector = 'file', path = '\(lines)', format = 'json');
                CREATE MATERIALIZED VIEW ids \(shown) AS SELECT id, count(*) AS n FROM events GROUP BY id ORDER BY id;
                CREATE MATERIALIZED VIEW total \(shown) AS SELECT count(*) AS n FROM events;
                """, environment: [:])
        let child = try Self.startOnTerminal(run, width: 40, height: 10)
        #expect(try child.wait(timeoutSeconds: 60) == 0, "\(child.outputText)")
        let screen = TerminalScreen(child.outputText, width: 40, height: 100)
        let rows = (10..<40).map { " \($0) | 1\n" }.joined()
        #expect(
            screen.text == "ids\n id | n\n----+---\n\(rows)(30 rows)\n\ntotal\n n\n----\n 30\n(1 row)",
            "\(screen.text)")
        #expect(screen.unknown.isEmpty)
    }

    @Test func `a whole result goes below the last one in a pipe`() throws {
        let (topics, topic, run) = try Self.job()
        let child = try run.start()
        func said(_ child: Child) -> String { child.outputText + child.errorText }
        try Self.send(["a"], from: 1, topic, topics)
        #expect(child.read { $0.outputText.hasSuffix(" a    | 1 |    1\n(1 row)\n\n") }, "\(said(child))")
        try Self.send(["a"], from: 2, topic, topics)
        #expect(child.read { $0.outputText.hasSuffix(" a    | 2 |    2\n(1 row)\n\n") }, "\(said(child))")
        #expect(child.outputText.contains(" a    | 1 |    1\n"))
        #expect(!child.outputText.contains("\u{1B}"))
        withExtendedLifetime(topics) {}
    }
}
