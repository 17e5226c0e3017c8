import Operators
import StateStore

/// All of a job's tables in one PostgreSQL database: one transaction an epoch, committed one after the other.
///
/// ```
///  start   BEGIN · lock the job's row · check or make targets · next incarnation · COMMIT
///  commit  BEGIN · rows · dead letters · epoch · job WHERE incarnation and epoch are as I left them · COMMIT
/// ```
///
/// One connection does it all, unless epochs wait whose rows COPY writes in any order: those are written ahead of their
/// turn on connections of their own (`AheadWriter`).
package final class PostgresSystem: SinkSystem, JobDatabase {
    /// Bounds of waiting; the defaults are for production.
    package struct Settings: Sendable {
        /// How long an earlier life of the job may go on with what it is doing, before its server process is ended.
        package var predecessorGraceMilliseconds = 5_000
        /// How long the job's row is waited for in all.
        package var lockWaitMillisecondsMax = 15_000
        /// Most rows and bytes of one upserting statement.
        package var statementRowsMax = 20_000
        package var statementBytesMax = 32 << 20
        /// Most connections beside the first, for rows of epochs that wait for their turn.
        package var aheadMax = Limits.epochsInFlightMax - 1
        /// How long rows wait for a lock, while a later epoch's may hold it: those give way then.
        package var aheadLockMilliseconds = 2_000
        /// Called around every epoch's COMMIT, for tests that crash there.
        package var onPhase: @Sendable (CommitPhase, Epoch) -> Void = { _, _ in }

        package init() {}
    }

    let address: PostgresAddress
    let targets: [PostgresTarget]
    let settings: Settings
    /// Lets a lost reply to our own start be told from a rival.
    let owner: String

    var connection: PostgresConnection?
    var standing: JobStanding?
    /// Targets that final rows go to by upsert, since COPY met rows with their keys.
    var conflictingTargets: Set<String> = []
    /// Connections that write later epochs, each with the epoch it has.
    var ahead: [(writer: AheadWriter, epoch: Epoch?)] = []
    /// Epochs that are known to follow one.
    var upcoming: ((Epoch) -> [EpochCommit])?

    /// - Parameters:
    ///   - uri: a PostgreSQL URI, or libpq's `key=value` form; never shown.
    ///   - targets: in the order in which `EpochCommit.rows` come.
    package init(
        uri: String, targets: [PostgresTarget], settings: Settings = Settings()
    ) throws(SinkError) {
        address = try PostgresAddress(uri)
        self.targets = targets
        self.settings = settings
        owner = randomUUID()
        let names = targets.map(\.quoted)
        if let twice = names.first(where: { name in names.filter { $0 == name }.count > 1 }) {
            throw .refused("two sinks write to \(twice): give each its own table, or use UNION ALL")
        }
    }

    package func close() {
        abandonAhead()
        connection?.close()
        connection = nil
    }

    func applicationName(_ job: String) -> String { "millrace/\(job)" }

    /// Ends a transaction whose error has been told, or the connection if even that fails.
    func rollBack() {
        do throws(ServerError) {
            try connection?.execute("ROLLBACK")
        } catch {
            close()
        }
    }

    /// A server's error outside COMMIT, by what must happen next.
    func sinkError(_ error: ServerError) -> SinkError {
        if error.connectionIsLost { close() }
        return switch error.kind {
        case .transient: .transient("PostgreSQL at \(address.text): \(error.text)")
        case .data: .badData("PostgreSQL refuses a row: \(error.text)")
        case .schema: .refused("PostgreSQL at \(address.text): \(error.text)")
        }
    }
}
