import StateStore
import Synchronization

/// What the committer's thread tells the driver.
enum CommitterReport: Sendable {
    /// All sink systems have committed the epoch.
    case committed(Epoch, CommitReport)
    /// A system can't be reached; it is tried again. For people.
    case waiting(String)
    case failed(JobError)
    /// The job's end in good order is known to all systems.
    case finished(JobError?)
}

/// What the driver tells the committer.
enum CommitterCommand: Sendable {
    case commit(EpochCommit)
    /// Every epoch is committed and none follows.
    case finish
    case quit
}

/// Tells a committer that waits for its next attempt that there will be none.
final class GiveUp: Sendable {
    let signal = LaneSignal()
    private let flag = Atomic<Bool>(false)

    var isSet: Bool { flag.load(ordering: .acquiring) }

    func set() {
        flag.store(true, ordering: .releasing)
        signal.wake()
    }
}

/// Commits epochs to every sink system, on a thread of its own, one epoch at a time and in order.
///
/// An epoch whose outcome is unknown is never sent again blindly: the system is started anew, says which epoch it
/// stands at, and gets the epoch again only if it does not have it.
final class Committer {
    private let inbox: Mailbox<CommitterCommand>
    private let giveUp: GiveUp
    private let report: @Sendable (CommitterReport) -> Void
    private let job: SinkJob
    /// Each with the positions, in the job's list of sinks, of its own sinks.
    private var systems: [CommitterSystem]
    /// What came out of the inbox and has not been done, oldest first.
    private var waiting: [CommitterCommand] = []

    init(
        inbox: Mailbox<CommitterCommand>, giveUp: GiveUp, job: SinkJob, systems: [CommitterSystem],
        report: @escaping @Sendable (CommitterReport) -> Void
    ) {
        self.inbox = inbox
        self.giveUp = giveUp
        self.job = job
        self.systems = systems
        self.report = report
        for (index, system) in systems.enumerated() {
            system.system.follow { [weak self] epoch in self?.epochs(after: epoch, of: index) ?? [] }
        }
    }

    /// The thread's whole life.
    func run() {
        while true {
            if waiting.isEmpty { waiting = inbox.wait(timeoutMilliseconds: 1000) }
            guard !waiting.isEmpty else { continue }
            switch waiting.removeFirst() {
            case .quit:
                for system in systems { system.system.close() }
                return
            case .finish: report(.finished(finish()))
            case .commit(let epoch):
                do throws(JobError) {
                    report(.committed(epoch.boundary.epoch, try commit(epoch)))
                } catch {
                    report(.failed(error))
                }
            }
        }
    }

    /// Epochs behind one that wait for their turn in a system.
    private func epochs(after epoch: Epoch, of index: Int) -> [EpochCommit] {
        waiting += inbox.take()
        return waiting.compactMap { command in
            guard case .commit(let next) = command, next.boundary.epoch > epoch else { return nil }
            return systems[index].part(of: next)
        }
    }

    /// Tells every system, also when one of them fails; gives the first error.
    private func finish() -> JobError? {
        var first: JobError?
        for system in systems {
            do throws(SinkError) { try system.system.finish() } catch { first = first ?? JobError(error) }
        }
        return first
    }

    private func commit(_ epoch: EpochCommit) throws(JobError) -> CommitReport {
        var total = CommitReport()
        var limited = 0
        for index in systems.indices where systems[index].epoch < epoch.boundary.epoch {
            let report = try systems[index].commit(epoch, as: job, giveUp, report)
            total.rows += report.rows
            total.rejectedRows += report.rejectedRows
            total.samples += report.samples
            if report.hasReachedLimit { limited += 1 }
        }
        total.hasReachedLimit = limited > 0 && limited == systems.count
        return total
    }
}

/// One sink system with what is needed to get an epoch into it.
struct CommitterSystem {
    let system: any SinkSystem
    /// Positions in the job's list of sinks.
    let sinks: [Int]
    /// Gets the dead letters: the first transactional system.
    let takesDeadLetters: Bool
    /// The last epoch that it has.
    var epoch: Epoch

    /// Waits between attempts, milliseconds: they double from the first to the last.
    static let backoffMilliseconds = (first: 100, last: 10_000)

    /// What of an epoch is for this system.
    func part(of epoch: EpochCommit) -> EpochCommit {
        var own = epoch
        own.rows = sinks.map { epoch.rows[$0] }
        if !takesDeadLetters { own.deadLetters = [] }
        return own
    }

    /// Commits the epoch, however often it takes, unless the job ends.
    mutating func commit(
        _ epoch: EpochCommit, as job: SinkJob, _ giveUp: GiveUp, _ report: (CommitterReport) -> Void
    ) throws(JobError) -> CommitReport {
        let own = part(of: epoch)
        var waitMilliseconds = CommitterSystem.backoffMilliseconds.first
        var needsStart = false
        while true {
            do throws(SinkError) {
                if needsStart, let position = try system.start(job) {
                    if position.epoch == epoch.boundary.epoch {
                        self.epoch = position.epoch
                        return CommitReport()
                    }
                    guard position.epoch == self.epoch else {
                        throw .refused("the sink stands at epoch \(position.epoch), expected \(self.epoch)")
                    }
                }
                needsStart = false
                let done = try system.commit(own)
                self.epoch = epoch.boundary.epoch
                return done
            } catch {
                needsStart = true
                guard let reason = error.retryReason else { throw JobError(error) }
                report(.waiting("\(reason); again in \(waitMilliseconds) ms"))
                giveUp.signal.wait(timeoutMilliseconds: waitMilliseconds)
                if giveUp.isSet { throw JobError(error) }
                waitMilliseconds = min(waitMilliseconds * 2, CommitterSystem.backoffMilliseconds.last)
            }
        }
    }
}

extension SinkError {
    /// Why to try again; nil when it is of no use.
    var retryReason: String? {
        switch self {
        case .unknownOutcome(let reason), .transient(let reason), .unreachable(let reason): reason
        case .fenced, .badData, .refused, .closed: nil
        }
    }
}

extension JobError {
    /// A sink's error as the end of the job.
    init(_ error: SinkError) {
        switch error {
        case .unknownOutcome(let reason), .transient(let reason): self.init(.failed, reason)
        case .unreachable(let reason): self.init(.unavailable, reason)
        case .fenced(let reason): self.init(.lostOwnership, reason)
        case .badData(let reason): self.init(.badData, reason)
        case .refused(let reason): self.init(.invalidJob, reason)
        case .closed(let reason): self.init(.readerGone, reason)
        }
    }

    /// A source's error as the end of the job; what is said of a file names the source, too.
    init(_ error: SourceError, of source: SourcePlan? = nil) {
        let named = source.map { "source \($0.name): \(error)" } ?? "\(error)"
        switch error {
        case .unreachable: self.init(.unavailable, error.description)
        case .topicMissing, .invalidOption, .denied: self.init(.invalidJob, error.description)
        // Starting again finds the same until a person has acted.
        case .lostOffsets, .truncatedOrRemade, .remade, .partitionsMissing:
            self.init(.invalidJob, error.description)
        case .fileGone, .fileChanged: self.init(.invalidJob, named)
        case .badInput: self.init(.badData, named)
        case .topicExists: self.init(.usage, error.description)
        default: self.init(.failed, named)
        }
    }

    /// The store's error as the end of the job.
    init(_ error: StoreError) {
        switch error {
        case .alreadyLocked: self.init(.lostOwnership, "\(error)")
        case .otherJob, .unsupportedVersion: self.init(.invalidJob, "\(error)")
        default: self.init(.failed, "\(error)", needsRoom: error.isOutOfSpace)
        }
    }
}
