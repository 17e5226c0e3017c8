import CRocksDB
import Glibc

/// One data file that the database consists of.
struct LiveFile: Equatable {
    /// Its name in the working directory.
    let name: String
    /// Where it stands: files of level 0 may overlap, files of one other level don't.
    let level: Int
    let byteCount: Int
    let entryCount: Int
    let smallestKey: [UInt8]
    let largestKey: [UInt8]
}

extension Database {
    /// Bytes that this user may still write to the file system of `path`, from statvfs(3); nil when it does not say.
    static func freeBytes(_ path: String) -> Int? {
        var info = statvfs()
        guard statvfs(path, &info) == 0 else { return nil }
        return Int(clamping: UInt64(info.f_bavail).multipliedReportingOverflow(by: UInt64(info.f_frsize)).partialValue)
    }

    /// All data files, as RocksDB's own books have them.
    func liveFiles() -> [LiveFile] {
        guard let list = rocksdb_livefiles(pointer) else { return [] }
        defer { rocksdb_livefiles_destroy(list) }
        return (0..<rocksdb_livefiles_count(list)).map { index in
            var smallestCount = 0
            var largestCount = 0
            let smallest = rocksdb_livefiles_smallestkey(list, index, &smallestCount)
            let largest = rocksdb_livefiles_largestkey(list, index, &largestCount)
            let name = rocksdb_livefiles_name(list, index).map { String(cString: $0) } ?? ""
            return LiveFile(
                name: name.hasPrefix("/") ? String(name.dropFirst()) : name,
                level: Int(rocksdb_livefiles_level(list, index)), byteCount: rocksdb_livefiles_size(list, index),
                entryCount: Int(clamping: rocksdb_livefiles_entries(list, index)),
                smallestKey: Array(UnsafeRawBufferPointer(start: smallest, count: smallestCount)),
                largestKey: Array(UnsafeRawBufferPointer(start: largest, count: largestCount)))
        }
    }
}
