import StateStore

/// Reads ranges of what a table has on disk under one cursor: to open one takes longer than to read what most panes
/// have.
///
/// Sees the state as it was when it read first.
final class PaneReader {
    private let place: AggregateOperator.Place
    private var cursor: StateCursor?

    init(_ place: AggregateOperator.Place) { self.place = place }

    /// Calls `body` with each entry of a range, in order.
    func forEachEntry(
        _ range: KeyRange, _ body: (StateEntry) throws(OperatorError) -> Void
    ) throws(OperatorError) {
        try open()
        range.lower.withUnsafeBytes { cursor?.seek($0) }
        while let entry = try next() {
            if let upper = range.upper, upper.withUnsafeBytes({ entry.key.compared(to: $0) >= 0 }) { return }
            try body(entry)
        }
    }

    private func open() throws(OperatorError) {
        guard cursor == nil else { return }
        do throws(StoreError) {
            cursor = try place.store.cursor(.table(place.table))
        } catch {
            throw .store(error)
        }
    }

    private func next() throws(OperatorError) -> StateEntry? {
        do throws(StoreError) {
            return try cursor?.next()
        } catch {
            throw .store(error)
        }
    }
}
