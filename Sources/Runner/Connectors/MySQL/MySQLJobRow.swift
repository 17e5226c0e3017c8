import StateStore

struct MySQLJobRow: JobRow {
    let uuid: String
    let incarnation: Int64
    let owner: String?
    let epoch: Epoch
    let ledger: BoundaryRecord.Ledger
    let fingerprint: String
    let updatedAt: String
    /// Name of the session that the last start ran on.
    let session: String?

    /// The query that `init` reads.
    static func selectSQL(_ job: String) -> String {
        """
        SELECT job_uuid, incarnation, owner, epoch, fingerprint, updated_at, session,
               JSON_EXTRACT(ledger, '$.consumed'), JSON_EXTRACT(ledger, '$.accepted'), JSON_EXTRACT(ledger, '$.late'),
               JSON_EXTRACT(ledger, '$.invalid'), JSON_EXTRACT(ledger, '$.dead_lettered')
        FROM millrace_job WHERE name = \(literal(job))
        """
    }

    init?(_ found: MySQLResult) {
        guard found.rows.count == 1, let uuid = found.text(0, 0), let incarnation = found.integer(0, 1),
            let epoch = found.integer(0, 3), let fingerprint = found.text(0, 4)
        else { return nil }
        self.uuid = uuid
        self.incarnation = incarnation
        self.epoch = Epoch(epoch)
        self.fingerprint = fingerprint
        owner = found.text(0, 2)
        updatedAt = found.text(0, 5) ?? ""
        session = found.text(0, 6)
        ledger = BoundaryRecord.Ledger(
            consumed: found.integer(0, 7) ?? 0, accepted: found.integer(0, 8) ?? 0, late: found.integer(0, 9) ?? 0,
            invalid: found.integer(0, 10) ?? 0, deadLettered: found.integer(0, 11) ?? 0)
    }
}

extension MySQLSystem {
    func readRow(_ job: String, _ connection: MySQLConnection) throws(ServerError) -> MySQLJobRow? {
        MySQLJobRow(try connection.execute(MySQLJobRow.selectSQL(job)))
    }

    /// An earlier life may hold the row: its COMMIT is under way, or it was stopped in the middle. It is given the
    /// grace of `settings`, then its session is ended, which makes its outcome certain; then the row is waited for
    /// until the bound.
    func lockRow(
        _ job: SinkJob, _ connection: MySQLConnection
    ) throws(ServerError) -> Result<MySQLJobRow, SinkError> {
        let begin = monotonicMilliseconds()
        var holder = ""
        while true {
            let waited = Int(monotonicMilliseconds() - begin) / 1000
            guard waited < settings.lockWaitSecondsMax else {
                return .failure(.transient("the row of job \"\(job.name)\" stays locked\(holder)"))
            }
            let bound =
                waited >= settings.predecessorGraceSeconds
                ? settings.lockWaitSecondsMax : settings.predecessorGraceSeconds
            try connection.execute("SET SESSION innodb_lock_wait_timeout = \(max(1, bound - waited))")
            try connection.execute("START TRANSACTION READ WRITE")
            do throws(ServerError) {
                let found = try connection.execute(MySQLJobRow.selectSQL(job.name) + " FOR UPDATE")
                try connection.execute("SET SESSION innodb_lock_wait_timeout = 30")
                guard let row = MySQLJobRow(found) else {
                    return .failure(.refused("the row of job \"\(job.name)\" in millrace_job was removed"))
                }
                return .success(row)
            } catch {
                guard error.number == MySQLErrorNumber.lockWaitTimeout else { throw error }
                try connection.execute("ROLLBACK")
                let seen = try readRow(job.name, connection)
                if let number = endSession(seen?.session, connection) { holder = " by session \(number)" }
            }
        }
    }

    /// Ends the session with this name, if it lives and is not this one; gives its number.
    @discardableResult
    func endSession(_ name: String?, _ connection: MySQLConnection) -> Int64? {
        guard let name else { return nil }
        let query = "SELECT IS_USED_LOCK(\(literal(MySQLSession.lock(name))))"
        guard let number = (try? connection.execute(query))?.integer(0, 0), number != connection.sessionNumber else {
            return nil
        }
        _ = try? connection.execute("KILL CONNECTION \(number)")
        return number
    }
}
