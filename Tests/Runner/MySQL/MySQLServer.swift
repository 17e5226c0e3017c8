import Foundation
import Glibc
import Operators
import Synchronization
import Testing

@testable import Runner

/// A private MariaDB for this run of the tests, made by `tools/services` when the first test asks for it.
struct MySQLServer {
    let directory: String
    let port: Int

    /// The one that most tests share.
    private static let shared = Result { try MySQLServer.start("shared") }

    /// Whether tests of it run: where all must run, they run and fail without one.
    static let isWanted =
        access("/usr/sbin/mariadbd", X_OK) == 0 || ProcessInfo.processInfo.environment["MILLRACE_STRICT"] != nil

    /// Servers to stop when the tests end.
    private static let running = Mutex<[String]>([])

    private static let tool: String = {
        let file = URL(fileURLWithPath: #filePath)
        let root = (0..<4).reduce(file) { url, _ in url.deletingLastPathComponent() }
        return root.appendingPathComponent("tools/services").path
    }()

    /// Starts a server of its own; throws when none is installed.
    static func start(_ name: String, options: String = "") throws -> MySQLServer {
        let directory = "/tmp/millrace-test-mysql-\(getpid())-\(name)"
        let isFirst = running.withLock { list in
            list.append(directory)
            return list.count == 1
        }
        if isFirst { atexit { MySQLServer.stopAll() } }
        let answer = run(
            "/usr/bin/env", ["MYSQL_OPTIONS=\(options)", tool, "start", "mysql", directory])
        for line in answer.text.split(separator: "\n") where line.hasPrefix("MYSQL_PORT=") {
            if let port = Int(line.dropFirst(11)) { return MySQLServer(directory: directory, port: port) }
        }
        throw ServerMissing("tools/services: \(answer.text)")
    }

    private static func stopAll() {
        for directory in running.withLock({ $0 }) {
            _ = run(tool, ["stop", "mysql", directory])
            try? FileManager.default.removeItem(atPath: directory)
        }
    }

    func uri(_ database: String, user: String = "root", port: Int? = nil) -> String {
        "mysql://\(user)@127.0.0.1:\(port ?? self.port)/\(database)"
    }

    /// An empty database of its own for one test, and a connection to look into it.
    static func database() throws -> MySQLDatabase { try MySQLDatabase(shared.get()) }
}

/// One test's database.
final class MySQLDatabase {
    let server: MySQLServer
    let name: String
    let connection: MySQLConnection

    var uri: String { server.uri(name) }

    init(_ server: MySQLServer) throws {
        self.server = server
        name = "t\(randomUUID().prefix(8))"
        let admin = try MySQLConnection(MySQLAddress(server.uri("mysql")))
        try admin.execute("CREATE DATABASE \(name)")
        admin.close()
        connection = try MySQLConnection(MySQLAddress(server.uri(name)))
    }

    /// All rows, each as its columns joined by `|`, NULL as `~`.
    func rows(_ sql: String) throws -> [String] {
        let found = try connection.execute(sql)
        return found.rows.indices.map { row in
            found.rows[row].indices.map { found.text(row, $0) ?? "~" }.joined(separator: "|")
        }
    }

    func run(_ sql: String) throws {
        try connection.execute(sql)
    }
}

/// A sink with its encoder and its target table, as one lane and the committer have them.
struct MySQLSink {
    let table: SinkTable
    let encoder: TupleEncoder
    let target: MySQLTarget

    init(_ table: SinkTable, database: String? = nil, create: CreateTablePolicy = .auto) throws {
        self.table = table
        encoder = try TupleEncoder(table, arraysAreJSON: true)
        target = try MySQLTarget(table, database: database, name: table.name, create: create)
    }

    func add(_ operation: RowOperation, _ rows: [[Scalar]]) {
        encoder.append(batch(table.columns, rows), operation: operation)
    }
}

extension MySQLDatabase {
    /// A sink whose system has been started.
    func start(_ table: SinkTable, create: CreateTablePolicy = .auto) throws -> (MySQLSink, MySQLSystem) {
        let sink = try MySQLSink(table, create: create)
        let system = try MySQLSystem(uri: uri, targets: [sink.target])
        _ = try system.start(testJob)
        return (sink, system)
    }

    /// Commits rows of one operation as this epoch.
    @discardableResult
    func commit(
        _ number: Int64, _ sink: MySQLSink, _ system: MySQLSystem, _ operation: RowOperation, _ rows: [[Scalar]]
    ) throws -> CommitReport {
        sink.add(operation, rows)
        return try system.commit(EpochCommit(number, [[sink.encoder.take()]]))
    }
}
