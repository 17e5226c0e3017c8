import Glibc
import TestSupport
import Testing

/// Folders in which a new file comes after another: windows go on although old files have ended.
@Suite struct FollowedFolderTests {
    private let folder = Tree.scratch()

    private func job(_ pattern: String, _ options: String) throws -> JobRun {
        mkdir(folder + "/in", 0o755)
        mkdir(folder + "/out", 0o755)
        return try JobRun(
            text: """
                SET job_name = 'followed';
                SET commit_interval = '50 ms';
                CREATE TABLE events (id bigint, at timestamptz) WITH (
                    connector = 'file', path = '${FOLDER}/in/\(pattern)', follow = true, event_time = 'at',
                    watermark_delay = '1 minute', \(options));
                CREATE TABLE hours (hour timestamptz, n bigint) WITH (
                    connector = 'file', path = '${FOLDER}/out/hours.csv', format = 'csv', header = false);
                INSERT INTO hours SELECT window_start, count(*) FROM tumble(events, at, interval '1 hour')
                GROUP BY window_start;
                """, environment: ["FOLDER": folder])
    }

    /// A record a quarter of an hour from `first` to `last` o'clock of a day.
    private func day(_ day: Int, _ hours: ClosedRange<Int>) -> String {
        hours.flatMap { hour in
            ["00", "15", "30", "45"].map { "{\"id\": \(hour), \"at\": \"2026-11-\(day)T\(hour):\($0):00Z\"}\n" }
        }.joined()
    }

    private func put(_ name: String, _ text: String) throws {
        try Tree.write(folder + "/in/.\(name)", text)
        rename(folder + "/in/.\(name)", folder + "/in/\(name)")
    }

    /// Waits until so many windows are there, and stops the job.
    private func windows(_ count: Int, _ child: Child) throws -> Int {
        var found = 0
        for _ in 0..<1_500 where found < count {
            found = (try? Tree.read(folder + "/out/hours.csv").split(separator: "\n").count) ?? 0
            if found < count { poll(nil, 0, 20) }
        }
        child.send(signal: SIGTERM)
        #expect(try child.wait() == 0, "\(child.errorText)")
        return found
    }

    @Test func `files that have fallen silent let the windows of the furthest close`() throws {
        let run = try job("*.ndjson", "format = 'json', idle_timeout = '300 ms'")
        try put("day1.ndjson", day(20, 10...13))
        try put("day2.ndjson", day(21, 10...13))
        // All but the last hour of the second day.
        #expect(try windows(7, try run.start()) == 7)
    }

    @Test func `a Parquet file, which can't grow, holds nothing back once it was read`() throws {
        let writer = try JobRun(
            text: """
                SET job_name = 'writer';
                CREATE TABLE events (id bigint, at timestamptz, day text) WITH (
                    connector = 'file', path = '${FOLDER}/days.ndjson', format = 'json');
                CREATE TABLE files (id bigint, at timestamptz, day text) WITH (
                    connector = 'file', path = '${FOLDER}/made', format = 'parquet', partition_by = 'day');
                INSERT INTO files SELECT id, at, substr(at::text, 9, 2) FROM events;
                """, environment: ["FOLDER": folder])
        try Tree.write(folder + "/days.ndjson", day(20, 10...13) + day(21, 10...13))
        try writer.catchUp()
        let run = try job("*.parquet", "format = 'parquet'")
        for day in ["20", "21"] {
            let made = Tree.list("\(folder)/made/day=\(day)").first { $0.hasSuffix(".parquet") }
            let name = try #require(made)
            rename("\(folder)/made/day=\(day)/\(name)", "\(folder)/in/\(day).parquet")
        }
        #expect(try windows(7, try run.start()) == 7)
    }
}
