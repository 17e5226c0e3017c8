/// One entry under a cursor; both buffers are valid until the cursor moves.
package struct StateEntry {
    /// The whole state key.
    package let key: UnsafeRawBufferPointer
    /// The value, operands already combined.
    package let value: UnsafeRawBufferPointer
}

/// Walks a range of keys in order; sees the state as of its creation.
///
/// Owned by one thread. An open cursor keeps the files that it reads on disk, so don't keep one for long.
package struct StateCursor: ~Copyable {
    private var iterator: RangeIterator

    init(_ iterator: consuming RangeIterator) { self.iterator = iterator }

    /// The next entry in key order, nil at the end. Throws when the bytes on disk are damaged or cannot be combined.
    package mutating func next() throws(StoreError) -> StateEntry? {
        guard try iterator.advance() else { return nil }
        return StateEntry(key: iterator.key, value: iterator.value)
    }

    /// Jumps to the first key that is not less than `key`; `next()` gives that entry.
    package mutating func seek(_ key: UnsafeRawBufferPointer) { iterator.seek(key) }
}

extension StateStore {
    /// Opens a cursor on a range. `fillsCache`: keep what it reads in memory, for ranges that are read again soon.
    package func cursor(_ range: KeyRange, fillsCache: Bool = false) throws(StoreError) -> StateCursor {
        StateCursor(
            try RangeIterator(database, lower: range.lower, upper: range.upper, fillsCache: fillsCache))
    }

    /// Calls `body` with each key and merged value of the range, in order, until it returns false.
    ///
    /// Returns the number of entries visited.
    @discardableResult
    package func scan(
        _ range: KeyRange, fillsCache: Bool = false,
        _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Bool
    ) throws(StoreError) -> Int {
        var iterator = try RangeIterator(
            database, lower: range.lower, upper: range.upper, fillsCache: fillsCache)
        var count = 0
        while try iterator.advance() {
            count += 1
            if !body(iterator.key, iterator.value) { break }
        }
        return count
    }

    /// Looks up many keys in one go and calls `body` with the position and merged value of each, nil when absent.
    ///
    /// The buffers given to `body` are valid only during the call. `sorted`: the keys are in ascending order, which
    /// spares a sort. Order of calls is the order of `keys`.
    package func multiGet(
        _ keys: UnsafeBufferPointer<UnsafeRawBufferPointer>, sorted: Bool,
        _ body: (Int, UnsafeRawBufferPointer?) -> Void
    ) throws(StoreError) {
        try database.multiGet(keys, sorted: sorted, body)
    }

    /// The merged value of one key, nil when absent; for tests and tools, look-ups of rows go through `multiGet`.
    package func value(of key: [UInt8]) throws(StoreError) -> [UInt8]? {
        var result: [UInt8]?
        var failure: StoreError?
        key.withUnsafeBytes { bytes in
            withUnsafePointer(to: bytes) { single in
                do throws(StoreError) {
                    try multiGet(UnsafeBufferPointer(start: single, count: 1), sorted: true) { _, value in
                        result = value.map { Array($0) }
                    }
                } catch { failure = error }
            }
        }
        if let failure { throw failure }
        return result
    }
}
