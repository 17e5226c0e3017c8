import StateStore

/// What the checkpointer's thread tells the driver.
enum CheckpointerReport: Sendable {
    /// The store holds what the checkpoint does, and its files are linked: the store may change again. What lanes, or
    /// others in their place, have worked for it.
    case linked(costMicros: Int64)
    /// The store holds groups that left memory.
    case taken
    /// The epoch has a checkpoint; boundaries before `oldest` are not needed any more.
    case finished(Epoch, oldest: Epoch?, micros: Int64)
    /// The disk is full; the checkpoints before this one stay good.
    case noRoom(Epoch, String)
    case failed(JobError)
}

/// What the driver tells the checkpointer.
enum CheckpointerCommand: Sendable {
    case make(WrittenCheckpoint)
    /// Groups that left memory go into the store.
    case take([OpenRun])
    /// Every sink has the rows of the epochs up to this one.
    case committed(Epoch)
    case quit
}

/// The state at a boundary as the lanes have written it.
struct WrittenCheckpoint: Sendable {
    let runs: [OpenRun]
    /// What writing took of the time of the lane that took longest.
    let laneMicros: Int64
    let boundary: BoundaryRecord
    let metadata: [UInt8]
    /// When it was begun, by the monotonic clock.
    let startedMicros: Int64
}

/// Makes checkpoints of what lanes have written, on a thread of its own, one at a time: syncing and reading their files
/// takes as long as the disk does, and neither lanes nor driver wait for it.
final class Checkpointer: Sendable {
    private let inbox: Mailbox<CheckpointerCommand>
    private let store: StateStore
    private let checkpoints: Checkpoints
    private let followsCommits: Bool
    private let report: @Sendable (CheckpointerReport) -> Void

    /// With `followsCommits` a checkpoint counts only once its epoch is committed: for sinks that remember nothing,
    /// which a restored checkpoint alone tells what they have shown.
    init(
        inbox: Mailbox<CheckpointerCommand>, store: StateStore, checkpoints: Checkpoints, followsCommits: Bool,
        report: @escaping @Sendable (CheckpointerReport) -> Void
    ) {
        self.inbox = inbox
        self.store = store
        self.checkpoints = checkpoints
        self.followsCommits = followsCommits
        self.report = report
    }

    /// A checkpoint whose files are linked, and which does not count yet.
    private struct Linked: ~Copyable {
        let pending: PendingCheckpoint
        let written: WrittenCheckpoint
    }

    /// The thread's whole life.
    func run() {
        var waiting: Linked?
        var waitingEpoch: Epoch?
        var committed = Epoch.none
        while true {
            for command in inbox.wait(timeoutMilliseconds: 1000) {
                switch command {
                case .quit: return
                case .committed(let epoch): committed = epoch
                case .take(let runs): if take(runs) { report(.taken) }
                case .make(let written):
                    waiting = link(written)
                    waitingEpoch = written.boundary.epoch
                }
                guard let epoch = waitingEpoch, !followsCommits || epoch <= committed else { continue }
                waitingEpoch = nil
                if let linked = waiting.take() { finish(linked) }
            }
        }
    }

    /// Takes runs into the store; false when that was reported as impossible.
    private func take(_ runs: [OpenRun]) -> Bool {
        do throws(StoreError) {
            try store.ingest(finishing: runs)
            return true
        } catch {
            report(.failed(JobError(error)))
            return false
        }
    }

    /// Takes the runs into the store and links its files; nil when that was reported as impossible.
    private func link(_ written: WrittenCheckpoint) -> Linked? {
        let began = monotonicMicros()
        guard take(written.runs) else { return nil }
        do throws(StoreError) {
            let pending = try checkpoints.begin(store, epoch: written.boundary.epoch)
            reportLinked(written, since: began)
            return Linked(pending: pending, written: written)
        } catch {
            if error.isOutOfSpace { reportLinked(written, since: began) }
            reportFailure(error, written.boundary.epoch)
            return nil
        }
    }

    private func reportLinked(_ written: WrittenCheckpoint, since began: Int64) {
        // Runs are combined in the background by and by, which rewrites what is on disk: some 600 bytes a
        // microsecond, spread over the checkpoints between.
        let combining = Int64(store.statistics().fileBytes / 600)
        report(.linked(costMicros: written.laneMicros + (monotonicMicros() - began) / 2 + combining))
    }

    private func finish(_ linked: consuming Linked) {
        let written = linked.written
        let epoch = written.boundary.epoch
        do throws(StoreError) {
            try checkpoints.finish(linked.pending, boundary: written.boundary, operatorMetadata: written.metadata)
            let oldest = try checkpoints.collect()
            report(.finished(epoch, oldest: oldest, micros: monotonicMicros() - written.startedMicros))
        } catch {
            reportFailure(error, epoch)
        }
    }

    /// With a full disk the checkpoints before this one stay good; the journal reaches back to them.
    private func reportFailure(_ error: StoreError, _ epoch: Epoch) {
        report(error.isOutOfSpace ? .noRoom(epoch, "\(error)") : .failed(JobError(error)))
    }
}
