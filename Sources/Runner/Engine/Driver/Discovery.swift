import Synchronization

/// Looks for new partitions while the job runs, off the driver's thread because a broker may be slow to answer.
final class Discovery: Sendable {
    /// Between looks.
    static let intervalMilliseconds = 5_000
    private let signal = LaneSignal()
    private let hasStopped = Atomic<Bool>(false)
    private let thread: Mutex<WorkerThread?>

    init(_ sources: [any RecordSource], _ inbox: Mailbox<DriverMessage>) {
        thread = Mutex(nil)
        let made = WorkerThread(name: "discovery") { [self] in
            // Found, but nobody could say yet where they begin.
            var waiting = sources.map { _ in [SourcePartition]() }
            while !hasStopped.load(ordering: .acquiring) {
                signal.wait(timeoutMilliseconds: Discovery.intervalMilliseconds)
                if hasStopped.load(ordering: .acquiring) { return }
                for (index, source) in sources.enumerated() { Discovery.look(source, &waiting[index], inbox) }
            }
        }
        thread.withLock { $0 = made }
    }

    /// New partitions are read from their beginning, whatever `start_from` says: their records came after the start.
    private static func look(
        _ source: any RecordSource, _ waiting: inout [SourcePartition], _ inbox: Mailbox<DriverMessage>
    ) {
        waiting += source.discoverPartitions()
        guard !waiting.isEmpty,
            let starts = try? source.startPositions(waiting, from: .earliest, nowUnixMicros: 0)
        else { return }
        waiting = []
        inbox.send(.discovered(starts))
    }

    /// Ends the thread.
    func stop() {
        hasStopped.store(true, ordering: .releasing)
        signal.wake()
        thread.withLock { $0 }?.join()
    }
}
