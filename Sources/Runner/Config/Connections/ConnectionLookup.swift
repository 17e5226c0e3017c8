/// A connection that a job names, found.
package struct Connection: Sendable, Equatable {
    /// What the database's client library takes: a URI, or `host=... dbname=...`.
    package var uri: Secret
    /// Where it was found, for people: `RUNNER_CONN_WAREHOUSE`.
    package var origin: String

    package init(uri: Secret, origin: String) {
        self.uri = uri
        self.origin = origin
    }
}

/// Finds connections by name: environment, credentials of the service manager, secrets of a container, runner.toml.
package struct ConnectionLookup: Sendable {
    package var environment: [String: String]
    package var configuration: RunnerConfiguration
    /// Reads a small file; nil when there is none. Injected for tests.
    package var readText: @Sendable (String) -> String?

    package init(
        environment: [String: String], configuration: RunnerConfiguration = RunnerConfiguration(),
        readText: @escaping @Sendable (String) -> String? = readSmallText
    ) {
        self.environment = environment
        self.configuration = configuration
        self.readText = readText
    }

    /// The connection of a name, or a URI that stands in the job itself.
    ///
    /// - Parameters:
    ///   - user: what it is for, in messages: "a PostgreSQL sink".
    ///   - schemes: what its URI may start with, `["postgres", "postgresql"]`; the first is named in messages.
    ///   - offset: where the name stands in the job.
    package func find(
        _ name: String, for user: String, schemes: [String], at offset: Int
    ) throws(Diagnostic) -> Connection {
        let checked = { (text: String, origin: String) throws(Diagnostic) -> Connection in
            try self.checked(text, origin, user, schemes, at: offset)
        }
        if name.contains("://") { return try checked(name, "the job file") }
        guard isConnectionName(name) else {
            throw Diagnostic(
                .error, .unknownConnection, "'\(mask(name))' is no connection's name", at: offset,
                help: ["A connection's name has letters, digits, '_' and '-'."])
        }
        let variable = Self.variable(for: name)
        if let value = environment[variable] { return try checked(value, variable) }
        let folders = [environment["CREDENTIALS_DIRECTORY"], "/run/secrets"].compactMap { $0 }
        for folder in folders {
            let path = "\(folder)/\(name)"
            if let text = readText(path) { return try checked(text, path) }
        }
        if let value = configuration.connections[name] {
            return try checked(value.reveal(), "[connections] of runner.toml")
        }
        throw notFound(name, variable, schemes, at: offset)
    }

    /// The variable that names a connection: `warehouse-eu` is RUNNER_CONN_WAREHOUSE_EU.
    package static func variable(for name: String) -> String {
        "RUNNER_CONN_" + String(name.uppercased().map { $0 == "-" ? "_" : $0 })
    }

    private func checked(
        _ text: String, _ origin: String, _ user: String, _ schemes: [String], at offset: Int
    ) throws(Diagnostic) -> Connection {
        let uri = trim(text)
        let isURI = schemes.contains { uri.lowercased().hasPrefix("\($0)://") }
        let isKeywords = !uri.contains("://") && uri.contains("=")
        guard isURI || isKeywords else {
            throw Diagnostic(
                .error, .unknownConnection, uri.isEmpty ? "\(origin) is empty" : misfit(uri, origin, user, schemes),
                at: offset, help: ["It should read \(schemes[0])://user:password@host:port/database."])
        }
        if let port = isURI ? badPort(ofURI: uri) : badPort(ofKeywords: uri) {
            throw Diagnostic(
                .error, .badOptionValue, "\(origin) has no port that can be: '\(port)'", at: offset,
                help: ["A port is a number from 1 to 65535."])
        }
        return Connection(uri: Secret(uri), origin: origin)
    }

    /// What a text is instead of a connection of this kind; of the text nothing but its scheme is shown.
    private func misfit(_ uri: String, _ origin: String, _ user: String, _ schemes: [String]) -> String {
        let scheme = uri.firstRange(of: "://").map { uri[..<$0.lowerBound].lowercased() } ?? ""
        guard !scheme.isEmpty, scheme.utf8.allSatisfy({ (97...122).contains($0) }) else {
            return "\(origin) holds no connection for \(user)"
        }
        let wanted = schemes.map { "\($0)://" }.joined(separator: " or ")
        return "\(origin) holds a \(scheme):// connection, and \(user) needs \(wanted)"
    }

    /// The port that is none, of those of all hosts: `scheme://user:password@host:port,host:port/database`.
    private func badPort(ofURI uri: String) -> Substring? {
        guard let start = uri.firstRange(of: "://")?.upperBound else { return nil }
        let authority = uri[start...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        // A password with an unescaped / is for the client library to refuse.
        let hosts = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        guard authority.contains("@") || !uri[start...].contains("@") else { return nil }
        for host in hosts.split(separator: ",") {
            let name = host.lastIndex(of: "]").map { host[$0...] } ?? host
            guard let colon = name.lastIndex(of: ":") else { continue }
            let port = name[name.index(after: colon)...]
            if !port.isEmpty, !mayBePort(port) { return port }
        }
        return nil
    }

    private func badPort(ofKeywords text: String) -> Substring? {
        let ports = text.split(separator: " ").first { $0.hasPrefix("port=") }?.dropFirst("port=".count)
        return ports?.split(separator: ",").first { !mayBePort($0) && !$0.contains("'") }
    }

    /// What is escaped is for the client library to read.
    private func mayBePort(_ text: Substring) -> Bool { isPort(text) || text.contains("%") }

    private func notFound(_ name: String, _ variable: String, _ schemes: [String], at offset: Int) -> Diagnostic {
        let prefix = "RUNNER_CONN_"
        let known =
            Array(configuration.connections.keys)
            + environment.keys.filter { $0.hasPrefix(prefix) }.map { $0.dropFirst(prefix.count).lowercased() }
        var places = [variable]
        if let folder = environment["CREDENTIALS_DIRECTORY"] { places.append("\(folder)/\(name)") }
        places += ["/run/secrets/\(name)", "[connections] in runner.toml"]
        return Diagnostic(
            .error, .unknownConnection, "there is no connection '\(name)'", at: offset,
            hint: suggest(name, among: known.sorted()).map { "did you mean '\($0)'?" },
            help: [
                "Looked for it in \(places.joined(separator: ", ")).",
                "Set \(variable)=\(schemes[0])://user:password@host:port/database.",
            ])
    }
}

/// Whether a text can name a connection: it becomes part of a variable's name and of a path.
func isConnectionName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= Limits.nameBytesMax
        && name.utf8.allSatisfy { byte in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 95
                || byte == 45
        }
}

/// A small file as text; nil when it cannot be read.
@Sendable package func readSmallText(_ path: String) -> String? {
    readFile(path, atMost: Limits.configurationFileBytesMax).map { String(decoding: $0, as: UTF8.self) }
}
