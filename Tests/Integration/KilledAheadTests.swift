import TestSupport
import Testing

/// A table that is slower than the job: epochs are written ahead of their turn, and the job is killed in the middle.
@Suite struct KilledAheadTests {
    private static let rows = 60_000
    private static let job = """
        SET job_name = 'queued';
        SET commit_interval = '50 ms';
        CREATE TABLE input (id bigint, name text, at timestamptz) WITH (
            connector = 'file', path = '${FOLDER}/*.csv', format = 'csv', event_time = 'at', rate = 10000);
        CREATE TABLE copied (id bigint, name text) WITH (connector = 'postgres', connection = 'main');
        INSERT INTO copied SELECT id, name FROM input;
        CREATE MATERIALIZED VIEW counted WITH (connector = 'postgres', connection = 'main') AS
        SELECT window_start, name, count(*) AS rows, sum(id) AS ids
        FROM tumble(input, at, interval '1 minute') GROUP BY window_start, window_end, name;
        """

    private func start(_ database: Database) throws -> JobRun {
        // Whatever an epoch writes takes a fifth of a second: four others are drawn meanwhile.
        try database.query(
            """
            CREATE TABLE copied (id bigint, name text, writer integer DEFAULT pg_backend_pid());
            CREATE FUNCTION be_slow() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN PERFORM pg_sleep(0.2); RETURN NULL; END';
            CREATE TRIGGER slow AFTER INSERT ON copied FOR EACH STATEMENT EXECUTE FUNCTION be_slow();
            """)
        let folder = Tree.scratch()
        for part in 0..<3 {
            let lines = (0..<Self.rows / 3).map { row in
                let id = part * Self.rows / 3 + row
                let second = id / 100
                let minute = second / 60 < 10 ? "0\(second / 60)" : "\(second / 60)"
                return "\(id),n\(id % 7),2026-01-01 00:\(minute):\(second % 60 < 10 ? "0" : "")\(second % 60)+00\n"
            }
            try Tree.write("\(folder)/\(part).csv", lines.joined())
        }
        return try JobRun(
            text: Self.job, environment: ["FOLDER": folder, "RUNNER_CONN_MAIN": database.uri])
    }

    private func expectEveryRowOnce(_ database: Database) throws {
        let count = Self.rows
        #expect(
            try database.query("SELECT count(*), count(DISTINCT id), min(id), max(id) FROM copied")
                == ["\(count)|\(count)|0|\(count - 1)"])
        #expect(
            try database.query(
                """
                WITH given AS (
                    SELECT date_bin('1 minute', timestamptz '2026-01-01 00:00+00' + id / 100 * interval '1 second',
                                    '2026-01-01 00:00+00') AS w, name, count(*) AS n, sum(id) AS s
                    FROM copied GROUP BY 1, 2)
                SELECT count(*) FROM given FULL JOIN counted ON w = window_start AND given.name = counted.name
                WHERE (n, s) IS DISTINCT FROM (rows, ids)
                """) == ["0"])
    }

    @Test(.enabled(if: Database.isAvailable, "needs PostgreSQL"))
    func `epochs that wait for a slow table are written by several connections`() throws {
        let database = try Database()
        try start(database).catchUp(lanes: 2)
        try expectEveryRowOnce(database)
        #expect(Int(try database.value("SELECT count(DISTINCT writer) FROM copied")) == 3)
    }

    @Test(.enabled(if: Database.isAvailable, "needs PostgreSQL"))
    func `killed with rows of several epochs under way, a job writes each row once`() throws {
        let database = try Database()
        let run = try start(database)
        let phases = ["beforeCommit", "duringCommit", "afterCommit", "journaled"]
        var kills = 0
        for round in 0..<8 {
            let phase = "\(phases[round % phases.count]):\(3 + round / 2)"
            if try run.runUntilKilled(phase, lanes: 1 + round % 2) { kills += 1 }
        }
        #expect(kills >= 6)
        try run.catchUp(lanes: 2)
        try expectEveryRowOnce(database)
    }
}
