import Glibc
import Operators
import Synchronization

/// Bytes of an epoch's rows that memory has no room for: a file without a name, which is gone with its last reader.
///
/// One lane appends, the committer reads what was appended before it got to know of it.
package final class OverflowFile: Sendable {
    private let descriptor: Int32
    private let length = Atomic<Int>(0)

    /// Makes the file in a folder of scratch files; nil when that is not possible: rows then stay in memory.
    package init?(folder: String) {
        let flags = O_TMPFILE_AND_DIRECTORY | O_RDWR | O_CLOEXEC
        var opened = open(folder, flags, 0o600)
        if opened < 0 {
            // A file system without nameless files.
            var name = Array("\(folder)/overflow-XXXXXX".utf8CString)
            opened = mkstemp(&name)
            if opened >= 0 { unlink(name) }
        }
        guard opened >= 0 else { return nil }
        descriptor = opened
    }

    deinit { close(descriptor) }

    /// Appends the bytes and returns where they lie; nil when the disk takes no more.
    func append(_ bytes: [UInt8]) -> Int? {
        let start = length.load(ordering: .relaxed)
        let written = bytes.withUnsafeBytes { source in
            var done = 0
            while done < source.count {
                let rest = UnsafeRawBufferPointer(rebasing: source[done...])
                let count = pwrite(descriptor, rest.baseAddress, rest.count, off_t(start + done))
                if count < 0 && errno == EINTR { continue }
                if count <= 0 { return false }
                done += count
            }
            return true
        }
        guard written else { return nil }
        length.store(start + bytes.count, ordering: .relaxed)
        return start
    }

    /// Reads bytes that `append` wrote; nil when the disk doesn't give them back.
    func read(from start: Int, count: Int) -> [UInt8]? {
        var isWhole = true
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { target, filled in
            filled = 0
            while filled < count {
                let rest = UnsafeMutableBufferPointer(rebasing: target[filled..<count])
                let got = pread(descriptor, rest.baseAddress, rest.count, off_t(start + filled))
                if got < 0 && errno == EINTR { continue }
                if got <= 0 {
                    isWhole = false
                    return
                }
                filled += got
            }
        }
        return isWhole ? bytes : nil
    }
}

/// `O_TMPFILE` of open(2), a macro that Swift does not see; it includes `O_DIRECTORY`.
private let O_TMPFILE_AND_DIRECTORY: Int32 = 0o20000000 | O_DIRECTORY

/// Where a chunk's bytes lie that are not in memory.
package struct StoredBytes: Sendable {
    let file: OverflowFile
    let start: Int
    let count: Int
}

extension EncodedRows.Chunk {
    /// Bytes of the chunk's rows, wherever they lie.
    package var byteCount: Int { stored?.count ?? bytes.count }

    /// The chunk with its bytes on disk; as it is when the disk takes none.
    func stored(in file: OverflowFile) -> EncodedRows.Chunk {
        guard stored == nil, let start = file.append(bytes) else { return self }
        var moved = EncodedRows.Chunk(operation: operation, rows: rows, bytes: [])
        moved.stored = StoredBytes(file: file, start: start, count: bytes.count)
        return moved
    }

    /// The chunk with its bytes in memory. Throws `transient` when the disk does not give them back.
    func loaded() throws(SinkError) -> EncodedRows.Chunk {
        guard let stored else { return self }
        guard let bytes = stored.file.read(from: stored.start, count: stored.count) else {
            throw .transient("rows of the epoch that were put on disk can't be read back: errno \(errno)")
        }
        return EncodedRows.Chunk(operation: operation, rows: rows, bytes: bytes)
    }
}

/// Calls `body` with part after part of an epoch's rows, in the order in which they came: chunks of these operations,
/// in memory, with at most `bytesMax` together unless one chunk alone has more.
package func forEachSlice<Failure: Error>(
    of lanes: [EncodedRows], only wanted: Set<RowOperation>, bytesMax: Int,
    onError: (SinkError) -> Failure, _ body: (EncodedRows) throws(Failure) -> Void
) throws(Failure) {
    var slice = EncodedRows()
    var bytes = 0
    for lane in lanes {
        for chunk in lane.chunks where wanted.contains(chunk.operation) {
            if bytes > 0 && bytes + chunk.byteCount > bytesMax {
                try body(slice)
                slice = EncodedRows()
                bytes = 0
            }
            bytes += chunk.byteCount
            do throws(SinkError) {
                slice.chunks.append(try chunk.loaded())
            } catch {
                throw onError(error)
            }
        }
    }
    if !slice.chunks.isEmpty { try body(slice) }
}
