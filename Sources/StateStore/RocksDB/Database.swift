import CRocksDB

/// One open RocksDB; closed with its last reference.
///
/// Safety: a RocksDB handle may be used from any thread; the members are never changed after `init`.
final class Database: @unchecked Sendable {
    let pointer: OpaquePointer
    let family: OpaquePointer
    let options: EngineOptions

    /// Opens `path`, makes it when missing; `readOnly` never writes there.
    init(path: String, options: EngineOptions, readOnly: Bool = false) throws(StoreError) {
        var family: OpaquePointer?
        let name = StaticCString("default")
        let opened = try rocks { error in
            var names: UnsafePointer<CChar>? = name.pointer
            var familyOptions: OpaquePointer? = options.pointer
            return readOnly
                ? rocksdb_open_for_read_only_column_families(
                    options.pointer, path, 1, &names, &familyOptions, &family, 0, error)
                : rocksdb_open_column_families(options.pointer, path, 1, &names, &familyOptions, &family, error)
        }
        guard let opened, let family else { throw .engine("open of \(path) gave no handle") }
        self.pointer = opened
        self.family = family
        self.options = options
    }

    deinit {
        rocksdb_cancel_all_background_work(pointer, 1)
        rocksdb_column_family_handle_destroy(family)
        rocksdb_close(pointer)
    }

    /// Takes over finished SST files; they leave their paths. All or none become visible.
    ///
    /// After `corruption` the database must not be used again.
    func ingest(_ paths: [String]) throws(StoreError) {
        if paths.isEmpty { return }
        let names = paths.map { StaticCString($0) }
        let list = names.map { Optional($0.pointer) }
        try rocks { error in
            rocksdb_ingest_external_file_cf(pointer, family, list, list.count, options.ingest, error)
        }
        withExtendedLifetime(names) {}
        try checkBounds()
    }

    /// Throws when a file stands where its keys don't belong.
    ///
    /// Ingesting reads the first and the last key of a file, and RocksDB 7.8.3 ignores a read error there: the file
    /// then has no bounds and may stand beside files that it overlaps, which gives wrong answers. No key of ours is
    /// empty.
    private func checkBounds() throws(StoreError) {
        for file in liveFiles() {
            let (smallest, largest) = (file.smallestKey, file.largestKey)
            if smallest.isEmpty || largest.isEmpty || largest.lexicographicallyPrecedes(smallest) {
                throw .corruption("\(file.name) was ingested without its bounds after a read error")
            }
        }
    }

    /// Forgets all keys in `lower ..< upper`.
    func deleteRange(lower: [UInt8], upper: [UInt8]) throws(StoreError) {
        try rocks { error in
            withChars(lower, upper) { lower, upper in
                rocksdb_delete_range_cf(
                    pointer, options.write, family, lower.chars, lower.count, upper.chars, upper.count, error)
            }
        }
    }

    /// Drops whole files that lie in `lower ... last`; the keys must have been range-deleted before.
    func deleteFiles(lower: [UInt8], last: [UInt8]) throws(StoreError) {
        try rocks { error in
            withChars(lower, last) { lower, last in
                rocksdb_delete_file_in_range_cf(
                    pointer, family, lower.chars, lower.count, last.chars, last.count, error)
            }
        }
    }

    /// Changes a setting of the open database.
    func set(_ name: String, _ value: String) throws(StoreError) {
        let (nameText, valueText) = (StaticCString(name), StaticCString(value))
        try rocks { error in
            rocksdb_set_options_cf(
                pointer, family, 1, [nameText.pointer], [valueText.pointer], error)
        }
        withExtendedLifetime((nameText, valueText)) {}
    }

    /// Rewrites all files that overlap the range; an absent bound means "to the end".
    func compact(lower: [UInt8]?, upper: [UInt8]?) {
        withChars(lower ?? [], upper ?? []) { start, end in
            rocksdb_compact_range_cf(
                pointer, family, lower == nil ? nil : start.chars, start.count, upper == nil ? nil : end.chars,
                end.count)
        }
    }

    /// Writes the memtable to a file and waits for it.
    func flush() throws(StoreError) {
        guard let options = rocksdb_flushoptions_create() else { throw .engine("no flush options") }
        defer { rocksdb_flushoptions_destroy(options) }
        rocksdb_flushoptions_set_wait(options, 1)
        try rocks { error in rocksdb_flush_cf(pointer, options, family, error) }
    }

    /// Flushes, then links all live files into `path`, which must not exist; durable but for `path`'s own parent.
    func checkpoint(to path: String) throws(StoreError) {
        let object = try rocks { error in rocksdb_checkpoint_object_create(pointer, error) }
        guard let object else { throw .engine("no checkpoint object") }
        defer { rocksdb_checkpoint_object_destroy(object) }
        try rocks { error in rocksdb_checkpoint_create(object, path, 0, error) }
    }
}

/// A C string that lives as long as this object.
///
/// Safety: the memory is never changed after `init`.
final class StaticCString: @unchecked Sendable {
    let pointer: UnsafePointer<CChar>

    init(_ text: String) {
        let bytes = text.utf8CString
        let memory = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
        for (offset, byte) in bytes.enumerated() { memory[offset] = byte }
        pointer = UnsafePointer(memory)
    }

    deinit { pointer.deallocate() }
}
