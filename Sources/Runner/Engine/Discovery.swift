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
            while !hasStopped.load(ordering: .acquiring) {
                signal.wait(timeoutMilliseconds: Discovery.intervalMilliseconds)
                if hasStopped.load(ordering: .acquiring) { return }
                for source in sources { Discovery.look(source, inbox) }
            }
        }
        thread.withLock { $0 = made }
    }

    /// New partitions are read from their beginning, whatever `start_from` says: their records came after the start.
    private static func look(_ source: any RecordSource, _ inbox: Mailbox<DriverMessage>) {
        let found = source.discoverPartitions()
        guard !found.isEmpty, let starts = try? source.startPositions(found, from: .earliest, nowUnixMicros: 0) else {
            return
        }
        inbox.send(.discovered(starts))
    }

    /// Ends the thread.
    func stop() {
        hasStopped.store(true, ordering: .releasing)
        signal.wake()
        thread.withLock { $0 }?.join()
    }
}
