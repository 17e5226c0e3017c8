import StateStore

/// What the checkpointer's thread tells the driver.
enum CheckpointerReport: Sendable {
    /// The epoch has a checkpoint; boundaries before `oldest` are not needed any more.
    case finished(Epoch, oldest: Epoch?, micros: Int64)
    /// The disk is full; the checkpoints before this one stay good.
    case noRoom(Epoch, String)
    case failed(JobError)
}

/// What the driver tells the checkpointer.
enum CheckpointerCommand: Sendable {
    case finish(LinkedCheckpoint)
    case quit
}

/// A checkpoint whose files are linked, on its way to the thread that ends it.
final class LinkedCheckpoint: Sendable {
    let boundary: BoundaryRecord
    let metadata: [UInt8]
    /// When it was begun, by the monotonic clock.
    let startedMicros: Int64
    private let pending: Handover<PendingBox>

    init(
        _ pending: consuming PendingCheckpoint, boundary: BoundaryRecord, metadata: [UInt8], startedMicros: Int64
    ) {
        self.pending = Handover(PendingBox(pending))
        self.boundary = boundary
        self.metadata = metadata
        self.startedMicros = startedMicros
    }

    /// Reads and syncs the new files, gives the checkpoint its name, removes the oldest ones. Returns the oldest epoch
    /// that is kept.
    func finish(_ checkpoints: Checkpoints) throws(StoreError) -> Epoch? {
        guard let pending = pending.take()?.take() else { return nil }
        try checkpoints.finish(pending, boundary: boundary, operatorMetadata: metadata)
        return try checkpoints.collect()
    }
}

/// Holds a linked checkpoint until it is taken, once.
private final class PendingBox {
    private var pending: PendingCheckpoint?

    init(_ pending: consuming PendingCheckpoint) {
        self.pending = consume pending
    }

    func take() -> PendingCheckpoint? {
        let taken = pending.take()
        return taken
    }
}

/// Ends checkpoints on a thread of its own, one at a time: reading and syncing their files takes as long as the disk
/// does, and neither lanes nor driver wait for it.
final class Checkpointer: Sendable {
    private let inbox: Mailbox<CheckpointerCommand>
    private let checkpoints: Checkpoints
    private let report: @Sendable (CheckpointerReport) -> Void

    init(
        inbox: Mailbox<CheckpointerCommand>, checkpoints: Checkpoints,
        report: @escaping @Sendable (CheckpointerReport) -> Void
    ) {
        self.inbox = inbox
        self.checkpoints = checkpoints
        self.report = report
    }

    /// The thread's whole life.
    func run() {
        while true {
            for command in inbox.wait(timeoutMilliseconds: 1000) {
                switch command {
                case .quit: return
                case .finish(let linked): finish(linked)
                }
            }
        }
    }

    private func finish(_ linked: LinkedCheckpoint) {
        let epoch = linked.boundary.epoch
        do throws(StoreError) {
            let oldest = try linked.finish(checkpoints)
            report(.finished(epoch, oldest: oldest, micros: monotonicMicros() - linked.startedMicros))
        } catch {
            report(error.isOutOfSpace ? .noRoom(epoch, "\(error)") : .failed(JobError(error)))
        }
    }
}
