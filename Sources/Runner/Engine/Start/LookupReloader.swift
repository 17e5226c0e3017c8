import Operators
import Synchronization

/// Reads lookup tables again as often as they say, off the driver's thread because a server may be slow to answer.
final class LookupReloader: Sendable {
    private let signal = LaneSignal()
    private let hasStopped = Atomic<Bool>(false)
    private let thread: Mutex<WorkerThread?>

    /// - Parameter read: a table's rows, staged.
    init(
        _ plan: LogicalPlan, _ inbox: Mailbox<DriverMessage>, log: @escaping @Sendable (String) -> Void,
        read: @escaping @Sendable (Int) throws(JobError) -> LookupCopy
    ) {
        thread = Mutex(nil)
        let tables = plan.lookups.indices.compactMap { index in
            plan.lookups[index].reloadMicros.map { Table(index, plan.lookups[index].source.name, $0) }
        }
        guard !tables.isEmpty else { return }
        let made = WorkerThread(name: "lookups") { [self] in
            var tables = tables
            while !hasStopped.load(ordering: .acquiring) {
                let next = tables.map(\.dueMicros).min() ?? 0
                signal.wait(timeoutMilliseconds: Int(max(0, next - monotonicMicros()) / 1_000) + 1)
                for index in tables.indices where tables[index].dueMicros <= monotonicMicros() {
                    if hasStopped.load(ordering: .acquiring) { return }
                    tables[index].look(inbox, log, read)
                }
            }
        }
        thread.withLock { $0 = made }
    }

    /// One table, and how its last reading went.
    private struct Table {
        let index: Int
        let name: String
        let intervalMicros: Int64
        var dueMicros: Int64
        /// Why its last reading failed.
        var failure: String?

        init(_ index: Int, _ name: String, _ intervalMicros: Int64) {
            self.index = index
            self.name = name
            self.intervalMicros = intervalMicros
            dueMicros = monotonicMicros() + intervalMicros
        }

        /// A failure leaves the rows as they are, is told once, and is tried again after the interval.
        mutating func look(
            _ inbox: Mailbox<DriverMessage>, _ log: (String) -> Void,
            _ read: (Int) throws(JobError) -> LookupCopy
        ) {
            do throws(JobError) {
                let copy = try read(index)
                if failure != nil { log("lookup table \(name) is read again: \(copy.rows.count) rows") }
                failure = nil
                inbox.send(.reloaded(index, copy))
            } catch {
                if failure != error.message {
                    log(
                        "warning: lookup table \(name) keeps its rows, it could not be read again: \(error.message)")
                }
                failure = error.message
            }
            dueMicros = monotonicMicros() + intervalMicros
        }
    }

    /// Ends the thread.
    func stop() {
        hasStopped.store(true, ordering: .releasing)
        signal.wake()
        thread.withLock { $0 }?.join()
    }
}
