import CRocksDB
package func rocksVersionProbe() -> Bool { let o = rocksdb_options_create(); rocksdb_options_destroy(o); return true }
