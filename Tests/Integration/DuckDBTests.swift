import TestSupport
import Testing

/// What PostgreSQL has no function for, against DuckDB: `time_bucket`, and `approx_count_distinct` beside the count
/// that it stands for.
@Suite(.enabled(if: ParquetReaders.areWanted, "needs Python with pyarrow and DuckDB: tools/setup python"))
struct DuckDBTests {
    private static let widths = [
        "7 minutes", "90 minutes", "6 hours", "1 day", "3 days", "1 week", "1 month", "2 months", "1 year",
    ]

    /// Prints each group that differs, then the number of groups.
    private static let script = """
        import csv, duckdb, sys
        folder, widths = sys.argv[1], sys.argv[2:]
        columns = "{id: 'BIGINT', t: 'BIGINT', v: 'BIGINT', k: 'VARCHAR'}"
        duckdb.sql("SET timezone = 'UTC'")
        duckdb.sql(f"CREATE TABLE s AS SELECT id, make_timestamp(t * 1000000) AS moment, v, k "
                   f"FROM read_json('{folder}/in.ndjson', columns = {columns})")
        groups = 0
        for number, width in enumerate(widths):
            wanted = {(str(b), k): (n, d) for b, k, n, d in duckdb.sql(
                f"SELECT time_bucket(INTERVAL '{width}', moment), k, count(*), count(DISTINCT v) FROM s GROUP BY ALL"
            ).fetchall()}
            found = {}
            with open(f'{folder}/v{number}.csv', newline='') as file:
                for b, k, n, d in csv.reader(file):
                    found[(b[:19].replace('T', ' '), k)] = (int(n), int(d))
            for key in sorted(set(wanted) | set(found)):
                (n, d), (own, near) = wanted.get(key, (0, 0)), found.get(key, (0, 0))
                if n != own or abs(d - near) > max(1, 0.05 * d):
                    print(width, key, 'DuckDB', n, d, 'here', own, near)
            groups += len(wanted)
        print(groups)
        """

    @Test func `time_bucket gives DuckDB's buckets, approx_count_distinct a twentieth of the count at most beside it`()
        throws
    {
        let folder = Tree.scratch()
        let rows = (0..<20_000).map { index in
            let time = 1_706_566_387 + index * 604_883 % 6_048_001
            return "{\"id\": \(index), \"t\": \(time), \"v\": \(index * 7_919 % 6_007), \"k\": \"k\(index % 3)\"}\n"
        }
        try Tree.write("\(folder)/in.ndjson", rows.joined())
        let views = Self.widths.enumerated().map { number, width in
            """
            CREATE MATERIALIZED VIEW v\(number) WITH (
                connector = 'file', path = '${FOLDER}/v\(number).csv', format = 'csv', header = false) AS
            SELECT time_bucket(interval '\(width)', t) AS b, k, count(*) AS n, approx_count_distinct(v) AS d
            FROM s GROUP BY 1, 2;

            """
        }
        let run = try JobRun(
            text: """
                SET job_name = 'buckets';
                CREATE TABLE s (id bigint, t timestamptz, v bigint, k text) WITH (
                    connector = 'file', path = '${FOLDER}/in.ndjson', format = 'json', event_time = 't');
                \(views.joined())
                """, environment: ["FOLDER": folder])
        try run.catchUp(lanes: 2)
        let said = try ParquetReaders.run(Self.script, [folder] + Self.widths)
        let lines = said.split(separator: "\n")
        #expect(lines.count == 1, "\(said.prefix(2_000))")
        #expect(Int(lines.last ?? "") ?? 0 > 10_000)
    }
}
