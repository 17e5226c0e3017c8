import Glibc
import Synchronization

/// A thread of a connector's own, for what must not wait in a lane.
final class ConnectorThread: Sendable {
    private final class Body: Sendable {
        let run: @Sendable () -> Void

        init(run: @escaping @Sendable () -> Void) { self.run = run }
    }

    private let thread: Mutex<pthread_t?>

    /// Starts it. Whatever the closure holds lives until its end.
    init(_ run: @escaping @Sendable () -> Void) {
        let body = Unmanaged.passRetained(Body(run: run))
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { opaque in
                guard let opaque else { return nil }
                Unmanaged<Body>.fromOpaque(opaque).takeRetainedValue().run()
                return nil
            }, body.toOpaque())
        if code != 0 { Shortage.threads.end(code) }
        self.thread = Mutex(thread)
    }

    /// Waits for its end; a second call returns at once, and so does one from the thread itself.
    func join() {
        let thread = thread.withLock { thread in
            let taken = thread
            thread = nil
            return taken
        }
        guard let thread else { return }
        if pthread_equal(thread, pthread_self()) != 0 {
            pthread_detach(thread)
        } else {
            pthread_join(thread, nil)
        }
    }
}
