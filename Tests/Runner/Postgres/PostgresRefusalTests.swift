import Foundation
import Operators
import StateStore
import Testing

@testable import Runner

/// Servers that must not be written to, and settings that are only seen there.
@Suite struct PostgresRefusalTests {
    private func refusal(_ uri: String) throws -> String {
        let target = try PostgresTarget(
            SinkTable(name: "s", columns: schema(["n": .bigint])), schema: nil, name: "t", create: .auto)
        let system = try PostgresSystem(uri: uri, targets: [target])
        defer { system.close() }
        return refusalText { _ = try system.start(testJob) } ?? ""
    }

    @Test(
        .postgres,
        arguments: [
            ("synchronous_commit = off", "has synchronous_commit = off"),
            ("default_transaction_read_only = on", "is read-only here"),
        ])
    func `a role whose settings lose epochs is refused`(_ setting: String, _ words: String) throws {
        let database = try TestServer.database()
        let role = "role_\(database.name)"
        try database.run("CREATE ROLE \(role) LOGIN SUPERUSER; ALTER ROLE \(role) SET \(setting)")
        #expect(try refusal(database.server.uri(database.name, user: role)).contains(words))
    }

    @Test(.postgres) func `a pooler before the server is refused`() throws {
        let database = try TestServer.database()
        let proxy = try #require(FaultProxy(serverPort: database.server.port))
        defer { proxy.close() }
        proxy.shiftProcessNumbers()
        let uri = database.server.uri(database.name, port: proxy.port) + "?sslmode=disable&gssencmode=disable"
        #expect(try refusal(uri).contains("a connection pooler stands before"))
        #expect(try refusal(uri) == "")
    }

    @Test(.postgres) func `a server with fsync = off, and a standby, are refused; an unreplicated COMMIT is looked up`()
        throws
    {
        let server = try TestServer.start("special")
        let database = try TestDatabase(server)
        try database.run("ALTER SYSTEM SET fsync = off")
        try database.run("SELECT pg_reload_conf()")
        try waitUntil(database, "SELECT current_setting('fsync') = 'off'")
        #expect(try refusal(database.uri).contains("has fsync = off"))
        try database.run("ALTER SYSTEM RESET fsync")
        try database.run("SELECT pg_reload_conf()")
        try waitUntil(database, "SELECT current_setting('fsync') = 'on'")
        try lookUpUnreplicated(database)
        database.connection.close()
        try server.restart {
            _ = FileManager.default.createFile(
                atPath: server.directory + "/postgres/data/standby.signal", contents: nil)
        }
        #expect(try refusal(server.uri("postgres")).contains("is a standby: connect to the primary"))
    }

    /// COMMIT waits for a replica that does not exist; when the wait is cancelled, COMMIT succeeds with a warning.
    private func lookUpUnreplicated(_ database: TestDatabase) throws {
        let job = try CountingJob(database)
        _ = try job.start()
        try job.commit(1)
        try database.run("CREATE TABLE probe (n integer)")
        try database.run("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
        try database.run("SELECT pg_reload_conf()")
        // Every COMMIT of this connection would wait as well.
        try database.run("SET synchronous_commit = local")
        try waitUntil(database, "SELECT current_setting('synchronous_standby_names') = 'nobody'")
        // Commits wait from when the checkpointer has seen the setting, too, which no view shows.
        let uri = database.uri
        let probe = Background<Bool> {
            let connection = try PostgresConnection(PostgresAddress(uri), applicationName: "probe")
            while true { try connection.execute("INSERT INTO probe VALUES (1)") }
        }
        try waitUntil(
            database,
            """
            SELECT count(pg_terminate_backend(pid)) = 1 FROM pg_stat_activity
            WHERE application_name = 'probe' AND wait_event = 'SyncRep'
            """)
        #expect(throws: (any Error).self) { try probe.wait() }
        let commit = Background {
            expectFailure(isUnknown) { try job.commit(2) }
            return true
        }
        try waitUntil(
            database, "SELECT count(pg_cancel_backend(pid)) = 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
        #expect(try commit.wait())
        try database.run("ALTER SYSTEM RESET synchronous_standby_names")
        try database.run("SELECT pg_reload_conf()")
        try waitUntil(database, "SELECT current_setting('synchronous_standby_names') = ''")
        #expect(try job.start().epoch == Epoch(2))
        try job.commit(3)
        try database.expectExactly(3)
    }

    private func waitUntil(_ database: TestDatabase, _ query: String) throws {
        for _ in 0..<1000 {
            if try database.rows(query) == ["t"] { return }
            try database.run("SELECT pg_sleep(0.01)")
        }
        Issue.record("never so: \(query)")
    }

    @Test func `a server that is not there is unreachable, and the password is not told`() throws {
        let target = try PostgresTarget(
            SinkTable(name: "s", columns: schema(["n": .bigint])), schema: nil, name: "t", create: .auto)
        let system = try PostgresSystem(
            uri: "postgres://someone:s3cret%21@127.0.0.1:1/nowhere", targets: [target])
        let error = #expect(throws: SinkError.self) { _ = try system.start(testJob) }
        let text = "\(String(describing: error))"
        #expect(text.contains("unreachable("))
        #expect(text.contains("127.0.0.1:1/nowhere as someone"))
        #expect(!text.contains("s3cret"))
    }

    @Test func `what is no address is refused without being repeated`() {
        let error = #expect(throws: SinkError.self) {
            _ = try PostgresSystem(uri: "postgres://u:s3cret@[bad", targets: [])
        }
        #expect(!"\(String(describing: error))".contains("s3cret"))
    }

    @Test(.postgres) func `a schema millrace of another kind is left alone`() throws {
        let database = try TestServer.database()
        try database.run("CREATE SCHEMA millrace")
        #expect(try refusal(database.uri).contains("was not made by this version"))
        let role = "user_\(database.name)"
        try database.run(
            "DROP SCHEMA millrace; CREATE ROLE \(role) LOGIN; CREATE TABLE t (n bigint); GRANT ALL ON t TO \(role)")
        #expect(try refusal(database.server.uri(database.name, user: role)).contains("GRANT CREATE ON DATABASE"))
        #expect(try refusal(database.uri) == "")
        #expect(try refusal(database.server.uri(database.name, user: role)).contains("need USAGE, SELECT"))
    }

    /// libpq takes the user for a host and the password for a port, and shows both.
    @Test(arguments: [
        "postgres://usr:SeKr3t/Pw99@127.0.0.1:5432/db", "postgres://usr:123/SeKr3t@127.0.0.1:5432/db",
        "postgres://usr:SeKr3t@Pw99@127.0.0.1:5432/db",
    ])
    func `a password with a sign that must be escaped is not shown`(uri: String) {
        let text = refusalText { _ = try PostgresAddress(uri) } ?? ""
        #expect(text.contains("%2F") && !text.contains("SeKr3t") && !text.contains("Pw99"), "\(text)")
    }
}
