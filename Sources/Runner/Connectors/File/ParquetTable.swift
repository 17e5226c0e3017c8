import Glibc
import Operators
import StateStore

/// A Parquet file that is open: its rows are read by whoever decodes them.
package final class ParquetTable {
    package let path: String
    package let reader: ParquetReader
    /// What stands for a row where bytes of a record are asked for: the file, and a hash of its directory, by which
    /// another file under the same name is known.
    let label: [UInt8]
    /// The first row of each row group, and the end of the last.
    let groupStarts: [Int64]

    /// - Throws: `fileGone` when there is no such file, `badInput` for one that can't be read as Parquet.
    package init(path: String) throws(SourceError) {
        self.path = path
        let input = try ParquetFileInput(path: path)
        do throws(ParquetError) {
            reader = try ParquetReader(input)
        } catch {
            throw .badInput(path: path, line: 0, reason: "\(error)")
        }
        var starts: [Int64] = [0]
        for rows in reader.rowGroupRows { starts.append((starts.last ?? 0) + rows) }
        groupStarts = starts
        var line: [UInt8] = Array("{\"file\": ".utf8)
        JSONText.append(path.utf8, to: &line)
        line += ", \"hash\": \"\(String(try input.tailHash(), radix: 16))\"}".utf8
        label = line
    }

    /// A file in which the job stands is not the one that it read.
    static func changed(_ path: String, _ row: Int64, _ what: String) -> SourceError {
        .failed(operation: path, reason: "the job has read it up to row \(row), but \(what); nothing was skipped")
    }

    /// How many rows may be read at once from a row on: a batch never crosses row groups.
    func rows(from row: Int64, max: Int) -> Int {
        let end = groupStarts.first { $0 > row } ?? row
        return Int(Swift.min(Int64(max), end - row))
    }
}

/// A file on disk as Parquet's reader wants it.
final class ParquetFileInput: ParquetInput {
    let byteCount: Int64
    private let path: String
    private let descriptor: Int32
    /// The end of a file has its directory: another file has another.
    private static let tailBytes: Int64 = 64 << 10

    init(path: String) throws(SourceError) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { throw .fileGone(path: path, position: 0) }
            throw .unreadable(path, errno)
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw .badInput(path: path, line: 0, reason: "no regular file")
        }
        byteCount = Int64(status.st_size)
    }

    deinit { close(descriptor) }

    func read(at offset: Int64, into target: UnsafeMutableRawPointer, count: Int) throws(ParquetError) {
        var done = 0
        while done < count {
            let got = pread(descriptor, target + done, count - done, off_t(offset) + done)
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw .input("\(path): \(String(cString: strerror(errno)))") }
            guard got > 0 else { throw .truncated(offset: offset, wanted: Int64(count)) }
            done += got
        }
    }

    func tailHash() throws(SourceError) -> UInt64 {
        let count = min(byteCount, ParquetFileInput.tailBytes)
        let memory = Buffer<UInt8>(capacity: Int(count))
        do throws(ParquetError) {
            try read(at: byteCount - count, into: memory.pointer, count: Int(count))
        } catch {
            throw .badInput(path: path, line: 0, reason: "\(error)")
        }
        return hashBytes(UnsafeRawBufferPointer(memory.prefix(Int(count))))
    }
}
