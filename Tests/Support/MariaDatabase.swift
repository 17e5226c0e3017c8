import Glibc
import Synchronization

/// A MariaDB database of its own for one test, on a private server that all tests share, or on one of its own.
package final class MariaDatabase: Sendable {
    /// Whether there is a server, or tests of it must run and fail without one.
    package static let isAvailable = access("/usr/sbin/mariadbd", X_OK) == 0 || Tree.isStrict

    package let name: String
    private let port: String
    /// Where a server of this test's own lives.
    private let folder: String?
    private static let count = Atomic<Int>(0)
    private static let shared: Result<String, HarnessError> = {
        do {
            let found = try Services.start("mysql")["MYSQL_PORT"]
            return found.map { .success($0) } ?? .failure(HarnessError("the private MariaDB did not say where it is"))
        } catch {
            return .failure(HarnessError("\(error)"))
        }
    }()

    /// - Parameter ownServer: a server that the test may stop.
    package init(ownServer: Bool = false) throws {
        folder = ownServer ? Tree.scratch() + "/own" : nil
        port = try folder.map { try MariaDatabase.start($0) } ?? MariaDatabase.shared.get()
        name = "q\(getpid())_\(MariaDatabase.count.wrappingAdd(1, ordering: .relaxed).newValue)"
        try MariaDatabase.client(port, "mysql", ["-e", "CREATE DATABASE \(name)"])
    }

    deinit {
        if folder != nil {
            stop()
        } else {
            _ = try? MariaDatabase.client(port, "mysql", ["-e", "DROP DATABASE IF EXISTS \(name)"])
        }
    }

    /// What RUNNER_CONN_... takes.
    package var uri: String { "mysql://root@127.0.0.1:\(port)/\(name)" }

    /// Runs a script; rows as lines, fields between tabs.
    @discardableResult
    package func query(_ script: String) throws -> [String] {
        let file = Tree.scratch() + "/script.sql"
        try Tree.write(file, script)
        return try MariaDatabase.client(port, name, ["-e", "source \(file)"]).split(separator: "\n").map(String.init)
    }

    /// The first field of the first row.
    package func value(_ script: String) throws -> String {
        try query(script).first.map { $0.split(separator: "\t").first.map(String.init) ?? "" } ?? ""
    }

    /// Asks once every tenth of a second until the answer is this one; false when it never was within a minute.
    package func wait(for answer: String, _ script: String) throws -> Bool {
        for _ in 0..<600 {
            if try value("DO SLEEP(0.1); \(script)") == answer { return true }
        }
        return false
    }

    /// Stops the test's own server in good order; its data stay.
    package func stop() {
        if let folder { _ = try? Child.output("\(Tree.root)/tools/services", ["stop", "mysql", folder]) }
    }

    /// Ends it as a crash would.
    package func kill() throws {
        if let folder { try Child.output("\(Tree.root)/tools/services", ["kill", "mysql", folder]) }
    }

    /// Starts it again, with its data, where it was.
    package func start() throws {
        if let folder { _ = try MariaDatabase.start(folder) }
    }

    private static func start(_ folder: String) throws -> String {
        let text = try Child.output("\(Tree.root)/tools/services", ["start", "mysql", folder])
        for line in text.split(separator: "\n") where line.hasPrefix("MYSQL_PORT=") {
            return String(line.dropFirst("MYSQL_PORT=".count))
        }
        throw HarnessError("the private MariaDB did not say where it is: \(text)")
    }

    @discardableResult
    private static func client(_ port: String, _ database: String, _ arguments: [String]) throws -> String {
        try Child.output(
            "mariadb",
            [
                "--no-defaults", "-h127.0.0.1", "-P\(port)", "-uroot", "-N", "-B",
                "--default-character-set=utf8mb4", database,
            ] + arguments)
    }
}

extension Database {
    /// Copies rows of MariaDB into a new table, so that PostgreSQL can compare them.
    ///
    /// - Parameter columns: `name type, ...` as PostgreSQL takes them; `select` gives them in this order.
    package func copy(_ select: String, from maria: MariaDatabase, into table: String, _ columns: String) throws {
        let script = "DROP TABLE IF EXISTS \(table); CREATE TABLE \(table) (\(columns)); COPY \(table) FROM STDIN;\n"
        // Both write a tab as \t and a backslash as \\; only NULL is spelled otherwise.
        let lines = try maria.query(select).map { line in
            line.split(separator: "\t", omittingEmptySubsequences: false).map { $0 == "NULL" ? "\\N" : String($0) }
                .joined(separator: "\t")
        }
        try query(script + lines.map { $0 + "\n" }.joined() + "\\.\n")
    }
}
