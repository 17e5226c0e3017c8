#!/usr/bin/env bash
# The usual way to keep aggregates in RocksDB, beside `bench state`: read each row's group by a point read (one batched
# MultiGet for each 4096 rows), add, and write it back by a WriteBatch; close the window with a scan and a range delete.
# The same keys and values as StateRows.swift makes.
# Usage: rocksdb.sh GROUPS [CACHE_MB] [SEED]; CPLUS_INCLUDE_PATH and LIBRARY_PATH as the compiler knows them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/peer.cpp" <<'CPP'
#include <rocksdb/db.h>
#include <rocksdb/cache.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>
#include <rocksdb/utilities/checkpoint.h>
#include <rocksdb/write_batch.h>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>
#include <vector>

static double clockNanos(clockid_t clock) {
    timespec time;
    clock_gettime(clock, &time);
    return time.tv_sec * 1e9 + time.tv_nsec;
}
static uint64_t mix(uint64_t word) {
    word += 0x9e3779b97f4a7c15ull;
    word = (word ^ word >> 30) * 0xbf58476d1ce4e5b9ull;
    word = (word ^ word >> 27) * 0x94d049bb133111ebull;
    return word ^ word >> 31;
}
static uint64_t groups, seed, mask, shift;
static uint64_t keyOf(int round, uint64_t index) {
    uint64_t word = mix(seed + round), place = index;
    do {
        place = (place * (word | 1) + (word >> 32)) & mask;
        place ^= place >> shift;
        place = place * (word >> 16 | 1) & mask;
        place ^= place >> shift;
        place = place * 0x9e3779b97f4a7c15ull & mask;
    } while (place >= groups);
    return place;
}
static uint64_t valueOf(uint64_t key, int round) { return mix(key * 64 + round + seed) & 0xFFFF; }
struct State { uint64_t sum, count; };
static void check(const rocksdb::Status &status) {
    if (!status.ok()) { puts(status.ToString().c_str()); exit(1); }
}
static uint64_t hashOf(uint64_t key, uint64_t sum, uint64_t count) { return mix(mix(key) ^ sum * 31 ^ count); }

int main(int argc, char **argv) {
    groups = strtoull(argv[1], nullptr, 10);
    size_t cache = strtoull(argc > 2 ? argv[2] : "64", nullptr, 10) << 20;
    seed = argc > 3 ? strtoull(argv[3], nullptr, 10) : 1;
    uint64_t bits = 1;
    while (1ull << bits < groups) bits++;
    mask = (1ull << bits) - 1;
    shift = bits / 2;
    rocksdb::Options options;
    options.create_if_missing = true;
    options.compression = rocksdb::kLZ4Compression;
    options.write_buffer_size = std::max<size_t>(cache / 4, 1 << 20);
    options.max_background_jobs = 2;
    rocksdb::BlockBasedTableOptions table;
    table.block_cache = rocksdb::NewLRUCache(cache / 2);
    table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
    table.block_size = 16 << 10;
    options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
    rocksdb::DB *db;
    check(rocksdb::DB::Open(options, std::string(argv[argc - 1]) + "/db", &db));
    rocksdb::WriteOptions write;
    write.disableWAL = true;
    const int batchRows = 4096;
    for (int round = 0; round < 2; round++) {
        double start = clockNanos(CLOCK_PROCESS_CPUTIME_ID), excluded = 0;
        std::vector<std::string> keys(batchRows);
        for (uint64_t first = 0; first < groups; first += batchRows) {
            double making = clockNanos(CLOCK_THREAD_CPUTIME_ID);
            size_t count = std::min<uint64_t>(batchRows, groups - first);
            std::vector<rocksdb::Slice> slices(count);
            std::vector<uint64_t> values(count);
            for (size_t row = 0; row < count; row++) {
                uint64_t key = keyOf(round, first + row), big = __builtin_bswap64(key);
                keys[row].assign(reinterpret_cast<char *>(&big), 8);
                slices[row] = keys[row];
                values[row] = valueOf(key, round);
            }
            excluded += clockNanos(CLOCK_THREAD_CPUTIME_ID) - making;
            std::vector<rocksdb::PinnableSlice> found(count);
            std::vector<rocksdb::Status> status(count);
            db->MultiGet(rocksdb::ReadOptions(), db->DefaultColumnFamily(), count, slices.data(), found.data(), status.data());
            rocksdb::WriteBatch batch;
            for (size_t row = 0; row < count; row++) {
                State state = {0, 0};
                if (status[row].ok()) memcpy(&state, found[row].data(), sizeof state);
                else if (!status[row].IsNotFound()) check(status[row]);
                state.sum += values[row];
                state.count++;
                batch.Put(slices[row], rocksdb::Slice(reinterpret_cast<char *>(&state), sizeof state));
            }
            check(db->Write(write, &batch));
        }
        double nanos = clockNanos(CLOCK_PROCESS_CPUTIME_ID) - start - excluded;
        printf("rocksdb: %s %.1f ns/row\n", round == 0 ? "new group" : "update", nanos / groups);
    }
    double start = clockNanos(CLOCK_PROCESS_CPUTIME_ID);
    rocksdb::Checkpoint *checkpoint;
    check(rocksdb::Checkpoint::Create(db, &checkpoint));
    check(checkpoint->CreateCheckpoint(std::string(argv[argc - 1]) + "/checkpoint"));
    printf("rocksdb: checkpoint %.1f ns/group\n", (clockNanos(CLOCK_PROCESS_CPUTIME_ID) - start) / groups);
    start = clockNanos(CLOCK_PROCESS_CPUTIME_ID);
    uint64_t rows = 0, hash = 0;
    rocksdb::Iterator *cursor = db->NewIterator(rocksdb::ReadOptions());
    for (cursor->SeekToFirst(); cursor->Valid(); cursor->Next()) {
        uint64_t key;
        State state;
        memcpy(&key, cursor->key().data(), 8);
        memcpy(&state, cursor->value().data(), sizeof state);
        hash += hashOf(__builtin_bswap64(key), state.sum, state.count);
        rows++;
    }
    delete cursor;
    check(db->DeleteRange(write, db->DefaultColumnFamily(), std::string(8, '\0'), std::string(9, '\xff')));
    printf("rocksdb: close %.1f ns/group\n", (clockNanos(CLOCK_PROCESS_CPUTIME_ID) - start) / groups);
    uint64_t expected = 0;
    for (uint64_t key = 0; key < groups; key++) expected += hashOf(key, valueOf(key, 0) + valueOf(key, 1), 2);
    printf("rocksdb: result %s\n", rows == groups && hash == expected ? "right" : "WRONG");
    delete checkpoint;
    delete db;
    return rows == groups && hash == expected ? 0 : 1;
}
CPP
g++ -O2 -std=c++17 -o "$folder/peer" "$folder/peer.cpp" -lrocksdb
"$folder/peer" "${1:-1000000}" "${2:-64}" "${3:-1}" "$folder"
