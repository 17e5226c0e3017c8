import Glibc

private let zoneFolder = "/usr/share/zoneinfo/"

/// Whether a name is that of an IANA time zone on this machine; `UTC` always is.
package func isTimeZoneName(_ name: String) -> Bool {
    if name == "UTC" { return true }
    let isPlain = name.utf8.allSatisfy { byte in
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || "_+-/".utf8.contains(byte)
    }
    guard isPlain, let first = name.utf8.first, (65...90).contains(first) else { return false }
    var status = stat()
    return stat(zoneFolder + name, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
}

/// The zones of the machine's table, for suggestions; empty without a table.
func timeZoneNames() -> [String] {
    guard let bytes = readFile(zoneFolder + "tzdata.zi", atMost: 1 << 20) else { return [] }
    let text = String(decoding: bytes, as: UTF8.self)
    return text.split(separator: "\n").compactMap { line in
        let words = line.split(separator: " ")
        guard words.count > 2 else { return nil }
        return words[0] == "Z" ? String(words[1]) : words[0] == "L" ? String(words[2]) : nil
    }
}

/// A whole small file; nil when it cannot be read or is larger than the bound.
func readFile(_ path: String, atMost bound: Int) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16_384)
    while true {
        let count = read(descriptor, &buffer, buffer.count)
        if count < 0 {
            if errno == EINTR { continue }
            return nil
        }
        if count == 0 { return bytes }
        bytes += buffer[..<count]
        guard bytes.count <= bound else { return nil }
    }
}
