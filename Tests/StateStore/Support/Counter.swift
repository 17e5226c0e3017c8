import Synchronization

/// Counts calls from any thread.
final class Counter: Sendable {
    private let count = Atomic<Int>(0)

    /// Counts one call and gives its number, from 1.
    func next() -> Int { count.add(1, ordering: .relaxed).newValue }

    var value: Int { count.load(ordering: .relaxed) }
}
