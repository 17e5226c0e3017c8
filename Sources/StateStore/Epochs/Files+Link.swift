import Glibc

extension Files {
    /// How a file came to a second name.
    package enum LinkResult: Sendable, Equatable {
        /// Both names share the bytes on disk.
        case linked
        /// The bytes were copied, for the names lie on different devices; the copy is synced.
        case copied
    }

    /// Gives an immutable file a second name; copies it when the file system cannot link.
    @discardableResult
    package static func link(_ from: String, to: String) throws(StoreError) -> LinkResult {
        if Glibc.link(from, to) == 0 { return .linked }
        let code = errno
        switch code {
        case EXDEV, EPERM, EMLINK, ENOTSUP, ENOSYS:
            _ = try copy(from, to: to)
            return .copied
        default: throw .system(call: "link", path: to, errno: code)
        }
    }

    /// Copies a file, syncs the copy, and gives the checksum of what was copied.
    package static func copy(_ from: String, to: String) throws(StoreError) -> FileDigest {
        let target = try OpenFile(to, O_WRONLY | O_CREAT | O_EXCL)
        let digest = try read(from) { (bytes, offset) throws(StoreError) in try target.write(bytes, at: offset) }
        try target.sync()
        return digest
    }

    /// Size and checksum of a file's bytes as they are now.
    package static func digest(_ path: String) throws(StoreError) -> FileDigest {
        try read(path) { (_, _) throws(StoreError) in }
    }

    /// Reads a file in pieces and gives its digest.
    private static func read(
        _ path: String, _ body: (UnsafeRawBufferPointer, Int) throws(StoreError) -> Void
    ) throws(StoreError) -> FileDigest {
        let file = try OpenFile(path, O_RDONLY)
        _ = posix_fadvise(file.descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 64)
        defer { chunk.deallocate() }
        var state = ChecksumState()
        var offset = 0
        while true {
            let count = try file.read(into: chunk, at: offset)
            if count == 0 { break }
            let bytes = UnsafeRawBufferPointer(rebasing: chunk[..<count])
            state.update(bytes)
            try body(bytes, offset)
            offset += count
        }
        return FileDigest(byteCount: offset, checksum: state.finish())
    }
}

/// What tells whether a file is still the one that was written.
package struct FileDigest: Hashable, Sendable {
    /// Size in bytes.
    package let byteCount: Int
    /// Checksum of all bytes.
    package let checksum: ContentChecksum

    /// The digest with these two.
    package init(byteCount: Int, checksum: ContentChecksum) {
        self.byteCount = byteCount
        self.checksum = checksum
    }
}
