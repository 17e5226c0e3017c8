import Glibc
import StateStore

/// A call on a file that failed.
struct FileFailure: Error {
    var call: String
    var path: String
    var errno: Int32
    /// What the error number can't say.
    var reason: String?

    var text: String { "\(call) \(path): \(reason ?? String(cString: strerror(errno)))" }

    /// Waiting may help: the disk is full, or too many files are open.
    var isTransient: Bool { [ENOSPC, EDQUOT, EMFILE, ENFILE, ENOMEM, EINTR, EAGAIN, EIO].contains(errno) }
}

/// The system calls of a sink that writes files. `onCall` may make one fail, for tests.
struct OutputFiles: Sendable {
    /// Called with a call's name and path before it is made; anything but 0 is its error in place of the call.
    var onCall: @Sendable (String, String) -> Int32 = { _, _ in 0 }

    private func check(_ call: String, _ path: String, _ body: () -> Int) throws(FileFailure) -> Int {
        let told = onCall(call, path)
        if told != 0 { throw FileFailure(call: call, path: path, errno: told) }
        while true {
            let answer = body()
            if answer >= 0 { return answer }
            if errno != EINTR { throw FileFailure(call: call, path: path, errno: errno) }
        }
    }

    /// Makes a folder and those above it, durably.
    func makeFolder(_ path: String) throws(FileFailure) {
        var info = stat()
        if stat(path, &info) == 0 {
            guard info.st_mode & S_IFMT == S_IFDIR else {
                throw FileFailure(call: "mkdir", path: path, errno: ENOTDIR)
            }
            return
        }
        let parent = OutputFiles.parent(of: path)
        if parent != path { try makeFolder(parent) }
        do throws(FileFailure) {
            _ = try check("mkdir", path) { Int(mkdir(path, 0o777)) }
        } catch {
            if error.errno != EEXIST { throw error }
        }
        try syncFolder(parent)
    }

    /// Makes names in a folder durable.
    func syncFolder(_ path: String) throws(FileFailure) {
        let descriptor = Int32(try check("open", path) { Int(Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) })
        defer { Glibc.close(descriptor) }
        _ = try check("fsync", path) { Int(fsync(descriptor)) }
    }

    /// Gives a file another name, replacing what had that name.
    func rename(_ from: String, to: String) throws(FileFailure) {
        _ = try check("rename", to) { Int(Glibc.rename(from, to)) }
    }

    /// Removes a file; one that is not there is fine.
    func remove(_ path: String) throws(FileFailure) {
        do throws(FileFailure) {
            _ = try check("unlink", path) { Int(unlink(path)) }
        } catch {
            if error.errno != ENOENT { throw error }
        }
    }

    /// Size in bytes; nil when there is no such file.
    func size(_ path: String) throws(FileFailure) -> Int64? {
        var info = stat()
        if stat(path, &info) == 0 { return Int64(info.st_size) }
        if errno == ENOENT || errno == ENOTDIR { return nil }
        throw FileFailure(call: "stat", path: path, errno: errno)
    }

    /// Names in a folder but `.` and `..`; none when it is not there.
    func names(in path: String) throws(FileFailure) -> [String] {
        guard let folder = opendir(path) else {
            if errno == ENOENT { return [] }
            throw FileFailure(call: "opendir", path: path, errno: errno)
        }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Cuts a file at `length`, durably.
    func cut(_ path: String, at length: Int64) throws(FileFailure) {
        let descriptor = Int32(try check("open", path) { Int(Glibc.open(path, O_WRONLY | O_CLOEXEC)) })
        defer { Glibc.close(descriptor) }
        _ = try check("ftruncate", path) { Int(ftruncate(descriptor, off_t(length))) }
        _ = try check("fsync", path) { Int(fsync(descriptor)) }
    }

    /// Writes bytes at `offset`, cutting off what was behind them, and makes the file durable.
    func write(_ bytes: [UInt8], to path: String, at offset: Int64) throws(FileFailure) {
        let descriptor = Int32(
            try check("open", path) { Int(Glibc.open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)) })
        defer { Glibc.close(descriptor) }
        _ = try check("ftruncate", path) { Int(ftruncate(descriptor, off_t(offset))) }
        var done = 0
        while done < bytes.count {
            let count = try check("pwrite", path) {
                bytes.withUnsafeBytes { all in
                    pwrite(descriptor, all.baseAddress.map { $0 + done }, all.count - done, off_t(offset) + done)
                }
            }
            if count == 0 { throw FileFailure(call: "pwrite", path: path, errno: ENOSPC) }
            done += count
        }
        _ = try check("fsync", path) { Int(fsync(descriptor)) }
    }

    /// Bytes of a file in a range; fewer when it ends before.
    func read(_ path: String, from start: Int64, to end: Int64) throws(FileFailure) -> [UInt8] {
        let descriptor = Int32(try check("open", path) { Int(Glibc.open(path, O_RDONLY | O_CLOEXEC)) })
        defer { Glibc.close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: Int(max(0, end - start)))
        var done = 0
        while done < bytes.count {
            let count = try check("pread", path) {
                bytes.withUnsafeMutableBytes { all in
                    pread(descriptor, all.baseAddress.map { $0 + done }, all.count - done, off_t(start) + done)
                }
            }
            if count == 0 { break }
            done += count
        }
        bytes.removeLast(bytes.count - done)
        return bytes
    }

    static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
