import Foundation
import Glibc
import Synchronization
import Testing

@testable import Runner

/// A private PostgreSQL for this run of the tests, made by `tools/services` when the first test asks for it.
struct TestServer {
    let directory: String
    let port: Int

    /// The one that most tests share; `nil` when no server is installed.
    static let shared = TestServer.start("shared")

    /// Servers to stop when the tests end.
    private static let running = Mutex<[String]>([])

    private static let tool: String = {
        let file = URL(fileURLWithPath: #filePath)
        let root = (0..<4).reduce(file) { url, _ in url.deletingLastPathComponent() }
        return root.appendingPathComponent("tools/services").path
    }()

    /// Starts a server of its own; `nil` when no server is installed.
    static func start(_ name: String) -> TestServer? {
        guard isInstalled else { return nil }
        let directory = "/tmp/millrace-test-postgres-\(getpid())-\(name)"
        let isFirst = running.withLock { list in
            list.append(directory)
            return list.count == 1
        }
        if isFirst { atexit { TestServer.stopAll() } }
        return launch(directory)
    }

    private static func launch(_ directory: String) -> TestServer? {
        let answer = run(tool, ["start", "postgres", directory])
        for line in answer.text.split(separator: "\n") where line.hasPrefix("PGPORT=") {
            if let port = Int(line.dropFirst(7)) { return TestServer(directory: directory, port: port) }
        }
        Issue.record("tools/services: \(answer.text)")
        return nil
    }

    /// Stops it in good order and starts it again with the same data.
    func restart(_ between: () -> Void = {}) {
        _ = run(TestServer.tool, ["stop", "postgres", directory])
        between()
        _ = TestServer.launch(directory)
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
        if versions.contains(where: { access("/usr/lib/postgresql/\($0)/bin/initdb", X_OK) == 0 }) { return true }
        FileHandle.standardError.write(Data("no PostgreSQL server is installed: its tests are skipped\n".utf8))
        return false
    }()

    func uri(_ database: String, user: String = "postgres", port: Int? = nil) -> String {
        "postgres://\(user)@127.0.0.1:\(port ?? self.port)/\(database)"
    }

    /// An empty database of its own for one test, and a connection to look into it.
    static func database() throws -> TestDatabase? {
        guard let shared else { return nil }
        return try TestDatabase(shared)
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
