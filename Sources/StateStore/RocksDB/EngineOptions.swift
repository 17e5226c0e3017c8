import CRocksDB

/// How much the store may use; every RocksDB setting is derived from these few.
package struct StoreOptions: Sendable, Equatable {
    /// Bytes for block cache, indexes, filters and the memtable together.
    package var memoryBytes: Int = 64 << 20
    /// Files that RocksDB keeps open.
    package var openFilesMax: Int = 256
    /// Threads for compaction and flush together; 1 or 2.
    package var backgroundThreads: Int = 2
    /// LZ4 on data blocks; off only for measurements.
    package var compresses: Bool = true
    /// Bytes of a data block before compression: what one point look-up reads and unpacks.
    package var blockBytes: Int = 16 << 10

    /// Runs that may overlap before they are combined: each makes look-ups of single keys slower, and combining
    /// rewrites them all. Runs of closed windows may stay until then.
    package var overlappingRunsMax: Int = 6
    /// The same once groups leave memory for the store (`StateStore.keepSpilledRuns`); nil when nothing changes then.
    package var spilledRunsMax: Int?

    /// The defaults, for 64 MiB of memory.
    package init() {}

    /// The defaults with another memory budget.
    package init(memoryBytes: Int) { self.memoryBytes = memoryBytes }

    /// Bytes of the memtable. Only range deletes go through it, so it is small.
    var memtableBytes: Int { min(max(memoryBytes / 32, 64 << 10), 1 << 20) }
    /// Bytes of the block cache: what the two memtables leave.
    var cacheBytes: Int { max(memoryBytes - 2 * memtableBytes, 256 << 10) }
}

/// The options of one database and of the runs built for it; shared by all its handles and freed with the last.
///
/// Safety: RocksDB only reads options after they are set, and all setters are called in `init`.
final class EngineOptions: @unchecked Sendable {
    let pointer: OpaquePointer
    let cache: OpaquePointer
    let environment: OpaquePointer
    let read: OpaquePointer
    let write: OpaquePointer
    let ingest: OpaquePointer

    init(_ options: StoreOptions, merger: any ValueMerger) throws(StoreError) {
        guard let pointer = rocksdb_options_create(), let environment = rocksdb_envoptions_create(),
            let cache = rocksdb_cache_create_lru(options.cacheBytes), let read = rocksdb_readoptions_create(),
            let write = rocksdb_writeoptions_create(), let ingest = rocksdb_ingestexternalfileoptions_create()
        else { throw .engine("options could not be created") }
        self.pointer = pointer
        self.cache = cache
        self.environment = environment
        self.read = read
        self.write = write
        self.ingest = ingest
        setLimits(options)
        setShape(options)
        setTableFormat(options)
        rocksdb_options_set_merge_operator(pointer, makeMergeOperator(merger))
        rocksdb_writeoptions_disable_WAL(write, 1)
        rocksdb_ingestexternalfileoptions_set_move_files(ingest, 1)
        rocksdb_ingestexternalfileoptions_set_allow_global_seqno(ingest, 1)
        rocksdb_ingestexternalfileoptions_set_allow_blocking_flush(ingest, 1)
    }

    deinit {
        rocksdb_ingestexternalfileoptions_destroy(ingest)
        rocksdb_writeoptions_destroy(write)
        rocksdb_readoptions_destroy(read)
        rocksdb_envoptions_destroy(environment)
        rocksdb_options_destroy(pointer)
        rocksdb_cache_destroy(cache)
    }

    private func setLimits(_ options: StoreOptions) {
        rocksdb_options_set_create_if_missing(pointer, 1)
        rocksdb_options_set_max_open_files(pointer, Int32(clamping: options.openFilesMax))
        rocksdb_options_set_max_file_opening_threads(pointer, 2)
        rocksdb_options_set_max_background_jobs(pointer, Int32(clamping: min(max(options.backgroundThreads, 1), 2)))
        rocksdb_options_set_max_subcompactions(pointer, 1)
        rocksdb_options_set_write_buffer_size(pointer, options.memtableBytes)
        rocksdb_options_set_max_write_buffer_number(pointer, 2)
        rocksdb_options_set_stats_dump_period_sec(pointer, 0)
        rocksdb_options_set_stats_persist_period_sec(pointer, 0)
        // Nothing is logged: Debian's RocksDB is built with assertions, and one of them aborts the process when the
        // text log meets a full disk.
        rocksdb_options_set_info_log_level(pointer, 5)
        rocksdb_options_set_keep_log_file_num(pointer, 1)
        // A checkpoint copies the engine's manifest, so it stays small.
        rocksdb_options_set_max_manifest_file_size(pointer, 256 << 10)
        rocksdb_options_set_manifest_preallocation_size(pointer, 64 << 10)
    }

    private func setShape(_ options: StoreOptions) {
        let compression = options.compresses ? rocksdb_lz4_compression : rocksdb_no_compression
        rocksdb_options_set_compression(pointer, Int32(compression))
        rocksdb_options_set_compaction_style(pointer, Int32(rocksdb_level_compaction))
        // With dynamic levels a run goes to the last level when nothing overlaps it, else to level 0 where the
        // number of overlapping runs is bounded by the trigger; without, overlapping runs spread over all levels.
        rocksdb_options_set_level_compaction_dynamic_level_bytes(pointer, 1)
        rocksdb_options_set_level0_file_num_compaction_trigger(
            pointer, Int32(clamping: min(max(options.overlappingRunsMax, 2), 64)))
        // Runs are ingested, not written: only range deletes could be slowed down, and they are tiny.
        rocksdb_options_set_level0_slowdown_writes_trigger(pointer, 600)
        rocksdb_options_set_level0_stop_writes_trigger(pointer, 1_200)
        rocksdb_options_set_target_file_size_base(pointer, 32 << 20)
        rocksdb_options_set_max_bytes_for_level_base(pointer, 1 << 30)
        rocksdb_options_set_skip_stats_update_on_db_open(pointer, 1)
    }

    private func setTableFormat(_ options: StoreOptions) {
        guard let table = rocksdb_block_based_options_create() else { return }
        defer { rocksdb_block_based_options_destroy(table) }
        rocksdb_block_based_options_set_block_cache(table, cache)
        rocksdb_block_based_options_set_block_size(table, max(options.blockBytes, 1 << 10))
        rocksdb_block_based_options_set_format_version(table, 5)
        rocksdb_block_based_options_set_filter_policy(table, rocksdb_filterpolicy_create_bloom_full(10))
        rocksdb_block_based_options_set_index_type(
            table, Int32(rocksdb_block_based_table_index_type_two_level_index_search))
        rocksdb_block_based_options_set_partition_filters(table, 1)
        rocksdb_block_based_options_set_cache_index_and_filter_blocks(table, 1)
        rocksdb_block_based_options_set_cache_index_and_filter_blocks_with_high_priority(table, 1)
        rocksdb_block_based_options_set_pin_top_level_index_and_filter(table, 1)
        rocksdb_options_set_block_based_table_factory(pointer, table)
    }
}
