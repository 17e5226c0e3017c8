import Glibc

/// Turns SIGTERM and Ctrl-C into an orderly stop, and the second of them into an immediate one.
final class StopSignals: Sendable {
    /// Blocks the signals in the calling thread and all that it starts: to be called before there is any other.
    static func block() {
        var set = StopSignals.watched()
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    init(_ stop: @escaping @Sendable () -> Void, checkpoint: @escaping @Sendable () -> Void = {}) {
        let thread = WorkerThread(name: "signals") {
            var set = StopSignals.watched()
            var count = StopCount()
            while true {
                var number: Int32 = 0
                guard sigwait(&set, &number) == 0 else { continue }
                if number == SIGUSR2 { return }
                if number == SIGUSR1 {
                    checkpoint()
                    continue
                }
                switch count.hear(atMicros: monotonicMicros()) {
                case .stop: stop()
                case .echo: continue
                case .stopNow: _exit(128 + number)
                }
            }
        }
        _ = thread
    }

    /// Ends the watching thread.
    func end() { kill(getpid(), SIGUSR2) }

    private static func watched() -> sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for number in [SIGTERM, SIGINT, SIGUSR1, SIGUSR2] { sigaddset(&set, number) }
        return set
    }
}

/// What each of the signals that ask for a stop means.
///
/// One wish may come as several signals: `timeout` sends its own to the program and then to the whole process group,
/// within microseconds; a terminal's Ctrl-C reaches a wrapper, which passes it on. Those are one.
struct StopCount {
    enum Meaning {
        /// The first one: an orderly stop.
        case stop
        /// The first one once more.
        case echo
        /// Somebody does not want to wait.
        case stopNow
    }

    /// No person repeats a wish as fast as this.
    static let echoMicros: Int64 = 300_000

    private var firstMicros: Int64?

    /// - Parameter now: of a clock that never goes back.
    mutating func hear(atMicros now: Int64) -> Meaning {
        guard let firstMicros else {
            firstMicros = now
            return .stop
        }
        return now - firstMicros < Self.echoMicros ? .echo : .stopNow
    }
}
