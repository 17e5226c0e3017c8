import Synchronization

/// Carries one object from the thread that made it to the thread that will own it.
final class Handover<Value>: Sendable {
    private let slot: Mutex<Value?>

    init(_ value: sending Value) {
        slot = Mutex(value)
    }

    /// The object, the first time.
    func take() -> sending Value? {
        slot.withLock { slot in
            let taken = slot
            slot = nil
            return taken
        }
    }
}
