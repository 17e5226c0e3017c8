import TestSupport
import Testing

/// `memory` bounds what a job takes, however many groups there are and however many rows a window gives at once.
@Suite(
    .serialized,
    .enabled(if: Database.isAvailable, "needs PostgreSQL: apt-get install postgresql"))
struct MemoryBoundTests {
    /// What the program takes besides: its code and libraries, batches on their way, slices of rows being written.
    private static let besidesBytes = 88 << 20

    @Test func `a window of 800,000 groups goes to PostgreSQL within a memory of 32 MB`() throws {
        let groups = 800_000
        let files = 4
        let folder = Tree.scratch()
        for file in 0..<files {
            var text = ""
            // Each key once in each of two files, in an order that no table likes.
            for index in 0..<(groups / 2) {
                let key = (index * 7_919 * 2 + file / 2) % groups
                text += "{\"k\":\(key),\"v\":\(key % 100),\"ts\":\"2026-01-01T10:00:00Z\"}\n"
            }
            try Tree.write("\(folder)/\(file).json", text)
        }
        let database = try Database()
        let run = try JobRun(
            text: """
                SET job_name = 'bound';
                SET memory = '32 MB';
                CREATE TABLE rows (k bigint, v integer, ts timestamptz)
                WITH (connector = 'file', format = 'json', path = '\(folder)/*.json', event_time = 'ts');
                CREATE TABLE totals (window_start timestamptz, k bigint, n bigint, s bigint, PRIMARY KEY (window_start, k))
                WITH (connector = 'postgres', connection = 'warehouse', table = 'public.totals', emit = 'final');
                INSERT INTO totals
                SELECT window_start, k, count(*), sum(v) FROM tumble(rows, ts, interval '1 hour')
                GROUP BY window_start, k;
                """, environment: ["RUNNER_CONN_WAREHOUSE": database.uri])
        let (summary, _) = try run.catchUp(lanes: 2)
        let sums = try database.value("SELECT concat_ws(' ', count(*), min(n), max(n), sum(k), sum(s)) FROM totals")
        let keys = groups * (groups - 1) / 2
        let values = groups / 100 * 4_950 * 2
        #expect(sums == "\(groups) 2 2 \(keys) \(values)")
        let peak = try #require(number(of: "peak_resident_bytes", in: summary))
        #expect(peak <= 32 << 20 + MemoryBoundTests.besidesBytes, "\(peak >> 20) MB resident: \(summary)")
    }

    private func number(of name: String, in json: String) -> Int? {
        guard let found = json.firstRange(of: "\"\(name)\":") else { return nil }
        return Int(json[found.upperBound...].prefix { $0.isNumber })
    }
}
