import Glibc
import Runner

/// The machine that figures come from, without its name.
struct Machine {
    let text: String

    init() {
        var system = utsname()
        uname(&system)
        let release = withUnsafePointer(to: &system.release) { pointer in
            pointer.withMemoryRebound(to: CChar.self, capacity: 65) { String(cString: $0) }
        }
        let processor = Machine.line("/proc/cpuinfo", "model name", ":") ?? "unknown processor"
        let kilobytes = Machine.line("/proc/meminfo", "MemTotal", ":").flatMap { Int($0.filter(\.isNumber)) } ?? 0
        let distribution = Machine.line("/etc/os-release", "PRETTY_NAME", "=")?.filter { $0 != "\"" } ?? "Linux"
        text =
            "\(sysconf(Int32(_SC_NPROCESSORS_ONLN))) x \(processor), \(kilobytes >> 20) GB, \(distribution), "
            + "Linux \(release)"
    }

    /// Of the last minute, five minutes and quarter of an hour.
    static var loadAverage: String {
        let bytes = readWholeFile("/proc/loadavg") ?? []
        return String(decoding: bytes, as: UTF8.self).split(separator: " ").prefix(3).joined(separator: " ")
    }

    /// What stands behind a word at the start of a line, and behind a sign.
    private static func line(_ path: String, _ word: String, _ sign: Character) -> String? {
        guard let bytes = readWholeFile(path) else { return nil }
        let found = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix(word) }
        guard let found, let at = found.firstIndex(of: sign) else { return nil }
        return String(found[found.index(after: at)...].drop { $0 == " " || $0 == "\t" })
    }
}
