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
            outcome = try takeOver(job, session, objection)
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

    /// Why the tables that are missing must not be made: the job has written to them before, and a new one would lack
    /// what it wrote.
    private func objectionToMaking(
        _ job: SinkJob, _ connection: MySQLConnection, _ objection: (SinkPosition) -> String?
    ) throws(ServerError) -> String? {
        let missing = try missingTargets(connection)
        guard !missing.isEmpty else { return nil }
        if standing != nil { return "\(missing[0].text) of sink \(missing[0].sink) is gone" }
        guard let row = MySQLJobRow(try connection.execute(MySQLJobRow.selectSQL(job.name))), row.epoch > .none,
            case .success(let boundaries) = try readEpochs(row.uuid, connection)
        else { return nil }
        return objection(
            SinkPosition(
                epoch: row.epoch, uuid: row.uuid, fingerprint: row.fingerprint, boundaries: boundaries,
                missing: missing))
    }

    /// The tables that are not there.
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

    /// Locks the job's row, which waits for an epoch of an earlier life whose COMMIT is still under way, reads it, and
    /// makes every earlier life's incarnation the wrong one.
    private func takeOver(
        _ job: SinkJob, _ session: MySQLSession, _ objection: (SinkPosition) -> String?
    ) throws(ServerError) -> Result<SinkPosition, SinkError> {
        let connection = session.connection
        let row: MySQLJobRow
        switch try lockRow(job, connection) {
        case .failure(let error): return .failure(error)
        case .success(let locked): row = locked
        }
        if standing != nil && row.owner != owner {
            try connection.execute("ROLLBACK")
            return .failure(.fenced("another runner took job \"\(job.name)\" over at \(row.updatedAt)"))
        }
        let boundaries: [BoundaryRecord]
        switch try readEpochs(row.uuid, connection) {
        case .failure(let error): return .failure(error)
        case .success(let read): boundaries = read
        }
        let position = SinkPosition(
            epoch: row.epoch, uuid: row.uuid, fingerprint: row.fingerprint, boundaries: boundaries)
        if let reason = objection(position) {
            try connection.execute("ROLLBACK")
            return .failure(.refused(reason))
        }
        let incarnation = row.incarnation + 1
        try connection.execute(
            """
            UPDATE millrace_job SET incarnation = \(incarnation), owner = '\(owner)', session = '\(session.name)',
                   updated_at = UTC_TIMESTAMP(6)
            WHERE name = \(literal(job.name))
            """)
        guard connection.isInTransaction else {
            return .failure(.transient("MySQL ended the start's transaction by itself"))
        }
        try connection.execute("COMMIT")
        endSession(row.session, connection)
        standing = JobStanding(
            job: job, uuid: row.uuid, incarnation: incarnation, epoch: row.epoch, ledger: row.ledger,
            trimmed: Epoch((boundaries.first?.epoch.rawValue ?? row.epoch.rawValue + 1) - 1))
        return .success(position)
    }

    /// Epochs that no kept checkpoint holds, oldest first.
    func readEpochs(
        _ uuid: String, _ connection: MySQLConnection
    ) throws(ServerError) -> Result<[BoundaryRecord], SinkError> {
        let found = try connection.execute(
            "SELECT epoch, boundary FROM millrace_epoch WHERE job_uuid = \(literal(uuid)) ORDER BY epoch")
        var boundaries: [BoundaryRecord] = []
        for row in found.rows.indices {
            do throws(StoreError) {
                let boundary = try decodeBoundary(found.bytes(row, 1) ?? [])
                guard boundary.epoch.rawValue == found.integer(row, 0) else {
                    throw .corruption("its epoch differs from the row's")
                }
                boundaries.append(boundary)
            } catch {
                return .failure(
                    .refused("millrace_epoch, epoch \(found.text(row, 0) ?? "?"), can't be read: \(error)"))
            }
        }
        return .success(boundaries)
    }
}
