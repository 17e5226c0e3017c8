import Foundation
import Glibc
import Synchronization
import Testing

@testable import Runner

/// A private PostgreSQL for this run of the tests, made by `tools/services` when the first test asks for it.
struct TestServer {
    let directory: String
    let port: Int

    /// The one that most tests share.
    private static let shared = Result { try TestServer.start("shared") }

    /// Whether tests of it run: where all must run, they run and fail without one.
    static let isWanted = isInstalled || ProcessInfo.processInfo.environment["MILLRACE_STRICT"] != nil

    /// Servers to stop when the tests end.
    private static let running = Mutex<[String]>([])

    private static let tool: String = {
        let file = URL(fileURLWithPath: #filePath)
        let root = (0..<4).reduce(file) { url, _ in url.deletingLastPathComponent() }
        return root.appendingPathComponent("tools/services").path
    }()

    /// Starts a server of its own; throws when none is installed.
    static func start(_ name: String) throws -> TestServer {
        let directory = "/tmp/millrace-test-postgres-\(getpid())-\(name)"
        let isFirst = running.withLock { list in
            list.append(directory)
            return list.count == 1
        }
        if isFirst { atexit { TestServer.stopAll() } }
        return try launch(directory)
    }

    private static func launch(_ directory: String) throws -> TestServer {
        let answer = run(tool, ["start", "postgres", directory])
        for line in answer.text.split(separator: "\n") where line.hasPrefix("PGPORT=") {
            if let port = Int(line.dropFirst(7)) { return TestServer(directory: directory, port: port) }
        }
        throw ServerMissing("tools/services: \(answer.text)")
    }

    /// Stops it in good order and starts it again with the same data.
    func restart(_ between: () -> Void = {}) throws {
        _ = run(TestServer.tool, ["stop", "postgres", directory])
        between()
        _ = try TestServer.launch(directory)
    }

    private static func stopAll() {
        for directory in running.withLock({ $0 }) {
            _ = run(tool, ["stop", "postgres", directory])
            try? FileManager.default.removeItem(atPath: directory)
        }
    }

    private static let isInstalled: Bool = {
        if ProcessInfo.processInfo.environment["PGBIN"] != nil { return true }
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        return versions.contains { access("/usr/lib/postgresql/\($0)/bin/initdb", X_OK) == 0 }
    }()

    func uri(_ database: String, user: String = "postgres", port: Int? = nil) -> String {
        "postgres://\(user)@127.0.0.1:\(port ?? self.port)/\(database)"
    }

    /// An empty database of its own for one test, and a connection to look into it.
    static func database() throws -> TestDatabase { try TestDatabase(shared.get()) }
}

/// What kept a test from its server.
struct ServerMissing: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

extension Trait where Self == ConditionTrait {
    /// The test needs a PostgreSQL; it is shown as skipped where none is installed.
    static var postgres: Self {
        .enabled(if: TestServer.isWanted, "no PostgreSQL server is installed: apt-get install postgresql")
    }

    /// The test needs a MariaDB; it is shown as skipped where none is installed.
    static var mysql: Self {
        .enabled(if: MySQLServer.isWanted, "no MariaDB server is installed: apt-get install mariadb-server")
    }
}

/// One test's database.
final class TestDatabase {
    let server: TestServer
    let name: String
    let connection: PostgresConnection

    var uri: String { server.uri(name) }

    init(_ server: TestServer) throws {
        self.server = server
        name = "t\(randomUUID().prefix(8))"
        let admin = try PostgresConnection(PostgresAddress(server.uri("postgres")), applicationName: "test")
        try admin.execute("CREATE DATABASE \(name)")
        admin.close()
        connection = try PostgresConnection(PostgresAddress(server.uri(name)), applicationName: "test")
        try connection.execute("SET timezone = 'UTC'; SET client_min_messages = error")
    }

    /// All rows, each as its columns joined by `|`, NULL as `~`.
    func rows(_ sql: String) throws -> [String] {
        let found = try connection.execute(sql)
        return (0..<found.rows).map { row in
            (0..<found.columns).map { found.text(row, $0) ?? "~" }.joined(separator: "|")
        }
    }

    func run(_ sql: String) throws {
        try connection.execute(sql)
    }
}

/// Runs a program and gives its output, both channels.
///
/// The output goes through a file, and the end is waited for by process number: a server that the program leaves
/// behind would hold a pipe or Foundation's socket open for ever.
func run(_ program: String, _ arguments: [String]) -> (status: Int32, text: String) {
    let path = "/tmp/millrace-test-output-\(getpid())-\(randomUUID())"
    defer { unlink(path) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    let words = ([program] + arguments).map { strdup($0) }
    defer { for word in words { free(word) } }
    var process: pid_t = 0
    guard posix_spawn(&process, program, &actions, nil, words + [nil], environ) == 0 else { return (-1, program) }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    return ((status >> 8) & 0xFF, text)
}
