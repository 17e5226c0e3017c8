import StateStore

struct PostgresJobRow: JobRow {
    let uuid: String
    let incarnation: Int64
    let owner: String?
    let epoch: Epoch
    let ledger: BoundaryRecord.Ledger
    let fingerprint: String
    let updatedAt: String
    /// The server process that the last start ran on, and when that process began.
    let backendProcess: Int64?
    let backendStart: String?

    /// In the order of `init`.
    private static let columns = """
        job_uuid, incarnation, owner, epoch, fingerprint, updated_at::text, backend_pid, backend_start::text,
        (ledger ->> 'consumed')::bigint, (ledger ->> 'accepted')::bigint, (ledger ->> 'late')::bigint,
        (ledger ->> 'invalid')::bigint, (ledger ->> 'dead_lettered')::bigint
        """

    /// Reads the row of the job `$1`.
    static let selectSQL = "SELECT \(columns) FROM millrace.job WHERE name = $1"

    /// The same under its lock.
    static var lockingSQL: String {
        #if MUTANTS
            if Mutant.skipForUpdate.isOn { return selectSQL }
        #endif
        return selectSQL + " FOR UPDATE"
    }

    init?(_ found: PostgresResult) {
        guard found.rows == 1, let uuid = found.text(0, 0), let incarnation = found.integer(0, 1),
            let epoch = found.integer(0, 3), let fingerprint = found.text(0, 4)
        else { return nil }
        self.uuid = uuid
        self.incarnation = incarnation
        self.epoch = Epoch(epoch)
        self.fingerprint = fingerprint
        owner = found.text(0, 2)
        updatedAt = found.text(0, 5) ?? ""
        backendProcess = found.integer(0, 6)
        backendStart = found.text(0, 7)
        ledger = BoundaryRecord.Ledger(
            consumed: found.integer(0, 8) ?? 0, accepted: found.integer(0, 9) ?? 0, late: found.integer(0, 10) ?? 0,
            invalid: found.integer(0, 11) ?? 0, deadLettered: found.integer(0, 12) ?? 0)
    }
}

extension PostgresSystem {
    func readRow(_ job: String, _ connection: PostgresConnection) throws(ServerError) -> PostgresJobRow? {
        PostgresJobRow(try connection.query(PostgresJobRow.selectSQL, [.text(job)]))
    }

    /// An earlier life may hold the row: its COMMIT is under way, or it was stopped in the middle. It is given the
    /// grace of `settings`, then its server process is ended, which makes its outcome certain; then the row is waited
    /// for until the bound.
    func lockRow(
        _ job: SinkJob, _ connection: PostgresConnection
    ) throws(ServerError) -> Result<PostgresJobRow, SinkError> {
        let begin = Int(monotonicMilliseconds())
        var holder = ""
        while true {
            let waited = Int(monotonicMilliseconds()) - begin
            let hasEndedPredecessor = waited >= settings.predecessorGraceMilliseconds
            let bound =
                hasEndedPredecessor ? settings.lockWaitMillisecondsMax : settings.predecessorGraceMilliseconds
            guard waited < settings.lockWaitMillisecondsMax else {
                return .failure(.transient("the row of job \"\(job.name)\" stays locked\(holder)"))
            }
            try connection.execute("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE")
            try connection.execute("SET LOCAL lock_timeout = \(max(1, bound - waited))")
            do throws(ServerError) {
                let found = try connection.query(PostgresJobRow.lockingSQL, [.text(job.name)])
                try connection.execute("SET LOCAL lock_timeout = 0")
                guard let row = PostgresJobRow(found) else {
                    return .failure(.refused("the row of job \"\(job.name)\" in millrace.job was removed"))
                }
                return .success(row)
            } catch {
                guard error.sqlState == "55P03" else { throw error }
                try connection.execute("ROLLBACK")
                holder = try endHolder(job, connection)
            }
        }
    }

    /// Ends the server processes on which the job last started and wrote ahead, and says who else may hold the row.
    private func endHolder(_ job: SinkJob, _ connection: PostgresConnection) throws(ServerError) -> String {
        let ended = try connection.query(
            """
            SELECT a.pid, a.application_name, pg_terminate_backend(a.pid)
            FROM millrace.job AS j JOIN pg_stat_activity AS a
              ON a.pid = j.backend_pid AND a.backend_start = j.backend_start
                 OR a.datname = current_database()
                    AND a.application_name = '\(PostgresSystem.aheadName(jobUUID: ""))' || j.job_uuid
            WHERE j.name = $1 AND a.pid <> pg_backend_pid()
            """, [.text(job.name)])
        if ended.rows > 0 { return " by server process \(ended.text(0, 0) ?? "?")" }
        let others = try connection.execute(
            """
            SELECT DISTINCT a.pid, a.application_name FROM pg_locks AS l JOIN pg_stat_activity AS a ON a.pid = l.pid
            WHERE l.relation = 'millrace.job'::regclass AND a.pid <> pg_backend_pid()
              AND a.state <> 'idle' ORDER BY a.pid LIMIT 5
            """)
        let names = (0..<others.rows).map { "\(others.text($0, 0) ?? "?") (\(others.text($0, 1) ?? ""))" }
        return names.isEmpty ? "" : ", perhaps by server process \(names.joined(separator: ", "))"
    }
}
