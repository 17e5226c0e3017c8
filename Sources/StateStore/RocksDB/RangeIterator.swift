import CRocksDB

/// Walks the keys of `lower ..< upper` in order; owns its position and keeps the database open.
struct RangeIterator: ~Copyable {
    private let database: Database
    private let pointer: OpaquePointer
    private let readOptions: OpaquePointer
    /// RocksDB keeps pointing at the bounds for as long as the iterator lives.
    private let bounds: UnsafeMutableRawBufferPointer
    private var started: Bool
    private var ended = false

    init(
        _ database: Database, lower: [UInt8], upper: [UInt8]?, fillsCache: Bool
    ) throws(StoreError) {
        guard let readOptions = rocksdb_readoptions_create() else { throw .engine("no read options") }
        let upperCount = upper?.count ?? 0
        let bounds = UnsafeMutableRawBufferPointer.allocate(byteCount: lower.count + upperCount + 1, alignment: 1)
        bounds.copyBytes(from: lower)
        rocksdb_readoptions_set_fill_cache(readOptions, fillsCache ? 1 : 0)
        if let upper {
            UnsafeMutableRawBufferPointer(rebasing: bounds[lower.count...]).copyBytes(from: upper)
            let start = UnsafeRawBufferPointer(rebasing: bounds[lower.count..<(lower.count + upperCount)])
            rocksdb_readoptions_set_iterate_upper_bound(readOptions, start.chars, upperCount)
        }
        guard let iterator = rocksdb_create_iterator_cf(database.pointer, readOptions, database.family) else {
            rocksdb_readoptions_destroy(readOptions)
            bounds.deallocate()
            throw .engine("no iterator")
        }
        self.database = database
        self.pointer = iterator
        self.readOptions = readOptions
        self.bounds = bounds
        self.started = false
        rocksdb_iter_seek(iterator, UnsafeRawBufferPointer(rebasing: bounds[..<lower.count]).chars, lower.count)
    }

    deinit {
        rocksdb_iter_destroy(pointer)
        rocksdb_readoptions_destroy(readOptions)
        bounds.deallocate()
    }

    /// Goes to the next entry, at first to the first one; false at the end, however often.
    mutating func advance() throws(StoreError) -> Bool {
        if ended { return false }
        if started { rocksdb_iter_next(pointer) } else { started = true }
        if rocksdb_iter_valid(pointer) != 0 { return true }
        try rocks { error in rocksdb_iter_get_error(pointer, error) }
        ended = true
        return false
    }

    /// Jumps forward to the first key that is not less than `key`; the next `advance` lands there.
    mutating func seek(_ key: UnsafeRawBufferPointer) {
        rocksdb_iter_seek(pointer, key.chars, key.count)
        started = false
        ended = false
    }

    /// The key under the iterator; valid until the next move.
    var key: UnsafeRawBufferPointer {
        var length = 0
        let start = rocksdb_iter_key(pointer, &length)
        return UnsafeRawBufferPointer(start: start, count: length)
    }

    /// The merged value under the iterator; valid until the next move.
    var value: UnsafeRawBufferPointer {
        var length = 0
        let start = rocksdb_iter_value(pointer, &length)
        return UnsafeRawBufferPointer(start: start, count: length)
    }
}
