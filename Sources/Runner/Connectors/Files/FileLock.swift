import Glibc
import StateStore

/// Keeps a second process from writing the same files; ends with its owner or the process.
final class FileLock {
    private let descriptor: Int32

    /// Nil when somebody else holds it.
    static func take(_ path: String) throws(FileFailure) -> FileLock? {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw FileFailure(call: "open", path: path, errno: errno) }
        let code = Files.lock(descriptor)
        if code == 0 { return FileLock(descriptor) }
        Glibc.close(descriptor)
        if code == EWOULDBLOCK { return nil }
        throw FileFailure(call: "flock", path: path, errno: code)
    }

    private init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit { Glibc.close(descriptor) }
}
