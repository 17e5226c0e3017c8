/// What the store uses, for metrics and the page.
package struct StoreStatistics: Sendable, Equatable {
    /// Bytes of all live files.
    package var fileBytes = 0
    /// Number of live files.
    package var fileCount = 0
    /// Runs that are not yet combined with the rest: what a scan pays for.
    package var overlappingRuns = 0
    /// Keys, roughly; operands of one key in several runs count several times.
    package var keyCountEstimate = 0
    /// Bytes of the block cache in use, of them pinned, of memtables and of table readers outside the cache.
    package var cacheBytes = 0
    package var cachePinnedBytes = 0
    package var memtableBytes = 0
    package var readerBytes = 0
    /// Compactions at work, and bytes that they still have to rewrite.
    package var runningCompactions = 0
    package var pendingCompactionBytes = 0
    /// Errors of background work; when it grows, the state must be rebuilt from a checkpoint.
    package var backgroundErrors = 0

    /// Bytes of memory in use together.
    package var memoryBytes: Int { cacheBytes + memtableBytes + readerBytes }
}

extension StateStore {
    /// What the store uses now.
    package func statistics() -> StoreStatistics {
        var result = StoreStatistics()
        result.fileBytes = database.property("rocksdb.live-sst-files-size")
        for level in 0..<7 {
            let count = Int(database.textProperty("rocksdb.num-files-at-level\(level)") ?? "") ?? 0
            result.fileCount += count
            if level == 0 { result.overlappingRuns = count }
        }
        result.keyCountEstimate = database.property("rocksdb.estimate-num-keys")
        (result.cacheBytes, result.cachePinnedBytes) = database.cacheUse
        result.memtableBytes = database.property("rocksdb.size-all-mem-tables")
        result.readerBytes = database.property("rocksdb.estimate-table-readers-mem")
        result.runningCompactions = database.property("rocksdb.num-running-compactions")
        result.pendingCompactionBytes = database.property("rocksdb.estimate-pending-compaction-bytes")
        result.backgroundErrors = database.property("rocksdb.background-errors")
        return result
    }

    /// Bytes on disk of a range, roughly; fast.
    package func approximateBytes(_ range: KeyRange) throws(StoreError) -> Int {
        let upper = range.upper ?? [UInt8](repeating: 0xFF, count: 64)
        return try database.approximateSize(lower: range.lower, upper: upper)
    }
}
