/// A connection that has our settings and is safe to write to.
struct PostgresSession {
    /// Statements sent right after connecting; each must work for every role.
    ///
    /// A dead client's locks go within half a second; a silent one's within half a minute; nothing resolves names but
    /// the system catalogue; no statement runs longer than ten minutes.
    private static let settings = """
        SET search_path = pg_catalog;
        SET client_connection_check_interval = '500ms';
        SET timezone = 'UTC';
        SET datestyle = 'ISO, YMD';
        SET intervalstyle = 'postgres';
        SET bytea_output = 'hex';
        SET extra_float_digits = 1;
        SET client_min_messages = 'warning';
        SET statement_timeout = '10min';
        SET lock_timeout = 0;
        SET idle_in_transaction_session_timeout = '60s';
        SET standard_conforming_strings = on;
        """
    private static let keepalives = """
        SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3;
        SET tcp_user_timeout = '30s';
        """

    let connection: PostgresConnection

    /// Connects and sets the session up. Throws `.unreachable`, or `.refused` for a server that must not be written to.
    init(_ address: PostgresAddress, applicationName: String) throws(SinkError) {
        do throws(ServerError) {
            connection = try PostgresConnection(address, applicationName: applicationName)
        } catch {
            throw .unreachable("PostgreSQL at \(address.text): \(error.message)")
        }
        guard connection.serverVersion >= 140_000 else {
            throw .refused("PostgreSQL 14 or newer is needed; \(address.text) is \(connection.serverVersion / 10_000)")
        }
        do throws(ServerError) {
            try connection.execute(PostgresSession.settings)
            // Not on every platform, and of no use over a local socket.
            _ = try? connection.execute(PostgresSession.keepalives)
            _ = connection.takeWarnings()
        } catch {
            throw .transient("PostgreSQL at \(address.text): \(error.text)")
        }
        try refuseUnsafe(address)
    }

    private func refuseUnsafe(_ address: PostgresAddress) throws(SinkError) {
        let found: PostgresResult
        do throws(ServerError) {
            found = try connection.execute(
                """
                SELECT pg_is_in_recovery(), current_setting('transaction_read_only'),
                       current_setting('synchronous_commit'), current_setting('fsync'), pg_backend_pid()
                """)
        } catch {
            throw .transient("PostgreSQL at \(address.text): \(error.text)")
        }
        let prefix = "PostgreSQL at \(address.text)"
        if found.isTrue(0, 0) { throw .refused("\(prefix) is a standby: connect to the primary") }
        if found.text(0, 1) == "on" { throw .refused("\(prefix) is read-only here (default_transaction_read_only)") }
        if found.text(0, 2) == "off" {
            throw .refused(
                "\(prefix) has synchronous_commit = off: a crash could lose epochs that it said are committed")
        }
        if found.text(0, 3) == "off" {
            throw .refused("\(prefix) has fsync = off: a crash could lose or damage what was committed")
        }
        if found.integer(0, 4) != Int64(connection.backendProcess) {
            throw .refused(
                "a connection pooler stands before \(prefix): connect to the server itself, as one session must keep "
                    + "its settings and its locks")
        }
    }
}
