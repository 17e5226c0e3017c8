import StateStore

/// What the checkpointer's thread tells the driver.
enum CheckpointerReport: Sendable {
    /// The store holds what the checkpoint does, and its files are linked: the store may change again. What lanes, or
    /// others in their place, have worked for it.
    case linked(costMicros: Int64)
    /// The epoch has a checkpoint; boundaries before `oldest` are not needed any more.
    case finished(Epoch, oldest: Epoch?, micros: Int64)
    /// The disk is full; the checkpoints before this one stay good.
    case noRoom(Epoch, String)
    case failed(JobError)
}

/// What the driver tells the checkpointer.
enum CheckpointerCommand: Sendable {
    case make(WrittenCheckpoint)
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
    private let report: @Sendable (CheckpointerReport) -> Void

    init(
        inbox: Mailbox<CheckpointerCommand>, store: StateStore, checkpoints: Checkpoints,
        report: @escaping @Sendable (CheckpointerReport) -> Void
    ) {
        self.inbox = inbox
        self.store = store
        self.checkpoints = checkpoints
        self.report = report
    }

    /// The thread's whole life.
    func run() {
        while true {
            for command in inbox.wait(timeoutMilliseconds: 1000) {
                switch command {
                case .quit: return
                case .make(let written): make(written)
                }
            }
        }
    }

    private func make(_ written: WrittenCheckpoint) {
        let epoch = written.boundary.epoch
        var isLinked = false
        let began = monotonicMicros()
        do throws(StoreError) {
            try store.ingest(finishing: written.runs)
        } catch {
            return report(.failed(JobError(error)))
        }
        let link = { () -> Void in
            if isLinked { return }
            isLinked = true
            // Runs are combined in the background by and by, which rewrites what is on disk: some 600 bytes a
            // microsecond, spread over the checkpoints between.
            let combining = Int64(self.store.statistics().fileBytes / 600)
            self.report(.linked(costMicros: written.laneMicros + (monotonicMicros() - began) / 2 + combining))
        }
        do throws(StoreError) {
            let pending = try checkpoints.begin(store, epoch: epoch)
            link()
            try checkpoints.finish(pending, boundary: written.boundary, operatorMetadata: written.metadata)
            let oldest = try checkpoints.collect()
            report(.finished(epoch, oldest: oldest, micros: monotonicMicros() - written.startedMicros))
        } catch {
            guard error.isOutOfSpace else { return report(.failed(JobError(error))) }
            // The checkpoints before this one stay good; the journal reaches back to them.
            link()
            report(.noRoom(epoch, "\(error)"))
        }
    }
}
