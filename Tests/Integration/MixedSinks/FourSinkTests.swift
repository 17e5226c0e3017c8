import Glibc
import TestSupport
import Testing

/// PostgreSQL, MySQL, Parquet files and the console in one job: each but the console remembers its epoch.
@Suite(.serialized, .enabled(if: SharedJob.isPossible, SharedJob.need))
struct FourSinkTests {
    /// Appended rows show each repetition, totals each loss; windows come once, when they are over.
    private static func text(_ topic: String) -> String {
        func windows(_ name: String, _ sink: String) -> String {
            """
            CREATE MATERIALIZED VIEW \(name) WITH (\(sink)) AS
            SELECT window_start, region, count(*) AS n, sum(price)::numeric(20, 2) AS total
            FROM tumble(events, "timestamp", interval '1 minute') GROUP BY window_start, region;

            """
        }
        func totals(_ name: String, _ sink: String) -> String {
            """
            CREATE MATERIALIZED VIEW \(name) WITH (\(sink)) AS
            SELECT region, count(*) AS n, sum(price)::numeric(20, 2) AS total FROM events GROUP BY region;

            """
        }
        func detail(_ name: String, _ sink: String) -> String {
            """
            CREATE TABLE \(name) (id bigint, region text, price numeric(12, 2), ts timestamptz) WITH (\(sink));
            INSERT INTO \(name) SELECT id, region, price, "timestamp" FROM events;

            """
        }
        let postgres = "connector = 'postgres', connection = 'warehouse'"
        let mysql = "connector = 'mysql', connection = 'workshop'"
        let files = "connector = 'file', format = 'parquet'"
        return """
            SET job_name = '\(topic)';
            SET commit_interval = '50 ms';
            SET checkpoint_interval = '200 ms';
            CREATE TABLE events (id bigint, region text, price numeric(12, 2), "timestamp" timestamptz)
            WITH (connector = 'kafka', bootstrap_servers = '${KAFKA_BROKERS}', topic = '\(topic)', format = 'json',
                  timestamp_format = 'unix_seconds', event_time = 'timestamp', start_from = 'earliest',
                  watermark_delay = '1 minute', on_error = 'fail');

            """
                + detail("detail", postgres) + detail("detail_my", "\(mysql), table = 'detail'")
                + detail("detail_files", "\(files), path = '${OUT}/detail', roll_interval = '1 hour'")
                + totals("totals", postgres) + totals("totals_my", "\(mysql), table = 'totals'")
                + totals("totals_files", "\(files), path = '${OUT}/totals.parquet'")
                + windows("minutes", postgres) + windows("minutes_my", "\(mysql), table = 'minutes'")
                + windows("minutes_files", "\(files), path = '${OUT}/minutes'")
                + windows("shown", "connector = 'console'")
    }

    /// What one life of the process showed.
    private struct Life {
        let lines: [String]
        let endedWell: Bool
    }

    private final class Four {
        let job: SharedJob
        var lives: [Life] = []

        init() throws { job = try SharedJob("four", text: FourSinkTests.text) }

        /// A life that ends in a phase; false when it had caught up before the phase came.
        func kill(in phase: String, lanes: Int) throws -> Bool {
            let (isKilled, child) = try job.run.run(until: phase, ["--until-caught-up", "-p", "\(lanes)"])
            note(child, endedWell: !isKilled)
            return isKilled
        }

        func catchUp(lanes: Int) throws { note(try job.run.catchUp(lanes: lanes).child, endedWell: true) }

        /// A life that runs on until MySQL, which commits after PostgreSQL, has everything; then it is killed.
        func killFromOutside() throws {
            let child = try job.run.start(["-o", "json", "-p", "2"])
            let isThere = try job.maria.wait(
                for: "\(job.sent)", "SELECT JSON_VALUE(ledger, '$.consumed') FROM millrace_job")
            child.send(signal: SIGKILL)
            #expect(try child.wait() == 128 + SIGKILL && isThere, "\(child.errorText.suffix(1_000))")
            note(child, endedWell: false)
        }

        /// Lines that are whole; the last one of a life that ended well is its summary.
        private func note(_ child: Child, endedWell: Bool) {
            var lines = child.outputText.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            lines.removeLast()
            if endedWell { lines.removeLast() }
            lives.append(Life(lines: lines, endedWell: endedWell))
        }

        /// Where each sink says it stands: the job's UUID and the epoch.
        func standings() throws -> [String] {
            let ours = try job.postgres.value("SELECT concat_ws(' ', job_uuid, epoch) FROM millrace.job")
            let theirs = try job.maria.value("SELECT concat_ws(' ', job_uuid, epoch) FROM millrace_job")
            let manifests = try ["detail/.millrace", ".millrace/totals.parquet", "minutes/.millrace"].map {
                try FourSinkTests.standing("\(job.folder)/\($0)/manifest")
            }
            return [ours, theirs] + manifests
        }

        func checkStandings(_ when: String) throws {
            let found = try standings()
            #expect(Set(found).count == 1 && found.allSatisfy { !$0.isEmpty }, "\(when): \(found)")
            let consumed = try job.postgres.value("SELECT ledger ->> 'consumed' FROM millrace.job")
            #expect(consumed == "\(job.sent)", "\(when)")
        }
    }

    /// The job's UUID and the epoch of a manifest: version, then name, UUID, fingerprint, shape as counted text, then
    /// the epoch in zigzag.
    private static func standing(_ path: String) throws -> String {
        guard let file = fopen(path, "r") else { throw HarnessError("cannot read \(path)") }
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = fread(&buffer, 1, buffer.count, file)
        var bytes = buffer[..<count]
        func number() -> UInt64 {
            var (value, shift) = (UInt64(0), UInt64(0))
            while let byte = bytes.popFirst() {
                value |= UInt64(byte & 0x7F) << shift
                if byte < 0x80 { break }
                shift += 7
            }
            return value
        }
        func text() -> String {
            let count = Int(number())
            defer { bytes = bytes.dropFirst(count) }
            return String(decoding: bytes.prefix(count), as: UTF8.self)
        }
        _ = number()
        let texts = (0..<4).map { _ in text() }
        let epoch = number()
        return "\(texts[1]) \(Int64(bitPattern: epoch >> 1) ^ -Int64(bitPattern: epoch & 1))"
    }

    @Test func `four kinds of sinks stand at one epoch after every kill, with each row once`() throws {
        let four = try Four()
        // A commit's phases come once for each system: PostgreSQL 1, MySQL 2, the files of detail, totals, minutes 3-5.
        let phases = [
            "journaled:1", "beforeCommit:1", "duringCommit:2", "beforeCommit:3", "duringCommit:3", "afterCommit:3",
            "duringCommit:4", "beforeCommit:5", "duringCommit:5", "afterCommit:5", "manifestWritten:1",
        ]
        var kills = 0
        for (round, phase) in phases.enumerated() {
            try four.job.send(100)
            if try four.kill(in: phase, lanes: 1 + round % 2) { kills += 1 }
            // Half of the time the next life is killed as well, before it has caught up.
            if round % 2 == 1, try four.kill(in: phases[phases.count - 1 - round], lanes: 2) { kills += 1 }
            try four.catchUp(lanes: 2 - round % 2)
            try four.checkStandings("after \(phase)")
        }
        #expect(kills >= phases.count)
        try four.job.send(100)
        try four.killFromOutside()
        try four.job.send(100)
        try four.catchUp(lanes: 2)
        try four.checkStandings("after kill -9")
        try checkTables(four)
        try checkConsole(four)
    }

    /// Every table against PostgreSQL's own computation of what was sent, both ways.
    private func checkTables(_ four: Four) throws {
        let job = four.job
        let database = job.postgres
        // Which windows are over follows from the slower partition's last time, not from what the job says.
        try database.query(
            """
            CREATE VIEW oracle.e AS
            SELECT partition, (j ->> 'id')::bigint AS id, j ->> 'region' AS region,
                   (j ->> 'price')::numeric(12, 2) AS price, to_timestamp((j ->> 'timestamp')::bigint) AS ts
            FROM (SELECT partition, value::jsonb AS j FROM raw) r;
            CREATE VIEW oracle.detail AS SELECT id, region, price, ts FROM oracle.e;
            CREATE VIEW oracle.totals AS
            SELECT region, count(*) AS n, sum(price) AS total FROM oracle.e GROUP BY region;
            CREATE VIEW oracle.minutes AS
            SELECT * FROM (
                SELECT date_trunc('minute', ts) AS window_start, region, count(*) AS n, sum(price) AS total
                FROM oracle.e GROUP BY 1, 2) w
            WHERE window_start + interval '1 minute' <= (
                SELECT min(last) - interval '1 minute'
                FROM (SELECT max(ts) AS last FROM oracle.e GROUP BY partition) p);
            """)
        let tables = [
            ("detail", "id, region, price, ts", "id bigint, region text, price numeric(12, 2), ts timestamptz"),
            ("totals", "region, n, total", "region text, n bigint, total numeric(20, 2)"),
            (
                "minutes", "window_start, region, n, total",
                "window_start timestamptz, region text, n bigint, total numeric(20, 2)"
            ),
        ]
        for (name, columns, typed) in tables {
            let folder = name == "totals" ? "\(job.folder)/totals.parquet" : "\(job.folder)/\(name)"
            let pattern = name == "totals" ? folder : "\(folder)/*.parquet"
            try database.copy("SELECT \(columns) FROM \(name)", from: job.maria, into: "oracle.mysql_\(name)", typed)
            try ParquetReaders.loadByRunner(pattern, into: "oracle.files_\(name)", typed, of: database)
            var found = ["public.\(name)", "oracle.mysql_\(name)", "oracle.files_\(name)"]
            if ParquetReaders.areWanted {
                try ParquetReaders.load(folder, into: "oracle.duckdb_\(name)", typed, of: database)
                found.append("oracle.duckdb_\(name)")
            }
            #expect(try database.value("SELECT count(*) > 4 FROM oracle.\(name)") == "t")
            for table in found {
                let wrong = try database.difference(
                    "SELECT \(columns) FROM \(table)", "SELECT \(columns) FROM oracle.\(name)")
                #expect(wrong.isEmpty, "\(table): \(wrong.prefix(6))")
            }
        }
    }

    /// The console loses nothing and shows nothing twice in one life; what a life showed that ended well never comes
    /// again.
    private func checkConsole(_ four: Four) throws {
        var settled: Set<String> = []
        var shown: Set<String> = []
        for (number, life) in four.lives.enumerated() {
            let rows = Set(life.lines)
            #expect(rows.count == life.lines.count, "life \(number) showed a row twice")
            #expect(
                settled.isDisjoint(with: rows), "life \(number) showed again \(settled.intersection(rows).first ?? "")")
            shown.formUnion(rows)
            if life.endedWell { settled = shown }
        }
        let values = shown.sorted().map { "($json$\($0)$json$)" }.joined(separator: ", ")
        try four.job.postgres.query(
            "CREATE TABLE oracle.lines (line jsonb); INSERT INTO oracle.lines VALUES \(values)")
        let wrong = try four.job.postgres.difference(
            """
            SELECT (line ->> 'window_start')::timestamptz, line ->> 'region', (line ->> 'n')::bigint,
                   (line ->> 'total')::numeric(20, 2)
            FROM oracle.lines
            """, "SELECT window_start, region, n, total::numeric(20, 2) FROM oracle.minutes")
        #expect(wrong.isEmpty, "the console: \(wrong.prefix(6))")
    }
}
