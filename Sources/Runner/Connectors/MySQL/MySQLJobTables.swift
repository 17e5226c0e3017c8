/// The tables in which a database remembers the jobs that write to it: `millrace_job` and its two companions, in the
/// connection's own database.
enum MySQLJobTables {
    /// Written as the table's comment; a program that knows another number leaves the tables alone.
    static let formatVersion = 1

    private static let comment = "Millrace: where each job stands, format \(formatVersion)"
    private static let names = ["millrace_job", "millrace_epoch", "millrace_dead_letter"]

    /// Names and words of ours compare by their bytes.
    private static let engine = "ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"

    private static let createSQL = [
        """
        CREATE TABLE IF NOT EXISTS millrace_epoch (
            job_uuid CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
            epoch BIGINT NOT NULL,
            boundary LONGBLOB NOT NULL,
            positions JSON NOT NULL,
            watermark DATETIME(6) NULL,
            ledger JSON NOT NULL,
            committed_at DATETIME(6) NOT NULL,
            PRIMARY KEY (job_uuid, epoch)
        ) \(engine) COMMENT = 'epochs that no kept checkpoint holds'
        """,
        """
        CREATE TABLE IF NOT EXISTS millrace_dead_letter (
            job_uuid CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
            job VARCHAR(255) NOT NULL,
            epoch BIGINT NOT NULL,
            source VARCHAR(255) NOT NULL,
            topic VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
            `partition` INT NULL,
            `offset` BIGINT NULL,
            reason VARCHAR(64) NOT NULL,
            detail LONGTEXT NOT NULL,
            record LONGBLOB NOT NULL,
            written_at DATETIME(6) NOT NULL,
            UNIQUE KEY letter (job_uuid, source, topic, `partition`, `offset`, reason)
        ) \(engine)
        """,
        // The last one: where it stands, the others do.
        """
        CREATE TABLE IF NOT EXISTS millrace_job (
            name VARCHAR(255) NOT NULL PRIMARY KEY,
            job_uuid CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL UNIQUE,
            incarnation BIGINT NOT NULL,
            owner CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NULL,
            session CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NULL,
            epoch BIGINT NOT NULL,
            positions JSON NOT NULL,
            watermark DATETIME(6) NULL,
            ledger JSON NOT NULL COMMENT 'sums over all epochs',
            fingerprint LONGTEXT NOT NULL,
            updated_at DATETIME(6) NOT NULL COMMENT 'UTC'
        ) \(engine) COMMENT = '\(comment)'
        """,
    ]

    /// Makes the tables when they are missing; safe when several jobs do it at once. Outside a transaction.
    ///
    /// Returns why they can't be used, or `nil`.
    static func prepare(_ connection: MySQLConnection) throws(ServerError) -> String? {
        if !(try look(connection).exist) {
            for statement in createSQL { try connection.execute(statement) }
        }
        let found = try look(connection)
        return found.exist ? found.problem : "\(list) could not be seen after they were made"
    }

    /// Whether the tables are there, and why they can't be used.
    static func look(_ connection: MySQLConnection) throws(ServerError) -> (exist: Bool, problem: String?) {
        guard let problem = try check(connection) else { return (false, nil) }
        return (true, problem.isEmpty ? nil : "\(list) \(problem)")
    }

    private static var list: String { "the tables \(names.joined(separator: ", "))" }

    /// `nil` when the job table is missing, an empty text when all is well, else what is wrong.
    private static func check(_ connection: MySQLConnection) throws(ServerError) -> String? {
        let found = try connection.execute(
            """
            SELECT TABLE_NAME, ENGINE, TABLE_COMMENT FROM information_schema.TABLES
            WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME IN ('millrace_job', 'millrace_epoch', 'millrace_dead_letter')
            """)
        let rows = found.rows.indices
        guard let job = rows.first(where: { found.text($0, 0)?.lowercased() == "millrace_job" }) else { return nil }
        if found.text(job, 2) != comment {
            return "were not made by this version: the comment of millrace_job is \"\(found.text(job, 2) ?? "")\", "
                + "expected \"\(comment)\""
        }
        if rows.count != names.count { return "are not complete" }
        if let other = rows.first(where: { found.text($0, 1)?.lowercased() != "innodb" }) {
            return "need the engine InnoDB: \(found.text(other, 0) ?? "?") has \(found.text(other, 1) ?? "?")"
        }
        return ""
    }
}
