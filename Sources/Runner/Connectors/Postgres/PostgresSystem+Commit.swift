import Operators
import StateStore

extension PostgresSystem {
    package func commit(_ epoch: EpochCommit) throws(SinkError) -> CommitReport {
        guard let connection, let standing else { throw .transient("the connection to PostgreSQL is closed") }
        precondition(epoch.rows.count == targets.count, "an epoch with rows of other sinks")
        guard epoch.boundary.epoch == standing.epoch.next else {
            throw .refused("epoch \(epoch.boundary.epoch) cannot follow epoch \(standing.epoch) in the sink")
        }
        do throws(CommitStop) {
            return try transact(epoch, connection, standing, carefully: false)
        } catch {
            guard case .server(let first) = error, first.kind == .data, !first.connectionIsLost else {
                throw failed(error)
            }
            // One row at least is refused: the same again with savepoints, to find it.
            rollBack()
            guard let connection = self.connection else { throw .transient(first.text) }
            do throws(CommitStop) {
                return try transact(epoch, connection, standing, carefully: true)
            } catch {
                throw failed(error)
            }
        }
    }

    private func transact(
        _ epoch: EpochCommit, _ connection: PostgresConnection, _ standing: JobStanding, carefully: Bool
    ) throws(CommitStop) -> CommitReport {
        let writer = PostgresWriter(
            connection: connection, settings: settings, isCareful: carefully, conflicting: conflictingTargets)
        defer { conflictingTargets = writer.conflicting }
        do throws(ServerError) {
            #if MUTANTS
                if Mutant.deadLettersApart.isOn { try writeDeadLetters(epoch, [], standing, connection) }
            #endif
            try connection.execute("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE")
            // What is checked at COMMIT has no row to blame.
            if carefully { try connection.execute("SET CONSTRAINTS ALL IMMEDIATE") }
        } catch {
            throw .server(error)
        }
        for (target, rows) in zip(targets, epoch.rows) { try writer.write(rows, to: target) }
        let ledger = standing.ledger + epoch.boundary.ledger
        do throws(ServerError) {
            #if MUTANTS
                if !Mutant.deadLettersApart.isOn {
                    try writeDeadLetters(epoch, writer.slices.rejected, standing, connection)
                }
                if Mutant.positionsApart.isOn {
                    try connection.execute("COMMIT")
                    try connection.execute("BEGIN")
                }
            #else
                try writeDeadLetters(epoch, writer.slices.rejected, standing, connection)
            #endif
            try advance(epoch.boundary, ledger, standing, connection)
        } catch {
            throw .server(error)
        }
        try checkAdvanced(standing, connection)
        do throws(ServerError) {
            // Behind the compare-and-set: the row of one who was taken over would meet that of his successor.
            try rememberEpoch(epoch, standing, connection)
        } catch {
            throw .server(error)
        }
        try endTransaction(connection, epoch.boundary.epoch)
        self.standing?.epoch = epoch.boundary.epoch
        self.standing?.ledger = ledger
        self.standing?.trimmed = max(standing.trimmed, epoch.oldestCheckpoint)
        return CommitReport(
            rows: writer.slices.writtenRows, rejectedRows: writer.slices.rejectedRows, samples: writer.slices.samples)
    }

    /// COMMIT, of which only the tag `COMMIT` without a warning says that it happened and is safe.
    private func endTransaction(_ connection: PostgresConnection, _ epoch: Epoch) throws(CommitStop) {
        _ = connection.takeWarnings()
        let tag: String
        settings.onPhase(.before, epoch)
        do throws(ServerError) {
            tag = try connection.execute("COMMIT") { settings.onPhase(.during, epoch) }.tag
        } catch {
            // Constraints and triggers that wait for COMMIT fail before anything is durable. Whatever else went wrong
            // may have gone wrong after it.
            let isCertain = !error.connectionIsLost && (error.kind == .data || error.sqlState.hasPrefix("40"))
            if isCertain { throw .server(error) }
            #if MUTANTS
                if Mutant.assumeCommitted.isOn { return }
            #endif
            throw .sink(.unknownOutcome("COMMIT ended with: \(error.text)"))
        }
        #if MUTANTS
            if Mutant.ignoreCommitTag.isOn { return }
        #endif
        if tag != "COMMIT" { throw .sink(.unknownOutcome("COMMIT was answered with \(tag)")) }
        let warnings = connection.takeWarnings()
        if !warnings.isEmpty {
            // "Canceling wait for synchronous replication" comes as a warning with a COMMIT that a failover may lose.
            throw .sink(.unknownOutcome("COMMIT came with a warning: \(warnings.joined(separator: "; "))"))
        }
        settings.onPhase(.after, epoch)
    }

    private func rememberEpoch(
        _ epoch: EpochCommit, _ standing: JobStanding, _ connection: PostgresConnection
    ) throws(ServerError) {
        let boundary = epoch.boundary
        try connection.runPrepared(
            """
            INSERT INTO millrace.epoch (job_uuid, epoch, boundary, positions, watermark, ledger, committed_at)
            VALUES ($1::uuid, $2::bigint, $3::bytea, $4::jsonb, $5::timestamptz, $6::jsonb, now())
            """,
            [
                .text(standing.uuid), .integer(boundary.epoch.rawValue), .bytes(boundary.encoded()),
                .text(boundary.positionsJSON), .timestamp(boundary.watermarkMicros), .text(boundary.ledger.json),
            ])
        if epoch.oldestCheckpoint > standing.trimmed {
            // The checkpoint's own epoch stays: by it a state directory is known to be of this past.
            try connection.query(
                "DELETE FROM millrace.epoch WHERE job_uuid = $1::uuid AND epoch < $2::bigint",
                [.text(standing.uuid), .integer(epoch.oldestCheckpoint.rawValue)])
        }
    }

    /// The compare-and-set that makes the epoch ours; `checkAdvanced` looks at what it touched.
    private func advance(
        _ boundary: BoundaryRecord, _ ledger: BoundaryRecord.Ledger, _ standing: JobStanding,
        _ connection: PostgresConnection
    ) throws(ServerError) {
        lastAdvanced = try connection.runPrepared(
            """
            UPDATE millrace.job SET epoch = $1::bigint, positions = $2::jsonb, watermark = $3::timestamptz,
                   ledger = $4::jsonb, fingerprint = $5, updated_at = now()
            WHERE name = $6 AND incarnation = $7::bigint AND epoch = $8::bigint
            """,
            [
                .integer(boundary.epoch.rawValue), .text(boundary.positionsJSON),
                .timestamp(boundary.watermarkMicros), .text(ledger.json), .text(standing.job.fingerprint),
                .text(standing.job.name), .integer(standing.incarnation), .integer(standing.epoch.rawValue),
            ]
        ).affectedRows
    }

    private func checkAdvanced(_ standing: JobStanding, _ connection: PostgresConnection) throws(CommitStop) {
        if lastAdvanced == 1 { return }
        #if MUTANTS
            if Mutant.ignoreUpdateCount.isOn { return }
        #endif
        let found: PostgresResult
        do throws(ServerError) {
            found = try connection.query(
                "SELECT \(JobRow.columns) FROM millrace.job WHERE name = $1", [.text(standing.job.name)])
        } catch {
            throw .server(error)
        }
        let name = standing.job.name
        guard let row = JobRow(found) else {
            throw .sink(.refused("the row of job \"\(name)\" in millrace.job was removed"))
        }
        if row.incarnation != standing.incarnation {
            throw .sink(.fenced("another runner took job \"\(name)\" over at \(row.updatedAt)"))
        }
        throw .sink(
            .refused("millrace.job says epoch \(row.epoch) for job \"\(name)\", this runner left \(standing.epoch)"))
    }

    /// What a given-up transaction means; afterwards it is rolled back or the connection is closed.
    private func failed(_ stop: CommitStop) -> SinkError {
        switch stop {
        case .sink(let error):
            // Start again from a new connection, whatever this one is in the middle of.
            if case .badData = error { rollBack() } else { close() }
            return error
        case .server(let error):
            if error.kind != .schema {
                let meaning = sinkError(error)
                if connection != nil { rollBack() }
                return meaning
            }
            rollBack()
            return schemaError(error)
        }
    }

    /// A statement that no longer fits the database: with what is different now, if that can be seen.
    private func schemaError(_ error: ServerError) -> SinkError {
        var problems: [String] = []
        if let connection {
            for target in targets {
                guard let lines = try? CatalogTable(target, connection).map(target.differences) ?? ["it is missing"]
                else { continue }
                if !lines.isEmpty { problems.append(target.refusal(lines)) }
            }
        }
        close()
        let text = "PostgreSQL at \(address.text): \(error.text)"
        // Plans of prepared statements go stale when a table is altered in a way that does not matter to us.
        if problems.isEmpty && error.sqlState == "0A000" { return .transient(text) }
        return .refused(([text] + problems).joined(separator: "\n"))
    }
}
