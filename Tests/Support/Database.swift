import Glibc
import Synchronization

/// A database of its own for one test, on the server that PGHOST and PGPORT name or on a private one.
package final class Database: Sendable {
    /// Whether there is a server, or tests of it must run and fail without one.
    package static let isAvailable =
        Tree.variable("PGPORT") != nil || !Tree.list("/usr/lib/postgresql").isEmpty || Tree.isStrict

    package let name: String
    private let server: [String: String]
    private static let count = Atomic<Int>(0)
    private static let shared: Result<[String: String], HarnessError> = {
        if let host = Tree.variable("PGHOST"), let port = Tree.variable("PGPORT") {
            return .success(["PGHOST": host, "PGPORT": port, "PGUSER": Tree.variable("PGUSER") ?? "postgres"])
        }
        do {
            return .success(try Services.start("postgres"))
        } catch {
            return .failure(HarnessError("\(error)"))
        }
    }()

    package init() throws {
        server = try Database.shared.get()
        name = "q\(getpid())_\(Database.count.wrappingAdd(1, ordering: .relaxed).newValue)"
        // The character classes of C.UTF-8, the order of bytes: those of the runner.
        let locale = "ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
        try Database.psql(server, "postgres", ["-c", "CREATE DATABASE \(name) TEMPLATE template0 \(locale)"])
    }

    deinit {
        _ = try? Database.psql(server, "postgres", ["-c", "DROP DATABASE IF EXISTS \(name) WITH (FORCE)"])
    }

    /// What RUNNER_CONN_... takes.
    package var uri: String {
        let user = server["PGUSER"] ?? "postgres"
        return "postgres://\(user)@\(server["PGHOST"] ?? "127.0.0.1"):\(server["PGPORT"] ?? "5432")/\(name)"
    }

    /// Runs a script; rows as lines, fields between bars.
    @discardableResult
    package func query(_ script: String) throws -> [String] {
        let file = Tree.scratch() + "/script.sql"
        try Tree.write(file, script)
        return try Database.psql(server, name, ["-f", file]).split(separator: "\n").map(String.init)
    }

    /// The first field of the first row.
    package func value(_ script: String) throws -> String { try query(script).first ?? "" }

    /// Fills `raw(topic, partition, offset, key, value)`, or another table, with what topics hold.
    package func load(_ records: [TopicRecord], into table: String = "raw") throws {
        func field(_ text: String?) -> String {
            guard let text else { return "\\N" }
            var out = ""
            for character in text.unicodeScalars {
                switch character {
                case "\\": out += "\\\\"
                case "\n": out += "\\n"
                case "\t": out += "\\t"
                case "\r": out += "\\r"
                default: out.unicodeScalars.append(character)
                }
            }
            return out
        }
        var script = """
            CREATE TABLE IF NOT EXISTS \(table) (topic text, partition integer, "offset" bigint, key text, value text);
            COPY \(table) FROM STDIN;

            """
        for record in records {
            script += "\(field(record.topic))\t\(record.partition)\t\(record.offset)\t\(field(record.key))\t"
            script += field(record.value) + "\n"
        }
        try query(script + "\\.\n")
    }

    /// Rows that only one of two queries gives, as text, marked with a side; empty when they agree.
    package func difference(_ ours: String, _ expected: String) throws -> [String] {
        try query(
            """
            SET search_path = oracle, public;
            WITH ours AS (SELECT whole_row::text AS line FROM (\(ours)) whole_row),
                 expected AS (SELECT whole_row::text AS line FROM (\(expected)) whole_row)
            SELECT 'only ours: ' || line FROM (SELECT * FROM ours EXCEPT ALL SELECT * FROM expected) a
            UNION ALL
            SELECT 'only expected: ' || line FROM (SELECT * FROM expected EXCEPT ALL SELECT * FROM ours) b
            ORDER BY 1
            """)
    }

    @discardableResult
    private static func psql(_ server: [String: String], _ database: String, _ arguments: [String]) throws -> String {
        var environment = server
        environment["PGDATABASE"] = database
        environment["PGTZ"] = "UTC"
        environment["PGCLIENTENCODING"] = "UTF8"
        environment["PGOPTIONS"] = "-c client_min_messages=warning"
        return try Child.output(
            "psql", ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"] + arguments, environment: environment)
    }
}
