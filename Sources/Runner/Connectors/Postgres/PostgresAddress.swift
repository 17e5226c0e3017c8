import CLibPQ

/// Where a database is and how we speak to it; its text never shows the password.
struct PostgresAddress: Sendable {
    private let settings: [String: String]

    /// Reads a URI or a `key=value` string, as libpq does. Throws `SinkError.refused`, without the text given.
    init(_ uri: String) throws(SinkError) {
        var message: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(uri, &message) else {
            // libpq's message repeats what it could not read, which may be the password.
            PQfreemem(message)
            throw .refused("the connection is neither a PostgreSQL URI nor a key=value string")
        }
        defer { PQconninfoFree(options) }
        var settings: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { settings[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        self.settings = settings
        // libpq takes a user for a host, and shows it, where a password holds one of these as it is.
        let isPort = (settings["port"] ?? "").utf8.allSatisfy { 48...57 ~= $0 || $0 == UInt8(ascii: ",") }
        let isSplit = [settings["host"], settings["dbname"]].contains { $0?.contains("@") == true }
        if uri.contains("://"), !isPort || isSplit {
            throw .refused(
                "the connection's URI is not read as it is meant: in a user or a password write / as %2F, : as %3A, "
                    + "@ as %40, ? as %3F, # as %23 and % as %25")
        }
    }

    /// `host:port/database as user`, for people.
    var text: String {
        let host = settings["host"] ?? settings["hostaddr"] ?? "local socket"
        let user = settings["user"].map { " as \($0)" } ?? ""
        return "\(host):\(settings["port"] ?? "5432")/\(settings["dbname"] ?? settings["user"] ?? "")\(user)"
    }

    /// A text of libpq's in which no password stands.
    func masking(_ message: String) -> String {
        guard let password = settings["password"], !password.isEmpty else { return message }
        var masked = ""
        var rest = Substring(message)
        while let start = rest.indices.first(where: { rest[$0...].hasPrefix(password) }) {
            masked += rest[..<start] + "********"
            rest = rest[rest.index(start, offsetBy: password.count)...]
        }
        return masked + rest
    }

    /// What libpq is given. A dead peer is noticed within half a minute on our side; the user's own settings win there.
    func parameters(applicationName: String) -> [(String, String)] {
        var result = settings
        let defaults = [
            "connect_timeout": "10", "keepalives": "1", "keepalives_idle": "10", "keepalives_interval": "5",
            "keepalives_count": "3", "tcp_user_timeout": "30000",
        ]
        for (name, value) in defaults where result[name] == nil { result[name] = value }
        result["application_name"] = applicationName
        result["client_encoding"] = "UTF8"
        return result.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
