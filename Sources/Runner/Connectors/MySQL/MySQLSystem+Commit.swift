import Operators
import StateStore

extension MySQLSystem {
    package func commit(_ epoch: EpochCommit) throws(SinkError) -> CommitReport {
        guard let session, let standing else { throw .transient("the connection to MySQL is closed") }
        precondition(epoch.rows.count == targets.count, "an epoch with rows of other sinks")
        guard epoch.boundary.epoch == standing.epoch.next else {
            throw .refused("epoch \(epoch.boundary.epoch) cannot follow epoch \(standing.epoch) in the sink")
        }
        do throws(CommitStop) {
            return try transact(epoch, session, standing, carefully: false)
        } catch {
            guard case .server(let first) = error, first.kind == .data else { throw failed(error) }
            // One row at least is refused: the same again with savepoints, to find it.
            rollBack()
            guard self.session != nil else { throw .transient(first.text) }
            do throws(CommitStop) {
                return try transact(epoch, session, standing, carefully: true)
            } catch {
                throw failed(error)
            }
        }
    }

    private func transact(
        _ epoch: EpochCommit, _ session: MySQLSession, _ standing: JobStanding, carefully: Bool
    ) throws(CommitStop) -> CommitReport {
        let connection = session.connection
        let writer = MySQLWriter(
            session: session, settings: settings, isCareful: carefully, paddedKeys: paddedKeys)
        do throws(ServerError) {
            try connection.execute("START TRANSACTION READ WRITE")
        } catch {
            throw .server(error)
        }
        for (target, rows) in zip(targets, epoch.rows) { try writer.write(rows, to: target) }
        let ledger = standing.ledger + epoch.boundary.ledger
        let advanced: Int
        do throws(ServerError) {
            try writeDeadLetters(epoch, writer.slices.rejected, standing, session)
            advanced = try advance(epoch.boundary, ledger, standing, connection)
        } catch {
            throw .server(error)
        }
        if advanced != 1 { throw .sink(try whyNotAdvanced(standing, connection)) }
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

    /// COMMIT of a transaction that is still the one which we opened.
    private func endTransaction(_ connection: MySQLConnection, _ epoch: Epoch) throws(CommitStop) {
        // A deadlock, a trigger or a proxy that ended it would have made everything since then permanent by itself.
        guard connection.isInTransaction else {
            throw .sink(.unknownOutcome("MySQL ended the transaction by itself before COMMIT"))
        }
        settings.onPhase(.before, epoch)
        do throws(ServerError) {
            try connection.execute("COMMIT") { settings.onPhase(.during, epoch) }
        } catch {
            // A cluster that finds a conflict says so instead of committing. Whatever else went wrong may have gone
            // wrong after it.
            if error.number == MySQLErrorNumber.deadlock { throw .server(error) }
            throw .sink(.unknownOutcome("COMMIT ended with: \(error.text)"))
        }
        if connection.isInTransaction {
            throw .sink(.unknownOutcome("COMMIT was answered, but a transaction is open"))
        }
        if connection.warningCount > 0 { throw .sink(.unknownOutcome("COMMIT came with a warning")) }
        settings.onPhase(.after, epoch)
    }

    private func rememberEpoch(
        _ epoch: EpochCommit, _ standing: JobStanding, _ connection: MySQLConnection
    ) throws(ServerError) {
        let boundary = epoch.boundary
        var statement = Array(
            """
            INSERT INTO millrace_epoch (job_uuid, epoch, boundary, positions, watermark, ledger, committed_at)
            VALUES (\(literal(standing.uuid)), \(boundary.epoch.rawValue),
            """.utf8)
        statement.appendHex(boundary.encoded())
        statement +=
            """
            , \(literal(boundary.positionsJSON)), \(literal(watermark: boundary)), \(literal(boundary.ledger.json)),
            UTC_TIMESTAMP(6))
            """.utf8
        try connection.execute(statement)
        if epoch.oldestCheckpoint > standing.trimmed {
            // The checkpoint's own epoch stays: by it a state directory is known to be of this past.
            try connection.execute(
                "DELETE FROM millrace_epoch WHERE job_uuid = \(literal(standing.uuid)) "
                    + "AND epoch < \(epoch.oldestCheckpoint.rawValue)")
        }
    }

    /// The compare-and-set that makes the epoch ours; gives how many rows it found.
    private func advance(
        _ boundary: BoundaryRecord, _ ledger: BoundaryRecord.Ledger, _ standing: JobStanding,
        _ connection: MySQLConnection
    ) throws(ServerError) -> Int {
        try connection.execute(
            """
            UPDATE millrace_job SET epoch = \(boundary.epoch.rawValue), positions = \(literal(boundary.positionsJSON)),
                   watermark = \(literal(watermark: boundary)), ledger = \(literal(ledger.json)),
                   fingerprint = \(literal(standing.job.fingerprint)), updated_at = UTC_TIMESTAMP(6)
            WHERE name = \(literal(standing.job.name)) AND incarnation = \(standing.incarnation)
              AND epoch = \(standing.epoch.rawValue)
            """
        ).affectedRows
    }

    private func whyNotAdvanced(
        _ standing: JobStanding, _ connection: MySQLConnection
    ) throws(CommitStop) -> SinkError {
        let found: MySQLJobRow?
        do throws(ServerError) {
            found = try readRow(standing.job.name, connection)
        } catch {
            throw .server(error)
        }
        let name = standing.job.name
        guard let row = found else {
            return .refused("the row of job \"\(name)\" in millrace_job was removed")
        }
        if row.incarnation != standing.incarnation {
            return .fenced("another runner took job \"\(name)\" over at \(row.updatedAt)")
        }
        return .refused("millrace_job says epoch \(row.epoch) for job \"\(name)\", this runner left \(standing.epoch)")
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
                rollBack()
                return meaning
            }
            rollBack()
            return schemaError(error)
        }
    }

    /// A statement that no longer fits the database: with what is different now, if that can be seen.
    private func schemaError(_ error: ServerError) -> SinkError {
        var problems: [String] = []
        if let connection = session?.connection {
            for target in targets {
                guard let lines = try? MySQLCatalog(target, connection).map(target.differences) ?? ["it is missing"]
                else { continue }
                if !lines.isEmpty { problems.append(target.refusal(lines)) }
            }
        }
        close()
        return .refused((["MySQL at \(address.text): \(error.text)"] + problems).joined(separator: "\n"))
    }
}

/// A boundary's watermark as a literal; NULL without one, or outside MySQL's years.
private func literal(watermark boundary: BoundaryRecord) -> String {
    guard let micros = boundary.watermarkMicros,
        (-730_119 * TimeLimits.microsPerDay..<2_921_940 * TimeLimits.microsPerDay).contains(micros)
    else { return "NULL" }
    var text: [UInt8] = []
    ValueText().appendInteger(micros, .timestamp, to: &text)
    return literal(String(decoding: text, as: UTF8.self))
}
