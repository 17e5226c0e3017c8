import Glibc

/// Writes to the terminal's two streams: rows to stdout, everything for people to stderr.
package enum Terminal {
    /// Whether stderr is a terminal: then there is a progress line.
    package static var isErrorTerminal: Bool { isatty(STDERR_FILENO) == 1 }
    package static var isOutputTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    /// One line for people.
    package static func say(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

    /// Data.
    package static func put(_ text: String) { write(text, to: STDOUT_FILENO) }

    /// Writes all of the text, however many calls it takes; gives up when nobody reads any more.
    package static func write(_ text: String, to descriptor: Int32) {
        let bytes = Array(text.utf8)
        bytes.withUnsafeBytes { buffer in
            var start = 0
            while start < buffer.count, let base = buffer.baseAddress {
                let count = Glibc.write(descriptor, base + start, buffer.count - start)
                if count < 0 {
                    if errno == EINTR { continue }
                    return
                }
                start += count
            }
        }
    }

    /// Colour: flag, then NO_COLOR, then TERM=dumb, then whether it is a terminal.
    package static func wantsColor(_ flag: Bool?, _ environment: [String: String]) -> Bool {
        if let flag { return flag }
        if let no = environment["NO_COLOR"], !no.isEmpty { return false }
        return environment["TERM"] != "dumb" && isErrorTerminal
    }
}

/// The process's environment, read once.
package func processEnvironment() -> [String: String] {
    var result: [String: String] = [:]
    var entry = environ
    while let text = entry.pointee {
        let pair = String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        if pair.count == 2 { result[String(pair[0])] = String(pair[1]) }
        entry += 1
    }
    return result
}

/// The whole of a file, or of standard input for `-`; nil when it can't be read (`errno` says why).
package func readWholeFile(_ path: String, bytesMax: Int = 64 << 20) -> [UInt8]? {
    let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { if path != "-" { close(descriptor) } }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count <= bytesMax {
        let count = chunk.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        if count == 0 { return bytes }
        if count < 0 {
            if errno == EINTR { continue }
            return nil
        }
        bytes.append(contentsOf: chunk[..<count])
    }
    return bytes
}
