import CLibPQ
import Glibc

/// One connection to PostgreSQL: the only place that calls libpq. Blocking; used by one thread.
final class PostgresConnection {
    private var handle: OpaquePointer?
    /// Warnings since they were last taken, as `SQLSTATE message`.
    private let notices = NoticeBox()
    /// Names of the statements that the server knows, by their text.
    private var preparedNames: [String: String] = [:]

    /// Opens a connection. Throws with the server's words, never with the password.
    init(_ address: PostgresAddress, applicationName: String) throws(ServerError) {
        let parameters = address.parameters(applicationName: applicationName)
        handle = PostgresConnection.open(parameters)
        guard let handle, PQstatus(handle) == CONNECTION_OK else {
            let message = address.masking(handle.map { PostgresConnection.text(PQerrorMessage($0)) } ?? "out of memory")
            close()
            throw ServerError(sqlState: "", message: message, connectionIsLost: true)
        }
        PQsetNoticeReceiver(
            handle,
            { box, result in
                guard let box else { return }
                Unmanaged<NoticeBox>.fromOpaque(box).takeUnretainedValue().add(result)
            }, Unmanaged.passUnretained(notices).toOpaque())
    }

    deinit { close() }

    func close() {
        if let handle { PQfinish(handle) }
        handle = nil
    }

    private static func open(_ parameters: [(String, String)]) -> OpaquePointer? {
        let names = parameters.map { strdup($0.0) }
        let values = parameters.map { strdup($0.1) }
        defer { for pointer in names + values { free(pointer) } }
        let keywords = names.map { UnsafePointer<CChar>($0) } + [nil]
        return PQconnectdbParams(keywords, values.map { UnsafePointer<CChar>($0) } + [nil], 0)
    }

    var isOpen: Bool { handle.map { PQstatus($0) == CONNECTION_OK } ?? false }

    /// 150_020 for 15.20.
    var serverVersion: Int { handle.map { Int(PQserverVersion($0)) } ?? 0 }

    /// The server process as the start of the connection told it; a pooler tells another number than the server itself.
    var backendProcess: Int { handle.map { Int(PQbackendPID($0)) } ?? 0 }

    /// Warnings since the last call.
    func takeWarnings() -> [String] { notices.take() }

    /// Runs one or more statements without parameters; gives the last one's result.
    @discardableResult
    func execute(_ sql: String) throws(ServerError) -> PostgresResult {
        guard let handle else { throw PostgresConnection.closed }
        return try checked(PQexec(handle, sql))
    }

    /// Runs one statement and calls `sent` when it is on its way and nothing was heard of it yet.
    func execute(_ sql: String, sent: () -> Void) throws(ServerError) -> PostgresResult {
        guard let handle else { throw PostgresConnection.closed }
        guard PQsendQuery(handle, sql) == 1 else { throw lost() }
        while PQflush(handle) == 1 {}
        sent()
        let result = PQgetResult(handle)
        defer {
            while let rest = PQgetResult(handle) { PQclear(rest) }
        }
        return try checked(result)
    }

    /// Runs one statement with parameters.
    @discardableResult
    func query(_ sql: String, _ parameters: [PostgresParameter]) throws(ServerError) -> PostgresResult {
        guard let handle else { throw PostgresConnection.closed }
        let result = PostgresParameter.withPointers(parameters) { values, lengths, formats, types in
            PQexecParams(handle, sql, Int32(parameters.count), types, values, lengths, formats, 0)
        }
        return try checked(result)
    }

    /// Runs a statement that this connection parses only the first time.
    @discardableResult
    func runPrepared(_ sql: String, _ parameters: [PostgresParameter]) throws(ServerError) -> PostgresResult {
        guard let handle else { throw PostgresConnection.closed }
        let name = preparedNames[sql] ?? "millrace_\(preparedNames.count)"
        if preparedNames[sql] == nil {
            _ = try checked(PQprepare(handle, name, sql, 0, nil))
            preparedNames[sql] = name
        }
        let result = PostgresParameter.withPointers(parameters) { values, lengths, formats, _ in
            PQexecPrepared(handle, name, Int32(parameters.count), values, lengths, formats, 0)
        }
        return try checked(result)
    }

    /// Streams tuples of the binary COPY format; `feed` calls its argument for each run of them, until it says false.
    /// When `feed` itself says false, the server is told to forget them, and that is an error.
    ///
    /// The corresponding C functions are `PQputCopyData` and `PQputCopyEnd`.
    func copy(
        _ sql: String, _ feed: ((UnsafeRawBufferPointer) -> Bool) -> Bool
    ) throws(ServerError) -> PostgresResult {
        guard let handle else { throw PostgresConnection.closed }
        _ = try checked(PQexec(handle, sql), expecting: PGRES_COPY_IN)
        // Signature, no flags, no extension; a field count of -1 ends the tuples.
        let header: [UInt8] =
            [0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A] + [0, 0, 0, 0, 0, 0, 0, 0, 0]
        var isSent = header.withUnsafeBytes { PostgresConnection.put(handle, $0) }
        let isWhole = feed { bytes in
            isSent = isSent && PostgresConnection.put(handle, bytes)
            return isSent
        }
        let trailer: [UInt8] = [0xFF, 0xFF]
        isSent = isSent && trailer.withUnsafeBytes { PostgresConnection.put(handle, $0) }
        guard isSent, PQputCopyEnd(handle, isWhole ? nil : "given up") == 1 else { throw lost() }
        let result = PQgetResult(handle)
        defer {
            while let rest = PQgetResult(handle) { PQclear(rest) }
        }
        return try checked(result)
    }

    /// Messages stay small, so that neither side holds a whole epoch in one.
    private static func put(_ handle: OpaquePointer, _ bytes: UnsafeRawBufferPointer) -> Bool {
        let messageBytesMax = 1 << 16
        var offset = 0
        while offset < bytes.count, let base = bytes.baseAddress {
            let count = min(messageBytesMax, bytes.count - offset)
            let start = (base + offset).assumingMemoryBound(to: CChar.self)
            if PQputCopyData(handle, start, Int32(count)) != 1 { return false }
            offset += count
        }
        return true
    }

    private func checked(
        _ result: OpaquePointer?, expecting expected: ExecStatusType? = nil
    ) throws(ServerError) -> PostgresResult {
        guard let result else { throw lost() }
        let answer = PostgresResult(result)
        let status = PQresultStatus(result)
        if status == expected { return answer }
        if expected == nil && (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) { return answer }
        func field(_ code: UnicodeScalar) -> String {
            PostgresConnection.text(PQresultErrorField(result, Int32(code.value)))
        }
        var message = field("M")
        if message.isEmpty { message = PostgresConnection.text(PQresultErrorMessage(result)) }
        throw ServerError(
            sqlState: field("C"), message: message.isEmpty ? "unexpected answer" : message, detail: field("D"),
            context: field("W"), connectionIsLost: !isOpen)
    }

    private func lost() -> ServerError {
        let message = handle.map { PostgresConnection.text(PQerrorMessage($0)) } ?? ""
        return ServerError(
            sqlState: "", message: message.isEmpty ? "the connection was lost" : message, connectionIsLost: true)
    }

    private static let closed = ServerError(
        sqlState: "", message: "the connection is closed", connectionIsLost: true)

    /// One line of a C string.
    static func text(_ pointer: UnsafePointer<CChar>?) -> String {
        guard let pointer else { return "" }
        let lines = String(cString: pointer).split(whereSeparator: \.isNewline)
        return lines.joined(separator: " ")
    }
}

/// Warnings that came with results; filled by libpq's call, read by the connection's thread, which are the same thread.
private final class NoticeBox {
    private var warnings: [String] = []

    func add(_ result: OpaquePointer?) {
        guard let result else { return }
        func field(_ code: UnicodeScalar) -> String {
            PostgresConnection.text(PQresultErrorField(result, Int32(code.value)))
        }
        // "V" is the severity in English whatever the server's language is.
        guard field("V") == "WARNING", warnings.count < 100 else { return }
        warnings.append("\(field("C")) \(field("M"))")
    }

    func take() -> [String] {
        defer { warnings = [] }
        return warnings
    }
}
