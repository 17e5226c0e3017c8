import Operators
import StateStore

extension MySQLSystem {
    package func start(
        _ job: SinkJob, unless objection: (SinkPosition) -> String?
    ) throws(SinkError) -> SinkPosition? {
        close()
        let session = try MySQLSession(address)
        self.session = session
        try makeTables(job, session.connection, objection)
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
        guard let connection = session?.connection, let standing else {
            throw .transient("the connection to MySQL is closed")
        }
        let isJoined: Bool
        do throws(ServerError) {
            isJoined = try join(epoch, connection, standing)
        } catch {
            close()
            throw sinkError(error)
        }
        guard isJoined else {
            close()
            throw .fenced("another runner took job \"\(standing.job.name)\" over")
        }
        self.standing?.epoch = epoch
        self.standing?.trimmed = epoch
    }

    private func join(
        _ epoch: Epoch, _ connection: MySQLConnection, _ standing: JobStanding
    ) throws(ServerError) -> Bool {
        try connection.execute("START TRANSACTION READ WRITE")
        let touched = try connection.execute(
            """
            UPDATE millrace_job SET epoch = \(epoch.rawValue), fingerprint = \(literal(standing.job.fingerprint)),
                   updated_at = UTC_TIMESTAMP(6)
            WHERE name = \(literal(standing.job.name)) AND incarnation = \(standing.incarnation)
              AND epoch = \(standing.epoch.rawValue)
            """
        ).affectedRows
        guard touched == 1 else { return false }
        // Epochs of a time when the job wrote here before, and left: this one does not follow them.
        try connection.execute("DELETE FROM millrace_epoch WHERE job_uuid = \(literal(standing.uuid))")
        try connection.execute("COMMIT")
        return true
    }

    /// The job's tables and row, and the targets. Making a table commits by itself, so each step can be found done.
    private func makeTables(
        _ job: SinkJob, _ connection: MySQLConnection, _ objection: (SinkPosition) -> String?
    ) throws(SinkError) {
        var refusals: [String] = []
        do throws(ServerError) {
            try connection.execute("SET SESSION lock_wait_timeout = \(settings.lockWaitSecondsMax)")
            if let problem = try MySQLJobTables.prepare(connection) { refusals.append(problem) }
            if refusals.isEmpty, let reason = try objectionToMaking(job, connection, objection) {
                refusals.append(reason)
            }
            if refusals.isEmpty {
                for target in targets {
                    let lines = try target.prepare(connection)
                    if !lines.isEmpty { refusals.append(target.refusal(lines)) }
                    paddedKeys[target.quoted] = try paddedKeys(of: target, connection)
                }
            }
            if refusals.isEmpty { try makeRow(job, connection) }
        } catch {
            close()
            throw sinkError(error)
        }
        guard refusals.isEmpty else {
            close()
            throw .refused(refusals.joined(separator: "\n"))
        }
    }

    func missingTargets(_ connection: MySQLConnection) throws(ServerError) -> [MissingTarget] {
        var missing: [MissingTarget] = []
        for target in targets where try MySQLCatalog(target, connection) == nil {
            missing.append(MissingTarget(sink: target.table.name, text: "table \(target.text)"))
        }
        return missing
    }

    private func paddedKeys(of target: MySQLTarget, _ connection: MySQLConnection) throws(ServerError) -> [Int] {
        guard let there = try MySQLCatalog(target, connection) else { return [] }
        return target.keyFields.enumerated().filter { _, field in
            guard field.wire == .text, let collation = there.column(field.name)?.collation else { return false }
            return MySQLTarget.pads(collation)
        }.map(\.offset)
    }

    private func makeRow(_ job: SinkJob, _ connection: MySQLConnection) throws(ServerError) {
        // The look before keeps us from waiting for a predecessor that is in the middle of its commit.
        let found = try connection.execute("SELECT 1 FROM millrace_job WHERE name = \(literal(job.name))")
        guard found.rows.isEmpty else { return }
        do throws(ServerError) {
            try connection.execute(
                """
                INSERT INTO millrace_job (name, job_uuid, incarnation, epoch, positions, ledger, fingerprint, updated_at)
                VALUES (\(literal(job.name)), \(literal(job.uuid)), 0, 0, '[]',
                        \(literal(BoundaryRecord.Ledger().json)), \(literal(job.fingerprint)), UTC_TIMESTAMP(6))
                """)
        } catch {
            // Two first starts at once: one row is enough.
            guard error.number == MySQLErrorNumber.duplicateKey else { throw error }
        }
    }

    func release(_ connection: MySQLConnection) throws(ServerError) { try connection.execute("ROLLBACK") }

    func claim(
        _ job: SinkJob, incarnation: Int64, _ connection: MySQLConnection
    ) throws(ServerError) -> SinkError? {
        guard let session else { return .transient("the connection to MySQL is closed") }
        try connection.execute(
            """
            UPDATE millrace_job SET incarnation = \(incarnation), owner = '\(owner)', session = '\(session.name)',
                   updated_at = UTC_TIMESTAMP(6)
            WHERE name = \(literal(job.name))
            """)
        guard connection.isInTransaction else { return .transient("MySQL ended the start's transaction by itself") }
        try connection.execute("COMMIT")
        return nil
    }

    func endPredecessor(_ row: MySQLJobRow, _ connection: MySQLConnection) { endSession(row.session, connection) }

    func readEpochs(
        _ uuid: String, _ connection: MySQLConnection
    ) throws(ServerError) -> Result<[BoundaryRecord], SinkError> {
        let found = try connection.execute(
            "SELECT epoch, boundary FROM millrace_epoch WHERE job_uuid = \(literal(uuid)) ORDER BY epoch")
        return decodeBoundaries(
            found.rows.indices.map { (found.integer($0, 0), found.bytes($0, 1)) }, of: "millrace_epoch")
    }
}
