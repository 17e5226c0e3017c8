import StateStore
import Synchronization

/// A connection and a thread that write the rows of a later epoch while an earlier one is being committed.
///
/// ```
///  main   BEGIN · rows of e ························ job = e · COMMIT
///  ahead          BEGIN · rows of e + 1 ·················· (waits) ······ job = e + 1 · COMMIT
/// ```
///
/// Nobody sees the rows before their epoch's COMMIT, which comes in its turn and compares and sets the job's row like
/// any other. What can't be written ahead is written again when its turn comes, so that every failure but one of COMMIT
/// itself means no more than time lost.
final class AheadWriter: Sendable {
    /// How the transaction of an epoch that was written ahead has ended.
    enum Outcome: Sendable {
        /// The job stands there now; and how many rows that were.
        case committed(JobStanding, rows: Int)
        /// Nothing of it is left in the database.
        case undone
        /// Whether it was committed is not certain, or it must never be.
        case stopped(SinkError)
    }

    private enum Order: Sendable {
        case write(EpochCommit, conflicting: Set<String>)
        case complete(JobStanding)
    }

    private let inbox = Mailbox<Order>()
    private let outcomes = Mailbox<Outcome>()
    private let isAbandoned = Atomic<Bool>(false)

    /// Connects with the first epoch.
    ///
    /// - Parameters:
    ///   - jobUUID: as the job's row says: by it a later life finds the connection.
    init(
        _ address: PostgresAddress, _ targets: [PostgresTarget], _ settings: PostgresSystem.Settings, jobUUID: String
    ) {
        // The thread holds this object until it is abandoned.
        WorkerThread(name: "pg-ahead") { [self] in
            var desk = Desk(
                address: address, targets: targets, settings: settings,
                name: PostgresSystem.aheadName(jobUUID: jobUUID))
            work(&desk)
        }.detach()
    }

    /// Begins a transaction with the rows of an epoch that only COPY writes (`PostgresSystem.isCopied`).
    func write(_ epoch: EpochCommit, conflicting: Set<String>) {
        inbox.send(.write(epoch, conflicting: conflicting))
    }

    /// Ends the epoch's transaction, as soon as its rows are written: `standing` is where the job stands before it.
    func complete(_ standing: JobStanding) { inbox.send(.complete(standing)) }

    /// How it ended, if that is known within the time.
    func outcome(waitingMilliseconds: Int) -> Outcome? {
        outcomes.wait(timeoutMilliseconds: waitingMilliseconds).first
    }

    /// Lets go of what is being written; the thread ends by itself.
    func abandon() {
        isAbandoned.store(true, ordering: .relaxed)
        inbox.signal.wake()
    }

    /// What the thread owns.
    private struct Desk {
        let address: PostgresAddress
        let targets: [PostgresTarget]
        let settings: PostgresSystem.Settings
        let name: String
        var connection: PostgresConnection?
        /// An open transaction, with the rows of the epoch in it.
        var written: (epoch: EpochCommit, rows: Int)?

        /// When there was last something to do.
        var usedMicros = monotonicMicros()

        /// A connection that was of no use for a minute is given back.
        mutating func giveBackIfIdle(isIdle: Bool) {
            let now = monotonicMicros()
            if !isIdle || written != nil { usedMicros = now }
            if now - usedMicros > 60_000_000 { drop() }
        }

        mutating func drop() {
            connection?.close()
            connection = nil
            written = nil
        }
    }

    /// The thread's whole life.
    private func work(_ desk: inout Desk) {
        while !isLetGo {
            let orders = inbox.wait(timeoutMilliseconds: 30_000)
            desk.giveBackIfIdle(isIdle: orders.isEmpty)
            for order in orders where !isLetGo {
                switch order {
                case .write(let epoch, let conflicting): write(epoch, conflicting, &desk)
                case .complete(let standing): outcomes.send(complete(standing, &desk))
                }
            }
        }
        desk.drop()
    }

    private var isLetGo: Bool { isAbandoned.load(ordering: .relaxed) }

    private func write(_ epoch: EpochCommit, _ conflicting: Set<String>, _ desk: inout Desk) {
        do {
            let connection = try desk.connection ?? PostgresSession(desk.address, applicationName: desk.name).connection
            desk.connection = connection
            let writer = PostgresWriter(
                connection: connection, settings: desk.settings, isCareful: false, conflicting: conflicting,
                mayOnlyCopy: true
            ) { !self.isLetGo }
            try connection.execute(
                EpochTransaction.beginSQL(lockMillisecondsMax: desk.settings.aheadLockMilliseconds))
            for (target, rows) in zip(desk.targets, epoch.rows) { try writer.write(rows, to: target) }
            desk.written = (epoch, writer.slices.writtenRows)
        } catch {
            // A row that is refused, a lock, no connection left: the epoch's turn will show.
            desk.drop()
        }
    }

    private func complete(_ standing: JobStanding, _ desk: inout Desk) -> Outcome {
        guard let connection = desk.connection, let written = desk.written else { return .undone }
        desk.written = nil
        let transaction = EpochTransaction(connection: connection, settings: desk.settings, standing: standing)
        do throws(CommitStop) {
            return .committed(try transaction.complete(written.epoch, rejected: []), rows: written.rows)
        } catch {
            desk.drop()
            switch error {
            case .server: return .undone
            case .sink(let stop): return .stopped(stop)
            }
        }
    }
}
