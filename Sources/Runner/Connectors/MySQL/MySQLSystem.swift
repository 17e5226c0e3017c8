import Operators
import StateStore

/// All of a job's tables in one MySQL or MariaDB database: one connection, one transaction an epoch.
///
/// ```
///  start   job tables · targets · START TRANSACTION · lock the job's row · next incarnation · COMMIT
///  commit  START TRANSACTION · rows · letters · job WHERE incarnation and epoch are as I left them · epoch · COMMIT
/// ```
package final class MySQLSystem: SinkSystem, JobDatabase {
    /// Bounds of waiting; the defaults are for production. MySQL waits for locks in whole seconds.
    package struct Settings: Sendable {
        /// How long an earlier life of the job may go on with what it is doing, before its session is ended.
        package var predecessorGraceSeconds = 5
        /// How long the job's row is waited for in all.
        package var lockWaitSecondsMax = 15
        /// Most rows and bytes of one statement.
        package var statementRowsMax = 5_000
        package var statementBytesMax = 1 << 20
        /// Called around every epoch's COMMIT, for tests that crash there.
        package var onPhase: @Sendable (CommitPhase, Epoch) -> Void = { _, _ in }

        package init() {}
    }

    let address: MySQLAddress
    let targets: [MySQLTarget]
    let settings: Settings
    /// Lets a lost reply to our own start be told from a rival.
    let owner: String

    var session: MySQLSession?
    var standing: JobStanding?
    /// For each target the key fields in which spaces at the end do not count, as seen at the start.
    var paddedKeys: [String: [Int]] = [:]

    /// - Parameters:
    ///   - uri: `mysql://...`; never shown.
    ///   - targets: in the order in which `EpochCommit.rows` come.
    package init(
        uri: String, targets: [MySQLTarget], settings: Settings = Settings()
    ) throws(SinkError) {
        address = try MySQLAddress(uri)
        self.targets = targets
        self.settings = settings
        owner = randomUUID()
        let own = address.database
        let names = targets.map { "\($0.database ?? own).\($0.name)" }
        if let twice = names.first(where: { name in names.filter { $0 == name }.count > 1 }) {
            throw .refused("two sinks write to \(twice): give each its own table, or use UNION ALL")
        }
    }

    package func close() {
        session?.connection.close()
        session = nil
    }

    /// Ends a transaction whose error has been told, or the connection if even that fails.
    func rollBack() {
        do throws(ServerError) {
            try session?.connection.execute("ROLLBACK")
        } catch {
            close()
        }
    }

    /// A server's error outside COMMIT, by what must happen next.
    func sinkError(_ error: ServerError) -> SinkError {
        if error.connectionIsLost { close() }
        return switch error.kind {
        case .transient: .transient("MySQL at \(address.text): \(error.text)")
        case .data: .badData("MySQL refuses a row: \(error.text)")
        case .schema: .refused("MySQL at \(address.text): \(error.text)")
        }
    }
}
