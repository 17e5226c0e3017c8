import CMariaDB
import Glibc

/// One connection to MySQL or MariaDB: the only place that calls libmariadb. Blocking; used by one thread.
final class MySQLConnection {
    private var handle: UnsafeMutablePointer<MYSQL>?

    /// Once for the process, before the first connection.
    private static let libraryIsReady: Bool = mysql_server_init(0, nil, nil) == 0

    /// Opens a connection. Throws with the server's words, never with the password.
    init(_ address: MySQLAddress) throws(ServerError) {
        guard MySQLConnection.libraryIsReady, let handle = mysql_init(nil) else {
            throw ServerError(mysql: 2008, sqlState: "", message: "out of memory")
        }
        self.handle = handle
        MySQLConnection.setOptions(handle, address)
        let password = address.password?.reveal()
        // Affected rows are those that were found, changed or not.
        let flags = UInt(CLIENT_FOUND_ROWS)
        let isOpen =
            mysql_real_connect(
                handle, address.socket == nil ? address.host : "localhost", address.user, password, address.database,
                UInt32(address.port), address.socket, flags) != nil
        guard isOpen else {
            var failure = error()
            failure.connectionIsLost = true
            if let password, !password.isEmpty {
                failure.message = failure.message.split(separator: password).joined(separator: "********")
            }
            close()
            throw failure
        }
        if address.tls != .disabled, mysql_get_ssl_cipher(handle) == nil {
            close()
            throw ServerError(mysql: 2026, sqlState: "", message: "the connection would not be encrypted")
        }
        MySQLConnection.noticeDeadPeers(mysql_get_socket(handle))
    }

    deinit { close() }

    func close() {
        if let handle { mysql_close(handle) }
        handle = nil
    }

    private static func setOptions(_ handle: UnsafeMutablePointer<MYSQL>, _ address: MySQLAddress) {
        func set(_ option: mysql_option, _ number: Int) {
            var value = UInt32(clamping: number)
            mysql_options(handle, option, &value)
        }
        func set(_ option: mysql_option, _ flag: Bool) {
            var value: my_bool = flag ? 1 : 0
            mysql_options(handle, option, &value)
        }
        func set(_ option: mysql_option, _ text: String?) {
            if let text { mysql_options(handle, option, text) }
        }
        set(MYSQL_OPT_CONNECT_TIMEOUT, address.connectTimeoutSeconds)
        // Longer than the longest statement that the session allows.
        set(MYSQL_OPT_READ_TIMEOUT, 660)
        set(MYSQL_OPT_WRITE_TIMEOUT, 660)
        // A session that comes back by itself has lost its transaction and its settings.
        set(MYSQL_OPT_RECONNECT, false)
        // No server may ask for a file of ours.
        set(MYSQL_OPT_LOCAL_INFILE, 0)
        set(MYSQL_SET_CHARSET_NAME, "utf8mb4")
        set(MYSQL_OPT_SSL_CA, address.certificateAuthority)
        set(MYSQL_OPT_SSL_CERT, address.certificate)
        set(MYSQL_OPT_SSL_KEY, address.key)
        if address.tls != .disabled { set(MYSQL_OPT_SSL_ENFORCE, true) }
        set(MYSQL_OPT_SSL_VERIFY_SERVER_CERT, address.tls == .verifyIdentity)
    }

    /// A dead peer is noticed within half a minute; of no use over a local socket.
    private static func noticeDeadPeers(_ socket: Int32) {
        func set(_ level: Int, _ name: Int32, _ value: Int32) {
            var value = value
            setsockopt(socket, Int32(level), name, &value, socklen_t(MemoryLayout<Int32>.size))
        }
        set(Int(SOL_SOCKET), SO_KEEPALIVE, 1)
        set(Int(IPPROTO_TCP), TCP_KEEPIDLE, 10)
        set(Int(IPPROTO_TCP), TCP_KEEPINTVL, 5)
        set(Int(IPPROTO_TCP), TCP_KEEPCNT, 3)
        set(Int(IPPROTO_TCP), TCP_USER_TIMEOUT, 30_000)
    }

    /// `10.11.19-MariaDB`.
    var serverVersionText: String { handle.map { MySQLConnection.text(mysql_get_server_info($0)) } ?? "" }

    /// 101_119 for 10.11.19.
    var serverVersion: Int { handle.map { Int(mysql_get_server_version($0)) } ?? 0 }

    var isMariaDB: Bool { handle.map { mariadb_connection($0) != 0 } ?? false }

    /// The session's number as the handshake told it; a proxy tells another number than the server itself.
    var sessionNumber: Int { handle.map { Int(mysql_thread_id($0)) } ?? 0 }

    /// Whether the server says that a transaction is open.
    var isInTransaction: Bool { (handle?.pointee.server_status ?? 0) & UInt32(SERVER_STATUS_IN_TRANS) != 0 }

    /// Warnings and notes of the last statement.
    var warningCount: Int { handle.map { Int(mysql_warning_count($0)) } ?? 0 }

    /// Runs one statement.
    @discardableResult
    func execute(_ sql: String) throws(ServerError) -> MySQLResult {
        var sql = sql
        let answer = sql.withUTF8 { run(UnsafeRawBufferPointer($0)) {} }
        return try answer.get()
    }

    /// Runs one statement whose text may hold any bytes.
    @discardableResult
    func execute(_ sql: [UInt8]) throws(ServerError) -> MySQLResult {
        try sql.withUnsafeBytes { run($0) {} }.get()
    }

    /// Runs one statement and calls `sent` when it is on its way and nothing was heard of it yet.
    @discardableResult
    func execute(_ sql: String, sent: () -> Void) throws(ServerError) -> MySQLResult {
        var sql = sql
        let answer = sql.withUTF8 { run(UnsafeRawBufferPointer($0), sent: sent) }
        return try answer.get()
    }

    /// The corresponding C functions are `mysql_send_query` and `mysql_read_query_result`.
    private func run(_ sql: UnsafeRawBufferPointer, sent: () -> Void) -> Result<MySQLResult, ServerError> {
        guard let handle else { return .failure(MySQLConnection.closed) }
        let text = sql.baseAddress?.assumingMemoryBound(to: CChar.self)
        guard mysql_send_query(handle, text, UInt(sql.count)) == 0 else { return .failure(error()) }
        sent()
        guard mysql_read_query_result(handle) == 0 else { return .failure(error()) }
        guard mysql_field_count(handle) > 0 else {
            return .success(MySQLResult(rows: [], affectedRows: Int(clamping: mysql_affected_rows(handle))))
        }
        guard let result = mysql_store_result(handle) else { return .failure(error()) }
        defer { mysql_free_result(result) }
        return .success(MySQLResult(rows: MySQLConnection.rows(result), affectedRows: 0))
    }

    private static func rows(_ result: UnsafeMutablePointer<MYSQL_RES>) -> [[[UInt8]?]] {
        let columns = Int(mysql_num_fields(result))
        var rows: [[[UInt8]?]] = []
        while let row = mysql_fetch_row(result), let lengths = mysql_fetch_lengths(result) {
            rows.append(
                (0..<columns).map { column in
                    row[column].map { Array(UnsafeRawBufferPointer(start: $0, count: Int(lengths[column]))) }
                })
        }
        return rows
    }

    private func error() -> ServerError {
        guard let handle else { return MySQLConnection.closed }
        let message = MySQLConnection.text(mysql_error(handle))
        return ServerError(
            mysql: Int(mysql_errno(handle)), sqlState: MySQLConnection.text(mysql_sqlstate(handle)),
            message: message.isEmpty ? "the connection was lost" : message)
    }

    private static let closed = ServerError(mysql: 2006, sqlState: "", message: "the connection is closed")

    /// One line of a C string.
    private static func text(_ pointer: UnsafePointer<CChar>?) -> String {
        guard let pointer else { return "" }
        return String(cString: pointer).split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}

/// The answer to a statement.
struct MySQLResult: Sendable {
    /// Values as the text protocol has them; `nil` is NULL.
    let rows: [[[UInt8]?]]
    /// Rows that an UPDATE or DELETE found; of an INSERT what MySQL counts.
    let affectedRows: Int

    /// A value's bytes; `nil` for NULL and for a place that is not there.
    func bytes(_ row: Int, _ column: Int) -> [UInt8]? {
        guard rows.indices.contains(row), rows[row].indices.contains(column) else { return nil }
        return rows[row][column]
    }

    func text(_ row: Int, _ column: Int) -> String? {
        bytes(row, column).map { String(decoding: $0, as: UTF8.self) }
    }

    func integer(_ row: Int, _ column: Int) -> Int64? { text(row, column).flatMap { Int64($0) } }
}
