import Glibc

/// The operations on directories and whole files that state on disk needs; each throws `StoreError.system`.
package enum Files {
    /// What `stat` says about a file.
    package struct Status: Sendable, Equatable {
        /// Size in bytes.
        package let byteCount: Int
        /// Inode number and link count.
        package let inode: UInt64
        package let linkCount: Int
        /// True for a directory.
        package let isDirectory: Bool
    }

    /// What `path` is; nil when there is nothing.
    package static func status(_ path: String) throws(StoreError) -> Status? {
        var info = stat()
        if lstat(path, &info) != 0 {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw .system(call: "lstat", path: path, errno: errno)
        }
        return Status(
            byteCount: Int(info.st_size), inode: UInt64(info.st_ino), linkCount: Int(info.st_nlink),
            isDirectory: info.st_mode & S_IFMT == S_IFDIR)
    }

    /// Makes a directory that only this user can enter; one that exists already is fine.
    package static func makeDirectory(_ path: String) throws(StoreError) {
        if mkdir(path, 0o700) == 0 { return }
        let code = errno
        if code == EEXIST, try status(path)?.isDirectory == true { return }
        throw .system(call: "mkdir", path: path, errno: code)
    }

    /// Names in a directory, sorted.
    package static func names(in path: String) throws(StoreError) -> [String] {
        guard let directory = opendir(path) else { throw .system(call: "opendir", path: path, errno: errno) }
        defer { closedir(directory) }
        var result: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { result.append(name) }
        }
        return result.sorted()
    }

    /// Makes the entries of a directory durable: files made, renamed or removed in it.
    package static func syncDirectory(_ path: String) throws(StoreError) {
        try OpenFile(path, O_RDONLY | O_DIRECTORY).sync()
    }

    /// Takes flock(2)'s exclusive lock of an open file, without waiting for another process that works with it.
    ///
    /// Two hold such a lock for a moment, and neither is another process at work: `runner status`, to see whether
    /// somebody has it, and the child of a process between fork and exec. So it is tried again for 200 ms.
    ///
    /// - Returns: 0, or an error number: `EWOULDBLOCK` when somebody else has it.
    package static func lock(_ descriptor: Int32) -> Int32 {
        for _ in 0..<20 {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return 0 }
            if errno != EWOULDBLOCK { break }
            usleep(10_000)
        }
        return flock(descriptor, LOCK_EX | LOCK_NB) == 0 ? 0 : errno
    }

    /// Gives a file another name, replacing what had that name; durable after `syncDirectory`.
    package static func rename(_ from: String, to: String) throws(StoreError) {
        if Glibc.rename(from, to) != 0 { throw .system(call: "rename", path: to, errno: errno) }
    }

    /// Removes a file; one that is not there is fine.
    package static func remove(_ path: String) throws(StoreError) {
        if unlink(path) != 0 && errno != ENOENT { throw .system(call: "unlink", path: path, errno: errno) }
    }

    /// Removes a file, or a directory with all it holds; what is not there is fine.
    package static func removeTree(_ path: String) throws(StoreError) {
        guard let status = try status(path) else { return }
        guard status.isDirectory else { return try remove(path) }
        for name in try names(in: path) { try removeTree(path + "/" + name) }
        if rmdir(path) != 0 && errno != ENOENT { throw .system(call: "rmdir", path: path, errno: errno) }
    }

    /// All bytes of a file. Precondition of use: the file is small.
    package static func read(_ path: String) throws(StoreError) -> [UInt8] {
        let file = try OpenFile(path, O_RDONLY)
        let size = try status(path)?.byteCount ?? 0
        var failure: StoreError?
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            do throws(StoreError) {
                count = try file.read(into: UnsafeMutableRawBufferPointer(buffer), at: 0)
            } catch { failure = error }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Writes a whole file so that after a crash there is the old content or the new, never a mixture.
    package static func writeDurably(_ bytes: UnsafeRawBufferPointer, to path: String) throws(StoreError) {
        let temporary = path + ".tmp"
        try remove(temporary)
        do throws(StoreError) {
            let file = try OpenFile(temporary, O_WRONLY | O_CREAT | O_EXCL)
            try file.write(bytes, at: 0)
            try file.sync()
            try rename(temporary, to: path)
        } catch {
            try? remove(temporary)
            throw error
        }
        try syncDirectory(parent(of: path))
    }

    /// The directory that holds `path`.
    static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}

extension Files {
    /// Writes a whole file so that after a crash there is the old content or the new, never a mixture.
    package static func writeDurably(_ bytes: [UInt8], to path: String) throws(StoreError) {
        var failure: StoreError?
        bytes.withUnsafeBytes { bytes in
            do throws(StoreError) { try writeDurably(bytes, to: path) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    /// Where temporary files belong: `$TMPDIR`, else `/tmp`.
    static var temporaryDirectory: String {
        guard let value = getenv("TMPDIR") else { return "/tmp" }
        let path = String(cString: value)
        return path.isEmpty ? "/tmp" : path
    }
}
