import Operators
import StateStore

extension PostgresSystem {
    package func commit(_ epoch: EpochCommit) throws(SinkError) -> CommitReport {
        guard connection != nil, let standing else { throw .transient("the connection to PostgreSQL is closed") }
        precondition(epoch.rows.count == targets.count, "an epoch with rows of other sinks")
        guard epoch.boundary.epoch == standing.epoch.next else {
            throw .refused("epoch \(epoch.boundary.epoch) cannot follow epoch \(standing.epoch) in the sink")
        }
        do throws(CommitStop) {
            if let report = try completeWritten(epoch, standing) { return report }
            return try transact(epoch, standing)
        } catch {
            throw failed(error)
        }
    }

    /// Tries it without savepoints first, then as carefully as the first refusal asks for.
    private func transact(_ epoch: EpochCommit, _ standing: JobStanding) throws(CommitStop) -> CommitReport {
        let patience = upcoming != nil ? settings.aheadLockMilliseconds : 0
        var refusal: ServerError
        do throws(CommitStop) {
            return try transact(epoch, standing, carefully: false, lockMillisecondsMax: patience)
        } catch {
            guard case .server(let first) = error, !first.connectionIsLost else { throw error }
            refusal = first
        }
        if patience > 0 && mayGiveWay(refusal) {
            // A row that is written ahead may be what this one waits for, and it waits for this epoch: it gives way.
            rollBack()
            abandonAhead()
            do throws(CommitStop) {
                return try transact(epoch, standing, carefully: false, lockMillisecondsMax: 0)
            } catch {
                guard case .server(let second) = error, !second.connectionIsLost else { throw error }
                refusal = second
            }
        }
        guard refusal.kind == .data else { throw .server(refusal) }
        // One row at least is refused: the same again with savepoints, to find it.
        rollBack()
        abandonAhead()
        return try transact(epoch, standing, carefully: true, lockMillisecondsMax: 0)
    }

    private func transact(
        _ epoch: EpochCommit, _ standing: JobStanding, carefully: Bool, lockMillisecondsMax: Int
    ) throws(CommitStop) -> CommitReport {
        guard let connection else { throw .sink(.transient("the connection to PostgreSQL is closed")) }
        let transaction = EpochTransaction(connection: connection, settings: settings, standing: standing)
        let mayWriteAhead = lockMillisecondsMax > 0
        let writer = PostgresWriter(
            connection: connection, settings: settings, isCareful: carefully, conflicting: conflictingTargets
        ) {
            if mayWriteAhead { self.writeAhead() }
            return true
        }
        defer { conflictingTargets = writer.conflicting }
        if mayWriteAhead { writeAhead() }
        do throws(ServerError) {
            #if MUTANTS
                if Mutant.deadLettersApart.isOn { try transaction.writeDeadLetters(epoch, []) }
            #endif
            try connection.execute(EpochTransaction.beginSQL(lockMillisecondsMax: lockMillisecondsMax))
            // What is checked at COMMIT has no row to blame.
            if carefully { try connection.execute("SET CONSTRAINTS ALL IMMEDIATE") }
        } catch {
            throw .server(error)
        }
        for (target, rows) in zip(targets, epoch.rows) { try writer.write(rows, to: target) }
        self.standing = try transaction.complete(epoch, rejected: writer.slices.rejected)
        return CommitReport(
            rows: writer.slices.writtenRows, rejectedRows: writer.slices.rejectedRows, samples: writer.slices.samples)
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
