import Glibc

/// What a process can't run without and the system may not give.
package enum Shortage: Sendable {
    case files
    case threads

    /// Ends the process with a message: without it nothing can go on, and state is as after a kill.
    ///
    /// - Parameter code: as of errno(3).
    package func end(_ code: Int32) -> Never {
        let reason = String(cString: strerror(code))
        var limit = rlimit()
        let text =
            switch self {
            case .files where code == EMFILE && getrlimit(Shortage.fileLimit, &limit) == 0:
                "error: this process may open no more than \(limit.rlim_cur) files: raise the limit (ulimit -n)\n"
            case .files: "error: no file can be opened: \(reason)\n"
            case .threads:
                "error: no thread can be started: \(reason); raise the limits of processes and memory (ulimit -u, "
                    + "TasksMax of systemd)\n"
            }
        _ = Array(text.utf8).withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
        _exit(ExitCode.failed.rawValue)
    }

    /// Lets the process open as many files as it may: systems begin with a few, for programs that use select(2).
    package static func raiseFileLimit() {
        var limit = rlimit()
        guard getrlimit(fileLimit, &limit) == 0, limit.rlim_cur < limit.rlim_max else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(fileLimit, &limit)
    }

    private static let fileLimit = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
}
