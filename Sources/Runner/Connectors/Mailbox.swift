import Synchronization

/// Messages from any thread to one: the driver's inbox and each lane's.
///
/// Written by every thread that has the mailbox; read by the one that owns `signal`.
package final class Mailbox<Message: Sendable>: Sendable {
    private let messages = Mutex<[Message]>([])
    /// Woken by every message.
    package let signal: LaneSignal

    package init(signal: LaneSignal = LaneSignal()) {
        self.signal = signal
    }

    /// Appends a message and wakes the reader.
    package func send(_ message: Message) {
        messages.withLock { $0.append(message) }
        signal.wake()
    }

    /// All messages so far, oldest first; does not wait.
    package func take() -> [Message] {
        messages.withLock { box in
            guard !box.isEmpty else { return [] }
            let taken = box
            box.removeAll(keepingCapacity: true)
            return taken
        }
    }

    /// All messages so far, waiting up to the time for the first.
    package func wait(timeoutMilliseconds: Int) -> [Message] {
        let already = take()
        guard already.isEmpty else { return already }
        signal.wait(timeoutMilliseconds: timeoutMilliseconds)
        return take()
    }
}
