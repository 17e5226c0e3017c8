import Glibc
import TestSupport
import Testing

/// Jobs that write files; they need nothing but the runner.
@Suite struct FileSinkJobTests {
    private static let job = """
        SET job_name = 'files';
        SET commit_interval = '50 ms';
        SET checkpoint_interval = '200 ms';
        CREATE TABLE orders (order_id text, furniture text, price integer, ts timestamptz) WITH (
            connector = 'generator', profile = 'furniture', seed = 7, count = 12000, partitions = 2, rate = '12000',
            event_time = 'ts', watermark_delay = '1000 days', timestamp_format = 'unix_seconds');
        CREATE TABLE copies (order_id text, furniture text, price integer) WITH (
            connector = 'file', path = '${OUT}/rows', format = 'json', partition_by = 'furniture');
        INSERT INTO copies SELECT order_id, furniture, price FROM orders;
        CREATE MATERIALIZED VIEW hourly WITH (connector = 'file', path = '${OUT}/hourly.csv', format = 'csv') AS
        SELECT window_start, furniture, count(*) AS n, sum(price) AS total
        FROM tumble(orders, ts, interval '1 hour') GROUP BY window_start, furniture;
        CREATE MATERIALIZED VIEW totals WITH (connector = 'file', path = '${OUT}/totals.csv', format = 'csv') AS
        SELECT furniture, count(*) AS n, sum(price) AS total FROM orders GROUP BY furniture;
        """

    private struct Output: Equatable {
        /// `furniture=Chair {"order_id":...}`, sorted.
        var rows: [String] = []
        var hourly = ""
        var totals = ""

        init(_ folder: String) throws {
            for partition in Tree.list(folder + "/rows") where !partition.hasPrefix(".") {
                for file in Tree.list("\(folder)/rows/\(partition)") {
                    rows += try Tree.read("\(folder)/rows/\(partition)/\(file)").split(separator: "\n").map {
                        "\(partition) \($0)"
                    }
                }
            }
            rows.sort()
            hourly = try Tree.read(folder + "/hourly.csv")
            totals = try Tree.read(folder + "/totals.csv")
        }
    }

    @Test func `a file has the order of ORDER BY, and of each window its first rows`() throws {
        let folder = Tree.scratch()
        let sources = try #require(Self.job.split(separator: "CREATE TABLE copies").first)
        let text =
            sources + """
                CREATE MATERIALIZED VIEW best WITH (connector = 'file', path = '${OUT}/best.csv', format = 'csv') AS
                SELECT window_start, furniture, sum(price) AS total FROM tumble(orders, ts, interval '1 second')
                GROUP BY window_start, furniture ORDER BY window_start, total DESC LIMIT 2;
                CREATE MATERIALIZED VIEW totals WITH (connector = 'file', path = '${OUT}/totals.csv', format = 'csv') AS
                SELECT furniture, sum(price) AS total FROM orders GROUP BY furniture ORDER BY total DESC;
                """
        try JobRun(text: String(text), environment: ["OUT": folder]).catchUp(lanes: 2)
        let totals = try Tree.read(folder + "/totals.csv").split(separator: "\n").dropFirst().map {
            try #require(Int($0.split(separator: ",")[1]))
        }
        #expect(totals.count == 8 && totals == totals.sorted(by: >) && totals != totals.sorted())
        let best = try Tree.read(folder + "/best.csv").split(separator: "\n").dropFirst().map {
            $0.split(separator: ",")
        }
        let windows = best.map { $0[0] }
        #expect(windows == windows.sorted() && Set(windows).count == 6 && best.count == 12)
        for index in stride(from: 0, to: best.count, by: 2) {
            let pair = try best[index...(index + 1)].map { try #require(Int($0[2])) }
            #expect(pair[0] >= pair[1] && best[index][0] == best[index + 1][0])
        }
    }

    private func run(_ folder: String) throws -> JobRun { try JobRun(text: Self.job, environment: ["OUT": folder]) }

    @Test func `after kills in every phase of a commit the files are those of an undisturbed run`() throws {
        let calm = Tree.scratch()
        try run(calm).catchUp(lanes: 1)
        let expected = try Output(calm)
        #expect(expected.rows.count == 12_000 && Set(expected.rows).count == 12_000)
        try check(expected)
        let folder = Tree.scratch()
        let job = try run(folder)
        var kills = 0
        for (index, phase) in [
            "beforeCommit:1", "duringCommit:2", "afterCommit:6", "journaled:3", "beforeCommit:5", "duringCommit:7",
            "checkpointLinked:1", "manifestWritten:1", "afterCommit:1",
        ].enumerated() where try job.runUntilKilled(phase, lanes: 1 + index % 2) { kills += 1 }
        try job.catchUp(lanes: 2)
        #expect(kills >= 5)
        let found = try Output(folder)
        #expect(found.rows == expected.rows)
        #expect(found.hourly == expected.hourly)
        #expect(found.totals == expected.totals)
        try job.catchUp(lanes: 1)
        #expect(try Output(folder) == found, "a start with nothing to read changes nothing")
    }

    /// The two tables again, from the copied rows.
    private func check(_ output: Output) throws {
        var sums: [String: (n: Int, total: Int)] = [:]
        for row in output.rows {
            let parts = row.split(separator: " ", maxSplits: 1)
            let name = String(parts[0].dropFirst("furniture=".count))
            let price = parts[1].split(separator: ":").last.flatMap { Int($0.dropLast()) }
            sums[name, default: (0, 0)].n += 1
            sums[name, default: (0, 0)].total += try #require(price)
        }
        let lines = sums.keys.sorted().map { "\($0),\(sums[$0]?.n ?? 0),\(sums[$0]?.total ?? 0)\n" }
        #expect(output.totals == "furniture,n,total\n" + lines.joined())
        var hourly: [String: Int] = [:]
        let body = output.hourly.split(separator: "\n")
        #expect(body.first == "window_start,furniture,n,total")
        #expect(Array(body.dropFirst()) == body.dropFirst().sorted())
        for line in body.dropFirst() {
            let cells = line.split(separator: ",")
            hourly[String(cells[1]), default: 0] += try #require(Int(cells[3]))
        }
        #expect(hourly == sums.mapValues(\.total))
    }

    @Test func `a file of somebody else is not overwritten`() throws {
        let folder = Tree.scratch()
        try Tree.write(folder + "/hourly.csv", "mine\n")
        let child = try run(folder).start(["--until-caught-up"])
        #expect(try child.wait() == 78)
        #expect(child.errorText.contains("hourly.csv exists (5 bytes) and was not written by this job"))
        #expect(try Tree.read(folder + "/hourly.csv") == "mine\n")
    }
}
