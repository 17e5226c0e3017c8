import Glibc
import Operators

/// The form of rows on standard output.
package enum ConsoleFormat: String, CaseIterable, Sendable {
    case table, json, csv, markdown
}

/// How rows are shown and where.
package struct ConsoleSettings: Sendable {
    package var format: ConsoleFormat
    /// The terminal's size now; `nil` for a pipe or a file: nothing is cut or drawn anew there.
    package var terminal: @Sendable () -> TerminalSize?
    /// The zone that timestamptz is shown in.
    package var zone: TimeZoneRules
    /// Takes all bytes, or says why it can't.
    package var write: @Sendable ([UInt8]) -> ConsoleError?

    package init(
        format: ConsoleFormat = .table, zone: TimeZoneRules = .utc,
        terminal: @escaping @Sendable () -> TerminalSize? = { nil },
        write: @escaping @Sendable ([UInt8]) -> ConsoleError? = writeToStandardOutput
    ) {
        self.format = format
        self.terminal = terminal
        self.zone = zone
        self.write = write
    }

    /// For standard output as it is: a terminal, whose size may change, or a pipe.
    package static func standardOutput(
        format: ConsoleFormat = .table, zone: TimeZoneRules = .utc
    ) -> ConsoleSettings {
        ConsoleSettings(format: format, zone: zone) { TerminalSize.ofStandardOutput }
    }
}

/// How much a terminal shows.
package struct TerminalSize: Equatable, Sendable {
    package var columns: Int
    package var lines: Int

    package init(columns: Int, lines: Int) {
        self.columns = columns
        self.lines = lines
    }

    /// That of standard output; `nil` when it is no terminal.
    static var ofStandardOutput: TerminalSize? {
        guard isatty(1) == 1 else { return nil }
        var size = winsize()
        let isKnown = ioctl(1, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return isKnown
            ? TerminalSize(columns: Int(size.ws_col), lines: Int(size.ws_row)) : TerminalSize(columns: 80, lines: 24)
    }
}

/// Why bytes could not be written.
package struct ConsoleError: Error, Sendable {
    package let message: String
    /// The reader has gone away: `runner start job.sql | head`.
    package let isClosed: Bool

    package init(message: String, isClosed: Bool) {
        self.message = message
        self.isClosed = isClosed
    }
}

/// Writes all bytes to standard output, however often that takes.
package func writeToStandardOutput(_ bytes: [UInt8]) -> ConsoleError? {
    bytes.withUnsafeBytes { raw in
        var offset = 0
        while offset < raw.count, let base = raw.baseAddress {
            let count = Glibc.write(1, base + offset, raw.count - offset)
            if count > 0 {
                offset += count
            } else if errno == EAGAIN {
                var request = pollfd(fd: 1, events: Int16(POLLOUT), revents: 0)
                _ = poll(&request, 1, 1000)
            } else if errno != EINTR {
                return ConsoleError(message: String(cString: strerror(errno)), isClosed: errno == EPIPE)
            }
        }
        return nil
    }
}
