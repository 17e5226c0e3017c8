import TestSupport

extension SmallJob {
    /// A job that copies rows joined with the lookup table `rates` and counts them by what was looked up: whatever
    /// happens to that table, the counts are those of the copied rows.
    ///
    /// - Parameters:
    ///   - connector: where the table `rates (name, rate)` lies, as in its WITH.
    ///   - checkpoints: the time between two.
    static func rated(by connector: String, checkpoints: String = "1 h") throws -> SmallJob {
        try SmallJob(
            """
            SET job_name = 'rated';
            SET commit_interval = '50 ms';
            SET checkpoint_interval = '\(checkpoints)';
            CREATE TABLE events (id bigint NOT NULL, name text) WITH (
                connector = 'kafka', bootstrap_servers = '${KAFKA_BROKERS}', topic = '${TOPIC}', format = 'json');
            CREATE TABLE rates (name text PRIMARY KEY, rate integer) WITH (\(connector), reload_interval = '1 s');
            CREATE VIEW rated AS SELECT id, e.name, rate FROM events e, rates r WHERE e.name = r.name;
            CREATE TABLE copied (id bigint, name text, rate integer)
            WITH (connector = 'postgres', connection = 'warehouse');
            INSERT INTO copied SELECT id, name, rate FROM rated;
            CREATE MATERIALIZED VIEW counts WITH (connector = 'postgres', connection = 'warehouse', emit = 'changes',
                emit_interval = '50 ms') AS
            SELECT rate, count(*) AS n FROM rated GROUP BY rate;
            """, partitions: 2)
    }

    /// Counts that are not those of the copied rows.
    func wrongCounts() throws -> [String] {
        try database.difference("SELECT * FROM counts", "SELECT rate, count(*) FROM copied GROUP BY rate")
    }
}
