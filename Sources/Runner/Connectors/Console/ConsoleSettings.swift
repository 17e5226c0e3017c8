import Glibc
import Operators

/// The form of rows on standard output.
package enum ConsoleFormat: String, CaseIterable, Sendable {
    case table, json, csv, markdown
}

/// How rows are shown and where.
package struct ConsoleSettings: Sendable {
    package var format: ConsoleFormat
    /// Columns of the terminal; `nil` for a pipe or a file: nothing is cut or drawn anew there.
    package var terminalWidth: Int?
    /// Lines of the terminal.
    package var terminalHeight: Int?
    /// The zone that timestamptz is shown in.
    package var zone: TimeZoneRules
    /// Takes all bytes, or says why it can't.
    package var write: @Sendable ([UInt8]) -> ConsoleError?

    package init(
        format: ConsoleFormat = .table, terminalWidth: Int? = nil, terminalHeight: Int? = nil,
        zone: TimeZoneRules = .utc, write: @escaping @Sendable ([UInt8]) -> ConsoleError? = writeToStandardOutput
    ) {
        self.format = format
        self.terminalWidth = terminalWidth
        self.terminalHeight = terminalHeight
        self.zone = zone
        self.write = write
    }

    /// For standard output as it is: a terminal with its size, or a pipe.
    package static func standardOutput(
        format: ConsoleFormat = .table, zone: TimeZoneRules = .utc
    ) -> ConsoleSettings {
        var settings = ConsoleSettings(format: format, zone: zone)
        guard isatty(1) == 1 else { return settings }
        var size = winsize()
        let isKnown = ioctl(1, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        settings.terminalWidth = isKnown ? Int(size.ws_col) : 80
        settings.terminalHeight = isKnown ? Int(size.ws_row) : 24
        return settings
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
