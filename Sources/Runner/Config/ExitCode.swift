/// What a command's exit tells the shell; the numbers of sysexits.h where it has one.
package enum ExitCode: Int32, Error, Sendable {
    case done = 0
    case failed = 1
    case usage = 2
    /// Bad input data with `on_error = 'fail'`.
    case badData = 65
    /// Kafka or the database could not be reached at the start.
    case unavailable = 69
    /// Another runner has the job, or took it over.
    case lostOwnership = 75
    /// The job or its configuration is wrong, or does not go with the state on disk.
    case invalidJob = 78
    /// `--until-caught-up --skip-if-empty` found nothing to do.
    case nothingToDo = 99
    /// Stopped by a second Ctrl-C.
    case interrupted = 130
    /// Who read the rows on standard output has gone away, as `head` does: what a shell says of other programs that
    /// SIGPIPE ended.
    case readerGone = 141
    /// Stopped by a second SIGTERM.
    case terminated = 143
}
