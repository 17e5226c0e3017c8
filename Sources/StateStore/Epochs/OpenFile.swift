import Glibc

/// One open file; closed with its owner.
package struct OpenFile: ~Copyable {
    /// The file descriptor, for `flock` and tests.
    let descriptor: Int32
    let path: String

    /// Opens `path`; `flags` and `mode` as for open(2), always close-on-exec.
    ///
    /// The corresponding C function is `open`.
    init(_ path: String, _ flags: Int32, mode: mode_t = 0o600) throws(StoreError) {
        let descriptor = open(path, flags | O_CLOEXEC, mode)
        if descriptor < 0 { throw .system(call: "open", path: path, errno: errno) }
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    /// Writes all bytes at `offset`. The corresponding C function is `pwrite`.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(StoreError) {
        var done = 0
        while done < bytes.count {
            let count = pwrite(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done, offset + done)
            if count > 0 {
                done += count
            } else if errno != EINTR || count == 0 {
                throw .system(call: "pwrite", path: path, errno: count == 0 ? ENOSPC : errno)
            }
        }
    }

    /// Reads up to `buffer.count` bytes at `offset`; less only at the end of the file. The C function is `pread`.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(StoreError) -> Int {
        var done = 0
        while done < buffer.count {
            let count = pread(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done, offset + done)
            if count == 0 { break }
            if count > 0 {
                done += count
            } else if errno != EINTR {
                throw .system(call: "pread", path: path, errno: errno)
            }
        }
        return done
    }

    /// Makes the content durable. After a failure the file must not be used again: the kernel has forgotten the pages.
    ///
    /// The corresponding C function is `fsync`.
    func sync() throws(StoreError) {
        if fsync(descriptor) != 0 { throw .system(call: "fsync", path: path, errno: errno) }
    }

    /// Cuts the file. The corresponding C function is `ftruncate`.
    func truncate(_ size: Int) throws(StoreError) {
        if ftruncate(descriptor, size) != 0 { throw .system(call: "ftruncate", path: path, errno: errno) }
    }
}
