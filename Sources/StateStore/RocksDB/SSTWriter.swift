import CRocksDB
import Glibc

/// Writes one SST file outside the database; keys must come in ascending order. Unfinished, the file is removed.
///
/// Safety: RocksDB's writer is bound to no thread; not copyable, it is used by one at a time.
struct SSTWriter: ~Copyable, @unchecked Sendable {
    private let options: EngineOptions
    private let pointer: OpaquePointer
    private let path: String
    private var isFinished: Bool

    init(path: String, options: EngineOptions) throws(StoreError) {
        guard let writer = rocksdb_sstfilewriter_create(options.environment, options.pointer) else {
            throw .engine("no SST writer")
        }
        do {
            try rocks { error in rocksdb_sstfilewriter_open(writer, path, error) }
        } catch {
            rocksdb_sstfilewriter_destroy(writer)
            throw error
        }
        self.options = options
        self.pointer = writer
        self.path = path
        self.isFinished = false
    }

    deinit {
        rocksdb_sstfilewriter_destroy(pointer)
        if !isFinished { unlink(path) }
    }

    func put(_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) throws(StoreError) {
        try rocks { error in
            rocksdb_sstfilewriter_put(pointer, key.chars, key.count, value.chars, value.count, error)
        }
    }

    func merge(_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) throws(StoreError) {
        try rocks { error in
            rocksdb_sstfilewriter_merge(pointer, key.chars, key.count, value.chars, value.count, error)
        }
    }

    func delete(_ key: UnsafeRawBufferPointer) throws(StoreError) {
        try rocks { error in rocksdb_sstfilewriter_delete(pointer, key.chars, key.count, error) }
    }

    func deleteRange(_ lower: UnsafeRawBufferPointer, _ upper: UnsafeRawBufferPointer) throws(StoreError) {
        try rocks { error in
            rocksdb_sstfilewriter_delete_range(pointer, lower.chars, lower.count, upper.chars, upper.count, error)
        }
    }

    /// Completes the file and gives its size in bytes.
    mutating func finish() throws(StoreError) -> Int {
        try rocks { error in rocksdb_sstfilewriter_finish(pointer, error) }
        isFinished = true
        var size: UInt64 = 0
        rocksdb_sstfilewriter_file_size(pointer, &size)
        return Int(clamping: size)
    }
}
