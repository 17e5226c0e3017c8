import Synchronization

/// What the signals of a start ask for, passed to the job that runs at that moment.
///
/// A start may run its job more than once: after the disk under the state was full. Written by: the signals' thread and
/// the starting one.
final class StopWish: Sendable {
    private struct State {
        var isStopped = false
        var stop: (@Sendable () -> Void)?
        var checkpoint: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())
    private let signal = LaneSignal()

    var isStopped: Bool { state.withLock { $0.isStopped } }

    /// The job to tell from now on; at once, when a stop was asked for before.
    func pass(to launcher: JobLauncher) {
        let (stop, checkpoint) = (launcher.stopper, launcher.checkpointer)
        let isLate = state.withLock { state in
            state.stop = stop
            state.checkpoint = checkpoint
            return state.isStopped
        }
        if isLate { stop() }
    }

    func stop() {
        let stop = state.withLock { state in
            state.isStopped = true
            return state.stop
        }
        stop?()
        signal.wake()
    }

    func checkpoint() { state.withLock { $0.checkpoint }?() }

    /// Waits so long, or until a stop is asked for.
    func wait(milliseconds: Int) {
        if !isStopped { signal.wait(timeoutMilliseconds: milliseconds) }
    }
}
