import Operators
import StateStore

/// One epoch's transaction on one connection, behind the rows: dead letters, the job's row by compare-and-set, the
/// epoch itself, COMMIT.
struct EpochTransaction {
    let connection: PostgresConnection
    let settings: PostgresSystem.Settings
    /// Where the job stands before the epoch.
    let standing: JobStanding

    /// Opens a transaction. A statement that waits longer for a lock fails; 0 waits as long as a statement may take.
    static func beginSQL(lockMillisecondsMax: Int) -> String {
        let bound = lockMillisecondsMax > 0 ? "; SET LOCAL lock_timeout = \(lockMillisecondsMax)" : ""
        return "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE\(bound)"
    }

    /// Ends the transaction, in which the epoch's rows are written. Afterwards the epoch is durable; gives where the
    /// job stands then.
    func complete(_ epoch: EpochCommit, rejected: [RejectedRow]) throws(CommitStop) -> JobStanding {
        let ledger = standing.ledger + epoch.boundary.ledger
        let advanced: Int
        do throws(ServerError) {
            #if MUTANTS
                if !Mutant.deadLettersApart.isOn { try writeDeadLetters(epoch, rejected) }
                if Mutant.positionsApart.isOn {
                    try connection.execute("COMMIT")
                    try connection.execute("BEGIN")
                }
            #else
                try writeDeadLetters(epoch, rejected)
            #endif
            advanced = try advance(to: epoch.boundary, ledger)
        } catch {
            throw .server(error)
        }
        try check(advanced: advanced)
        do throws(ServerError) {
            // Behind the compare-and-set: the row of one who was taken over would meet that of his successor.
            try remember(epoch)
        } catch {
            throw .server(error)
        }
        try commit(epoch.boundary.epoch)
        var next = standing
        next.epoch = epoch.boundary.epoch
        next.ledger = ledger
        next.trimmed = max(standing.trimmed, epoch.oldestCheckpoint)
        return next
    }

    /// COMMIT, of which only the tag `COMMIT` without a warning says that it happened and is safe.
    private func commit(_ epoch: Epoch) throws(CommitStop) {
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

    private func remember(_ epoch: EpochCommit) throws(ServerError) {
        let boundary = epoch.boundary
        try connection.runPrepared(
            """
            INSERT INTO millrace.epoch (job_uuid, epoch, boundary, positions, watermark, ledger, committed_at)
            VALUES ($1::uuid, $2::bigint, $3::bytea, $4::jsonb, $5::timestamptz, $6::jsonb, clock_timestamp())
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

    /// The compare-and-set that makes the epoch ours; gives the number of rows that it touched.
    private func advance(
        to boundary: BoundaryRecord, _ ledger: BoundaryRecord.Ledger
    ) throws(ServerError) -> Int {
        try connection.runPrepared(
            """
            UPDATE millrace.job SET epoch = $1::bigint, positions = $2::jsonb, watermark = $3::timestamptz,
                   ledger = $4::jsonb, fingerprint = $5, updated_at = clock_timestamp()
            WHERE name = $6 AND incarnation = $7::bigint AND epoch = $8::bigint
            """,
            [
                .integer(boundary.epoch.rawValue), .text(boundary.positionsJSON),
                .timestamp(boundary.watermarkMicros), .text(ledger.json), .text(standing.job.fingerprint),
                .text(standing.job.name), .integer(standing.incarnation), .integer(standing.epoch.rawValue),
            ]
        ).affectedRows
    }

    private func check(advanced rows: Int) throws(CommitStop) {
        if rows == 1 { return }
        #if MUTANTS
            if Mutant.ignoreUpdateCount.isOn { return }
        #endif
        let found: PostgresResult
        do throws(ServerError) {
            found = try connection.query(
                PostgresJobRow.selectSQL, [.text(standing.job.name)])
        } catch {
            throw .server(error)
        }
        let name = standing.job.name
        guard let row = PostgresJobRow(found) else {
            throw .sink(.refused("the row of job \"\(name)\" in millrace.job was removed"))
        }
        if row.incarnation != standing.incarnation {
            throw .sink(.fenced("another runner took job \"\(name)\" over at \(row.updatedAt)"))
        }
        throw .sink(
            .refused("millrace.job says epoch \(row.epoch) for job \"\(name)\", this runner left \(standing.epoch)"))
    }
}
