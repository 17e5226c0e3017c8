/// Where a MySQL or MariaDB database is and how we speak to it; its text never shows the password.
///
/// ```
/// mysql://user:password@host:3306/database?ssl-mode=verify-identity&ssl-ca=/etc/ssl/ca.pem
/// mysql://user@localhost/database?socket=/run/mysqld/mysqld.sock
/// ```
struct MySQLAddress: Sendable {
    /// What is asked of TLS.
    enum TLS: String, CaseIterable, Sendable {
        case disabled
        /// The connection is encrypted, whoever the server is.
        case required
        /// The server's certificate is checked, and that it is this host's.
        case verifyIdentity = "verify-identity"
    }

    private(set) var host = "localhost"
    private(set) var port = 3306
    private(set) var user = ""
    let password: Secret?
    private(set) var database = ""
    private(set) var socket: String?
    private(set) var tls = TLS.disabled
    private(set) var certificateAuthority: String?
    private(set) var certificate: String?
    private(set) var key: String?
    private(set) var connectTimeoutSeconds = 10

    /// Reads a URI. Throws `SinkError.refused`, without the text given.
    init(_ uri: String) throws(SinkError) {
        guard let scheme = uri.firstRange(of: "://"),
            ["mysql", "mariadb"].contains(uri[..<scheme.lowerBound].lowercased())
        else { throw .refused("the connection is no URI of the form mysql://user:password@host:port/database") }
        var rest = uri[scheme.upperBound...]
        var options = Substring()
        if let mark = rest.firstIndex(of: "?") {
            options = rest[rest.index(after: mark)...]
            rest = rest[..<mark]
        }
        var path = Substring()
        // A password may hold a slash that nobody escaped; a host never does.
        let hostStart = rest.lastIndex(of: "@").map { rest.index(after: $0) } ?? rest.startIndex
        if let slash = rest[hostStart...].firstIndex(of: "/") {
            path = rest[rest.index(after: slash)...]
            rest = rest[..<slash]
        }
        if let at = rest.lastIndex(of: "@") {
            let name = rest[..<at]
            let colon = name.firstIndex(of: ":")
            user = try MySQLAddress.decoded(name[..<(colon ?? name.endIndex)])
            password = try colon.map { colon throws(SinkError) in
                Secret(try MySQLAddress.decoded(name[name.index(after: colon)...]))
            }
            rest = rest[rest.index(after: at)...]
        } else {
            password = nil
        }
        try readHost(rest)
        database = try MySQLAddress.decoded(path)
        guard !database.isEmpty else {
            throw .refused("the MySQL connection names no database: mysql://user:password@host:port/database")
        }
        for option in options.split(separator: "&") { try read(option) }
        if tls == .disabled, certificateAuthority != nil || certificate != nil || key != nil {
            throw .refused("the MySQL connection has ssl- options but no ssl-mode: required or verify-identity")
        }
    }

    private mutating func readHost(_ text: Substring) throws(SinkError) {
        var name = text
        var number: Substring?
        if name.first == "[", let end = name.firstIndex(of: "]") {
            number = name[name.index(after: end)...].first == ":" ? name[name.index(after: end)...].dropFirst() : nil
            name = name[name.index(after: name.startIndex)..<end]
        } else if let colon = name.lastIndex(of: ":") {
            number = name[name.index(after: colon)...]
            name = name[..<colon]
        }
        if !name.isEmpty { host = try MySQLAddress.decoded(name) }
        guard let number, !number.isEmpty else { return }
        guard isPort(number), let port = Int(number) else {
            throw .refused("the MySQL connection's port is no number from 1 to 65535")
        }
        self.port = port
    }

    private mutating func read(_ option: Substring) throws(SinkError) {
        let parts = option.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = try MySQLAddress.decoded(parts[0]).lowercased().map { $0 == "_" ? "-" : $0 }
        let value = parts.count == 2 ? try MySQLAddress.decoded(parts[1]) : ""
        switch String(name) {
        case "socket": socket = value
        case "ssl-ca": certificateAuthority = value
        case "ssl-cert": certificate = value
        case "ssl-key": key = value
        case "ssl-mode":
            guard let mode = TLS(rawValue: String(value.lowercased().map { $0 == "_" ? "-" : $0 })) else {
                let all = TLS.allCases.map(\.rawValue).joined(separator: ", ")
                throw .refused("the MySQL connection's ssl-mode is one of \(all)")
            }
            tls = mode
        case "connect-timeout":
            guard let seconds = Int(value), (1...600).contains(seconds) else {
                throw .refused("the MySQL connection's connect-timeout is a number of seconds from 1 to 600")
            }
            connectTimeoutSeconds = seconds
        default:
            throw .refused(
                "the MySQL connection has an unknown option \"\(String(name))\"; there are socket, ssl-mode, ssl-ca, "
                    + "ssl-cert, ssl-key and connect-timeout")
        }
    }

    /// Undoes `%2F` and the like.
    private static func decoded(_ text: Substring) throws(SinkError) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
                throw .refused("the MySQL connection has a % that is not followed by two hexadecimal digits")
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        guard !bytes.contains(0) else { throw .refused("the MySQL connection holds a zero byte") }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// `host:port/database as user`, for people.
    var text: String {
        let place = socket ?? "\(host):\(port)"
        return "\(place)/\(database)" + (user.isEmpty ? "" : " as \(user)")
    }
}
