import Glibc

/// Everything that can go wrong between this process and its state on disk.
package enum StoreError: Error, Hashable, Sendable {
    /// Bytes on disk are not what was written: a checksum, a length or a format does not hold.
    case corruption(String)
    /// The disk is full; the same call may succeed when there is room again.
    case outOfSpace(String)
    /// RocksDB refused for another reason; the text is RocksDB's own.
    case engine(String)
    /// A system call failed.
    case system(call: String, path: String, errno: Int32)
    /// Another live process holds the state directory.
    case alreadyLocked(path: String)
    /// The state directory belongs to another job.
    case otherJob(path: String, found: String, wanted: String)
    /// The bytes were written by a newer or unknown version.
    case unsupportedVersion(what: String, found: Int, newestKnown: Int)
    /// A thing that was asked for by name is not there.
    case notFound(String)
    /// The caller broke a rule that depends on data: keys out of order, an epoch that does not grow.
    case invalidArgument(String)
    /// An earlier failure made this object unusable; open a new one.
    case poisoned(String)

    /// True when waiting for room on the disk may help.
    package var isOutOfSpace: Bool {
        switch self {
        case .outOfSpace: true
        case .system(_, _, let code): code == ENOSPC || code == EDQUOT
        default: false
        }
    }

    /// Sorts a status text of RocksDB by its first words.
    init(engineMessage text: String) {
        if text.contains("No space left") || text.contains("NoSpace") {
            self = .outOfSpace(text)
        } else if text.hasPrefix("Corruption") || text.contains(": Corruption") {
            self = .corruption(text)
        } else if text.hasPrefix("NotFound") {
            self = .notFound(text)
        } else {
            self = .engine(text)
        }
    }
}

extension StoreError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .corruption(let text): "state is corrupt: \(text)"
        case .outOfSpace(let text): "no space left for state: \(text)"
        case .engine(let text): "RocksDB: \(text)"
        case .system(let call, let path, let code):
            "\(call) \(path): \(String(cString: strerror(code))) (errno \(code))"
        case .alreadyLocked(let path): "\(path) is in use by another process"
        case .otherJob(let path, let found, let wanted):
            "\(path) holds the state of job \(found), not of \(wanted)"
        case .unsupportedVersion(let what, let found, let newest):
            "\(what) has format version \(found), this program knows versions up to \(newest)"
        case .notFound(let text): "not found: \(text)"
        case .invalidArgument(let text): "invalid argument: \(text)"
        case .poisoned(let text): "unusable after an earlier failure: \(text)"
        }
    }
}
