/// A finished sorted file, ready to be ingested once.
package struct Run: Sendable {
    /// Where the file lies; ingesting moves it away.
    package let path: String
    /// Entries written.
    package let entryCount: Int
    /// Bytes of the file.
    package let byteCount: Int
}

/// Writes ascending entries as one SST file outside the database; `finish()` ends it, dropping it removes the file.
///
/// A builder belongs to one thread; several may be in use at once. Keys must be strictly ascending, else the write
/// throws `StoreError`. Nothing is visible before `StateStore.ingest`.
package struct RunBuilder: ~Copyable, Sendable {
    private var writer: SSTWriter
    private let path: String
    /// Entries written so far.
    package private(set) var entryCount = 0

    init(path: String, options: EngineOptions) throws(StoreError) {
        self.writer = try SSTWriter(path: path, options: options)
        self.path = path
    }

    /// No key is empty: a file whose bound is empty is taken for damage.
    @inline(__always)
    private func check(_ key: UnsafeRawBufferPointer) throws(StoreError) {
        if key.isEmpty { throw .invalidArgument("an empty key") }
    }

    /// Sets the value of a key; older values and operands are forgotten.
    @inline(__always)
    package mutating func put(key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) throws(StoreError) {
        try check(key)
        try writer.put(key, value)
        entryCount &+= 1
    }

    /// Adds a merge operand to a key; the registered `ValueMerger` combines it with what is there.
    @inline(__always)
    package mutating func merge(key: UnsafeRawBufferPointer, operand: UnsafeRawBufferPointer) throws(StoreError) {
        try check(key)
        try writer.merge(key, operand)
        entryCount &+= 1
    }

    /// Forgets one key.
    package mutating func delete(key: UnsafeRawBufferPointer) throws(StoreError) {
        try check(key)
        try writer.delete(key)
        entryCount &+= 1
    }

    /// Forgets all older entries in the range, not those of this run; may be called in any order.
    package mutating func deleteRange(
        lower: UnsafeRawBufferPointer, upper: UnsafeRawBufferPointer
    ) throws(StoreError) {
        try check(lower)
        try writer.deleteRange(lower, upper)
        entryCount &+= 1
    }

    /// The same of a range that ends.
    package mutating func deleteRange(_ range: KeyRange) throws(StoreError) {
        guard let upper = range.upper else { throw .invalidArgument("a range without an end") }
        var bounds = ByteBuffer(capacity: range.lower.count + upper.count)
        range.lower.withUnsafeBytes { bounds.append($0) }
        upper.withUnsafeBytes { bounds.append($0) }
        try deleteRange(
            lower: UnsafeRawBufferPointer(rebasing: bounds.bytes[..<range.lower.count]),
            upper: UnsafeRawBufferPointer(rebasing: bounds.bytes[range.lower.count...]))
        _ = bounds
    }

    /// Completes the file; nil when nothing was written.
    package consuming func finish() throws(StoreError) -> Run? {
        if entryCount == 0 { return nil }
        let size = try writer.finish()
        return Run(path: path, entryCount: entryCount, byteCount: size)
    }
}
