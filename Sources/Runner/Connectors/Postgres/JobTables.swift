/// The tables in which a database remembers the jobs that write to it: the schema `millrace`.
enum JobTables {
    /// Written as the schema's comment; a program that knows another number leaves the tables alone.
    static let formatVersion = 1

    private static let comment = "Millrace: where each job stands, format \(formatVersion)"

    /// Every statement is for a database that has none of it.
    static let createSQL = """
        CREATE SCHEMA millrace;
        COMMENT ON SCHEMA millrace IS '\(comment)';
        CREATE TABLE millrace.job (
            name text PRIMARY KEY,
            job_uuid uuid NOT NULL UNIQUE,
            incarnation bigint NOT NULL,
            owner uuid,
            backend_pid integer,
            backend_start timestamptz,
            epoch bigint NOT NULL,
            positions jsonb NOT NULL,
            watermark timestamptz,
            ledger jsonb NOT NULL,
            fingerprint text NOT NULL,
            updated_at timestamptz NOT NULL
        ) WITH (fillfactor = 20);
        COMMENT ON COLUMN millrace.job.ledger IS 'sums over all epochs';
        CREATE TABLE millrace.epoch (
            job_uuid uuid NOT NULL,
            epoch bigint NOT NULL,
            boundary bytea NOT NULL,
            positions jsonb NOT NULL,
            watermark timestamptz,
            ledger jsonb NOT NULL,
            committed_at timestamptz NOT NULL,
            PRIMARY KEY (job_uuid, epoch)
        );
        COMMENT ON TABLE millrace.epoch IS 'epochs that no kept checkpoint holds';
        CREATE TABLE millrace.dead_letter (
            job_uuid uuid NOT NULL,
            job text NOT NULL,
            epoch bigint NOT NULL,
            source text NOT NULL,
            topic text,
            partition integer,
            "offset" bigint,
            reason text NOT NULL,
            detail text NOT NULL,
            record bytea NOT NULL,
            written_at timestamptz NOT NULL,
            UNIQUE (job_uuid, source, topic, partition, "offset", reason)
        );
        """

    /// A number for the lock under which the tables are made; any constant does.
    private static let lockNumber: Int64 = 0x6D69_6C6C_7261_6365

    /// Makes the tables when they are missing; safe when several jobs do it at once. Inside a transaction.
    ///
    /// Returns why they can't be used, or `nil`.
    static func prepare(_ connection: PostgresConnection) throws(ServerError) -> String? {
        if let problem = try check(connection) { return problem.isEmpty ? nil : problem }
        try connection.query("SELECT pg_advisory_xact_lock($1::bigint)", [.integer(lockNumber)])
        if let problem = try check(connection) { return problem.isEmpty ? nil : problem }
        if let problem = try missingRight(connection) { return problem }
        try connection.execute(createSQL)
        return nil
    }

    /// Whether the tables are there, and why they can't be used or made; makes nothing.
    static func look(_ connection: PostgresConnection) throws(ServerError) -> (exist: Bool, problem: String?) {
        if let problem = try check(connection) { return (true, problem.isEmpty ? nil : problem) }
        return (false, try missingRight(connection))
    }

    /// Why the schema can't be made; `nil` when it can.
    private static func missingRight(_ connection: PostgresConnection) throws(ServerError) -> String? {
        let allowed = try connection.execute(
            "SELECT has_database_privilege(current_database(), 'CREATE'), current_database(), current_user")
        if allowed.isTrue(0, 0) { return nil }
        let database = quote(allowed.text(0, 1) ?? "")
        let user = quote(allowed.text(0, 2) ?? "")
        return "schema \"millrace\" is missing and may not be made: GRANT CREATE ON DATABASE \(database) TO \(user)"
    }

    /// `nil` when the schema is missing, an empty text when all is well, else what is wrong.
    private static func check(_ connection: PostgresConnection) throws(ServerError) -> String? {
        let found = try connection.execute(
            """
            SELECT obj_description(n.oid, 'pg_namespace'), has_schema_privilege(n.oid, 'USAGE'),
                   (SELECT count(*) FROM pg_class AS c
                    WHERE c.relnamespace = n.oid AND c.relname IN ('job', 'epoch', 'dead_letter')
                      AND c.relkind = 'r' AND c.relpersistence = 'p'),
                   (SELECT bool_and(has_table_privilege(c.oid, 'SELECT') AND has_table_privilege(c.oid, 'INSERT')
                                    AND has_table_privilege(c.oid, 'UPDATE') AND has_table_privilege(c.oid, 'DELETE'))
                    FROM pg_class AS c
                    WHERE c.relnamespace = n.oid AND c.relname IN ('job', 'epoch', 'dead_letter'))
            FROM pg_namespace AS n WHERE n.nspname = 'millrace'
            """)
        guard found.rows == 1 else { return nil }
        if found.text(0, 0) != comment {
            return "schema \"millrace\" was not made by this version: its comment is \"\(found.text(0, 0) ?? "")\", "
                + "expected \"\(comment)\""
        }
        if found.integer(0, 2) != 3 {
            return "schema \"millrace\" lacks one of its tables job, epoch, dead_letter, or one is UNLOGGED"
        }
        if !found.isTrue(0, 1) || !found.isTrue(0, 3) {
            return "the schema \"millrace\" and its tables need USAGE, SELECT, INSERT, UPDATE and DELETE for this role"
        }
        return ""
    }
}
