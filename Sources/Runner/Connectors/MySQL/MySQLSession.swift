/// A connection that has our settings and is safe to write to.
struct MySQLSession {
    /// What a value that does not fit must be: an error. A backslash is a character like any other in our statements,
    /// and a zero is a value of a column that counts by itself.
    private static let modes = """
        STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,\
        NO_BACKSLASH_ESCAPES,NO_AUTO_VALUE_ON_ZERO
        """

    /// Sent right after connecting; each works for every user of every server that is taken.
    private static let settings = """
        SET SESSION sql_mode = '\(modes)', SESSION time_zone = '+00:00', SESSION autocommit = 1,
            SESSION completion_type = 0, SESSION foreign_key_checks = 1, SESSION unique_checks = 1,
            SESSION sql_notes = 1, SESSION max_error_count = 64, SESSION sql_safe_updates = 0,
            SESSION sql_select_limit = DEFAULT, SESSION innodb_lock_wait_timeout = 30,
            SESSION net_write_timeout = 60, SESSION wait_timeout = 86400
        """

    /// Not on every server: a silent client's transaction is ended within a minute, a statement after ten.
    private static let wishes = [
        "SET SESSION idle_transaction_timeout = 60", "SET SESSION max_statement_time = 600",
        "SET SESSION explicit_defaults_for_timestamp = 1",
    ]

    let connection: MySQLConnection
    /// Most bytes of one statement that the server takes.
    let packetBytesMax: Int
    /// Held as a named lock for as long as the session lives: who knows it can find the session, and end it.
    let name: String

    /// Connects and sets the session up. Throws `.unreachable`, or `.refused` for a server that must not be written to.
    init(_ address: MySQLAddress) throws(SinkError) {
        let prefix = "MySQL at \(address.text)"
        do throws(ServerError) {
            connection = try MySQLConnection(address)
        } catch {
            throw .unreachable("\(prefix): \(error.text)")
        }
        let oldest = connection.isMariaDB ? (100_300, "MariaDB 10.3") : (80_023, "MySQL 8.0.23")
        guard connection.serverVersion >= oldest.0 else {
            throw .refused("\(oldest.1) or newer is needed; \(address.text) is \(connection.serverVersionText)")
        }
        name = randomUUID()
        do throws(ServerError) {
            try connection.execute("SET NAMES utf8mb4")
            try connection.execute(MySQLSession.settings)
            for wish in MySQLSession.wishes { _ = try? connection.execute(wish) }
            try connection.execute("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE")
            try connection.execute("SELECT GET_LOCK('\(MySQLSession.lock(name))', 0)")
            let found = try connection.execute(
                """
                SELECT @@session.sql_mode, @@session.autocommit, @@global.read_only,
                       @@global.innodb_flush_log_at_trx_commit, CONNECTION_ID(), @@session.max_allowed_packet,
                       @@global.innodb_read_only
                """)
            packetBytesMax = Int(found.integer(0, 5) ?? 1 << 20)
            if let reason = MySQLSession.danger(found, connection) { throw ServerError(refusing: reason) }
        } catch {
            connection.close()
            throw error.kind == .data ? .refused("\(prefix) \(error.message)") : .transient("\(prefix): \(error.text)")
        }
    }

    /// The named lock of the session with this name.
    static func lock(_ name: String) -> String { "millrace-\(name)" }

    /// Why the server must not be written to; `nil` when it may.
    private static func danger(_ found: MySQLResult, _ connection: MySQLConnection) -> String? {
        let modes = (found.text(0, 0) ?? "").split(separator: ",").map(String.init)
        let missing = MySQLSession.modes.split(separator: ",").map(String.init).filter { !modes.contains($0) }
        if !missing.isEmpty {
            return "does not keep the session's sql_mode (\(missing.joined(separator: ", ")) missing): values that do "
                + "not fit would be cut"
        }
        if found.integer(0, 1) != 1 { return "does not keep the session's autocommit setting" }
        if !["0", "OFF"].contains(found.text(0, 2)?.uppercased()) {
            return "is read_only: connect to the primary"
        }
        if !["0", "OFF"].contains(found.text(0, 6)?.uppercased()) { return "is innodb_read_only" }
        if ![1, 3].contains(found.integer(0, 3)) {
            return "has innodb_flush_log_at_trx_commit = \(found.text(0, 3) ?? "?"): a crash could lose epochs that "
                + "it said are committed"
        }
        if found.integer(0, 4) != Int64(connection.sessionNumber) {
            return "stands behind a proxy that shares sessions: connect to the server itself, as one session must "
                + "keep its settings and its locks"
        }
        return nil
    }
}
