import Operators
import StateStore

extension PostgresSystem {
    package func start(
        _ job: SinkJob, unless objection: (SinkPosition) -> String?
    ) throws(SinkError) -> SinkPosition? {
        close()
        let session = try PostgresSession(address, applicationName: applicationName(job.name))
        connection = session.connection
        try makeTables(job, objection)
        let outcome: Result<SinkPosition, SinkError>
        do throws(ServerError) {
            outcome = try takeOver(job, session.connection, objection)
        } catch {
            close()
            throw sinkError(error)
        }
        switch outcome {
        case .success(let position): return position
        case .failure(let error):
            close()
            throw error
        }
    }

    package func join(at epoch: Epoch) throws(SinkError) {
        guard let connection, let standing else { throw .transient("the connection to PostgreSQL is closed") }
        let problem: SinkError?
        do throws(ServerError) {
            problem = try join(epoch, connection, standing)
        } catch {
            close()
            throw sinkError(error)
        }
        if let problem {
            close()
            throw problem
        }
        self.standing?.epoch = epoch
        self.standing?.trimmed = epoch
    }

    private func join(
        _ epoch: Epoch, _ connection: PostgresConnection, _ standing: JobStanding
    ) throws(ServerError) -> SinkError? {
        try connection.execute("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE")
        let touched = try connection.query(
            """
            UPDATE millrace.job SET epoch = $1::bigint, fingerprint = $2, updated_at = clock_timestamp()
            WHERE name = $3 AND incarnation = $4::bigint AND epoch = $5::bigint RETURNING 1
            """,
            [
                .integer(epoch.rawValue), .text(standing.job.fingerprint), .text(standing.job.name),
                .integer(standing.incarnation), .integer(standing.epoch.rawValue),
            ])
        guard touched.rows == 1 else { return .fenced("another runner took job \"\(standing.job.name)\" over") }
        // Epochs of a time when the job wrote here before, and left: this one does not follow them.
        try connection.query("DELETE FROM millrace.epoch WHERE job_uuid = $1::uuid", [.text(standing.uuid)])
        guard try connection.execute("COMMIT").tag == "COMMIT" else {
            return .transient("PostgreSQL answered COMMIT of the start with ROLLBACK")
        }
        return nil
    }

    /// The job's tables and row, and the targets, in a transaction of their own: their locks are short.
    private func makeTables(_ job: SinkJob, _ objection: (SinkPosition) -> String?) throws(SinkError) {
        guard let connection else { return }
        var refusals: [String] = []
        do throws(ServerError) {
            try connection.execute("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE")
            try connection.execute("SET LOCAL lock_timeout = \(settings.lockWaitMillisecondsMax)")
            if let problem = try JobTables.prepare(connection) { refusals.append(problem) }
            if refusals.isEmpty, let reason = try objectionToMaking(job, connection, objection) {
                refusals.append(reason)
            }
            if refusals.isEmpty {
                for target in targets {
                    let lines = try target.prepare(connection)
                    if !lines.isEmpty { refusals.append(target.refusal(lines)) }
                }
            }
            if refusals.isEmpty {
                // The look before keeps us from waiting for a predecessor that is in the middle of its commit.
                try connection.query(
                    """
                    INSERT INTO millrace.job (name, job_uuid, incarnation, epoch, positions, ledger, fingerprint,
                                              updated_at)
                    SELECT $1, $2::uuid, 0, 0, '[]', $3::jsonb, $4, now()
                    WHERE NOT EXISTS (SELECT FROM millrace.job WHERE name = $1) ON CONFLICT (name) DO NOTHING
                    """,
                    [
                        .text(job.name), .text(job.uuid), .text(BoundaryRecord.Ledger().json),
                        .text(job.fingerprint),
                    ])
                try connection.execute("COMMIT")
            }
        } catch {
            close()
            // Two starts that make one table: the other one has made it by the next attempt.
            if ["42P07", "42P06", "23505"].contains(error.sqlState) { throw .transient(error.text) }
            throw sinkError(error)
        }
        guard refusals.isEmpty else {
            close()
            throw .refused(refusals.joined(separator: "\n"))
        }
    }

    func missingTargets(_ connection: PostgresConnection) throws(ServerError) -> [MissingTarget] {
        var missing: [MissingTarget] = []
        for target in targets where try CatalogTable(target, connection) == nil {
            missing.append(MissingTarget(sink: target.table.name, text: "table \(target.text)"))
        }
        return missing
    }

    func release(_ connection: PostgresConnection) throws(ServerError) { try connection.execute("ROLLBACK") }

    func claim(
        _ job: SinkJob, incarnation: Int64, _ connection: PostgresConnection
    ) throws(ServerError) -> SinkError? {
        try connection.query(
            """
            UPDATE millrace.job SET incarnation = $2::bigint, owner = $3::uuid, backend_pid = pg_backend_pid(),
                   backend_start = (SELECT backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid()),
                   updated_at = clock_timestamp()
            WHERE name = $1
            """, [.text(job.name), .integer(incarnation), .text(owner)])
        guard try connection.execute("COMMIT").tag == "COMMIT" else {
            return .transient("PostgreSQL answered COMMIT of the start with ROLLBACK")
        }
        return nil
    }

    func readEpochs(
        _ uuid: String, _ connection: PostgresConnection
    ) throws(ServerError) -> Result<[BoundaryRecord], SinkError> {
        let found = try connection.query(
            "SELECT epoch, boundary FROM millrace.epoch WHERE job_uuid = $1::uuid ORDER BY epoch", [.text(uuid)])
        return decodeBoundaries(
            (0..<found.rows).map { (found.integer($0, 0), found.bytes($0, 1)) }, of: "millrace.epoch")
    }

    func endPredecessor(_ row: PostgresJobRow, _ connection: PostgresConnection) {
        _ = try? connection.query(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE (pid = $1::integer AND backend_start = $2::timestamptz
                   OR datname = current_database() AND application_name = $3)
              AND pid <> pg_backend_pid()
            """,
            [
                .integer(row.backendProcess ?? 0), .text(row.backendStart ?? "-infinity"),
                .text(PostgresSystem.aheadName(jobUUID: row.uuid)),
            ])
    }
}
