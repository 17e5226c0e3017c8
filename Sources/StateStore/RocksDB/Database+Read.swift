import CRocksDB

extension Database {
    /// Looks up many keys at once and calls `body` with the position and the merged value of each, nil when absent.
    ///
    /// Give keys in ascending order when they are known to be (`sorted`): it spares a sort.
    func multiGet(
        _ keys: UnsafeBufferPointer<UnsafeRawBufferPointer>, sorted: Bool,
        _ body: (Int, UnsafeRawBufferPointer?) -> Void
    ) throws(StoreError) {
        var start = 0
        while start < keys.count {
            let end = min(start + 256, keys.count)
            try multiGetChunk(UnsafeBufferPointer(rebasing: keys[start..<end]), sorted, offset: start, body)
            start = end
        }
    }

    private func multiGetChunk(
        _ keys: UnsafeBufferPointer<UnsafeRawBufferPointer>, _ sorted: Bool, offset: Int,
        _ body: (Int, UnsafeRawBufferPointer?) -> Void
    ) throws(StoreError) {
        let pointers = keys.map { Optional($0.chars) }
        let lengths = keys.map { $0.count }
        var values = [OpaquePointer?](repeating: nil, count: keys.count)
        var errors = [UnsafeMutablePointer<CChar>?](repeating: nil, count: keys.count)
        rocksdb_batched_multi_get_cf(
            pointer, options.read, family, keys.count, pointers, lengths, &values, &errors, sorted)
        defer {
            for value in values where value != nil { rocksdb_pinnableslice_destroy(value) }
        }
        var failure: StoreError?
        for error in errors {
            guard let error else { continue }
            let text = takeError(error)
            if failure == nil { failure = text }
        }
        if let failure { throw failure }
        for (index, value) in values.enumerated() {
            guard let value else {
                body(offset + index, nil)
                continue
            }
            var length = 0
            let start = rocksdb_pinnableslice_value(value, &length)
            body(offset + index, UnsafeRawBufferPointer(start: start, count: length))
        }
    }

    /// An integer property of RocksDB, 0 when unknown.
    func property(_ name: String) -> Int {
        var value: UInt64 = 0
        return rocksdb_property_int_cf(pointer, family, name, &value) == 0 ? Int(clamping: value) : 0
    }

    /// A text property of RocksDB, nil when unknown.
    func textProperty(_ name: String) -> String? {
        guard let text = rocksdb_property_value_cf(pointer, family, name) else { return nil }
        defer { rocksdb_free(text) }
        return String(cString: text)
    }

    /// Bytes on disk of the files between two keys, roughly.
    func approximateSize(lower: [UInt8], upper: [UInt8]) throws(StoreError) -> Int {
        var size: UInt64 = 0
        try rocks { error in
            withChars(lower, upper) { lower, upper in
                var starts: UnsafePointer<CChar>? = lower.chars
                var ends: UnsafePointer<CChar>? = upper.chars
                var startLength = lower.count
                var endLength = upper.count
                rocksdb_approximate_sizes_cf(
                    pointer, family, 1, &starts, &startLength, &ends, &endLength, &size, error)
            }
        }
        return Int(clamping: size)
    }

    /// Bytes of the block cache in use, and of those that cannot be evicted now.
    var cacheUse: (bytes: Int, pinnedBytes: Int) {
        (rocksdb_cache_get_usage(options.cache), rocksdb_cache_get_pinned_usage(options.cache))
    }
}
