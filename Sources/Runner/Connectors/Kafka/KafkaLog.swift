import Glibc
import Synchronization

/// What librdkafka says, at most one line per kind and interval; remembers the last reason for error messages.
///
/// Written by: librdkafka's threads. Read by: whoever builds an error.
package final class KafkaLog: Sendable {
    /// One kind of message, e.g. `FAIL` of one broker, and when it was last shown.
    private struct Seen {
        var shownMilliseconds: Int64
        var suppressed: Int
    }

    private struct State {
        var seen: [String: Seen] = [:]
        var lastReason: String?
        var authenticationFailure: String?
        var cutHandshakes = 0
    }

    private let state = Mutex(State())
    private let intervalMilliseconds: Int64
    private let nowMilliseconds: @Sendable () -> Int64
    private let write: @Sendable (String) -> Void
    private static let kindsMax = 1_000

    /// - Parameters:
    ///   - intervalMilliseconds: the same kind of line is shown once in this time, with the count of those left out.
    ///   - nowMilliseconds: a monotonic clock.
    ///   - write: where a line goes; called from librdkafka's threads.
    package init(
        intervalMilliseconds: Int64 = 10_000,
        nowMilliseconds: @escaping @Sendable () -> Int64 = { monotonicMilliseconds() },
        write: @escaping @Sendable (String) -> Void = { line in writeToStandardError("kafka: \(line)\n") }
    ) {
        self.intervalMilliseconds = intervalMilliseconds
        self.nowMilliseconds = nowMilliseconds
        self.write = write
    }

    /// Takes one message; `kind` is what repeats are counted by.
    package func note(kind: String, message: String) {
        // An old broker can't be told; it makes no topics for us all the same, as every topic is looked up first.
        if message.contains("allow.auto.create.topics=false not supported") { return }
        let now = nowMilliseconds()
        let line: String? = state.withLock { state in
            state.lastReason = message
            if state.seen.count > Self.kindsMax { state.seen.removeAll() }
            guard let seen = state.seen[kind] else {
                state.seen[kind] = Seen(shownMilliseconds: now, suppressed: 0)
                return message
            }
            if now - seen.shownMilliseconds < intervalMilliseconds {
                state.seen[kind]?.suppressed += 1
                return nil
            }
            state.seen[kind] = Seen(shownMilliseconds: now, suppressed: 0)
            return seen.suppressed == 0 ? message : "\(message) (\(seen.suppressed) more like this)"
        }
        if let line { write(line) }
    }

    /// Shows a line that the property `debug` asked for; all of them.
    func detail(kind: String, message: String) { write("\(kind) \(message)") }

    /// Keeps a message as the reason of a later error without showing it: librdkafka has logged the same already.
    func remember(_ message: String) { state.withLock { $0.lastReason = message } }

    /// A broker has refused TLS or our credentials. One that hangs up in the middle may also be going away: only when
    /// it does so again and again it is a refusal.
    func noteAuthenticationFailure(_ message: String) {
        state.withLock { state in
            if message.contains("Disconnected") {
                state.cutHandshakes += 1
                if state.cutHandshakes < Self.cutHandshakesMin { return }
            }
            state.authenticationFailure = message
        }
    }

    private static let cutHandshakesMin = 3

    /// The newest message, as the reason of a failure.
    package var lastReason: String? { state.withLock { $0.lastReason } }

    var authenticationFailure: String? { state.withLock { $0.authenticationFailure } }
}

/// Milliseconds of a clock that never jumps; its zero means nothing.
package func monotonicMilliseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
}

func writeToStandardError(_ text: String) {
    var text = text
    text.withUTF8 { bytes in _ = write(2, bytes.baseAddress, bytes.count) }
}
